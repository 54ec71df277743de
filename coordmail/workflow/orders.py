"""Decisions that nobody asked for: the organizer or a leader writes a new mail about items named by reference."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coordmail.record import ItemStatus, MailKind
from coordmail.storage.questions import Question, QuestionLine
from coordmail.workflow.answering import tell, unclear
from coordmail.workflow.deciding import concerned
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.standing import changes, decides_anywhere, is_decision, is_theirs, may_decide
from coordmail.workflow.statements import statement_of, statements
from coordmail.workflow.tracking import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.mail.letters import Noted
    from coordmail.model import Order, ReplyFacts, Understanding
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk, MailInHand

_LIVE = frozenset({ItemStatus.PROPOSED, ItemStatus.OPEN, ItemStatus.CLAIMED})


@dataclass(slots=True)
class _Taken:
    """What became of a mail's orders. `missed` is the first meeting in which something could not be done."""

    meetings: dict[int, Meeting] = field(default_factory=dict)
    notes: list[tuple[Noted, tuple[str | None, ...]]] = field(default_factory=list)
    missed: Meeting | None = None
    unknown_meeting: bool = False


def take_orders(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition | None:
    """Do what the sender may decide; None where they may decide nothing of what the mail names."""
    taken = _Taken()
    for order in read.orders:
        if any(is_decision(said) for said in order.reply.items):
            _take(desk, mail, order, taken)
    if not taken.meetings and not taken.unknown_meeting:
        return None
    only = next(iter(taken.meetings.values())) if len(taken.meetings) == 1 else None
    if len(taken.meetings) > 1:
        # Numbers of several meetings side by side say nothing; the task does.
        taken.notes = [(replace(noted, number=None), told) for noted, told in taken.notes]
    tell(desk, mail, only, taken.notes)
    if taken.missed or taken.unknown_meeting:
        question = _question(desk, mail, taken.missed)
        expected = "decision" if taken.missed else "reference"
        unclear(desk, mail, question, taken.missed, expected=expected, partly=bool(taken.notes))
    return processed("decision" if taken.notes else "unclear", only.id if only else None)


def decides_in_answer(desk: Desk, mail: MailInHand, meeting_id: int, reply: ReplyFacts) -> Question | None:
    """The question that an answer to a mail which asked nothing decides: the sender's say in that meeting's items."""
    question = _question(desk, mail, desk.store.meetings.get(meeting_id))
    if not question.lines:
        return None
    said = statements(desk, question, reply)
    return question if any(changes(statement.said) for statement in said.found) else None


def ask_what_is_meant(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition | None:
    """Ask back who has the say in a meeting that their mail names, and whose words say nothing that is known."""
    meeting = desk.store.meetings.by_ref(read.named.partition("/")[0]) if read.named else None
    if meeting is None:
        return None
    question = _question(desk, mail, meeting)
    items = (desk.store.items.get(line.item_id) for line in question.lines if line.item_id)
    if not any(may_decide(desk, mail.sender, item) for item in items):
        return None
    unclear(desk, mail, question, meeting, expected="decision")
    return processed("unclear", meeting.id)


def ask_for_words(desk: Desk, mail: MailInHand, references: Iterable[str]) -> Disposition | None:
    """Ask for words from who mails a sheet of ours back: which of its cells were edited it does not tell.

    None where none of `references` is an item of ours: then it is somebody else's sheet.
    """
    items = [item for item in map(desk.store.items.by_ref, references) if item]
    if not items:
        return None
    lines = tuple(
        QuestionLine(n, item.id, None, item.deadline_version)
        for n, item in enumerate((item for item in items if _concerns(desk, mail, item)), 1)
    )
    unclear(
        desk,
        mail,
        Question(0, MailKind.QUERY_ANSWER, mail.sender, None, 0, mail.message_id, "", lines),
        expected="sheet",
    )
    return processed("a sheet of ours, mailed back")


def _concerns(desk: Desk, mail: MailInHand, item: Item) -> bool:
    """Whether the sender decides about a live item, or has it."""
    return item.status in _LIVE and (may_decide(desk, mail.sender, item) or is_theirs(desk, item, mail.sender))


def names_others(desk: Desk, question: Question, read: Understanding) -> bool:
    """Whether all references in an answer are to items that the answered mail did not have."""
    lines = {desk.store.items.get(line.item_id).ref for line in question.lines if line.item_id}
    named = {f"{order.named}/{said.number}" for order in read.orders for said in order.reply.items}
    return bool(named) and not named & lines


def _take(desk: Desk, mail: MailInHand, order: Order, taken: _Taken) -> None:
    meeting = desk.store.meetings.by_ref(order.named)
    if meeting is None:
        taken.unknown_meeting |= decides_anywhere(desk, mail.sender)
        return
    items = {item.number: item for item in desk.store.items.of_meeting(meeting.id)}
    organizes = meeting.organizer_email and desk.directory.may_answer_for(mail.sender, meeting.organizer_email)
    if not organizes and not any(may_decide(desk, mail.sender, item) for item in items.values()):
        return
    if all(n in items and not may_decide(desk, mail.sender, items[n]) for n in (s.number for s in order.reply.items)):
        return
    taken.meetings[meeting.id] = meeting
    for said in order.reply.items:
        item = items.get(said.number)
        noted = None
        if item is not None and may_decide(desk, mail.sender, item) and is_decision(said):
            noted = settle(desk, mail, mail.sender, statement_of(desk, item, said))
        if noted is None or item is None:
            taken.missed = taken.missed or meeting
        else:
            taken.notes.append((noted, concerned(desk, item, noted)))


def _question(desk: Desk, mail: MailInHand, meeting: Meeting | None) -> Question:
    """What the sender may say something about: the items of the meeting that they decide on, and their own."""
    items: Sequence[Item] = desk.store.items.of_meeting(meeting.id) if meeting else ()
    lines = tuple(
        QuestionLine(item.number, item.id, None, item.deadline_version) for item in items if _concerns(desk, mail, item)
    )
    meeting_id, version = (meeting.id, meeting.version) if meeting else (None, 0)
    return Question(0, MailKind.QUERY_ANSWER, mail.sender, meeting_id, version, mail.message_id, "", lines)
