"""The pieces that the Chinese patterns share: numbers, years, months, and how far 本, 下 and 下下 point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.lexicon import GAP, HANZI_NUMBER, any_of, words
from coordmail.extraction.spelling import chinese_number

if TYPE_CHECKING:
    import re
    from datetime import date

NUMBER = rf"(?:(?<!\d)\d{{1,3}}|{HANZI_NUMBER}{{1,4}})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|(?:二十|廿)[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
NO_NUMBER_BEFORE = r"(?<![\d零一二三四五六七八九十百两几半个.第])"


def pointer() -> str:
    """A pattern for 本, 下, 下下个 …"""
    return any_of(words()["zh"]["pointers"])


def year() -> str:
    """A pattern for a year with 年, as group `y`."""
    return (
        rf"(?:(?P<y>(?<!\d)\d{{4}}|(?<!\d)\d{{2}}|[零一二三四五六七八九]{{4}}|[今明本当次后去]){GAP}年度?{GAP}的?{GAP})"
    )


def group(match: re.Match[str], name: str) -> str | None:
    """What `name` matched; None also where the pattern has no such group."""
    return match.groupdict().get(name)


def read_number(text: str | None) -> int:
    """The number, 0 for None and for what is none."""
    return chinese_number(text.strip()) or 0 if text else 0


def read_year(text: str | None, anchor: date) -> int | None:
    """The year that 2024, 24, 二〇二四, 明 or 本 names; None where `text` is None."""
    if text is None:
        return None
    if text in words()["zh"]["years"]:
        return anchor.year + int(words()["zh"]["years"][text])
    return days.full_year(read_number(text))


def shift(text: str | None) -> int:
    """How many weeks, months or quarters ahead the word points."""
    return int(words()["zh"]["pointers"][text.strip()]) if text else 0


def named_month(match: re.Match[str], anchor: date) -> tuple[int, int] | None:
    """The year and month that the groups `y`, `m` and `p` name; 月底 alone is this month's. None for a year alone."""
    year = read_year(group(match, "y"), anchor)
    said = group(match, "m") or group(match, "m_")
    if said:
        month = read_number(said)
        return (year or days.nearest_month_year(month, anchor)), month
    if year:
        return None
    return days.shift_month(anchor.year, anchor.month, shift(group(match, "p")))
