"""Which item each statement of a reply is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coordmail.extraction.dates import DateContext
from coordmail.extraction.item_words import items_by_words
from coordmail.mail.language import detect
from coordmail.model import Answer, ReplyItem
from coordmail.record import MailKind
from coordmail.workflow.postponing import dated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordmail.model import ReplyFacts, Understanding
    from coordmail.record import Item
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk

_SAID_OF_ALL = frozenset({Answer.YES, Answer.QUESTION})
"""Answers without a number that do no harm when they are taken as said of every item in the mail."""
_BY_WORDS = frozenset(
    {
        MailKind.REMINDER,
        MailKind.OVERDUE,
        MailKind.QUERY_ANSWER,
        MailKind.NOTED,
        MailKind.ESCALATION,
        MailKind.DELAY_REQUEST,
    }
)
"""The mails about what people do: there an item may be named by the words of its task."""
_NOT_IN_THE_MAIL = 0
"""Stands for a reference to an item that the answered mail did not have; lines are numbered from 1."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reply says about one item, under the number that the answered mail gave it."""

    number: int
    item: Item
    said: ReplyItem
    among_others: bool = False
    """Whether the reply speaks of other items as well, so that its text as a whole is not about this one."""


@dataclass(frozen=True, slots=True)
class Statements:
    """A reply taken apart. `unknown` are numbers that the answered mail did not have; `adrift` is true where the
    mail had several items and the reply does not say which it means."""

    found: tuple[Statement, ...] = ()
    unknown: tuple[int, ...] = ()
    adrift: bool = False


def statement_of(desk: Desk, item: Item, said: ReplyItem, *, among_others: bool = False) -> Statement:
    """What `said` says of `item`, with the date that it means."""
    return Statement(said.number, item, dated(said, item.due, desk.config.calendar), among_others)


def statements(desk: Desk, question: Question, reply: ReplyFacts) -> Statements:
    """Tie what `reply` says to the items of `question`."""
    items = {line.number: line.item_id for line in question.lines if line.item_id is not None}
    if reply.items:
        found = [
            statement_of(desk, desk.store.items.get(items[said.number]), said, among_others=len(reply.items) > 1)
            for said in reply.items
            if said.number in items
        ]
        return Statements(tuple(found), tuple(said.number for said in reply.items if said.number not in items))
    if len(items) > 1 and not reply.everything and question.kind in _BY_WORDS:
        named = _by_words(desk, items)
        if named.found:
            return named
    if len(items) != 1 and not reply.everything and reply.answer not in _SAID_OF_ALL:
        return Statements(adrift=True)
    return Statements(
        tuple(
            statement_of(
                desk,
                desk.store.items.get(item_id),
                ReplyItem(
                    number,
                    reply.answer,
                    reply.percent,
                    reply.new_due,
                    reply.reason or reply.comment,
                    reply.owner,
                    reply.cancel,
                    put_off=reply.put_off,
                ),
            )
            for number, item_id in items.items()
        )
    )


def in_terms_of(desk: Desk, question: Question, read: Understanding) -> ReplyFacts | None:
    """What an answer says, with the references that it names (CM-12/2) put into the numbers of the answered mail."""
    reply = read.reply
    if reply is None or not read.orders:
        return reply
    numbers = {desk.store.items.get(line.item_id).ref: line.number for line in question.lines if line.item_id}
    named = {said.number for order in read.orders for said in order.reply.items}
    put = tuple(
        replace(said, number=numbers.get(f"{order.named}/{said.number}", _NOT_IN_THE_MAIL))
        for order in read.orders
        for said in order.reply.items
    )
    return replace(reply, items=(*(said for said in reply.items if said.number not in named), *put))


def _by_words(desk: Desk, items: Mapping[int, int]) -> Statements:
    """What the mail in hand says of items that it names by the words of their tasks."""
    mail = desk.mail
    if mail is None:
        return Statements()
    about = {number: desk.store.items.get(item_id) for number, item_id in items.items()}
    calendar = desk.config.calendar
    anchor = calendar.local(mail.sent or desk.now).replace(tzinfo=None)
    dates = DateContext(anchor, calendar, detect(mail.text))
    said = items_by_words(mail.text, {number: item.task for number, item in about.items()}, dates)
    several = len(said.items) > 1
    found = tuple(statement_of(desk, about[one.number], one, among_others=several) for one in said.items)
    return Statements(found, adrift=said.loose)
