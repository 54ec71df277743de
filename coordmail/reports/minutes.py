"""The minutes paper 「会议纪要」, and with `final` the closing paper with planned and actual dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.record import Approval, ItemStatus, MeetingStatus
from coordmail.reports.fields import MinutesFields, RequestFields, StatusFields
from coordmail.reports.head import people
from coordmail.reports.items import days_late, item_fields
from coordmail.reports.parts import entries, problem_parts
from coordmail.reports.render import Properties, render
from coordmail.reports.signoffs import signoff_fields
from coordmail.reports.templates import find
from coordmail.reports.wording import Wording, local_day, wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from coordmail.model import Language
    from coordmail.record import Item, Meeting, ResourceRequest, SignOff


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """What one minutes paper shows. `printed_at` is aware; every instant is shown in its time zone."""

    house: str
    language: Language
    meeting: Meeting
    items: tuple[Item, ...]
    requests: tuple[ResourceRequest, ...]
    signoffs: tuple[SignOff, ...]
    printed_at: datetime
    final: bool = False
    departments: Mapping[str, str] = field(default_factory=dict)
    """The departments of people who signed and are not on the attendance list, by address."""


def minutes_paper(paper: MinutesPaper, overrides: Path | None = None) -> bytes:
    """The paper as .docx. `overrides` is the folder whose templates come before the built-in ones.

    TemplateError when the template cannot be filled in.
    """
    template = find(f"minutes.{paper.language}.docx", overrides)
    meeting = paper.meeting
    properties = Properties(meeting.topic, meeting.ref, paper.house, paper.language, paper.printed_at)
    return render(template, minutes_fields(paper), properties)


def minutes_fields(paper: MinutesPaper) -> MinutesFields:
    """The fields of the paper's template, all as text."""
    words = wording(paper.language)
    meeting = paper.meeting
    departments = {*meeting.departments, *(a.department for a in meeting.attendees if a.department)}
    discussion, resolutions = entries(meeting.points, departments), entries(meeting.decisions)
    return MinutesFields(
        house=paper.house,
        ref=meeting.ref,
        version=str(meeting.version),
        state=_state(paper, words),
        printed=words.day(paper.printed_at.date()),
        final=paper.final,
        topic=meeting.topic,
        time=words.period(meeting.start, meeting.end),
        place=meeting.place or "",
        people=people(meeting, words),
        organizer=meeting.organizer or "",
        recorder=meeting.recorder or "",
        goal=meeting.goal or "",
        problem=meeting.problem or "",
        problem_parts=problem_parts(meeting.problem or ""),
        points=tuple(entry.lead + entry.text for entry in discussion),
        discussion=discussion,
        decisions=tuple(entry.lead + entry.text for entry in resolutions),
        resolutions=resolutions,
        items=tuple(item_fields(item, words, paper.printed_at) for item in paper.items),
        requests=tuple(_request_fields(request, words, paper) for request in paper.requests),
        signoffs=tuple(signoff_fields(signoff, paper, words) for signoff in paper.signoffs),
        status=_status(paper, words),
        results=_results(paper, words),
        summary=_summary(paper, words),
        next_meeting=words.long_day(meeting.next_meeting) if meeting.next_meeting else "",
        remarks=meeting.remarks or "",
    )


def _state(paper: MinutesPaper, words: Wording) -> str:
    meeting, zone = paper.meeting, paper.printed_at.tzinfo
    if meeting.status is MeetingStatus.CANCELLED:
        return words.meeting["cancelled"]
    for key, instant in (("closed", meeting.closed_at), ("agreed", meeting.agreed_at)):
        day = local_day(instant, zone)
        if day is not None:
            return words.meeting[key].format(day=words.day(day))
    return words.meeting["unconfirmed"]


def _request_fields(request: ResourceRequest, words: Wording, paper: MinutesPaper) -> RequestFields:
    answered = local_day(request.answered_at, paper.printed_at.tzinfo)
    comment = [words.day(answered)] if answered else []
    unreachable = request.status is Approval.UNADDRESSED and request.approver is not None
    if request.comment:
        comment.append(request.comment)
    return RequestFields(
        number=str(request.number),
        what=request.what,
        amount=words.amount(request.amount, request.currency),
        department=request.department or "",
        approver=request.approver or request.approver_email or "",
        status=words.approval["unreachable" if unreachable else request.status],
        comment="\n".join(comment),
    )


def _status(paper: MinutesPaper, words: Wording) -> StatusFields:
    """One box ticked: closed, delayed (an open item is overdue or was postponed), or in progress."""
    status = paper.meeting.status
    delayed = any(
        item.status is ItemStatus.OPEN and (item.postponed or item.is_overdue(paper.printed_at)) for item in paper.items
    )
    closed = status is MeetingStatus.CLOSED
    cancelled = status is MeetingStatus.CANCELLED
    boxes = (not closed and not cancelled and not delayed, not closed and not cancelled and delayed, closed)
    return StatusFields(*(words.ticked if ticked else words.unticked for ticked in boxes))


def _results(paper: MinutesPaper, words: Wording) -> tuple[str, ...]:
    """What was verified, a line an item."""
    return tuple(
        words.phrases["result" if item.result else "result_without_text"].format(
            number=item.number, day=words.day(day), result=item.result
        )
        for item in paper.items
        if item.status is ItemStatus.CLOSED and (day := local_day(item.closed_at, paper.printed_at.tzinfo))
    )


def _summary(paper: MinutesPaper, words: Wording) -> str:
    """How many items were closed, and how many of them in time."""
    closed = [item for item in paper.items if item.status is ItemStatus.CLOSED]
    cancelled = sum(item.status is ItemStatus.CANCELLED for item in paper.items)
    late = sum((days_late(item, paper.printed_at.tzinfo) or 0) > 0 for item in closed)
    text = words.phrases["summary"].format(
        total=len(paper.items), closed=len(closed), in_time=len(closed) - late, late=late
    )
    return text + (words.phrases["summary_cancelled"].format(cancelled=cancelled) if cancelled else "")
