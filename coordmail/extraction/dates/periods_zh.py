"""Chinese periods, read as their last day: 3月底, 下月中旬, 本周内, 下周, 第三季度末, 年底, 下半年, 10月.

月初 is taken as the 5th, 上旬 as the 10th, 月中 as the 15th, 中旬 as the 20th; 周初 as Tuesday, 周中 as Wednesday.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Rule, Trust, day_atom, rule
from coordmail.extraction.dates.lexicon import GAP
from coordmail.extraction.dates.zh_words import (
    MONTH,
    NO_NUMBER_BEFORE,
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

_PART_OF_MONTH = {"初": 5, "上旬": 10, "中": 15, "中旬": 20}


def _month_part(match: re.Match[str], context: DateContext) -> Atom | None:
    found = named_month(match, context.today)
    if found is None:
        return None
    part = _PART_OF_MONTH.get(match["part"])
    return day_atom(match, date(*found, part) if part else days.month_end(*found), settled=True, marked=True)


def _month(match: re.Match[str], context: DateContext) -> Atom | None:
    found = named_month(match, context.today)
    if found is None or shift(group(match, "p")) < 0:
        return None
    trust = Trust.SURE if group(match, "y") or group(match, "p") else Trust.WEAK
    inside = bool(match["inside"])
    return day_atom(
        match, days.month_end(*found), first=date(*found, 1), trust=trust, pointed=inside, settled=inside, marked=inside
    )


def _week_of_month(match: re.Match[str], context: DateContext) -> Atom | None:
    found = named_month(match, context.today)
    count = read_number(match["n"].removeprefix("第")) or 1
    if found is None or count > 5:
        return None
    first = days.week_of_month(*found, count)
    return day_atom(match, first + timedelta(days=6), first=first)


def _half_year(match: re.Match[str], context: DateContext) -> Atom | None:
    in_year = read_year(match["y"], context.today) or context.today.year
    month = 6 if match["half"] == "上" else 12
    return day_atom(
        match, days.month_end(in_year, month), first=date(in_year, month - 5, 1), settled=bool(match["end"])
    )


def _year_part(match: re.Match[str], context: DateContext) -> Atom | None:
    in_year = read_year(group(match, "y"), context.today) or context.today.year
    month = {"中": 6, "初": 1}.get(match["part"], 12)
    return day_atom(match, days.month_end(in_year, month), settled=True, marked=True)


def _year(match: re.Match[str], context: DateContext) -> Atom | None:
    in_year = read_year(match["y"], context.today)
    if in_year is None:
        return None
    trust = Trust.WEAK if match["y"].isdigit() or in_year <= context.today.year else Trust.SURE
    return day_atom(match, date(in_year, 12, 31), first=date(in_year, 1, 1), trust=trust)


def _quarter(match: re.Match[str], context: DateContext) -> Atom | None:
    today = context.today
    said = read_number(match["q"] or match["q2"])
    in_year = read_year(match["y"], today)
    if said:
        in_year = in_year or days.nearest_month_year(said * 3, today)
    elif match["p"] or match["part"]:
        in_year, month = days.shift_month(today.year, today.month, 3 * shift(match["p"]))
        said = (month + 2) // 3
    if in_year is None or not said:
        return None
    ended = bool(match["part"])
    trust = Trust.SURE if ended or match["p"] else Trust.WEAK
    first = date(in_year, said * 3 - 2, 1)
    return day_atom(match, days.quarter_end(in_year, said), first=first, settled=ended, marked=ended, trust=trust)


def _week(match: re.Match[str], context: DateContext) -> Atom | None:
    part = match["part"]
    if (not match["p"] and part not in ("内", "末")) or shift(match["p"]) < 0:
        return None
    first = days.monday(context.today, shift(match["p"]))
    if part in ("初", "中"):
        return day_atom(match, first + timedelta(days=1 if part == "初" else 2), settled=True, pointed=True)
    begins = first + timedelta(days=5) if part == "末" else first
    inside = part == "内"
    return day_atom(match, first + timedelta(days=6), first=begins, settled=inside, pointed=True, marked=inside)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of Chinese periods."""
    pointed = rf"(?P<p>{pointer()})[ ]?"
    month = (
        rf"(?:{year()}?{NO_NUMBER_BEFORE}(?P<m>{MONTH}){GAP}月份?|{pointed}月份?"
        r"|(?<![\da-z零一二三四五六七八九十两几半个每岁蜜.])月)"
    )
    named = rf"(?:{year()}(?P<m>{MONTH}){GAP}月份?|{pointed}月份?)"
    inside = r"(?P<inside>以内|之内|内(?!部))?"
    bare_year = rf"(?:{NO_NUMBER_BEFORE}(?<![a-z每多])年(?=[底末终])|(?:(?<!\w)|(?<=[于在到至请]))年)"
    no_day = r"(?![ ]{0,3}\d|[底末初中上下]旬?|度)"
    return (
        rule("month-part", rf"{month}{GAP}(?P<part>底|末|初|上旬|中旬|下旬|中(?![午间国心]))", _month_part, "月"),
        rule(
            "week-of-month",
            rf"(?:{named}|{NO_NUMBER_BEFORE}(?P<m_>{MONTH})月份?)的?(?P<n>第[ ]?[一二三四五1-5]|首)个?(?:周"
            r"|星期|礼拜)(?![一二三四五六日天])",
            _week_of_month,
            "周 星期 礼拜",
        ),
        rule("month", rf"{named}{no_day}{inside}", _month, "月"),
        rule("bare-month", rf"{NO_NUMBER_BEFORE}(?P<m>{MONTH}){GAP}月份?{no_day}{inside}", _month, "月"),
        rule("half-year", rf"{year()}?(?P<half>[上下])半年(?P<end>度?[末底内])?", _half_year, "半年"),
        rule(
            "year-part",
            rf"(?:{year()}(?=[底末终内中初])|{bare_year})(?P<part>底|末|终|内|中(?!国)|初)",
            _year_part,
            "年",
        ),
        rule(
            "year",
            r"(?:(?<!\d)(?P<y>20\d\d|[今明后]))年度?(?![ ]?[\d一二三四五六七八九十第底末终内中初上下])",
            _year,
            "年",
        ),
        rule(
            "quarter",
            rf"{year()}?(?:第?(?P<q>[一二三四1-4])季度?|(?<![a-z])q(?P<q2>[1-4])(?:季度?)?|{pointed}季度?|季度?)"
            r"(?P<part>[末底内])?",
            _quarter,
            "季 q",
        ),
        rule(
            "week",
            rf"(?:{pointed}|{NO_NUMBER_BEFORE}(?<![每\d]))(?:周|星期|礼拜)(?P<part>[内末初中])?",
            _week,
            "周 星期 礼拜",
        ),
    )
