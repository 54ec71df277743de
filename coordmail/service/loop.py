"""The loop: receive, process, keep the clock, send, wait; once, or until told to stop."""

from __future__ import annotations

import logging
import select
import signal
import socket
import sqlite3
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.config import ConfigError
from coordmail.mail.compose import Composer
from coordmail.mail.errors import Unreachable
from coordmail.mail.mailbox import Mailbox
from coordmail.mail.smtp import Sender
from coordmail.service.endurance import Resource
from coordmail.service.health import POLLED
from coordmail.service.receiving import Receiver
from coordmail.service.sending import Dispatcher
from coordmail.service.stopping import signals_heard
from coordmail.service.supervisor import Supervisor
from coordmail.storage.database import StorageError, instant, instant_text
from coordmail.workflow.clock import tick
from coordmail.workflow.desk import Desk
from coordmail.workflow.set_back import HEARTBEAT, follow_the_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.config import Config
    from coordmail.storage.store import Store

log = logging.getLogger(__name__)

_UNUSABLE = (Unreachable, ConfigError)
"""ConfigError: a password that could not be fetched. The other server, and this one later, may work all the same."""

_TICK = timedelta(minutes=1)
"""How often the clock speaks."""
_SENDING_SECONDS = 60
"""How long one turn of the endless service sends before it looks for new mail again."""


@dataclass
class PassReport:
    """What one pass did. `unreachable` names the servers that could not be used, and why."""

    received: int = 0
    sent: int = 0
    unreachable: list[str] = field(default_factory=list)


def desk_for(config: Config, store: Store, now: datetime, composer: Composer | None = None) -> Desk:
    """A desk at `now`."""
    return Desk(config, store, composer or composer_for(config), now)


def composer_for(config: Config) -> Composer:
    """The writer of mails that `config` asks for."""
    overrides = Path(config.templates) if config.templates else None
    return Composer(config.smtp.sender, config.organisation.name, config.timezone, overrides)


class Service:
    """One mailbox, one database, one thread."""

    def __init__(
        self,
        config: Config,
        store: Store,
        progress: Callable[[int, int], None] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._store = store
        self._composer = composer_for(config)
        self._progress = progress
        self._clock = clock
        self._supervisor = Supervisor()
        self._mailbox = Mailbox(config.imap)
        self._sender = Sender(config.smtp)
        self._imap = Resource(f"{config.imap.host}:{config.imap.port}")
        self._smtp = Resource(f"{config.smtp.host}:{config.smtp.port}")
        self._database = Resource(f"the database {config.database}")
        self._ticked: datetime | None = None
        self._polled: datetime | None = None
        self._more_to_send = False
        self._next_try: datetime | None = None
        """When the next waiting mail is due."""
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
            self._send(now, report, self._pausing)
        return report

    def turn(self) -> PassReport:
        """What the endless service does between two waits: as a pass, but what failed lately is left alone for a while,
        the clock speaks once a minute, and a database that cannot be used is waited for."""
        report = PassReport()
        now = self._clock()
        if not self._database.is_due(now):
            return report
        try:
            with self._using_the_database():
                if self._imap.is_due(now):
                    self._receive(now, report)
                if not self._stopping and (report.received or self._is_time_to_tick(now)):
                    self._tick(now)
                # Taking mail in may have taken long.
                now = self._clock()
                if self._smtp.is_due(now):
                    self._send(now, report, self._pausing_after(_SENDING_SECONDS))
                self._next_try = self._store.outbox.next_try()
        except StorageError as error:
            self._database.failed(error, now)
        else:
            self._database.answered()
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
            log.info("watching %s", self._mailbox.identity)
            self._supervisor.ready(f"watching {self._mailbox.identity}")
            while not self._stopping:
                # What came in while nobody served is read before the clock speaks: it may have been answered.
                self.turn()
                self._supervisor.alive()
                if not self._stopping:
                    self._wait(self._clock(), wake)
            self._supervisor.stopping()
            self.close()

    def close(self) -> None:
        """Leave both servers in order."""
        self._mailbox.close()
        self._sender.close()

    def _pausing(self) -> bool:
        """Asked between any two mails: whether to leave the rest for later."""
        self._supervisor.alive()
        return self._stopping

    def _pausing_after(self, seconds: float) -> Callable[[], bool]:
        end = time.monotonic() + seconds

        def pausing() -> bool:
            self._more_to_send = time.monotonic() > end
            return self._pausing() or self._more_to_send

        return pausing

    def _is_time_to_tick(self, now: datetime) -> bool:
        # Not by the library's local times: they stand still for an hour when summer ends, or the clock is set back.
        return self._ticked is None or not self._ticked <= now < self._ticked + _TICK

    @contextmanager
    def _using_the_database(self) -> Iterator[None]:
        """What was not committed is done by the next pass: the mails lie where they lay."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"the database {self._config.database} cannot be used now: {error.__cause__ or error}; "
                "look whether another program holds it and whether the disk is full"
            ) from error

    def _wait(self, now: datetime, wake: socket.socket) -> None:
        """Until mail comes, `wake` is readable, or something is to be done."""
        pause = self.pause(now)
        if not self._mailbox.connected or not self._database.is_due(now):
            select.select([wake], [], [], max(0.1, pause))
            return
        try:
            self._mailbox.wait(pause, wake)
        except Unreachable as error:
            self._lost_mailbox(error, self._clock())

    def pause(self, now: datetime) -> float:
        """Seconds until the next turn has something to do."""
        if not self._database.is_due(now):
            return self._database.seconds_left(now)
        if self._more_to_send:
            return 0.0
        until_tick = (self._ticked + _TICK - now).total_seconds() if self._ticked else 0.0
        pauses = [max(0.0, min(until_tick, _TICK.total_seconds())), self._config.imap.poll_minutes * 60.0]
        if not self._mailbox.connected:
            pauses.append(self._imap.seconds_left(now))
        if self._next_try:
            pauses.append(max(1.0, (self._next_try - now).total_seconds(), self._smtp.seconds_left(now)))
        return min(pauses)

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
            receiver.receive(self._mailbox, self._pausing)
            self._imap.answered()
            self._polled = now
        except _UNUSABLE as error:
            report.unreachable.append(str(error))
            self._lost_mailbox(error, now)
        report.received = receiver.count

    def _lost_mailbox(self, error: Exception, now: datetime) -> None:
        self._mailbox.close()
        self._imap.failed(error, now)

    def _tick(self, now: datetime) -> None:
        heard = self._polled or instant(self._store.session.setting(POLLED))
        desk = replace(self._desk(now), heard_until=heard)
        back = follow_the_clock(desk)
        if back:
            log.log(
                logging.INFO if self._imap.quiet else logging.WARNING,
                "this machine's clock was set back by %s; what waited for the hour it showed is reckoned anew",
                back,
            )
        tick(desk)
        with self._store.transaction():
            self._store.session.remember(HEARTBEAT, instant_text(now))
            if self._polled:
                self._store.session.remember(POLLED, instant_text(self._polled))
        self._ticked = now

    def _send(self, now: datetime, report: PassReport, pausing: Callable[[], bool]) -> None:
        self._more_to_send = False
        try:
            dispatcher = Dispatcher(self._desk(now), self._sender)
            report.sent = dispatcher.send_due(pausing)
            if dispatcher.broken:
                report.unreachable.append(str(dispatcher.broken))
                self._smtp.failed(dispatcher.broken, now)
            # Where nothing was due, nothing is known of the server.
            elif self._sender.connected:
                self._smtp.answered()
        except _UNUSABLE as error:
            report.unreachable.append(str(error))
            self._sender.close()
            self._smtp.failed(error, now)
