"""A week in looking back: what each department did, plans, risks and is late with, for its leader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.mail.looking_back import DepartmentWeek, DoneLine, Risk, RiskLine, Week
from coordmail.record import Approval, EventKind, ItemStatus
from coordmail.workflow.lines import day_of, is_late, line_for
from coordmail.workflow.recipients import leaders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordmail.mail.letters import Line
    from coordmail.record import Item, Meeting
    from coordmail.storage.looking_back import Happening
    from coordmail.workflow.desk import Desk

_TOLD = (
    EventKind.OCCURRENCE_DONE,
    EventKind.OCCURRENCE_MISSED,
    EventKind.DELAY_AGREED,
    EventKind.DEADLINE_MOVED,
)
_SOON = 3
"""Working days."""
_HALF = 50
_OFTEN = 2
"""An item that was postponed so often is a risk until it is done."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a weekly report looks back on, instants aware; `first` to `last` are its days."""

    since: datetime
    until: datetime
    first: date
    last: date


@dataclass(frozen=True)
class Gathered:
    """The items that a period's reports are about, by department, and what happened to them."""

    period: Period
    items: Mapping[str, tuple[Item, ...]]
    happened: Mapping[int, tuple[Happening, ...]]
    meetings: Mapping[int, Meeting]
    concerned: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The leaders whom a meeting's items concern, once they were asked for: most meetings concern several."""


def department_of(desk: Desk, item: Item) -> str | None:
    """The department whose work an item is: its owner's, else the one that it names; by its name in the directory."""
    person = desk.directory.person(item.owner_email)
    for name in (person.department if person else None, item.department):
        department = desk.directory.department(name)
        if department:
            return department.name
    return item.department


def gather(desk: Desk, period: Period) -> Gathered:
    """Everything that was open in the period, or closed in it."""
    store = desk.store
    open_ones = (i for i in store.items.unfinished() if _was_there(i, period))
    items = {item.id: item for item in (*open_ones, *store.looking_back.closed(period.since, period.until))}
    by_department: dict[str, list[Item]] = {}
    for item in sorted(items.values(), key=lambda item: (str(item.due or "9999"), item.meeting_id, item.number)):
        by_department.setdefault(department_of(desk, item) or "", []).append(item)
    happened: dict[int, list[Happening]] = {}
    for happening in store.looking_back.events(_TOLD, period.since, period.until):
        happened.setdefault(happening.item_id or 0, []).append(happening)
    return Gathered(
        period,
        {name: tuple(found) for name, found in by_department.items()},
        {item_id: tuple(found) for item_id, found in happened.items()},
        {n: store.meetings.get(n) for n in dict.fromkeys(item.meeting_id for item in items.values())},
    )


def week_of(desk: Desk, leader: str, gathered: Gathered) -> Week | None:
    """What `leader` is told; None when none of their departments has anything to tell."""
    names = [d.name for d in desk.directory.departments if d.leader == leader]
    departments = [_department(desk, name, gathered) for name in names if name in gathered.items]
    if not departments:
        return None
    period = gathered.period
    following = _week_after(period.last)
    return Week(period.first, period.last, following, following + timedelta(days=6), tuple(departments))


def partners(desk: Desk, leader: str, gathered: Gathered) -> tuple[str, ...]:
    """The leaders of the departments that a leader's departments work with on these items."""
    names = [d.name for d in desk.directory.departments if d.leader == leader]
    meetings = dict.fromkeys(item.meeting_id for name in names for item in gathered.items.get(name, ()))
    found: dict[str, None] = {}
    for meeting_id in meetings:
        if meeting_id not in gathered.concerned:
            gathered.concerned[meeting_id] = _concerned(desk, gathered.meetings[meeting_id])
        found |= dict.fromkeys(gathered.concerned[meeting_id])
    return tuple(address for address in found if address not in {leader, desk.config.smtp.address})


def _concerned(desk: Desk, meeting: Meeting) -> tuple[str, ...]:
    """The leaders of the departments that work on a meeting's items, those that give something for them included."""
    requests = [r for r in desk.store.requests.of_meeting(meeting.id) if r.status is not Approval.REFUSED]
    approvers = [desk.directory.person(r.approver_email) for r in requests]
    supporting = [r.department for r in requests] + [p.department for p in approvers if p]
    addresses = [*leaders(desk, meeting), *map(desk.directory.leader_of, supporting)]
    return tuple(dict.fromkeys(address for address in addresses if address))


def _was_there(item: Item, period: Period) -> bool:
    """Whether an item was there before the period ended; one whose clock began anew since was."""
    return item.deadline_version > 1 or item.opened_at is None or item.opened_at < period.until


def _department(desk: Desk, name: str, gathered: Gathered) -> DepartmentWeek:
    period = gathered.period
    items = gathered.items[name]
    unfinished = [item for item in items if item.status in {ItemStatus.OPEN, ItemStatus.CLAIMED}]
    lines = {i.id: line_for(desk, i, i.number, meeting=gathered.meetings[i.meeting_id]) for i in items}
    late = [item for item in unfinished if lines[item.id].days_overdue or _is_late_today(desk, item)]
    horizon = _week_after(period.last) + timedelta(days=6)
    risky = [(item, _risks(desk, item, gathered)) for item in unfinished if item not in late]
    return DepartmentWeek(
        name,
        done=tuple(sorted(_done(desk, items, lines, gathered), key=lambda done: done.day)),
        planned=tuple(
            lines[item.id]
            for item in unfinished
            if item.status is ItemStatus.OPEN and item.due and period.last < day_of(item.due) <= horizon
        ),
        risks=tuple(RiskLine(lines[item.id], risks) for item, risks in risky if risks),
        overdue=tuple(lines[item.id] for item in late),
        under_way=len(unfinished),
    )


def _week_after(day: date) -> date:
    """The Monday after the week of a day."""
    return day + timedelta(days=7 - day.weekday())


def _is_late_today(desk: Desk, item: Item) -> bool:
    """Whether a deadline with a time of day has passed on this very day."""
    return isinstance(item.due, datetime) and is_late(desk, item)


def _done(desk: Desk, items: Iterable[Item], lines: Mapping[int, Line], gathered: Gathered) -> Iterable[DoneLine]:
    period = gathered.period
    for item in items:
        line = lines[item.id]
        if item.status is ItemStatus.CLOSED:
            yield _done_line(desk, line, item.claimed_at or item.closed_at or period.until, verified=True)
        elif item.claimed_at and period.since <= item.claimed_at < period.until:
            yield _done_line(desk, line, item.claimed_at, verified=False)
        for happening in gathered.happened.get(item.id, ()):
            if happening.what is EventKind.OCCURRENCE_DONE:
                yield DoneLine(line, desk.calendar.local(happening.at).date())


def _done_line(desk: Desk, line: Line, moment: datetime, *, verified: bool) -> DoneLine:
    day = desk.calendar.local(moment).date()
    due = line.item.due
    return DoneLine(line, day, max(0, (day - day_of(due)).days) if due else None, verified)


def _risks(desk: Desk, item: Item, gathered: Gathered) -> tuple[Risk, ...]:
    period = gathered.period
    kinds = {happening.what for happening in gathered.happened.get(item.id, ())}
    if item.status is ItemStatus.CLAIMED:
        return (Risk.UNVERIFIED,) if item.claimed_at and item.claimed_at < period.since else ()
    moved = EventKind.DELAY_AGREED in kinds or EventKind.DEADLINE_MOVED in kinds
    soon = desk.calendar.next_workday(period.last, _SOON)
    found = {
        Risk.BLOCKED: item.blocked is not None,
        Risk.DELAY_ASKED: item.requested_due is not None,
        Risk.POSTPONED: (moved and item.postponed > 0) or item.postponed >= _OFTEN,
        Risk.MISSED: EventKind.OCCURRENCE_MISSED in kinds,
        Risk.DUE_SOON: item.due is not None
        and not item.recurrence
        and item.percent < _HALF
        and day_of(item.due) <= soon,
    }
    return tuple(risk for risk, holds in found.items() if holds)
