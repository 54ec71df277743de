"""Which item each statement of a reply is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.model import Answer, ReplyItem

if TYPE_CHECKING:
    from coordmail.model import ReplyFacts
    from coordmail.record import Item
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk

_SAID_OF_ALL = frozenset({Answer.YES, Answer.QUESTION})
"""Answers without a number that do no harm when they are taken as said of every item in the mail."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reply says about one item, under the number that the answered mail gave it."""

    number: int
    item: Item
    said: ReplyItem


@dataclass(frozen=True, slots=True)
class Statements:
    """A reply taken apart. `unknown` are numbers that the answered mail did not have; `adrift` is true where the
    mail had several items and the reply does not say which it means."""

    found: tuple[Statement, ...] = ()
    unknown: tuple[int, ...] = ()
    adrift: bool = False


def statements(desk: Desk, question: Question, reply: ReplyFacts) -> Statements:
    """Tie what `reply` says to the items of `question`."""
    items = {line.number: line.item_id for line in question.lines if line.item_id is not None}
    if reply.items:
        found = [
            Statement(said.number, desk.store.items.get(items[said.number]), said)
            for said in reply.items
            if said.number in items
        ]
        return Statements(tuple(found), tuple(said.number for said in reply.items if said.number not in items))
    if len(items) != 1 and not reply.everything and reply.answer not in _SAID_OF_ALL:
        return Statements(adrift=True)
    return Statements(
        tuple(
            Statement(
                number,
                desk.store.items.get(item_id),
                ReplyItem(
                    number,
                    reply.answer,
                    reply.percent,
                    reply.new_due,
                    reply.reason or reply.comment,
                    reply.owner,
                    reply.cancel,
                ),
            )
            for number, item_id in items.items()
        )
    )
