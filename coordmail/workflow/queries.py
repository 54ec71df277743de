"""Queries: somebody asks what they or their department have to do, how a meeting stands, or for help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.model import QueryTopic
from coordmail.record import MailKind
from coordmail.workflow.following import history_of
from coordmail.workflow.lines import line_for, lines_of_meeting, lines_of_person
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.recipients import leaders, owners, participants
from coordmail.workflow.standing import is_theirs, may_decide
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.mail.letters import Line
    from coordmail.model import Department, Understanding
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk, MailInHand


def answer_query(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """Answer who asked, with what they may see."""
    match read.query:
        case QueryTopic.MY_ITEMS:
            return _answer(desk, mail, read, lines_of_person(desk, desk.store.items.of_owner(mail.sender)))
        case QueryTopic.DEPARTMENT_ITEMS:
            return _department(desk, mail, read)
        case QueryTopic.STATUS if read.query_ref:
            return _status(desk, mail, read, read.query_ref)
        case _:
            write(desk, MailKind.HELP, f"help/{mail.digest}", [mail.sender])
            return processed("query: help")


def _department(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """The unfinished items of every department that the sender leads."""
    led = [d for d in desk.directory.departments if d.leader and desk.directory.may_answer_for(mail.sender, d.leader)]
    people = [p.email for p in desk.directory.people if desk.directory.department(p.department) in led]
    names = [name for department in led for name in (department.name, *department.aliases)]
    items = [i for i in desk.store.items.of_department(people, names) if _belongs_to(desk, i, led)]
    return _answer(desk, mail, read, lines_of_person(desk, items), {"departments": tuple(d.name for d in led)})


def _belongs_to(desk: Desk, item: Item, departments: Sequence[Department]) -> bool:
    """Whether an item is work of one of `departments`: its owner's, else the one that it names."""
    person = desk.directory.person(item.owner_email)
    return desk.directory.department((person.department if person else None) or item.department) in departments


def _status(desk: Desk, mail: MailInHand, read: Understanding, asked: str) -> Disposition:
    """How a meeting or one of its items stands. One that the sender may not see is answered like one that is not."""
    ref, _, number = asked.partition("/")
    meeting = desk.store.meetings.by_ref(ref)
    context: dict[str, object] = {"asked": asked}
    if meeting is None or not _may_see(desk, mail, meeting):
        return _answer(desk, mail, read, (), context)
    items = current_items(desk, meeting)
    if not number:
        return _answer(desk, mail, read, lines_of_meeting(desk, items, mail.sender), context, meeting)
    # One item also when it was cancelled: who asks about it wants to know that.
    item = next((i for i in desk.store.items.of_meeting(meeting.id) if i.number == int(number)), None)
    if item is None:
        context["missing"] = int(number)
        return _answer(desk, mail, read, lines_of_meeting(desk, items, mail.sender), context, meeting)
    context |= {"single": True, "history": history_of(desk, item, meeting)}
    return _answer(desk, mail, read, (line_for(desk, item, item.number, mail.sender),), context, meeting)


def _answer(
    desk: Desk,
    mail: MailInHand,
    read: Understanding,
    lines: tuple[Line, ...],
    context: dict[str, object] | None = None,
    meeting: Meeting | None = None,
) -> Disposition:
    lines = tuple(replace(line, mine=is_theirs(desk, line.item, mail.sender)) for line in lines)
    own = [line for line in lines if line.mine]
    decides = any(may_decide(desk, mail.sender, line.item) for line in lines)
    write(
        desk,
        MailKind.QUERY_ANSWER,
        f"query-answer/{mail.digest}",
        [mail.sender],
        meeting=meeting,
        lines=lines,
        asks=bool(own) or decides,
        context={
            "title": str(read.query),
            "own": own,
            "decides": decides,
            "late": sum(1 for line in lines if line.days_overdue),
            **(context or {}),
        },
    )
    return processed(f"query: {read.query}", meeting.id if meeting else None)


def _may_see(desk: Desk, mail: MailInHand, meeting: Meeting) -> bool:
    people = {*participants(meeting), *owners(desk, meeting), *leaders(desk, meeting)}
    return any(desk.directory.may_answer_for(mail.sender, person) for person in people if person)
