"""The sending server misbehaves at each of its commands."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from coordmail.mail import smtp_connection
from tests.service.house import coordmail
from tests.service.misbehaving.smtp_script import GONE, SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.service.misbehaving.conftest import Said, Trouble
    from tests.service.misbehaving.smtp_script import Misdeed

PASSING: list[tuple[str, Misdeed, str]] = [
    # stage, what is said there, what the log says of it
    ("CONNECT", "421 4.3.2 too many connections", "does not want us now"),
    ("CONNECT", "554 5.3.2 closed", "does not want us now"),
    ("CONNECT", SILENT, "no answer in time"),
    ("CONNECT", GONE, "no connection"),
    ("EHLO", "421 4.3.2 shutting down", "does not want us now"),
    ("EHLO", "451 4.3.0 later", "does not want us now"),
    ("EHLO", "550 5.7.1 not you", "does not want us now"),
    ("EHLO", SILENT, "no answer in time"),
    ("EHLO", GONE, "no connection"),
    ("AUTH", "454 4.7.0 directory is down", "cannot log anybody in now"),
    ("AUTH", "535 5.7.8 wrong", "the login of minutes@example.com is refused"),
    ("AUTH", "421 4.7.0 too many logins", "cannot log anybody in now"),
    ("AUTH", SILENT, "no answer in time"),
    ("AUTH", GONE, "no connection"),
    ("MAIL", "421 4.3.2 shutting down", "the sender"),
    ("MAIL", "450 4.7.1 too many messages", "the sender"),
    ("MAIL", "451 4.3.0 later", "the sender"),
    ("MAIL", "452 4.3.1 no room", "the sender"),
    ("MAIL", "530 5.7.0 log in first", "wants another login"),
    ("MAIL", SILENT, "the connection broke"),
    ("MAIL", GONE, "the connection broke"),
    ("RCPT", "421 4.3.2 shutting down", "the recipient li.na@example.com"),
    ("RCPT", "450 4.7.1 greylisted", "li.na@example.com: 450"),
    ("RCPT", "451 4.3.0 later", "li.na@example.com: 451"),
    ("RCPT", "452 4.5.3 too many", "li.na@example.com: 452"),
    ("RCPT", SILENT, "the connection broke"),
    ("RCPT", GONE, "the connection broke"),
    ("DATA", "421 4.3.2 shutting down", "the mail is not taken now"),
    ("DATA", "451 4.3.0 later", "the mail is not taken now"),
    ("DATA", SILENT, "the connection broke"),
    ("DATA", GONE, "the connection broke"),
    ("GONE_IN_DATA", GONE, "the connection broke"),
    ("END", "421 4.3.2 shutting down", "the mail is not taken now"),
    ("END", "450 4.2.0 later", "the mail is not taken now"),
    ("END", "451 4.7.1 greylisted", "the mail is not taken now"),
    ("END", "452 4.3.1 no room", "the mail is not taken now"),
    ("END", SILENT, "may have taken the mail all the same"),
    ("END", GONE, "may have taken the mail all the same"),
]

LASTING: list[tuple[str, Misdeed, str, bool]] = [
    # stage, what is said there, what the log says, whether it is the address that is to blame
    ("MAIL", "550 5.7.1 not your address", "the sender minutes@example.com is refused", False),
    ("MAIL", "552 5.3.4 too big", "the sender", False),
    ("RCPT", "550 5.1.1 no such user", "nothing is sent there until it writes", True),
    ("RCPT", "550 no such user here", "nothing is sent there until it writes", True),
    ("RCPT", "553 mailbox name not allowed here", "look what the server lets", False),
    ("RCPT", "554 5.7.1 Relay access denied", "look what the server lets", False),
    ("RCPT", "550 5.7.1 Unable to relay", "look what the server lets", False),
    ("RCPT", "550 relaying denied", "look what the server lets", False),
    ("RCPT", "550 5.7.60 SMTP; client does not have permissions to send as this sender", "look what", False),
    ("RCPT", "550 5.7.1 blocked by reputation", "look what the server lets", False),
    ("RCPT", "552 5.2.2 over quota", "look what the server lets", False),
    ("DATA", "554 5.5.1 no valid recipients", "the mail is refused", False),
    ("END", "550 5.7.1 looks like spam", "the mail is refused", False),
    ("END", "552 5.3.4 too big", "the mail is refused", False),
    ("END", "554 5.6.0 bad content", "the mail is refused", False),
]


def case_of(row: tuple[object, ...]) -> str:
    return f"{row[0]}-{str(row[1] or 'silent').split(' ')[0] if row[1] is not None else 'gone'}"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_connection, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(smtp_connection, "CLOSE_SECONDS", 0.2)


@pytest.mark.parametrize(("stage", "misdeed", "words"), PASSING, ids=map(case_of, PASSING))
def test_what_passes(trouble: Trouble, said: Said, stage: str, misdeed: Misdeed, words: str) -> None:
    trouble.service.close()
    trouble.smtp.misdeeds[stage] = misdeed
    trouble.arrives()
    assert trouble.turn(minutes=1).received == 1
    (row,) = trouble.waiting()
    assert (row["state"], row["recipients"]) == ("waiting", "li.na@example.com")
    said.one(f"127.0.0.1:{trouble.smtp.port}", words, "tried again")
    trouble.turns(3, minutes=7)
    assert said.lines() == []
    trouble.smtp.misdeeds.clear()
    trouble.turns(2, minutes=61)
    assert (trouble.answered(), trouble.waiting()) == (2, [])
    assert all("answers again" in line for line in said.lines())


@pytest.mark.parametrize(("stage", "misdeed", "words", "to_blame"), LASTING, ids=map(case_of, LASTING))
def test_what_is_refused_for_good(
    trouble: Trouble, said: Said, stage: str, misdeed: Misdeed, words: str, to_blame: bool
) -> None:
    trouble.smtp.misdeeds[stage] = misdeed
    trouble.arrives()
    trouble.turn(minutes=1)
    said.one(f"127.0.0.1:{trouble.smtp.port}", words)
    assert [row["state"] for row in trouble.waiting()] == ["failed"]
    assert trouble.store.administration.is_failing("li.na@example.com") is to_blame
    trouble.smtp.misdeeds.clear()
    trouble.turns(2, minutes=61)
    # It is not tried again by itself, and the administrator hears of it.
    assert trouble.answered() == 1
    (admin,) = (mail for mail in trouble.taken() if mail.kind == "admin")
    assert str(misdeed).split(" ", 1)[1][:20] in admin.text
    if not to_blame:
        done = coordmail(trouble.config_path, "outbox", "retry", "--failed", "--now", trouble.now.isoformat())
        assert (done.returncode, done.stdout) == (0, "1 mails go out with the next pass\n")
        trouble.turn(minutes=1)
        assert (trouble.answered(), trouble.waiting()) == (2, [])


@pytest.mark.parametrize("stage", ["MAIL", "END"])
def test_a_limit_stops_the_heap_and_not_each_mail(trouble: Trouble, said: Said, stage: str) -> None:
    taken = len(trouble.smtp.taken)

    def limit(_line: str) -> str | None:
        return "450 4.7.1 too many messages, slow down" if len(trouble.smtp.taken) >= taken + 4 else None

    trouble.smtp.misdeeds[stage] = limit
    trouble.arrives(12)
    trouble.smtp.heard.clear()
    trouble.turn(minutes=1)
    assert trouble.answered() == 5
    # Four went out; three were put off; five were not even tried.
    assert sum(line.startswith("MAIL") for line in trouble.smtp.heard) == 7
    assert len(trouble.waiting()) == 8
    said.one("too many messages, slow down", "the other mails wait with it", "growing pauses")
    trouble.smtp.misdeeds.clear()
    trouble.turns(3, minutes=6)
    assert (trouble.answered(), trouble.waiting()) == (13, [])


def test_one_mail_that_ends_each_connection_holds_no_other_up(trouble: Trouble, said: Said) -> None:
    """A poisoned mail: whatever the server dislikes about it, the mails behind it go out."""
    from tests.service.test_receiving import notice

    trouble.servers.deliver("minutes@example.com", notice(90, From="zhao.min@example.com"), trouble.now)
    trouble.arrives(3)
    trouble.smtp.misdeeds["RCPT"] = lambda line: "421 4.3.0 crashed" if "zhao.min" in line else None
    trouble.turn(minutes=1)
    assert trouble.answered() == 4
    assert [row["recipients"] for row in trouble.waiting()] == ["zhao.min@example.com"]
    said.one("421 4.3.0 crashed")


def test_a_slow_server_is_waited_for(trouble: Trouble, said: Said) -> None:
    trouble.smtp.slow = 0.2
    trouble.arrives()
    trouble.turn(minutes=1)
    assert trouble.answered() == 2
    assert said.lines() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("stranger", "the certificate is refused"),
        ("other name", "put the name that stands in the certificate"),
        ("plain", "look whether smtp.port and smtp.security belong together"),
    ],
)
def test_tls_refused(trouble: Trouble, said: Said, tmp_path: Path, kind: str, words: str) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    smtp = trouble.config.smtp.model_copy(update={"security": "tls", "ca_file": str(tmp_path / "ca.pem")})
    trouble.config = trouble.config.model_copy(update={"smtp": smtp})
    trouble.anew()

    def certified(by: trustme.CA, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert(name).configure_cert(context)
        return context

    good = certified(authority, "127.0.0.1")
    wrong = {"stranger": certified(trustme.CA(), "127.0.0.1"), "other name": certified(authority, "else.example")}
    trouble.smtp.tls = wrong.get(kind)
    trouble.arrives()
    trouble.turn(minutes=1)
    trouble.turn(minutes=7)
    said.one(f"127.0.0.1:{trouble.smtp.port}", words, "tried again")
    assert trouble.answered() == 1
    trouble.smtp.tls = good
    trouble.turns(2, minutes=61)
    assert (trouble.answered(), trouble.waiting()) == (2, [])


def test_two_days_count_from_the_first_try(trouble: Trouble) -> None:
    """A mail that lay over a holiday, or while nobody served, is not given up at its first failure."""
    trouble.smtp.misdeeds["MAIL"] = "451 4.3.0 later"
    trouble.arrives()
    now = trouble.now
    with trouble.store.transaction():
        trouble.store.outbox.add(
            "old", "form", None, "<old@x>", "Old", b"Subject: x\r\n\r\nx\r\n", ["li.na@example.com"], now
        )
    trouble.turn(days=3)
    assert {row["state"] for row in trouble.waiting()} == {"waiting"}
    trouble.turn(hours=47)
    assert {row["state"] for row in trouble.waiting()} == {"waiting"}
    trouble.turn(hours=2)
    assert {row["state"] for row in trouble.waiting()} == {"failed"}


def test_a_single_pass_says_that_the_connection_broke(trouble: Trouble) -> None:
    trouble.smtp.misdeeds["DATA"] = GONE
    trouble.arrives()
    trouble.service.close()
    done = coordmail(trouble.config_path, "run", "--once", "--now", trouble.now.isoformat())
    assert (done.returncode, done.stdout) == (1, "1 received, 0 sent\n")
    (line,) = done.stderr.splitlines()
    assert "the connection broke" in line
    trouble.smtp.misdeeds.clear()
    trouble.turn(minutes=2)
    assert (trouble.answered(), trouble.waiting()) == (2, [])


def test_the_endless_service_is_up_when_the_next_try_is_due(trouble: Trouble) -> None:
    trouble.service.close()
    trouble.smtp.misdeeds["CONNECT"] = "421 4.3.2 not now"
    trouble.turn(seconds=25)
    trouble.arrives()
    trouble.turn(seconds=5)
    trouble.smtp.misdeeds.clear()
    assert trouble.answered() == 1
    # The clock spoke when the mail came in; the minute of the first retry ends with the same second.
    trouble.turn(seconds=trouble.service.pause(trouble.now))
    assert (trouble.answered(), trouble.waiting()) == (2, [])
    trouble.smtp.misdeeds["CONNECT"] = "421 4.3.2 not now"
    trouble.service.close()
    trouble.arrives()
    trouble.turn(seconds=1)
    trouble.turn(seconds=30)
    trouble.smtp.misdeeds.clear()
    assert trouble.service.pause(trouble.now) == 30
