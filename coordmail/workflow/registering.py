"""Notices: a meeting is registered, moved or cancelled, and the organizer told what is missing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Change
from coordmail.model import NoticeMethod
from coordmail.record import EventKind, MailKind, MeetingStatus
from coordmail.workflow.names import shown_name
from coordmail.workflow.outcome import Disposition, ignored, processed
from coordmail.workflow.post import write

if TYPE_CHECKING:
    from coordmail.model import Attendee, MeetingFacts, Understanding
    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand

_STATED = ("topic", "start", "end", "place", "recorder", "recorder_email", "departments", "goal", "agenda", "materials")
_ASSUMED_LENGTH = timedelta(hours=1)
_ALIVE = (MeetingStatus.ANNOUNCED, MeetingStatus.MINUTES_DUE)


def register(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition:
    """Take a notice in: open its meeting, or bring the one that it is about up to date."""
    facts = read.meeting
    if facts is None:
        return ignored("a notice that says nothing about a meeting")
    known = _announced(desk, mail, facts)
    if facts.method is NoticeMethod.CANCELLED:
        return _cancel(desk, mail, known) if known else ignored("cancels a meeting that is not known")
    if known is None:
        meeting = open_meeting(desk, mail, read, MeetingStatus.ANNOUNCED)
        desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)
        _answer(desk, mail, meeting, read, "new", ())
        return processed("registered", meeting.id)
    if facts.sequence is not None and facts.sequence < known.sequence:
        return ignored("an older version of the invitation", known.id)
    return _move(desk, mail, known, read)


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
        "language": read.language,
        "organizer": organizer,
        "organizer_email": organizer_email,
        "uid": facts.uid if facts else None,
        "sequence": (facts.sequence if facts else None) or 0,
    }
    if not values.get("recorder"):
        by_notice = status is MeetingStatus.ANNOUNCED
        values["recorder"] = organizer if by_notice else sender_name
        values["recorder_email"] = organizer_email if by_notice else mail.sender
    meeting = desk.store.meetings.add(values, known_attendees(desk, facts.attendees if facts else ()))
    desk.store.meetings.wake(meeting.id, form_moment(desk, meeting))
    return meeting


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


def _announced(desk: Desk, mail: MailInHand, facts: MeetingFacts) -> Meeting | None:
    """The meeting that a notice is about, if it is known and its organizer speaks."""
    if facts.uid:
        known = desk.store.meetings.by_uid(facts.uid)
        return known if known and _may_change(desk, mail, known) else None
    question = desk.store.questions.answered_by(mail.anchors, mail.tag)
    if question and question.meeting_id:
        return desk.store.meetings.get(question.meeting_id)
    candidates = desk.store.meetings.by_topic(topic_key(facts.topic)) if facts.topic else []
    alive = [m for m in candidates if m.status in _ALIVE and _may_change(desk, mail, m)]
    changes = facts.method is not NoticeMethod.NEW
    return next((m for m in alive if changes or m.start == facts.start or m.start is None), None)


def _may_change(desk: Desk, mail: MailInHand, meeting: Meeting) -> bool:
    responsible = filter(None, (meeting.organizer_email, meeting.recorder_email))
    return any(desk.directory.may_answer_for(mail.sender, person) for person in responsible)


def _move(desk: Desk, mail: MailInHand, meeting: Meeting, read: Understanding) -> Disposition:
    facts = read.meeting
    if facts is None or meeting.status not in _ALIVE:
        return ignored("changes a meeting whose minutes are already here", meeting.id)
    values = {key: getattr(facts, key) for key in _STATED if getattr(facts, key)}
    changes = _changes(meeting, values)
    values |= {"status": MeetingStatus.ANNOUNCED, "sequence": facts.sequence or meeting.sequence}
    if "topic" in values:
        values["topic_key"] = topic_key(values["topic"])
    attendees = known_attendees(desk, facts.attendees) if facts.attendees else None
    moved = desk.store.meetings.update(meeting.id, values, attendees)
    desk.store.meetings.wake(moved.id, form_moment(desk, moved))
    desk.log(EventKind.MOVED, "; ".join(f"{c.field}: {c.old} → {c.new}" for c in changes), moved.id)
    _answer(desk, mail, moved, read, "moved", changes)
    return processed("moved", moved.id)


def _cancel(desk: Desk, mail: MailInHand, meeting: Meeting) -> Disposition:
    if meeting.status not in _ALIVE:
        return ignored("cancels a meeting whose minutes are already here", meeting.id)
    cancelled = desk.store.meetings.update(meeting.id, {"status": MeetingStatus.CANCELLED})
    desk.store.meetings.wake(meeting.id, None)
    desk.log(EventKind.CANCELLED, mail.subject, meeting.id)
    _answer(desk, mail, cancelled, None, "cancelled", ())
    return processed("cancelled", meeting.id)


def _answer(
    desk: Desk,
    mail: MailInHand,
    meeting: Meeting,
    read: Understanding | None,
    change: str,
    changes: tuple[Change, ...],
) -> None:
    write(
        desk,
        MailKind.REGISTERED,
        f"registered/{mail.digest}",
        [meeting.organizer_email or mail.sender],
        meeting=meeting,
        asks=True,
        context={"change": change, "problems": read.problems if read else (), "changes": changes},
    )


def _changes(meeting: Meeting, values: dict[str, Any]) -> tuple[Change, ...]:
    changes = []
    for key in ("topic", "start", "end", "place", "recorder"):
        old, new = getattr(meeting, key), values.get(key)
        if new and new != old:
            changes.append(Change(key, _shown(old), _shown(new)))
    return tuple(changes)


def _shown(value: object) -> str | None:
    if value is None:
        return None
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)


def known_attendees(desk: Desk, attendees: tuple[Attendee, ...]) -> tuple[Attendee, ...]:
    """The attendees by name, without ourselves: the mailbox is invited so that it hears of the meeting."""
    own = {desk.config.smtp.address, desk.config.imap.username.lower()}
    return tuple(
        replace(a, name=shown_name(desk.directory, a.name, a.email) or a.name) for a in attendees if a.email not in own
    )
