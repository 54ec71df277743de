"""Corrections: the recorder answers `understood` or an objection in words, or lets the text stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction import people
from coordmail.mail.letters import Noted
from coordmail.model import ActionFacts, Answer, Understanding
from coordmail.record import Assent, EventKind, MailKind, MeetingStatus
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.minutes import record_version
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.statements import statements
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from coordmail.model import ReplyFacts, ReplyItem
    from coordmail.record import Item, Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_CONTENT = frozenset({Answer.YES, Answer.DONE})


def take_correction(
    desk: Desk, mail: MailInHand, question: Question, read: Understanding, reply: ReplyFacts
) -> Disposition:
    """Take in the recorder's word on how the minutes were understood, or on an objection."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    if question.kind is MailKind.OBJECTION and (reply.stands or reply.answer in _CONTENT):
        return _let_stand(desk, mail, meeting)
    if question.kind is MailKind.UNDERSTOOD and reply.answer in _CONTENT and not reply.items:
        desk.log(EventKind.CONTENT, "", meeting.id)
        return processed("content with how the minutes were understood", meeting.id)
    corrected = _corrected(desk, question, meeting, reply)
    if corrected is None:
        unclear(desk, mail, question, meeting)
        return processed("unclear", meeting.id)
    return record_version(desk, mail, replace(read, actions=corrected, meeting=None, minutes=None), meeting)


def _let_stand(desk: Desk, mail: MailInHand, meeting: Meeting) -> Disposition:
    objectors = [s for s in desk.store.signoffs.of_meeting(meeting.id) if s.assent in {Assent.NO, Assent.AMEND}]
    desk.store.signoffs.stand(meeting.id)
    desk.log(EventKind.STANDS, mail.text, meeting.id)
    if meeting.status is MeetingStatus.CONFIRMING:
        desk.store.meetings.wake(meeting.id, desk.now)
    by = desk.name_of(mail.sender, meeting)
    note(desk, mail, meeting, [Noted("stands", detail=mail.text, by=by)], [s.email for s in objectors])
    return processed("the minutes stand", meeting.id)


def _corrected(desk: Desk, question: Question, meeting: Meeting, reply: ReplyFacts) -> tuple[ActionFacts, ...] | None:
    """The actions as the recorder's words change them; None where the words change nothing that is known."""
    said = statements(desk, question, reply)
    if said.unknown or said.adrift or not said.found:
        return None
    changes = {statement.item.id: statement.said for statement in said.found}
    actions = []
    for item in current_items(desk, meeting):
        change = changes.get(item.id)
        if change and change.cancel:
            continue
        action = _action(item)
        if change:
            changed = _changed(desk, meeting, action, change)
            if changed is None:
                return None
            action = changed
        actions.append(action)
    return tuple(actions)


def _changed(desk: Desk, meeting: Meeting, action: ActionFacts, said: ReplyItem) -> ActionFacts | None:
    if said.new_due is None and said.owner is None:
        return None
    if said.new_due is not None:
        action = replace(action, due=said.new_due)
    if said.owner is not None:
        match = people.resolve(said.owner, people.Context(desk.directory, meeting.attendees))
        action = replace(
            action,
            owner=match.text,
            owner_email=match.email,
            department=(match.person.department if match.person else None) or match.department or action.department,
        )
    return action


def _action(item: Item) -> ActionFacts:
    return ActionFacts(
        item.task,
        item.owner,
        item.owner_email,
        item.department,
        item.due,
        item.resources,
        item.deliverable,
        item.number,
        urgency=item.urgency,
        recurrence=item.recurrence,
    )
