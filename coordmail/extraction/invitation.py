"""Calendar objects in mail (RFC 5545, iTIP RFC 5546): what an invitation, a cancellation or an answer says."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from coordmail.model import Day

MAX_BYTES = 1_000_000
MAX_LINES = 20_000
"""Larger calendar objects are not read; an invitation to two thousand people has some 200 kB."""

_ADDRESS = re.compile(r"[^\s<>@,;:]{1,200}@[^\s<>@,;:]{1,200}")
_METHODS = frozenset({"REQUEST", "PUBLISH", "CANCEL", "REPLY", "COUNTER", "ADD", "REFRESH", "DECLINECOUNTER"})
_FIRST_METHOD = re.compile(rb"^METHOD:[ \t]*([A-Za-z-]{1,20})", re.MULTILINE)
_NO_PERSON = frozenset({"ROOM", "RESOURCE"})


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody named in a calendar object; `partstat` is upper case (ACCEPTED, DECLINED, TENTATIVE, NEEDS-ACTION)."""

    name: str
    email: str
    partstat: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """The first event of a calendar object. Times are local and naive; an all-day event has dates, `end` inclusive."""

    method: str
    uid: str | None
    sequence: int
    summary: str | None
    start: Day | None
    end: Day | None
    location: str | None
    description: str
    organizer: Invitee | None
    attendees: tuple[Invitee, ...]
    cancelled: bool
    """METHOD:CANCEL, or STATUS:CANCELLED."""
    comment: str | None = None
    room: str | None = None
    """The invited room (CUTYPE=ROOM), for an event without a LOCATION."""
    recurrence_id: Day | None = None
    """The planned start of the one occurrence of a series that is meant, local."""
    stamp: datetime | None = None
    """DTSTAMP, aware: of two objects with the same SEQUENCE the later one holds (RFC 5546, 2.1.5)."""
    series: str | None = None
    """The whole calendar object, where it comes again or speaks of single occurrences."""


class CalendarError(ValueError):
    """A calendar object that is too large or too broken to be read."""


def read_invitation(calendar: bytes, zone: ZoneInfo) -> Invitation | None:
    """The event in `calendar` (UTF-8), its times in `zone`; None if there is none. Raises CalendarError.

    Of a series the first occurrence is read. A time without a zone that is known is taken to be in `zone`.
    """
    if len(calendar) > MAX_BYTES or calendar.count(b"\n") > MAX_LINES:
        raise CalendarError("the calendar object is too large")
    parsed = parse_calendar(calendar)
    event = next(events_of(parsed), None)
    if event is None:
        return None
    found = read_event(event, _method(parsed, calendar), zone)
    if found.recurrence_id is None and not {"RRULE", "RDATE"} & {*event}:
        return found
    return replace(found, series=calendar.decode("utf-8-sig", "replace"))


def read_event(event: Any, method: str, zone: ZoneInfo) -> Invitation:
    """What one event of a calendar object says that came with `method`, its times in `zone`."""
    start, end = _times(event, zone)
    people = [person for person in map(_invitee, _listed(event, "ATTENDEE")) if person]
    organizer = next((person for person in map(_invitee, _listed(event, "ORGANIZER")) if person), None)
    stamp = moment_of(event, "DTSTAMP")
    return Invitation(
        method,
        _text(event, "UID"),
        _number(event, "SEQUENCE"),
        _text(event, "SUMMARY"),
        start,
        end,
        _text(event, "LOCATION"),
        _text(event, "DESCRIPTION") or "",
        organizer[0] if organizer else None,
        tuple(person for person, what in people if what not in _NO_PERSON),
        method == "CANCEL" or (_text(event, "STATUS") or "").upper() == "CANCELLED",
        _text(event, "COMMENT") or _text(event, "X-MICROSOFT-COMMENT"),
        next((person.name for person, what in people if what == "ROOM"), None),
        local_day(moment_of(event, "RECURRENCE-ID"), zone),
        stamp if isinstance(stamp, datetime) and stamp.tzinfo else None,
    )


def parse_calendar(calendar: bytes) -> Any:
    """`calendar` as icalendar's object. Raises CalendarError.

    Its cache of time zones lives as long as the process, and the first mail that defines a zone would decide what
    that zone is for all that follow: `use_zoneinfo` empties it.
    """
    calendars: Any = import_module("icalendar")
    calendars.use_zoneinfo()
    text = calendar.decode("utf-8-sig", "replace")
    attempts: tuple[Callable[[], str], ...] = (lambda: text, lambda: _mended(text), lambda: _without_zones(text))
    for attempt in attempts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return calendars.Calendar.from_ical(attempt())
        except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError):
            continue
    raise CalendarError("the calendar object is damaged")


def _mended(text: str) -> str:
    """`text` from BEGIN:VCALENDAR on, with what was cut off at its end; lines that are no properties are left out."""
    found = re.search(r"BEGIN:VCALENDAR", text, re.IGNORECASE)
    lines = text[found.start() if found else 0 :].splitlines()
    kept, inside = [], []
    for line in lines:
        name, colon, value = line.partition(":")
        if name.upper() == "BEGIN":
            inside.append(value.strip())
        elif name.upper() == "END":
            if not inside or inside[-1].upper() != value.strip().upper():
                continue
            inside.pop()
        elif not line.startswith((" ", "\t")) and not colon:
            continue
        kept.append(line)
        if not inside:
            break
    return "\r\n".join([*kept, *(f"END:{name}" for name in reversed(inside)), ""])


def _without_zones(text: str) -> str:
    """`text` mended, without its own definitions of time zones: a broken one makes the whole unreadable."""
    kept, inside = [], False
    for line in _mended(text).splitlines(keepends=True):
        said = line.strip().upper()
        if not (inside := inside or said == "BEGIN:VTIMEZONE"):
            kept.append(line)
        elif said == "END:VTIMEZONE":
            inside = False
    return "".join(kept)


def events_of(parsed: Any) -> Iterator[Any]:
    """The events of `parsed`: the series first, then single changed occurrences."""
    events = list(parsed.walk("VEVENT"))
    yield from (event for event in events if "RECURRENCE-ID" not in event)
    yield from (event for event in events if "RECURRENCE-ID" in event)


def _method(parsed: Any, calendar: bytes) -> str:
    method = (_text(parsed, "METHOD") or "").upper()
    if method in _METHODS:
        return method
    found = _FIRST_METHOD.search(calendar)
    return found[1].decode().upper() if found and found[1].decode().upper() in _METHODS else "PUBLISH"


def _value(component: Any, name: str) -> Any:
    """The first value of a property; None where there is none or it is broken."""
    from icalendar.error import BrokenCalendarProperty

    try:
        value = component.get(name)
        value = value[0] if isinstance(value, list) and value else value
        return None if isinstance(value, BrokenCalendarProperty) else value
    except (BrokenCalendarProperty, ValueError):
        return None


def _text(component: Any, name: str) -> str | None:
    value = _value(component, name)
    if value is None:
        return None
    try:
        text = str(value)
    except (ValueError, TypeError):
        return None
    return text.replace("\r\n", "\n").strip() or None


def _number(component: Any, name: str) -> int:
    text = _text(component, name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _listed(component: Any, name: str) -> list[Any]:
    try:
        value = component.get(name)
    except ValueError:
        return []
    return value if isinstance(value, list) else [] if value is None else [value]


def _invitee(value: Any) -> tuple[Invitee, str] | None:
    """Who is named, and the CUTYPE; the address may stand in the EMAIL parameter (RFC 7986), the name in CN."""
    parameters = getattr(value, "params", {})
    try:
        written = f"{value} {parameters.get('EMAIL', '')}"
        name = str(parameters.get("CN", "")).strip().strip("\"'")
        what = str(parameters.get("CUTYPE", "INDIVIDUAL")).upper()
        partstat = str(parameters.get("PARTSTAT", "")).upper() or None
    except (ValueError, TypeError):
        return None
    found = _ADDRESS.search(re.sub(r"(?i)mailto:", " ", written))
    email = found[0].lower() if found else ""
    return (Invitee(name or email, email, partstat), what) if name or email else None


def _times(event: Any, zone: ZoneInfo) -> tuple[Day | None, Day | None]:
    start = moment_of(event, "DTSTART")
    end = moment_of(event, "DTEND")
    if end is None and start is not None:
        duration = _dt(event, "DURATION")
        end = _later(start, duration) if isinstance(duration, timedelta) else None
    all_day = start is not None and not isinstance(start, datetime)
    local_start, local_end = local_day(start, zone), local_day(end, zone)
    if all_day and local_end is not None:
        last = (local_end.date() if isinstance(local_end, datetime) else local_end) - timedelta(days=1)
        local_end = last if local_start is not None and last > local_start else None
    return local_start, local_end


def moment_of(event: Any, name: str) -> Day | None:
    """The day or time that a property of `event` holds, in its own time zone; None where it is broken."""
    moment = _dt(event, name)
    return moment if isinstance(moment, date) else None


def _dt(event: Any, name: str) -> object:
    """What a time or a duration means in Python; None where it is broken."""
    from icalendar.error import BrokenCalendarProperty

    try:
        return getattr(_value(event, name), "dt", None)
    except (BrokenCalendarProperty, ValueError):
        return None


def _later(start: Day, duration: timedelta) -> Day | None:
    try:
        return start + duration
    except OverflowError:
        return None


def local_day(moment: Day | None, zone: ZoneInfo) -> Day | None:
    """`moment` in `zone`, naive; a day stays the day that it is."""
    if not isinstance(moment, datetime):
        return moment
    try:
        local = moment.astimezone(zone) if moment.tzinfo else moment
    except (OverflowError, ValueError):
        return None
    return local.replace(tzinfo=None, second=0, microsecond=0)
