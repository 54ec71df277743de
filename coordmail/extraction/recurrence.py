"""On which days something comes again (RFC 5545, 3.3.10), with bounded work whatever the rule says.

Written by hand because a rule comes from outside: dateutil searches on to the year 9999 for a day that never comes
(30 February), and cannot be stopped on its way. The tests hold this one against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

MOST_DAYS = 4_000
"""So many days are looked at, counted from the day asked for (or the first, where the rule counts)."""
_MOST_VALUES = 64
_PART = re.compile(r"([A-Za-z-]{1,20})=([A-Za-z0-9,+-]{1,400})")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Mapping[str, Frequency] = {"DAILY": "DAILY", "WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY", "YEARLY": "YEARLY"}
_KNOWN = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS"}
)
_TIMES = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


class RuleError(ValueError):
    """A rule that is broken, or finer than a day, or of a kind that no meeting follows."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule as read. `weekdays` are (n, weekday) with Monday 0 and n 0 for every one; `until` is local to the rule."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    week_start: int = 0
    weekdays: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


def read_rule(text: str, until: date | None = None) -> Recurrence:
    """The rule in `text` (`FREQ=WEEKLY;BYDAY=FR`); `until` stands in for its UNTIL, whose time zone the caller knows.

    Raises RuleError for what is broken, and for what comes several times a day: no meeting does.
    """
    parts: dict[str, str] = {}
    for written in filter(None, text.strip().rstrip(";").split(";")):
        found = _PART.fullmatch(written.strip())
        if found is None:
            raise RuleError(f"{written[:40]!r} is no part of a rule")
        parts[found[1].upper()] = found[2].upper()
    for name, value in parts.items():
        if name not in _KNOWN and not (name in _TIMES and "," not in value):
            raise RuleError(f"{name} is not followed")
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        raise RuleError("a rule that is finer than a day, or none")
    return Recurrence(
        frequency,
        _whole(parts.get("INTERVAL", "1"), 1, 1_000),
        _whole(parts["COUNT"], 1, 100_000) if "COUNT" in parts else None,
        until or (_day_of(parts["UNTIL"]) if "UNTIL" in parts else None),
        _WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
        _weekdays(parts.get("BYDAY")),
        _numbers(parts.get("BYMONTH"), 1, 12),
        _numbers(parts.get("BYMONTHDAY"), -31, 31),
        _numbers(parts.get("BYYEARDAY"), -366, 366),
        _numbers(parts.get("BYSETPOS"), -366, 366),
    )


def days_of(rule: Recurrence, first: date, since: date) -> Iterator[date]:
    """The days of `rule`, whose first is `first`, from `since` on; fewer where it takes too long to find them."""
    rule = _completed(rule, first)
    number = 0 if rule.count else _periods_before(rule, first, since)
    looked, found = 0, 0
    while looked < MOST_DAYS:
        days = _period(rule, first, number)
        if not days:
            return
        looked += len(days)
        number += 1
        for day in _chosen(rule, days, first):
            if rule.until and day > rule.until:
                return
            found += 1
            if day >= since:
                yield day
            if rule.count and found >= rule.count:
                return


def _completed(rule: Recurrence, first: date) -> Recurrence:
    """`rule` with what it leaves to its first day (RFC 5545: "the information is taken from DTSTART")."""
    if rule.weekdays or rule.month_days or rule.year_days:
        return rule
    months, month_days, weekdays = rule.months, rule.month_days, rule.weekdays
    if rule.frequency == "WEEKLY":
        weekdays = ((0, first.weekday()),)
    elif rule.frequency in {"MONTHLY", "YEARLY"}:
        month_days = (first.day,)
        if rule.frequency == "YEARLY" and not months:
            months = (first.month,)
    return Recurrence(
        rule.frequency,
        rule.interval,
        rule.count,
        rule.until,
        rule.week_start,
        weekdays,
        months,
        month_days,
        rule.year_days,
        rule.positions,
    )


def _periods_before(rule: Recurrence, first: date, since: date) -> int:
    """How many periods of `rule` may be passed over because they end before `since`."""
    apart = {
        "DAILY": (since - first).days,
        "WEEKLY": (since - first).days // 7,
        "MONTHLY": (since.year - first.year) * 12 + since.month - first.month,
        "YEARLY": since.year - first.year,
    }[rule.frequency]
    return max(0, apart // rule.interval - 1)


def _period(rule: Recurrence, first: date, number: int) -> Sequence[date]:
    """The days of the `number`-th period (day, week, month or year) of `rule`; none after the last year."""
    steps = number * rule.interval
    try:
        match rule.frequency:
            case "DAILY":
                return (first + timedelta(days=steps),)
            case "WEEKLY":
                start = first - timedelta(days=(first.weekday() - rule.week_start) % 7) + timedelta(days=7 * steps)
                return [start + timedelta(days=n) for n in range(7)]
            case "MONTHLY":
                months = first.year * 12 + first.month - 1 + steps
                start = date(months // 12, months % 12 + 1, 1)
                return [start + timedelta(days=n) for n in range(_length_of_month(start))]
            case "YEARLY":
                start = date(first.year + steps, 1, 1)
                months_asked = rule.months if not rule.year_days else ()
                starts = [date(start.year, month, 1) for month in sorted(months_asked) or range(1, 13)]
                return list(
                    chain.from_iterable(
                        (one + timedelta(days=n) for n in range(_length_of_month(one))) for one in starts
                    )
                )
    except (OverflowError, ValueError):
        return ()


def _chosen(rule: Recurrence, days: Sequence[date], first: date) -> Iterator[date]:
    fitting = [day for day in days if _fits(rule, day)]
    if rule.positions:
        places = {n - 1 if n > 0 else len(fitting) + n for n in rule.positions}
        fitting = [day for place, day in enumerate(fitting) if place in places]
    return (day for day in fitting if day >= first)


def _fits(rule: Recurrence, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not {day.day, day.day - _length_of_month(day) - 1} & {*rule.month_days}:
        return False
    if rule.year_days:
        place, length = day.timetuple().tm_yday, 365 + _is_leap(day.year)
        if not {place, place - length - 1} & {*rule.year_days}:
            return False
    return not rule.weekdays or any(_is_weekday(rule, day, n, weekday) for n, weekday in rule.weekdays)


def _is_weekday(rule: Recurrence, day: date, n: int, weekday: int) -> bool:
    """Whether `day` is the `n`-th such weekday of its month (of its year, in a rule by years without months)."""
    if day.weekday() != weekday:
        return False
    if n == 0 or rule.frequency in {"DAILY", "WEEKLY"}:
        return True
    if rule.frequency == "YEARLY" and not rule.months:
        place, length = day.timetuple().tm_yday, 365 + _is_leap(day.year)
    else:
        place, length = day.day, _length_of_month(day)
    return n == ((place - 1) // 7 + 1 if n > 0 else -((length - place) // 7 + 1))


def _length_of_month(day: date) -> int:
    if day.month == 12:
        return 31
    return (date(day.year, day.month + 1, 1) - date(day.year, day.month, 1)).days


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < least:
        raise RuleError(f"{text[:20]!r} is no number of a rule")
    return min(int(text), most)


def _numbers(text: str | None, least: int, most: int) -> tuple[int, ...]:
    found = []
    for one in islice((text or "").split(","), _MOST_VALUES) if text else ():
        if not re.fullmatch(r"[+-]?\d{1,3}", one) or not least <= int(one) <= most or int(one) == 0:
            raise RuleError(f"{one[:20]!r} is out of its range")
        found.append(int(one))
    return tuple(dict.fromkeys(found))


def _weekdays(text: str | None) -> tuple[tuple[int, int], ...]:
    found = []
    for one in islice((text or "").split(","), _MOST_VALUES) if text else ():
        told = _BYDAY.fullmatch(one)
        if told is None:
            raise RuleError(f"{one[:20]!r} is no day of the week")
        found.append((int(told[1] or 0), _WEEKDAYS.index(told[2])))
    return tuple(dict.fromkeys(found))


def _day_of(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise RuleError(f"{text[:20]!r} is no day") from None
