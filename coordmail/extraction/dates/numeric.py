"""Dates in figures: 2025/10/30, 2024-03-05T14:00, 20240306, 3/12 by the mail's language, 3.6, 1030."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Piece, Rule, Trust, day_atom, rule

if TYPE_CHECKING:
    from coordmail.extraction.dates.mention import DateContext


def _iso(match: re.Match[str], context: DateContext) -> Atom | None:
    day = days.make(days.full_year(int(match["y"])), int(match["m"]), int(match["d"]))
    if day is None:
        return None
    clock = time(int(match["hour"]), int(match["minute"])) if match["hour"] else None
    return Atom(match.start(), match.end(), Piece.DAY, day, clock=clock)


def _year_last(match: re.Match[str], context: DateContext) -> Atom | None:
    """Month first in English with slashes or hyphens; day first in Chinese, with points, and where it must be."""
    first, second, year = int(match["a"]), int(match["b"]), days.full_year(int(match["y"]))
    day_first = context.language == "zh" or match["sep"] == "." or first > 12 or context.day_first
    month, day = (second, first) if day_first and second <= 12 else (first, second)
    return day_atom(match, days.make(year, month, day), trust=Trust.SURE if len(match["y"]) == 4 else Trust.WEAK)


def _month_day(match: re.Match[str], context: DateContext) -> Atom | None:
    """Month first, in both languages; day first only where the first number can be no month, or the mail shows it."""
    first, second = int(match["a"]), int(match["b"])
    swapped = first > 12 or (context.day_first and context.language != "zh" and second <= 12)
    month, day = (second, first) if swapped else (first, second)
    if first > 12 and context.language == "zh":
        return None
    return day_atom(match, days.nearest(month, day, context.today), trust=Trust.WEAK)


def _range(match: re.Match[str], context: DateContext) -> Atom | None:
    first = days.nearest(int(match["a"]), int(match["b"]), context.today)
    last = days.nearest(int(match["c"]), int(match["d"]), context.today)
    if first is None or last is None or first > last:
        return None
    return day_atom(match, last, first=first, trust=Trust.WEAK, ranged=True)


def _four_figures(match: re.Match[str], context: DateContext) -> Atom | None:
    found = days.nearest(int(match["m"]), int(match["d"]), context.today)
    return day_atom(match, found, trust=Trust.LABELLED)


def _eight_figures(match: re.Match[str], context: DateContext) -> Atom | None:
    return day_atom(match, days.make(int(match["y"]), int(match["m"]), int(match["d"])))


def _month(match: re.Match[str], context: DateContext) -> Atom | None:
    year, month = int(match["y"]), int(match["m"])
    return day_atom(match, days.month_end(year, month), first=date(year, month, 1))


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of dates in figures."""
    clock = r"(?:t(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::?[0-5]\d(?:\.\d{1,6})?)?(?:z|[+-]\d\d:?\d\d)?)?"
    no_digit_before, no_digit_behind = r"(?<![\d./$-])(?<!\d:)(?<!v)", r"(?!\d|[.:/-]\d|[%$日号个天周人月年])"
    month, day = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
    return (
        rule(
            "year first",
            r"(?<![\d.])(?P<y>(?:19"
            rf"|20)\d\d)[ ]?(?P<sep>[-/.])[ ]?(?P<m>{month})[ ]?(?P=sep)[ ]?(?P<d>{day}){clock}(?!\d)",
            _iso,
            "19 20",
        ),
        rule(
            "year last",
            r"(?<![\d.:/$])(?:(?<!-)"
            r"|(?=\d{1,2}/))(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>20\d\d|\d\d)(?!\d"
            r"|[.]\d)",
            _year_last,
            "0 1 2 3 4 5 6 7 8 9",
        ),
        rule(
            "range",
            rf"{no_digit_before}(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})[ ]?(?:-|~|至|到"
            rf"|to)[ ]?(?P<c>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){no_digit_behind}",
            _range,
            "0 1 2 3 4 5 6 7 8 9",
        ),
        rule(
            "month-day",
            rf"{no_digit_before}(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}}){no_digit_behind}",
            _month_day,
            ". / -",
        ),
        rule(
            "eight figures",
            r"(?<![a-z\d.#-])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d-])",
            _eight_figures,
            "20",
        ),
        rule(
            "four figures",
            r"(?<![a-z\d./#-])(?<!\d:)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d%元万台个人件次条年a-z]|[.:/-]\d)",
            _four_figures,
            "0 1",
        ),
        rule("year-month", rf"{no_digit_before}(?P<y>20\d\d)[-/.](?P<m>1[0-2]|0?[1-9]){no_digit_behind}", _month, "20"),
        rule("month-year", rf"{no_digit_before}(?P<m>1[0-2]|0?[1-9])/(?P<y>20\d\d){no_digit_behind}", _month, "/20"),
    )


_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:20)?\d\d(?![\d/])")


def shows_day_first(text: str) -> bool:
    """Whether some date in `text` can only begin with its day (30/09/2024), and none only with its month."""
    found = [(int(one[1]), int(one[2])) for one in islice(_SLASHED.finditer(text), 200)]
    return any(a > 12 >= b for a, b in found) and not any(b > 12 for _, b in found)
