"""Duties that come again: done once, they go on to the next occurrence; one that nobody answers is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Noted
from coordmail.record import EventKind, ItemStatus
from coordmail.workflow.lines import day_of
from coordmail.workflow.occurrences import first_due, is_daily, last_day, next_due
from coordmail.workflow.rungs import schedule_item

if TYPE_CHECKING:
    from coordmail.model import Day
    from coordmail.record import Item
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.statements import Statement

DONE = "done"
MISSED = "missed"
"""How an occurrence ended, kept beside the warnings about it (its `day` is the occurrence's deadline)."""
_MOST_MISSED = 400
_ANEW: dict[str, Any] = {
    "percent": 0,
    "postponed": 0,
    "requested_due": None,
    "requested_reason": None,
    "requested_at": None,
}
"""What was said of one occurrence does not hold for the next."""


def opening(desk: Desk, item: Item) -> dict[str, Any]:
    """What changes in a duty when the minutes are agreed: its first deadline, where it does not run already."""
    if not item.recurrence:
        return {}
    values: dict[str, Any] = {"status": ItemStatus.OPEN, "percent": 0, "claimed_at": None, "claim": None}
    due = item.due
    last = last_day(item.recurrence)
    if due is None or day_of(due) == last or (day_of(due) < desk.today and due == item.original_due):
        due = last if is_daily(item.recurrence) else first_due(item.recurrence, desk.today, desk.config.calendar)
        due = due or item.due
        values |= {"due": due, "original_due": due}
    desk.log(EventKind.RECURS, str(due) if due else "", item.meeting_id, item.id)
    return values


def take_done(desk: Desk, mail: MailInHand, statement: Statement) -> Noted | None:
    """Record an occurrence as done and go on to the next; None where it was the last, which is a claim like any."""
    item = statement.item
    if not item.recurrence or item.status not in {ItemStatus.OPEN, ItemStatus.PROPOSED}:
        return None
    earlier = _ended(desk, mail, item)
    if earlier:
        return _of_an_earlier_one(desk, mail, statement, earlier)
    words = statement.said.reason or ""
    if is_daily(item.recurrence):
        if item.due and day_of(item.due) <= desk.today:
            return None
        _log_done(desk, item, str(desk.today), words)
        return Noted("occurrence_done_daily", statement.number, item, detail=statement.said.reason)
    due = _still_ahead(desk, item)
    if due is None or item.due is None:
        return None
    desk.store.items.warn(item, DONE, day_of(item.due), None)
    _log_done(desk, item, f"{item.due} \u2192 {due}", words)
    moved = desk.store.items.update(
        item.id, {**_ANEW, **_on(item, due), "blocked": None, "blocked_at": None, "opened_at": desk.now}
    )
    if item.blocked:
        desk.log(EventKind.UNBLOCKED, "", item.meeting_id, item.id)
    schedule_item(desk, moved)
    return Noted("occurrence_done", statement.number, moved, new=str(due), detail=statement.said.reason)


def move_on(desk: Desk, item: Item) -> Item:
    """The item at its present occurrence: those whose successor is due by today without an answer were missed."""
    for _ in range(_MOST_MISSED):
        due = next_due(item, desk.config.calendar) if item.status is ItemStatus.OPEN else None
        if due is None or item.due is None or day_of(due) > desk.today:
            break
        desk.store.items.warn(item, MISSED, day_of(item.due), None)
        desk.log(EventKind.OCCURRENCE_MISSED, f"{item.due} \u2192 {due}", item.meeting_id, item.id)
        # `opened_at` stays: this morning's warning of the new occurrence is not stale.
        item = desk.store.items.update(item.id, {**_ANEW, **_on(item, due)})
    return item


def _still_ahead(desk: Desk, item: Item) -> Day | None:
    """The deadline that follows, and has not passed: somebody who answers late has done the latest occurrence."""
    due = next_due(item, desk.config.calendar)
    while due is not None and day_of(due) < desk.today:
        due = next_due(replace(item, due=due), desk.config.calendar)
    return due


def _on(item: Item, due: Day) -> dict[str, Any]:
    return {"due": due, "deadline_version": item.deadline_version + 1}


def _ended(desk: Desk, mail: MailInHand, item: Item) -> tuple[str, str] | None:
    """How the occurrence that the answered mail was about ended, and its day; None for the one at hand."""
    question = desk.store.questions.answered_by(mail.anchors, mail.tag)
    if question is None:
        return None
    version = next((line.deadline_version for line in question.lines if line.item_id == item.id), None)
    if version is None or version >= item.deadline_version:
        return None
    return desk.store.items.ended(item.id, version, (DONE, MISSED))


def _of_an_earlier_one(desk: Desk, mail: MailInHand, statement: Statement, ended: tuple[str, str]) -> Noted:
    """Done is said of an occurrence that is over: a missed one is put down late, a recorded one is known."""
    item, (how, day) = statement.item, ended
    new = str(item.due) if item.due else None
    if how == DONE:
        return Noted("occurrence_known", statement.number, item, new=new)
    desk.store.items.make_up(item.id, day, MISSED, DONE)
    _log_done(desk, item, day, statement.said.reason or "")
    return Noted("occurrence_late", statement.number, item, old=day, new=new, detail=statement.said.reason)


def _log_done(desk: Desk, item: Item, which: str, words: str) -> None:
    desk.log(EventKind.OCCURRENCE_DONE, f"{which} {words}".strip(), item.meeting_id, item.id)
