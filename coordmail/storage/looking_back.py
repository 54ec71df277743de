"""What happened in a period, for the reports that look back: items that were due or closed, and their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.record import EventKind
from coordmail.storage.database import instant_of, instant_text
from coordmail.storage.items import Items

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from coordmail.record import Item
    from coordmail.storage.database import Session


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history with the mail that caused it: `words` are what its sender wrote."""

    at: datetime
    what: EventKind
    detail: str
    meeting_id: int | None
    item_id: int | None
    words: str


@dataclass(frozen=True)
class LookingBack:
    """The record by period. Instants are aware; a period begins at its first moment and ends before its last."""

    session: Session

    def closed(self, since: datetime, until: datetime) -> tuple[Item, ...]:
        """The items that were closed in a period, in that order."""
        condition = "closed_at >= ? and closed_at < ? and status = 'closed' order by closed_at, items.id"
        return Items(self.session).where(condition, [instant_text(since), instant_text(until)])

    def due(self, first: date, before: date) -> tuple[Item, ...]:
        """The items with a deadline from the day `first` on and before the day `before`, agreed and not cancelled."""
        condition = "due >= ? and due < ? and status in ('open', 'claimed', 'closed') order by due, items.id"
        return Items(self.session).where(condition, [first.isoformat(), before.isoformat()])

    def events(self, kinds: Collection[EventKind], since: datetime, until: datetime) -> tuple[Happening, ...]:
        """What happened of some `kinds` in a period, the earliest first."""
        marks = ", ".join("?" * len(kinds))
        rows = self.session.rows(
            "select events.id, events.at, what, detail, events.meeting_id, item_id, inbox.new_text from events"  # noqa: S608
            f" left join inbox on inbox.id = events.inbox_id where what in ({marks}) and at >= ? and at < ?",
            [*map(str, kinds), instant_text(since), instant_text(until)],
        )
        return tuple(
            Happening(
                instant_of(row["at"]),
                EventKind(row["what"]),
                row["detail"],
                row["meeting_id"],
                row["item_id"],
                row["new_text"] or "",
            )
            for row in sorted(rows, key=lambda row: row["id"])
        )
