"""Calendar files (RFC 5545): a meeting to enter, one's deadlines, and the draft of a second meeting to send out.

Times are written in UTC, which every calendar shows in its own zone without having to know ours; the same facts and
clock give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from coordmail.model import Day

_PRODUCT = "-//coordmail//coordmail//EN"
_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. Times are naive in the calendar's zone; the last day of one of whole days is in it; people are
    (name, address)."""

    uid: str
    summary: str
    start: Day
    end: Day | None = None
    sequence: int = 0
    place: str | None = None
    description: str = ""
    organizer: tuple[str, str] | None = None
    attendees: tuple[tuple[str, str], ...] = ()
    takes_time: bool = True
    """Whether people are busy then; a deadline leaves the day free."""


def meeting_file(entry: Entry, zone: ZoneInfo, now: datetime) -> bytes:
    """A meeting to enter into one's own calendar (METHOD:PUBLISH, which asks for no answer). `now` is aware."""
    return _calendar("PUBLISH", [entry], zone, now)


def deadlines_file(entries: Iterable[Entry], zone: ZoneInfo, now: datetime) -> bytes:
    """Deadlines to enter into one's own calendar."""
    return _calendar("PUBLISH", entries, zone, now)


def invitation_file(entry: Entry, zone: ZoneInfo, now: datetime) -> bytes:
    """An invitation that its organizer may send out as it is (METHOD:REQUEST; RFC 5546, 3.2.2)."""
    return _calendar("REQUEST", [entry], zone, now)


def _calendar(method: str, entries: Iterable[Entry], zone: ZoneInfo, now: datetime) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    for entry in entries:
        calendar.add_component(_event(entry, zone, now, answers=method == "REQUEST"))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, zone: ZoneInfo, now: datetime, *, answers: bool) -> Any:
    from icalendar import Event, vCalAddress, vText

    event = Event()
    event.add("UID", entry.uid)
    event.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    event.add("SEQUENCE", entry.sequence)
    event.add("SUMMARY", entry.summary)
    start, end = _span(entry)
    event.add("DTSTART", _moment(start, zone))
    event.add("DTEND", _moment(end, zone))
    event.add("TRANSP", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    if entry.place:
        event.add("LOCATION", entry.place)
    if entry.description:
        event.add("DESCRIPTION", entry.description)
    if entry.organizer:
        organizer = vCalAddress(f"mailto:{entry.organizer[1]}")
        organizer.params["CN"] = vText(entry.organizer[0])
        event.add("ORGANIZER", organizer)
    for name, address in entry.attendees if answers else ():
        attendee = vCalAddress(f"mailto:{address}")
        attendee.params["CN"] = vText(name)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("ATTENDEE", attendee)
    return event


def _span(entry: Entry) -> tuple[Day, Day]:
    """Start and end as the format wants them: the end of whole days is the day after the last."""
    if isinstance(entry.start, datetime):
        end = entry.end if isinstance(entry.end, datetime) and entry.end > entry.start else entry.start + _LENGTH
        return entry.start, end
    last = entry.end.date() if isinstance(entry.end, datetime) else entry.end or entry.start
    return entry.start, max(entry.start, last) + timedelta(days=1)


def _moment(day: Day, zone: ZoneInfo) -> date | datetime:
    return day.replace(tzinfo=zone).astimezone(UTC) if isinstance(day, datetime) else day
