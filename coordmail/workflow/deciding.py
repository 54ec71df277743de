"""Decisions about items: a new date granted or refused, another owner, cancellation, by organizer or leader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coordmail.extraction import people
from coordmail.mail.letters import Change, Noted
from coordmail.model import Answer
from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow.answering import tell, unclear
from coordmail.workflow.closing import close_meeting_if_finished
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.rungs import schedule_item
from coordmail.workflow.sharing import share
from coordmail.workflow.statements import statements

if TYPE_CHECKING:
    from coordmail.model import Day, ReplyFacts
    from coordmail.record import Item, Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.statements import Statement

_OVER = frozenset({ItemStatus.CLOSED, ItemStatus.CANCELLED})
_DECIDED = frozenset({"owner_changed", "due_changed", "cancelled", "delay_agreed", "delay_refused"})


def take_decision(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Take in what the organizer or a leader decides about the items of a delay request, escalation or warning."""
    said = statements(desk, question, reply)
    notes: list[tuple[Noted, tuple[str | None, ...]]] = []
    misunderstood = said.adrift or bool(said.unknown)
    for statement in said.found:
        waits = not _asks_about_another_date(question, statement)
        noted = over(desk, statement) or (decide(desk, mail, statement) if waits else None)
        noted = noted or _settled(statement, question)
        if noted is None:
            misunderstood = True
        else:
            notes.append((noted, concerned(desk, statement.item, noted)))
    meeting = desk.store.meetings.get(question.meeting_id) if question.meeting_id else None
    tell(desk, mail, meeting, notes)
    if misunderstood:
        expected = "number" if said.unknown else None
        unclear(desk, mail, question, meeting, expected=expected, partly=bool(notes))
    return processed("decision" if notes else "unclear", question.meeting_id)


def over(desk: Desk, statement: Statement) -> Noted | None:
    """The note that an item is finished already, so that nothing was changed; None where it is not."""
    item = statement.item
    if item.status not in _OVER:
        return None
    closed = item.status is ItemStatus.CLOSED
    day = desk.calendar.local(item.closed_at).date().isoformat() if closed and item.closed_at else None
    return Noted("already_closed" if closed else "already_cancelled", statement.number, item, new=day)


def concerned(desk: Desk, before: Item, noted: Noted) -> tuple[str | None, ...]:
    """Whom a decision concerns beside who took it: the owner that was, and the one that is."""
    if noted.what not in _DECIDED:
        return ()
    sharing = noted.concerns or desk.store.items.co_owners(before.id)
    return (before.owner_email, noted.item.owner_email if noted.item else None, *sharing)


def set_deadline(desk: Desk, item: Item, due: Day) -> Item:
    """Give an item a new deadline: its clock starts anew, the original date stays on record."""
    moved = desk.store.items.update(
        item.id,
        {
            "due": due,
            "deadline_version": item.deadline_version + 1,
            "postponed": item.postponed + 1,
            "opened_at": desk.now,
            **_NO_REQUEST,
        },
    )
    schedule_item(desk, moved)
    return moved


def let_silence_decide(desk: Desk, item: Item) -> None:
    """The organizer did not answer a delay request in time: that agrees to it."""
    if item.requested_due is None:
        return
    moved = set_deadline(desk, item, item.requested_due)
    desk.log(EventKind.DELAY_AGREED, f"{item.due} → {moved.due}", item.meeting_id, item.id)
    noted = Noted("delay_agreed", item.number, moved, old=_text(item.due), new=_text(moved.due))
    write(
        desk,
        MailKind.NOTED,
        f"noted/{item.ref}/silence/{item.requested_at}",
        [item.owner_email or ""],
        meeting=_meeting(desk, item),
        context={"notes": (noted,)},
    )


_NO_REQUEST: dict[str, Any] = {"requested_due": None, "requested_reason": None, "requested_at": None}


def decide(desk: Desk, mail: MailInHand, statement: Statement) -> Noted | None:
    """Do to an item what somebody says who may decide about it; None where that says no decision."""
    noted = _decide(desk, mail, statement)
    return replace(noted, by=desk.name_of(mail.sender)) if noted else None


def _asks_about_another_date(question: Question, statement: Statement) -> bool:
    """Whether a bare yes or no answers a mail that was written before the date now wanted was asked for."""
    said, requested_at = statement.said, statement.item.requested_at
    if said.cancel or said.owner or said.new_due or requested_at is None or question.asked_at is None:
        return False
    return question.asked_at < requested_at


def _decide(desk: Desk, mail: MailInHand, statement: Statement) -> Noted | None:
    item, said = statement.item, statement.said
    if said.cancel:
        return _cancel(desk, mail, statement)
    if said.owner:
        return _reassign(desk, statement, said.owner, said.new_due)
    if said.new_due is not None:
        return _move(desk, statement, said.new_due)
    if item.requested_due is None:
        return None
    if said.answer in {Answer.YES, Answer.DONE}:
        moved = set_deadline(desk, item, item.requested_due)
        desk.log(EventKind.DELAY_AGREED, f"{item.due} → {moved.due}", item.meeting_id, item.id)
        return _moved("delay_agreed", statement, moved)
    if said.answer is Answer.NO:
        kept = desk.store.items.update(item.id, _NO_REQUEST)
        desk.log(EventKind.DELAY_REFUSED, said.reason or "", item.meeting_id, item.id)
        schedule_item(desk, kept)
        return Noted("delay_refused", statement.number, kept, old=_text(item.requested_due), detail=said.reason)
    return None


def _settled(statement: Statement, question: Question) -> Noted | None:
    """How an item stands that was settled before a late yes or no to the question about it; None for other words."""
    item, answer = statement.item, statement.said.answer
    if answer not in {Answer.YES, Answer.DONE, Answer.NO}:
        return None
    if item.status is ItemStatus.CLAIMED:
        return Noted("claimed", statement.number, item)
    asked = next((line.deadline_version for line in question.lines if line.item_id == item.id), item.deadline_version)
    if answer is Answer.NO:
        if question.kind is not MailKind.DELAY_REQUEST:
            return None
        if asked == item.deadline_version:
            return Noted("delay_refused", statement.number, item, detail=statement.said.reason)
        # Too late: silence has agreed, or another date was set since.
        return Noted("delay_settled", statement.number, item, new=_text(item.due))
    if asked == item.deadline_version or item.due == item.original_due:
        return None
    return Noted("delay_agreed", statement.number, item, old=_text(item.original_due), new=_text(item.due))


def _move(desk: Desk, statement: Statement, due: Day) -> Noted:
    item = statement.item
    moved = set_deadline(desk, item, due)
    moved = desk.store.items.update(moved.id, {"blocked": None, "blocked_at": None})
    desk.log(EventKind.DEADLINE_MOVED, f"{item.due} → {due}", item.meeting_id, item.id)
    agreed = item.requested_due == due
    return _moved("delay_agreed" if agreed else "due_changed", statement, moved)


def _moved(what: Any, statement: Statement, moved: Item) -> Noted:
    return Noted(what, statement.number, moved, old=_text(statement.item.due), new=_text(moved.due))


def _reassign(desk: Desk, statement: Statement, owner: str, due: Day | None) -> Noted | None:
    """Give an item to somebody else, with a new date where one is named."""
    item = statement.item
    meeting = desk.store.meetings.get(item.meeting_id)
    match = people.resolve(owner, people.Context(desk.directory, meeting.attendees), item.department)
    if match.email is None:
        return None
    values = {
        "owner": match.text,
        "owner_email": match.email,
        "department": (match.person.department if match.person else None) or match.department or item.department,
        "blocked": None,
        "blocked_at": None,
        "opened_at": desk.now,
        "deadline_version": item.deadline_version + 1,
        **_NO_REQUEST,
    }
    before = desk.store.items.co_owners(item.id)
    given = desk.store.items.update(item.id, values)
    share(desk, meeting, given)
    concerns = tuple(dict.fromkeys((*before, *desk.store.items.co_owners(item.id))))
    desk.log(EventKind.OWNER_CHANGED, f"{item.owner} → {given.owner}", item.meeting_id, item.id)
    changes: tuple[Change, ...] = ()
    if due is not None and due != item.due:
        given = set_deadline(desk, given, due)
        desk.log(EventKind.DEADLINE_MOVED, f"{item.due} → {due}", item.meeting_id, item.id)
        changes = (Change("due", _text(item.due), _text(due)),)
    schedule_item(desk, given)
    return Noted(
        "owner_changed", statement.number, given, old=item.owner, new=given.owner, changes=changes, concerns=concerns
    )


def _cancel(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    item = statement.item
    dropped = desk.store.items.finish(item.id, {"status": ItemStatus.CANCELLED})
    desk.log(EventKind.CANCELLED, mail.text, item.meeting_id, item.id)
    close_meeting_if_finished(desk, _meeting(desk, item))
    return Noted("cancelled", statement.number, dropped, by=desk.name_of(mail.sender))


def _meeting(desk: Desk, item: Item) -> Meeting:
    return desk.store.meetings.get(item.meeting_id)


def _text(day: Day | None) -> str | None:
    return str(day) if day else None
