"""Sending, on embedded servers, on Postfix and against servers that misbehave: what was refused, deferred, in doubt."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from coordmail.demo.servers import HANG_UP
from coordmail.mail import smtp as smtp_module
from coordmail.mail.errors import Deferred, LoginRefused, Refused, Unreachable
from coordmail.mail.smtp import Refusal, Sender
from tests.mail.conftest import USER, smtp_settings
from tests.mail.line_server import Answer, Connection, LineServer, smtp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coordmail.config import SmtpSettings
    from tests.mail.conftest import EmbeddedSite, RealSite, Site

Test = TypeVar("Test", bound="Callable[..., None]")

MAIL = (
    "From: minutes@corp.example\r\nSubject: =?utf-8?B?57qq6KaB?=\r\nMessage-ID: <1@corp.example>\r\n"
    "Date: Tue, 05 Mar 2024 14:00:00 +0800\r\n\r\n.\r\n..dots\r\n会议\r\n"
).encode()


def real(test: Test) -> Test:
    """Needs Dovecot and Postfix, and them alone."""
    marked: Test = pytest.mark.servers(pytest.mark.xdist_group("servers")(test))
    return marked


@pytest.fixture
def settings(password_file: str) -> Any:
    def make(server: LineServer, **changes: Any) -> SmtpSettings:
        return smtp_settings(server.port, **({"password_file": password_file, "timeout_seconds": 5} | changes))

    return make


def arrived(site: Site, count: int = 1) -> list[bytes]:
    """The mails in the mailbox once there are `count`: delivery takes its time."""
    end = time.monotonic() + 20
    while len(found := site.mails()) < count and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_a_mail_arrives_as_it_was_sent(site: Site) -> None:
    with Sender(site.smtp()) as sender:
        outcome = sender.send(USER, [USER], MAIL)
    assert outcome.accepted == (USER,)
    assert outcome.refused == outcome.deferred == ()
    (raw,) = arrived(site)
    assert raw.endswith(MAIL)
    assert raw.startswith(b"Return-Path: <minutes@corp.example>")


def test_the_null_sender(site: Site) -> None:
    with Sender(site.smtp()) as sender:
        sender.send("", [USER], MAIL)
    assert arrived(site)[0].startswith(b"Return-Path: <>")


def test_check(site: Site) -> None:
    with Sender(site.smtp()) as sender:
        sender.check()
        sender.check()
        assert sender.send(USER, [USER], MAIL).accepted


def test_login_refused(site: Site, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("secret-of-mine", encoding="utf-8")
    sender = Sender(site.smtp(password_file=str(wrong)))
    with pytest.raises(LoginRefused, match=r"535 .*smtp\.username") as caught:
        sender.send(USER, [USER], MAIL)
    assert "secret-of-mine" not in str(caught.value)
    assert not sender.connected


@real
def test_some_recipients_refused(real_site: RealSite) -> None:
    """Postfix refuses whom it does not know at a domain of its own, and takes the rest."""
    with Sender(real_site.smtp()) as sender:
        outcome = sender.send(USER, ["nobody@corp.example", USER], MAIL)
    assert outcome.accepted == (USER,)
    assert [(one.address, one.code) for one in outcome.refused] == [("nobody@corp.example", 550)]
    assert len(arrived(real_site)) == 1


@real
def test_relaying_wants_a_login(real_site: RealSite) -> None:
    with Sender(real_site.smtp(username=None)) as sender:
        outcome = sender.send(USER, ["li.na@elsewhere.example"], MAIL)
    assert [one.code for one in outcome.refused] == [554]


@real
def test_bounce_from_another_server(real_site: RealSite) -> None:
    with Sender(real_site.smtp(port=real_site.servers.smtps_port, security="tls")) as sender:
        assert sender.send(USER, ["gone@refusing.example"], MAIL).accepted == ("gone@refusing.example",)
    (bounce,) = arrived(real_site)
    assert bounce.startswith(b"Return-Path: <>")
    assert b"Status: 5.1.1" in bounce


@real
def test_mail_to_other_domains(real_site: RealSite) -> None:
    before = len(real_site.servers.sink.sent)
    with Sender(real_site.smtp()) as sender:
        sender.send(USER, ["li.na@elsewhere.example", "zhang.wei@elsewhere.example"], MAIL)
    end = time.monotonic() + 20
    while len(real_site.servers.sink.sent) == before and time.monotonic() < end:
        time.sleep(0.02)
    assert set(real_site.servers.sink.sent[-1].recipients) == {"li.na@elsewhere.example", "zhang.wei@elsewhere.example"}


def test_one_connection_for_a_batch(settings: Any) -> None:
    seen: list[str] = []
    with LineServer(smtp(seen)) as server:
        with Sender(settings(server)) as sender:
            for _ in range(3):
                sender.send(USER, ["a@example.com"], MAIL)
        assert server.connections == 1
    # No command that does not carry a mail stands between mails.
    assert [line.split()[0] for line in seen] == ["EHLO", *["MAIL", "RCPT", "DATA", "."] * 3, "QUIT"]


@pytest.mark.parametrize("answer", ["421 too long idle\n", None])
def test_a_kept_connection_that_died_is_replaced(settings: Any, answer: str | None) -> None:
    mails: list[str] = []

    def second_dies(_: str) -> str | None:
        mails.append("")
        return answer if len(mails) == 2 else "250 ok\n"

    with LineServer(smtp(MAIL=second_dies)) as server, Sender(settings(server)) as sender:
        assert sender.send(USER, ["a@example.com"], MAIL).accepted
        assert sender.send(USER, ["b@example.com"], MAIL).accepted
        assert server.connections == 2


def test_a_long_silent_connection_is_asked_first(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_module, "IDLE_SECONDS", 0)
    seen: list[str] = []
    with LineServer(smtp(seen, NOOP=None)) as server, Sender(settings(server)) as sender:
        assert sender.send(USER, ["a@example.com"], MAIL).accepted
        assert server.connections == 2
    assert seen.count("NOOP") == 1


@pytest.mark.parametrize(
    ("command", "reply", "error", "code"),
    [
        ("MAIL", "451 4.3.0 later\n", Deferred, 451),
        ("MAIL", "421 closing\n", Deferred, 421),
        ("MAIL", "553 not your address\n", Refused, 553),
        ("MAIL", "552-too\n552 big\n", Refused, 552),
        ("MAIL", "nonsense\n", Deferred, -1),
        ("RCPT", "421 closing\n", Deferred, 421),
        ("DATA", "452 no room\n", Deferred, 452),
        ("DATA", "554 no valid recipients\n", Refused, 554),
        ("END", "450 greylisted\n", Deferred, 450),
        ("END", "421 closing\n", Deferred, 421),
        ("END", "550 spam\n", Refused, 550),
        ("END", "552 mailbox full\n", Refused, 552),
    ],
)
def test_a_mail_turned_down(
    settings: Any, command: str, reply: str, error: type[Deferred | Refused], code: int
) -> None:
    # A connection that was kept is replaced once when MAIL FROM is answered by 421.
    replies = [reply] * (2 if (command, code) == ("MAIL", 421) else 1)

    def answer(_: str) -> str:
        return replies.pop() if replies else _usual(command)

    with LineServer(smtp(**turns(command, answer))) as server, Sender(settings(server)) as sender:
        with pytest.raises((Deferred, Refused)) as caught:
            sender.send(USER, ["a@example.com"], MAIL)
        assert type(caught.value) is error
        assert caught.value.code == code
        assert not getattr(caught.value, "in_doubt", False)
        # The next mail goes out as if nothing had been.
        assert sender.send(USER, ["a@example.com"], MAIL).accepted == ("a@example.com",)


def turns(command: str, answer: Answer) -> dict[str, Any]:
    return {command: answer}


def _usual(command: str) -> str:
    return "354 go on\n" if command == "DATA" else "250 ok\n"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("silent", [False, True])
def test_connection_lost(settings: Any, command: str, silent: bool) -> None:
    with LineServer(smtp(**turns(command, "" if silent else None))) as server:
        with Sender(settings(server, timeout_seconds=1)) as sender:
            start = time.monotonic()
            with pytest.raises(Deferred, match="connection broke") as caught:
                sender.send(USER, ["a@example.com"], MAIL)
            assert time.monotonic() - start < 10
        assert caught.value.code is None
        assert caught.value.in_doubt == (command in {"DATA", "END"})
        assert not sender.connected


def test_gone_in_mid_data(settings: Any) -> None:
    def talk(connection: Connection) -> None:
        connection.say("220 here\n")
        for _ in range(3):
            connection.line()
            connection.say("250 ok\n")
        connection.line()
        connection.say("354 go on\n")
        connection.line()

    with LineServer(talk) as server, Sender(settings(server)) as sender:
        with pytest.raises(Deferred) as caught:
            sender.send(USER, ["a@example.com"], MAIL + b"x" * 70 + b"\r\n" * 2_000_000)
        assert caught.value.in_doubt


def test_recipients_sorted_by_their_fate(embedded_site: EmbeddedSite) -> None:
    replies = {
        "full@example.com": "452 4.2.2 mailbox full",
        "gone@example.com": "550 5.1.1 no such user",
        "moved@example.com": "251 will forward",
    }
    embedded_site.servers.on_mail = lambda _command, address, _data: replies.get(address)
    with Sender(embedded_site.smtp()) as sender:
        outcome = sender.send(USER, ["a@example.com", *replies], MAIL)
    assert outcome.accepted == ("a@example.com", "moved@example.com")
    assert outcome.refused == (Refusal("gone@example.com", 550, "5.1.1 no such user"),)
    assert outcome.deferred == (Refusal("full@example.com", 452, "4.2.2 mailbox full"),)
    assert [mail.recipients for mail in embedded_site.servers.sent] == [("a@example.com",)]


def test_all_recipients_refused(embedded_site: EmbeddedSite) -> None:
    embedded_site.servers.on_mail = lambda command, _address, _data: "550 no" if command == "RCPT" else None
    with Sender(embedded_site.smtp()) as sender:
        outcome = sender.send(USER, ["a@example.com", "b@example.com"], MAIL)
        assert outcome.accepted == ()
        assert len(outcome.refused) == 2
        embedded_site.servers.on_mail = None
        assert sender.send(USER, ["a@example.com"], MAIL).accepted
    assert len(embedded_site.servers.sent) == 1


def test_embedded_server_hangs_up(embedded_site: EmbeddedSite) -> None:
    embedded_site.servers.on_mail = lambda command, _address, _data: HANG_UP if command == "DATA" else None
    with Sender(embedded_site.smtp()) as sender:
        with pytest.raises(Deferred) as caught:
            sender.send(USER, ["a@example.com"], MAIL)
        assert caught.value.in_doubt
        embedded_site.servers.on_mail = None
        assert sender.send(USER, ["a@example.com"], MAIL).accepted


@pytest.mark.parametrize(
    ("address", "offered", "said"),
    [
        ("li.na@例子.example", "", "RCPT TO:<li.na@xn--fsqu00a.example>"),
        ("李娜@例子.example", "250-SMTPUTF8\n", "RCPT TO:<李娜@xn--fsqu00a.example>"),
        ("李娜@example.com", "", None),
        ("a@example.com>\r\nDATA", "250-SMTPUTF8\n", None),
        ("a b@example.com", "250-SMTPUTF8\n", None),
        ("a@" + "ü" * 80 + ".example", "250-SMTPUTF8\n", None),
    ],
)
def test_unusual_addresses(settings: Any, address: str, offered: str, said: str | None) -> None:
    seen: list[str] = []
    with LineServer(smtp(seen, EHLO=f"250-here\n{offered}250 SIZE\n")) as server, Sender(settings(server)) as sender:
        outcome = sender.send(USER, [address, "b@example.com"], MAIL)
    assert [line for line in seen if line.startswith("RCPT")] == [*([said] if said else []), "RCPT TO:<b@example.com>"]
    assert (address in outcome.accepted) == (said is not None)
    assert [one.code for one in outcome.refused] == ([] if said else [553])
    assert ("SMTPUTF8" in "".join(seen)) == (said is not None and not said.isascii())


@pytest.mark.parametrize("password", ["geheim-1", "密码 geheim"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5 PLAIN"])
def test_login_mechanisms(settings: Any, tmp_path: Path, password: str, mechanism: str) -> None:
    file = tmp_path / "secret"
    file.write_text(password, encoding="utf-8")
    said: list[str] = []

    def talk(connection: Connection) -> None:
        connection.say("220 here\n")
        connection.line()
        connection.say(f"250-here\n250 AUTH {mechanism}\n")
        first = connection.line() or ""
        said.extend(first.split()[2:])
        if "LOGIN" in first:
            for _ in range(2):
                connection.say("334 VXNlcm5hbWU6\n")
                said.append(connection.line() or "")
        connection.say("235 in\n")
        connection.line()

    with LineServer(talk) as server, Sender(settings(server, username=USER, password_file=str(file))):
        pass
    decoded = [base64.b64decode(word).decode() for word in said]
    assert decoded == ([USER, password] if mechanism == "LOGIN" else [f"\0{USER}\0{password}"])


@pytest.mark.parametrize(
    ("auth", "reply", "error", "tries"),
    [
        ("PLAIN LOGIN", "535 wrong\n", LoginRefused, 1),
        ("PLAIN LOGIN", "454 later\n", Unreachable, 1),
        ("PLAIN LOGIN", "504 not that one\n", LoginRefused, 2),
        ("GSSAPI", "235 in\n", LoginRefused, 0),
    ],
)
def test_login_fails(settings: Any, auth: str, reply: str, error: type[Unreachable], tries: int) -> None:
    seen: list[str] = []
    with LineServer(smtp(seen, EHLO=f"250-here\n250 AUTH {auth}\n", AUTH=reply)) as server:
        sender = Sender(settings(server, username=USER))
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1") as caught:
            sender.connect()
    assert type(caught.value) is error
    assert sum(line.startswith("AUTH") for line in seen) == tries


@pytest.mark.parametrize("code", [530, 535])
def test_sending_wants_a_login(settings: Any, code: int) -> None:
    with LineServer(smtp(MAIL=f"{code} authentication required\n")) as server:
        sender = Sender(settings(server))
        with pytest.raises(LoginRefused, match=r"smtp\.username"):
            sender.send(USER, ["a@example.com"], MAIL)
        sender.close()


def test_check_names_the_sender(settings: Any) -> None:
    with LineServer(smtp(MAIL="501 not the account's address\n")) as server:
        sender = Sender(settings(server))
        with pytest.raises(Refused, match=r"501 .*correct smtp\.sender"):
            sender.check()
        sender.close()


@pytest.mark.parametrize("greeting", ["554 no\n", "421 too many connections\n", "what?\n"])
def test_not_welcome(settings: Any, greeting: str) -> None:
    with LineServer(smtp(greeting=greeting)) as server, pytest.raises(Unreachable, match="does not want us now"):
        Sender(settings(server)).connect()


def test_nobody_listens_silent_or_gone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordmail.mail.smtp_connection.CONNECT_SECONDS", 0.2)
    with LineServer(smtp(greeting="")) as server, pytest.raises(Unreachable, match="no answer in time"):
        Sender(settings(server)).connect()
    with pytest.raises(Unreachable, match=r"no connection .*smtp\.host"):
        Sender(settings(server)).connect()
    with LineServer(lambda _: None) as server, pytest.raises(Unreachable, match=r"no connection .*smtp\.host"):
        Sender(settings(server)).connect()


def test_starttls_is_never_left_out(settings: Any) -> None:
    seen: list[str] = []
    with LineServer(smtp(seen)) as server, pytest.raises(Unreachable, match=r"no STARTTLS; set smtp\.security"):
        Sender(settings(server, security="starttls", username=USER)).connect()
    assert [line.split()[0] for line in seen] == ["EHLO"]
