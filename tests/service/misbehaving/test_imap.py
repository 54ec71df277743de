"""The server that mail comes in by misbehaves at each of its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from imapclient import IMAPClient

from coordmail.demo.cast import MAILBOX, PASSWORD
from coordmail.demo.servers import EmbeddedServers
from coordmail.mail import imap_connection
from tests.service.house import USERS
from tests.service.misbehaving.between import Between, CutAfter, Fault
from tests.service.misbehaving.conftest import Trouble
from tests.service.misbehaving.serving import Serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.service.misbehaving.between import Misdeed
    from tests.service.misbehaving.conftest import Said
    from tests.service.misbehaving.smtp_script import SmtpScript

READ_ONLY = "* 3 EXISTS\n* OK [UIDVALIDITY 7] .\n{tag} OK [READ-ONLY] done\n"

PASSING: list[tuple[str, Misdeed, str]] = [
    # command, what is done at it, what the log says
    ("CONNECT", Fault.GONE, "no connection"),
    ("CONNECT", Fault.SILENT, "no answer in time"),
    ("CONNECT", "* BYE too many connections\n", "too many connections"),
    ("LOGIN", "{tag} NO [AUTHENTICATIONFAILED] wrong\n", "the login of minutes@example.com is refused"),
    ("LOGIN", "{tag} NO [UNAVAILABLE] directory is down\n", "cannot log anybody in now"),
    ("LOGIN", Fault.GONE, "no connection"),
    ("LOGIN", Fault.SILENT, "no answer in time"),
    ("SELECT", "{tag} NO [NONEXISTENT] no such folder\n", "'INBOX' cannot be opened"),
    ("SELECT", "{tag} NO Unsafe Login. Please contact kefu@188.com for help\n", "Unsafe Login"),
    ("SELECT", "{tag} NO [INUSE] locked\n", "'INBOX' cannot be opened"),
    ("SELECT", READ_ONLY, "is read-only"),
    ("SELECT", Fault.GONE, "opening the folder"),
    ("SELECT", Fault.SILENT, "no answer in time"),
    ("UID SEARCH", "{tag} BAD what\n", "looking for new mail"),
    ("UID SEARCH", Fault.GONE, "looking for new mail"),
    ("UID SEARCH", Fault.SILENT, "no answer in time"),
    ("UID FETCH", Fault.GONE, "looking at mails"),
    ("UID FETCH", Fault.SILENT, "no answer in time"),
    ("UID FETCH", CutAfter(40), "looking at mails"),
    ("UID FETCH", CutAfter(400), "fetching mails"),
    ("UID MOVE", Fault.GONE, "moving mails to 'Processed'"),
    ("UID MOVE", Fault.SILENT, "no answer in time"),
    ("UID MOVE", CutAfter(3), "moving mails to 'Processed'"),
    ("UID MOVE", "{tag} NO [OVERQUOTA] full\n", "look at the user's rights and whether the mailbox is full"),
    ("UID MOVE", "{tag} NO [NOPERM] not yours\n", "cannot be moved to the folder 'Processed'"),
]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_connection, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(imap_connection, "CLOSE_SECONDS", 0.2)


def case_of(row: tuple[object, ...]) -> str:
    return f"{row[0]}-{row[1] if not isinstance(row[1], Fault) else row[1].name.lower()}".strip()[:40]


@pytest.mark.parametrize(("command", "misdeed", "words"), PASSING, ids=map(case_of, PASSING))
def test_what_passes(trouble: Trouble, said: Said, command: str, misdeed: Misdeed, words: str) -> None:
    trouble.service.close()
    trouble.imap.misdeeds[command] = misdeed
    trouble.arrives(2)
    (report, *_) = trouble.turns(4, minutes=7)
    assert len(report.unreachable) == 1
    line = said.one(f"127.0.0.1:{trouble.imap.port}", words, "growing pauses")
    assert ";" in line
    trouble.imap.misdeeds.clear()
    trouble.turns(3, minutes=7)
    assert trouble.folders() == (0, 3, 0)
    assert trouble.answered() == 3
    assert [row["outcome"] for row in trouble.store.session.rows("select outcome from inbox")] == ["processed"] * 3
    assert trouble.store.session.rows("select * from attempts") == []
    assert all("answers again" in told for told in said.lines())
    assert not trouble.turn(minutes=7).unreachable


def test_a_full_folder_does_not_keep_mail_from_being_read(trouble: Trouble, said: Said) -> None:
    trouble.imap.misdeeds["UID MOVE"] = "{tag} NO [OVERQUOTA] full\n"
    trouble.arrives()
    trouble.turn(minutes=7)
    for count in (3, 4):
        trouble.arrives()
        trouble.turn(minutes=7)
        assert trouble.answered() == count
    said.one("'Processed'", "full")
    assert trouble.folders() == (3, 1, 0)
    trouble.imap.misdeeds.clear()
    trouble.turn(minutes=7)
    assert (trouble.folders(), trouble.answered()) == ((0, 4, 0), 4)


def by_hand(servers: EmbeddedServers) -> Any:
    client: Any = IMAPClient("127.0.0.1", servers.imap_port, ssl=False, timeout=10)
    client.login(MAILBOX, PASSWORD)
    client.select_folder("INBOX")
    return client


def test_the_processed_folder_was_deleted(trouble: Trouble, said: Said) -> None:
    with by_hand(trouble.servers) as client:
        client.delete_folder("Processed")
    trouble.arrives()
    trouble.turn(minutes=1)
    assert (trouble.folders(), trouble.answered(), said.lines()) == ((0, 1, 0), 2, [])


@pytest.mark.parametrize("command", ["UID FETCH", "UID MOVE"])
def test_somebody_else_moves_mails_in_between(trouble: Trouble, said: Said, command: str) -> None:
    trouble.arrives(3)

    def take_away(_line: str) -> None:
        trouble.imap.misdeeds.clear()
        with by_hand(trouble.servers) as client:
            client.create_folder("Mine")
            client.move(client.search()[:1], "Mine")

    trouble.imap.misdeeds[command] = take_away
    trouble.turns(4, minutes=1)
    inbox, processed, _ = trouble.folders()
    # What was read before it went takes its effect; what went unread has none, and neither is a fault.
    assert (inbox, processed) == (0, 3)
    assert trouble.answered() == (3 if command == "UID FETCH" else 4)
    assert said.lines() == []
    assert trouble.store.session.rows("select * from attempts") == []


def test_a_renumbered_folder_has_no_doubles(trouble: Trouble, said: Said) -> None:
    trouble.imap.misdeeds["UID MOVE"] = Fault.GONE
    trouble.arrives(2)
    trouble.turn(minutes=7)
    trouble.imap.misdeeds.clear()
    raws = trouble.servers.mails(MAILBOX)
    # A restore of the mail server: the same mails lie there by other numbers.
    trouble.servers.stop()
    trouble.servers.start()
    for raw in raws:
        trouble.servers.deliver(MAILBOX, raw, trouble.now)
    said.forget()
    trouble.arrives()
    trouble.turns(4, minutes=7)
    assert (trouble.folders(), trouble.answered()) == ((0, 3, 0), 4)


@pytest.mark.parametrize("without", [{"MOVE"}, {"MOVE", "UIDPLUS"}, {"IDLE"}, {"MOVE", "UIDPLUS", "IDLE"}])
def test_servers_that_lack_something(tmp_path: Path, smtp: SmtpScript, said: Said, without: set[str]) -> None:
    with EmbeddedServers(USERS, without=frozenset(without)) as servers, Between(servers.imap_port) as imap:
        trouble = Trouble(tmp_path, servers, imap, smtp)
        for _ in range(3):
            trouble.arrives()
            trouble.turns(2, minutes=1)
        assert trouble.answered() == 3
        assert trouble.folders() == (3 if {"MOVE", "UIDPLUS"} <= without else 0, 3, 0)
        assert said.lines() == []
        trouble.close()


@pytest.mark.parametrize("refused", [("BODY.PEEK[]",), ("BODY.PEEK[]", "BODY.PEEK[HEADER]")], ids=["body", "all of it"])
def test_mails_that_are_never_given_out_are_set_aside_and_the_others_are_not(
    trouble: Trouble, said: Said, refused: tuple[str, ...]
) -> None:
    trouble.arrives(3)

    def refuse(line: str) -> str | None:
        uids = line.split()[3].split(",")
        asked = any(part in line for part in refused)
        return "{tag} NO cannot be converted\n" if asked and {"102", "103"} & {*uids} else None

    trouble.imap.misdeeds["UID FETCH"] = refuse
    trouble.turns(5, minutes=1)
    trouble.imap.misdeeds.clear()
    trouble.turns(2, minutes=1)
    assert trouble.answered() == 2
    assert trouble.folders() == (0, 2, 2)
    assert sum("attempt" in line for line in said.lines()) == 6


@pytest.mark.parametrize("command", ["UID SEARCH", "UID FETCH", "UID MOVE"])
def test_mail_that_comes_while_others_are_dealt_with_is_not_left_for_a_minute(trouble: Trouble, command: str) -> None:
    late: list[int] = []

    def arrives(_line: str) -> None:
        if not late and trouble.number == 2:
            late.append(1)
            trouble.arrives()

    trouble.imap.misdeeds[command] = arrives
    serving = Serving(trouble)

    def meanwhile() -> None:
        trouble.arrives()
        serving.answered_within(3, 15)

    serving.run(meanwhile)
    assert late
