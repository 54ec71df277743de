"""A house whose servers can be told to misbehave, and whose service goes on without ever being started anew."""

from __future__ import annotations

import base64
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.config import load
from coordmail.demo.cast import MAILBOX, PASSWORD
from coordmail.service.loop import Service
from coordmail.storage.store import Store
from tests.service.house import configure, seen
from tests.service.misbehaving.between import Between
from tests.service.misbehaving.smtp_script import SmtpScript
from tests.service.test_receiving import notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.demo.servers import EmbeddedServers
    from coordmail.service.loop import PassReport
    from coordmail.storage.database import Row
    from tests.service.house import Seen

START = "2024-03-04T09:30+08:00"


class Trouble:
    """The service in this process, turn by turn, with a clock to move and servers that obey."""

    def __init__(self, folder: Path, servers: EmbeddedServers, imap: Between, smtp: SmtpScript, **changes: str) -> None:
        self.folder, self.servers, self.imap, self.smtp = folder, servers, imap, smtp
        tables = {"" if table == "top" else table: text for table, text in changes.items()}
        for table in ("imap", "smtp"):
            tables[table] = "timeout_seconds = 1\n" + tables.get(table, "")
        self.config_path = configure(folder, servers, tables)
        text = self.config_path.read_text(encoding="utf-8")
        text = text.replace(f"port = {servers.imap_port}", f"port = {imap.port}")
        text = text.replace(f"port = {servers.smtp_port}", f"port = {smtp.port}")
        self.config_path.write_text(text, encoding="utf-8")
        self.config = load(self.config_path)
        self.store = Store.open(self.config.database)
        self.now = datetime.fromisoformat(START)
        self.service = Service(self.config, self.store, clock=lambda: self.now)
        self.number = 0

    def close(self) -> None:
        self.service.close()
        self.store.close()

    def anew(self) -> Service:
        """A service that reads its environment now."""
        self.service.close()
        self.service = Service(self.config, self.store, clock=lambda: self.now)
        return self.service

    def turn(self, **later: float) -> PassReport:
        """Move the clock; one turn of the endless service."""
        self.now += timedelta(**later)
        return self.service.turn()

    def turns(self, count: int, **pause: float) -> list[PassReport]:
        return [self.turn(**pause) for _ in range(count)]

    def arrives(self, count: int = 1) -> None:
        """Notices of different meetings arrive; each is answered to its sender."""
        for _ in range(count):
            self.number += 1
            self.servers.deliver(MAILBOX, notice(self.number), self.now)

    def taken(self) -> list[Seen]:
        """What the SMTP server took."""
        return [seen(mail.data, mail.recipients) for mail in self.smtp.taken]

    def answered(self) -> int:
        """To how many notices an answer was taken; none twice."""
        mails = [mail for mail in self.taken() if mail.kind == "registered"]
        assert len({mail.message_id for mail in mails}) == len(mails)
        return len(mails)

    def folders(self) -> tuple[int, int, int]:
        """How many mails lie in INBOX, Processed and Quarantine."""
        inbox, processed, quarantine = (
            len(self.servers.mails(MAILBOX, folder)) for folder in ("INBOX", "Processed", "Quarantine")
        )
        return inbox, processed, quarantine

    def waiting(self) -> list[Row]:
        return self.store.outbox.unsent()


@pytest.fixture
def imap(servers: EmbeddedServers) -> Iterator[Between]:
    with Between(servers.imap_port) as between:
        yield between


@pytest.fixture
def smtp() -> Iterator[SmtpScript]:
    with SmtpScript() as script:
        yield script


@pytest.fixture
def trouble(tmp_path: Path, servers: EmbeddedServers, imap: Between, smtp: SmtpScript) -> Iterator[Trouble]:
    house = Trouble(tmp_path, servers, imap, smtp)
    # The first turn is without any fault: the folders are there.
    house.arrives()
    house.turn()
    assert house.answered() == 1
    yield house
    house.close()


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Said:
    caplog.set_level(logging.INFO)
    return Said(caplog)


class Said:
    """What was logged as a warning or worse."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def lines(self) -> list[str]:
        lines = [record.getMessage() for record in self._caplog.records if record.levelno >= logging.WARNING]
        told = base64.b64encode(f"\0{MAILBOX}\0{PASSWORD}".encode()).decode()
        assert not any(PASSWORD in line or told in line for line in lines)
        return lines

    def one(self, *words: str) -> str:
        """The one line there is; it has all the words."""
        (line,) = self.lines()
        assert all(word in line for word in words), line
        assert "\n" not in line
        self._caplog.clear()
        return line

    def forget(self) -> None:
        self._caplog.clear()
