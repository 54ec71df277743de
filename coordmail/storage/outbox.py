"""The outgoing queue: mails with their final bytes, and how each address's delivery stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.storage.database import instant, instant_of, instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.storage.database import Row, Session

RETRY_MINUTES = (1, 5, 15, 60)
"""SURFACE.md: again after 1, 5, 15, 60 minutes, then hourly for two days."""
GIVE_UP_AFTER = timedelta(days=2)
"""Counted from the first try: a mail may have lain over a holiday, or while nobody served, before it was tried."""
BREAKER = "the breaker holds all mail"
RESTS = "mail to the address bounced"
CAPPED = "more than"
"""How the reason of a mail begins that is held back: by the breaker, for an address that fails, by the cap of one."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that waits to be sent. `recipients` are the addresses that still lack it."""

    id: int
    key: str
    kind: str
    meeting_id: int | None
    message_id: str
    subject: str
    attempts: int
    created_at: datetime
    recipients: tuple[str, ...]
    first_try: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether it was tried for so long that it is given up."""
        return self.first_try is not None and now - self.first_try >= GIVE_UP_AFTER


@dataclass(frozen=True)
class Outbox:
    """The outgoing side of the record."""

    session: Session

    def has(self, key: str) -> bool:
        """Whether the mail with this key was written."""
        return self.session.row("select 1 from outbox where key = ?", [key]) is not None

    def written_at(self, key: str) -> datetime | None:
        """When the mail with this key was written; None where it was not."""
        row = self.session.row("select created_at from outbox where key = ?", [key])
        return instant_of(row["created_at"]) if row else None

    def add(
        self,
        key: str,
        kind: str,
        meeting_id: int | None,
        message_id: str,
        subject: str,
        mail: bytes,
        recipients: Sequence[str],
        now: datetime,
        not_before: datetime | None = None,
    ) -> int:
        """Queue a mail; its id. The key is unique: the same mail is never written twice."""
        outbox_id = self.session.insert(
            "outbox",
            {
                "key": key,
                "kind": kind,
                "meeting_id": meeting_id,
                "message_id": message_id,
                "subject": subject,
                "mail": mail,
                "state": "waiting",
                "created_at": instant_text(now),
                "next_try": instant_text(not_before or now),
            },
        )
        self.session.db.conn.executemany(
            "insert into deliveries(outbox_id, address, state) values (?, ?, 'waiting')",
            [(outbox_id, address) for address in dict.fromkeys(recipients)],
        )
        return outbox_id

    def due(self, now: datetime, limit: int = 200) -> list[Outgoing]:
        """The mails to be sent now, in the order in which they were written."""
        rows = self.session.rows(
            "select * from outbox where state in ('waiting', 'sending') and next_try <= ?"
            " order by next_try, id limit ?",
            [instant_text(now), limit],
        )
        return [self._outgoing(row) for row in rows]

    def mail(self, outbox_id: int) -> bytes:
        """The bytes of a mail."""
        row = self.session.row("select mail from outbox where id = ?", [outbox_id])
        return bytes(row["mail"]) if row else b""

    def next_try(self) -> datetime | None:
        """When the next waiting mail is due."""
        row = self.session.row(
            "select min(next_try) as moment from outbox where state in ('waiting', 'sending') and next_try is not null"
        )
        return instant(row["moment"]) if row else None

    def sending(self, ids: Sequence[int], now: datetime) -> None:
        """Mark mails as being handed over: after a crash they are in doubt and go out again under the same id.

        That is no try yet, or a crash would lengthen the pauses of mails whose turn had not come.
        """
        self.session.db.conn.executemany(
            "update outbox set state = 'sending', first_try = coalesce(first_try, ?) where id = ?",
            [(instant_text(now), i) for i in ids],
        )

    def delivered(self, outbox_id: int, addresses: Sequence[str], now: datetime) -> None:
        """Record the addresses that the server took a mail for."""
        self.session.db.conn.executemany(
            "update deliveries set state = 'sent', sent_at = ?, error = null where outbox_id = ? and address = ?",
            [(instant_text(now), outbox_id, address) for address in addresses],
        )

    def refused(self, outbox_id: int, address: str, error: str) -> None:
        """Record that the server refuses a mail for an address for good."""
        self.session.execute(
            "update deliveries set state = 'failed', error = ? where outbox_id = ? and address = ?",
            [error, outbox_id, address],
        )

    def settle(self, mail: Outgoing, error: str | None, now: datetime) -> str:
        """Conclude a try from the states of its deliveries; the new state of the mail."""
        self.session.execute("update outbox set attempts = attempts + 1 where id = ?", [mail.id])
        row = self.session.row(
            "select sum(state = 'waiting') as waiting, sum(state = 'sent') as sent from deliveries where outbox_id = ?",
            [mail.id],
        )
        waiting, sent = (row["waiting"] or 0, row["sent"] or 0) if row else (0, 0)
        if waiting and not mail.is_stale(now):
            pause = RETRY_MINUTES[min(mail.attempts, len(RETRY_MINUTES) - 1)]
            self.session.update(
                "outbox",
                mail.id,
                {"state": "waiting", "next_try": instant_text(now + timedelta(minutes=pause)), "error": error},
            )
            return "waiting"
        state = "failed" if waiting or not sent else "sent"
        self.session.update(
            "outbox",
            mail.id,
            {"state": state, "next_try": None, "error": error, "sent_at": instant_text(now) if sent else None},
        )
        return state

    def postpone(self, outbox_id: int, until: datetime, reason: str | None) -> None:
        """Let a mail wait that was marked as being handed over and was not: that is no try."""
        self.session.execute(
            "update outbox set state = 'waiting', next_try = ?, error = ? where id = ?",
            [instant_text(until), reason, outbox_id],
        )

    def resume(self, address: str, now: datetime, midnight: datetime) -> None:
        """Let the mails that wait for an address be due at once: it works again.

        Reminders of a question that waits itself, and those written before `midnight`, are left out: what is true now
        is said anew.
        """
        stale = self.session.rows(
            "select id, exists (select 1 from deliveries where outbox_id = outbox.id and state = 'sent') as sent"
            " from outbox where state = 'waiting'"
            " and id in (select outbox_id from deliveries where address = ? and state = 'waiting')"
            " and (kind in ('form-reminder', 'confirm-reminder')"
            " or (kind in ('reminder', 'overdue') and created_at < ?))",
            [address, instant_text(midnight)],
        )
        for row in stale:
            self.session.update("outbox", row["id"], {"state": "sent" if row["sent"] else "dropped", "next_try": None})
        self.session.execute(
            "update outbox set next_try = ? where state = 'waiting'"
            " and id in (select outbox_id from deliveries where address = ? and state = 'waiting')",
            [instant_text(now), address],
        )

    def retry(self, outbox_id: int, now: datetime) -> bool:
        """Send a failed, dropped or waiting mail again at once; whether there is such a mail."""
        moment = instant_text(now)
        found = self.session.execute(
            "update outbox set state = 'waiting', next_try = ?, created_at = ?, first_try = null, attempts = 0"
            " where id = ? and state <> 'sent'",
            [moment, moment, outbox_id],
        )
        if found:
            self.session.execute(
                "update deliveries set state = 'waiting' where outbox_id = ? and state = 'failed'", [outbox_id]
            )
        return bool(found)

    def failed(self) -> list[int]:
        """The mails that were given up or refused."""
        return [row["id"] for row in self.session.rows("select id from outbox where state = 'failed' order by id")]

    def drop(self, outbox_id: int) -> bool:
        """Give a waiting or failed mail up; whether there was one."""
        return bool(
            self.session.execute(
                "update outbox set state = 'dropped', next_try = null"
                " where id = ? and state in ('waiting', 'sending', 'failed')",
                [outbox_id],
            )
        )

    def unsent(self) -> list[Row]:
        """What waits or failed, with the addresses that lack it."""
        return self.session.rows(
            "select outbox.id, kind, subject, outbox.state, attempts, created_at, next_try, outbox.error,"
            " group_concat(address, ', ') as recipients from outbox join deliveries on outbox_id = outbox.id"
            " and deliveries.state <> 'sent' where outbox.state in ('waiting', 'sending', 'failed')"
            " group by outbox.id order by outbox.id"
        )

    def of_meeting(self, meeting_id: int) -> list[Row]:
        """The mails about a meeting, oldest first."""
        return self.session.rows(
            "select outbox.id, kind, subject, outbox.state, created_at, outbox.sent_at,"
            " group_concat(address, ', ') as recipients from outbox join deliveries on outbox_id = outbox.id"
            " where meeting_id = ? group by outbox.id order by outbox.id",
            [meeting_id],
        )

    def sent_since(self, address: str, moment: datetime, now: datetime) -> int:
        """How many mails went to an address since `moment`; what a clock that ran ahead wrote does not count."""
        row = self.session.row(
            "select count(*) as count from deliveries where address = ? and sent_at > ? and sent_at <= ?",
            [address, instant_text(moment), instant_text(now)],
        )
        return int(row["count"]) if row else 0

    def all_sent_since(self, moment: datetime, now: datetime) -> int:
        """How many mails went out since `moment`."""
        row = self.session.row(
            "select count(*) as count from outbox where sent_at > ? and sent_at <= ?",
            [instant_text(moment), instant_text(now)],
        )
        return int(row["count"]) if row else 0

    def hold_all(self, until: datetime, reason: str, now: datetime, but: str) -> int:
        """Let everything that is due wait until an instant, mails of the kind `but` aside; how many mails."""
        return self.session.execute(
            "update outbox set next_try = ?, error = ?"
            " where state in ('waiting', 'sending') and next_try <= ? and kind <> ?",
            [instant_text(until), reason, instant_text(now), but],
        )

    def let_go(self, reason: str, now: datetime) -> int:
        """Let what waits for a reason that begins so be due at once; how many mails."""
        return self.session.execute(
            "update outbox set next_try = ?, error = null"
            " where state in ('waiting', 'sending') and instr(error, ?) = 1",
            [instant_text(now), reason],
        )

    def recall(self, now: datetime, working: datetime, at_once: Sequence[str]) -> None:
        """Reckon anew when mails are due that a clock that ran ahead wrote or put off: answers (the kinds `at_once`)
        and what was tried before now, others when people work."""
        kinds = ", ".join("?" * len(at_once))
        self.session.execute(
            f"update outbox set next_try = case when kind in ({kinds}) or first_try is not null then ? else ? end"  # noqa: S608
            " where state in ('waiting', 'sending') and next_try > ? and (created_at > ? or first_try is not null)",
            [*at_once, instant_text(now), instant_text(working), instant_text(now), instant_text(now)],
        )

    def written_since(self, address: str, moment: datetime, kinds: Sequence[str], meeting_id: int | None) -> int:
        """How many mails of some kinds were written to an address since `moment`; of a meeting, or of all (None)."""
        marks = ", ".join("?" * len(kinds))
        row = self.session.row(
            "select count(*) as count from deliveries join outbox on outbox.id = outbox_id"  # noqa: S608
            f" where address = ? and created_at > ? and kind in ({marks}) and (? is null or meeting_id = ?)",
            [address, instant_text(moment), *kinds, meeting_id, meeting_id],
        )
        return int(row["count"]) if row else 0

    def by_message_id(self, message_id: str) -> Row | None:
        """The mail of ours with this Message-ID."""
        return self.session.row("select id, kind, meeting_id, subject from outbox where message_id = ?", [message_id])

    def addressees(self, outbox_id: int) -> list[str]:
        """Whom a mail was addressed to."""
        return [
            row["address"]
            for row in self.session.rows("select address from deliveries where outbox_id = ?", [outbox_id])
        ]

    def went_to(self, outbox_id: int, address: str) -> bool:
        """Whether a mail was addressed to an address."""
        found = self.session.row("select 1 from deliveries where outbox_id = ? and address = ?", [outbox_id, address])
        return found is not None

    def _outgoing(self, row: Row) -> Outgoing:
        addresses = self.session.rows(
            "select address from deliveries where outbox_id = ? and state = 'waiting' order by rowid", [row["id"]]
        )
        return Outgoing(
            row["id"],
            row["key"],
            row["kind"],
            row["meeting_id"],
            row["message_id"],
            row["subject"],
            row["attempts"],
            instant_of(row["created_at"]),
            tuple(a["address"] for a in addresses),
            instant(row["first_try"]),
        )
