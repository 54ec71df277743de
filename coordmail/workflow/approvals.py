"""Resource requests: their approver is asked, asked again, and the answer recorded and told to who needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.calendar import Span
from coordmail.extraction import people
from coordmail.mail.letters import Noted
from coordmail.model import Answer
from coordmail.record import Approval, EventKind, ItemStatus, MailKind
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coordmail.mail.letters import NotedWhat
    from coordmail.model import ReplyFacts, ResourceFacts
    from coordmail.record import Item, Meeting, ResourceRequest
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_DECISIONS = {Answer.YES: Approval.APPROVED, Answer.DONE: Approval.APPROVED, Answer.NO: Approval.REFUSED}
_EVENTS = {Approval.APPROVED: EventKind.APPROVED, Approval.REFUSED: EventKind.REFUSED}
_NOTED: dict[Approval, NotedWhat] = {Approval.APPROVED: "approved", Approval.REFUSED: "refused"}
_UNANSWERED = Span(2, "workdays")
"""How long an answer is waited for where the rules set no time (`confirm_within = "never"`)."""
_OVER = frozenset({ItemStatus.CLOSED, ItemStatus.CANCELLED})


def approver_of(desk: Desk, meeting: Meeting, resource: ResourceFacts) -> tuple[str | None, str | None]:
    """Who decides on a resource, by name and address: where only a department is named, its leader."""
    address = resource.approver_email
    if address is None and resource.approver:
        match = people.resolve(resource.approver, people.Context(desk.directory, meeting.attendees))
        address = match.email or (None if match.candidates else desk.directory.leader_of(match.department))
    return resource.approver or (desk.name_of(address, meeting) if address else None), address


def ask_for_approval(desk: Desk, meeting: Meeting) -> None:
    """Ask the approver of every resource request of agreed minutes."""
    for request in desk.store.requests.of_meeting(meeting.id):
        if request.status is not Approval.PROPOSED:
            continue
        key = f"approval-request/{meeting.ref}/{request.number}"
        _ask(desk, meeting, request, f"{key}/{meeting.version}" if desk.store.outbox.has(key) else key)
        desk.store.requests.update(request.id, {"status": Approval.ASKED, "asked_at": desk.now})
        desk.log(EventKind.APPROVAL_ASKED, request.what, meeting.id, request.item_id)


def follow_up(desk: Desk, meeting: Meeting) -> None:
    """Ask approvers who have not answered once more; after the same time again the organizer hears of it."""
    unanswered: list[ResourceRequest] = []
    for request in desk.store.requests.of_meeting(meeting.id):
        moment = _moment(desk, request)
        if moment is None or moment > desk.now:
            continue
        if request.reminded_at is None:
            _ask(desk, meeting, request, f"approval-request/{meeting.ref}/{request.number}/again/{request.asked_at}")
            desk.store.requests.update(request.id, {"reminded_at": desk.now})
            desk.log(EventKind.APPROVAL_REMINDED, request.what, meeting.id, request.item_id)
        else:
            unanswered.append(request)
    if unanswered:
        _pass_on(desk, meeting, unanswered)


def moments(desk: Desk, meeting: Meeting) -> list[datetime | None]:
    """When the clock has something to do about the requests of agreed minutes."""
    requests = desk.store.requests.of_meeting(meeting.id)
    return [desk.now if r.status is Approval.PROPOSED else _moment(desk, r) for r in requests]


def take_approval(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Record the approver's answer; a later one replaces an earlier one, and everybody concerned hears of it."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    if reply.answer is Answer.UNCLEAR:
        unclear(desk, mail, question, meeting)
        return processed("unclear", meeting.id)
    decision = _DECISIONS.get(reply.answer)
    requests = [desk.store.requests.get(line.request_id) for line in question.lines if line.request_id is not None]
    notes: list[Noted] = []
    told: list[str | None] = []
    by = desk.name_of(mail.sender, meeting)
    for request in requests:
        item = desk.store.items.get(request.item_id) if request.item_id else None
        told.append(item.owner_email if item and item.owner_email else meeting.organizer_email)
        if decision is None:
            told.append(meeting.organizer_email)
            notes.append(Noted("approval_question", detail=f"{request.what}\n{mail.text}", by=by))
            desk.log(EventKind.QUESTION, mail.text, meeting.id, request.item_id)
            continue
        if request.status in _EVENTS or request.passed_on_at:
            told.append(meeting.organizer_email)
        number = item.number if item else None
        notes.append(Noted(_NOTED[decision], number, item, detail=request.what, by=by, new=reply.reason))
        if request.status is not decision:
            _decide(desk, mail, request, decision, reply)
    note(desk, mail, meeting, notes, told)
    return processed(str(decision) if decision else "asks about a resource request", meeting.id)


def _decide(desk: Desk, mail: MailInHand, request: ResourceRequest, decision: Approval, reply: ReplyFacts) -> None:
    comment = mail.text if decision is Approval.REFUSED else reply.reason or reply.comment
    answer = {"status": decision, "answered_at": desk.now, "answered_by": mail.sender, "comment": comment}
    desk.store.requests.update(request.id, answer)
    desk.log(_EVENTS[decision], request.what, request.meeting_id, request.item_id)


def _ask(desk: Desk, meeting: Meeting, request: ResourceRequest, key: str) -> None:
    item = _item(desk, request)
    to, cc = addressees(desk, MailKind.APPROVAL_REQUEST, meeting, item, request)
    write(
        desk,
        MailKind.APPROVAL_REQUEST,
        key,
        to,
        cc,
        meeting=meeting,
        requests=[request],
        asks=True,
        context={
            "line": lines_of_meeting(desk, [item])[0] if item else None,
            "asked_before": desk.calendar.local(request.asked_at).date() if request.asked_at else None,
        },
    )


def _pass_on(desk: Desk, meeting: Meeting, requests: Sequence[ResourceRequest]) -> None:
    """Tell the organizer, once, whose approval nobody gets."""
    notes = []
    for request in requests:
        desk.store.requests.update(request.id, {"passed_on_at": desk.now})
        desk.log(EventKind.APPROVAL_UNANSWERED, request.what, meeting.id, request.item_id)
        if request.approver_email != meeting.organizer_email:
            who = desk.name_of(request.approver_email, meeting) if request.approver_email else request.approver
            notes.append(Noted("approval_unanswered", new=who, detail=request.what))
    if notes and meeting.organizer_email:
        write(
            desk,
            MailKind.NOTED,
            f"noted/{meeting.ref}/approval/{requests[0].number}",
            [meeting.organizer_email],
            meeting=meeting,
            context={"notes": tuple(notes)},
        )


def _moment(desk: Desk, request: ResourceRequest) -> datetime | None:
    """When an approver's silence has lasted long enough for the next step; None where there is none."""
    if request.status is not Approval.ASKED or request.asked_at is None or request.passed_on_at:
        return None
    item = _item(desk, request)
    if item and item.status in _OVER:
        return None
    span = desk.config.rules.confirm_within or _UNANSWERED
    return desk.calendar.next_working_time(desk.calendar.add(request.reminded_at or request.asked_at, span))


def _item(desk: Desk, request: ResourceRequest) -> Item | None:
    return desk.store.items.get(request.item_id) if request.item_id else None
