"""The ladder of warnings about an item: which rungs it has, and when the clock must look at it next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.record import ItemStatus
from coordmail.workflow.lines import day_of
from coordmail.workflow.occurrences import is_frequent, moves_on_at
from coordmail.workflow.verifying import verification_moment

if TYPE_CHECKING:
    from coordmail.calendar import Span, WorkCalendar
    from coordmail.config import RuleSettings
    from coordmail.record import Item
    from coordmail.workflow.desk import Desk

DUE_TODAY = "due"
OVERDUE = "overdue"
ESCALATION = "escalation"
BLOCKED = "blocked"
POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Rung:
    """One early warning: its name, and the morning on which it comes."""

    name: str
    day: date


def early_rungs(item: Item, rules: RuleSettings, calendar: WorkCalendar) -> list[Rung]:
    """The warnings before a deadline and on its day; those that fall on a day off come the working day before."""
    if item.due is None:
        return []
    due = day_of(item.due)
    rungs = [
        Rung(f"before {span}", calendar.on_or_before(calendar.subtract_from_day(due, span)))
        for span in (() if is_frequent(item.recurrence) else rules.remind_before)
    ]
    return [*rungs, Rung(DUE_TODAY, calendar.on_or_before(due))]


def first_overdue_day(item: Item, calendar: WorkCalendar) -> date | None:
    """The working day on whose morning an item is first warned of as overdue."""
    return calendar.next_workday(day_of(item.due)) if item.due else None


def escalation_day(item: Item, rules: RuleSettings, calendar: WorkCalendar) -> date | None:
    """The working day on whose morning an overdue item goes to the leader."""
    if item.due is None:
        return None
    span = rules.escalate_after
    limit = _days_after(day_of(item.due), span, calendar)
    return calendar.on_or_after(limit + timedelta(days=1))


def counts_from(item: Item, day: date, calendar: WorkCalendar) -> bool:
    """Whether an item was open already on the morning of `day`, so that the warning of that morning is not news."""
    return item.opened_at is None or item.opened_at < calendar.morning(day)


def next_moment(item: Item, now: datetime, rules: RuleSettings, calendar: WorkCalendar) -> datetime | None:
    """The next instant after `now` at which the clock has something to say about an item; None for never."""
    if item.status is not ItemStatus.OPEN:
        return None
    today = calendar.local(now).date()
    days: list[date] = [rung.day for rung in early_rungs(item, rules, calendar)]
    overdue = first_overdue_day(item, calendar)
    if overdue is not None:
        days.append(max(overdue, calendar.next_workday(today)))
    escalation = escalation_day(item, rules, calendar)
    if escalation is not None:
        days.append(escalation)
    moments = [calendar.morning(day) for day in days]
    decision = silence_agrees_at(item, rules, calendar)
    if decision is not None:
        moments.append(calendar.next_working_time(decision))
    return min((moment for moment in moments if moment > now), default=None)


def silence_agrees_at(item: Item, rules: RuleSettings, calendar: WorkCalendar) -> datetime | None:
    """When the organizer's silence agrees to a new date that was asked for; None where nothing was, or never."""
    if item.requested_at is None or rules.confirm_within is None:
        return None
    return calendar.add(calendar.next_working_time(item.requested_at), rules.confirm_within)


def schedule_item(desk: Desk, item: Item, at_once: bool = False) -> None:
    """Set when the clock looks at `item` next; `at_once` where something is to be sent as soon as it may be."""
    moments = (
        next_moment(item, desk.now, desk.config.rules, desk.calendar),
        moves_on_at(item, desk.calendar) if item.status is ItemStatus.OPEN else None,
        verification_moment(desk, item),
    )
    moment = min((moment for moment in moments if moment), default=None)
    desk.store.items.wake(item.id, desk.now if at_once else moment)


def _days_after(day: date, span: Span, calendar: WorkCalendar) -> date:
    if span.unit == "workdays":
        return calendar.next_workday(day, span.count) if span.count else day
    return day + timedelta(days=span.count if span.unit == "days" else 1)
