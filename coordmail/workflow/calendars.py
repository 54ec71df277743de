"""The calendar files that go with mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.mail import calendar_uids
from coordmail.mail.letters import Enclosure
from coordmail.record import ItemStatus
from coordmail.workflow.lines import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.mail.letters import Line
    from coordmail.model import Language
    from coordmail.record import Meeting
    from coordmail.reports.calendar_files import Entry
    from coordmail.workflow.desk import Desk

CALENDAR = "text/calendar; charset=utf-8"
"""Without a `method`: with one, mail clients take the whole mail for an invitation of ours."""
_OPEN = frozenset({ItemStatus.PROPOSED, ItemStatus.OPEN})


def meeting_file_of(desk: Desk, meeting: Meeting) -> Enclosure:
    """A meeting that has a start, to be entered into one's calendar."""
    from coordmail.reports.calendar_files import Entry, meeting_file

    if meeting.start is None:
        raise ValueError(f"{meeting.ref} has no start")
    entry = Entry(
        calendar_uids.uid_of_meeting(meeting.ref, desk.config.smtp.address),
        meeting.topic,
        meeting.start,
        meeting.end,
        meeting.sequence,
        meeting.place,
        "\n".join(f"{number}. {point}" for number, point in enumerate(meeting.agenda, 1)),
        (meeting.organizer or "", meeting.organizer_email) if meeting.organizer_email else None,
    )
    name = "会议" if meeting.language == "zh" else "meeting"
    content = meeting_file(entry, desk.calendar.timezone, desk.now)
    return Enclosure(f"{meeting.ref} {name}.ics", CALENDAR, content)


def deadlines_file_of(desk: Desk, meeting: Meeting, lines: Iterable[Line], language: Language) -> list[Enclosure]:
    """The deadlines of those of `lines` that are the recipient's own; nothing where there are none."""
    from coordmail.reports.calendar_files import deadlines_file

    entries = [entry for line in lines if line.mine and (entry := _deadline(desk, meeting, line, language))]
    if not entries:
        return []
    name = "我的任务时限" if language == "zh" else "my deadlines"
    content = deadlines_file(entries, desk.calendar.timezone, desk.now)
    return [Enclosure(f"{meeting.ref} {name}.ics", CALENDAR, content)]


def _deadline(desk: Desk, meeting: Meeting, line: Line, language: Language) -> Entry | None:
    from coordmail.reports.calendar_files import Entry

    item = line.item
    if item.due is None or item.status not in _OPEN:
        return None
    told = [meeting.topic, item.deliverable or ""]
    return Entry(
        calendar_uids.uid_of_deadline(item.ref, desk.config.smtp.address),
        f"截止\uff1a{item.task}" if language == "zh" else f"Due: {item.task}",
        day_of(item.due),
        sequence=item.deadline_version - 1,
        description="\n".join(filter(None, (f"{item.ref} {told[0]}", told[1]))),
        organizer=(meeting.organizer or "", meeting.organizer_email) if meeting.organizer_email else None,
        takes_time=False,
    )
