"""The append-only history, what the administrator is to hear, and the addresses that fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.record import Event, EventKind
from coordmail.storage.database import instant_of, instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.storage.database import Row, Session

_EVENTS = (
    "select events.at, actor, what, detail, items.number, inbox.subject from events"
    " left join items on items.id = events.item_id left join inbox on inbox.id = events.inbox_id"
)


@dataclass(frozen=True)
class History:
    """Who did what, when, because of which mail. Nothing is ever changed here."""

    session: Session

    def add(
        self,
        at: datetime,
        actor: str,
        what: EventKind,
        detail: str = "",
        meeting_id: int | None = None,
        item_id: int | None = None,
        inbox_id: int | None = None,
    ) -> None:
        """Append a line. `inbox_id` is the mail that caused it; without one the clock did."""
        self.session.insert(
            "events",
            {
                "at": instant_text(at),
                "actor": actor,
                "what": str(what),
                "detail": detail,
                "meeting_id": meeting_id,
                "item_id": item_id,
                "inbox_id": inbox_id,
            },
        )

    def of_meeting(self, meeting_id: int) -> tuple[Event, ...]:
        """The history of a meeting and its items."""
        return self._events(f"{_EVENTS} where events.meeting_id = ? order by events.id", meeting_id)

    def of_item(self, item_id: int) -> tuple[Event, ...]:
        """The history of one item."""
        return self._events(f"{_EVENTS} where events.item_id = ? order by events.id", item_id)

    def wrong_tags(self, since: datetime, sender: str | None = None) -> int:
        """How many mails since `since` bore a tag that was never given out; those of one sender, or all."""
        row = self.session.row(
            "select count(*) as count, sum(actor = ?) as own from events where what = ? and at > ?",
            [sender or "", str(EventKind.WRONG_TAG), instant_text(since)],
        )
        counted = (row["own"] if sender else row["count"]) if row else 0
        return int(counted or 0)

    def _events(self, query: str, value: int) -> tuple[Event, ...]:
        rows = self.session.rows(query, [value])
        return tuple(
            Event(
                instant_of(row["at"]),
                row["actor"],
                EventKind(row["what"]),
                row["detail"],
                row["number"],
                row["subject"],
            )
            for row in rows
        )


@dataclass(frozen=True)
class Administration:
    """What the administrator has not been told yet, and which addresses fail."""

    session: Session

    def note(self, at: datetime, what: str, detail: str, subject: str | None = None, sender: str | None = None) -> None:
        """Keep something for the administrator's next mail."""
        self.session.insert(
            "notices_to_administrator",
            {"at": instant_text(at), "what": what, "detail": detail, "subject": subject, "sender": sender},
        )

    def note_once(self, at: datetime, what: str, detail: str) -> bool:
        """As `note`, unless the administrator is about to be told the same; whether that is new."""
        if self.session.row(
            "select 1 from notices_to_administrator where told = 0 and what = ? and detail = ?", [what, detail]
        ):
            return False
        self.note(at, what, detail)
        return True

    def untold(self) -> list[Row]:
        """What the administrator has not been told."""
        return self.session.rows("select * from notices_to_administrator where told = 0 order by id")

    def told(self) -> None:
        """Everything so far is told."""
        self.session.execute("update notices_to_administrator set told = 1 where told = 0")

    def is_failing(self, email: str) -> bool:
        """Whether mail to an address bounced and nothing came from it since."""
        row = self.session.row("select 1 from addresses where email = ? and failing_since is not null", [email])
        return row is not None

    def fails(self, email: str, reason: str, now: datetime) -> bool:
        """Record that an address fails; whether that is new."""
        if self.is_failing(email):
            return False
        self.session.execute(
            "insert into addresses(email, failing_since, reason) values (?, ?, ?) on conflict(email) do update set"
            " failing_since = excluded.failing_since, reason = excluded.reason",
            [email, instant_text(now), reason],
        )
        return True

    def works(self, email: str) -> bool:
        """Somebody wrote from an address: mail to it is sent again. Whether it was failing."""
        changed = self.session.execute(
            "update addresses set failing_since = null where email = ? and failing_since is not null", [email]
        )
        return changed > 0
