"""English days: March 12th, 12 March 2024, the 15th, next Tuesday, tomorrow, within 3 business days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Piece, Rule, Trust, day_atom, rule
from coordmail.extraction.dates.en_words import ORDINAL, YEAR, ahead, count, day, month_number, months, pointers, shift
from coordmail.extraction.dates.lexicon import any_of, number, tidy, words

if TYPE_CHECKING:
    import re

    from coordmail.extraction.dates.mention import DateContext

_UNITS = {"day": "day", "week": "week", "fortnight": "fortnight", "month": "month", "quarter": "quarter"} | {
    "year": "year",
    "hour": "hour",
    "hr": "hour",
    "h": "hour",
}


def _month_day(match: re.Match[str], context: DateContext) -> Atom | None:
    month, in_month = month_number(match["mon"]), number(match["d"]) or 0
    if match["y"]:
        return day_atom(match, days.make(int(match["y"]), month, in_month))
    return day_atom(match, days.nearest(month, in_month, context.today))


def _range(match: re.Match[str], context: DateContext) -> Atom | None:
    month, first, last = month_number(match["mon"]), number(match["d"]) or 0, number(match["d2"]) or 0
    begin = days.make(int(match["y"]), month, first) if match["y"] else days.nearest(month, first, context.today)
    end = days.make(begin.year, month, last) if begin else None
    return day_atom(match, end, first=begin, ranged=True) if begin and end and begin < end else None


def _day_of_month(match: re.Match[str], context: DateContext) -> Atom | None:
    in_month = number(match["d"]) or 0
    found = days.next_day_of_month(in_month, context.today)
    if found is None:
        return None
    return Atom(match.start(), match.end(), Piece.DAY, found, day_of_month=in_month, trust=Trust.WEAK)


def _day_of_pointed_month(match: re.Match[str], context: DateContext) -> Atom | None:
    found = days.shift_month(context.today.year, context.today.month, shift(match["p"]))
    return day_atom(match, days.make(*found, number(match["d"]) or 0))


def _weekday(match: re.Match[str], context: DateContext) -> Atom | None:
    weekday = int(words()["en"]["weekdays"][match["w"]])
    today = context.today
    if ahead(match["p"]):
        found = days.coming(weekday, today + timedelta(days=1))
    elif match["p"]:
        found = days.monday(today, shift(match["p"])) + timedelta(days=weekday)
        if shift(match["p"]) == 0 and found < today:
            found += timedelta(days=7)
    else:
        found = days.coming(weekday, today)
    # "sat" and "sun" are words of their own
    trust = Trust.WEAK if match["w"] in ("sat", "sun") and not match["p"] else Trust.SURE
    return Atom(
        match.start(), match.end(), Piece.WEEKDAY, found, weekday=weekday, pointed=bool(match["p"]), trust=trust
    )


def _nth_weekday(match: re.Match[str], context: DateContext) -> Atom | None:
    count = -1 if match["n"] == "last" else number(match["n"]) or 0
    if match["mon"]:
        month = month_number(match["mon"])
        named = days.nearest_month_year(month, context.today), month
    else:
        named = days.shift_month(context.today.year, context.today.month, shift(match["p"]))
    return day_atom(match, days.nth_weekday(*named, int(words()["en"]["weekdays"][match["w"]]), count))


def _relative_day(match: re.Match[str], context: DateContext) -> Atom | None:
    found = context.today + timedelta(days=int(words()["en"]["days"][tidy(match["day"])]))
    return Atom(
        match.start(), match.end(), Piece.DAY, found, part="night" if "tonight" in match[0] else None, pointed=True
    )


def _length(match: re.Match[str]) -> tuple[int, str] | None:
    unit = _UNITS[match["unit"]]
    if match["work"] and unit == "day":
        unit = "workday"
    counted = number(match["n"])
    return (counted, unit) if counted is not None and counted <= 400 else None


def _in_or_within(match: re.Match[str], context: DateContext) -> Atom | None:
    length = _length(match)
    if length is None:
        return None
    if match["event"]:
        return Atom(match.start(), match.end(), Piece.VAGUE)
    found = days.add(context.today, *length, context.calendar)
    trust = Trust.LABELLED if length[1] == "hour" and length[0] % 24 else Trust.SURE
    within = "within" in match[0] or "next" in match[0]
    return day_atom(match, found, settled=True, pointed=True, marked=within, trust=trust)


def _counted_periods(match: re.Match[str], context: DateContext) -> Atom | None:
    counted, unit = number(match["n"] or match["n_"]), _UNITS[match["unit"]]
    if counted is None or counted > 100:
        return None
    today = context.today
    if unit == "quarter":
        ahead_of_now = days.shift_month(today.year, (today.month + 2) // 3 * 3, 3 * counted)
        return day_atom(match, days.month_end(*ahead_of_now), pointed=True, settled=True)
    return day_atom(match, days.add(today, counted, unit, context.calendar), pointed=True, settled=True)


def _later(match: re.Match[str], context: DateContext) -> Atom | None:
    found = context.today
    for part in ("", "2", "3"):
        counted, unit = match[f"n{part}"], match[f"unit{part}"]
        if counted:
            found = days.add(found, number(counted) or 0, _UNITS[unit], context.calendar)
    return day_atom(match, found, pointed=True)


def _offset(match: re.Match[str], context: DateContext) -> Atom | None:
    length = _length(match)
    return Atom(match.start(), match.end(), Piece.OFFSET, count=length[0], unit=length[1]) if length else None


def _working_day(match: re.Match[str], context: DateContext) -> Atom | None:
    work = context.calendar
    if match["which"] in ("next", "following"):
        return day_atom(match, work.next_workday(context.today), pointed=True) if not match["mon"] else None
    if match["mon"]:
        month = month_number(match["mon"])
        named = days.nearest_month_year(month, context.today), month
    elif match["unit"]:
        named = days.shift_month(context.today.year, context.today.month, shift(match["p"]))
    else:
        return None
    if match["which"] == "last":
        return day_atom(match, work.on_or_before(days.month_end(*named)))
    return day_atom(match, work.next_workday(date(*named, 1) - timedelta(days=1), number(match["which"]) or 1))


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of English days."""
    en = words()["en"]
    unit = any_of(_UNITS)
    sep = r"[ .,/-]{0,3}"
    year_behind = rf"(?:(?:{sep}|[ ]of[ ]|[ ]in[ ])(?P<y>{YEAR}))?"
    length = rf"(?P<n>{count()})[ -]{{0,3}}(?P<work>(?:business|working|work|week)[ -])?(?P<unit>{unit})s?(?![a-z])"
    dash = r"[ ]?(?:-|~|to|until|through|till)[ ]?(?:the[ ])?"
    spelled = any_of(en["ordinals"])
    parts = "".join(rf"(?:,?[ ](?:and[ ])?(?P<n{k}>{count()})[ ](?P<unit{k}>{unit})s?)?" for k in (2, 3))
    return (
        rule(
            "month-day",
            rf"(?<![a-z\d])(?P<mon>{months()}){sep}(?:the[ ])?(?P<d>{day()}|[12]?\d(?=[ ][ap]m\b)){year_behind}",
            _month_day,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "day-month",
            rf"(?<![\w.,])(?P<d>{day()})(?:{sep}|[ ]of[ ]|[ ]of[ ]the[ ])(?P<mon>{months()}){year_behind}",
            _month_day,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "year-month-day",
            rf"(?<!\d)(?P<y>{YEAR}){sep}(?P<mon>{months()}){sep}(?P<d>{day()})",
            _month_day,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "day range",
            rf"(?<![a-z\d])(?P<mon>{months()})[ .]{{1,2}}(?P<d>{day()}){dash}(?P<d2>{day()}){year_behind}",
            _range,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "day range",
            rf"(?<![\w.,])(?P<d>{day()}){dash}(?P<d2>{day()})[ ](?P<mon>{months()}){year_behind}",
            _range,
            "jan feb mar apr may jun jul aug sep oct nov dec",
        ),
        rule(
            "day-of-month",
            rf"(?<![\w/.-])(?:the[ ]{{1,3}})?(?P<d>{ORDINAL}|(?<=the[ ]){spelled}(?![a-z]))"
            r"(?=[ ]{0,3}(?:$|[.,;:!?)\n\u4e00-\u9fff]|(?:at|around|about|before|by|to|or|please|if|in)\b))",
            _day_of_month,
            "st nd rd th",
        ),
        rule(
            "weekday and day",
            rf"(?:(?<=day[ ])|(?<=(?:mon|tue|wed|thu|fri|sat|sun)[ ]))(?:the[ ])?(?P<d>{day()})(?![a-z]|[ ]?o'?clock)",
            _day_of_month,
            "day mon tue wed thu fri sat sun",
        ),
        rule(
            "day-of-pointed-month",
            rf"(?:the[ ])?(?P<d>{day()})[ ](?:day[ ])?of[ ](?:the[ ])?(?P<p>{pointers()})[ ]month",
            _day_of_pointed_month,
            "month",
        ),
        rule(
            "weekday",
            rf"(?<![a-z])(?:(?P<p>{pointers()})[ ]{{1,3}})?(?P<w>{any_of(en['weekdays'])})(?![a-z]|[']s[ ]|-\w)\.?",
            _weekday,
            "mon tue wed thu fri sat sun",
        ),
        rule(
            "n-th weekday",
            rf"(?:the[ ])?(?P<n>first|second|third|fourth|1st|2nd|3rd|4th|last)[ ](?P<w>{any_of(en['weekdays'])})[ ]"
            rf"(?:morning[ ]|afternoon[ ]|evening[ ])?(?:of|in)[ ](?:(?:the[ ]|(?P<p>{pointers()})[ ])?month"
            rf"|(?P<mon>{months()}))",
            _nth_weekday,
            "mon tue wed thu fri sat sun",
        ),
        rule(
            "relative-day",
            rf"(?<![a-z])(?:later[ ](?:in[ ])?)?(?P<day>{any_of(en['days'])})(?![a-z])(?!'s)",
            _relative_day,
            "today ton tom tmr day",
        ),
        rule(
            "in",
            r"(?<![a-z])(?:in|within|less[ ]than|after|over)[ ](?:(?:the[ ])?(?:next|coming"
            r"|following)[ ])?(?:about[ ])?"
            rf"{length}(?:['s]{{1,2}}[ ]time|[ ]from[ ](?:now|today))?(?P<event>[ ](?:of|after|from"
            r"|following)[ ][a-z])?",
            _in_or_within,
            "in less after over",
        ),
        rule(
            "counted periods",
            rf"(?:(?:next|following|coming|upcoming)[ ](?P<n>{count()})|(?P<n_>{count()})[ ](?:next|coming|upcoming))"
            r"[ ](?P<unit>day|week|month|quarter|year)s(?![a-z])",
            _counted_periods,
            "next following coming",
        ),
        rule(
            "later",
            rf"(?P<n>{count()})[ ](?P<unit>{unit})s?{parts}[ ](?:later|hence|from[ ](?:now|today)|time)(?![a-z])",
            _later,
            "later hence from time",
        ),
        rule("offset", rf"(?<![a-z]){length}[ ](?:from|after)(?=[ ])", _offset, "from after"),
        rule(
            "working day",
            rf"(?P<which>next|following|last|first|{any_of(en['ordinals'])})[ ](?:business|working|work)[ ]?day"
            rf"(?:[ ](?:of|in)[ ](?:(?:the[ ])?(?:(?P<p>{pointers()})[ ])?(?P<unit>month)|(?P<mon>{months()})))?",
            _working_day,
            "day",
        ),
    )
