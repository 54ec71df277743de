"""Minutes: a version is taken in, compared with the one before, and shown to its sender as it was understood."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coordmail.record import Approval, Assent, EventKind, MailKind, MeetingStatus
from coordmail.workflow.approvals import approver_of
from coordmail.workflow.lines import day_of, line_for
from coordmail.workflow.outcome import Disposition, ignored, processed, quarantined
from coordmail.workflow.post import write
from coordmail.workflow.recipients import owners, participants
from coordmail.workflow.registering import known_attendees, open_meeting, topic_key
from coordmail.workflow.versions import current_items, revise_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.model import Attendee, Problem, ResourceFacts, Understanding
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.versions import Revision


def take_minutes(desk: Desk, mail: MailInHand, read: Understanding, meeting: Meeting | None) -> Disposition:
    """Take in minutes: the first, a new version, or (without a meeting) those of a meeting never announced."""
    if meeting is None:
        meeting = _held_meeting(desk, mail, read)
    if meeting is not None and not may_write(desk, mail, meeting):
        return quarantined(f"minutes of {meeting.ref} from somebody who is neither recorder nor organizer")
    if meeting is not None and meeting.status in {MeetingStatus.CLOSED, MeetingStatus.CANCELLED}:
        return ignored(f"minutes of {meeting.ref}, which is {meeting.status}", meeting.id)
    if meeting is None:
        meeting = open_meeting(desk, mail, read, MeetingStatus.CONFIRMING)
    return record_version(desk, mail, read, meeting)


def record_version(desk: Desk, mail: MailInHand, read: Understanding, meeting: Meeting) -> Disposition:
    """Make what was read the meeting's current minutes, and put the questions that follow from it."""
    first = meeting.version == 0
    meeting = _update_meeting(desk, read, meeting)
    desk.store.meetings.add_minutes(
        meeting.id, meeting.version, mail.inbox_id, mail.sender, desk.now, _facts_text(read)
    )
    desk.log(EventKind.MINUTES, f"version {meeting.version}", meeting.id)
    revision = revise_items(desk, meeting, read.actions)
    _update_requests(desk, meeting, read)
    asked = _expect_signoffs(desk, mail, meeting, revision, first)
    show_understood(desk, mail, meeting, _problems_left(desk, meeting, read), revision, asked)
    desk.store.meetings.wake(meeting.id, desk.now)
    return processed(f"minutes, version {meeting.version}", meeting.id)


def show_understood(
    desk: Desk,
    mail: MailInHand,
    meeting: Meeting,
    problems: Sequence[Problem],
    revision: Revision,
    asked: Sequence[str],
) -> None:
    """Tell the sender at once how the minutes were read, item by item."""
    items = current_items(desk, meeting)
    by_place = {f"actions[{n}]": item.number for n, item in enumerate(items)}
    signoffs = desk.store.signoffs.of_meeting(meeting.id)
    lines = tuple(
        replace(
            line_for(desk, item, item.number),
            problems=tuple(p for p in problems if by_place.get(p.where) == item.number and not _answered(p, item)),
            changes=revision.changed.get(item.id, ()),
            new=meeting.version > 1 and item.id in revision.added,
        )
        for item in items
    )
    ask_at = None if desk.open_for_business else desk.calendar.next_working_time(desk.now)
    write(
        desk,
        MailKind.UNDERSTOOD,
        f"understood/{meeting.ref}/{meeting.version}",
        [mail.sender],
        meeting=meeting,
        lines=lines,
        asks=True,
        context={
            "items_to_correct": True,
            "requests": desk.store.requests.of_meeting(meeting.id),
            "problems": tuple(p for p in problems if p.where not in by_place),
            "asked": tuple(desk.name_of(email, meeting) for email in asked),
            "unreachable": tuple(s.name for s in signoffs if s.email is None),
            "changes": (),
            "version": meeting.version,
            "ask_at": desk.calendar.local(ask_at) if ask_at else None,
        },
    )


def _problems_left(desk: Desk, meeting: Meeting, read: Understanding) -> tuple[Problem, ...]:
    """The findings that still hold: a department that is to give something has a leader who decides on it."""
    decided = {request.what for request in desk.store.requests.of_meeting(meeting.id) if request.approver_email}
    solved = {f"resources[{n}]" for n, resource in enumerate(read.resources) if resource.what in decided}
    return tuple(p for p in read.problems if p.code != "resource_without_approver" or p.where not in solved)


def _answered(problem: Problem, item: Item) -> bool:
    """Whether a missing day is none: a duty that comes again has its next one."""
    return item.recurrence is not None and problem.code in {"due_missing", "due_vague"}


def _held_meeting(desk: Desk, mail: MailInHand, read: Understanding) -> Meeting | None:
    """The meeting that unasked minutes are about: of the same topic, and on the same day where both name one; else
    one at the very same time whose minutes the sender owes, for nobody sits in two meetings at once."""
    topic = (read.meeting.topic if read.meeting else None) or mail.subject
    stated = read.meeting.start if read.meeting else None
    for meeting in desk.store.meetings.by_topic(topic_key(topic)):
        same_day = not stated or not meeting.start or day_of(stated) == day_of(meeting.start)
        if same_day and meeting.status not in {MeetingStatus.CLOSED, MeetingStatus.CANCELLED}:
            return meeting
    owed = (
        meeting
        for meeting in (desk.store.meetings.on_day(day_of(stated)) if isinstance(stated, datetime) else ())
        if meeting.start == stated
        and meeting.status in {MeetingStatus.ANNOUNCED, MeetingStatus.MINUTES_DUE}
        and mail.sender in {meeting.recorder_email, meeting.organizer_email}
    )
    return next(owed, None)


def may_write(desk: Desk, mail: MailInHand, meeting: Meeting) -> bool:
    """The recorder and the organizer may; the first minutes also any participant, as recorders are swapped."""
    people = [meeting.recorder_email, meeting.organizer_email]
    people += [row["sent_by"] for row in desk.store.meetings.minutes(meeting.id)]
    if meeting.version == 0:
        people += participants(meeting)
    return any(desk.directory.may_answer_for(mail.sender, person) for person in people if person)


def _update_meeting(desk: Desk, read: Understanding, meeting: Meeting) -> Meeting:
    values: dict[str, Any] = {"status": MeetingStatus.CONFIRMING, "version": meeting.version + 1, "agreed_at": None}
    attendees: tuple[Attendee, ...] | None = None
    if read.minutes:
        for key in ("problem", "points", "decisions", "next_meeting", "remarks"):
            values[key] = getattr(read.minutes, key)
    if read.meeting:
        for key in ("start", "end", "place"):
            if getattr(read.meeting, key):
                values[key] = getattr(read.meeting, key)
        if read.meeting.departments:
            values["departments"] = tuple(dict.fromkeys((*meeting.departments, *read.meeting.departments)))
        attendees = known_attendees(desk, read.meeting.attendees) or None
    return desk.store.meetings.update(meeting.id, values, attendees)


def _update_requests(desk: Desk, meeting: Meeting, read: Understanding) -> None:
    desk.store.requests.drop(meeting.id)
    kept = {r.what: r for r in desk.store.requests.of_meeting(meeting.id)}
    number = max((r.number for r in kept.values()), default=0)
    items = current_items(desk, meeting)
    for resource in read.resources:
        if resource.what in kept:
            continue
        number += 1
        approver, approver_email = approver_of(desk, meeting, resource)
        tied = _item_needing(resource, items)
        desk.store.requests.add(
            {
                "meeting_id": meeting.id,
                "number": number,
                "item_id": tied.id if tied else None,
                "what": resource.what,
                "amount": resource.amount,
                "currency": resource.currency,
                "department": resource.department,
                "approver": approver,
                "approver_email": approver_email,
                "status": Approval.PROPOSED if approver_email else Approval.UNADDRESSED,
            }
        )


def _item_needing(resource: ResourceFacts, items: Sequence[Item]) -> Item | None:
    """The item that a request belongs to: the one that names it, else the department's one that speaks most alike."""
    named = next((item for item in items if resource.what in item.resources), None)
    if named or not resource.department:
        return named
    wanted = _pairs(resource.what)
    ranked = sorted(
        (item for item in items if item.department == resource.department),
        key=lambda item: -len(wanted & _pairs(item.task)),
    )
    if len(ranked) > 1 and len(wanted & _pairs(ranked[0].task)) == len(wanted & _pairs(ranked[1].task)):
        return None
    return ranked[0] if ranked else None


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def _expect_signoffs(desk: Desk, mail: MailInHand, meeting: Meeting, revision: Revision, first: bool) -> list[str]:
    """Expect the sign-off of everybody concerned; the addresses of those who will be asked."""
    signoffs = desk.store.signoffs
    people = _people(desk, meeting)
    concerned = set(people) if first else revision.concerned | _objectors(desk, meeting)
    concerned |= {email for email in people if signoffs.of_person(meeting.id, email) is None}
    asked = []
    for email, name in people.items():
        if email in concerned:
            signoffs.expect(meeting.id, meeting.version, name, email)
        if email == mail.sender:
            signoffs.answered(meeting.id, email, Assent.SENDER, desk.now)
        elif email in concerned:
            asked.append(email)
    expected = signoffs.of_meeting(meeting.id)
    for gone in (s.email for s in expected if s.email and s.email not in people):
        signoffs.unexpect(meeting.id, gone)
    known = {s.name for s in expected}
    for attendee in meeting.attendees:
        if attendee.email is None and attendee.name not in known:
            signoffs.expect(meeting.id, meeting.version, attendee.name, None)
    return asked


def _people(desk: Desk, meeting: Meeting) -> dict[str, str]:
    """Everybody whose agreement counts, name by address: who took part, and who has an item."""
    own = desk.config.smtp.address
    emails: Iterable[str | None] = (*participants(meeting), *owners(desk, meeting))
    return {email: desk.name_of(email, meeting) for email in emails if email and email != own}


def _objectors(desk: Desk, meeting: Meeting) -> set[str]:
    """Who objected to the version before: the new one answers them, and asks again."""
    signoffs = desk.store.signoffs.of_meeting(meeting.id)
    return {s.email for s in signoffs if s.assent in {Assent.NO, Assent.AMEND} and s.email}


def _facts_text(read: Understanding) -> str:
    return json.dumps(
        {
            "problem": read.minutes.problem if read.minutes else None,
            "actions": [
                {
                    "task": a.task,
                    "owner": a.owner,
                    "owner_email": a.owner_email,
                    "department": a.department,
                    "due": str(a.due) if a.due else None,
                    "deliverable": a.deliverable,
                    "resources": list(a.resources),
                }
                for a in read.actions
            ],
            "problems": [{"code": p.code, "where": p.where, "message": p.message} for p in read.problems],
        },
        ensure_ascii=False,
    )
