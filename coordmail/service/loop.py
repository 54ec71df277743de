"""The loop: receive, process, keep the clock, send, wait; once, or until told to stop."""

from __future__ import annotations

import logging
import select
import signal
import socket
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import schedule

from coordmail.config import ConfigError
from coordmail.mail.compose import Composer
from coordmail.mail.errors import Unreachable
from coordmail.mail.mailbox import Mailbox
from coordmail.mail.smtp import Sender
from coordmail.service.receiving import Receiver
from coordmail.service.sending import Dispatcher
from coordmail.service.stopping import signals_heard
from coordmail.storage.database import StorageError, instant_text
from coordmail.workflow.clock import tick
from coordmail.workflow.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.config import Config
    from coordmail.storage.store import Store

log = logging.getLogger(__name__)

_UNUSABLE = (Unreachable, ConfigError)
"""ConfigError: a password that could not be fetched. The other server, and this one later, may work all the same."""

_PAUSES = (5, 15, 60, 300)
"""Seconds before a dead server is tried again, growing."""


@dataclass
class PassReport:
    """What one pass did. `unreachable` names the servers that could not be used, and why."""

    received: int = 0
    sent: int = 0
    unreachable: list[str] = field(default_factory=list)


@dataclass
class _Server:
    """How a server has answered lately: a failure is said once, and pauses grow until it answers again.

    `quiet`: it is not said here, for there is only one pass, whose report says it.
    """

    name: str
    quiet: bool = False
    failures: int = 0
    not_before: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.not_before is None or now >= self.not_before

    def failed(self, error: Exception, now: datetime) -> None:
        if not self.failures and not self.quiet:
            log.warning("%s; it is tried again with growing pauses", error)
        pause = _PAUSES[min(self.failures, len(_PAUSES) - 1)]
        self.failures += 1
        self.not_before = now + timedelta(seconds=pause)

    def answered(self) -> None:
        if self.failures:
            log.warning("%s: answers again after %d failures", self.name, self.failures)
        self.failures = 0
        self.not_before = None


def desk_for(config: Config, store: Store, now: datetime, composer: Composer | None = None) -> Desk:
    """A desk at `now`."""
    return Desk(config, store, composer or composer_for(config), now)


def composer_for(config: Config) -> Composer:
    """The writer of mails that `config` asks for."""
    overrides = Path(config.templates) if config.templates else None
    return Composer(config.smtp.sender, config.organisation.name, config.timezone, overrides)


class Service:
    """One mailbox, one database, one thread."""

    def __init__(self, config: Config, store: Store, progress: Callable[[int, int], None] | None = None) -> None:
        self._config = config
        self._store = store
        self._composer = composer_for(config)
        self._progress = progress
        self._mailbox = Mailbox(config.imap)
        self._sender = Sender(config.smtp)
        self._imap = _Server(f"{config.imap.host}:{config.imap.port}")
        self._smtp = _Server(f"{config.smtp.host}:{config.smtp.port}")
        self._stopping = False

    def one_pass(self, now: datetime) -> PassReport:
        """Receive, process, keep the clock and send, all at `now`; what one dead server allows is done.

        Once told to stop, the mail in hand is finished and the rest is left to the next pass. Raises StorageError.
        """
        report = PassReport()
        with self._using_the_database():
            if not self._stopping:
                self._receive(now, report)
            if not self._stopping:
                self._tick(now)
            self._send(now, report)
        return report

    def run_once(self, now: datetime) -> PassReport:
        """One pass that SIGTERM and SIGINT end in order; then both servers are left."""
        self._imap.quiet = self._smtp.quiet = True
        with self._stopped_by_signals():
            report = self.one_pass(now)
            self.close()
        return report

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, which let the mail in hand be finished."""
        with self._stopped_by_signals() as wake:
            timetable = schedule.Scheduler()
            timetable.every().minute.do(lambda: self._tick(datetime.now(UTC)))
            log.info("watching %s", self._mailbox.identity)
            # What came in while nobody served is read before the clock speaks: it may have been answered.
            self.one_pass(datetime.now(UTC))
            while not self._stopping:
                try:
                    self._turn(timetable)
                except StorageError as error:
                    log.warning("%s; it is tried again", error)
                if not self._stopping:
                    self._wait(timetable, wake)
            self.close()

    def close(self) -> None:
        """Leave both servers in order."""
        self._mailbox.close()
        self._sender.close()

    def _turn(self, timetable: schedule.Scheduler) -> None:
        now = datetime.now(UTC)
        report = PassReport()
        with self._using_the_database():
            if self._imap.is_due(now):
                self._receive(now, report)
            if report.received:
                self._tick(now)
            timetable.run_pending()
            if self._smtp.is_due(now):
                self._send(datetime.now(UTC), report)

    @contextmanager
    def _using_the_database(self) -> Iterator[None]:
        """What was not committed is done by the next pass: the mails lie where they lay."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"the database {self._config.database} cannot be used now: {error}; "
                "look whether another program holds it and whether the disk is full"
            ) from error

    def _wait(self, timetable: schedule.Scheduler, wake: socket.socket) -> None:
        pause = max(0.0, min(timetable.idle_seconds or 60.0, self._config.imap.poll_minutes * 60.0))
        if self._mailbox.connected:
            try:
                self._mailbox.wait(pause, wake)
            except Unreachable as error:
                self._lost_mailbox(error, datetime.now(UTC))
        else:
            due = self._imap.not_before or datetime.now(UTC)
            seconds = (due - datetime.now(UTC)).total_seconds()
            select.select([wake], [], [], max(0.1, min(pause, seconds)))

    @contextmanager
    def _stopped_by_signals(self) -> Iterator[socket.socket]:
        """SIGTERM and SIGINT let the mail in hand be finished; the socket given becomes readable with them."""
        wake, woken = socket.socketpair()
        with wake, woken:
            woken.setblocking(False)
            before = {n: signal.signal(n, lambda *_: self._stop(woken)) for n in (signal.SIGTERM, signal.SIGINT)}
            try:
                with signals_heard():
                    yield wake
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    def _stop(self, woken: socket.socket) -> None:
        self._stopping = True
        with suppress(BlockingIOError):
            woken.send(b"x")

    def _desk(self, now: datetime) -> Desk:
        return desk_for(self._config, self._store, now, self._composer)

    def _receive(self, now: datetime, report: PassReport) -> None:
        receiver = Receiver(self._desk(now), self._progress)
        try:
            self._mailbox.connect()
            receiver.receive(self._mailbox, lambda: self._stopping)
            self._imap.answered()
        except _UNUSABLE as error:
            report.unreachable.append(str(error))
            self._lost_mailbox(error, now)
        report.received = receiver.count

    def _lost_mailbox(self, error: Exception, now: datetime) -> None:
        self._mailbox.close()
        self._imap.failed(error, now)

    def _tick(self, now: datetime) -> None:
        tick(self._desk(now))
        with self._store.transaction():
            self._store.session.remember("heartbeat", instant_text(now))

    def _send(self, now: datetime, report: PassReport) -> None:
        try:
            report.sent = Dispatcher(self._desk(now), self._sender).send_due(lambda: self._stopping)
            # Where nothing was due, nothing is known of the server.
            if self._sender.connected:
                self._smtp.answered()
        except _UNUSABLE as error:
            report.unreachable.append(str(error))
            self._sender.close()
            self._smtp.failed(error, now)
