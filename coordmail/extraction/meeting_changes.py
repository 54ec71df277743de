"""What an answer in words says about the meeting itself: 「地点改为5号会议室」, "move it to 6 March, 10:00"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.text import read_text
from coordmail.extraction.dates import read_period
from coordmail.extraction.fields import read_form
from coordmail.extraction.notice import read_meeting
from coordmail.extraction.notice_prose import cancels, clock_in, moves_to
from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified, vocabulary
from coordmail.model import MeetingFacts, NoticeMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.people import Context
    from coordmail.mail.message import Message
    from coordmail.model import Day

MAX_TEXT = 2_000
"""Nobody corrects a notice at greater length."""

_CLAUSE = re.compile(r"[\n;\uff1b\u3002]+|\.\s+(?=[A-Za-z])|,(?=\s?[^\d\s])|\uff0c")
_FIELDS = frozenset(
    {"topic", "time", "date", "place", "method", "link", "recorder", "attendees", "goal", "agenda", "materials"}
)
_LABEL = 14
"""A Chinese label is no longer, an English one of so many words no longer than twice that."""


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    table = load_table(Path(__file__).with_name("meeting_changes.toml"))
    return {name: re.compile(pattern) for name, pattern in table.items()}


def read_changes(
    message: Message, dates: DateContext, people: Context, start: Day | None = None
) -> MeetingFacts | None:
    """What the new text of `message` says about a meeting that was to begin at `start`; None where it says nothing."""
    text = message.new_text.strip()
    if not text or len(text) > MAX_TEXT:
        return None
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if clause and clause.strip()]
    if cancels(clauses) or any(_words()["off"].fullmatch(simplified(one).strip(" !.")) for one in clauses):
        return MeetingFacts(method=NoticeMethod.CANCELLED)
    lines = [_labelled(clause) or clause for clause in clauses]
    form = read_form(read_text("\n".join(lines)))
    told = read_meeting(form, replace(message, subject="", from_name="", from_address=""), dates, people)
    begins, ends = told.start, told.end
    if not isinstance(begins, datetime) and (moved := _at_another_time(form, lines, begins or start, dates)):
        begins, ends = moved
    facts = replace(
        told,
        start=begins,
        end=ends,
        topic=form.text("topic"),
        goal=told.goal if form.text("goal") else None,
        organizer=None,
        organizer_email=None,
        departments=(),
        attendees=told.attendees if form.text("attendees") else (),
        method=NoticeMethod.MOVED,
        origins=(),
    )
    return facts if facts != MeetingFacts(method=NoticeMethod.MOVED) else None


def _at_another_time(
    form: Form, lines: Sequence[str], day: Day | None, dates: DateContext
) -> tuple[Day, Day | None] | None:
    """Start and end on `day` at the time of day that a label or a moving word gives alone: 时间改到15:00."""
    told = form.text("time") or next(filter(None, map(moves_to, lines)), None)
    clock = clock_in(told) if told else None
    if day is None or clock is None:
        return None
    plain = day.date() if isinstance(day, datetime) else day
    begins, ends = read_period(f"{plain.isoformat()} {clock}", dates)
    return (begins, ends) if isinstance(begins, datetime) else None


def _labelled(clause: str) -> str | None:
    """`clause` as a labelled line, where it says of a field what it is now: 记录人改为王强 is 记录人:王强."""
    plain = simplified(clause)
    if len(plain) != len(clause):
        return None
    for pattern in (_words()["becomes"], _words()["becomes_en"], _words()["spaced"]):
        for found in pattern.finditer(plain):
            label = plain[: found.start()]
            said = _words()["asks"].sub("", label).strip(" '\"")
            known = vocabulary().field(said) if said and len(said) <= 2 * _LABEL else None
            if known and known.name in _FIELDS and (value := clause[found.end() :].strip(" :\uff1a.!\u3002\uff01")):
                return f"{said}: {value}"
    return None
