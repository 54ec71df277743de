"""Rebuilding: the archived mails are dealt with again, with the clock that ran between them, and nothing is sent."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.mail.anchors import answered_ids, answered_tag
from coordmail.mail.mailbox import Mailbox
from coordmail.mail.message import parse
from coordmail.mail.smtp import Outcome, Sender
from coordmail.service.loop import composer_for, desk_for
from coordmail.service.receiving import Delivered, Receiver
from coordmail.service.sending import Dispatcher
from coordmail.storage.database import StorageError, instant_text, secret_of
from coordmail.storage.keeping import copy_database, put_in_place, recorded
from coordmail.storage.store import Store
from coordmail.workflow.clock import tick
from coordmail.workflow.upcoming import next_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coordmail.config import Config
    from coordmail.service.archive import Archived
    from coordmail.workflow.desk import Desk

REBUILT = "rebuilt"
"""What the outbox says of mails that were written again and not sent, for the lost record had sent them."""


@dataclass
class Rebuilt:
    """What a rebuild did: how many mails had which outcome, and from when to when the record reaches."""

    outcomes: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    passes: int = 0
    written: int = 0
    waiting: int = 0


class _Nowhere(Sender):
    """A server that takes everything and delivers nothing."""

    def send(self, envelope_from: str, recipients: Sequence[str], mail: bytes) -> Outcome:  # noqa: ARG002
        return Outcome(tuple(recipients))


class Replay:
    """Deals with archived mails into `store`, one pass after the other, as the service did when they arrived."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._composer = composer_for(config)
        self._identity = Mailbox(config.imap).identity
        self._now: datetime | None = None
        self._written_before = self._last_written()
        self.report = Rebuilt()

    def from_moment(self, moment: datetime) -> None:
        """The record reaches up to `moment` already."""
        self._now = moment

    def serve(self, mails: Iterable[Archived], until: datetime | None = None) -> None:
        """As a service that watched the mailbox all the time: each mail is dealt with when it arrived, and between
        mails the clock does what it has to when it has to; up to the last mail, or `until` where that is later."""
        for mail in mails:
            # A date to come is a clock that went wrong; what is due by then has not happened.
            arrived = min(mail.received, datetime.now(UTC))
            if self._now and arrived > self._now:
                self._finish_pass(self._now)
                self._keep_clock(arrived)
            elif self._now and self._answers_what_is_unwritten(mail):
                # It arrived in the second of the pass that wrote what it answers.
                self._finish_pass(self._now)
            self._now = max(arrived, self._now or arrived)
            self._take(mail, self._now)
        if self._now:
            self._finish_pass(self._now)
        if self._now and until and until > self._now:
            self._keep_clock(until)
            self._finish_pass(until)
            self._now = until

    def serve_in_passes(self, mails: Iterable[Archived], passes: Iterable[datetime]) -> None:
        """As `run --once` at each of `passes`: it deals with what has arrived since the one before."""
        rest = iter(mails)
        mail = next(rest, None)
        for moment in passes:
            while mail and mail.received <= moment:
                self._take(mail, moment)
                mail = next(rest, None)
            self._finish_pass(moment)
            self._now = moment

    def finish(self) -> Rebuilt:
        """Mark what was written as not sent, and say how far the record reaches."""
        session = self._store.session
        with session.transaction():
            written = session.execute(
                "update outbox set error = ? where state = 'sent' and error is null and id > ?",
                [REBUILT, self._written_before],
            )
            if self._now:
                session.remember("heartbeat", instant_text(self._now))
            if self.report.first and session.setting("first_run") is None:
                first = self.report.first.astimezone(self._config.timezone).date()
                session.remember("first_run", first.isoformat())
        waiting = session.row("select count(*) as n from outbox where state in ('waiting', 'sending')") or {}
        self.report.written, self.report.waiting, self.report.last = written, waiting["n"], self._now
        return self.report

    def _last_written(self) -> int:
        row = self._store.session.row("select coalesce(max(id), 0) as id from outbox")
        return int(row["id"]) if row else 0

    def _keep_clock(self, until: datetime) -> None:
        """Tick at each moment before `until` at which there is something to do."""
        while self._now:
            moment = next_moment(self._desk(self._now))
            if moment is None or moment >= until:
                return
            self._now = moment
            self._finish_pass(moment)

    def _answers_what_is_unwritten(self, mail: Archived) -> bool:
        """Whether a mail answers one that is not in the record (yet)."""
        try:
            message = parse(mail.raw)
        except Exception:  # noqa: BLE001 - what cannot be read is dealt with when it is taken in
            return False
        ids, tag = answered_ids(message), answered_tag(message)
        known = any(self._store.outbox.by_message_id(one) for one in ids) or self._store.questions.has_tag(tag or "")
        return bool(ids or tag) and not known

    def _take(self, mail: Archived, now: datetime) -> None:
        receiver = Receiver(self._desk(now))
        delivered = Delivered(mail.raw, mail.received, None, self._identity)
        if mail.is_whole(self._config.imap):
            disposition = receiver.take(delivered)
            self.report.outcomes[disposition.outcome if disposition else "repeated"] += 1
        else:
            fresh = receiver.set_aside(delivered, mail.size)
            self.report.outcomes["quarantined" if fresh else "repeated"] += 1
        self.report.first = self.report.first or mail.received

    def _finish_pass(self, now: datetime) -> None:
        """What a pass does after it has received: the clock, and sending."""
        desk = self._desk(now)
        tick(desk)
        Dispatcher(desk, _Nowhere(self._config.smtp)).send_due()
        self.report.passes += 1

    def _desk(self, now: datetime) -> Desk:
        return desk_for(self._config, self._store, now, self._composer)


@contextmanager
def fresh_database(database: Path, backup: Path | None = None) -> Iterator[Store]:
    """A store that takes the place of the empty `database` when the block ends well, and leaves no trace otherwise.

    It begins with what is in `backup`, where one is given. To be called by who holds the lease of `database`. Raises
    StorageError when the database has a record, or when the secret is missing.
    """
    secret = secret_of(database)
    if not secret.exists():
        raise StorageError(
            f"{secret} is missing; put it back from a backup first: without it no answer in the archive is recognised"
        )
    if backup and secret_of(backup).exists() and secret_of(backup).read_bytes() != secret.read_bytes():
        raise StorageError(f"{backup} belongs to another installation: its secret is not the one in {secret}")
    if recorded(database):
        raise StorageError(
            f"{database} has a record already; move it away with its -wal and -shm (not {secret.name}) and try again"
        )
    # Killed halfway, it leaves a folder that is not taken for a record.
    folder = database.with_name(f"{database.name}.rebuilding")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        fresh = folder / database.name
        if backup:
            copy_database(backup, fresh)
        shutil.copyfile(secret, secret_of(fresh))
        os.chmod(secret_of(fresh), 0o600)  # noqa: PTH101
        with Store.open(fresh) as store:
            yield store
        put_in_place(fresh, database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rebuild(
    config: Config,
    archive: Iterable[Archived],
    until: datetime | None = None,
    backup: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Rebuilt:
    """Make the database of `config` anew from `archive`, in the order of arrival. Raises StorageError."""
    with fresh_database(Path(config.database), backup) as store:
        replay = Replay(config, store)
        reached = store.session.setting("heartbeat") if backup else None
        if reached:
            replay.from_moment(datetime.fromisoformat(reached))
        replay.serve(_counted(archive, progress), until)
        return replay.finish()


def _counted(archive: Iterable[Archived], progress: Callable[[int], None] | None) -> Iterator[Archived]:
    for number, mail in enumerate(archive, 1):
        yield mail
        if progress:
            progress(number)
