"""Asking for verification until somebody answers, each week: the verifier twice, then the organizer."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from coordmail.calendar import Span
from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow.lines import line_for
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk

_AGAIN = Span(5, "workdays")
"""How long a verifier has: to look at a result takes longer than to say yes or no."""
_WITH_THE_VERIFIER = 2
"""How often the verifier is asked before the organizer is."""


def ask_to_verify(desk: Desk, item: Item) -> None:
    """Ask for the verification of a claimed item, if it is time to: first, or again."""
    moment = verification_moment(desk, item)
    if moment is None or moment > desk.now:
        return
    meeting = desk.store.meetings.get(item.meeting_id)
    before = desk.store.items.asked(item.id, _rung(item))
    to, cc = addressees(desk, MailKind.VERIFY_REQUEST, meeting, item)
    first = to
    if len(before) >= _WITH_THE_VERIFIER:
        to = _organizer_instead(meeting, item) or to
    key = f"verify-request/{item.ref}/{item.claimed_at}"
    outbox_id = write(
        desk,
        MailKind.VERIFY_REQUEST,
        f"{key}/{len(before)}" if before else key,
        to,
        [address for address in cc if address not in to],
        meeting=meeting,
        lines=[line_for(desk, item, item.number)],
        asks=True,
        context={
            "asked_before": desk.calendar.local(before[-1]).date() if before else None,
            "in_place_of": desk.name_of(first[0], meeting) if to != first else None,
        },
    )
    if outbox_id is None:
        return
    desk.store.items.warn(item, _rung(item), desk.today, outbox_id)
    happened = EventKind.VERIFICATION_REMINDED if before else EventKind.VERIFICATION_ASKED
    desk.log(happened, desk.name_of(to[0], meeting), item.meeting_id, item.id)


def verification_moment(desk: Desk, item: Item) -> datetime | None:
    """When an item that is called done is to be asked about (again); None for all others."""
    if item.status is not ItemStatus.CLAIMED or item.claimed_at is None:
        return None
    before = desk.store.items.asked(item.id, _rung(item))
    # The clock attends to an item in the hours of its owner.
    calendar = desk.at_place_of(item.owner_email).calendar
    if not before:
        return calendar.next_working_time(item.claimed_at)
    return calendar.next_working_time(calendar.add(before[-1], _AGAIN))


def _organizer_instead(meeting: Meeting, item: Item) -> tuple[str, ...]:
    organizer = meeting.organizer_email
    return (organizer,) if organizer and organizer != item.owner_email else ()


def _rung(item: Item) -> str:
    """The rung of this claim: an item that was reopened and is called done again is asked about anew."""
    claimed = item.claimed_at.astimezone(UTC) if item.claimed_at else None
    return f"verify {claimed:%Y-%m-%dT%H:%M:%SZ}"
