"""What the record has before it: the first moments at which a meeting, an item or a waiting mail wants attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.storage.database import instant, instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.storage.database import Session


@dataclass(frozen=True)
class Upcoming:
    """The first moment after an instant, None where there is none."""

    session: Session

    def meeting(self, after: datetime) -> datetime | None:
        """When the clock is to look at a meeting."""
        return self._first("select min(next_at) as moment from meetings where next_at > ?", after)

    def item(self, after: datetime) -> datetime | None:
        """When the clock is to look at an item."""
        return self._first("select min(next_at) as moment from items where next_at > ?", after)

    def mail(self, after: datetime) -> datetime | None:
        """When a mail is to be sent that waits."""
        return self._first(
            "select min(next_try) as moment from outbox where state in ('waiting', 'sending') and next_try > ?", after
        )

    def _first(self, query: str, after: datetime) -> datetime | None:
        row = self.session.row(query, [instant_text(after)])
        return instant(row["moment"]) if row else None
