"""Working days and working hours: what counts as a morning, how long two working days are.

Public holidays and adjusted workdays (调休) come from `holidays`; the configuration overrules it day by day.
All instants are aware datetimes; days are plain dates in the organisation's time zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

Unit = Literal["minutes", "hours", "days", "workdays"]
_UNITS: Mapping[str, Unit] = {
    "minute": "minutes",
    "minutes": "minutes",
    "hour": "hours",
    "hours": "hours",
    "day": "days",
    "days": "days",
    "workday": "workdays",
    "workdays": "workdays",
}
_WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the configuration writes it: `2 workdays`, `3 days`, `30 minutes`."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `text`; raises ValueError that shows what is expected."""
        found = re.fullmatch(r"\s*(\d{1,5})\s*([a-z]+)\s*", text)
        if found is None or found[2] not in _UNITS:
            raise ValueError(
                f"{text!r} is not a length of time; write for example '2 workdays', '3 days' or '30 minutes'"
            )
        return cls(int(found[1]), _UNITS[found[2]])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@lru_cache(maxsize=16)
def _known_holidays(country: str, year: int) -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off and adjusted workdays of `country` in `year`, and its weekend as weekdays counted from Monday = 0."""
    import holidays

    table = holidays.country_holidays(country, years=[year])
    return (
        frozenset(d for d in table if d.year == year),
        frozenset(d for d in table.weekend_workdays if d.year == year),
        frozenset(table.weekend),
    )


@dataclass(frozen=True)
class WorkCalendar:
    """The organisation's working time.

    `country` is an ISO 3166 code that `holidays` knows, or empty for weekends only. `days_off` and `workdays`
    overrule it for single days.
    """

    timezone: ZoneInfo
    country: str = "CN"
    start: time = time(9)
    end: time = time(18)
    days_off: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    weekend: frozenset[int] | None = None
    """The weekdays off, Monday = 0, where they are not the country's."""

    def with_days_off(self, days: Iterable[date]) -> WorkCalendar:
        """The same calendar with `days` off."""
        more = frozenset(days)
        return replace(self, days_off=self.days_off | more, workdays=self.workdays - more) if more else self

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`."""
        if day in self.workdays:
            return True
        if day in self.days_off:
            return False
        if not self.country:
            return day.weekday() not in (_WEEKEND if self.weekend is None else self.weekend)
        off, adjusted, weekend = _known_holidays(self.country, day.year)
        weekend = weekend if self.weekend is None else self.weekend
        return day in adjusted or (day.weekday() not in weekend and day not in off)

    def weekdays_off(self, year: int) -> frozenset[int]:
        """The weekdays that are off in `year`, Monday = 0, holidays and adjusted workdays aside."""
        if self.weekend is not None:
            return self.weekend
        return _known_holidays(self.country, year)[2] if self.country else _WEEKEND

    def adjusted_days_known(self, year: int) -> bool:
        """Whether the adjusted workdays of `year` are published; China announces them each November."""
        if self.country != "CN" or any(day.year == year for day in self.workdays):
            return True
        return bool(_known_holidays("CN", year)[1])

    def next_workday(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`."""
        for _ in range(count):
            day += timedelta(days=1)
            while not self.is_workday(day):
                day += timedelta(days=1)
        return day

    def previous_workday(self, day: date, count: int = 1) -> date:
        """The `count`-th working day before `day`."""
        for _ in range(count):
            day -= timedelta(days=1)
            while not self.is_workday(day):
                day -= timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        """`day` if people work on it, else the last working day before."""
        return day if self.is_workday(day) else self.previous_workday(day)

    def on_or_after(self, day: date) -> date:
        """`day` if people work on it, else the next working day."""
        return day if self.is_workday(day) else self.next_workday(day)

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`."""
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def local(self, instant: datetime) -> datetime:
        """`instant` in the organisation's time zone."""
        return instant.astimezone(self.timezone)

    def at(self, day: date, clock: time) -> datetime:
        """The instant at which it is `clock` on `day`."""
        return datetime.combine(day, clock, tzinfo=self.timezone)

    def morning(self, day: date) -> datetime:
        """The start of working hours on `day`."""
        return self.at(day, self.start)

    def is_working_time(self, instant: datetime) -> bool:
        """Whether `instant` lies in working hours, both ends included."""
        here = self.local(instant)
        return self.is_workday(here.date()) and self.start <= here.time() <= self.end

    def next_working_time(self, instant: datetime) -> datetime:
        """`instant` if it lies in working hours, else the next morning of a working day."""
        if self.is_working_time(instant):
            return instant
        here = self.local(instant)
        if self.is_workday(here.date()) and here.time() < self.start:
            return self.morning(here.date())
        return self.morning(self.next_workday(here.date()))

    def add(self, instant: datetime, span: Span) -> datetime:
        """`instant` plus `span`; working days keep the time of day."""
        here = self.local(instant)
        if span.unit == "workdays":
            return self.at(self.next_workday(here.date(), span.count), here.timetz().replace(tzinfo=None))
        if span.unit == "days":
            return self.at(here.date() + timedelta(days=span.count), here.timetz().replace(tzinfo=None))
        # Arithmetic in local time would lose or gain an hour where the clocks change.
        return self.local(instant.astimezone(UTC) + timedelta(**{span.unit: span.count}))

    def subtract_from_day(self, day: date, span: Span) -> date:
        """The day that lies `span` before `day`; hours and minutes do not move it."""
        if span.unit == "workdays":
            return self.previous_workday(day, span.count) if span.count else day
        return day - timedelta(days=span.count) if span.unit == "days" else day
