"""Who has a say in an item: its owner reports on it, the organizer and the owner's leader decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.model import Answer
from coordmail.workflow.recipients import chain

if TYPE_CHECKING:
    from coordmail.model import ReplyFacts, ReplyItem
    from coordmail.record import Item
    from coordmail.workflow.desk import Desk

_DECIDES = frozenset({Answer.YES, Answer.NO, Answer.DELAY, Answer.AMEND})


def may_decide(desk: Desk, sender: str, item: Item) -> bool:
    """Whether the word of `sender` decides about `item`: the organizer's, of those above its owner, of delegates."""
    organizer = desk.store.meetings.get(item.meeting_id).organizer_email
    deciders = (organizer, *chain(desk, item))
    return any(desk.directory.may_answer_for(sender, person) for person in deciders if person)


def decides_anywhere(desk: Desk, sender: str) -> bool:
    """Whether `sender` leads a department or has called a meeting, or may answer for a leader."""
    if desk.store.meetings.has_organizer(sender):
        return True
    leaders = (department.leader for department in desk.directory.departments)
    return any(desk.directory.may_answer_for(sender, leader) for leader in leaders if leader)


def is_theirs(desk: Desk, item: Item, person: str) -> bool:
    """Whether `person` has to do `item`; the organizer where nobody is named."""
    if item.owner_email is None:
        return desk.store.meetings.get(item.meeting_id).organizer_email == person
    return item.owner_email == person or any(own.id == item.id for own in desk.store.items.of_owner(person))


def changes(said: ReplyItem | ReplyFacts) -> bool:
    """Whether words change an item itself: its owner, its deadline, or that there is one."""
    return bool(said.cancel or said.owner or said.new_due or said.put_off)


def is_decision(said: ReplyItem) -> bool:
    """Whether words decide something, and do not report on work."""
    return changes(said) or said.answer in _DECIDES
