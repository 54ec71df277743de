"""Tracking: what owners report about their items, by plain replies to reminders and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.mail.letters import Change, Noted
from coordmail.model import Answer
from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow import deciding, recurring
from coordmail.workflow.answering import tell, unclear
from coordmail.workflow.lines import day_of
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.rungs import schedule_item
from coordmail.workflow.standing import is_theirs, may_decide
from coordmail.workflow.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coordmail.model import ReplyFacts
    from coordmail.record import Item
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.statements import Statement


_REMINDED = frozenset({MailKind.REMINDER, MailKind.OVERDUE})


def take_report(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Take in what an owner says about the items of a reminder or warning."""
    said = statements(desk, question, reply)
    meeting_ids = {statement.item.meeting_id for statement in said.found}
    notes: list[tuple[Noted, tuple[str | None, ...]]] = []
    misunderstood = said.adrift or bool(said.unknown)
    for statement in said.found:
        noted = settle(desk, mail, question.person, statement) or _handed_on(desk, question, statement)
        if noted is None:
            misunderstood = True
        else:
            # Where a delegate answers, whose item it is hears of it.
            notes.append((noted, (question.person, *deciding.concerned(desk, statement.item, noted))))
    meeting_id = next(iter(meeting_ids)) if len(meeting_ids) == 1 else None
    tell(desk, mail, desk.store.meetings.get(meeting_id) if meeting_id else None, notes)
    if misunderstood:
        expected = "number" if said.adrift or said.unknown else None
        unclear(desk, mail, question, expected=expected, partly=bool(notes))
    return processed("report" if notes else "unclear", meeting_id or question.meeting_id)


def _handed_on(desk: Desk, question: Question, statement: Statement) -> Noted | None:
    """What to say to who was reminded of an item that is somebody else's by now, and reports on it."""
    if question.kind not in _REMINDED or is_theirs(desk, statement.item, question.person):
        return None
    return Noted("not_yours", statement.number, statement.item, new=statement.item.owner)


def settle(desk: Desk, mail: MailInHand, person: str, statement: Statement) -> Noted | None:
    """Take in one statement as who makes it may: `person`, who was asked, reports; who has the say decides."""
    item, said = statement.item, statement.said
    if finished := deciding.over(desk, statement):
        return finished
    own, decides = is_theirs(desk, item, person), may_decide(desk, mail.sender, item)
    if decides and (said.cancel or said.owner or not own):
        return deciding.decide(desk, mail, statement)
    if own:
        return _TAKEN.get(said.answer, _not_understood)(desk, mail, statement)
    return Noted("not_yours", statement.number, item, new=item.owner)


def claim(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    """Done is a claim: it waits for verification, and is not overdue meanwhile."""
    item = statement.item
    once = recurring.take_done(desk, mail, statement)
    if once is not None:
        return once
    said = statement.said.reason or ("" if statement.among_others else mail.text)
    if item.status is ItemStatus.CLAIMED:
        # Said again, it waits as before; its verifier was asked already.
        desk.log(EventKind.CLAIMED, said, item.meeting_id, item.id)
        return Noted("claimed", statement.number, item)
    values = {
        "status": ItemStatus.CLAIMED if item.status is not ItemStatus.PROPOSED else item.status,
        "percent": 100,
        "claimed_at": desk.now,
        "claim": said,
        "blocked": None,
        "blocked_at": None,
        "requested_due": None,
        "requested_reason": None,
        "requested_at": None,
    }
    claimed = desk.store.items.update(item.id, values)
    desk.log(EventKind.CLAIMED, said, item.meeting_id, item.id)
    schedule_item(desk, claimed, at_once=True)
    return Noted("claimed", statement.number, claimed)


def progress(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    """How far an item is; all of it is a claim."""
    said = statement.said
    if said.percent == 100:
        return claim(desk, mail, statement)
    item = _withdrawn(desk, statement)
    percent = said.percent if said.percent is not None else item.percent
    reported = desk.store.items.update(item.id, {"percent": percent, "blocked": None, "blocked_at": None})
    desk.log(EventKind.PROGRESS, f"{percent}% {said.reason or ''}".strip(), item.meeting_id, item.id)
    if item.blocked:
        desk.log(EventKind.UNBLOCKED, "", item.meeting_id, item.id)
    old = f"{item.percent}%" if item.percent != percent else None
    return Noted("progress", statement.number, reported, old=old, new=f"{percent}%", detail=said.reason)


def _withdrawn(desk: Desk, statement: Statement) -> Item:
    """The item, back with its owner where it was called done: who now reports that it is not done takes that back."""
    item = statement.item
    if item.claimed_at is None:
        return item
    status = ItemStatus.OPEN if item.status is ItemStatus.CLAIMED else item.status
    values = {"status": status, "claimed_at": None, "claim": None, "percent": min(item.percent, 99)}
    reopened = desk.store.items.update(item.id, values)
    desk.log(EventKind.REOPENED, "", item.meeting_id, item.id)
    schedule_item(desk, reopened)
    return reopened


def _delay(desk: Desk, mail: MailInHand, statement: Statement) -> Noted | None:
    item, said = statement.item, statement.said
    if said.new_due is None or day_of(said.new_due) < desk.today:
        return None
    if said.new_due == item.due:
        return _accept(desk, mail, statement)
    if not item.postponed and desk.store.meetings.get(item.meeting_id).organizer_email == item.owner_email:
        # The organizer's own item: there is nobody else to ask.
        moved = deciding.set_deadline(desk, _withdrawn(desk, statement), said.new_due)
        desk.log(EventKind.DELAY_AGREED, f"{item.due} → {moved.due}", item.meeting_id, item.id)
        return Noted("delay_agreed", statement.number, moved, old=_text(item.due), new=_text(moved.due))
    item = _withdrawn(desk, statement)
    values: dict[str, object] = {
        "requested_due": said.new_due,
        "requested_reason": said.reason,
        "requested_at": desk.now,
    }
    if said.percent is not None:
        values["percent"] = said.percent
    asked = desk.store.items.update(item.id, values)
    desk.log(
        EventKind.DELAY_ASKED, f"{item.due} → {said.new_due} {said.reason or ''}".strip(), item.meeting_id, item.id
    )
    schedule_item(desk, asked, at_once=True)
    return Noted(
        "delay_requested_above" if item.postponed else "delay_requested",
        statement.number,
        asked,
        old=_text(item.due),
        new=_text(said.new_due),
        detail=said.reason,
        changes=_percent_changed(statement.item, asked),
    )


def _percent_changed(before: Item, after: Item) -> tuple[Change, ...]:
    if before.percent == after.percent:
        return ()
    return (Change("percent", f"{before.percent}%", f"{after.percent}%"),)


def _blocked(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    item, said = _withdrawn(desk, statement), statement.said
    reason = said.reason or mail.text
    values: dict[str, object] = {"blocked": reason, "blocked_at": item.blocked_at or desk.now}
    if said.percent is not None:
        values["percent"] = said.percent
    stuck = desk.store.items.update(item.id, values)
    desk.log(EventKind.BLOCKED, reason, item.meeting_id, item.id)
    schedule_item(desk, stuck, at_once=True)
    return Noted("blocked", statement.number, stuck, detail=reason, changes=_percent_changed(statement.item, stuck))


def _accept(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    item = statement.item
    desk.log(EventKind.ACCEPTED, "", item.meeting_id, item.id)
    return Noted("accepted", statement.number, item)


def _decline(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    item = statement.item
    desk.log(EventKind.DECLINED, mail.text, item.meeting_id, item.id)
    noted = Noted("owner_declined", statement.number, item, detail=mail.text, by=desk.name_of(mail.sender))
    _tell_organizer(desk, mail, item, noted)
    return noted


def _amend(desk: Desk, mail: MailInHand, statement: Statement) -> Noted | None:
    if statement.said.new_due is not None:
        return _delay(desk, mail, statement)
    return _decline(desk, mail, statement) if statement.said.owner else None


def _question(desk: Desk, mail: MailInHand, statement: Statement) -> Noted:
    item = statement.item
    desk.log(EventKind.QUESTION, mail.text, item.meeting_id, item.id)
    noted = Noted("question", statement.number, item, detail=mail.text, by=desk.name_of(mail.sender))
    _tell_organizer(desk, mail, item, noted)
    return noted


def _not_understood(desk: Desk, mail: MailInHand, statement: Statement) -> None:
    return None


def _tell_organizer(desk: Desk, mail: MailInHand, item: Item, noted: Noted) -> None:
    meeting = desk.store.meetings.get(item.meeting_id)
    if meeting.organizer_email and meeting.organizer_email != mail.sender:
        write(
            desk,
            MailKind.NOTED,
            f"noted/{mail.digest}/{item.ref}/{meeting.organizer_email}",
            [meeting.organizer_email],
            meeting=meeting,
            context={"notes": (noted,)},
        )


_TAKEN: Mapping[Answer, Callable[[Desk, MailInHand, Statement], Noted | None]] = {
    Answer.DONE: claim,
    Answer.PROGRESS: progress,
    Answer.DELAY: _delay,
    Answer.BLOCKED: _blocked,
    Answer.YES: _accept,
    Answer.NO: _decline,
    Answer.AMEND: _amend,
    Answer.QUESTION: _question,
}


def _text(day: object) -> str | None:
    return str(day) if day else None
