"""What minutes say beside their action items: the problem, the points, the decisions, the next meeting, remarks."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.dates import find_dates, read_period
from coordmail.extraction.ordinals import split_list
from coordmail.extraction.rules import Rule, of_field, origin
from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified
from coordmail.model import MinutesFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.model import Day, Origin

_SENTENCE = re.compile(r"[^。!\uff01?\uff1f;\uff1b\n]{1,400}")
_SPEAKS_OF_NEXT = ("next_meeting", "remarks", "decisions", "points", "actions", "solutions", "status", "feedback")


def read_minutes(form: Form, dates: DateContext) -> MinutesFacts:
    """The facts of the minutes in `form`; what it does not say is None or empty."""
    announced, told = next_meeting(form, dates)
    facts = MinutesFacts(
        problem=_problem(form),
        points=_items(form, "points"),
        decisions=_items(form, "decisions"),
        next_meeting=announced,
        remarks=_joined(form, "remarks"),
    )
    labels = {name: form.get(name) for name in ("problem", "points", "decisions", "remarks") if getattr(facts, name)}
    origins = [of_field(name, field) for name, field in labels.items() if field]
    return replace(facts, origins=(*origins, *([told] if told else [])))


def next_meeting(form: Form, dates: DateContext) -> tuple[Day | None, Origin | None]:
    """When the next meeting is, under its label or in a sentence that announces it, and where that was read."""
    stated = form.get("next_meeting")
    if stated and stated.value and (start := read_period(stated.value, dates)[0]):
        return start, of_field("next_meeting", stated)
    for line in _lines(form):
        for sentence in _SENTENCE.findall(line):
            word = _announces().search(simplified(sentence))
            day = _first_day(sentence, word.end(), dates) if word else None
            if day is not None:
                return day, origin("next_meeting", sentence, Rule.SENTENCE)
    return None, None


def _first_day(sentence: str, behind: int, dates: DateContext) -> Day | None:
    """The first day that `sentence` names behind place `behind`, or else before it (定于3月8日再次开会)."""
    days = [mention for mention in find_dates(sentence, dates) if mention.day is not None and not mention.coarse]
    after = [mention for mention in days if mention.end > behind]
    chosen = after[0] if after else days[-1] if days else None
    if chosen is None:
        return None
    return read_period(chosen.text, dates)[0] or chosen.day


def _problem(form: Form) -> str | None:
    logged = "\n".join(dict.fromkeys(row.cells["problem"] for row in form.rows if "problem" in row.cells))
    return _joined(form, "problem") or _joined(form, "background") or logged or None


def _joined(form: Form, name: str) -> str | None:
    texts = dict.fromkeys(found.value for found in form.all(name) if found.value)
    return "\n".join(texts) or None


def _items(form: Form, name: str) -> tuple[str, ...]:
    return tuple(item for found in form.all(name) for item in split_list(found.blocks))


def _lines(form: Form) -> Iterator[str]:
    """Every line that may announce the next meeting, the likeliest first."""
    for name in _SPEAKS_OF_NEXT:
        for found in form.all(name):
            yield from found.value.split("\n")
    for block in form.prose:
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
    for row in form.rows:
        yield from (row.cells[name] for name in ("remarks", "task") if name in row.cells)


@lru_cache(maxsize=1)
def _announces() -> re.Pattern[str]:
    words = load_table(Path(__file__).with_name("minutes.toml"))["next_meeting"]
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
