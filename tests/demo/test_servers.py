"""The embedded servers: what the demo and most tests stand on."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient

from coordmail.demo.servers import EmbeddedServers
from coordmail.mail.smtp import Sender
from tests.mail.conftest import smtp_settings

USERS = {"minutes@corp.example": "geheim-1", "li.na@corp.example": "geheim-2"}
MAIL = "From: li.na@corp.example\r\nSubject: x\r\n\r\n会议\r\n.\r\n".encode()


def send(servers: EmbeddedServers, *recipients: str) -> None:
    with Sender(smtp_settings(servers.smtp_port)) as sender:
        sender.send("li.na@corp.example", recipients, MAIL)


def test_mail_to_users_and_to_others() -> None:
    before = datetime.now(UTC)
    with EmbeddedServers(USERS) as servers:
        send(servers, "Minutes@corp.example", "zhang.wei@elsewhere.example")
        (sent,) = servers.sent
        assert sent.envelope_from == "li.na@corp.example"
        assert sent.recipients == ("Minutes@corp.example", "zhang.wei@elsewhere.example")
        assert sent.data == MAIL
        assert before <= sent.seen_at <= datetime.now(UTC)
        assert servers.mails("minutes@corp.example") == [b"Return-Path: <li.na@corp.example>\r\n" + MAIL]
        assert servers.mails("li.na@corp.example") == []


def test_users_come_and_change() -> None:
    with EmbeddedServers() as servers:
        with pytest.raises(KeyError):
            servers.deliver("sun.yue@corp.example", MAIL)
        for password in ("geheim-3", "geheim-4"):
            servers.add_user("sun.yue@corp.example", password)
            with IMAPClient("127.0.0.1", servers.imap_port, ssl=False) as client:
                client.login("sun.yue@corp.example", password)
        servers.deliver("sun.yue@corp.example", MAIL)
        assert servers.mails("sun.yue@corp.example") == [MAIL]
        assert servers.mails("sun.yue@corp.example", "没有") == []


def test_delivery_from_many_threads() -> None:
    with EmbeddedServers(USERS) as servers:
        uids: list[int] = []

        def deliver() -> None:
            uids.extend(servers.deliver("minutes@corp.example", MAIL) for _ in range(50))

        threads = [threading.Thread(target=deliver) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(uids)) == 200
        assert len(servers.mails("minutes@corp.example")) == 200


def test_stopping_closes_every_connection() -> None:
    before = threading.active_count()
    servers = EmbeddedServers(USERS)
    servers.start()
    with (
        socket.create_connection(("127.0.0.1", servers.imap_port)) as imap,
        socket.create_connection(("127.0.0.1", servers.smtp_port)) as smtp,
    ):
        assert imap.recv(4) == b"* OK"
        assert smtp.recv(4) == b"220 "
        servers.stop()
        for connection in (imap, smtp):
            connection.settimeout(5)
            while connection.recv(1000):
                pass
    assert threading.active_count() == before
    servers.stop()
    with pytest.raises(RuntimeError, match="not running"):
        servers.mails("minutes@corp.example")


def test_again_on_the_same_ports() -> None:
    servers = EmbeddedServers(USERS)
    with servers:
        ports = servers.imap_port, servers.smtp_port
        servers.deliver("minutes@corp.example", MAIL)
    with servers:
        assert (servers.imap_port, servers.smtp_port) == ports
        assert servers.mails("minutes@corp.example") == []


def test_port_taken() -> None:
    with EmbeddedServers(USERS) as first:
        second = EmbeddedServers(USERS)
        second.imap_port = first.imap_port
        with pytest.raises(OSError, match="in use"):
            second.start()


def test_nothing_is_said(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with EmbeddedServers(USERS) as servers:
        servers.on_mail = lambda command, _address, _data: "nonsense\r\n" if command == "DATA" else None
        with socket.create_connection(("127.0.0.1", servers.imap_port)) as connection:
            connection.sendall(b"\x00\xff\r\n" * 10)
            while connection.recv(1000):
                pass
        with socket.create_connection(("127.0.0.1", servers.smtp_port)) as connection:
            connection.sendall(b"EHLO x\r\nAUTH PLAIN AGEAYg==\r\nBOGUS\r\nQUIT\r\n")
            while connection.recv(1000):
                pass
        servers.drop_connections()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_may_be_used_inside_a_running_loop() -> None:
    async def story() -> int:
        with EmbeddedServers(USERS) as servers:
            return servers.deliver("minutes@corp.example", MAIL)

    assert asyncio.run(story()) > 0
