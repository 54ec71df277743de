"""When a meeting begins and ends: under its labels, in the sentence that announces it, in its subject."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from coordmail.extraction.dates import find_dates, read_period
from coordmail.extraction.minutes_head import day_of
from coordmail.extraction.notice_prose import (
    announcement,
    asks_for_answer,
    clock_in,
    moves_to,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.minutes_head import Head
    from coordmail.model import Day

Time = tuple["Day | None", "Day | None", str | None]
"""Start and end, and the words that told them."""

_NOT_SAID: Time = (None, None, None)
_MOST_LINES = 30


def meeting_times(
    form: Form,
    subject: str,
    sentences: Sequence[str],
    dates: DateContext,
    opening: Sequence[str] | None,
    head: Head,
) -> Time:
    """Start and end, from the likeliest place that names one; minutes are asked for `head`, `opening` and subject."""
    told = next(_periods(_labelled(form, head), dates, moved=True), _NOT_SAID)
    if told[0] is not None:
        return told
    if head.start is not None:
        return head.start, head.end, head.words
    if opening is not None:
        return _held(subject, opening, dates)
    moved = [text for text in map(moves_to, sentences) if text]
    texts = [*moved[:1], *announcement(sentences), subject]
    found = list(_periods((_from_day(text, dates) for text in texts), dates))
    told = next((one for one in found if isinstance(one[0], datetime)), found[0] if found else _NOT_SAID)
    if moved and found and (found[0][2] or "") in moved[0]:
        told = found[0]
    if isinstance(told[0], datetime):
        return told
    return _with_clock(told, form, sentences, dates)


def _labelled(form: Form, head: Head) -> Iterator[str]:
    """What the labels say, the likeliest first."""
    day, clock = form.text("date"), form.text("time")
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


def _held(subject: str, opening: Sequence[str], dates: DateContext) -> Time:
    """The time of a meeting that was: no later than the day of its minutes, and said in full unless it was 召开."""
    texts = [*opening, subject, *announcement(opening)]
    found = [
        (told, text)
        for text in texts
        for told in _periods([_from_day(text, dates)], dates)
        if told[0] is not None and _day(told[0]) <= dates.today
    ]
    whole = (told for told, _ in found if isinstance(told[0], datetime))
    days = (told for told, text in found if text == subject or text in texts[len(opening) + 1 :])
    return next(whole, next(days, _NOT_SAID))


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


def _only_day(sentences: Sequence[str], dates: DateContext) -> Day | None:
    """The one day that `sentences` name, deadlines aside."""
    mentions = (
        mention for line in sentences[:_MOST_LINES] if not asks_for_answer(line) for mention in find_dates(line, dates)
    )
    days = {_day(one.day) for one in mentions if one.day is not None and not one.deadline and not one.coarse}
    return days.pop() if len(days) == 1 else None


def _from_day(text: str, dates: DateContext) -> str:
    """`text` from the first day that it names; "" if it names none: 二季度 and 国庆节前 are what a meeting is about."""
    days = (one for one in find_dates(text, dates) if one.day is not None and not one.coarse and not one.before_event)
    first = next(days, None)
    return text[first.start :] if first else ""


def _day(day: Day) -> date:
    return day.date() if isinstance(day, datetime) else day
