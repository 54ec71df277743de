"""Receiving: each mail in the folder is read, dealt with in one transaction, and filed away after its commit."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from coordmail.mail.anchors import answered_ids, answered_tag
from coordmail.mail.message import parse
from coordmail.storage.inbox import Incoming, Place
from coordmail.workflow import incoming
from coordmail.workflow.desk import Desk, MailInHand
from coordmail.workflow.outcome import Disposition, quarantined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
        self._own = frozenset({desk.config.smtp.address, desk.config.imap.username.lower()})

    def receive(self, mailbox: Mailbox, stopping: Callable[[], bool] = lambda: False) -> int:
        """Take in everything new in the folder; how many mails. Raises Unreachable; what was committed stays."""
        validity = mailbox.open()
        self._file_away(mailbox, validity)
        arrivals = self._arrivals(mailbox, validity)
        fresh = [arrival for arrival in arrivals if self._is_fresh(arrival)]
        large = [arrival for arrival in fresh if arrival.size > self._imap.max_mail_mb * 1_000_000]
        count = 0
        for arrival in large:
            self._set_aside_unread(mailbox, validity, arrival)
        wanted = [arrival for arrival in fresh if arrival not in large]
        seen: set[int] = set()
        for arrival, raw in mailbox.fetch(wanted):
            place = Place(mailbox.identity, validity, arrival.uid)
            self.take(Delivered(raw, arrival.received, place, mailbox.identity))
            seen.add(arrival.uid)
            count += 1
            self._progress(count, len(wanted))
            if count % FILE_EVERY == 0:
                self._file_away(mailbox, validity)
            if stopping():
                break
        else:
            self._account_for(mailbox, validity, [a for a in wanted if a.uid not in seen])
            self._pass_by(mailbox, validity, arrivals)
        self._file_away(mailbox, validity)
        return count

    def take(self, mail: Delivered) -> Disposition | None:
        """Deal with one mail; None where that failed and is to be tried again, or it was dealt with before."""
        try:
            return self._process(mail)
        except sqlite3.OperationalError:
            # A locked or full database is not the mail's fault: it stays in the folder until the next pass.
            raise
        except Exception as error:  # noqa: BLE001 - one bad mail must not stop the others
            return self._failed(mail, error)

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

        context = ReadingContext(
            self._desk.directory, self._desk.calendar, self._own, self._desk.config.language, received
        )
        return understand(message, context)

    def _conclude(self, inbox_id: int, disposition: Disposition, record: Incoming, mail: Delivered) -> None:
        self._store.inbox.conclude(inbox_id, disposition.outcome, disposition.reason, disposition.meeting_id)
        folder = self._imap.processed_folder
        if disposition.outcome == "quarantined":
            folder = self._imap.quarantine_folder
            self._store.administration.note(
                self._desk.now, "quarantined", disposition.reason or "", record.subject, record.sender
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
            disposition = quarantined(f"it could not be processed: {reason}")
            record = _bare_record(mail)
            inbox_id = self._store.inbox.add(record, None, "quarantined", None, self._desk.now)
            self._conclude(inbox_id, disposition, record, mail)
            return disposition

    def _arrivals(self, mailbox: Mailbox, validity: int) -> list[Arrival]:
        again = self._store.inbox.to_retry(mailbox.identity, validity)
        arrivals = mailbox.look(again) if again else []
        return arrivals + mailbox.arrivals(self._store.inbox.watermark(mailbox.identity, validity))

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

    def _set_aside_unread(self, mailbox: Mailbox, validity: int, arrival: Arrival) -> None:
        header = mailbox.fetch_header(arrival.uid)
        if header is None:
            return
        place = Place(mailbox.identity, validity, arrival.uid)
        mail = Delivered(header, arrival.received, place, mailbox.identity)
        record = _bare_record(mail)
        reason = f"larger ({arrival.size // 1_000_000} MB) than imap.max_mail_mb = {self._imap.max_mail_mb}"
        with self._store.transaction():
            if self._store.inbox.known(record.message_id, record.digest):
                self._settle(place, self._imap.quarantine_folder)
                return
            inbox_id = self._store.inbox.add(record, None, "quarantined", None, self._desk.now)
            self._conclude(inbox_id, quarantined(reason), record, mail)

    def _account_for(self, mailbox: Mailbox, validity: int, missing: Iterable[Arrival]) -> None:
        """Mails that the server listed and did not give out: gone, or to be tried again."""
        uids = [arrival.uid for arrival in missing]
        if not uids:
            return
        present = {arrival.uid for arrival in mailbox.look(uids)}
        for uid in uids:
            place = Place(mailbox.identity, validity, uid)
            if uid in present:
                mail = Delivered(mailbox.fetch_header(uid) or b"", self._desk.now, place, mailbox.identity)
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
        for folder, uids in self._store.inbox.filings(mailbox.identity, validity).items():
            mailbox.file(uids, folder)
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
        hashlib.sha256(mail.raw).hexdigest(),
        parseaddr(str(header.get("From", "")))[1].lower()[:320],
        str(header.get("Subject", "")).replace("\n", " ")[:500],
        mail.received,
    )


def _where(mail: Delivered) -> str:
    return f"{mail.mailbox} UID {mail.place.uid}" if mail.place else mail.mailbox
