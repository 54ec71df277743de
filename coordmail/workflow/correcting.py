"""Corrections: the recorder answers `understood` or an objection in words, or lets the text stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction import people
from coordmail.extraction.dates import DateContext
from coordmail.extraction.review_actions import review_actions
from coordmail.mail.letters import Noted
from coordmail.model import ActionFacts, Answer, ReplyItem, Understanding
from coordmail.record import Assent, EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.minutes import OVER, record_version, too_late
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.postponing import dated
from coordmail.workflow.versions import changes_nothing, current_items, paired

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coordmail.calendar import WorkCalendar
    from coordmail.model import ReplyFacts
    from coordmail.record import Item, Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_CONTENT = frozenset({Answer.YES, Answer.DONE})
_SETTLED = frozenset({ItemStatus.CLOSED, ItemStatus.CANCELLED})


def take_correction(
    desk: Desk, mail: MailInHand, question: Question, read: Understanding, reply: ReplyFacts
) -> Disposition:
    """Take in the recorder's word on how the minutes were understood, or on an objection."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    if not reply.corrected and not reply.added:
        if question.kind is MailKind.OBJECTION and reply.stands:
            return _let_stand(desk, mail, meeting)
        if question.kind is MailKind.UNDERSTOOD and reply.answer in _CONTENT and not reply.items:
            desk.log(EventKind.CONTENT, "", meeting.id)
            return processed("content with how the minutes were understood", meeting.id)
        unclear(desk, mail, question, meeting)
        return processed("unclear", meeting.id)
    if meeting.status in OVER:
        return too_late(desk, mail, meeting)
    if meeting.version == 0:
        # The form was answered with corrections of minutes that nobody has sent.
        unclear(desk, mail, question, meeting)
        return processed("unclear", meeting.id)
    by_number = _by_number(desk, meeting, reply.corrected)
    amiss = _amiss(desk, question, meeting, by_number)
    if amiss:
        unclear(desk, mail, question, meeting, expected=amiss)
        return processed("unclear", meeting.id)
    return _correct(desk, mail, read, meeting, by_number, reply)


def _by_number(desk: Desk, meeting: Meeting, said: Iterable[ReplyItem]) -> dict[int, ReplyItem]:
    """The changes by the item's number; what is said without a number is said of the only item, if there is but one."""
    items = current_items(desk, meeting)
    only = items[0].number if len(items) == 1 else 0
    return {one.number or only: one for one in said}


def _amiss(desk: Desk, question: Question, meeting: Meeting, said: Collection[int]) -> str | None:
    """Why items cannot be changed: no number is said, there is none of a number, or it is finished."""
    if 0 in said:
        return str(question.kind)
    statuses = {item.number: item.status for item in desk.store.items.of_meeting(meeting.id)}
    if any(number not in statuses for number in said):
        return "correction-number"
    return "settled" if any(statuses[number] in _SETTLED for number in said) else None


def _correct(
    desk: Desk,
    mail: MailInHand,
    read: Understanding,
    meeting: Meeting,
    said: dict[int, ReplyItem],
    reply: ReplyFacts,
) -> Disposition:
    known = people.Context(desk.directory, meeting.attendees)
    actions = []
    for item in current_items(desk, meeting):
        change = said.get(item.number)
        if change is None:
            actions.append(_action(item))
        elif not change.cancel:
            actions.append(_changed(known, _action(item), change, desk.config.calendar))
    stated = {(action.task, action.owner_email, action.due) for action in actions}
    added = [_resolved(known, action) for action in reply.added]
    actions += [action for action in added if (action.task, action.owner_email, action.due) not in stated]
    if changes_nothing(desk, meeting, paired(desk, meeting, actions, None)):
        note(desk, mail, meeting, [Noted("unchanged", detail=_quoted(reply))])
        return processed("corrects what stands already", meeting.id)
    dates = DateContext(desk.today, desk.calendar, meeting.language)
    problems = review_actions(actions, dates, known)
    corrected = replace(read, actions=tuple(actions), meeting=None, minutes=None, problems=problems)
    return record_version(desk, mail, corrected, meeting, None, reply.unread)


def _quoted(reply: ReplyFacts) -> str | None:
    return "\n".join(reply.unread) or None


def _let_stand(desk: Desk, mail: MailInHand, meeting: Meeting) -> Disposition:
    objectors = [s for s in desk.store.signoffs.of_meeting(meeting.id) if s.assent in {Assent.NO, Assent.AMEND}]
    desk.store.signoffs.stand(meeting.id)
    desk.log(EventKind.STANDS, mail.text, meeting.id)
    if meeting.status is MeetingStatus.CONFIRMING:
        desk.store.meetings.wake(meeting.id, desk.now)
    by = desk.name_of(mail.sender, meeting)
    note(desk, mail, meeting, [Noted("stands", detail=mail.text, by=by)], [s.email for s in objectors])
    return processed("the minutes stand", meeting.id)


def _changed(known: people.Context, action: ActionFacts, said: ReplyItem, calendar: WorkCalendar) -> ActionFacts:
    said = dated(said, action.due, calendar)
    action = replace(
        action,
        due=said.new_due or action.due,
        task=said.task or action.task,
        deliverable=said.deliverable or action.deliverable,
    )
    return _resolved(known, replace(action, owner=said.owner, owner_email=None)) if said.owner else action


def _resolved(known: people.Context, action: ActionFacts) -> ActionFacts:
    """`action` with the address and department of its first owner; those of nobody where it does not tell who."""
    names = people.split_owners(action.owner) if action.owner else ()
    if action.owner is None or action.owner_email:
        return action
    match = people.resolve(names[0] if names else action.owner, known)
    department = (match.person.department if match.person else None) or match.department
    return replace(action, owner_email=match.email, department=department or action.department)


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
        item.urgency,
        item.recurrence,
    )
