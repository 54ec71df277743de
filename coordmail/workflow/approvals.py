"""Resource requests: their approver is asked, and the answer recorded and told to who needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.mail.letters import Noted
from coordmail.model import Answer
from coordmail.record import Approval, EventKind, MailKind
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees

if TYPE_CHECKING:
    from coordmail.model import ReplyFacts
    from coordmail.record import Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_DECISIONS = {Answer.YES: Approval.APPROVED, Answer.DONE: Approval.APPROVED, Answer.NO: Approval.REFUSED}
_EVENTS = {Approval.APPROVED: EventKind.APPROVED, Approval.REFUSED: EventKind.REFUSED}


def ask_for_approval(desk: Desk, meeting: Meeting) -> None:
    """Ask the approver of every resource request of agreed minutes."""
    for request in desk.store.requests.of_meeting(meeting.id):
        if request.status is not Approval.PROPOSED:
            continue
        item = desk.store.items.get(request.item_id) if request.item_id else None
        to, cc = addressees(desk, MailKind.APPROVAL_REQUEST, meeting, item, request)
        write(
            desk,
            MailKind.APPROVAL_REQUEST,
            f"approval-request/{meeting.ref}/{request.number}",
            to,
            cc,
            meeting=meeting,
            requests=[request],
            asks=True,
            context={"line": lines_of_meeting(desk, [item])[0] if item else None},
        )
        desk.store.requests.update(request.id, {"status": Approval.ASKED})
        desk.log(EventKind.APPROVAL_ASKED, request.what, meeting.id, request.item_id)


def take_approval(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Record the approver's answer."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    decision = _DECISIONS.get(reply.answer)
    if decision is None:
        unclear(desk, mail, question, meeting)
        return processed("unclear", meeting.id)
    for line in question.lines:
        if line.request_id is None:
            continue
        answer = {"status": decision, "answered_at": desk.now, "answered_by": mail.sender, "comment": mail.text}
        request = desk.store.requests.update(line.request_id, answer)
        desk.log(_EVENTS[decision], request.what, meeting.id, request.item_id)
        item = desk.store.items.get(request.item_id) if request.item_id else None
        also = [item.owner_email if item else meeting.organizer_email]
        noted = Noted(
            "approved" if decision is Approval.APPROVED else "refused",
            detail=request.what,
            by=desk.name_of(question.person, meeting),
            new=reply.reason,
        )
        note(desk, mail, meeting, [noted], also)
    return processed(str(decision), meeting.id)
