"""Notices: which meeting, or which series of meetings, one is about, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.mail import calendar_uids
from coordmail.model import Answer, NoticeMethod
from coordmail.record import EventKind, MeetingStatus
from coordmail.workflow import series
from coordmail.workflow.announcing import Announced, announce
from coordmail.workflow.answering import unclear
from coordmail.workflow.outcome import Disposition, ignored, processed
from coordmail.workflow.registering import ALIVE, cancel, is_outdated, move, open_meeting, topic_key

if TYPE_CHECKING:
    from coordmail.model import MeetingFacts, Understanding
    from coordmail.record import Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_CONTENT = frozenset({Answer.YES, Answer.DONE})


def register(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """Take a notice in: open its meeting, or bring the one that it is about up to date."""
    facts = read.meeting
    if facts is None:
        return ignored("a notice that says nothing about a meeting")
    known = _announced(desk, mail, facts)
    if known and facts.uid and not _may_change(desk, mail, known):
        return ignored("somebody passes on the invitation to a meeting that is known", known.id)
    taken = series.take(desk, mail, read) if facts.uid else None
    if taken is not None:
        return taken
    if known is None:
        if facts.method is NoticeMethod.CANCELLED:
            return ignored("cancels a meeting that is not known")
        meeting = open_meeting(desk, mail, read, MeetingStatus.ANNOUNCED)
        desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)
        announce(desk, mail, Announced(meeting, "new", problems=read.problems))
        return processed("registered", meeting.id)
    if is_outdated(known, facts):
        return ignored("an older version of the invitation", known.id)
    if facts.method is NoticeMethod.CANCELLED:
        return _cancel(desk, mail, known, facts)
    return move(desk, mail, known, facts, read.problems)


def correct(desk: Desk, mail: MailInHand, question: Question, read: Understanding) -> Disposition:
    """The organizer answers `registered` in words: what they correct, that the meeting is off, or that all is well."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    reply = read.reply
    facts = read.corrections(meeting.start) if read.corrections else None
    if facts is not None and facts.method is NoticeMethod.CANCELLED:
        return _cancel(desk, mail, meeting, facts)
    if facts is not None:
        return move(desk, mail, meeting, replace(facts, method=NoticeMethod.MOVED))
    if reply is not None and (reply.answer in _CONTENT or (reply.answer is Answer.UNCLEAR and not reply.comment)):
        return ignored("content with how the notice was understood", meeting.id)
    unclear(desk, mail, question, meeting)
    return processed("unclear", meeting.id)


def _cancel(desk: Desk, mail: MailInHand, meeting: Meeting, facts: MeetingFacts) -> Disposition:
    done = cancel(desk, mail, meeting, facts)
    series.open_next(desk, desk.store.meetings.get(meeting.id))
    return done


def _announced(desk: Desk, mail: MailInHand, facts: MeetingFacts) -> Meeting | None:
    """The meeting that a notice is about, if it is known; by its topic only one that its sender may change."""
    if facts.uid:
        ours = calendar_uids.meeting_of(facts.uid)
        return desk.store.meetings.by_uid(facts.uid) or (desk.store.meetings.by_ref(ours) if ours else None)
    question = desk.store.questions.answered_by(mail.anchors, mail.tag)
    if question and question.meeting_id:
        return desk.store.meetings.get(question.meeting_id)
    candidates = desk.store.meetings.by_topic(topic_key(facts.topic)) if facts.topic else []
    alive = [m for m in candidates if m.status in ALIVE and _may_change(desk, mail, m)]
    changes = facts.method is not NoticeMethod.NEW
    return next((m for m in alive if changes or m.start == facts.start or m.start is None), None)


def _may_change(desk: Desk, mail: MailInHand, meeting: Meeting) -> bool:
    responsible = filter(None, (meeting.organizer_email, meeting.recorder_email))
    return any(desk.directory.may_answer_for(mail.sender, person) for person in responsible)
