"""Putting a deadline off by a length of time: what 延期3天 means for an item whose deadline is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.extraction.dates.arithmetic import add_months
from coordmail.workflow.lines import day_of

if TYPE_CHECKING:
    from coordmail.calendar import WorkCalendar
    from coordmail.model import Day, PutOff, ReplyItem


def later(due: Day, by: PutOff, calendar: WorkCalendar) -> Day:
    """`due` put off; a time of day stays."""
    day = day_of(due)
    if by.unit == "workdays":
        day = calendar.next_workday(day, by.count)
    else:
        day = add_months(day, by.count) if by.unit == "months" else day + timedelta(days=by.count)
    return datetime.combine(day, due.time()) if isinstance(due, datetime) else day


def dated(said: ReplyItem, due: Day | None, calendar: WorkCalendar) -> ReplyItem:
    """`said` with the date that it means for an item due at `due`, where it names but a length of time."""
    if said.put_off is None or said.new_due is not None or due is None:
        return said
    return replace(said, new_due=later(due, said.put_off, calendar), put_off=None)
