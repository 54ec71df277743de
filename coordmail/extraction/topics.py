"""What a meeting is about: its label, or its subject without prefixes and without the day on which it is held."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from coordmail.extraction.dates import find_dates
from coordmail.extraction.notice_prose import topic_in
from coordmail.extraction.subject import read_subject, without_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.dates.mention import DateMention
    from coordmail.extraction.form import Form
    from coordmail.model import Day

_BEFORE = re.compile(
    r"[\s(\[\uff08【,\uff0c:\uff1a;|/–—-]{0,12}(?:\b(?:on|of|for|from)\s)?[\s(\[\uff08【]{0,12}$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"(?:[\s)\]\uff09】,\uff0c:\uff1a;|/–—-]|[(\uff08][^()\uff08\uff09]{1,8}[)\uff09]|(?:周|星期)[一二三四五六日天]"
    r"|(?:上|下|中)午|\d{1,2}[:\uff1a]\d\d|(?<=\d)-\d{1,2}[:\uff1a]\d\d|召开的?|举行的?|的){0,12}"
)
_NUMBERED = re.compile(r"\d|明天|今天|后天|tomorrow|today|tonight", re.IGNORECASE)
_SHORTEST = 2


def topic_of(
    form: Form, subject: str, sentences: Sequence[str], start: Day | None, dates: DateContext, *, minutes: bool
) -> str | None:
    """The topic; a day at either end of the subject is no part of it where the meeting begins on that day."""
    stated = form.text("topic")
    if stated:
        return read_subject(stated, minutes=minutes).topic or stated
    told = read_subject(without_date(subject) if minutes else subject, minutes=minutes).topic
    told = without_date(told) if told and minutes else told
    bare = _without_day(told, start, dates) if told and start else told
    if told and bare != told:
        return read_subject(bare or "", minutes=minutes).topic or told
    return told or topic_in(sentences)


def _without_day(topic: str, start: Day, dates: DateContext) -> str:
    """`topic` without the day of `start` at its beginning or its end."""
    day = start.date() if isinstance(start, datetime) else start
    for mention in find_dates(topic, dates):
        said = mention.day.date() if isinstance(mention.day, datetime) else mention.day
        if said != day or not _NUMBERED.search(mention.text):
            continue
        return _cut(topic, mention)
    return topic


def _cut(topic: str, mention: DateMention) -> str:
    """`topic` without `mention`, if that stands at one of its ends and something is left."""
    head = topic[: mention.start]
    gap = _BEFORE.search(head)
    before = head[: gap.start()] if gap else head
    behind = _BEHIND.match(topic, mention.end)
    rest = topic[behind.end() if behind else mention.end :]
    left = rest if not before else before if not rest else ""
    return left if len(left) >= _SHORTEST else topic
