"""A series of meetings as a calendar object holds it (RFC 5545, 3.8.5): its occurrences, and changes of single ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from typing import TYPE_CHECKING, Any

from coordmail.extraction.invitation import (
    CalendarError,
    Invitation,
    events_of,
    local_day,
    moment_of,
    parse_calendar,
    read_event,
)
from coordmail.extraction.recurrence import Recurrence, RuleError, days_of, read_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from coordmail.model import Day

_MOST_DATES = 500
"""So many single dates (EXDATE, RDATE, changed occurrences) are heeded."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series. `planned` is its start by the rule, which names it; all times are local."""

    planned: Day
    start: Day
    end: Day | None
    topic: str | None
    place: str | None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A calendar object of a series, or of changed occurrences only (`whole` None)."""

    whole: Invitation | None
    changed: tuple[Invitation, ...]
    zone: ZoneInfo
    first: Day | None = None
    """The first start, in the time zone in which the series was made: summer time there does not move it."""
    rule: Recurrence | None = None
    without: frozenset[Day] = frozenset()
    beside: tuple[Day, ...] = ()

    def occurrences(self, since: Day) -> Iterator[Occurrence]:
        """The occurrences that are planned for `since` (local) or later, cancelled ones too, in their order."""
        before: Day | None = None
        for planned in merge(self._by_rule(since), iter(self.beside), key=_order):
            if planned != before and _order(planned) >= _order(since) and not self._left_out(planned):
                yield self._occurrence(planned)
            before = planned

    def at(self, planned: Day) -> Occurrence | None:
        """The occurrence that is planned for `planned`; None where there is none."""
        found = next(self.occurrences(planned), None)
        return found if found and _same(found.planned, planned) else None

    def _by_rule(self, since: Day) -> Iterator[Day]:
        if self.first is None or self.rule is None:
            return
        timed = isinstance(self.first, datetime)
        begins = self.first.date() if isinstance(self.first, datetime) else self.first
        # A day earlier, for in the series' own time zone it may be another day.
        for day in days_of(self.rule, begins, max(begins, _order(since).date() - timedelta(days=1))):
            moment: Day = day
            if timed and isinstance(self.first, datetime):
                moment = datetime.combine(day, self.first.time(), self.first.tzinfo)
            local = local_day(moment, self.zone)
            if local is not None:
                yield local

    def _left_out(self, planned: Day) -> bool:
        return planned in self.without or (isinstance(planned, datetime) and planned.date() in self.without)

    def _occurrence(self, planned: Day) -> Occurrence:
        whole = self.whole
        change = next((one for one in self.changed if one.recurrence_id and _same(planned, one.recurrence_id)), None)
        length = whole.end - whole.start if whole and whole.start and whole.end else None
        topic, place = (whole.summary, whole.location or whole.room) if whole else (None, None)
        if change is None:
            return Occurrence(planned, planned, planned + length if length is not None else None, topic, place)
        return Occurrence(
            planned,
            change.start or planned,
            change.end,
            change.summary or topic,
            change.location or change.room or place,
            change.cancelled,
        )


def read_series(calendar: str, zone: ZoneInfo) -> Series | None:
    """The series in `calendar`; None where it cannot be read, or comes again by a rule that no meeting follows."""
    try:
        parsed = parse_calendar(calendar.encode())
        method = str(parsed.get("METHOD", "PUBLISH")).upper()
        events = [(event, read_event(event, method, zone)) for event in list(events_of(parsed))[:_MOST_DATES]]
        changed = tuple(told for _, told in events if told.recurrence_id is not None)
        whole = next(((event, told) for event, told in events if told.recurrence_id is None), None)
        if whole is None or whole[1].start is None:
            return Series(None, changed, zone) if changed else None
        event, told = whole
        first = moment_of(event, "DTSTART")
        rule = _rule(event, first) if first is not None else None
    except (CalendarError, RuleError):
        return None
    beside = {day for day in (told.start, *_dates(event, "RDATE", zone)) if day is not None}
    without = frozenset(_dates(event, "EXDATE", zone))
    return Series(told, changed, zone, first, rule, without, tuple(sorted(beside, key=_order)))


def merged(kept: str, told: str) -> str:
    """The calendar object `kept` with what `told` changes: the whole series, or single occurrences of it.

    Changes of single occurrences that were made before stay, unless `told` says otherwise of them. Raises
    CalendarError.
    """
    before, now = parse_calendar(kept.encode()), parse_calendar(told.encode())
    cancels = str(now.get("METHOD", "")).upper() == "CANCEL"
    renewed = any("RECURRENCE-ID" not in event for event in events_of(now))
    base, added = (now, before) if renewed else (before, now)
    news = {_named(event) for event in events_of(now) if "RECURRENCE-ID" in event}
    if not renewed:
        base.subcomponents = [
            one
            for one in base.subcomponents
            if one.name != "VEVENT" or "RECURRENCE-ID" not in one or _named(one) not in news
        ]
    for event in events_of(added):
        if "RECURRENCE-ID" not in event or (renewed and _named(event) in news):
            continue
        if cancels and not renewed:
            event.pop("STATUS", None)
            event.add("STATUS", "CANCELLED")
        base.add_component(event)
    base.pop("METHOD", None)
    try:
        return str(base.to_ical().decode("utf-8", "replace"))
    except (ValueError, TypeError, AttributeError) as error:
        raise CalendarError(f"the calendar object cannot be kept: {error}") from error


def _named(event: Any) -> str:
    return repr(moment_of(event, "RECURRENCE-ID"))


def _rule(event: Any, first: Day) -> Recurrence | None:
    """The first RRULE; its UNTIL as the last day on which an occurrence may begin, where the series was made."""
    rules = event.get("RRULE")
    rule = rules[0] if isinstance(rules, list) and rules else rules
    if rule is None:
        return None
    try:
        text = rule.to_ical().decode("utf-8", "replace")
        until = next(iter(rule.get("UNTIL") or ()), None)
    except (ValueError, TypeError, AttributeError, UnicodeError) as error:
        raise RuleError(f"a broken rule: {error}") from error
    return read_rule(text, _last_day(until, first))


def _last_day(until: object, first: Day) -> date | None:
    if not isinstance(until, datetime) or not isinstance(first, datetime):
        return until if isinstance(until, date) and not isinstance(until, datetime) else None
    try:
        there = until.astimezone(first.tzinfo) if until.tzinfo and first.tzinfo else until
    except (OverflowError, ValueError):
        return None
    return there.date() if there.time() >= first.time() else there.date() - timedelta(days=1)


def _dates(event: Any, name: str, zone: ZoneInfo) -> Iterable[Day]:
    """The days and times of EXDATE or RDATE, local; of a period its start."""
    found = event.get(name)
    for several in (found if isinstance(found, list) else [found])[:_MOST_DATES]:
        for one in getattr(several, "dts", ())[:_MOST_DATES]:
            moment = getattr(one, "dt", None)
            moment = moment[0] if isinstance(moment, tuple) else moment
            local = local_day(moment, zone) if isinstance(moment, date) else None
            if local is not None:
                yield local


def _same(planned: Day, named: Day) -> bool:
    """Whether `named`, a RECURRENCE-ID, names the occurrence at `planned`; some clients write only its day."""
    if isinstance(planned, datetime) and not isinstance(named, datetime):
        return planned.date() == named
    return planned == named


def _order(day: Day) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time.min)
