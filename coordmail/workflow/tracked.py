"""The rows of the tracking sheet that goes with a weekly report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.record import ItemStatus
from coordmail.workflow.lines import is_late
from coordmail.workflow.names import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from coordmail.mail.looking_back import Week
    from coordmail.record import Item, Meeting
    from coordmail.reports.tracking_sheet import TrackedItem
    from coordmail.workflow.desk import Desk
    from coordmail.workflow.week import Gathered


def tracked(desk: Desk, week: Week, gathered: Gathered) -> tuple[TrackedItem, ...]:
    """Every item of the departments of a week, open or just closed."""
    return tuple(
        _row(desk, item, gathered.meetings[item.meeting_id], department.name)
        for department in week.departments
        for item in gathered.items.get(department.name, ())
    )


def _row(desk: Desk, item: Item, meeting: Meeting, department: str) -> TrackedItem:
    from coordmail.reports.tracking_sheet import TrackedItem

    organizer = desk.directory.person(meeting.organizer_email)
    closed = item.status is ItemStatus.CLOSED
    return TrackedItem(
        replace(item, owner=shown_name(desk.directory, item.owner, item.owner_email)),
        meeting.organizer or "",
        (organizer.department if organizer else None) or "",
        department,
        _day(desk, meeting.agreed_at or item.opened_at),
        _day(desk, item.claimed_at or item.closed_at) if closed else None,
        is_late(desk, item),
        "\n".join(_risks(item)),
    )


def _risks(item: Item) -> Iterator[str]:
    if item.blocked:
        yield item.blocked
    if item.requested_due and item.requested_reason:
        yield item.requested_reason


def _day(desk: Desk, moment: datetime | None) -> date | None:
    return desk.calendar.local(moment).date() if moment else None
