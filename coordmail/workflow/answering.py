"""Answers to answers: what was noted, and what could not be understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.record import MailKind
from coordmail.workflow.lines import line_for, lines_of_person
from coordmail.workflow.post import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.mail.letters import Change, Line, Noted
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


def tell(
    desk: Desk,
    mail: MailInHand,
    meeting: Meeting | None,
    notes: Sequence[tuple[Noted, Iterable[str | None]]],
) -> None:
    """Tell the sender everything that was noted, and each of those beside a note what concerns them.

    Who is given an item gets to know it whole, and may answer.
    """
    theirs: dict[str, list[Noted]] = {mail.sender: [noted for noted, _ in notes]} if notes else {}
    for noted, concerned in notes:
        for address in dict.fromkeys(concerned):
            if address and address != mail.sender:
                theirs.setdefault(address, []).append(noted)
    for address, noted_for in theirs.items():
        given = [
            noted
            for noted in noted_for
            if noted.what == "owner_changed" and noted.item and noted.item.owner_email == address != mail.sender
        ]
        lines = _under_their_numbers(given, lines_of_person(desk, [noted.item for noted in given if noted.item]))
        write(
            desk,
            MailKind.NOTED,
            f"noted/{mail.digest}/{address}",
            [address],
            meeting=meeting,
            lines=lines,
            asks=bool(lines),
            context={"notes": tuple(noted_for)},
        )


def _under_their_numbers(notes: Sequence[Noted], lines: Sequence[Line]) -> list[Line]:
    """`lines` under the numbers that their notes give them, where these tell them apart."""
    numbers = [noted.number for noted in notes]
    if None in numbers or len({*numbers}) < len(lines):
        return list(lines)
    return [replace(line, number=number or line.number) for line, number in zip(lines, numbers, strict=True)]


def unclear(
    desk: Desk,
    mail: MailInHand,
    question: Question,
    meeting: Meeting | None = None,
    expected: str | None = None,
    changes: Sequence[Change] = (),
    partly: bool = False,
) -> None:
    """Say what was expected; at most once a mail. The answer to it counts like one to the question itself.

    `partly`: something was understood beside it, and is noted.
    """
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
        context={
            "expected": expected or str(question.kind),
            "words": mail.text,
            "changes": tuple(changes),
            "partly": partly,
        },
        asks_again=question,
    )
