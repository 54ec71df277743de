"""Minutes: a version is taken in, compared with the one before, and shown to its sender as it was understood."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coordmail.extraction.problems import in_words_of
from coordmail.mail.letters import Noted
from coordmail.record import Approval, EventKind, MailKind, MeetingStatus
from coordmail.workflow.answering import note
from coordmail.workflow.approvals import approver_of
from coordmail.workflow.expecting import expect_signoffs, objectors
from coordmail.workflow.lines import day_of, line_for
from coordmail.workflow.outcome import Disposition, processed, quarantined
from coordmail.workflow.post import write
from coordmail.workflow.recipients import participants
from coordmail.workflow.registering import has_yet_to_begin, known_attendees, open_meeting, topic_key
from coordmail.workflow.stated import dropped_change, stated_in, stated_now
from coordmail.workflow.versions import Revision, changes_nothing, current_items, paired, revise_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordmail.model import Problem, ResourceFacts, Understanding
    from coordmail.record import Item, Meeting, ResourceRequest
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.stated import Stated

OVER = frozenset({MeetingStatus.CLOSED, MeetingStatus.CANCELLED})


def take_minutes(desk: Desk, mail: MailInHand, read: Understanding, meeting: Meeting | None) -> Disposition:
    """Take in minutes: the first, a new version, or (without a meeting) those of a meeting never announced."""
    if meeting is None:
        meeting = _held_meeting(desk, mail, read)
    if meeting is not None and not may_write(desk, mail, meeting):
        reason = f"minutes of {meeting.ref} from somebody who is neither recorder nor organizer"
        return quarantined(reason, "not_recorder", meeting.ref)
    if meeting is not None and meeting.status in OVER:
        return too_late(desk, mail, meeting)
    if meeting is None:
        meeting = open_meeting(desk, mail, read, MeetingStatus.CONFIRMING)
    before = stated_in(desk, meeting, meeting.version)
    if meeting.version and not objectors(desk, meeting) and _says_the_same(desk, meeting, read, before):
        return _show_again(desk, mail, meeting, read)
    return record_version(desk, mail, read, meeting, before)


def too_late(desk: Desk, mail: MailInHand, meeting: Meeting) -> Disposition:
    """Say that a meeting that is closed or was cancelled takes no changes any more."""
    note(desk, mail, meeting, [Noted("too_late")])
    return processed(f"changes {meeting.ref}, which is {meeting.status}", meeting.id)


def record_version(
    desk: Desk,
    mail: MailInHand,
    read: Understanding,
    meeting: Meeting,
    before: Mapping[int, Stated] | None,
    unread: Sequence[str] = (),
) -> Disposition:
    """Make what was read the meeting's current minutes, and put the questions that follow from it.

    `before` is what the version before stated; None: `read` corrects items by their numbers. `unread` is what was not
    understood beside it.
    """
    first = meeting.version == 0
    meeting = _update_meeting(desk, read, meeting)
    revision = revise_items(desk, meeting, paired(desk, meeting, read.actions, before))
    desk.store.meetings.add_minutes(
        meeting.id, meeting.version, mail.inbox_id, mail.sender, desk.now, _facts_text(desk, meeting, read)
    )
    desk.log(EventKind.MINUTES, f"version {meeting.version}", meeting.id)
    if before is not None:
        _update_requests(desk, meeting, read)
    asked = expect_signoffs(desk, mail, meeting, revision, first)
    show_understood(desk, mail, meeting, _problems_left(desk, meeting, read), revision, asked, unread)
    desk.store.meetings.wake(meeting.id, desk.now)
    return processed(f"minutes, version {meeting.version}", meeting.id)


def _says_the_same(desk: Desk, meeting: Meeting, read: Understanding, before: Mapping[int, Stated]) -> bool:
    """Whether minutes say nothing that the current version does not: sent twice, or with only the layout changed."""
    values = _stated_values(meeting, read)
    attendees = known_attendees(desk, read.meeting.attendees) if read.meeting else ()
    same_meeting = all(getattr(meeting, key) == value for key, value in values.items())
    same_people = not attendees or attendees == meeting.attendees
    known = {(r.what, r.amount, r.currency) for r in desk.store.requests.of_meeting(meeting.id)}
    same_requests = all((r.what, r.amount, r.currency) in known for r in read.resources)
    if not (same_meeting and same_people and same_requests):
        return False
    return changes_nothing(desk, meeting, paired(desk, meeting, read.actions, before))


def _show_again(desk: Desk, mail: MailInHand, meeting: Meeting, read: Understanding) -> Disposition:
    pairs = paired(desk, meeting, read.actions, stated_in(desk, meeting, meeting.version))
    revision = Revision(numbers=[item.number for _, item in pairs if item])
    show_understood(desk, mail, meeting, read.problems, revision, ())
    return processed(f"minutes that say what version {meeting.version} says", meeting.id)


def show_understood(
    desk: Desk,
    mail: MailInHand,
    meeting: Meeting,
    problems: Sequence[Problem],
    revision: Revision,
    asked: Sequence[str],
    unread: Sequence[str] = (),
) -> None:
    """Tell the sender at once how the minutes were read, item by item."""
    items = current_items(desk, meeting)
    by_place = {f"actions[{n}]": number for n, number in enumerate(revision.numbers)}
    language = desk.language_of_mail([mail.sender], meeting)
    placed = [(number, in_words_of(p, language, number)) for p in problems if (number := by_place.get(p.where))]
    signoffs = desk.store.signoffs.of_meeting(meeting.id)
    lines = tuple(
        replace(
            line_for(desk, item, item.number),
            problems=tuple(p for number, p in placed if number == item.number and not _answered(p, item)),
            changes=revision.changed.get(item.id, ()),
            new=meeting.version > 1 and item.id in revision.added,
        )
        for item in items
    )
    ask_at = None if desk.open_for_business else desk.calendar.next_working_time(desk.now)
    write(
        desk,
        MailKind.UNDERSTOOD,
        f"understood/{meeting.ref}/{meeting.version}/{mail.digest}",
        [mail.sender],
        meeting=meeting,
        lines=lines,
        asks=True,
        context={
            "items_to_correct": True,
            "requests": desk.store.requests.of_meeting(meeting.id),
            "problems": tuple(in_words_of(p, language) for p in problems if p.where not in by_place),
            "asked": tuple(desk.name_of(email, meeting) for email in asked),
            "unreachable": tuple(s.name for s in signoffs if s.email is None),
            "changes": tuple(dropped_change(item.number, item.task, item.owner) for item in revision.dropped),
            "unread": tuple(unread),
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
    # Of a series the occurrence that was held, rather than the next one, which is announced already.
    for meeting in sorted(desk.store.meetings.by_topic(topic_key(topic)), key=lambda one: has_yet_to_begin(desk, one)):
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


def may_write(desk: Desk, mail: MailInHand, meeting: Meeting, swapped: bool = True) -> bool:
    """The recorder and the organizer may; where they may be `swapped`, any participant may send the first minutes."""
    people = [meeting.recorder_email, meeting.organizer_email]
    people += [row["sent_by"] for row in desk.store.meetings.minutes(meeting.id)]
    if swapped and meeting.version == 0:
        people += participants(meeting)
    return any(desk.directory.may_answer_for(mail.sender, person) for person in people if person)


def _update_meeting(desk: Desk, read: Understanding, meeting: Meeting) -> Meeting:
    values: dict[str, Any] = {"status": MeetingStatus.CONFIRMING, "version": meeting.version + 1, "agreed_at": None}
    attendees = known_attendees(desk, read.meeting.attendees) if read.meeting else ()
    return desk.store.meetings.update(meeting.id, values | _stated_values(meeting, read), attendees or None)


def _stated_values(meeting: Meeting, read: Understanding) -> dict[str, Any]:
    """The fields of the meeting that minutes state."""
    values: dict[str, Any] = {}
    if read.minutes:
        for key in ("problem", "points", "decisions", "next_meeting", "remarks"):
            values[key] = getattr(read.minutes, key)
    if read.meeting:
        for key in ("start", "end", "place"):
            if getattr(read.meeting, key):
                values[key] = getattr(read.meeting, key)
        if read.meeting.departments:
            values["departments"] = tuple(dict.fromkeys((*meeting.departments, *read.meeting.departments)))
    return values


def _update_requests(desk: Desk, meeting: Meeting, read: Understanding) -> None:
    desk.store.requests.drop(meeting.id)
    kept = {r.what: r for r in desk.store.requests.of_meeting(meeting.id)}
    number = max((r.number for r in kept.values()), default=0)
    items = current_items(desk, meeting)
    for resource in read.resources:
        if resource.what in kept:
            _ask_anew(desk, kept[resource.what], resource)
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


def _ask_anew(desk: Desk, request: ResourceRequest, resource: ResourceFacts) -> None:
    """A sum that was changed is another question, whatever was said to the one before."""
    if (request.amount, request.currency) == (resource.amount, resource.currency):
        return
    unasked = dict.fromkeys(("asked_at", "reminded_at", "passed_on_at", "answered_at", "answered_by", "comment"))
    status = Approval.PROPOSED if request.approver_email else Approval.UNADDRESSED
    stated = {"amount": resource.amount, "currency": resource.currency, "status": status}
    desk.store.requests.update(request.id, {**unasked, **stated})
    desk.log(EventKind.REVISED, f"{request.what}: {request.amount} → {resource.amount}", request.meeting_id)


def _item_needing(resource: ResourceFacts, items: Sequence[Item]) -> Item | None:
    """The item that a request belongs to: the one that names it, else the department's one that speaks most alike."""
    named = next((item for item in items if any(resource.what in stated for stated in item.resources)), None)
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


def _facts_text(desk: Desk, meeting: Meeting, read: Understanding) -> str:
    """The version as it is kept: what was read, and the items with their numbers as they were then."""
    return json.dumps(
        {
            "items": stated_now(desk, meeting, current_items(desk, meeting)),
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
