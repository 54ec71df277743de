"""Answers to answers: what was noted, and what could not be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import MailKind
from coordmail.workflow.lines import line_for
from coordmail.workflow.post import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.mail.letters import Change, Noted
    from coordmail.record import Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand


def note(
    desk: Desk,
    mail: MailInHand,
    meeting: Meeting | None,
    notes: Sequence[Noted],
    also: Iterable[str | None] = (),
) -> None:
    """Tell the sender, and whose item it concerns, what was noted: a line an item."""
    if not notes:
        return
    for address in dict.fromkeys((mail.sender, *also)):
        if address:
            write(
                desk,
                MailKind.NOTED,
                f"noted/{mail.digest}/{address}",
                [address],
                meeting=meeting,
                context={"notes": tuple(notes)},
            )


def unclear(
    desk: Desk,
    mail: MailInHand,
    question: Question,
    meeting: Meeting | None = None,
    expected: str | None = None,
    changes: Sequence[Change] = (),
) -> None:
    """Say what was expected; at most once a mail. The answer to it counts like one to the question itself."""
    if meeting is None and question.meeting_id:
        meeting = desk.store.meetings.get(question.meeting_id)
    items = [(line.number, desk.store.items.get(line.item_id)) for line in question.lines if line.item_id]
    write(
        desk,
        MailKind.UNCLEAR,
        f"unclear/{mail.digest}",
        [mail.sender],
        meeting=meeting,
        lines=[line_for(desk, item, number, mail.sender) for number, item in items],
        context={"expected": expected or str(question.kind), "words": mail.text, "changes": tuple(changes)},
        asks_again=question,
    )
