"""English periods, read as their last day: this week, end of next month, mid-March, by Q3, week of March 4, EOM.

"Early" is taken as Tuesday of a week and the 5th of a month, "mid" as Wednesday and the 15th.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Rule, Trust, day_atom, rule
from coordmail.extraction.dates.en_words import YEAR, ahead, day, month_number, months, pointers, shift
from coordmail.extraction.dates.lexicon import any_of, number, words

if TYPE_CHECKING:
    import re

    from coordmail.extraction.dates.mention import DateContext

_END = r"(?:the[ ])?(?:end|close|late|later|rest|last[ ]day|last[ ]week)(?:[ ](?:of|in))?[ ](?:the[ ])?"
_MIDDLE = r"(?:the[ ])?(?:mid|middle)(?:[ ](?:of|in))?[ -](?:the[ ])?"
_START = r"(?:the[ ])?(?:early(?:[ ]in)?|(?:beginning|start)[ ]of)[ ](?:the[ ])?"
_WHERE = rf"(?:(?P<end>{_END})|(?P<mid>{_MIDDLE})|(?P<early>{_START}))"


def _span(unit: str, anchor: date, by: int) -> tuple[date, date]:
    """The first and last day of the week, weekend, month, quarter or year that lies `by` ahead."""
    if unit in ("week", "weekend"):
        first = days.monday(anchor, by)
        return (first + timedelta(days=5) if unit == "weekend" else first), first + timedelta(days=6)
    if unit == "year":
        return date(anchor.year + by, 1, 1), date(anchor.year + by, 12, 31)
    size = 3 if unit == "quarter" else 1
    start = (anchor.month - 1) // size * size + 1
    first_month = days.shift_month(anchor.year, start, by * size)
    return date(*first_month, 1), days.month_end(*days.shift_month(*first_month, size - 1))


def _placed(match: re.Match[str], first: date, last: date, trust: Trust) -> Atom | None:
    """The period from `first` to `last`, or the part of it that `match` says."""
    weekly = (last - first).days < 7
    if match["early"]:
        return day_atom(match, first + timedelta(days=1 if weekly else 4), settled=True)
    if match["mid"]:
        middle = 2 if weekly else 14 if (last - first).days < 31 else (last - first).days // 2
        return day_atom(match, first + timedelta(days=middle), settled=True)
    if match["end"]:
        return day_atom(match, last, settled=True, marked=True)
    return day_atom(match, last, first=first, trust=trust, pointed=True)


def _period(match: re.Match[str], context: DateContext) -> Atom | None:
    by = shift(match["p"])
    if by < 0:
        return None
    if ahead(match["p"]) and by == 0:
        by = 1
    unit = match["unit"]
    if not (match["p"] or match["end"] or match["mid"] or match["early"] or unit == "weekend"):
        return None
    return _placed(match, *_span(unit, context.today, by), Trust.SURE)


def _in_year(match: re.Match[str], month: int, anchor: date) -> int:
    if match["y"]:
        return int(match["y"])
    if match["yp"]:
        return anchor.year + shift(match["yp"])
    return days.nearest_month_year(month, anchor)


def _month(match: re.Match[str], context: DateContext) -> Atom | None:
    month = month_number(match["mon"])
    year = _in_year(match, month, context.today)
    # "may" and "march" are verbs, short names are parts of other words: without a year they need a word before them
    short = match["mon"] in ("may", "march") or len(match["mon"]) < 4
    spoken = match["y"] or match["yp"] or match["lead"] or match["p"] or not short
    if match["mon"] in ("may", "march") and match["p"] == "this":
        return None
    last = days.month_end(year, month)
    atom = _placed(match, last.replace(day=1), last, Trust.SURE if spoken else Trust.LABELLED)
    # the preposition before the month is no part of it, or it would win over the day behind the month
    return replace(atom, start=match.end("lead")) if atom and match["lead"] and not match["end"] else atom


def _year_month(match: re.Match[str], context: DateContext) -> Atom | None:
    last = days.month_end(int(match["y"]), month_number(match["mon"]))
    return day_atom(match, last, first=last.replace(day=1))


def _quarter(match: re.Match[str], context: DateContext) -> Atom | None:
    quarter = number(match["q"] or match["q2"]) or 0
    year = _in_year(match, quarter * 3, context.today)
    first = date(year, quarter * 3 - 2, 1)
    if match["ended"]:
        return day_atom(match, days.quarter_end(year, quarter), settled=True, marked=True)
    return _placed(match, first, days.quarter_end(year, quarter), Trust.LABELLED)


def _nth_week(match: re.Match[str], context: DateContext) -> Atom | None:
    today, count = context.today, number(match["n"]) or 0
    if match["mon"]:
        month = month_number(match["mon"])
        named = _in_year(match, month, today), month
    elif match["unit"] == "year":
        named = today.year + shift(match["p"]), 1
    else:
        named = days.shift_month(today.year, today.month, shift(match["p"]))
    if not 1 <= count <= 53:
        return None
    first = days.week_of_month(*named, count)
    if match["mon"] and not (match["y"] or match["yp"]) and first + timedelta(days=6) < today - days.LOOK_BACK:
        first = days.week_of_month(named[0] + 1, named[1], count)
    return day_atom(match, first + timedelta(days=6), first=first)


def _week_of(match: re.Match[str], context: DateContext) -> Atom | None:
    if match["mon"]:
        month = month_number(match["mon"])
        in_month = number(match["d"]) or 0
        found = (
            days.make(int(match["y"]), month, in_month) if match["y"] else days.nearest(month, in_month, context.today)
        )
    else:
        found = days.next_day_of_month(number(match["d3"]) or 0, context.today)
    if found is None:
        return None
    first = days.monday(found)
    return day_atom(match, first + timedelta(days=6), first=first)


def _abbreviated_end(match: re.Match[str], context: DateContext) -> Atom | None:
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[match["unit"]]
    return day_atom(match, _span(unit, context.today, 0)[1], settled=True, marked=True)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of English periods."""
    pointed = rf"(?P<p>{pointers()})"
    in_year = rf"(?:(?:[ .,/-]{{1,3}}|[ ]of[ ])(?:in[ ])?(?:(?P<y>{YEAR})|(?P<yp>{pointers()})[ ]year))?"
    lead = r"(?P<lead>in[ ]|by[ ]|until[ ]|before[ ]|during[ ]|from[ ]|since[ ]|through[ ]|the[ ]|for[ ])?"
    ordinals = rf"(?:\d(?:st|nd|rd|th)|\d\d(?:st|nd|rd|th)|{any_of(words()['en']['ordinals'])})"
    week_of = r"(?:the[ ])?(?:week[ ](?:of|commencing|beginning|starting)|w/c|wc|w/b)(?:[ ]on)?[ ](?:the[ ])?"
    return (
        rule(
            "period",
            rf"(?<![a-z]){_WHERE}?(?:the[ ]|my[ ])?(?:{pointed}[ ]{{1,3}})?(?P<unit>week(?:end)?|month|quarter"
            r"|year)(?![a-z\d]|[ ]?(?:\d|of\b))",
            _period,
            "week month quarter year",
        ),
        rule(
            "month",
            rf"(?<![a-z\d]){_WHERE}?{lead}(?:{pointed}[ ])?(?P<mon>{months()})\.?{in_year}(?![ ]?\d|[a-z])",
            _month,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "year-month",
            rf"(?<![\d/])(?P<y>{YEAR})[ ,./-]{{1,3}}(?P<mon>{months()})(?![ ]?\d)",
            _year_month,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "quarter",
            rf"(?<![\da-z-]){_WHERE}?(?:the[ ])?(?:q(?P<q>[1-4])|(?P<q2>first|second|third|fourth|1st|2nd|3rd"
            r"|4th)[ ]quarter)"
            rf"(?P<ended>[ ]end)?{in_year}(?![\w-])",
            _quarter,
            "q quarter",
        ),
        rule(
            "n-th week",
            rf"(?:the[ ])?(?P<n>{ordinals})[ ]week[ ](?:of[ ]|in[ ])?(?:the[ ])?"
            rf"(?:(?P<mon>{months()}){in_year}|(?P<p>{pointers()})[ ](?P<unit>month|year))",
            _nth_week,
            "week",
        ),
        rule(
            "week of",
            rf"(?<![a-z]){week_of}(?:(?P<mon>{months()})[ .,]{{1,3}}(?P<d>{day()})"
            rf"|(?P<d3>{day()}))(?:[ ,]{{1,2}}(?P<y>{YEAR}))?",
            _week_of,
            "week w/c wc w/b",
        ),
        rule(
            "end abbreviated", r"(?<![a-z])(?:the[ ])?eo(?P<unit>[wmqy])(?![a-z])", _abbreviated_end, "eow eom eoq eoy"
        ),
    )
