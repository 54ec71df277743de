"""Receiving: each mail in the folder is read, dealt with in one transaction, and filed away after its commit."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from coordmail.mail.anchors import answered_ids, answered_tag
from coordmail.mail.authentication import forged
from coordmail.mail.errors import FolderUnusable
from coordmail.mail.message import parse
from coordmail.storage.inbox import Incoming, Place
from coordmail.workflow import incoming
from coordmail.workflow.desk import Desk, MailInHand
from coordmail.workflow.outcome import Disposition, quarantined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.mail.mailbox import Arrival, Mailbox
    from coordmail.mail.message import Message
    from coordmail.model import Understanding

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often a mail is tried whose processing fails, before it is set aside."""
FILE_EVERY = 50
"""How many mails are filed away with one command."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail as it came: its bytes, its INTERNALDATE, and where it lies (None: from a file)."""

    raw: bytes
    received: datetime
    place: Place | None
    mailbox: str


class Receiver:
    """Takes mails in, one transaction each."""

    def __init__(self, desk: Desk, progress: Callable[[int, int], None] | None = None) -> None:
        self._desk = desk
        self._store = desk.store
        self._imap = desk.config.imap
        self._progress = progress or (lambda done, total: None)
        self.count = 0
        """How many mails were taken in so far, also when the server was lost in their midst."""
        self._own = frozenset({desk.config.smtp.address, desk.config.imap.username.lower()})
        self._unfiled: FolderUnusable | None = None

    def receive(self, mailbox: Mailbox, stopping: Callable[[], bool] = lambda: False) -> int:
        """Take in everything new in the folder; how many mails. Raises Unreachable; what was committed stays.

        Where mails cannot be filed away, they lie where they lay and the others are taken in all the same; that is
        raised in the end.
        """
        validity = mailbox.open()
        self._file_away(mailbox, validity)
        arrivals = self._arrivals(mailbox, validity)
        fresh = [arrival for arrival in arrivals if self._is_fresh(arrival)]
        for arrival, raw in self._in_order(mailbox, fresh):
            place = Place(mailbox.identity, validity, arrival.uid)
            if raw is not None:
                self.take(Delivered(raw, arrival.received, place, mailbox.identity))
            elif self._is_too_large(arrival):
                self._set_aside_unread(mailbox, place, arrival)
            else:
                self._account_for(mailbox, place, arrival)
            self.count += 1
            self._progress(self.count, len(fresh))
            if self.count % FILE_EVERY == 0:
                self._file_away(mailbox, validity)
            if stopping():
                break
        else:
            self._pass_by(mailbox, validity, arrivals)
        self._file_away(mailbox, validity)
        if self._unfiled:
            raise self._unfiled
        return self.count

    def take(self, mail: Delivered) -> Disposition | None:
        """Deal with one mail; None where that failed and is to be tried again, or it was dealt with before."""
        try:
            return self._process(mail)
        except sqlite3.OperationalError:
            # A locked or full database is not the mail's fault: it stays in the folder until the next pass.
            raise
        except Exception as error:  # noqa: BLE001 - one bad mail must not stop the others
            return self._failed(mail, error)

    def set_aside(self, mail: Delivered, size: int) -> bool:
        """Quarantine a mail that is too large to be read, of which `mail` has the header; whether it was not known."""
        record = _bare_record(mail)
        fresh = not self._store.inbox.known(record.message_id, record.digest)
        reason = f"larger ({size // 1_000_000} MB) than imap.max_mail_mb = {self._imap.max_mail_mb}"
        with self._store.transaction():
            self._quarantine_unread(mail, reason)
        return fresh

    def _process(self, mail: Delivered) -> Disposition | None:
        message = parse(mail.raw)
        record = _record(message, mail)
        if self._store.inbox.known(record.message_id, record.digest):
            with self._store.transaction():
                self._settle(mail.place, self._imap.processed_folder)
            return None
        read = self._read(message, mail.received)
        with self._store.transaction():
            inbox_id = self._store.inbox.add(record, str(read.kind), "processed", None, self._desk.now)
            in_hand = MailInHand(
                inbox_id,
                message.message_id,
                message.digest,
                message.from_address,
                message.from_name,
                message.subject,
                answered_ids(message),
                answered_tag(message),
                message.new_text,
                message.sender_doubt
                or forged(message.authentication_results, self._desk.config.security.authserv_id, message.from_address),
                tuple(a for _, a in (*message.to, *message.cc) if a and a not in self._own),
                message.date,
            )
            disposition = incoming.take(self._desk.with_mail(in_hand), in_hand, read, message.bounce)
            self._conclude(inbox_id, disposition, record, mail)
        log.info(
            "%s %s: %s %s",
            record.message_id or record.digest[:12],
            read.kind,
            disposition.outcome,
            disposition.reason or "",
        )
        return disposition

    def _read(self, message: Message, received: datetime) -> Understanding:
        from coordmail.extraction.understand import ReadingContext, understand

        config = self._desk.config
        context = ReadingContext(
            self._desk.directory, config.calendar, self._own, config.language, received, config.house_labels
        )
        return understand(message, context)

    def _conclude(self, inbox_id: int, disposition: Disposition, record: Incoming, mail: Delivered) -> None:
        self._store.inbox.conclude(inbox_id, disposition.outcome, disposition.reason, disposition.meeting_id)
        folder = self._imap.processed_folder
        if disposition.outcome == "quarantined":
            folder = self._imap.quarantine_folder
            self._store.administration.note(
                self._desk.now, disposition.told, disposition.detail, record.subject, record.sender
            )
        self._settle(mail.place, folder)

    def _settle(self, place: Place | None, folder: str) -> None:
        if place:
            self._store.inbox.to_file(place, folder)
            self._store.inbox.advance(place)
            self._store.inbox.settled(place)

    def _failed(self, mail: Delivered, error: Exception) -> Disposition | None:
        reason = f"{type(error).__name__}: {error}"[:500]
        log.debug("a mail cannot be processed", exc_info=error)
        with self._store.transaction():
            count = self._store.inbox.failed(mail.place, reason) if mail.place else ATTEMPTS
            if mail.place:
                self._store.inbox.advance(mail.place)
            log.warning("%s: attempt %d failed: %s", _where(mail), count, reason)
            if count < ATTEMPTS:
                return None
            return self._quarantine_unread(mail, f"it could not be processed: {reason}")

    def _arrivals(self, mailbox: Mailbox, validity: int) -> list[Arrival]:
        again = self._store.inbox.to_retry(mailbox.identity, validity)
        arrivals = mailbox.look(again) if again else []
        return arrivals + mailbox.arrivals(self._store.inbox.watermark(mailbox.identity, validity))

    def _in_order(self, mailbox: Mailbox, arrivals: list[Arrival]) -> Iterator[tuple[Arrival, bytes | None]]:
        """Each mail with its bytes; None for one that is too large, or that the server does not give out.

        By UID, so that the watermark never passes a mail that was not dealt with yet.
        """
        fetched = mailbox.fetch([arrival for arrival in arrivals if not self._is_too_large(arrival)])
        found = next(fetched, None)
        for arrival in arrivals:
            if found is None or found[0].uid != arrival.uid:
                yield arrival, None
            else:
                yield found
                found = next(fetched, None)

    def _is_too_large(self, arrival: Arrival) -> bool:
        return arrival.size > self._imap.max_mail_mb * 1_000_000

    def _is_fresh(self, arrival: Arrival) -> bool:
        return self._desk.calendar.local(arrival.received).date() >= self._since()

    def _since(self) -> date:
        """From which day on mail is taken in: as configured, else the day of the first run."""
        if self._imap.since:
            return self._imap.since
        first = self._store.session.setting("first_run")
        if first is None:
            first = self._desk.today.isoformat()
            with self._store.transaction():
                self._store.session.remember("first_run", first)
        return date.fromisoformat(first)

    def _set_aside_unread(self, mailbox: Mailbox, place: Place, arrival: Arrival) -> None:
        header = mailbox.fetch_header(arrival.uid)
        if header is None:
            return
        self.set_aside(Delivered(header, arrival.received, place, mailbox.identity), arrival.size)

    def _quarantine_unread(self, mail: Delivered, reason: str) -> Disposition:
        """Set a mail aside of which nothing but the header is known; a repeat of one leaves no second trace."""
        disposition = quarantined(reason, detail=reason)
        record = _bare_record(mail)
        if self._store.inbox.known(record.message_id, record.digest):
            self._settle(mail.place, self._imap.quarantine_folder)
        else:
            inbox_id = self._store.inbox.add(record, None, "quarantined", None, self._desk.now)
            self._conclude(inbox_id, disposition, record, mail)
        return disposition

    def _account_for(self, mailbox: Mailbox, place: Place, arrival: Arrival) -> None:
        """A mail that the server listed and did not give out: gone, or to be tried again."""
        if mailbox.look([arrival.uid]):
            header = mailbox.fetch_header(arrival.uid) or b""
            mail = Delivered(header, arrival.received, place, mailbox.identity)
            self._failed(mail, OSError("the server does not give it out"))
        else:
            with self._store.transaction():
                self._store.inbox.settled(place)

    def _pass_by(self, mailbox: Mailbox, validity: int, arrivals: list[Arrival]) -> None:
        """Move the watermark past mails that are left alone because they are older than `since`."""
        highest = max((arrival.uid for arrival in arrivals), default=0)
        if highest > self._store.inbox.watermark(mailbox.identity, validity):
            with self._store.transaction():
                self._store.inbox.advance(Place(mailbox.identity, validity, highest))

    def _file_away(self, mailbox: Mailbox, validity: int) -> None:
        filings = {} if self._unfiled else self._store.inbox.filings(mailbox.identity, validity)
        if filings:
            # Once a mail has left the folder, the database alone knows what it said.
            self._store.session.settle()
        for folder, uids in filings.items():
            try:
                mailbox.file(uids, folder)
            except FolderUnusable as error:
                self._unfiled = error
                continue
            with self._store.transaction():
                self._store.inbox.filed(mailbox.identity, validity, uids)


def _record(message: Message, mail: Delivered) -> Incoming:
    return Incoming(
        mail.mailbox,
        message.message_id,
        message.digest,
        message.from_address,
        message.subject,
        mail.received,
        message.new_text,
        message.quoted_text,
    )


def _bare_record(mail: Delivered) -> Incoming:
    """What can be said of a mail that cannot be read: its header, tolerantly, and the digest of its bytes."""
    import hashlib
    from email.parser import BytesHeaderParser
    from email.policy import compat32
    from email.utils import parseaddr

    header = BytesHeaderParser(policy=compat32).parsebytes(mail.raw[:65536])
    return Incoming(
        mail.mailbox,
        str(header.get("Message-ID", "")).strip()[:500],
        # Two mails of which the server gives nothing out are still two.
        hashlib.sha256(mail.raw or str(mail.place).encode()).hexdigest(),
        parseaddr(str(header.get("From", "")))[1].lower()[:320],
        str(header.get("Subject", "")).replace("\n", " ")[:500],
        mail.received,
    )


def _where(mail: Delivered) -> str:
    return f"{mail.mailbox} UID {mail.place.uid}" if mail.place else mail.mailbox
