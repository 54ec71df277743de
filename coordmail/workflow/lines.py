"""Items as a mail shows them: numbered, with the days that are left or over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from coordmail.mail.letters import Line
from coordmail.workflow.names import shown_name
from coordmail.workflow.sharing import is_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.model import Day
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk


def day_of(day: Day) -> date:
    """The day of a deadline, without its time."""
    return day.date() if isinstance(day, datetime) else day


def is_late(desk: Desk, item: Item) -> bool:
    """Whether a deadline has passed: a day is over where its people are; a time of day is the organisation's."""
    return item.is_overdue(desk.office_now if isinstance(item.due, datetime) else desk.local_now)


def line_for(desk: Desk, item: Item, number: int, me: str | None = None, meeting: Meeting | None = None) -> Line:
    """`item` as the mail's line `number`; `me` is the recipient's address, `meeting` given where mails span several."""
    overdue = item.days_overdue(desk.today) if is_late(desk, item) else 0
    days_left = (day_of(item.due) - desk.today).days if item.due and not overdue else None
    item = replace(item, owner=shown_name(desk.directory, item.owner, item.owner_email))
    mine = is_own(desk, item, me)
    return Line(number, item, meeting, mine=mine, days_left=days_left, days_overdue=overdue)


def lines_of_meeting(desk: Desk, items: Iterable[Item], me: str | None = None) -> tuple[Line, ...]:
    """The items of one meeting under their own numbers."""
    return tuple(line_for(desk, item, item.number, me) for item in items)


def lines_of_person(desk: Desk, items: Iterable[Item]) -> tuple[Line, ...]:
    """One person's items across meetings, numbered from 1; each with its meeting."""
    meetings: dict[int, Meeting] = {}
    lines = []
    for number, item in enumerate(items, 1):
        if item.meeting_id not in meetings:
            meetings[item.meeting_id] = desk.store.meetings.get(item.meeting_id)
        lines.append(line_for(desk, item, number, item.owner_email, meetings[item.meeting_id]))
    return tuple(lines)
