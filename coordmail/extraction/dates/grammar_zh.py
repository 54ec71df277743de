"""Chinese days: 3月6日, 本月15日, 12号, 本周五, 后天, 三个工作日内, 下月第一个工作日."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Piece, Rule, Trust, day_atom, rule
from coordmail.extraction.dates.lexicon import GAP, any_of, words
from coordmail.extraction.dates.zh_words import (
    DAY,
    MONTH,
    NO_NUMBER_BEFORE,
    NUMBER,
    group,
    named_month,
    pointer,
    read_number,
    read_year,
    shift,
    year,
)

if TYPE_CHECKING:
    import re

    from coordmail.extraction.dates.mention import DateContext

_UNITS = {
    "工作日": "workday",
    "天": "day",
    "日": "day",
    "自然日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
} | {
    "月": "month",
    "年": "year",
    "季度": "quarter",
    "小时": "hour",
    "钟头": "hour",
}
_COUNTED_FROM_THE_MAIL = ("会", "即", "今", "本", "邮", "纪", "此", "现", "收")


def _month_day(match: re.Match[str], context: DateContext) -> Atom | None:
    month, day = read_number(match["m"]), read_number(match["d"])
    in_year = read_year(group(match, "y"), context.today)
    return day_atom(match, days.make(in_year, month, day) if in_year else days.nearest(month, day, context.today))


def _range(match: re.Match[str], context: DateContext) -> Atom | None:
    first = _month_day(match, context)
    end = days.make(first.day.year, first.day.month, read_number(match["d2"])) if first and first.day else None
    return (
        day_atom(match, end, first=first.day, ranged=True) if first and first.day and end and end > first.day else None
    )


def _pointed_month_day(match: re.Match[str], context: DateContext) -> Atom | None:
    found = days.shift_month(context.today.year, context.today.month, shift(match["p"]))
    return day_atom(match, days.make(*found, read_number(match["d"])))


def _day_of_month(match: re.Match[str], context: DateContext) -> Atom | None:
    number = read_number(match["d"])
    day = days.next_day_of_month(number, context.today)
    trust = Trust.SURE if match["unit"] == "日" and match["d"].isdigit() else Trust.WEAK
    return Atom(match.start(), match.end(), Piece.DAY, day, day_of_month=number, trust=trust) if day else None


def _weekday(match: re.Match[str], context: DateContext) -> Atom | None:
    weekday = int(words()["zh"]["weekdays"][match["w"]])
    pointed = group(match, "p")
    if pointed:
        day = days.monday(context.today, shift(pointed)) + timedelta(days=weekday)
    else:
        day = days.coming(weekday, context.today)
    return Atom(match.start(), match.end(), Piece.WEEKDAY, day, weekday=weekday, pointed=bool(pointed))


def _nth_weekday(match: re.Match[str], context: DateContext) -> Atom | None:
    named = named_month(match, context.today)
    count = -1 if match["n"].startswith("最后") else read_number(match["n"].removeprefix("第")) or 1
    return day_atom(match, days.nth_weekday(*named, words()["zh"]["weekdays"][match["w"]], count)) if named else None


def _relative_day(match: re.Match[str], context: DateContext) -> Atom | None:
    day = context.today + timedelta(days=int(words()["zh"]["days"][match[0]]))
    return Atom(match.start(), match.end(), Piece.DAY, day, pointed=True)


def _length(match: re.Match[str]) -> tuple[int, str] | None:
    """The count and unit of a length of time; of 3-5个工作日 the larger count."""
    unit = _UNITS[match["unit"]]
    if match["n"] == "半":
        return {"month": (15, "day"), "year": (6, "month"), "day": (0, "day")}.get(unit)
    count = read_number(match["m"] or match["n"])
    if match["half"]:
        return {"month": (count * 30 + 15, "day"), "year": (count * 12 + 6, "month")}.get(unit)
    return (count, unit) if 0 < count <= 400 else None


def _within(match: re.Match[str], context: DateContext) -> Atom | None:
    length = _length(match)
    if length is None:
        return None
    event = match["event"]
    if event and not event.startswith(_COUNTED_FROM_THE_MAIL):
        return Atom(match.start(), match.end(), Piece.VAGUE)
    # Some hours are mostly a criterion (4小时内响应), whole days are a deadline.
    trust = Trust.LABELLED if length[1] == "hour" and length[0] % 24 else Trust.SURE
    found = days.add(context.today, *length, context.calendar)
    return day_atom(match, found, settled=True, pointed=True, marked=True, trust=trust)


def _after(match: re.Match[str], context: DateContext) -> Atom | None:
    length = _length(match)
    if length is None:
        return None
    event_before = bool(match["event"]) and match["event"] not in "于在约到请将需并和且的再会"
    trust = Trust.LABELLED if event_before else Trust.SURE
    return day_atom(match, days.add(context.today, *length, context.calendar), pointed=True, trust=trust)


def _nth_working_day(match: re.Match[str], context: DateContext) -> Atom | None:
    work = context.calendar
    if match["scope"].endswith("周"):
        first = days.monday(context.today, shift(match["p"]))
        last = first + timedelta(days=6)
    else:
        named = named_month(match, context.today)
        if named is None:
            return None
        first, last = date(*named, 1), days.month_end(*named)
    if match["n"].startswith("最后"):
        return day_atom(match, work.on_or_before(last))
    count = read_number(match["n"].removeprefix("第")) or 1
    return day_atom(match, work.next_workday(first - timedelta(days=1), count))


def _next_working_day(match: re.Match[str], context: DateContext) -> Atom | None:
    return day_atom(match, context.calendar.next_workday(context.today), pointed=True)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of Chinese days."""
    pointed_month = rf"(?P<p>{pointer()})[ ]?月份?"
    unit = any_of(_UNITS)
    long, short = ([d for d in words()["zh"]["days"] if (len(d) > 1) is whole] for whole in (True, False))
    no_unit = r"(?![ ]?(?:\d|[.:/%点时个次人万项条款名家台周年月倍元楼号分秒]))"
    length = rf"(?P<n>{NUMBER}|半){GAP}(?:[-~至到]{GAP}(?P<m>{NUMBER}){GAP})?个?(?P<half>半)?{GAP}(?P<unit>{unit}){GAP}"
    day_end = rf"(?P<d>{DAY})(?:{GAP}[日号]|{no_unit})"
    not_a_day = (
        r"(?![内后楼线馆门机库仓柜院文位厂店码称召均常志报程历活语本元期游产车桌屏坑段井窗台标工服]"
        r"|会议|以内|之内|以后|之后|系统)"
    )
    return (
        rule("year-month-day", rf"{year()}(?P<m>{MONTH}){GAP}月{GAP}{day_end}", _month_day, "年"),
        rule("month-day", rf"{NO_NUMBER_BEFORE}(?P<m>{MONTH}){GAP}月{GAP}{day_end}", _month_day, "月"),
        rule(
            "day range",
            rf"{year()}?{NO_NUMBER_BEFORE}(?P<m>{MONTH}){GAP}月{GAP}(?P<d>{DAY}){GAP}[日号]?{GAP}(?:-{{1,2}}|~"
            rf"|至|到|、){GAP}(?P<d2>{DAY}){GAP}[日号]",
            _range,
            "月",
        ),
        rule("pointed-month-day", rf"{pointed_month}{GAP}(?P<d>{DAY}){GAP}[日号]", _pointed_month_day, "月"),
        rule(
            "day-of-month",
            rf"(?<![\d零一二三四五六七八九十./月年第周])(?P<d>{DAY}){GAP}(?P<unit>[日号]){not_a_day}",
            _day_of_month,
            "日 号",
        ),
        rule(
            "weekday",
            rf"(?:(?P<p>{pointer()})[ ]?)?(?:(?<![一两每])周|星期|礼拜)的?{GAP}(?P<w>[一二三四五六日天]"
            r"|(?<=期)[1-6]|(?<=拜)[1-6])"
            r"(?![次程常报志历期]|天内|[个]?工作日)",
            _weekday,
            "周 星期 礼拜",
        ),
        rule(
            "weekday in brackets",
            r"(?:(?<=[日号]\()|(?<=[日号][ ]\()"
            r"|(?<=\d[/.-]\d\()|(?<=\d[/.-]\d\d\()|(?<=\d[/.-]\d[ ]\()|(?<=\d[/.-]\d\d[ ]\())"
            r"(?P<p>)(?P<w>[一二三四五六日])(?=\))",
            _weekday,
            "(",
        ),
        rule(
            "n-th weekday",
            rf"(?:(?P<p>{pointer()})个?月|{NO_NUMBER_BEFORE}(?P<m>{MONTH})月)的?(?P<n>第[一二三四1-4]|首|最后一?)个?"
            r"(?:周|星期|礼拜)(?P<w>[一二三四五六日天])",
            _nth_weekday,
            "月",
        ),
        rule(
            "relative-day",
            rf"{any_of(long)}|{any_of(short)}(?=[早晚上下中])(?![早晚上下中][面边述方])",
            _relative_day,
            "天 日 今 明 昨 后",
        ),
        rule(
            "within",
            rf"(?:(?P<event>[^\s,。;:、()\d]{{1,8}}?)(?:后|起|之日起|开始)的?,?)?{length}(?:以内|之内|内)",
            _within,
            "内",
        ),
        rule("after", rf"(?P<event>[\u4e00-\u9fff])?(?<!第){length}(?:以后|之后|后)(?!的?第|[天日续])", _after, "后"),
        rule(
            "n-th working day",
            rf"(?P<scope>(?:(?P<p>{pointer()})个?)(?:月|周)|{NO_NUMBER_BEFORE}(?P<m>{MONTH})月|月)(?:[底末份内]|的)?"
            r"(?P<n>第[一二三四五六七八九十1-9]|首|最后一|最后)个?工作日",
            _nth_working_day,
            "工作日",
        ),
        rule("next working day", r"(?:下|次|下一)个?工作日", _next_working_day, "工作日"),
    )
