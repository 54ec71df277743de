"""Bounces: an address that fails is not mailed again until it writes, and the organizer hears of it once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.mail.letters import Noted
from coordmail.record import EventKind, MailKind
from coordmail.workflow.guessing import find_question
from coordmail.workflow.outcome import Disposition, ignored, processed
from coordmail.workflow.post import write

if TYPE_CHECKING:
    from coordmail.mail.message import Bounce
    from coordmail.workflow.desk import Desk, MailInHand


def take_bounce(desk: Desk, mail: MailInHand, bounce: Bounce) -> Disposition:
    """Take in a delivery report about a mail of ours, which it names by its Message-ID or quotes with its tag."""
    original = bounce.original_message_id
    ours = desk.store.outbox.by_message_id(original) if original else None
    if ours is None and (question := find_question(desk, replace(mail, anchors=()))):
        ours = desk.store.outbox.by_message_id(question.message_id)
    if ours is None:
        return ignored("a bounce of a mail that is not ours")
    if not bounce.permanent:
        return ignored("a delivery is delayed", ours["meeting_id"])
    # RFC 3464, 2.3.6: the diagnostic begins with its type, which says nothing to a reader.
    reason = (bounce.diagnostic or "").removeprefix("smtp;").strip() or bounce.status or "refused"
    known = {address for address in bounce.recipients if desk.store.outbox.went_to(ours["id"], address)}
    if not known and len(addressees := desk.store.outbox.addressees(ours["id"])) == 1:
        # The report names nobody, or where the address is forwarded to.
        known = set(addressees)
    for address in known:
        address_fails(desk, address, reason, ours["meeting_id"])
    return processed(f"bounced: {', '.join(sorted(known))}", ours["meeting_id"])


def address_fails(desk: Desk, address: str, reason: str, meeting_id: int | None) -> None:
    """Note that an address fails and tell the organizer of the meeting, or the administrator where there is none."""
    if not desk.store.administration.fails(address, reason, desk.now):
        return
    desk.log(EventKind.ADDRESS_FAILS, f"{address}: {reason}", meeting_id)
    meeting = desk.store.meetings.get(meeting_id) if meeting_id else None
    organizer = meeting.organizer_email if meeting else None
    if organizer is None or organizer == address or desk.store.administration.is_failing(organizer):
        desk.store.administration.note(desk.now, "address_failing", f"{address}: {reason}")
        return
    digest = hashlib.sha256(f"{address}/{desk.now.isoformat()}".encode()).hexdigest()[:16]
    write(
        desk,
        MailKind.NOTED,
        f"address-failing/{digest}",
        [organizer],
        meeting=meeting,
        context={"notes": (Noted("address_failing", detail=reason, new=address, by=desk.name_of(address, meeting)),)},
    )
