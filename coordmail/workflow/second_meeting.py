"""A second meeting: where several items of one are overdue, its organizer is offered an invitation to send out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from coordmail.mail import calendar_uids
from coordmail.mail.letters import Enclosure
from coordmail.record import EventKind, MailKind
from coordmail.workflow.calendars import CALENDAR
from coordmail.workflow.lines import is_late, lines_of_meeting
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees, owners, participants
from coordmail.workflow.registering import is_over
from coordmail.workflow.rungs import OVERDUE, ladder_for
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.mail.letters import Line
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk

SEVERAL = 2
"""So many overdue items are worth a meeting."""
_NOTICE_DAYS = 2
"""So many working days ahead the meeting is proposed."""
_USUAL = time(10)
_LENGTH = timedelta(hours=1)


def offer(desk: Desk, items: Iterable[Item]) -> None:
    """Offer a second meeting for the meetings of those of `items` that were warned of as overdue this morning."""
    for meeting_id in dict.fromkeys(item.meeting_id for item in items if _was_warned_of(desk, item)):
        _offer(desk, desk.store.meetings.get(meeting_id))


def _was_warned_of(desk: Desk, item: Item) -> bool:
    """Whether the last warning that an item was to have as overdue went out."""
    day = ladder_for(desk, item).last_overdue_day(item, desk.today)
    return day is not None and desk.store.items.warned(item, OVERDUE, day)


def _offer(desk: Desk, meeting: Meeting) -> None:
    year, number, _ = desk.today.isocalendar()
    week = f"{year}-W{number:02}"
    key = f"second-meeting/{meeting.ref}/{week}"
    if desk.store.outbox.has(key):
        return
    late = [item for item in current_items(desk, meeting) if is_late(desk, item)]
    if len(late) < SEVERAL or _is_called(desk, meeting):
        return
    lines = lines_of_meeting(desk, late)
    to, cc = addressees(desk, MailKind.SECOND_MEETING, meeting)
    start = _proposed(desk, meeting)
    written = write(
        desk,
        MailKind.SECOND_MEETING,
        key,
        to,
        cc,
        meeting=meeting,
        lines=lines,
        context={"start": start},
        enclosures=[_invitation(desk, meeting, lines, start, week)],
    )
    if written is not None:
        desk.log(EventKind.SECOND_MEETING, ", ".join(item.ref for item in late), meeting.id)


def _is_called(desk: Desk, meeting: Meeting) -> bool:
    """Whether the organizer has sent an invitation of ours out, to a meeting that is still to come."""
    called = desk.store.meetings.with_uid_from(calendar_uids.uids_of_second_meetings(meeting.ref))
    return any(not is_over(desk, one) for one in called)


def _proposed(desk: Desk, meeting: Meeting) -> datetime:
    """Two working days ahead, at the time of day at which the meeting was held (the organisation's, naive)."""
    clock = meeting.start.time() if isinstance(meeting.start, datetime) else _USUAL
    return datetime.combine(desk.calendar.next_workday(desk.office_now.date(), _NOTICE_DAYS), clock)


def _invitation(desk: Desk, meeting: Meeting, lines: Sequence[Line], start: datetime, week: str) -> Enclosure:
    from coordmail.reports.calendar_files import Entry, invitation_file

    chinese = meeting.language == "zh"
    own = desk.config.smtp.address
    invited = dict.fromkeys(a for a in (*participants(meeting), *owners(desk, meeting)) if a and a != own)
    people = [(desk.name_of(address, meeting), address) for address in invited if address != meeting.organizer_email]
    mailbox = (desk.config.organisation.name, own)
    agenda = [f"{n}. {line.item.task}" + _owner(line, chinese=chinese) for n, line in enumerate(lines, 1)]
    entry = Entry(
        calendar_uids.uid_of_second_meeting(meeting.ref, week, own),
        f"{meeting.topic}\uff1a超期任务沟通" if chinese else f"{meeting.topic}: overdue items",
        start,
        start + _LENGTH,
        place=meeting.place,
        description="\n".join(["会议议程:" if chinese else "Agenda:", *agenda]),
        organizer=(meeting.organizer or "", meeting.organizer_email or own),
        attendees=(*people, mailbox),
    )
    name = "会议邀请" if chinese else "invitation"
    return Enclosure(f"{meeting.ref} {name}.ics", CALENDAR, invitation_file(entry, desk.config.timezone, desk.now))


def _owner(line: Line, *, chinese: bool) -> str:
    if not line.item.owner:
        return ""
    return f"\uff08{line.item.owner}\uff09" if chinese else f" ({line.item.owner})"
