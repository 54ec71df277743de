"""Closure: what owners call done is verified; when the last item is closed, so is the meeting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.mail.letters import Noted
from coordmail.model import Answer
from coordmail.record import EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.workflow.answering import note, unclear
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.outcome import Disposition, processed
from coordmail.workflow.papers import paper_of
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees
from coordmail.workflow.rungs import schedule_item
from coordmail.workflow.statements import statements
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordmail.mail.letters import NotedWhat
    from coordmail.model import ReplyFacts
    from coordmail.record import Meeting
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.statements import Statement

_SETTLED: Mapping[ItemStatus, NotedWhat] = {
    ItemStatus.CLOSED: "already_closed",
    ItemStatus.CANCELLED: "already_cancelled",
    ItemStatus.OPEN: "already_reopened",
    ItemStatus.PROPOSED: "already_reopened",
}
"""What a verifier hears whose answer comes when the item does not wait for one any more."""
_MEASURED = re.compile(r"\d|[一二三四五六七八九十][月日成%]")
"""What tells a result from a courtesy (收到) or a promise (稍后看): a figure or a day."""
_PASSED = frozenset({Answer.YES, Answer.DONE})
_FAILED = frozenset({Answer.NO, Answer.PROGRESS, Answer.BLOCKED, Answer.DELAY, Answer.AMEND})


def take_verification(desk: Desk, mail: MailInHand, question: Question, reply: ReplyFacts) -> Disposition:
    """Take in what the verifier found: the item is closed with the result, or reopened with what is missing."""
    meeting = desk.store.meetings.get(question.meeting_id or 0)
    said = statements(desk, question, reply)
    notes: list[Noted] = []
    settled: list[Noted] = []
    owners: list[str | None] = []
    misunderstood = said.adrift or bool(said.unknown)
    for statement in said.found:
        if statement.item.status is not ItemStatus.CLAIMED:
            settled.append(Noted(_SETTLED[statement.item.status], statement.number, statement.item))
            continue
        noted = _verify(desk, mail, statement, reply)
        if noted is None:
            misunderstood = True
        else:
            notes.append(noted)
            owners.append(statement.item.owner_email)
    if notes:
        note(desk, mail, meeting, [*notes, *settled], owners)
    else:
        note(desk, mail, meeting, settled)
    if misunderstood:
        unclear(desk, mail, question, meeting, expected="number" if said.unknown else None)
    close_meeting_if_finished(desk, meeting)
    done = "verification" if notes else "verifies what is settled already" if settled else "unclear"
    return processed(done, meeting.id)


def close_meeting_if_finished(desk: Desk, meeting: Meeting) -> None:
    """Close a meeting whose last item is closed; its final paper goes out in working hours."""
    items = current_items(desk, meeting)
    if meeting.status is not MeetingStatus.TRACKING or any(i.status is not ItemStatus.CLOSED for i in items):
        return
    desk.store.meetings.update(meeting.id, {"status": MeetingStatus.CLOSED, "closed_at": desk.now})
    desk.log(EventKind.CLOSED, "", meeting.id)
    desk.store.meetings.wake(meeting.id, desk.now)


def announce_closure(desk: Desk, meeting: Meeting) -> None:
    """Send the final paper with planned and actual dates; where there never was an item, the summary said it all."""
    if not desk.store.items.of_meeting(meeting.id):
        return
    to, cc = addressees(desk, MailKind.CLOSED, meeting)
    write(
        desk,
        MailKind.CLOSED,
        f"closed/{meeting.ref}",
        to,
        cc,
        meeting=meeting,
        lines=lines_of_meeting(desk, current_items(desk, meeting)),
        enclosures=[paper_of(desk, meeting, final=True)],
    )


def _verify(desk: Desk, mail: MailInHand, statement: Statement, reply: ReplyFacts) -> Noted | None:
    item, said = statement.item, statement.said
    # A verifier who just writes what was measured (DOMAIN.md, Closure) gives the result.
    changes_nothing = not reply.corrected and not said.owner and not said.new_due
    stated = said.answer is Answer.UNCLEAR and changes_nothing and bool(_MEASURED.search(reply.comment or ""))
    if said.answer in _PASSED or stated:
        result = said.reason or reply.comment or mail.text
        closed = desk.store.items.finish(
            item.id, {"status": ItemStatus.CLOSED, "closed_at": desk.now, "result": result, "percent": 100}
        )
        desk.log(EventKind.VERIFIED, result, item.meeting_id, item.id)
        return Noted("verified", statement.number, closed, detail=result, by=desk.name_of(mail.sender))
    if said.answer not in _FAILED or (said.answer is Answer.AMEND and not changes_nothing):
        return None
    missing = said.reason or mail.text
    percent = said.percent if said.percent is not None else min(item.percent, 99)
    reopened = desk.store.items.update(
        item.id,
        {"status": ItemStatus.OPEN, "claimed_at": None, "claim": None, "percent": percent, "opened_at": desk.now},
    )
    desk.log(EventKind.REOPENED, missing, item.meeting_id, item.id)
    schedule_item(desk, reopened)
    return Noted("reopened", statement.number, reopened, detail=missing, by=desk.name_of(mail.sender))
