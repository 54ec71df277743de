"""The minutes paper 「会议纪要」, and with `final` the closing paper with planned and actual dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.record import Approval, ItemStatus, MeetingStatus
from coordmail.reports.fields import MinutesFields, RequestFields, StatusFields
from coordmail.reports.head import people
from coordmail.reports.items import days_late, item_fields
from coordmail.reports.render import Properties, render
from coordmail.reports.signoffs import signoff_fields
from coordmail.reports.templates import find
from coordmail.reports.wording import Wording, local_day, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from coordmail.model import Language
    from coordmail.record import Item, Meeting, ResourceRequest, SignOff

# A number that the writer typed before a point; the paper numbers its lists itself.
_TYPED_NUMBER = re.compile(r"\s{0,8}[(（]?(\d{1,3})[.、．)）]\s{0,8}(?=[^\s\d])")


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


def minutes_paper(paper: MinutesPaper, overrides: Path | None = None) -> bytes:
    """The paper as .docx. `overrides` is the folder whose templates come before the built-in ones.

    TemplateError when the template cannot be filled in.
    """
    template = find(f"minutes.{paper.language}.docx", overrides)
    meeting = paper.meeting
    properties = Properties(meeting.topic, meeting.ref, paper.house, paper.printed_at)
    return render(template, minutes_fields(paper), properties)


def minutes_fields(paper: MinutesPaper) -> MinutesFields:
    """The fields of the paper's template, all as text."""
    words = wording(paper.language)
    meeting = paper.meeting
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
        points=_without_typed_numbers(meeting.points),
        decisions=_without_typed_numbers(meeting.decisions),
        items=tuple(item_fields(item, words, paper.printed_at) for item in paper.items),
        requests=tuple(_request_fields(request, words, paper) for request in paper.requests),
        signoffs=tuple(signoff_fields(signoff, paper.meeting, words, paper.printed_at) for signoff in paper.signoffs),
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


def _without_typed_numbers(points: Sequence[str]) -> tuple[str, ...]:
    """The points without numbers of their own, where all are numbered through from 1; else as they stand."""
    matches = [_TYPED_NUMBER.match(point) for point in points]
    numbers = [int(match[1]) for match in matches if match]
    if numbers != list(range(1, len(points) + 1)):
        return tuple(points)
    return tuple(point[match.end() :] for point, match in zip(points, matches, strict=True) if match)


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
