"""What came in: which mails were processed, how far each folder was read, what is still to be filed away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.storage.database import Row, Session

Outcome = Literal["processed", "ignored", "quarantined"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail lies on the server (RFC 3501, 2.3.1.1)."""

    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as the record keeps it. `message_id` may be empty; `digest` tells different mails with one id apart."""

    mailbox: str
    message_id: str
    digest: str
    sender: str
    subject: str
    received_at: datetime
    new_text: str = ""
    quoted_text: str = ""


@dataclass(frozen=True)
class Inbox:
    """The incoming side of the record."""

    session: Session

    def known(self, message_id: str, digest: str) -> bool:
        """Whether this very mail was processed before; one id with other content is another mail."""
        found = self.session.row("select 1 from inbox where message_id = ? and digest = ?", [message_id, digest])
        return found is not None

    def took_effect(self, digest: str, other_than: int) -> bool:
        """Whether a mail with the same sender, date, subject and content was dealt with under another Message-ID."""
        row = self.session.row(
            "select 1 from inbox where digest = ? and id <> ? and outcome = 'processed'", [digest, other_than]
        )
        return row is not None

    def add(self, mail: Incoming, kind: str | None, outcome: Outcome, reason: str | None, now: datetime) -> int:
        """Record `mail` and what became of it; its id."""
        return self.session.insert(
            "inbox",
            {
                "mailbox": mail.mailbox,
                "message_id": mail.message_id,
                "digest": mail.digest,
                "sender": mail.sender,
                "subject": mail.subject,
                "received_at": instant_text(mail.received_at),
                "processed_at": instant_text(now),
                "kind": kind,
                "outcome": outcome,
                "reason": reason,
                "new_text": mail.new_text,
                "quoted_text": mail.quoted_text,
            },
        )

    def conclude(self, inbox_id: int, outcome: Outcome, reason: str | None, meeting_id: int | None) -> None:
        """Record what became of a mail once that is known."""
        self.session.update("inbox", inbox_id, {"outcome": outcome, "reason": reason, "meeting_id": meeting_id})

    def of_meeting(self, meeting_id: int) -> list[Row]:
        """The mails that concerned a meeting, oldest first."""
        return self.session.rows("select * from inbox where meeting_id = ? order by id", [meeting_id])

    def watermark(self, mailbox: str, uidvalidity: int) -> int:
        """The highest UID that was looked at; 0 for a folder that is new or was renumbered."""
        row = self.session.row("select * from watermarks where mailbox = ?", [mailbox])
        return int(row["last_uid"]) if row and row["uidvalidity"] == uidvalidity else 0

    def advance(self, place: Place) -> None:
        """Move the watermark up to `place`."""
        self.session.execute(
            "insert into watermarks(mailbox, uidvalidity, last_uid) values (?, ?, ?) on conflict(mailbox) do update set"
            " last_uid = case when uidvalidity = excluded.uidvalidity then max(last_uid, excluded.last_uid)"
            " else excluded.last_uid end, uidvalidity = excluded.uidvalidity",
            [place.mailbox, place.uidvalidity, place.uid],
        )

    def to_file(self, place: Place, folder: str) -> None:
        """Remember that a mail is to be moved to `folder`."""
        self.session.execute(
            "insert or replace into filings(mailbox, uidvalidity, uid, folder) values (?, ?, ?, ?)",
            [place.mailbox, place.uidvalidity, place.uid, folder],
        )

    def filings(self, mailbox: str, uidvalidity: int) -> dict[str, list[int]]:
        """The UIDs that are still to be moved, by folder; those of an older UIDVALIDITY are forgotten."""
        self.session.execute(
            "delete from filings where mailbox = ? and uidvalidity <> ?",
            [mailbox, uidvalidity],
        )
        folders: dict[str, list[int]] = {}
        for row in self.session.rows(
            "select uid, folder from filings where mailbox = ? and uidvalidity = ? order by uid", [mailbox, uidvalidity]
        ):
            folders.setdefault(row["folder"], []).append(row["uid"])
        return folders

    def filed(self, mailbox: str, uidvalidity: int, uids: list[int]) -> None:
        """Forget filings that were carried out."""
        self.session.db.conn.executemany(
            "delete from filings where mailbox = ? and uidvalidity = ? and uid = ?",
            [(mailbox, uidvalidity, uid) for uid in uids],
        )

    def failed(self, place: Place, error: str) -> int:
        """Count an attempt that failed; how many there were."""
        self.session.execute(
            "insert into attempts(mailbox, uidvalidity, uid, count, error) values (?, ?, ?, 1, ?)"
            " on conflict do update set count = count + 1, error = excluded.error",
            [place.mailbox, place.uidvalidity, place.uid, error],
        )
        row = self.session.row(
            "select count from attempts where mailbox = ? and uidvalidity = ? and uid = ?",
            [place.mailbox, place.uidvalidity, place.uid],
        )
        return int(row["count"]) if row else 1

    def to_retry(self, mailbox: str, uidvalidity: int) -> list[int]:
        """The UIDs whose processing failed and is to be tried again."""
        rows = self.session.rows(
            "select uid from attempts where mailbox = ? and uidvalidity = ? order by uid", [mailbox, uidvalidity]
        )
        return [row["uid"] for row in rows]

    def settled(self, place: Place) -> None:
        """Forget the failed attempts of a mail that is dealt with."""
        self.session.execute(
            "delete from attempts where mailbox = ? and uidvalidity = ? and uid = ?",
            [place.mailbox, place.uidvalidity, place.uid],
        )
