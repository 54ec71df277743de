"""Registering: a meeting is opened, moved or cancelled as its notice says, and those concerned are told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from coordmail.mail.language import detect, tells
from coordmail.mail.letters import Change
from coordmail.model import NoticeMethod
from coordmail.record import EventKind, MeetingStatus
from coordmail.workflow.announcing import Announced, announce
from coordmail.workflow.names import shown_name
from coordmail.workflow.outcome import Disposition, ignored, processed

if TYPE_CHECKING:
    from coordmail.model import Attendee, Day, Language, MeetingFacts, Problem, Understanding
    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand

_STATED = ("topic", "start", "end", "place", "recorder", "recorder_email", "departments", "goal", "agenda", "materials")
_SHOWN = ("topic", "start", "end", "place", "recorder", "goal", "agenda", "materials")
_ASSUMED_LENGTH = timedelta(hours=1)
ALIVE = (MeetingStatus.ANNOUNCED, MeetingStatus.MINUTES_DUE)
"""A notice changes a meeting as long as its minutes are not here."""


def open_meeting(desk: Desk, mail: MailInHand, read: Understanding, status: MeetingStatus) -> Meeting:
    """Open a meeting for what `mail` says; its sender is organizer and recorder where it names none."""
    facts = read.meeting
    organizer_email = (facts.organizer_email if facts else None) or mail.sender
    sender_name = desk.name_of(mail.sender)
    written = facts.organizer if facts else None
    organizer = written if written and "@" not in written else desk.name_of(organizer_email)
    topic = (facts.topic if facts else None) or mail.subject or ("会议" if read.language == "zh" else "Meeting")
    values: dict[str, Any] = {key: getattr(facts, key) for key in _STATED} if facts else {}
    values |= {
        "topic": topic,
        "topic_key": topic_key(topic),
        "status": status,
        "language": _language(desk, mail, read),
        "organizer": organizer,
        "organizer_email": organizer_email,
        "uid": facts.uid if facts else None,
        "sequence": (facts.sequence if facts else None) or 0,
        "stamp": facts.stamp if facts else None,
        "recurrence_id": facts.recurrence_id if facts else None,
        "heard": mail.recipients if status is MeetingStatus.ANNOUNCED else (),
    }
    if not values.get("recorder"):
        by_notice = status is MeetingStatus.ANNOUNCED
        values["recorder"] = organizer if by_notice else sender_name
        values["recorder_email"] = organizer_email if by_notice else mail.sender
    meeting = desk.store.meetings.add(values, known_attendees(desk, facts.attendees if facts else ()))
    desk.store.meetings.wake(meeting.id, form_moment(desk, meeting))
    return meeting


def _language(desk: Desk, mail: MailInHand, read: Understanding) -> Language:
    """The language in which a meeting is written of; where that is too little to tell, its sender's or the house's."""
    facts = read.meeting
    said = [(facts.topic if facts else None) or mail.subject, mail.text, *(action.task for action in read.actions)]
    said += [facts.goal or "", *facts.agenda] if facts else []
    text = "\n".join(said)
    return detect(text) if tells(text) else desk.language_for(mail.sender)


def topic_key(topic: str) -> str:
    """A topic for comparison: without case, width, white space and punctuation."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", topic).casefold())


def form_moment(desk: Desk, meeting: Meeting) -> datetime | None:
    """When the recorder gets the form: at the meeting's end, or the next morning where that is out of hours."""
    if meeting.status is not MeetingStatus.ANNOUNCED:
        return None
    end = meeting_end(desk, meeting)
    return desk.calendar.next_working_time(end) if end else None


def meeting_end(desk: Desk, meeting: Meeting) -> datetime | None:
    """The instant at which a meeting is over; an hour after its start where no end is given."""
    stated = meeting.end or meeting.start
    if stated is None:
        return None
    if not isinstance(stated, datetime):
        return desk.calendar.at(stated, time(23, 59))
    if meeting.end is None:
        stated += _ASSUMED_LENGTH
    return stated.replace(tzinfo=desk.calendar.timezone)


def move(
    desk: Desk, mail: MailInHand, meeting: Meeting, facts: MeetingFacts, problems: tuple[Problem, ...] = ()
) -> Disposition:
    """Bring `meeting` up to date with a notice, an invitation or the organizer's correction."""
    revived = meeting.status is MeetingStatus.CANCELLED and facts.uid is not None
    if meeting.status not in ALIVE and not revived:
        return ignored("changes a meeting whose minutes are already here", meeting.id)
    values = _stated(meeting, facts)
    attendees = known_attendees(desk, facts.attendees) if facts.attendees else None
    changes = _changes(meeting, values)
    invited = attendees is not None and {a.email or a.name for a in attendees} != {
        a.email or a.name for a in meeting.attendees
    }
    values |= {
        "heard": tuple(dict.fromkeys((*meeting.heard, *mail.recipients))),
        "sequence": meeting.sequence if facts.sequence is None else facts.sequence,
        "stamp": facts.stamp or meeting.stamp,
    }
    if "topic" in values:
        values["topic_key"] = topic_key(values["topic"])
    if facts.uid is not None:
        values |= {"uid": facts.uid, "recurrence_id": facts.recurrence_id}
    elif changes and meeting.uid is None:
        # The calendar file that goes out with the answer is the next version of the one before.
        values["sequence"] = meeting.sequence + 1
    moved = desk.store.meetings.update(meeting.id, values, attendees)
    if not changes and not invited and not revived and facts.method is not NoticeMethod.MOVED:
        return processed("the same notice again", meeting.id)
    if not changes and not revived and facts.uid is not None:
        desk.log(EventKind.MOVED, ", ".join(a.name for a in moved.attendees) if invited else "", moved.id)
        return processed("nothing that people would have to know", moved.id)
    moved = _await_anew(desk, meeting, moved)
    desk.log(EventKind.MOVED, "; ".join(f"{c.field}: {c.old} \u2192 {c.new}" for c in changes), moved.id)
    announce(desk, mail, Announced(moved, "new" if revived else "moved", changes, problems, meeting, _is_itip(facts)))
    return processed("moved", moved.id)


def cancel(desk: Desk, mail: MailInHand, meeting: Meeting, facts: MeetingFacts) -> Disposition:
    """Nothing of `meeting` takes place."""
    if meeting.status not in ALIVE:
        return ignored("cancels a meeting whose minutes are already here", meeting.id)
    values = {
        "status": MeetingStatus.CANCELLED,
        "sequence": max(meeting.sequence, facts.sequence or 0),
        "stamp": facts.stamp or meeting.stamp,
    }
    cancelled = desk.store.meetings.update(meeting.id, values)
    desk.store.meetings.wake(meeting.id, None)
    desk.log(EventKind.CANCELLED, mail.subject, meeting.id)
    announce(desk, mail, Announced(cancelled, "cancelled", before=meeting, by_calendar=_is_itip(facts)))
    return processed("cancelled", meeting.id)


def is_outdated(meeting: Meeting, facts: MeetingFacts) -> bool:
    """Whether an invitation is older than what is known, or no newer than what cancelled it (RFC 5546, 2.1.5)."""
    if facts.sequence is None or facts.uid != meeting.uid:
        return False
    if facts.sequence == meeting.sequence and facts.stamp and meeting.stamp and facts.stamp != meeting.stamp:
        return facts.stamp < meeting.stamp
    gone = meeting.status is MeetingStatus.CANCELLED and facts.method is not NoticeMethod.CANCELLED
    return facts.sequence < meeting.sequence or (gone and facts.sequence == meeting.sequence)


def is_over(desk: Desk, meeting: Meeting) -> bool:
    """Whether a meeting was held, or will not be."""
    end = meeting_end(desk, meeting)
    return meeting.status is not MeetingStatus.ANNOUNCED or (end is not None and end <= desk.now)


def has_yet_to_begin(desk: Desk, meeting: Meeting) -> bool:
    """Whether a meeting is announced for a later time."""
    start = meeting.start
    if start is None or meeting.status is not MeetingStatus.ANNOUNCED:
        return False
    now = desk.local_now.replace(tzinfo=None)
    return start > now if isinstance(start, datetime) else start > now.date()


def _is_itip(facts: MeetingFacts) -> bool:
    return facts.uid is not None


def _stated(meeting: Meeting, facts: MeetingFacts) -> dict[str, Any]:
    """What a notice says; a new day keeps the time of day, a new start the length, a new recorder no old address."""
    values = {key: getattr(facts, key) for key in _STATED if getattr(facts, key)}
    if "recorder" in values:
        values["recorder_email"] = facts.recorder_email
    if "start" not in values or facts.uid is not None:
        return values
    start, old = values["start"], meeting.start
    if not isinstance(start, datetime) and isinstance(old, datetime) and facts.method is NoticeMethod.MOVED:
        start = values["start"] = datetime.combine(start, old.time())
    if "end" not in values and start != old:
        end = meeting.end
        timed = isinstance(start, datetime) and isinstance(old, datetime) and isinstance(end, datetime)
        values["end"] = start + (end - old) if timed and end and old else None
    return values


def _await_anew(desk: Desk, before: Meeting, moved: Meeting) -> Meeting:
    """`moved`, whose form goes out when it ends: once more where it had gone out too early, or to somebody else."""
    end = meeting_end(desk, moved)
    if (
        before.status is MeetingStatus.MINUTES_DUE
        and moved.recorder_email == before.recorder_email
        and (end is None or end <= desk.now)
    ):
        return moved
    moved = desk.store.meetings.update(moved.id, {"status": MeetingStatus.ANNOUNCED})
    desk.store.meetings.wake(moved.id, form_moment(desk, moved))
    return moved


def _changes(meeting: Meeting, values: dict[str, Any]) -> tuple[Change, ...]:
    changes = []
    length = _length(meeting.start, meeting.end)
    follows = length is not None and length == _length(values.get("start"), values.get("end"))
    for key in _SHOWN:
        old, new = getattr(meeting, key), values.get(key)
        # An end that only follows the start would say the same thing twice.
        if new and new != old and not (key == "end" and follows):
            changes.append(Change(key, _shown(old), _shown(new)))
    return tuple(changes)


def _length(start: Day | None, end: Day | None) -> timedelta | None:
    return end - start if isinstance(start, datetime) and isinstance(end, datetime) else None


def _shown(value: object) -> str | None:
    if not value:
        return None
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)


def known_attendees(desk: Desk, attendees: tuple[Attendee, ...]) -> tuple[Attendee, ...]:
    """The attendees by name, without ourselves: the mailbox is invited so that it hears of the meeting."""
    own = {desk.config.smtp.address, desk.config.imap.username.lower()}
    return tuple(
        replace(a, name=shown_name(desk.directory, a.name, a.email) or a.name) for a in attendees if a.email not in own
    )
