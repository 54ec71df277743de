"""The occurrences of a duty that comes again: on which day the next one is due. Pure reckoning with RFC 5545 rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from coordmail.extraction.recurrence import days_of, read_rule
from coordmail.workflow.lines import day_of

if TYPE_CHECKING:
    from coordmail.calendar import WorkCalendar
    from coordmail.model import ActionFacts, Day
    from coordmail.record import Item

_PERIOD_ENDS = {
    "FREQ=WEEKLY": "BYDAY=FR",
    "FREQ=MONTHLY": "BYMONTHDAY=-1",
    "FREQ=YEARLY": "BYMONTH=12;BYMONTHDAY=31",
}
"""What is due 「每周」, 「每月」 or 「每年」 without a day is due at the end of the week, month or year."""
_LENGTHS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_MOST_SKIPPED = 40
"""How many occurrences may fall on the same working day (a long holiday) before the rule is given up."""


def is_daily(rule: str) -> bool:
    """Whether a duty comes round (nearly) every day: nobody wants a mail each morning, so it has no deadlines."""
    parts = _parts(rule)
    every_workday = parts.get("FREQ") == "WEEKLY" and parts.get("BYDAY", "").count(",") > 3
    return "INTERVAL" not in parts and (parts.get("FREQ") == "DAILY" or every_workday)


def is_frequent(rule: str | None) -> bool:
    """Whether a duty comes round at least weekly: a warning days before would hardly ever stop."""
    parts = _parts(rule or "")
    return (parts.get("FREQ") == "WEEKLY" and "INTERVAL" not in parts) or (
        parts.get("FREQ") == "DAILY" and int(parts.get("INTERVAL", "1")) <= 7
    )


def first_due(rule: str, today: date, calendar: WorkCalendar) -> date | None:
    """The first deadline after `today`; where periods are longer than one week, month or day, a whole one is given."""
    parts = _parts(rule)
    interval = int(parts.pop("INTERVAL", "1")) if "BYMONTH" not in parts else 1
    after = today
    if parts["FREQ"] == "MONTHLY" and interval in {3, 6}:
        # Quarters and half-years are those of the calendar.
        return _after(_filled(rule), today, today, calendar)
    if interval > 1:
        after = today + timedelta(days=(interval - 1) * _LENGTHS[parts["FREQ"]])
    single = ";".join(f"{key}={value}" for key, value in parts.items())
    return _after(_filled(single), after, after, calendar)


def next_due(item: Item, calendar: WorkCalendar) -> Day | None:
    """The deadline after an item's present one; None when it is the last, or the item has no deadlines."""
    if not item.recurrence or item.due is None or is_daily(item.recurrence):
        return None
    first = day_of(item.original_due or item.due)
    found = _after(_filled(item.recurrence), min(first, day_of(item.due)), day_of(item.due), calendar)
    if found is None or not isinstance(item.due, datetime):
        return found
    return datetime.combine(found, item.due.time())


def moves_on_at(item: Item, calendar: WorkCalendar, owners: WorkCalendar) -> datetime | None:
    """When an occurrence that nobody answered gives way to the next one: its owner's morning of the next one's day."""
    following = next_due(item, calendar)
    return owners.morning(day_of(following)) if following else None


def last_day(rule: str | None) -> date | None:
    """The day after which a duty does not come again (UNTIL)."""
    until = _parts(rule or "").get("UNTIL")
    return date.fromisoformat(until) if until else None


def as_it_runs(item: Item, action: ActionFacts) -> ActionFacts:
    """`action` of new minutes with the deadline that the item has come to, unless the minutes change rule or day."""
    if not item.recurrence or action.recurrence != item.recurrence:
        return action
    stated = action.due
    if stated is None or stated == item.original_due or day_of(stated) == last_day(item.recurrence):
        return replace(action, due=item.due)
    return action


def _after(rule: str, anchor: date, after: date, calendar: WorkCalendar) -> date | None:
    """The first deadline later than `after`: an occurrence on a day off is due on the working day before."""
    for occurrence in islice(days_of(read_rule(rule), anchor, after + timedelta(days=1)), _MOST_SKIPPED):
        due = calendar.on_or_before(occurrence)
        if due > after:
            return due
    return None


def _filled(rule: str) -> str:
    """`rule` with the day that it leaves open."""
    if "BY" in rule:
        return rule
    parts = _parts(rule)
    months = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "MONTHLY" and months in {3, 6}:
        del parts["INTERVAL"]
        parts["BYMONTH"] = ",".join(str(month) for month in range(months, 13, months))
    end = _PERIOD_ENDS.get(f"FREQ={parts['FREQ']}")
    return ";".join([*(f"{key}={value}" for key, value in parts.items()), *([end] if end else [])])


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
