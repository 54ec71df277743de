"""Meetings, their attendees and the versions of their minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coordmail.model import Attendee
from coordmail.record import Meeting, MeetingStatus
from coordmail.storage.database import day, day_text, instant, instant_text, list_of, list_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from coordmail.storage.database import Row, Session

_LISTS = ("departments", "agenda", "materials", "points", "decisions", "heard")
_DAYS = ("start", "end", "next_meeting", "recurrence_id")
_INSTANTS = ("agreed_at", "closed_at", "stamp")


@dataclass(frozen=True)
class Meetings:
    """The meetings of the record."""

    session: Session

    def get(self, meeting_id: int) -> Meeting:
        """The meeting with this id, which exists."""
        row = self.session.row("select * from meetings where id = ?", [meeting_id])
        if row is None:
            raise LookupError(f"there is no meeting {meeting_id}")
        return self._meeting(row)

    def by_ref(self, ref: str) -> Meeting | None:
        """The meeting with the reference `CM-12`."""
        number = ref.upper().removeprefix("CM-")
        row = self.session.row("select * from meetings where id = ?", [int(number)]) if _is_number(number) else None
        return self._meeting(row) if row else None

    def by_uid(self, uid: str) -> Meeting | None:
        """The meeting of the calendar object with this UID."""
        row = self.session.row("select * from meetings where uid = ? order by id desc", [uid])
        return self._meeting(row) if row else None

    def of_uid(self, uid: str) -> list[Meeting]:
        """The meetings of one calendar object: the occurrences of a series, oldest first."""
        return [
            self._meeting(row) for row in self.session.rows("select * from meetings where uid = ? order by id", [uid])
        ]

    def with_uid_from(self, beginning: str) -> list[Meeting]:
        """The meetings whose UID begins with `beginning`."""
        rows = self.session.rows(
            "select * from meetings where uid >= ? and uid < ? order by id", [beginning, f"{beginning}\U0010ffff"]
        )
        return [self._meeting(row) for row in rows]

    def written_to(self, meeting_id: int, kinds: Sequence[str]) -> list[str]:
        """The addresses that mails of `kinds` about a meeting went to."""
        rows = self.session.rows(
            "select kind, address from outbox join deliveries on outbox_id = outbox.id"
            " where meeting_id = ? order by outbox.id, address",
            [meeting_id],
        )
        return [row["address"] for row in rows if row["kind"] in kinds]

    def by_topic(self, topic_key: str) -> list[Meeting]:
        """The meetings about a topic, newest first."""
        rows = self.session.rows("select * from meetings where topic_key = ? order by id desc limit 20", [topic_key])
        return [self._meeting(row) for row in rows]

    def on_day(self, day: date) -> list[Meeting]:
        """The meetings that begin on a local day."""
        rows = self.session.rows(
            "select * from meetings where start >= ? and start < ? order by id",
            [day.isoformat(), (day + timedelta(days=1)).isoformat()],
        )
        return [self._meeting(row) for row in rows]

    def has_organizer(self, email: str) -> bool:
        """Whether somebody has ever called a meeting."""
        return self.session.row("select 1 from meetings where organizer_email = ? limit 1", [email]) is not None

    def due(self, now: datetime) -> list[Meeting]:
        """The meetings that the clock has to look at."""
        rows = self.session.rows("select * from meetings where next_at <= ? order by +id", [instant_text(now)])
        return [self._meeting(row) for row in rows]

    def all(self) -> list[Meeting]:
        """Every meeting, oldest first (for listings only)."""
        return [self._meeting(row) for row in self.session.rows("select * from meetings order by id")]

    def add(self, values: dict[str, Any], attendees: Sequence[Attendee]) -> Meeting:
        """Open a meeting; `values` are fields of Meeting and `topic_key`."""
        meeting_id = self.session.insert("meetings", _columns(values))
        self._write_attendees(meeting_id, attendees)
        return self.get(meeting_id)

    def update(self, meeting_id: int, values: dict[str, Any], attendees: Sequence[Attendee] | None = None) -> Meeting:
        """Change fields of a meeting, and its attendees where given."""
        self.session.update("meetings", meeting_id, _columns(values))
        if attendees is not None:
            self.session.execute("delete from attendees where meeting_id = ?", [meeting_id])
            self._write_attendees(meeting_id, attendees)
        return self.get(meeting_id)

    def wake(self, meeting_id: int, moment: datetime | None) -> None:
        """Set when the clock is to look at a meeting next."""
        self.session.update("meetings", meeting_id, {"next_at": instant_text(moment) if moment else None})

    def wake_waiting(self, now: datetime) -> None:
        """Let the clock look now at every meeting that waits for a later moment."""
        moment = instant_text(now)
        self.session.execute("update meetings set next_at = ? where next_at > ?", [moment, moment])

    def add_minutes(
        self, meeting_id: int, version: int, inbox_id: int, sent_by: str, now: datetime, facts: str
    ) -> None:
        """Keep a version of the minutes; `facts` is what was understood, as JSON."""
        self.session.insert(
            "minutes",
            {
                "meeting_id": meeting_id,
                "version": version,
                "inbox_id": inbox_id,
                "sent_by": sent_by,
                "received_at": instant_text(now),
                "facts": facts,
            },
        )

    def minutes(self, meeting_id: int) -> list[Row]:
        """All versions of the minutes, oldest first."""
        return self.session.rows("select * from minutes where meeting_id = ? order by version", [meeting_id])

    def _write_attendees(self, meeting_id: int, attendees: Sequence[Attendee]) -> None:
        for position, attendee in enumerate(attendees):
            self.session.insert(
                "attendees",
                {
                    "meeting_id": meeting_id,
                    "position": position,
                    "name": attendee.name,
                    "department": attendee.department,
                    "email": attendee.email,
                },
            )

    def _meeting(self, row: Row) -> Meeting:
        attendees = self.session.rows(
            "select name, department, email from attendees where meeting_id = ? order by position", [row["id"]]
        )
        values = {key: row[key] for key in Meeting.__slots__ if key in row}
        values |= {key: list_of(row[key]) for key in _LISTS}
        values |= {key: day(row[key]) for key in _DAYS}
        values |= {key: instant(row[key]) for key in _INSTANTS}
        values["status"] = MeetingStatus(row["status"])
        return Meeting(**values, ref=f"CM-{row['id']}", attendees=tuple(Attendee(**a) for a in attendees))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _columns(values: dict[str, Any]) -> Row:
    row: Row = {}
    for key, value in values.items():
        if key in _LISTS:
            row[key] = list_text(value)
        elif key in _DAYS:
            row[key] = day_text(value)
        elif key in _INSTANTS:
            row[key] = instant_text(value) if value else None
        else:
            row[key] = str(value) if isinstance(value, MeetingStatus) else value
    return row
