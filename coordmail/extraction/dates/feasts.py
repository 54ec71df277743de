"""Days before and after public holidays and events, and deadlines that hang on an event of unknown day.

Before a holiday is the last working day before it; after it is the first working day after it (SURFACE.md, `due`).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Piece, Rule, Trust, rule
from coordmail.extraction.dates.lexicon import any_of, feasts, number, tidy, words

if TYPE_CHECKING:
    import re

    from coordmail.extraction.dates.mention import DateContext

_HANZI = "\u4e00-\u9fff"


def _day(word: str | None, context: DateContext) -> date | None:
    """The first day of the named holiday, or of the next one where it has no name."""
    if word and tidy(word) in feasts():
        return days.next_feast(feasts()[tidy(word)], context.today, context.calendar)
    return days.next_days_off(context.today, context.calendar)


def _around(match: re.Match[str], context: DateContext) -> Atom | None:
    day = _day(match["feast"], context)
    if day is None:
        return None
    work, said = context.calendar, match.groupdict()
    if said.get("before"):
        found = work.previous_workday(day)
    elif said.get("days"):
        count = number(said["days"]) or 1
        weekly = 7 if said.get("unit") in ("周", "星期") else 1
        found = work.next_workday(day) + timedelta(days=count * weekly - 1)
    else:
        found = work.next_workday(day, number((said.get("n") or "1").removeprefix("第")) or 1)
    return Atom(
        match.start(),
        match.end(),
        Piece.DAY,
        found,
        pointed=True,
        feast=bool(said.get("before")),
        settled=True,
        marked=True,
    )


def _itself(match: re.Match[str], context: DateContext) -> Atom | None:
    day = _day(match["feast"], context)
    return Atom(match.start(), match.end(), Piece.DAY, day, pointed=True, trust=Trust.LABELLED) if day else None


def _new_year(match: re.Match[str], context: DateContext) -> Atom | None:
    """年前 and 年后 speak of the Spring Festival."""
    day = days.next_feast(feasts()["春节"], context.today, context.calendar)
    if day is None or day - context.today > timedelta(days=120):
        return None
    work, before = context.calendar, match["side"] == "前"
    found = work.previous_workday(day) if before else work.next_workday(day)
    return Atom(match.start(), match.end(), Piece.DAY, found, pointed=True, feast=before, settled=True, marked=True)


def _event(match: re.Match[str], context: DateContext) -> Atom | None:
    return Atom(match.start(), match.end(), Piece.VAGUE, feast=True)


def _vague(match: re.Match[str], context: DateContext) -> Atom | None:
    # Words that mostly say something else count in a deadline field alone, which takes any text without a day so.
    only_as_field = tidy(match[0]) in words()["vague"]["only_as_field"]
    return None if only_as_field else Atom(match.start(), match.end(), Piece.VAGUE)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of holidays, events and phrases that name no day."""
    vague = words()["vague"]
    named_zh = any_of(w for w in feasts() if not w.isascii() or w.isdigit())
    named_en = any_of(w for w in feasts() if w.isascii() and not w.isdigit())
    any_en = (
        rf"(?:the[ ])?(?P<feast>{named_en}|(?:the[ ])?(?:public[ ])?holidays?)(?:[ ](?:holidays?|break|festival|week))?"
    )
    any_zh = (
        rf"(?:(?P<feast>{named_zh})(?:节|假期|长假|小长假|放假|假)?"
        rf"|(?:(?<![{_HANZI}])|(?<=[于在到至请需]))(?:节|假期|长假|小长假|放假|节假日))"
    )
    nth = (
        r"(?:的?(?P<n>第?[一二三四五1-5]|首)个?工作日"
        r"|的?(?P<days>[一二两三四五六七八九十\d]{1,2})个?(?P<unit>工作日|天|日|周|星期)(?:以内|之内|内)"
        r"|(?:上班|返工|复工|回来|开工)(?:后|第一天|首日|当天)?)"
    )
    zh_phrases = any_of(p for p in vague["phrases"] if not p.isascii())
    en_phrases = any_of(p for p in vague["phrases"] if p.isascii())
    next_one = r"(?:下次|下一次|下一?个|下一?[期轮版届]|本次|此次|该)"
    some = r"[^\s,。;:、\d周月日前后]{0,10}?"
    several = any_of(e for e in vague["events_zh"] if len(e) > 1)
    return (
        rule(
            "before holiday", rf"{any_zh}(?P<before>(?:之|以)?前)(?:一天|夕|的?最后一个?工作日)?", _around, "前 before"
        ),
        rule("after holiday", rf"{any_zh}(?:之|以)?后{nth}?", _around, "后 after"),
        rule(
            "holiday",
            rf"(?P<feast>{named_zh})(?!前|后|之|以|期间|安排|活动|大促|方案|[一二三四五六七八九十\d])",
            _itself,
            "节 国 春 元旦 清 劳 五 端 中秋 圣 双 618 十 过年 新 大年 51",
        ),
        rule("around new year", rf"(?:(?<![\d{_HANZI}])|(?<=[于在到至请需]))年(?P<side>[前后])", _new_year, "年"),
        rule("before holiday", rf"(?<![a-z])(?P<before>before)[ ]{any_en}(?![a-z])", _around, "前 before"),
        rule(
            "after holiday",
            r"(?<![a-z])(?:(?:the[ ])?(?P<n>first|second|third)[ ](?:working|business"
            rf"|work)[ ]day[ ])?after[ ]{any_en}(?![a-z])",
            _around,
            "后 after",
        ),
        rule(
            "event",
            rf"(?:{next_one}{some}{any_of(vague['events_zh'])}|(?<![首]){several})(?:召开|开始)?(?:之"
            r"|以)?前(?!端|台|期|后|景|提|任|沿|置|面)",
            _event,
            "前 before by until at after in",
        ),
        rule(
            "after event",
            r"待[^\s,。;:、\d]{1,14}?后(?:再)?(?:给出|确定|确认|定|答复|反馈|开始|启动|提供|明确)?",
            _vague,
            "待",
        ),
        rule(
            "event",
            r"(?<![a-z])(?:before|by|until|at|after|in)[ ](?:the[ ]|our[ ])?(?:next[ ]"
            rf"|upcoming[ ])?(?:[a-z]{{2,12}}[ ])?{any_of(vague['events_en'])}(?![a-z])",
            _event,
            "前 before by until at after in",
        ),
        rule("vague", rf"{zh_phrases}|(?<![a-z]){en_phrases}(?![a-z])", _vague, ""),
    )
