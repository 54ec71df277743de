"""What one mail means: the rules by which its disposition is decided, in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from coordmail.model import Answer, Kind, ReplyFacts
from coordmail.record import ItemStatus, MailKind
from coordmail.storage.questions import Question, QuestionLine
from coordmail.workflow import absences
from coordmail.workflow.answering import unclear
from coordmail.workflow.approvals import take_approval
from coordmail.workflow.bounces import take_bounce
from coordmail.workflow.closing import take_verification
from coordmail.workflow.confirming import pass_on_remark, take_confirmation
from coordmail.workflow.correcting import take_correction
from coordmail.workflow.deciding import take_decision
from coordmail.workflow.guessing import find_question
from coordmail.workflow.minutes import may_write, take_minutes
from coordmail.workflow.notices import correct, register
from coordmail.workflow.orders import ask_for_words, ask_what_is_meant, decides_in_answer, names_others, take_orders
from coordmail.workflow.outcome import Disposition, ignored, processed, quarantined
from coordmail.workflow.queries import answer_query
from coordmail.workflow.standing import is_theirs, may_decide
from coordmail.workflow.statements import in_terms_of
from coordmail.workflow.tracking import take_report

if TYPE_CHECKING:
    from coordmail.mail.message import Bounce
    from coordmail.model import Understanding
    from coordmail.workflow.desk import Desk, MailInHand

_CONFIRMATIONS = frozenset({MailKind.CONFIRM_REQUEST, MailKind.CONFIRM_REMINDER})
_RECORDERS = frozenset({MailKind.UNDERSTOOD, MailKind.OBJECTION, MailKind.FORM, MailKind.FORM_REMINDER})
_REPORTS = frozenset({MailKind.REMINDER, MailKind.OVERDUE, MailKind.QUERY_ANSWER, MailKind.NOTED})
_DECISIONS = frozenset({MailKind.ESCALATION, MailKind.DELAY_REQUEST})
_REMARKS = frozenset({Answer.QUESTION, Answer.NO, Answer.AMEND})
_COURTESIES = frozenset({Answer.YES, Answer.UNCLEAR})


def take(desk: Desk, mail: MailInHand, read: Understanding, bounce: Bounce | None) -> Disposition:
    """Decide what `mail` does, and do it in the store. Called inside a transaction."""
    if bounce is not None:
        return take_bounce(desk, mail, bounce)
    if mail.sender in {desk.config.smtp.address, desk.config.imap.username.lower()}:
        return ignored("our own mail")
    if read.absence and mail.sender and not mail.forged:
        return absences.note_absence(desk, mail, read.absence)
    if read.kind in {Kind.AUTOMATIC, Kind.BOUNCE}:
        return ignored("machine mail")
    if not mail.sender:
        return quarantined("no sender", "no_sender")
    if mail.forged:
        return quarantined(mail.forged, "forged", mail.forged)
    if desk.store.administration.works(mail.sender):
        desk.store.outbox.resume(mail.sender, desk.now, desk.calendar.at(desk.today, time()))
    absences.back(desk, mail.sender)
    question = find_question(desk, mail)
    if question is not None and desk.store.inbox.took_effect(mail.digest, mail.inbox_id):
        return quarantined("an answer that took effect before, sent again under another Message-ID", "repeated")
    if question is not None:
        return _answer(desk, mail, read, question)
    if not _is_known(desk, mail.sender):
        return quarantined("the sender is neither in the directory nor in an allowed domain", "stranger")
    return _unasked(desk, mail, read)


def _answer(desk: Desk, mail: MailInHand, read: Understanding, question: Question) -> Disposition:
    if not desk.directory.may_answer_for(mail.sender, question.person):
        own = _in_own_part(desk, mail, question)
        if own is None and question.kind in _RECORDERS and question.meeting_id:
            # The recorder's mail in the hands of the organizer, or the other way round: both answer for the minutes.
            may = may_write(desk, mail, desk.store.meetings.get(question.meeting_id), swapped=False)
            own = question if may else None
        if own is None:
            return quarantined(
                f"answers a mail to {question.person}, who was asked alone", "not_asked", question.person
            )
        question = own
    if read.kind is Kind.MINUTES and question.meeting_id and question.kind not in _REPORTS:
        meeting = desk.store.meetings.get(question.meeting_id)
        if question.kind in _CONFIRMATIONS and not may_write(desk, mail, meeting):
            # A participant does not rewrite the minutes: what they sent is the change that they ask for.
            return take_confirmation(desk, mail, question, ReplyFacts(Answer.AMEND))
        return take_minutes(desk, mail, read, meeting)
    if read.kind is Kind.NOTICE:
        return register(desk, mail, read)
    if read.kind is Kind.QUERY:
        return answer_query(desk, mail, read)
    return _reply(desk, mail, read, question)


def _reply(desk: Desk, mail: MailInHand, read: Understanding, question: Question) -> Disposition:
    if question.kind is MailKind.REGISTERED:
        return correct(desk, mail, question, read)
    reply = in_terms_of(desk, question, read)
    if reply is None:
        unclear(desk, mail, question)
        return processed("unclear", question.meeting_id)
    if names_others(desk, question, read) and (ordered := take_orders(desk, mail, read)):
        return ordered
    if question.kind in _CONFIRMATIONS:
        return take_confirmation(desk, mail, question, reply)
    if question.kind in _RECORDERS:
        return take_correction(desk, mail, question, read, reply)
    if question.kind in _REPORTS:
        return _report(desk, mail, question, reply)
    if question.kind in _DECISIONS:
        return take_decision(desk, mail, question, reply)
    if question.kind is MailKind.VERIFY_REQUEST:
        return take_verification(desk, mail, question, reply)
    if question.kind is MailKind.APPROVAL_REQUEST:
        return take_approval(desk, mail, question, reply)
    unclear(desk, mail, question)
    return processed("unclear", question.meeting_id)


def _report(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """What is said of items; who says of a note no more than that they have read it (收到, thanks) is left in peace."""
    courtesy = reply.answer in _COURTESIES and not (reply.items or reply.comment)
    if question.kind is MailKind.NOTED and courtesy:
        return ignored("a courtesy in answer to a note", question.meeting_id)
    return take_report(desk, mail, question, reply)


def _unasked(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    match read.kind:
        case Kind.NOTICE:
            return register(desk, mail, read)
        case Kind.MINUTES if read.references and (asked := ask_for_words(desk, mail, read.references)):
            return asked
        case Kind.MINUTES:
            return take_minutes(desk, mail, read, None)
        case Kind.QUERY:
            return answer_query(desk, mail, read)
        case Kind.REPLY:
            return _late_word(desk, mail, read)
        case Kind.OTHER if refused := ask_what_is_meant(desk, mail, read):
            return refused
        case _:
            return ignored(f"nothing to act on ({read.kind})")


def _late_word(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """A reply to a mail of ours that asked nothing (a summary, a note): it still counts for the sender's own part."""
    if read.orders and (ordered := take_orders(desk, mail, read)):
        return ordered
    ours = next(filter(None, map(desk.store.outbox.by_message_id, mail.anchors)), None)
    if ours is None or read.reply is None:
        if read.orders:
            return quarantined("a reply about items that the sender may not decide on", "may_not_decide")
        return quarantined("a reply that answers nothing that was asked", "answers_nothing")
    if not any(desk.store.outbox.went_to(ours["id"], person) for person in _heard_by(desk, mail.sender)):
        return quarantined("a reply to a mail that went to somebody else", "not_asked")
    meeting_id: int | None = ours["meeting_id"]
    if meeting_id is not None and not _rewords(read.reply):
        question = decides_in_answer(desk, mail, meeting_id, read.reply)
        if question:
            return take_report(desk, mail, question, read.reply)
    if meeting_id is not None and _corrects(desk, mail, read.reply, meeting_id):
        asked = Question(0, MailKind.UNDERSTOOD, mail.sender, meeting_id, 0, mail.message_id, "")
        return take_correction(desk, mail, asked, read, read.reply)
    if read.reply.answer in _REMARKS and meeting_id is not None:
        return pass_on_remark(desk, mail, desk.store.meetings.get(meeting_id), read.reply)
    question = _own_items(desk, mail, meeting_id, MailKind.REMINDER)
    if question is None or read.reply.answer in _COURTESIES:
        return ignored("a reply to a mail that asked nothing", meeting_id)
    return take_report(desk, mail, question, read.reply)


def _rewords(reply: ReplyFacts) -> bool:
    """Whether an answer says what the minutes should say, beside who and until when."""
    return bool(reply.added) or any(item.task or item.deliverable for item in reply.corrected)


def _corrects(desk: Desk, mail: MailInHand, reply: ReplyFacts, meeting_id: int) -> bool:
    """Whether recorder or organizer change the minutes in answer to a mail that did not ask them (a summary)."""
    changes = any(item.number for item in reply.corrected) or reply.added
    return bool(changes) and reply.answer is Answer.AMEND and may_write(desk, mail, desk.store.meetings.get(meeting_id))


def _in_own_part(desk: Desk, mail: MailInHand, question: Question) -> Question | None:
    """Somebody in CC answers: an owner reports on own items, an organizer decides on the items of their meetings."""
    heard = {person for person in question.copied if desk.directory.may_answer_for(mail.sender, person)}
    if not heard or question.kind not in _REPORTS | _DECISIONS:
        return None
    items = {line.number: desk.store.items.get(line.item_id) for line in question.lines if line.item_id}
    lines = tuple(
        line for line in question.lines if line.number in items and may_decide(desk, mail.sender, items[line.number])
    )
    if lines:
        meetings = {items[line.number].meeting_id for line in lines}
        return replace(
            question,
            kind=MailKind.DELAY_REQUEST,
            person=mail.sender,
            meeting_id=meetings.pop() if len(meetings) == 1 else None,
            lines=lines,
        )
    own = tuple(
        line for line in question.lines if line.number in items and is_theirs(desk, items[line.number], mail.sender)
    )
    if own:
        return replace(question, kind=MailKind.REMINDER, person=mail.sender, lines=own)
    return _own_items(desk, mail, question.meeting_id, MailKind.REMINDER) if question.meeting_id else None


def _heard_by(desk: Desk, sender: str) -> list[str]:
    """The sender, and whom they may answer for."""
    return [sender, *(person.email for person in desk.directory.people if sender in person.delegates)]


def _own_items(desk: Desk, mail: MailInHand, meeting_id: int | None, kind: MailKind) -> Question | None:
    """A question about the sender's own items: of one meeting under its numbers, else all, numbered from 1."""
    own = [i for i in desk.store.items.of_owner(mail.sender) if i.status is not ItemStatus.PROPOSED]
    if meeting_id is not None:
        own = [item for item in own if item.meeting_id == meeting_id]
    lines = tuple(
        QuestionLine(item.number if meeting_id is not None else n, item.id, None, item.deadline_version)
        for n, item in enumerate(own, 1)
    )
    return Question(0, kind, mail.sender, meeting_id, 0, mail.message_id, "", lines) if lines else None


def _is_known(desk: Desk, sender: str) -> bool:
    domain = sender.rpartition("@")[2]
    allowed = {name.lower().lstrip("@") for name in desk.config.security.allowed_domains}
    return desk.directory.person(sender) is not None or domain in allowed
