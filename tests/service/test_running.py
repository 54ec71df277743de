"""The service as a process of its own: it hears of mail by IDLE, leaves on SIGTERM, and works alone."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coordmail.demo.cast import MAILBOX
from tests.service.house import command, configure, coordmail, mailbox_of
from tests.workflow.office import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.demo.servers import EmbeddedServers

SECONDS = 20
"""How long anything may take; the poll that IDLE makes needless comes after minutes."""


class Running:
    """`coordmail run` in a process; `taken` gets the recipients of each mail that the SMTP server takes."""

    def __init__(self, servers: EmbeddedServers, config: Path) -> None:
        self.servers = servers
        self.config = config
        self.taken: queue.Queue[str] = queue.Queue()
        servers.on_mail = self._heard
        self.process = subprocess.Popen(
            command(config, "run", "--verbose"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.await_words("watching")

    def _heard(self, verb: str, address: str, _data: bytes) -> None:
        if verb == "RCPT":
            self.taken.put(address)

    def await_words(self, words: str) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return
        pytest.fail(f"it never said {words!r}")


@pytest.fixture
def running(servers: EmbeddedServers, tmp_path: Path) -> Iterator[Running]:
    config = configure(tmp_path, servers)
    started = Running(servers, config)
    yield started
    started.process.kill()
    started.process.communicate()


def notice(number: int) -> bytes:
    head = f"From: li.na@example.com\r\nSubject: notice\r\nMessage-ID: <{number}@client.example>\r\n"
    head += "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + NOTICE.replace("订单系统", f"{number}号系统").replace("\n", "\r\n")).encode()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that a process could take note of")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_mail_is_answered_promptly_and_the_end_is_in_order(running: Running, number: signal.Signals) -> None:
    for mail in (1, 2):
        # The second comes while the service waits in IDLE for certain: it has answered the first.
        running.servers.deliver(MAILBOX, notice(mail))
        assert running.taken.get(timeout=SECONDS) == "li.na@example.com"
    running.process.send_signal(number)
    _, said = running.process.communicate(timeout=SECONDS)
    assert running.process.returncode == 0
    assert "Traceback" not in said
    assert running.servers.mails(MAILBOX) == []
    assert [mail.kind for mail in mailbox_of(running.servers, "li.na")] == ["registered"] * 2


def test_a_cut_connection_is_made_again(running: Running) -> None:
    running.servers.deliver(MAILBOX, notice(1))
    running.taken.get(timeout=SECONDS)
    running.servers.drop_connections()
    running.servers.deliver(MAILBOX, notice(2))
    assert running.taken.get(timeout=SECONDS) == "li.na@example.com"


def test_a_second_run_says_so_and_leaves(running: Running) -> None:
    for arguments in (("run",), ("run", "--once"), ("feed", str(running.config))):
        done = coordmail(running.config, *arguments)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "another coordmail run works on" in line
        assert done.stdout == ""
    assert running.process.poll() is None
