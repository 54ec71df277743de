"""One action item as the papers show it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from coordmail.mail.recurrence import format_recurrence
from coordmail.record import ItemStatus
from coordmail.reports.fields import ItemFields
from coordmail.reports.wording import local_day

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from coordmail.record import Item
    from coordmail.reports.wording import Wording


def item_fields(item: Item, words: Wording, now: datetime) -> ItemFields:
    """The row of `item` as it stands at the aware local time `now`."""
    resources = words.list.join(item.resources)
    labelled = (("deliverable", item.deliverable), ("resources", resources))
    status = _status(item, words, now)
    return ItemFields(
        number=str(item.number),
        task=item.task,
        owner=item.owner or item.owner_email or "",
        department=item.department or "",
        due=due_text(item, words),
        deliverable=item.deliverable or "",
        resources=resources,
        status=status,
        planned=_planned(item, words),
        actual=_actual(item, words, now.tzinfo),
        result=(item.result if item.status is ItemStatus.CLOSED else None) or status,
        details="\n".join(words.phrases[key].format(value=value) for key, value in labelled if value),
    )


def days_late(item: Item, zone: tzinfo | None) -> int | None:
    """Calendar days from the last agreed deadline to the day a closed item was done; None without either."""
    done = done_day(item, zone)
    return None if done is None or item.due is None else (done - _date(item.due)).days


def done_day(item: Item, zone: tzinfo | None) -> date | None:
    """The day when a closed item was done: when its owner said so, which the verification has borne out."""
    return local_day(item.claimed_at or item.closed_at, zone) if item.status is ItemStatus.CLOSED else None


def _status(item: Item, words: Wording, now: datetime) -> str:
    if item.status is not ItemStatus.OPEN:
        return words.item[item.status]
    if item.blocked is not None:
        return words.item["blocked"]
    text = words.item["overdue" if item.is_overdue(now) else "open"]
    return f"{text} {item.percent}%" if item.percent else text


def due_text(item: Item, words: Wording) -> str:
    """The deadline of an item, and under it the rule by which it comes again."""
    rule = format_recurrence(item.recurrence, words.language) if item.recurrence else ""
    return "\n".join(filter(None, (words.day(item.due) if item.due else "", rule)))


def _planned(item: Item, words: Wording) -> str:
    if item.recurrence:
        return due_text(item, words)
    first = item.original_due or item.due
    if first is None:
        return ""
    text = words.day(first)
    if item.due is None or item.due == first:
        return text
    return f"{text}\n{words.phrases['moved'].format(day=words.day(item.due))}"


def _actual(item: Item, words: Wording, zone: tzinfo | None) -> str:
    done = done_day(item, zone)
    if done is None:
        return ""
    late = days_late(item, zone)
    return words.day(done) if late is None else f"{words.day(done)}\n{words.late(late)}"


def _date(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
