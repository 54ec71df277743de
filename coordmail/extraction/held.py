"""Minutes written as a letter: the sentence that says when and where the meeting was held."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.dates import find_dates
from coordmail.extraction.notice_prose import place_in
from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form

_MOST_LINES = 8
_SENTENCE = re.compile(r"[^。;\uff1b!\uff01?\uff1f\n]{4,300}")
_BRACKET = re.compile(r"[(\uff08]([^()\uff08\uff09]{2,60})[)\uff09]")
_COMMA = re.compile(r"[,\uff0c;\uff1b、]\s?")


def held_sentences(form: Form, dates: DateContext) -> list[str]:
    """The sentences at the top of minutes that say when the meeting was: held, on a day that is not still to come."""
    return [sentence for sentence in _opening(form) if _tells(sentence, dates)]


def held_place(sentences: list[str]) -> str | None:
    """Where the meeting was, as `sentences` say: 在X召开, or beside the time in brackets."""
    stated = place_in(sentences)
    if stated:
        return stated
    inside = (part.strip() for line in sentences for found in _BRACKET.findall(line) for part in _COMMA.split(found))
    return next((part for part in inside if _words()[2].search(simplified(part))), None)


def _opening(form: Form) -> Iterator[str]:
    blocks = [block for block in form.prose if isinstance(block, Paragraph)][:_MOST_LINES]
    lines = [line for block in blocks for line in block.text.split("\n")][:_MOST_LINES]
    for line in [*lines, *(f"{field.label}:" for field in form.fields[:_MOST_LINES] if "如下" in field.label)]:
        yield from _SENTENCE.findall(line)


def _tells(sentence: str, dates: DateContext) -> bool:
    held, ahead, _ = _words()
    plain = simplified(sentence)
    if not held.search(plain) or ahead.search(plain):
        return False
    day = next((m.day for m in find_dates(sentence, dates) if m.day and not m.coarse), None)
    return day is not None and _day(day) <= _day(dates.anchor)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load_table(Path(__file__).with_name("minutes.toml"))
    held, ahead, place = (re.compile("|".join(data[name])) for name in ("held", "held_not", "held_places"))
    return held, ahead, place
