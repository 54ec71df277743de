"""The passing of time: what is due now and has not been done follows from the record alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.workflow import (
    administration,
    agreeing,
    approvals,
    closing,
    deciding,
    following,
    recurring,
    reminders,
    reporting,
    second_meeting,
    series,
)
from coordmail.workflow.apart import apart
from coordmail.workflow.papers import form_of
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees
from coordmail.workflow.registering import form_moment, meeting_end
from coordmail.workflow.rungs import ladder_for, moment_by_new_rules, schedule_item

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk


def tick(desk: Desk) -> None:
    """Do everything that is due; nothing outside working hours, when nobody wants to be written to. About items it is
    the hours of the person that count who is warned of them.

    Each meeting, and the items that concern one person (one mail), are a transaction of their own; where one fails, the
    others are attended to all the same.
    """
    _follow_changed_rules(desk)
    for meeting in desk.store.meetings.due(desk.now) if desk.open_for_business else ():
        with apart(desk, meeting.ref):
            _attend_to_meeting(desk, desk.store.meetings.get(meeting.id))
    for person, items in _by_recipient(desk, desk.store.items.due(desk.now)).items():
        with apart(desk, ", ".join(item.ref for item in items[:5])):
            _attend_to_items(desk.at_place_of(person), items)
    if desk.open_for_business:
        reporting.send_due(desk)
    # Where nobody administers, what is untold only grows.
    if desk.open_for_business and desk.config.administrator and desk.store.administration.untold():
        with apart(desk, str(MailKind.ADMIN)):
            administration.tell(desk)


def _attend_to_meeting(desk: Desk, meeting: Meeting) -> None:
    if meeting.status is MeetingStatus.ANNOUNCED:
        meeting = _send_form(desk, meeting)
    if meeting.status is MeetingStatus.MINUTES_DUE:
        _remind_of_form(desk, meeting)
    series.open_next(desk, meeting)
    if meeting.status is MeetingStatus.CONFIRMING:
        agreeing.ask(desk, meeting)
        agreeing.remind(desk, meeting)
        agreeing.let_silence_agree(desk, meeting)
        agreeing.tell_of_silence(desk, meeting)
        if agreeing.is_agreed(desk, meeting):
            meeting = agreeing.agree(desk, meeting)
            approvals.ask_for_approval(desk, meeting)
            agreeing.summarise(desk, meeting)
    if meeting.status is MeetingStatus.TRACKING:
        approvals.follow_up(desk, meeting)
        closing.close_meeting_if_finished(desk, meeting)
        meeting = desk.store.meetings.get(meeting.id)
    if meeting.status is MeetingStatus.CLOSED:
        closing.announce_closure(desk, meeting)
    desk.store.meetings.wake(meeting.id, _next_moment(desk, meeting))


def _by_recipient(desk: Desk, items: Iterable[Item]) -> dict[str | None, list[Item]]:
    groups: dict[str | None, list[Item]] = {}
    for item in items:
        groups.setdefault(reminders.recipient(desk, item), []).append(item)
    return groups


def _attend_to_items(desk: Desk, items: list[Item]) -> None:
    if not desk.open_for_business:
        for item in items:
            schedule_item(desk, item, at_once=True)
        return
    items = [recurring.move_on(desk, item) for item in items]
    # Whoever is to decide is asked before their silence can count, which matters after downtime.
    asked = [following.follow_up(desk, desk.store.items.get(item.id)) for item in items]
    for item in asked:
        decision = ladder_for(desk, item).silence_agrees_at(item)
        if item.status is ItemStatus.OPEN and decision and desk.silence_counts(decision) and not item.postponed:
            deciding.let_silence_decide(desk, item)
    current = [desk.store.items.get(item.id) for item in items]
    reminders.warn_of(desk, current)
    second_meeting.offer(desk, current)
    for item in current:
        reminders.escalate_overdue(desk, item)
        decision = ladder_for(desk, item).silence_agrees_at(item)
        unread = decision is not None and decision <= desk.now and not desk.silence_counts(decision)
        schedule_item(desk, item, at_once=unread and not item.postponed)


def _send_form(desk: Desk, meeting: Meeting) -> Meeting:
    moment = form_moment(desk, meeting)
    if moment is None or moment > desk.now:
        return meeting
    to, cc = addressees(desk, MailKind.FORM, meeting)
    enclosure = form_of(desk, meeting)
    write(desk, MailKind.FORM, _form_key(meeting), to, cc, meeting=meeting, asks=True, enclosures=[enclosure])
    desk.log(EventKind.FORM_SENT, "", meeting.id)
    return desk.store.meetings.update(meeting.id, {"status": MeetingStatus.MINUTES_DUE})


def _form_key(meeting: Meeting) -> str:
    return f"form/{meeting.ref}/{meeting.start}/{meeting.recorder_email or ''}"


def _form_reminder_moment(desk: Desk, meeting: Meeting) -> datetime | None:
    """The end of the working day after the meeting; after downtime, of the one after the form went out."""
    end = meeting_end(desk, meeting)
    if end is None:
        return None
    sent = desk.store.outbox.written_at(_form_key(meeting))
    late = sent is not None and desk.calendar.local(sent).date() > desk.calendar.next_working_time(end).date()
    day: date = desk.calendar.next_workday(desk.calendar.local(sent if sent and late else end).date())
    return desk.calendar.at(day, desk.calendar.end)


def _remind_of_form(desk: Desk, meeting: Meeting) -> None:
    moment = _form_reminder_moment(desk, meeting)
    if moment is None or moment > desk.now:
        return
    to, cc = addressees(desk, MailKind.FORM_REMINDER, meeting)
    key = f"form-reminder/{meeting.ref}/{meeting.start}"
    enclosure = form_of(desk, meeting)
    if write(desk, MailKind.FORM_REMINDER, key, to, cc, meeting=meeting, asks=True, enclosures=[enclosure]):
        desk.log(EventKind.FORM_REMINDED, "", meeting.id)


def _next_moment(desk: Desk, meeting: Meeting) -> datetime | None:
    """When the clock has to look at a meeting again."""
    moments: list[datetime | None] = []
    if meeting.status is MeetingStatus.ANNOUNCED:
        moments.append(form_moment(desk, meeting))
    if meeting.status is MeetingStatus.MINUTES_DUE:
        moments.append(_form_reminder_moment(desk, meeting))
    if meeting.status is MeetingStatus.CONFIRMING:
        moments += agreeing.moments(desk, meeting)
    if meeting.status is MeetingStatus.TRACKING:
        moments += approvals.moments(desk, meeting)
    if any(moment and moment <= desk.now and not desk.silence_counts(moment) for moment in moments):
        # Answers may lie unread: it is looked at again as soon as they have been read.
        return desk.now
    later = [desk.calendar.next_working_time(moment) for moment in moments if moment and moment > desk.now]
    return min(later, default=None)


def _follow_changed_rules(desk: Desk) -> None:
    """Reckon every open item's next moment anew when the rules or the working calendar were changed."""
    organisation = desk.config.organisation
    people = [(p.email, str(p.timezone), p.department) for p in organisation.people if p.timezone]
    rules = repr(
        (
            desk.config.rules,
            str(desk.config.timezone),
            organisation.working_hours,
            organisation.holidays,
            organisation.working_days,
            organisation.days_off,
            organisation.workdays,
            [(d.name, d.above) for d in organisation.departments if d.above],
            people,
        )
    )
    if desk.store.session.setting("rules") == rules:
        return
    with desk.store.transaction():
        items = desk.store.items.unfinished()
        desk.store.items.wake_all((item.id, moment_by_new_rules(desk, item)) for item in items)
        desk.store.session.remember("rules", rules)
