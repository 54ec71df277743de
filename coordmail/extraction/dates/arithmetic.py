"""Calendar arithmetic: the nearest such date, the end of a month, the n-th week, before and after a holiday."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.calendar import WorkCalendar
    from coordmail.extraction.dates.lexicon import Feast

LOOK_BACK = timedelta(days=31)
"""A date without a year lies a month back at most (SURFACE.md, `due`)."""


def make(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(year: int) -> int:
    """`year` with its century: 24 is 2024."""
    return year + 2000 if year < 100 else year


def nearest(month: int, day: int, anchor: date) -> date | None:
    """The next such day, counted from a month before `anchor`; a 29 February may be four years (or eight) away."""
    for year in range(anchor.year - 1, anchor.year + 9):
        found = make(year, month, day)
        if found and found >= anchor - LOOK_BACK:
            return found
    return None


def nearest_month_year(month: int, anchor: date) -> int:
    """The year of the next such month that has not ended a month before `anchor`."""
    return next(y for y in range(anchor.year - 1, anchor.year + 2) if month_end(y, month) >= anchor - LOOK_BACK)


def next_day_of_month(day: int, anchor: date) -> date | None:
    """The first `day`-th of a month on or after `anchor`."""
    if not 1 <= day <= 31:
        return None
    year, month = anchor.year, anchor.month
    while (found := make(year, month, day)) is None or found < anchor:
        year, month = shift_month(year, month, 1)
    return found


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The month `by` months later."""
    count = year * 12 + month - 1 + by
    return count // 12, count % 12 + 1


def month_end(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, count: int) -> date:
    """`day`, `count` months later; the month's last day where that month is shorter."""
    year, month = shift_month(day.year, day.month, count)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), month_end(year, month))


def add(day: date, count: int, unit: str, work: WorkCalendar) -> date:
    """`day` plus `count` of `unit`: workday, day, week, fortnight, month, half_year, quarter, year or hour."""
    if unit == "workday":
        return work.next_workday(day, count)
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days:
        return day + timedelta(days=days * count)
    if unit == "hour":
        return day + timedelta(days=count // 24)
    return add_months(day, count * {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit])


def monday(day: date, weeks: int = 0) -> date:
    """The Monday of the week, Monday to Sunday, `weeks` after that of `day`."""
    return day + timedelta(days=7 * weeks - day.weekday())


def coming(weekday: int, anchor: date) -> date:
    """The first such weekday on or after `anchor`."""
    return anchor + timedelta(days=(weekday - anchor.weekday()) % 7)


def week_of_month(year: int, month: int, count: int) -> date:
    """The Monday of the month's `count`-th week; its first week is the first with most of its days in the month."""
    return monday(date(year, month, 4), count - 1)


def nth_weekday(year: int, month: int, weekday: int, count: int) -> date | None:
    """The month's `count`-th such weekday, its last for -1; None where it has fewer."""
    if count < 0:
        last = month_end(year, month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = coming(weekday, date(year, month, 1)) + timedelta(days=7 * (count - 1))
    return found if found.month == month else None


def quarter_end(year: int, quarter: int) -> date:
    """The last day of the quarter, 1 to 4."""
    return month_end(year, quarter * 3)


@lru_cache(maxsize=64)
def _named_days(country: str, year: int) -> tuple[tuple[date, str], ...]:
    """The public holidays of `country` in `year` with their names, in the country's own words and in English."""
    import holidays

    found: list[tuple[date, str]] = []
    for language in (None, "en_US"):
        table = holidays.country_holidays(country, years=[year], language=language)
        found += [(day, name.casefold()) for day, name in table.items() if day.year == year]
    return tuple(sorted(found))


def feast_day(feast: Feast, year: int, country: str) -> date | None:
    """The first day of `feast` in `year`."""
    if feast.day:
        return date(year, *feast.day)
    if not country or not feast.names or not 1990 <= year <= 2090:
        return None
    for day, name in _named_days(country, year):
        if any(known in name for known in feast.names):
            return day
    return None


def next_feast(feast: Feast, anchor: date, work: WorkCalendar) -> date | None:
    """The first day of `feast` on or after `anchor`; of one that is going on, its own first day."""
    for year in (anchor.year, anchor.year + 1):
        day = feast_day(feast, year, work.country)
        if day and (day >= anchor or not any(work.is_workday(d) for d in _days(day, anchor))):
            return day
    return None


def next_days_off(anchor: date, work: WorkCalendar) -> date | None:
    """The first day of the next public holiday on or after `anchor`: a day off that is no common weekend day."""
    for n in range(200):
        day = anchor + timedelta(days=n)
        if day.weekday() < 5 and not work.is_workday(day):
            return day
    return None


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(min((last - first).days, 15) + 1)]
