"""Queries: somebody asks what they have to do, how a meeting stands, or for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.model import QueryTopic
from coordmail.record import ItemStatus, MailKind
from coordmail.workflow.lines import lines_of_meeting, lines_of_person
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.post import write
from coordmail.workflow.recipients import leaders, owners, participants
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from coordmail.mail.letters import Line
    from coordmail.model import Understanding
    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand


def answer_query(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """Answer who asked, with what they may see."""
    meeting: Meeting | None = None
    lines: tuple[Line, ...] = ()
    if read.query is QueryTopic.MY_ITEMS:
        mine = (i for i in desk.store.items.of_owner(mail.sender) if i.status is not ItemStatus.PROPOSED)
        lines = lines_of_person(desk, mine)
    elif read.query is QueryTopic.STATUS and read.query_ref:
        meeting = desk.store.meetings.by_ref(read.query_ref)
        if meeting is None or not _may_see(desk, mail, meeting):
            return _help(desk, mail)
        lines = lines_of_meeting(desk, current_items(desk, meeting), mail.sender)
    else:
        return _help(desk, mail)
    write(
        desk,
        MailKind.QUERY_ANSWER,
        f"query-answer/{mail.digest}",
        [mail.sender],
        meeting=meeting,
        lines=lines,
        asks=read.query is QueryTopic.MY_ITEMS,
        context={"title": str(read.query)},
    )
    return processed(f"query: {read.query}", meeting.id if meeting else None)


def _help(desk: Desk, mail: MailInHand) -> Disposition:
    write(desk, MailKind.HELP, f"help/{mail.digest}", [mail.sender])
    return processed("query: help")


def _may_see(desk: Desk, mail: MailInHand, meeting: Meeting) -> bool:
    people = {*participants(meeting), *owners(desk, meeting), *leaders(desk, meeting)}
    return any(desk.directory.may_answer_for(mail.sender, person) for person in people if person)
