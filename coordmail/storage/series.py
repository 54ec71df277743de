"""Series of meetings: the calendar object from which the occurrences to come follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.storage.database import Session


@dataclass(frozen=True, slots=True)
class Kept:
    """A series as it stands. `meeting_id` is the occurrence that was opened last."""

    uid: str
    sequence: int
    calendar: str
    meeting_id: int


@dataclass(frozen=True)
class SeriesKept:
    """The series of the record, by the UID of their calendar object."""

    session: Session

    def get(self, uid: str) -> Kept | None:
        """The series with this UID."""
        row = self.session.row("select uid, sequence, calendar, meeting_id from series where uid = ?", [uid])
        return Kept(**row) if row else None

    def keep(self, kept: Kept, inbox_id: int) -> None:
        """Keep a series as the mail `inbox_id` tells it."""
        self.session.execute(
            "insert into series (uid, sequence, calendar, inbox_id, meeting_id) values (?, ?, ?, ?, ?)"
            " on conflict (uid) do update set sequence = excluded.sequence, calendar = excluded.calendar,"
            " inbox_id = excluded.inbox_id, meeting_id = excluded.meeting_id",
            [kept.uid, kept.sequence, kept.calendar, inbox_id, kept.meeting_id],
        )

    def opened(self, uid: str, meeting_id: int) -> None:
        """Note the occurrence that was opened last."""
        self.session.execute("update series set meeting_id = ? where uid = ?", [meeting_id, uid])

    def remove(self, uid: str) -> None:
        """Forget a series: nothing of it is to come."""
        self.session.execute("delete from series where uid = ?", [uid])
