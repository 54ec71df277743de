"""What an owner's report leads to, on the clock's side: verification, the organizer's word, the leader's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow.lines import line_for
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees, chain
from coordmail.workflow.rungs import BLOCKED, POSTPONED, ladder_for, rung_name
from coordmail.workflow.verifying import ask_to_verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.record import Event, Item, Meeting
    from coordmail.workflow.desk import Desk
    from coordmail.workflow.rungs import Rung


def follow_up(desk: Desk, item: Item) -> Item:
    """Send what an owner's report leads to (in working hours): verification, the organizer's or the leader's word."""
    if item.status is ItemStatus.CLAIMED:
        ask_to_verify(desk, item)
    if item.status is ItemStatus.OPEN and item.requested_at:
        item = _ask_for_delay(desk, item)
    if item.status is ItemStatus.OPEN and item.blocked:
        escalate(desk, item, BLOCKED, str(item.blocked_at))
        climb(desk, item, BLOCKED, ladder_for(desk, item).blocked_escalations(item), str(item.blocked_at))
    return item


def climb(desk: Desk, item: Item, cause: str, rungs: Sequence[Rung], occasion: str = "") -> None:
    """Bring an item to the last of the people above its owner whose day has come, unless they have heard of it."""
    ladder = ladder_for(desk, item)
    due = [r for r in rungs if r.day <= desk.today and not desk.store.items.warned(item, f"{r.name}{occasion}")]
    if not due or not ladder.counts_from(item, desk.today):
        return
    for rung in due:
        desk.store.items.warn(item, f"{rung.name}{occasion}", None, None)
    escalate(desk, item, cause, occasion, due[-1].step)


def escalate(desk: Desk, item: Item, cause: str, occasion: str, step: int = 1) -> None:
    """Bring an item to its owner's leader with its history; once a cause. `occasion` tells causes of a kind apart: when
    it was blocked, when more time was asked for; lateness is the same as long as the deadline is.

    At later steps it goes to who stands above, with those who heard of it before in CC.
    """
    meeting = desk.store.meetings.get(item.meeting_id)
    to, cc = addressees(desk, MailKind.ESCALATION, meeting, item, step=step)
    before = chain(desk, item)[: step - 1]
    outbox_id = write(
        desk,
        MailKind.ESCALATION,
        f"escalation/{item.ref}/{rung_name(cause, step)}/{occasion or item.due}",
        to,
        [*cc, *(address for address in before if address not in (*to, *cc))],
        meeting=meeting,
        lines=[line_for(desk, item, item.number)],
        asks=True,
        context={
            "cause": cause,
            "history": history_of(desk, item, meeting),
            "before": tuple(desk.name_of(address, meeting) for address in before),
        },
    )
    if outbox_id:
        desk.log(EventKind.ESCALATED, ", ".join(desk.name_of(a, meeting) for a in to), item.meeting_id, item.id)


def _ask_for_delay(desk: Desk, item: Item) -> Item:
    if item.postponed:
        escalate(desk, item, POSTPONED, str(item.requested_at))
        return item
    if not desk.store.outbox.has(_delay_key(item)):
        # Silence counts from when the organizer was asked, which may be long after the owner wrote.
        item = desk.store.items.update(item.id, {"requested_at": desk.now})
    meeting = desk.store.meetings.get(item.meeting_id)
    span = desk.config.rules.confirm_within
    to, cc = addressees(desk, MailKind.DELAY_REQUEST, meeting, item)
    write(
        desk,
        MailKind.DELAY_REQUEST,
        _delay_key(item),
        to,
        cc,
        meeting=meeting,
        lines=[line_for(desk, item, item.number)],
        asks=True,
        context={"answer_by": desk.calendar.local(desk.calendar.add(desk.now, span)) if span else None},
    )
    return item


def _delay_key(item: Item) -> str:
    return f"delay-request/{item.ref}/{item.requested_at}"


def history_of(desk: Desk, item: Item, meeting: Meeting) -> tuple[Event, ...]:
    """What happened to an item, with names in place of addresses."""
    events = desk.store.history.of_item(item.id)
    return tuple(replace(e, actor=desk.name_of(e.actor, meeting) if e.actor else "") for e in events)
