"""The ladder of warnings about an item: which rungs it has, and when the clock must look at it next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from coordmail.calendar import Span
from coordmail.record import ItemStatus
from coordmail.workflow.lines import day_of
from coordmail.workflow.recipients import chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.calendar import WorkCalendar
    from coordmail.config import RuleSettings
    from coordmail.record import Item
    from coordmail.workflow.desk import Desk

DUE_TODAY = "due"
OVERDUE = "overdue"
ESCALATION = "escalation"
BLOCKED = "blocked"
POSTPONED = "postponed"


_EVERY_MORNING = Span(1, "workdays")


@dataclass(frozen=True, slots=True)
class Rung:
    """One warning: its name, the morning on which it comes, and how far up it goes."""

    name: str
    day: date
    step: int = 1


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rules for one item. `steps` is how many people a matter can be brought to, one above the other."""

    before: tuple[Span, ...]
    overdue_every: Span
    escalate_after: Span
    escalate_again_after: Span
    confirm_within: Span | None
    calendar: WorkCalendar
    steps: int = 1

    def early(self, item: Item) -> list[Rung]:
        """The warnings before a deadline and on its day; those that fall on a day off come the working day before."""
        if item.due is None:
            return []
        due = day_of(item.due)
        rungs = [
            Rung(f"before {span}", self.calendar.on_or_before(self.calendar.subtract_from_day(due, span)))
            for span in self.before
        ]
        return [*rungs, Rung(DUE_TODAY, self.calendar.on_or_before(due))]

    def overdue_days(self, item: Item, since: date) -> Iterator[date]:
        """The working days from `since` on, on whose mornings an item is warned of as overdue; endless."""
        if item.due is None:
            return
        day = self.calendar.next_workday(day_of(item.due))
        if self.overdue_every == _EVERY_MORNING:
            day = max(day, self.calendar.on_or_after(since))
        while True:
            if day >= since:
                yield day
            day = self.calendar.on_or_after(_after(day, self.overdue_every, self.calendar))

    def last_overdue_day(self, item: Item, today: date) -> date | None:
        """The last working day up to `today` whose morning warns of an item as overdue; None before the first."""
        earliest = today if self.overdue_every == _EVERY_MORNING else date.min
        return max(takewhile(lambda day: day <= today, self.overdue_days(item, earliest)), default=None)

    def escalations(self, item: Item) -> list[Rung]:
        """The working days on whose mornings an overdue item goes to the leader, and on to those above."""
        if item.due is None:
            return []
        return self._climb(ESCALATION, _after(day_of(item.due), self.escalate_after, self.calendar), 1)

    def blocked_escalations(self, item: Item) -> list[Rung]:
        """The working days on whose mornings a blocked item goes on from the leader, who hears at once."""
        if item.blocked_at is None:
            return []
        since = self.calendar.local(item.blocked_at).date()
        return self._climb(BLOCKED, _after(since, self.escalate_again_after, self.calendar), 2)

    def silence_agrees_at(self, item: Item) -> datetime | None:
        """When the organizer's silence agrees to a new date that was asked for; None where nothing was, or never."""
        if item.requested_at is None or self.confirm_within is None:
            return None
        return self.calendar.add(self.calendar.next_working_time(item.requested_at), self.confirm_within)

    def counts_from(self, item: Item, day: date) -> bool:
        """Whether an item was open already on the morning of `day`, so that the warning of that morning is not news."""
        return item.opened_at is None or item.opened_at < self.calendar.morning(day)

    def next_moment(self, item: Item, now: datetime) -> datetime | None:
        """The next instant after `now` at which the clock has something to say about an item; None for never."""
        if item.status is not ItemStatus.OPEN:
            return None
        today = self.calendar.local(now).date()
        rungs = [*self.early(item), *self.escalations(item), *self.blocked_escalations(item)]
        moments = [self.calendar.morning(rung.day) for rung in rungs]
        for day in self.overdue_days(item, today):
            morning = self.calendar.morning(day)
            if morning > now:
                moments.append(morning)
                break
        decision = self.silence_agrees_at(item)
        if decision is not None:
            moments.append(self.calendar.next_working_time(decision))
        return min((moment for moment in moments if moment > now), default=None)

    def _climb(self, name: str, limit: date, first: int) -> list[Rung]:
        """A rung for each step from `first` on; `limit` is the last day that may pass without the first of them."""
        rungs = []
        for step in range(first, self.steps + 1):
            rungs.append(Rung(rung_name(name, step), self.calendar.on_or_after(limit + timedelta(days=1)), step))
            limit = _after(limit, self.escalate_again_after, self.calendar)
        return rungs


def ladder_for(desk: Desk, item: Item) -> Ladder:
    """The rules for `item`, by the day and the working hours of its owner."""
    calendar = desk.at_place_of(item.owner_email).calendar
    return ladder_of(desk.config.rules, item, calendar, max(1, len(chain(desk, item))))


def schedule_item(desk: Desk, item: Item, at_once: bool = False) -> None:
    """Set when the clock looks at `item` next; `at_once` where something is to be sent as soon as it may be."""
    ladder = ladder_for(desk, item)
    moment = ladder.calendar.next_working_time(desk.now) if at_once else ladder.next_moment(item, desk.now)
    desk.store.items.wake(item.id, moment)


def rung_name(name: str, step: int) -> str:
    """The name of the rung on which a matter is brought to the `step`-th person above its owner."""
    return name if step == 1 else f"{name} {step}"


def ladder_of(rules: RuleSettings, item: Item, calendar: WorkCalendar, steps: int = 1) -> Ladder:
    """The rules for `item`: those of its urgency where the configuration has any, else the general ones."""
    own = rules.urgency.get(item.urgency) if item.urgency else None

    def chosen(name: str) -> Span:
        special: Span | None = getattr(own, name, None)
        general: Span = getattr(rules, name)
        return general if special is None else special

    before: Sequence[Span] | None = own.remind_before if own else None
    return Ladder(
        tuple(rules.remind_before if before is None else before),
        chosen("overdue_every"),
        chosen("escalate_after"),
        chosen("escalate_again_after"),
        rules.confirm_within,
        calendar,
        steps,
    )


def _after(day: date, span: Span, calendar: WorkCalendar) -> date:
    if span.unit == "workdays":
        return calendar.next_workday(day, span.count) if span.count else day
    return day + timedelta(days=span.count if span.unit == "days" else 1)
