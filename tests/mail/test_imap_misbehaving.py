"""IMAP servers that hang up, fall silent, answer nonsense or insist on something: each ends in one clear error."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from coordmail.mail import imap_connection
from coordmail.mail.errors import FolderUnusable, LoginRefused, Unreachable
from coordmail.mail.mailbox import Arrival, Mailbox
from tests.mail.conftest import imap_settings
from tests.mail.line_server import LineServer, imap

if TYPE_CHECKING:
    from coordmail.config import ImapSettings
    from tests.mail.line_server import Connection


@pytest.fixture
def settings(password_file: str) -> Any:
    def make(server: LineServer, **changes: Any) -> ImapSettings:
        return imap_settings(server.port, password_file=password_file, **changes)

    return make


def test_nobody_listens(settings: Any) -> None:
    with LineServer(imap()) as server:
        pass
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:\d+: no connection \(.*refused\); .*imap\.host"):
        Mailbox(settings(server)).connect()


def test_unknown_host(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with LineServer(imap()) as server, pytest.raises(Unreachable, match=r"host name is not known .*imap\.host"):
        Mailbox(settings(server, host="mail.example.com", security="tls")).connect()


def test_silent_from_the_start(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_connection, "CONNECT_SECONDS", 0.2)

    def listen(connection: Connection) -> None:
        connection.line()

    with LineServer(listen) as server:
        start = time.monotonic()
        with pytest.raises(Unreachable, match="no answer in time"):
            Mailbox(settings(server)).connect()
        assert time.monotonic() - start < 5


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID_SEARCH", "UID_FETCH", "UID_MOVE", "IDLE"])
def test_silent_in_the_middle(settings: Any, command: str) -> None:
    with LineServer(imap(**{command: ""})) as server:
        box = Mailbox(settings(server, timeout_seconds=1))
        start = time.monotonic()
        with pytest.raises(Unreachable, match="no answer in time"):
            use(box)
        assert time.monotonic() - start < 8
        assert not box.connected


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "ID", "NOOP", "SELECT", "UID_SEARCH", "UID_FETCH", "IDLE"])
@pytest.mark.parametrize("answer", [None, "* BYE shutting down\n", "%$ nonsense\n", "* 1 FETCH (BODY[] {90}\n"])
def test_gone_in_the_middle(settings: Any, command: str, answer: str | None) -> None:
    def talk(connection: Connection) -> None:
        def last_words(_: str) -> None:
            connection.say(answer or "")

        imap(**{command: last_words})(connection)

    with LineServer(talk) as server:
        box = Mailbox(settings(server, timeout_seconds=5))
        with pytest.raises(Unreachable):
            use(box)
        assert not box.connected


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("UID_SEARCH", "* SEARCH one two\n{tag} OK done\n"),
        ("UID_FETCH", "* 1 FETCH (UID x RFC822.SIZE (\n{tag} OK done\n"),
        ("UID_FETCH", "{tag} BAD no idea\n"),
        ("SELECT", "* OK\n{tag} OK done\n"),
    ],
)
def test_nonsense(settings: Any, command: str, answer: str) -> None:
    with LineServer(imap(**{command: answer})) as server:
        box = Mailbox(settings(server))
        with pytest.raises(Unreachable):
            use(box)
        box.close()


def use(box: Mailbox) -> None:
    box.connect()
    box.open()
    box.arrivals(0)
    box.look([1])
    box.file([1], "Processed")
    box.wait(60)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ("{tag} NO [AUTHENTICATIONFAILED] wrong\n", LoginRefused, r"imap\.username"),
        ("{tag} NO 登录失败\n", LoginRefused, r"authorisation code"),
        ("{tag} BAD what\n", LoginRefused, r"refused"),
        ("{tag} NO [UNAVAILABLE] later\n", Unreachable, r"nobody|anybody"),
    ],
)
def test_login(settings: Any, answer: str, error: type[Unreachable], words: str) -> None:
    with LineServer(imap(LOGIN=answer)) as server, pytest.raises(Unreachable, match=words) as caught:
        Mailbox(settings(server)).connect()
    assert type(caught.value) is error


def test_greeted_with_goodbye(settings: Any) -> None:
    talk = LineServer(lambda connection: connection.say("* BYE too many connections\n"))
    with talk as server, pytest.raises(Unreachable, match="too many connections"):
        Mailbox(settings(server)).connect()


def test_folder_opens_only_after_id(settings: Any) -> None:
    """As 163.com: SELECT is called unsafe until the client has said who it is."""
    known: list[str] = []

    def identify(line: str) -> str:
        known.append(line)
        return "* ID NIL\n{tag} OK done\n"

    def select(line: str) -> str:
        good = "* 0 EXISTS\n* OK [UIDVALIDITY 7] .\n{tag} OK [READ-WRITE] done\n"
        return good if known else "{tag} NO Unsafe Login. Please contact us\n"

    with LineServer(imap(ID=identify, SELECT=select)) as server, Mailbox(settings(server)) as box:
        assert box.open() == 7
    assert '"name" "coordmail"' in known[0]


@pytest.mark.parametrize("answer", ["{tag} NO no\n", "{tag} BAD no\n", '* ID ("a"\n{tag} OK done\n'])
def test_id_is_allowed_to_fail(settings: Any, answer: str) -> None:
    with LineServer(imap(ID=answer)) as server, Mailbox(settings(server)) as box:
        assert box.open() == 7


def test_read_only_folder(settings: Any) -> None:
    answer = "* 3 EXISTS\n* OK [UIDVALIDITY 7] .\n* OK [READ-ONLY] .\n{tag} OK [READ-ONLY] done\n"
    with LineServer(imap(SELECT=answer)) as server:
        box = Mailbox(settings(server))
        box.connect()
        with pytest.raises(FolderUnusable, match="read-only"):
            box.open()
        box.close()


@pytest.mark.parametrize("answer", ["{tag} NO [OVERQUOTA] full\n", "{tag} NO [NOPERM] not yours\n"])
def test_folder_that_takes_nothing(settings: Any, answer: str) -> None:
    there = '* LIST () "/" "Processed"\n{tag} OK done\n'
    one = "* 1 FETCH (UID 5)\n{tag} OK done\n"
    with LineServer(imap(UID_MOVE=answer, LIST=there, UID_FETCH=one)) as server, Mailbox(settings(server)) as box:
        with pytest.raises(FolderUnusable, match="'Processed'"):
            box.file([5], "Processed")
        assert box.connected


def test_folder_that_cannot_be_created(settings: Any) -> None:
    talk = imap(UID_MOVE="{tag} NO [TRYCREATE] no such folder\n", LIST="{tag} OK done\n", CREATE="{tag} NO never\n")
    with LineServer(talk) as server:
        box = Mailbox(settings(server))
        box.connect()
        with pytest.raises(FolderUnusable, match=r"cannot be created \(.*never\)"):
            box.file([5], "Processed")
        box.close()


def test_folders_below_inbox_only(settings: Any) -> None:
    """As Courier and Cyrus: a personal folder is called INBOX.Processed."""
    made: list[str] = []

    def create(line: str) -> str:
        if "INBOX." not in line:
            return "{tag} NO Invalid mailbox name\n"
        made.append(line.split('"')[1])
        return "{tag} OK done\n"

    def move(line: str) -> str:
        return "{tag} OK done\n" if made and f'"{made[0]}"' in line else "{tag} NO [TRYCREATE] missing\n"

    talk = imap(
        CAPABILITY="* CAPABILITY IMAP4rev1 MOVE NAMESPACE\n{tag} OK done\n",
        NAMESPACE='* NAMESPACE (("INBOX." ".")) NIL NIL\n{tag} OK done\n',
        LIST="{tag} OK done\n",
        CREATE=create,
        SUBSCRIBE="{tag} NO no\n",
        UID_MOVE=move,
        UID_FETCH="* 1 FETCH (UID 5)\n{tag} OK done\n",
    )
    with LineServer(talk) as server, Mailbox(settings(server)) as box:
        box.file([5], "Processed")
        box.file([5], "Processed")
    assert made == ["INBOX.Processed"]


def test_vanished_mails_refused_by_the_server(settings: Any) -> None:
    """Some servers answer NO when a mail to be moved is gone: what is left is moved."""
    moved: list[str] = []

    def move(line: str) -> str:
        if " 4,5 " in line:
            return "{tag} NO some messages no longer exist\n"
        moved.append(line.split()[3])
        return "{tag} OK done\n"

    left = "* 1 FETCH (UID 5)\n{tag} OK done\n"
    there = '* LIST () "/" "Processed"\n{tag} OK done\n'
    with LineServer(imap(UID_MOVE=move, UID_FETCH=left, LIST=there)) as server, Mailbox(settings(server)) as box:
        box.file([4, 5], "Processed")
    assert moved == ["5"]


def test_one_mail_that_is_not_given_out(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    def fetch(line: str) -> str:
        uids = line.split()[3].split(",")
        if "2" in uids:
            return "{tag} NO message 2 cannot be converted\n"
        return "".join(f"* {uid} FETCH (UID {uid} BODY[] {{4}}\nm{uid}\n)\n" for uid in uids) + "{tag} OK done\n"

    with LineServer(imap(UID_FETCH=fetch)) as server, Mailbox(settings(server)) as box:
        arrivals = [Arrival(uid, datetime(2024, 3, 5, tzinfo=UTC), 4) for uid in (1, 2, 3)]
        assert [body for _, body in box.fetch(arrivals)] == [b"m1\r\n", b"m3\r\n"]
    assert "mail 2 is not given out" in caplog.text


def test_news_in_the_same_breath_as_the_consent_to_idle(settings: Any) -> None:
    """The line lies in a buffer already, where no poll of the socket shows it."""
    talk = imap(IDLE="+ idling\n* 4 EXISTS\n", DONE="{tag} OK done\n")
    with LineServer(talk) as server, Mailbox(settings(server)) as box:
        start = time.monotonic()
        box.wait(60)
        assert time.monotonic() - start < 5


def test_news_before_the_consent_to_idle(settings: Any) -> None:
    """No server is obliged to consent first; that is no refusal of IDLE."""
    talk = imap(IDLE="* 4 EXISTS\n+ idling\n", DONE="{tag} OK done\n")
    with LineServer(talk) as server, Mailbox(settings(server)) as box:
        start = time.monotonic()
        box.wait(60)
        assert box.connected
        assert time.monotonic() - start < 5


def test_news_in_the_midst_of_other_answers(settings: Any) -> None:
    """The server speaks of them once, while mails are filed away; in IDLE it has nothing new to say."""
    moved = "* 1 EXPUNGE\n* 2 EXPUNGE\n* 2 EXISTS\n{tag} OK done\n"
    with LineServer(imap(UID_MOVE=moved)) as server, Mailbox(settings(server)) as box:
        box.file([1, 2], "Processed")
        start = time.monotonic()
        box.wait(60)
        assert time.monotonic() - start < 5


def test_the_count_that_is_left_is_no_news(settings: Any) -> None:
    moved = "* 1 EXPUNGE\n* 2 EXISTS\n{tag} OK done\n"
    with LineServer(imap(UID_MOVE=moved)) as server, Mailbox(settings(server)) as box:
        box.file([1], "Processed")
        start = time.monotonic()
        box.wait(0.3)
        assert time.monotonic() - start > 0.2


def test_chatter_is_no_news(settings: Any) -> None:
    rounds: list[str] = []

    def idle(line: str) -> str:
        rounds.append(line)
        return "+ idling\n* OK still here\n" if len(rounds) < 3 else "+ idling\n* 4 EXISTS\n"

    with LineServer(imap(IDLE=idle, DONE="{tag} OK done\n")) as server, Mailbox(settings(server)) as box:
        box.wait(60)
    assert len(rounds) == 3


def test_idle_promised_and_refused(settings: Any) -> None:
    with LineServer(imap(IDLE="{tag} BAD not now\n")) as server:
        box = Mailbox(settings(server))
        box.connect()
        with pytest.raises(Unreachable, match="refuses IDLE"):
            box.wait(60)
        box.connect()
        box.wait(0.01)
        assert box.connected
        box.close()


def test_stopping_does_not_wait_for_a_silent_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordmail.mail.idle._LEAVE_SECONDS", 0.2)
    ours, theirs = socket.socketpair()
    with ours, theirs, LineServer(imap(IDLE="+ idling\n", DONE="")) as server:
        box = Mailbox(settings(server))
        box.connect()
        theirs.send(b"x")
        start = time.monotonic()
        box.wait(60, ours)
        assert time.monotonic() - start < 5
        box.close()


def test_unsolicited_answers_do_not_matter(settings: Any) -> None:
    answer = (
        "* 9 FETCH (FLAGS (\\Seen) UID 99)\n* 4 EXISTS\n"
        '* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE "05-Mar-2024 14:00:00 +0800")\n'
        "* 2 FETCH (UID 2 FLAGS ())\n{tag} OK done\n"
    )
    with LineServer(imap(UID_FETCH=answer)) as server, Mailbox(settings(server)) as box:
        assert [(a.uid, a.size, a.received.isoformat()) for a in box.look([1, 2])] == [
            (1, 10, "2024-03-05T06:00:00+00:00")
        ]
