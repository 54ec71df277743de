"""Confirmation: what those who were asked say to the minutes is recorded, and objections are passed on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.mail.letters import Noted
from coordmail.model import Answer
from coordmail.record import Assent, EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.storage.questions import QuestionLine
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees
from coordmail.workflow.sharing import is_own
from coordmail.workflow.stated import shown_changes
from coordmail.workflow.statements import Statement
from coordmail.workflow.tracking import claim, progress
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from coordmail.model import ReplyFacts
    from coordmail.record import Meeting, SignOff
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

_AGREES = frozenset({Answer.YES, Answer.DONE, Answer.PROGRESS})
_OBJECTS = {Answer.NO: Assent.NO, Answer.AMEND: Assent.AMEND, Answer.DELAY: Assent.AMEND, Answer.BLOCKED: Assent.AMEND}


def take_confirmation(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Record what somebody who was asked says to the minutes."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    signoff = desk.store.signoffs.of_person(meeting.id, question.person)
    if signoff is None:
        return _not_needed(desk, mail, meeting, reply)
    if question.version < signoff.version:
        return _ask_about_present(desk, mail, meeting, question)
    if reply.answer in _AGREES:
        return _agree(desk, mail, meeting, signoff, reply)
    if reply.answer in _OBJECTS:
        return _object(desk, mail, meeting, signoff, _OBJECTS[reply.answer])
    if reply.answer is Answer.QUESTION:
        _pass_question_on(desk, mail, meeting)
        return processed("asks about the minutes", meeting.id)
    unclear(desk, mail, question, meeting)
    return processed("unclear", meeting.id)


def pass_on_remark(desk: Desk, mail: MailInHand, meeting: Meeting, reply: ReplyFacts) -> Disposition:
    """Bring what comes after the minutes were agreed on: an objection to recorder and organizer, a question to the
    recorder."""
    assent = _OBJECTS.get(reply.answer)
    if assent:
        _pass_on(desk, mail, meeting, str(assent))
        note(desk, mail, meeting, [Noted("objected" if assent is Assent.NO else "amendment", detail=mail.text)])
    else:
        _pass_question_on(desk, mail, meeting)
    return processed("a remark on agreed minutes", meeting.id)


def _ask_about_present(desk: Desk, mail: MailInHand, meeting: Meeting, question: Question) -> Disposition:
    """An answer to a version that was changed since in what concerns its reader: the present one is to be answered."""
    items = current_items(desk, meeting)
    lines = tuple(QuestionLine(item.number, item.id, None, item.deadline_version) for item in items)
    present = replace(question, version=meeting.version, lines=lines)
    unclear(desk, mail, present, meeting, expected="outdated", changes=shown_changes(desk, meeting, question.version))
    return processed("answers an older version of the minutes", meeting.id)


def _not_needed(desk: Desk, mail: MailInHand, meeting: Meeting, reply: ReplyFacts) -> Disposition:
    """Somebody answers whom the minutes do not concern any more: an objection is passed on all the same."""
    if reply.answer in _OBJECTS or reply.answer is Answer.QUESTION:
        return pass_on_remark(desk, mail, meeting, reply)
    note(desk, mail, meeting, [Noted("not_needed")])
    return processed("confirms minutes that do not concern the sender any more", meeting.id)


def _agree(desk: Desk, mail: MailInHand, meeting: Meeting, signoff: SignOff, reply: ReplyFacts) -> Disposition:
    late = meeting.status is not MeetingStatus.CONFIRMING
    _record(desk, mail, meeting, signoff, Assent.YES)
    if not late:
        _keep_claims(desk, mail, meeting, signoff, reply)
    note(desk, mail, meeting, [Noted("late_yes" if late else "confirmed", by=signoff.name)])
    return processed("late confirmation" if late else "confirmed", meeting.id)


def _keep_claims(desk: Desk, mail: MailInHand, meeting: Meeting, signoff: SignOff, reply: ReplyFacts) -> None:
    """Somebody confirms and already reports: what is said about own items counts once the minutes stand."""
    for said in reply.items:
        for item in current_items(desk, meeting):
            own = item.number == said.number and is_own(desk, item, signoff.email)
            if not own or item.status is ItemStatus.CLOSED:
                continue
            if said.answer is Answer.DONE:
                claim(desk, mail, Statement(said.number, item, said, among_others=True))
            elif said.answer is Answer.PROGRESS and said.percent is not None:
                progress(desk, mail, Statement(said.number, item, said))


def _object(desk: Desk, mail: MailInHand, meeting: Meeting, signoff: SignOff, assent: Assent) -> Disposition:
    _record(desk, mail, meeting, signoff, assent)
    _pass_on(desk, mail, meeting, str(assent))
    note(desk, mail, meeting, [Noted("objected" if assent is Assent.NO else "amendment", detail=mail.text)])
    return processed("objects to the minutes", meeting.id)


def _record(desk: Desk, mail: MailInHand, meeting: Meeting, signoff: SignOff, assent: Assent) -> None:
    if signoff.email is None:
        return
    by = mail.sender if mail.sender != signoff.email else None
    comment = mail.text if assent is not Assent.YES else None
    desk.store.signoffs.answered(meeting.id, signoff.email, assent, desk.now, by, comment)
    who = f"{desk.name_of(by, meeting)} for {signoff.name}" if by else signoff.name
    desk.log(EventKind.SIGNED_OFF, f"{assent}: {who}", meeting.id)
    if meeting.status is MeetingStatus.CONFIRMING:
        desk.store.meetings.wake(meeting.id, desk.now)


def _pass_question_on(desk: Desk, mail: MailInHand, meeting: Meeting) -> None:
    """Bring a question to the recorder, with the address to answer to; the organizer where the recorder asks."""
    desk.log(EventKind.QUESTION, mail.text, meeting.id)
    responsible = (meeting.recorder_email, meeting.organizer_email)
    to = next((address for address in responsible if address and address != mail.sender), None)
    asker = f"{desk.name_of(mail.sender, meeting)} <{mail.sender}>"
    if to:
        write(
            desk,
            MailKind.NOTED,
            f"question/{mail.digest}/{to}",
            [to],
            meeting=meeting,
            context={"notes": (Noted("question_for_you", detail=mail.text, by=asker),)},
        )
    note(desk, mail, meeting, [Noted("question_to_recorder", detail=mail.text)])


def _pass_on(desk: Desk, mail: MailInHand, meeting: Meeting, assent: str) -> None:
    """Bring an objection to recorder and organizer, to each in a mail of their own; who is copied sees the first."""
    to, cc = addressees(desk, MailKind.OBJECTION, meeting)
    asked = [address for address in to if address != mail.sender or len(to) == 1]
    for n, address in enumerate(asked):
        write(
            desk,
            MailKind.OBJECTION,
            f"objection/{mail.digest}/{address}",
            [address],
            () if n else cc,
            meeting=meeting,
            lines=lines_of_meeting(desk, current_items(desk, meeting), address),
            asks=True,
            context={
                "who": desk.name_of(mail.sender, meeting),
                "assent": assent,
                "comment": mail.text,
                "answer_by": None,
            },
        )
