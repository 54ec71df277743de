"""The head of minutes that has no labels: `Minutes of the meeting held on 4 March at 14:00 in the Council Room`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.dates import find_dates, read_period
from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.model import Day

_MOST_LINES = 8
_LONGEST = 240
_CLOCK_ALONE = re.compile(r"[\d:.\s~–—-]{3,24}(?:(?:[ap]\.?m\.?|h|hrs|uhr|to|and|until|[-–—]|\d|[:.\s]){0,12})\.?")
_BETWEEN = re.compile(
    r"\s?[,;|(–—-]?\s?(?:in|at|via|on|by|over|using|room:|venue:|location:|place:)\s(?:the\s)?|\s?[,|·–—-]\s?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"[A-Z0-9][^,;|()\n]{1,48}?(?=\s?[,;|()]|[.:]?\s*$|\.\s|\s(?:with|and\s(?:was|were)|was|chaired|attended)\b)"
)
_HELD = re.compile(
    r"\b(?:held|met|meeting|call)\s(?:in|at|via)\s(?:the\s)?(?P<place>[A-Z0-9][^,;|()\n]{1,48}?)(?:,|\son)?\s*$"
)
_INTRODUCED = re.compile(r"\b(?:in|at|via|on|over)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """When and where the meeting was, and the words that say so."""

    start: Day | None = None
    end: Day | None = None
    place: str | None = None
    words: str = ""


def read_head(form: Form, dates: DateContext) -> Head:
    """What one of the first lines says; an empty head where none speaks of this meeting."""
    for line in islice(_first_lines(form), _MOST_LINES):
        found = _read_line(line[:_LONGEST], dates)
        if found:
            return found
    return Head()


def day_of(head: Head, clock: str) -> str | None:
    """`clock` with the head's day before it, where it is a time of day alone."""
    if head.start is None or not _CLOCK_ALONE.fullmatch(simplified(clock).strip()):
        return None
    return f"{head.start.isoformat()[:10]} {clock}"


def _first_lines(form: Form) -> Iterator[str]:
    """The lines before the first label, as far as they are known to stand there, and what a title says."""
    for block in form.prose:
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
    first = form.fields[0] if form.fields else None
    if first and vocabulary().is_title(first.label):
        yield f"{first.label}: {first.value.partition(chr(10))[0]}"


def _read_line(line: str, dates: DateContext) -> Head | None:
    folded = simplified(line)
    known = _words()
    if known["other"].search(folded):
        return None
    mentions = [m for m in find_dates(line, dates) if m.day and not m.coarse and re.search(r"\d", m.text)]
    if not mentions:
        return None
    mention = mentions[0]
    start, end = read_period(mention.text, dates)
    named = known["meeting"].search(folded) is not None
    alone = mention.start <= 1 and (isinstance(start, datetime) or re.search(r"\b20\d\d\b", mention.text) is not None)
    if start is None or not (named or alone) or start.isoformat()[:10] > _latest(dates):
        return None
    return Head(start, end, _place(line[mention.end :]) or _place_before(line[: mention.start]), line)


def _latest(dates: DateContext) -> str:
    return (dates.today + timedelta(days=1)).isoformat()


def _place(behind: str) -> str | None:
    """The place behind the date: `in the Council Room`, `, Room 5`; other words behind a comma are none."""
    between = _BETWEEN.match(behind)
    found = _PLACE.match(behind, between.end()) if between else None
    if found is None or between is None:
        return None
    place = found[0].strip(" .")
    if _INTRODUCED.search(between[0]) or _words()["places"].search(simplified(place)):
        return place
    return None


def _place_before(ahead: str) -> str | None:
    """The place before the date: `held at the Village Hall on Monday`."""
    found = _HELD.search(ahead)
    return found["place"].strip(" ,") if found else None


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    data = load_table(Path(__file__).with_name("minutes.toml"))["head"]
    return {
        name: re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})\b")
        for name, words in data.items()
    }
