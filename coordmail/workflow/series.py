"""Series of meetings: each occurrence is a meeting of its own, opened when the one before is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from coordmail.extraction.invitation import CalendarError
from coordmail.extraction.series import merged, read_series
from coordmail.model import Attendee, NoticeMethod
from coordmail.record import EventKind, MeetingStatus
from coordmail.storage.series import Kept
from coordmail.workflow.announcing import Announced, announce
from coordmail.workflow.outcome import Disposition, ignored, processed
from coordmail.workflow.registering import (
    cancel,
    form_moment,
    is_outdated,
    is_over,
    known_attendees,
    move,
    open_meeting,
    topic_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.invitation import Invitation
    from coordmail.extraction.series import Occurrence, Series
    from coordmail.model import Day, MeetingFacts, Understanding
    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand

_MADE_UP_FOR = timedelta(days=4)
"""An occurrence so long ago is still opened, for a weekend or a short downtime lay between."""
_MOST_AHEAD = 60
"""Of so many occurrences at most the next one that is not known is looked for."""


def take(desk: Desk, mail: MailInHand, read: Understanding) -> Disposition | None:
    """Take in an invitation that concerns a series; None for one that is about a single meeting."""
    facts = read.meeting
    if facts is None or facts.uid is None:
        return None
    kept = desk.store.series.get(facts.uid)
    if kept is None and facts.series is None:
        return None
    told = read_series(facts.series, desk.calendar.timezone) if facts.series else None
    if facts.recurrence_id is not None:
        return _change_occurrences(desk, mail, read, told, kept) if told else None
    if facts.method is NoticeMethod.CANCELLED:
        return _call_off(desk, mail, facts, kept)
    if told is None or (told.rule is None and len(told.beside) < 2):
        # It comes no more than once, or by a rule that no meeting follows: what is open of it is that one meeting.
        desk.store.series.remove(facts.uid)
        return None
    return _plan(desk, mail, read, kept)


def open_next(desk: Desk, meeting: Meeting) -> None:
    """Open the occurrence after `meeting` where that belongs to a series and is over; called by the clock, too."""
    kept = desk.store.series.get(meeting.uid) if meeting.uid else None
    if kept is None or meeting.uid is None or not is_over(desk, meeting):
        return
    plan = read_series(kept.calendar, desk.calendar.timezone)
    known = desk.store.meetings.of_uid(meeting.uid)
    pending = [one for one in known if not is_over(desk, one)]
    over = [_order(one.recurrence_id) for one in known if one.recurrence_id and is_over(desk, one)]
    since = max([*over, _now(desk) - _MADE_UP_FOR])
    planned = next(_unknown(plan, since, known), None) if plan else None
    if planned is None:
        if not pending:
            desk.store.series.remove(meeting.uid)
        return
    if any(one.start is not None and _order(one.start) <= _order(planned.start) for one in pending):
        return
    _open_again(desk, meeting, planned, plan.whole if plan else None)


def _plan(desk: Desk, mail: MailInHand, read: Understanding, kept: Kept | None) -> Disposition | None:
    """A series that is new, or told anew: what is open of it and still to come is planned afresh."""
    facts = read.meeting
    if facts is None or facts.uid is None or facts.series is None:
        return None
    known = desk.store.meetings.of_uid(facts.uid)
    if kept and facts.sequence is not None and facts.sequence < kept.sequence:
        return ignored("an older version of the invitation", kept.meeting_id)
    if kept is None and known and is_outdated(known[-1], facts):
        return ignored("an older version of the invitation", known[-1].id)
    calendar = _merged(kept, facts.series)
    plan = read_series(calendar, desk.calendar.timezone)
    pending = [one for one in known if not is_over(desk, one)]
    if plan is None:
        desk.store.series.remove(facts.uid)
        return None
    occurrence = next(_unknown(plan, _now(desk), known), None)
    alone = not pending or (kept is None and all(one.recurrence_id for one in pending))
    if occurrence and alone and all(_begins(one) > _order(occurrence.start) for one in pending):
        meeting = open_meeting(desk, mail, replace(read, meeting=_as_facts(facts, occurrence)), MeetingStatus.ANNOUNCED)
        desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)
        desk.store.series.keep(Kept(facts.uid, facts.sequence or 0, calendar, meeting.id), mail.inbox_id)
        announce(desk, mail, Announced(meeting, "new", problems=read.problems, recurs=True))
        return processed("registered", meeting.id)
    if not pending:
        desk.store.series.remove(facts.uid)
        return None
    desk.store.series.keep(Kept(facts.uid, facts.sequence or 0, calendar, pending[-1].id), mail.inbox_id)
    done = [_plan_anew(desk, mail, read, plan, one) for one in sorted(pending, key=_begins)]
    return next((one for one in done if one.outcome == "processed"), done[0])


def _plan_anew(desk: Desk, mail: MailInHand, read: Understanding, plan: Series, meeting: Meeting) -> Disposition:
    facts = read.meeting
    if facts is None or is_outdated(meeting, facts):
        return ignored("an older version of the invitation", meeting.id)
    occurrence = plan.at(meeting.recurrence_id) if meeting.recurrence_id else None
    if occurrence is None or occurrence.cancelled:
        others = [one for one in desk.store.meetings.of_uid(facts.uid or "") if one.id != meeting.id]
        occurrence = next(_unknown(plan, _now(desk), others), None)
    if occurrence is None:
        return cancel(desk, mail, meeting, facts)
    return move(desk, mail, meeting, _as_facts(facts, occurrence), read.problems)


def _change_occurrences(
    desk: Desk, mail: MailInHand, read: Understanding, told: Series, kept: Kept | None
) -> Disposition | None:
    """Single occurrences are moved or cancelled, also such as are not open yet."""
    facts = read.meeting
    if facts is None or facts.uid is None or facts.series is None:
        return None
    plan = read_series(kept.calendar, desk.calendar.timezone) if kept else None
    done = [_change_one(desk, mail, read, change, plan) for change in told.changed]
    if kept:
        meetings = desk.store.meetings.of_uid(kept.uid)
        desk.store.series.keep(replace(kept, calendar=_merged(kept, facts.series)), mail.inbox_id)
        if meetings:
            open_next(desk, max(meetings, key=lambda one: (is_over(desk, one), one.id)))
    return next((one for one in done if one.outcome == "processed"), done[0])


def _change_one(
    desk: Desk, mail: MailInHand, read: Understanding, change: Invitation, plan: Series | None
) -> Disposition:
    first = read.meeting
    planned = change.recurrence_id
    if first is None or first.uid is None or planned is None:
        return ignored("a changed occurrence that names no day")
    facts = replace(
        first,
        recurrence_id=planned,
        topic=change.summary or first.topic,
        start=change.start or planned,
        end=change.end,
        place=change.location or change.room or first.place,
        method=NoticeMethod.CANCELLED if change.cancelled else NoticeMethod.NEW,
        sequence=change.sequence,
        stamp=change.stamp,
    )
    known = next((m for m in desk.store.meetings.of_uid(first.uid) if m.recurrence_id == planned), None)
    if known is None:
        known = _opened_to_change(desk, mail, read, facts, plan)
        if known is None and (change.cancelled or plan is not None):
            return ignored("changes an occurrence that is not to come")
    if known is None:
        meeting = open_meeting(desk, mail, replace(read, meeting=facts), MeetingStatus.ANNOUNCED)
        desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)
        announce(desk, mail, Announced(meeting, "new", problems=read.problems))
        return processed("registered", meeting.id)
    if is_outdated(known, facts):
        return ignored("an older version of the invitation", known.id)
    return cancel(desk, mail, known, facts) if change.cancelled else move(desk, mail, known, facts, read.problems)


def _opened_to_change(
    desk: Desk, mail: MailInHand, read: Understanding, facts: MeetingFacts, plan: Series | None
) -> Meeting | None:
    """The occurrence that a change names, opened as it was planned; None where it is not one that is to come."""
    occurrence = plan.at(facts.recurrence_id) if plan and facts.recurrence_id else None
    if occurrence is None or occurrence.cancelled or _order(facts.start or occurrence.start) < _now(desk):
        return None
    as_planned = replace(_as_facts(facts, occurrence), sequence=0, stamp=None)
    meeting = open_meeting(desk, mail, replace(read, meeting=as_planned), MeetingStatus.ANNOUNCED)
    desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)
    return meeting


def _call_off(desk: Desk, mail: MailInHand, facts: MeetingFacts, kept: Kept | None) -> Disposition | None:
    """The whole series: its occurrences that were not held yet do not take place."""
    if kept and facts.sequence is not None and facts.sequence < kept.sequence:
        return ignored("an older version of the invitation", kept.meeting_id)
    desk.store.series.remove(facts.uid or "")
    pending = [one for one in desk.store.meetings.of_uid(facts.uid or "") if not is_over(desk, one)]
    done = [cancel(desk, mail, one, facts) for one in sorted(pending, key=_begins)]
    if done or kept is None:
        return done[0] if done else None
    desk.log(EventKind.CANCELLED, mail.subject, kept.meeting_id)
    return processed("the series ends", kept.meeting_id)


def _open_again(desk: Desk, before: Meeting, occurrence: Occurrence, whole: Invitation | None) -> None:
    """Open `occurrence` with what the series says, and what is known from the occurrence before."""
    topic = occurrence.topic or before.topic
    values: dict[str, Any] = {
        key: getattr(before, key)
        for key in ("language", "organizer", "organizer_email", "recorder", "recorder_email", "departments", "goal")
    }
    values |= {key: getattr(before, key) for key in ("agenda", "materials", "uid", "sequence", "stamp", "heard")}
    values |= {
        "topic": topic,
        "topic_key": topic_key(topic),
        "status": MeetingStatus.ANNOUNCED,
        "start": occurrence.start,
        "end": occurrence.end,
        "place": occurrence.place or before.place,
        "recurrence_id": occurrence.planned,
    }
    meeting = desk.store.meetings.add(values, _invited(desk, whole) or before.attendees)
    desk.store.meetings.wake(meeting.id, form_moment(desk, meeting))
    desk.store.series.opened(before.uid or "", meeting.id)
    desk.log(EventKind.REGISTERED, meeting.topic, meeting.id)


def _invited(desk: Desk, whole: Invitation | None) -> tuple[Attendee, ...]:
    people = [(one, desk.directory.person(one.email)) for one in (whole.attendees if whole else ())]
    return known_attendees(
        desk,
        tuple(Attendee(one.name, person.department if person else None, one.email or None) for one, person in people),
    )


def _unknown(plan: Series, since: datetime, known: list[Meeting]) -> Iterator[Occurrence]:
    """The occurrences that begin after `since` (local), are not cancelled and not among the meetings `known`."""
    taken = {one.recurrence_id for one in known}
    for occurrence in islice(plan.occurrences(since), _MOST_AHEAD):
        if occurrence.planned not in taken and not occurrence.cancelled and _order(occurrence.planned) > since:
            yield occurrence


def _as_facts(facts: MeetingFacts, occurrence: Occurrence) -> MeetingFacts:
    return replace(
        facts,
        recurrence_id=occurrence.planned,
        topic=occurrence.topic or facts.topic,
        start=occurrence.start,
        end=occurrence.end,
        place=occurrence.place or facts.place,
        method=NoticeMethod.NEW,
    )


def _merged(kept: Kept | None, told: str) -> str:
    try:
        return merged(kept.calendar, told) if kept else told
    except CalendarError:
        return told


def _now(desk: Desk) -> datetime:
    return desk.local_now.replace(tzinfo=None)


def _begins(meeting: Meeting) -> datetime:
    return _order(meeting.start or date.max)


def _order(day: Day) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
