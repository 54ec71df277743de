"""When a meeting begins and ends: under its labels, in the sentence that announces it, in its subject."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from coordmail.extraction.dates import find_dates, read_period
from coordmail.extraction.minutes_head import day_of
from coordmail.extraction.notice_prose import (
    announcement,
    asks_for_answer,
    clock_in,
    moves_to,
    speaks_of_next,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.minutes_head import Head
    from coordmail.model import Day

Time = tuple["Day | None", "Day | None", str | None]
"""Start and end, and the words that told them."""

_DOTTED = re.compile(r"^(\d{1,2})(?:[.:](\d\d))?\s?(?:-|to)\s?(\d{1,2})\.(\d\d)\b")
_NOT_SAID: Time = (None, None, None)
_MOST_LINES = 30
_MOST_OPENING = 6
_LONGEST_DAY = 40
_DUTIES = frozenset({"owner", "actions"})


def meeting_times(
    form: Form,
    subject: str,
    sentences: Sequence[str],
    dates: DateContext,
    opening: Sequence[str] | None,
    head: Head,
) -> Time:
    """Start and end, from the likeliest place that names one; minutes are asked for `head`, `opening` and subject."""
    told = next(_periods(_labelled(form, head, minutes=opening is not None), dates, moved=True), _NOT_SAID)
    if told[0] is not None:
        return told
    if head.start is not None:
        return head.start, head.end, head.words
    if opening is not None:
        return _held(subject, sentences, opening, dates)
    moved = [text for text in map(moves_to, sentences) if text]
    texts = [*moved[:1], *announcement(sentences), subject]
    found = list(_periods((_from_day(text, dates) for text in texts), dates))
    told = next((one for one in found if isinstance(one[0], datetime)), found[0] if found else _NOT_SAID)
    if moved and found and (found[0][2] or "") in moved[0]:
        told = found[0]
    if isinstance(told[0], datetime):
        return told
    return _with_clock(told, form, sentences, dates)


def _labelled(form: Form, head: Head, *, minutes: bool) -> Iterator[str]:
    """What the labels say, the likeliest first; several times in minutes (When: below each task) are deadlines."""
    day, clock = form.text("date"), form.text("time")
    if minutes and len({field.value for field in form.all("time")}) > 1 and form.names() & _DUTIES:
        clock = None
    start, finish = form.text("start"), form.text("finish")
    texts = (
        f"{day} {clock}" if day and clock else None,
        day_of(head, clock) if clock else None,
        clock,
        f"{start} - {finish}" if start and finish else start,
        day,
    )
    yield from filter(None, texts)


def _periods(texts: Iterator[str] | list[str], dates: DateContext, *, moved: bool = False) -> Iterator[Time]:
    """The times that `texts` name; with `moved`, what stands behind the word that moves a meeting."""
    for text in texts:
        start, end = read_period((moves_to(text) if moved else None) or text, dates)
        if start is not None:
            yield start, end, text


def _held(subject: str, sentences: Sequence[str], opening: Sequence[str], dates: DateContext) -> Time:
    """The time of a meeting that was: no later than the day of its minutes, and said in full unless it was 召开."""
    announced = announcement(opening)
    texts = [*opening, subject, *announced]
    found = [
        (told, text)
        for text in texts
        for told in _periods(_from_days(text, dates), dates)
        if told[0] is not None and _day(told[0]) <= dates.today
    ]
    whole = next((told for told, _ in found if isinstance(told[0], datetime)), None)
    whole = whole or next(_headed(sentences, dates), None)
    if whole is not None:
        return whole
    days = (told for told, text in found if text == subject or text in announced)
    return _at_clock(next(days, _NOT_SAID), opening, dates)


def _headed(sentences: Sequence[str], dates: DateContext) -> Iterator[Time]:
    """The days with a time of day that stand in the first lines of minutes: 协调会 2026-01-13 09:30-10:30 线上."""
    told = [line for line in sentences[:_MOST_OPENING] if not speaks_of_next(line)]
    for start, end, text in _timed(told, dates):
        if start is not None and _day(start) <= dates.today:
            yield start, end, text


def _at_clock(told: Time, opening: Sequence[str], dates: DateContext) -> Time:
    """`told`, a day, with the one time of day that the opening of minutes names."""
    clocks = [clock for clock in map(clock_in, opening) if clock]
    if told[0] is None or len(clocks) != 1:
        return told
    start, end = _joined(told[0], clocks[0], dates)
    return (start, end, clocks[0]) if isinstance(start, datetime) else told


def _joined(day: Day, clock: str, dates: DateContext) -> tuple[Day | None, Day | None]:
    """The period that begins on `day` at the time with which `clock` begins; 9 to 9.40 is written 9:00 to 9:40."""
    plain = _DOTTED.sub(lambda found: f"{found[1]}:{found[2] or '00'}-{found[3]}:{found[4]}", clock, count=1)
    return read_period(f"{_day(day).isoformat()} {plain}", dates)


def _with_clock(told: Time, form: Form, sentences: Sequence[str], dates: DateContext) -> Time:
    """`told`, a day or nothing, with the time of day that stands apart from it: under a label, or in another line."""
    label = form.text("time")
    timed = dict.fromkeys(_timed(sentences, dates))
    day = told[0] or (_only_day(sentences, dates) if label else None)
    if day is None:
        starts = {start for start, _, _ in timed}
        return next(iter(timed)) if len(starts) == 1 else told
    same_day = [one for one in timed if one[0] is not None and _day(one[0]) == _day(day)]
    if same_day and len({start for start, _, _ in same_day}) == 1:
        return same_day[0]
    for text in filter(None, (label, clock_in(told[2] or ""))):
        start, end = read_period(f"{_day(day).isoformat()} {clock_in(text) or text}", dates)
        if isinstance(start, datetime):
            return start, end, text
    return told


def _timed(sentences: Sequence[str], dates: DateContext) -> Iterator[Time]:
    """The days with a time of day in `sentences` by which nothing is asked of anybody."""
    for line in sentences[:_MOST_LINES]:
        if asks_for_answer(line):
            continue
        for mention in find_dates(line, dates):
            if isinstance(mention.day, datetime) and not mention.deadline:
                yield (*read_period(line[mention.start :], dates), mention.text)
    yield from _below(sentences[:_MOST_LINES], dates)


def _below(sentences: Sequence[str], dates: DateContext) -> Iterator[Time]:
    """The days that fill a line, with the time of day with which the next line begins, as calendars write them."""
    lines = [line for line in sentences if line.strip()]
    for line, below in pairwise(lines):
        clock = clock_in(below)
        if len(line) > _LONGEST_DAY or not clock or not below.strip().endswith(clock.strip()) or clock_in(line):
            continue
        mentions = find_dates(line, dates)
        if len(mentions) != 1 or len(mentions[0].text) < len(line.strip(" ,.")) - 2 or mentions[0].day is None:
            continue
        start, end = _joined(mentions[0].day, clock, dates)
        if isinstance(start, datetime):
            yield start, end, line


def _only_day(sentences: Sequence[str], dates: DateContext) -> Day | None:
    """The one day that `sentences` name, deadlines aside."""
    mentions = (
        mention for line in sentences[:_MOST_LINES] if not asks_for_answer(line) for mention in find_dates(line, dates)
    )
    days = {_day(one.day) for one in mentions if one.day is not None and not one.deadline and not one.coarse}
    return days.pop() if len(days) == 1 else None


def _from_days(text: str, dates: DateContext) -> Iterator[str]:
    """`text` from each of the days that it names: in `our Monday meeting (6 October, 09:00)` the second has a time."""
    for mention in find_dates(text, dates):
        if mention.day is not None and not mention.coarse:
            yield text[mention.start :]


def _from_day(text: str, dates: DateContext) -> str:
    """`text` from the first day that it names; "" if it names none: 二季度 and 国庆节前 are what a meeting is about."""
    days = (one for one in find_dates(text, dates) if one.day is not None and not one.coarse and not one.before_event)
    first = next(days, None)
    return text[first.start :] if first else ""


def _day(day: Day) -> date:
    return day.date() if isinstance(day, datetime) else day
