"""A note of absence: what it says, and the last day that its sender is away."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction.dates import find_dates
from coordmail.extraction.spelling import fold, load_table
from coordmail.model import Absence

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateContext, DateMention
    from coordmail.model import Day

MAX_TEXT = 1_500
"""What stands further down is a footer."""
_MOST_WORDS = 160
_GREETING = re.compile(
    r"^(?:您好|你好|尊敬的[^,\n]{0,12}|hello|hi|dear [^,\n]{1,30}|感谢您?的?来信|谢谢您?的?来信"
    r"|thank(?:s| you) for your (?:e-?mail|message|mail))[ ,.!:。、~]*$"
)


def read_absence(subject: str, text: str, dates: DateContext) -> Absence:
    """What a note of absence says; `until` is None where it names no day, and in a note that is out of date."""
    body = text[:MAX_TEXT]
    until = _until(body, dates) or _until(subject, dates)
    return Absence(_words(body) or subject.strip()[:_MOST_WORDS], until)


def _until(text: str, dates: DateContext) -> date | None:
    """The latest last day of absence that `text` names."""
    folded = fold(text)
    found = [day for mention in find_dates(text, dates) if (day := _last_day(folded, mention)) is not None]
    return max(found, default=None)


def _last_day(folded: str, mention: DateMention) -> date | None:
    if mention.day is None:
        return None
    before, behind = folded[max(0, mention.start - 48) : mention.start], folded[mention.end :]
    named = folded[mention.start : mention.end]
    words = _patterns()
    if mention.until is not None:
        return _day(mention.until) if _is_away(folded, mention) else None
    last = words["last_before"].search(before) or re.match(r"(?:until|till|through|to|至|到|直到)\b", named)
    if words["exclusive_before"].search(before) or words["back_before"].search(before):
        return _day(mention.day) - timedelta(days=1)
    if words["back_behind"].match(behind) and not (last and re.match(r"[ ]*(?:休|请|出|外)", behind)):
        return _day(mention.day) - timedelta(days=1)
    if last or _is_away(folded, mention):
        return _day(mention.day)
    return None


def _is_away(folded: str, mention: DateMention) -> bool:
    """Whether the clause with the date says that somebody is away."""
    start = max(folded.rfind(mark, 0, mention.start) for mark in ",。;!?\n") + 1
    ends = [place for mark in ",。;!?\n" if (place := folded.find(mark, mention.end)) >= 0]
    return bool(_patterns()["away"].search(folded[start : min(ends, default=len(folded))]))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    table = load_table(Path(__file__).with_name("absence.toml"))
    return {name: re.compile("|".join(f"(?:{entry})" for entry in entries)) for name, entries in table.items()}


def _words(text: str) -> str:
    """The note's own words in one line, without the greeting before them."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and _GREETING.match(fold(lines[0])):
        lines.pop(0)
    words = " ".join(lines)
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…"


def _day(day: Day) -> date:
    return day.date() if isinstance(day, datetime) else day
