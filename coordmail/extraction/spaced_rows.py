"""Rows whose cells only single blanks part: number and deadline tell where they end, the owner stands beside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"#?[A-Za-z]{0,3}-?\d{1,3}(?:\.\d{1,2})?[.)、]?")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?"
_DATE = re.compile(
    r"(?:by |before |on )?(?:"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?"
    rf"|(?:{_WEEKDAY},? )?\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}(?:,?[ -]\d{{2,4}})?"
    rf"|(?:{_WEEKDAY},? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|(?:this |next )?{_WEEKDAY}|(?:this|next) (?:week|month)|end of (?:the )?(?:week|month)|tomorrow"
    r"|asap|tbd|tbc|eod|eow|eom|ongoing|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|底)(?:前|之前)?|(?:本|下)?周[一二三四五六日]前?"
    r")",
    re.IGNORECASE,
)
_MOST_DATE_WORDS = 5
_NAME = re.compile(r"[A-Z][\w'\u2019.-]{0,24},?|[\u4e00-\u9fff]{2,4}(?:[、,\uff0c][\u4e00-\u9fff]{2,4}){0,3}")
_JOINS = frozenset({"and", "&", "/", "+"})


def cells_of(words: Sequence[str], columns: Sequence[str | None]) -> list[str]:
    """The cells of a row of action table; none where its words do not tell where the cells end.

    `columns` are the number perhaps, the task, and then owner and deadline in either order.
    """
    rest = list(words)
    left: list[str] = []
    names = list(columns)
    if names[0] == "number":
        if not _NUMBER.fullmatch(rest[0]):
            return []
        left, rest, names = [rest[0]], rest[1:], names[1:]
    if sorted(map(str, names)) != ["due", "owner", "task"] or names[0] != "task":
        return []
    right: list[str] = []
    for name in reversed(names[1:]):
        size = _date_words(rest) if name == "due" else _name_words(rest)
        if not size:
            return []
        right.insert(0, " ".join(rest[-size:]))
        rest = rest[:-size]
    return [*left, " ".join(rest), *right] if rest else []


def _date_words(words: Sequence[str]) -> int:
    """How many words at the end are a deadline."""
    most = min(_MOST_DATE_WORDS, len(words) - 1)
    return next((size for size in range(most, 0, -1) if _DATE.fullmatch(" ".join(words[-size:]))), 0)


def _name_words(words: Sequence[str]) -> int:
    """How many words at the end are a name or several: two with capitals each, or one."""
    size = _one_name(words)
    while size and len(words) > size + 1 and (words[-size - 1] in _JOINS or words[-size - 1].endswith(",")):
        more = _one_name(words[: -size - 1] if words[-size - 1] in _JOINS else words[:-size])
        if not more:
            break
        size += more + (words[-size - 1] in _JOINS)
    return size


def _one_name(words: Sequence[str]) -> int:
    if len(words) < 2 or not _NAME.fullmatch(words[-1]):
        return 0
    latin = words[-1][0].isascii() and len(words) > 2
    return 2 if latin and _NAME.fullmatch(words[-2]) and words[-2][0].isascii() else 1
