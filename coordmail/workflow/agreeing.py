"""Agreement: the clock's side of confirmation. Requests and reminders go out, silence counts, the summary follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.calendar import Span
from coordmail.mail.letters import Noted
from coordmail.record import Assent, EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.workflow import recurring
from coordmail.workflow.calendars import deadlines_file_of
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.papers import paper_of, signoffs_of
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees, participants
from coordmail.workflow.rungs import schedule_item
from coordmail.workflow.stated import seen_by, since, summed_up, with_changes
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.record import Meeting, SignOff
    from coordmail.workflow.desk import Desk

PATIENCE = Span(2, "workdays")
"""How long after the request somebody is reminded where silence never agrees."""
STANDSTILL = Span(5, "workdays")
"""How long after the last request the organizer hears, there, who has not answered."""


def ask(desk: Desk, meeting: Meeting) -> None:
    """Send the confirmation requests of the current version that have not gone out (in working hours only)."""
    present = set(participants(meeting))
    for signoff in desk.store.signoffs.of_meeting(meeting.id):
        if signoff.email and signoff.assent is Assent.NONE and signoff.asked_at is None:
            _request(desk, MailKind.CONFIRM_REQUEST, meeting, signoff, attended=signoff.email in present)
            # Time to answer counts from when the mail comes to hand, where the hours are others.
            there = desk.at_place_of(signoff.email).calendar
            desk.store.signoffs.asked(meeting.id, signoff.email, there.next_working_time(desk.now))


def remind(desk: Desk, meeting: Meeting) -> None:
    """Remind, once, who has not answered one working day before silence counts as agreement."""
    present = set(participants(meeting))
    for signoff in desk.store.signoffs.unreminded(meeting.id):
        moment, end = reminder_moment(desk, signoff), answer_by(desk, signoff)
        if signoff.email and moment and moment <= desk.now and (end is None or desk.now < end):
            _request(desk, MailKind.CONFIRM_REMINDER, meeting, signoff, attended=signoff.email in present)
            desk.store.signoffs.reminded(meeting.id, signoff.email, desk.now)


def let_silence_agree(desk: Desk, meeting: Meeting) -> None:
    """Count the silence of everybody whose time is over."""
    for signoff in desk.store.signoffs.of_meeting(meeting.id):
        end = answer_by(desk, signoff)
        if signoff.email and signoff.assent is Assent.NONE and end and desk.silence_counts(end):
            desk.store.signoffs.answered(meeting.id, signoff.email, Assent.SILENT, desk.now)
            desk.log(EventKind.SILENT, signoff.name, meeting.id)


def tell_of_silence(desk: Desk, meeting: Meeting) -> None:
    """Where silence never agrees: tell the organizer once a version who keeps the minutes from being agreed."""
    moment = _standstill(desk, meeting)
    if desk.config.rules.confirm_within or moment is None or moment > desk.now:
        return
    waiting = [s for s in desk.store.signoffs.of_meeting(meeting.id) if s.email and _is_waited_for(s)]
    responsible = meeting.organizer_email or meeting.recorder_email
    separator = "、" if desk.language_for(responsible, meeting) == "zh" else ", "
    names = separator.join(signoff.name for signoff in waiting)
    if waiting and responsible:
        write(
            desk,
            MailKind.NOTED,
            f"noted/{meeting.ref}/{meeting.version}/unanswered",
            [responsible],
            meeting=meeting,
            context={"notes": (Noted("unanswered", detail=names),)},
        )


def _is_waited_for(signoff: SignOff) -> bool:
    return signoff.assent is Assent.NONE or (signoff.assent in {Assent.NO, Assent.AMEND} and not signoff.stands)


def _standstill(desk: Desk, meeting: Meeting) -> datetime | None:
    """When the organizer hears that minutes still wait, where silence never agrees."""
    signoffs = desk.store.signoffs.of_meeting(meeting.id)
    asked = [s.asked_at for s in signoffs if s.email and s.asked_at and _is_waited_for(s)]
    return desk.calendar.add(max(asked), STANDSTILL) if asked else None


def moments(desk: Desk, meeting: Meeting) -> list[datetime | None]:
    """When the clock has something to do about minutes that are being confirmed."""
    found: list[datetime | None] = []
    for signoff in desk.store.signoffs.of_meeting(meeting.id):
        if signoff.assent in {Assent.NONE, Assent.NO, Assent.AMEND}:
            found += [reminder_moment(desk, signoff), answer_by(desk, signoff)]
    return [*found, _standstill(desk, meeting)] if desk.config.rules.confirm_within is None else found


def is_agreed(desk: Desk, meeting: Meeting) -> bool:
    """Whether all have agreed, or the time is over: then an objection that nobody resolved is shown, not waited for."""
    open_objection = False
    for signoff in desk.store.signoffs.of_meeting(meeting.id):
        if signoff.email is None:
            continue
        if signoff.assent is Assent.NONE:
            return False
        if signoff.assent in {Assent.NO, Assent.AMEND} and not signoff.stands:
            end = answer_by(desk, signoff)
            open_objection |= end is None or not desk.silence_counts(end)
    return not open_objection


def agree(desk: Desk, meeting: Meeting) -> Meeting:
    """The minutes stand: their items open, and the clock starts for them."""
    meeting = desk.store.meetings.update(meeting.id, {"status": MeetingStatus.TRACKING, "agreed_at": desk.now})
    desk.log(EventKind.AGREED, f"version {meeting.version}", meeting.id)
    for item in current_items(desk, meeting):
        if item.status is ItemStatus.PROPOSED:
            # Who called it done while confirming is taken at their word now: it waits for verification.
            status = ItemStatus.CLAIMED if item.claimed_at else ItemStatus.OPEN
            values = {"status": status, "opened_at": desk.now, **recurring.opening(desk, item)}
            opened = desk.store.items.update(item.id, values)
            schedule_item(desk, opened, at_once=opened.status is ItemStatus.CLAIMED)
    return meeting


def answer_by(desk: Desk, signoff: SignOff) -> datetime | None:
    """When silence counts as agreement; None for never, or before the request went out."""
    span = desk.config.rules.confirm_within
    return desk.calendar.add(signoff.asked_at, span) if span and signoff.asked_at else None


def reminder_moment(desk: Desk, signoff: SignOff) -> datetime | None:
    """One working day before silence counts, if that lies after the request; where it never does, some days after."""
    end = answer_by(desk, signoff)
    if signoff.asked_at is None:
        return None
    if end is None:
        return desk.calendar.add(signoff.asked_at, PATIENCE)
    local = desk.calendar.local(end)
    moment = desk.calendar.at(desk.calendar.previous_workday(local.date()), local.timetz().replace(tzinfo=None))
    return moment if moment > signoff.asked_at else None


def _request(desk: Desk, kind: MailKind, meeting: Meeting, signoff: SignOff, attended: bool) -> None:
    span = desk.config.rules.confirm_within
    asked_at = signoff.asked_at or desk.now
    end = desk.calendar.add(asked_at, span) if span else None
    seen = seen_by(desk, meeting, signoff.email or "")
    found = since(desk, meeting, seen)
    lines = lines_of_meeting(desk, current_items(desk, meeting), signoff.email)
    language = desk.language_for(signoff.email, meeting)
    files = deadlines_file_of(desk, meeting, lines, language) if kind is MailKind.CONFIRM_REQUEST else []
    write(
        desk,
        kind,
        f"{kind}/{meeting.ref}/{meeting.version}/{signoff.email}",
        [signoff.email or ""],
        meeting=meeting,
        lines=with_changes(lines, found),
        asks=True,
        context={
            "changes": found.dropped,
            "requests": desk.store.requests.of_meeting(meeting.id),
            "answer_by": desk.calendar.local(end) if end else None,
            "silence_agrees": span is not None,
            "attended": attended,
            "version": meeting.version,
            "again": seen > 0,
            "calendar": bool(files),
        },
        enclosures=files,
    )


def summarise(desk: Desk, meeting: Meeting) -> None:
    """Send the agreed minutes with their paper."""
    items = current_items(desk, meeting)
    before = summed_up(desk, meeting)
    found = since(desk, meeting, before)
    to, cc = addressees(desk, MailKind.SUMMARY, meeting)
    write(
        desk,
        MailKind.SUMMARY,
        f"summary/{meeting.ref}/{meeting.version}",
        to,
        cc,
        meeting=meeting,
        lines=with_changes(lines_of_meeting(desk, items), found),
        context={
            "version": meeting.version,
            "revised": before > 0,
            "changes": found.dropped,
            "requests": desk.store.requests.of_meeting(meeting.id),
            "signoffs": signoffs_of(desk, meeting),
        },
        enclosures=[paper_of(desk, meeting)],
    )
