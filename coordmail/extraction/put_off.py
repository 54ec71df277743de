"""By how long an answer asks to put a deadline off, where it names no day: 延期3天, two more weeks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.reply_words import words
from coordmail.extraction.spelling import chinese_number
from coordmail.model import PutOff

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 366
"""Days; who asks for more means something else."""
_HALF_A_MONTH = PutOff(15, "days")


def put_off(folded: str) -> PutOff | None:
    """The length of time by which `folded`, the words about an item, put its deadline off; None where none is told."""
    for pattern in _patterns():
        found = pattern.search(folded)
        if found is None:
            continue
        if found.groupdict().get("half"):
            return _HALF_A_MONTH
        length = _length(found["number"], found["unit"], working=bool(found.groupdict().get("working")))
        if length:
            return length
    return None


def _length(number: str, unit: str, *, working: bool) -> PutOff | None:
    table = words()["put_off"]
    count = table["numbers"].get(number) or chinese_number(number)
    if not count:
        return None
    if unit in table["months"]:
        return PutOff(count, "months") if count * 30 <= _MOST else None
    days = table["units"][unit]
    if days == 0 or (working and days == 1):
        return PutOff(count, "workdays") if count <= _MOST else None
    return PutOff(count * days, "days") if count * days <= _MOST else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = words()["put_off"]
    units = [*table["units"], *table["months"]]
    chinese = _either(unit for unit in units if not unit.isascii())
    english = _either(unit for unit in units if unit.isascii())
    number = r"[一二两三四五六七八九十]{1,3}|\d{1,3}"
    named = _either(name for name in table["numbers"] if name.isascii())
    length = rf"(?P<number>{number})[ ]?个?[ ]?(?P<unit>{chinese})(?![\d一二三四五六日天])"
    working = r"(?P<working>(?:working|business|work)[ ])?"
    more, behind = _either(table["more"]), _either(table["behind"])
    span = rf"(?<![\w.])(?P<number>\d{{1,3}}|{named})[ ](?:(?:{more})[ ])?{working}(?P<unit>{english})s?"
    return (
        re.compile(
            rf"(?:{_either(table['before'])})[ ]?(?:(?:{_either(table['between'])})[ ]?){{0,2}}"
            rf"(?:{length}|(?P<half>{_either(table['half_month'])}))"
        ),
        re.compile(rf"(?<![a-z])(?:{_either(table['verbs'])})(?:[ ][a-z']{{1,12}}){{0,5}}?[ ]{span}(?![a-z])"),
        re.compile(rf"(?<![\w.])(?P<number>\d{{1,3}}|{named})[ ](?:{more})[ ]{working}(?P<unit>{english})s?(?![a-z])"),
        re.compile(rf"{span}[ ](?:{behind})(?![a-z])"),
        re.compile(rf"(?<![a-z])(?P<number>another)[ ]{working}(?P<unit>{english})(?![a-z])"),
    )


def _either(entries: Iterable[str]) -> str:
    return "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))
