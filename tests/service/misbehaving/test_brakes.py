"""The breaker, the health check and the watchdog: what stops too much, and what tells when too little happens."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.service.health import health
from tests.service.house import coordmail
from tests.service.misbehaving.conftest import Trouble
from tests.service.misbehaving.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.demo.servers import EmbeddedServers
    from tests.service.misbehaving.between import Between
    from tests.service.misbehaving.conftest import Said
    from tests.service.misbehaving.smtp_script import SmtpScript

LIMIT = timedelta(minutes=15)


@pytest.fixture
def capped(tmp_path: Path, servers: EmbeddedServers, imap: Between, smtp: SmtpScript) -> Iterator[Trouble]:
    """A house that may send four mails in an hour."""
    house = Trouble(tmp_path, servers, imap, smtp, rules="cap_all_per_hour = 4")
    yield house
    house.close()


def test_the_breaker_stops_all_mail_and_tells(capped: Trouble, said: Said) -> None:
    capped.arrives(9)
    capped.turn()
    said.one("the breaker holds all mail", "cap_all_per_hour = 4", "5 wait", "coordmail outbox release")
    assert capped.answered() == 4
    assert all("breaker" in row["error"] and row["attempts"] == 0 for row in capped.waiting())
    # What is written meanwhile waits as well; the administrator's mail does not.
    capped.arrives()
    capped.turns(3, minutes=10)
    assert capped.answered() == 4
    (admin,) = (mail for mail in capped.taken() if mail.kind == "admin")
    assert "cap_all_per_hour" in admin.text
    found = health(capped.config.database, capped.now, LIMIT)
    assert any("breaker holds 6 mails" in fault for fault in found.faults)
    assert said.lines() == []
    # After an hour it goes on, as far as the next hour allows; the administrator's mail counts.
    capped.turn(minutes=31)
    assert capped.answered() == 7
    capped.turn(minutes=61)
    assert (capped.answered(), capped.waiting()) == (10, [])
    assert health(capped.config.database, capped.now, LIMIT).faults == ()


def test_the_administrator_releases(capped: Trouble) -> None:
    capped.arrives(7)
    capped.turn()
    assert capped.answered() == 4
    listed = coordmail(capped.config_path, "outbox")
    assert "breaker" in listed.stdout
    now = capped.now + timedelta(minutes=2)
    done = coordmail(capped.config_path, "outbox", "release", "--now", now.isoformat())
    assert (done.returncode, done.stdout) == (0, "3 mails go out with the next pass\n")
    capped.turn(minutes=3)
    assert (capped.answered(), capped.waiting()) == (7, [])


def test_a_house_below_the_cap_never_hears_of_it(trouble: Trouble, said: Said) -> None:
    trouble.arrives(15)
    trouble.turn(minutes=1)
    assert (trouble.answered(), said.lines()) == (16, [])


def test_health_of_a_service_that_is_well(trouble: Trouble) -> None:
    found = health(trouble.config.database, trouble.now + timedelta(seconds=50), LIMIT)
    assert found.faults == ()
    assert str(found) == "last tick 50 s ago; last poll 50 s ago; last send 50 s ago; 0 mails wait; 0 failed"


def test_health_when_nobody_serves(trouble: Trouble) -> None:
    (tick, poll) = health(trouble.config.database, trouble.now + timedelta(hours=3), LIMIT).faults
    assert tick == "last tick 3 h ago: coordmail run does not run, or hangs"
    assert poll.startswith("last poll 3 h ago: the IMAP server cannot be used")


def test_health_when_the_mailbox_cannot_be_read(trouble: Trouble) -> None:
    trouble.service.close()
    trouble.imap.misdeeds["LOGIN"] = "{tag} NO [AUTHENTICATIONFAILED] token expired\n"
    trouble.turns(5, minutes=7)
    (poll,) = health(trouble.config.database, trouble.now, LIMIT).faults
    assert poll.startswith("last poll 35 min ago")


def test_health_when_mail_does_not_go_out(trouble: Trouble) -> None:
    trouble.smtp.misdeeds["MAIL"] = "451 4.3.0 later"
    trouble.arrives()
    trouble.turn(minutes=1)
    assert health(trouble.config.database, trouble.now, LIMIT).faults == ()
    trouble.turns(7, minutes=10)
    (late,) = health(trouble.config.database, trouble.now, LIMIT).faults
    assert late.startswith("mail waits for 1 h: the SMTP server")


def test_health_does_not_mind_mails_that_rest(trouble: Trouble) -> None:
    trouble.smtp.misdeeds["RCPT"] = "550 5.1.1 no such user"
    trouble.arrives()
    trouble.turn(minutes=1)
    trouble.smtp.misdeeds.clear()
    coordmail(trouble.config_path, "outbox", "retry", "--failed", "--now", trouble.now.isoformat())
    trouble.turns(20, minutes=10)
    assert len(trouble.waiting()) == 1
    assert health(trouble.config.database, trouble.now, LIMIT).faults == ()


def test_health_of_a_clock_that_was_wrong(trouble: Trouble) -> None:
    faults = health(trouble.config.database, trouble.now - timedelta(days=3), LIMIT).faults
    assert faults[0] == "the last tick lies 3 d ahead: this machine's clock is or was wrong"


def test_the_command_for_monitors(trouble: Trouble) -> None:
    """It works while the service has the database, and asks no server."""
    trouble.servers.stop()
    for minutes, code in ((1, 0), (20, 1), (20, 0)):
        now = (trouble.now + timedelta(minutes=minutes)).isoformat()
        age = "15" if code or minutes == 1 else "30"
        done = coordmail(trouble.config_path, "check", "--health", "--max-age", age, "--now", now)
        assert done.returncode == code
        (line,) = (done.stderr if code else done.stdout).splitlines()
        assert line.startswith("Error: last tick 20 min ago" if code else "ok: last tick")
    trouble.servers.start()
    (trouble.folder / "coordmail.db").rename(trouble.folder / "elsewhere.db")
    done = coordmail(trouble.config_path, "check", "--health")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no database" in done.stderr
    assert not (trouble.folder / "coordmail.db").exists()


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_of_us(trouble: Trouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool) -> None:
    name = f"@coordmail-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if abstract else name)
        manager.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        service = trouble.anew()
        heard: list[str] = []

        def meanwhile() -> None:
            while "WATCHDOG=1" not in heard:
                heard.append(manager.recv(4096).decode())

        Serving(trouble).run(meanwhile)
        manager.settimeout(1)
        while heard[-1] != "STOPPING=1":
            heard.append(manager.recv(4096).decode())
    assert service is trouble.service
    assert heard[0].splitlines()[0] == "READY=1"
    assert heard[0].splitlines()[1].startswith("STATUS=watching minutes@example.com")


def test_a_manager_that_does_not_listen_holds_nobody_up(trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/notify")
    trouble.anew()
    trouble.arrives()
    trouble.turn(minutes=1)
    assert trouble.answered() == 2
