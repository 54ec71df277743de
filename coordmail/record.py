"""The record that is kept: meetings, items, confirmations and requests as they stand. Frozen, plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.model import Attendee, Day, Language, Urgency


class MeetingStatus(StrEnum):
    """Where a meeting is on its way (SURFACE.md, meetings --json)."""

    ANNOUNCED = "announced"
    MINUTES_DUE = "minutes_due"
    CONFIRMING = "confirming"
    TRACKING = "tracking"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ItemStatus(StrEnum):
    """Where an item is on its way (SURFACE.md, items --json)."""

    PROPOSED = "proposed"
    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Assent(StrEnum):
    """How somebody stands to the minutes."""

    SENDER = "sender"
    """Sent them, which counts as agreement."""
    YES = "yes"
    NO = "no"
    AMEND = "amend"
    SILENT = "silent"
    """Did not answer in time, which counts as agreement."""
    NONE = "none"
    """Has not answered yet."""


class Approval(StrEnum):
    """Where a resource request stands."""

    UNADDRESSED = "unaddressed"
    """Nobody is named who could approve it."""
    PROPOSED = "proposed"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class MailKind(StrEnum):
    """The mails that coordmail sends (SURFACE.md, the table)."""

    REGISTERED = "registered"
    FORM = "form"
    FORM_REMINDER = "form-reminder"
    UNDERSTOOD = "understood"
    CONFIRM_REQUEST = "confirm-request"
    CONFIRM_REMINDER = "confirm-reminder"
    OBJECTION = "objection"
    SUMMARY = "summary"
    APPROVAL_REQUEST = "approval-request"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    DELAY_REQUEST = "delay-request"
    VERIFY_REQUEST = "verify-request"
    NOTED = "noted"
    UNCLEAR = "unclear"
    SECOND_MEETING = "second-meeting"
    CLOSED = "closed"
    WEEKLY_REPORT = "weekly-report"
    MONTHLY_REVIEW = "monthly-review"
    QUERY_ANSWER = "query-answer"
    HELP = "help"
    ADMIN = "admin"


class Role(StrEnum):
    """A part that somebody plays in a meeting or an item, by the name that the configuration calls it."""

    ORGANIZER = "organizer"
    RECORDER = "recorder"
    PARTICIPANTS = "participants"
    OWNERS = "owners"
    OWNER = "owner"
    OWNER_LEADER = "owner_leader"
    """The leader of the owner's department; at later steps of an escalation who stands above."""
    LEADERS = "leaders"
    """The leaders of all departments taking part or owning items."""
    SUPPORTING_LEADERS = "supporting_leaders"
    """The leaders of the departments that resources are asked of."""
    APPROVER = "approver"
    VERIFIER = "verifier"
    """The recorder, or the organizer where there is none other than the owner."""


class EventKind(StrEnum):
    """What can happen to a meeting or an item, for the history."""

    REGISTERED = "registered"
    MOVED = "moved"
    CANCELLED = "cancelled"
    FORM_SENT = "form_sent"
    FORM_REMINDED = "form_reminded"
    MINUTES = "minutes"
    REVISED = "revised"
    CONTENT = "content"
    SIGNED_OFF = "signed_off"
    SILENT = "silent"
    STANDS = "stands"
    AGREED = "agreed"
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    REFUSED = "refused"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PROGRESS = "progress"
    CLAIMED = "claimed"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    QUESTION = "question"
    DELAY_ASKED = "delay_asked"
    DELAY_AGREED = "delay_agreed"
    DELAY_REFUSED = "delay_refused"
    DEADLINE_MOVED = "deadline_moved"
    OWNER_CHANGED = "owner_changed"
    VERIFIED = "verified"
    REOPENED = "reopened"
    CLOSED = "closed"
    SECOND_MEETING = "second_meeting"
    ADDRESS_FAILS = "address_fails"
    RECURS = "recurs"
    OCCURRENCE_DONE = "occurrence_done"
    OCCURRENCE_MISSED = "occurrence_missed"
    VERIFICATION_ASKED = "verification_asked"
    VERIFICATION_REMINDED = "verification_reminded"
    APPROVAL_REMINDED = "approval_reminded"
    APPROVAL_UNANSWERED = "approval_unanswered"
    AWAY = "away"
    WRONG_TAG = "wrong_tag"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. Times are local; `version` counts its minutes, 0 before the first."""

    id: int
    ref: str
    topic: str
    status: MeetingStatus
    language: Language
    version: int = 0
    start: Day | None = None
    end: Day | None = None
    place: str | None = None
    organizer: str | None = None
    organizer_email: str | None = None
    recorder: str | None = None
    recorder_email: str | None = None
    departments: tuple[str, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    goal: str | None = None
    agenda: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    uid: str | None = None
    sequence: int = 0
    problem: str | None = None
    points: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    next_meeting: Day | None = None
    remarks: str | None = None
    agreed_at: datetime | None = None
    closed_at: datetime | None = None
    heard: tuple[str, ...] = ()
    """The addresses that its notices went to."""
    recurrence_id: Day | None = None
    """Which occurrence of a series it is: its planned start."""
    stamp: datetime | None = None
    """DTSTAMP of the invitation that it follows."""


@dataclass(frozen=True, slots=True)
class Item:
    """One action item. `due` is the current deadline, `original_due` the first; `postponed` counts the moves."""

    id: int
    meeting_id: int
    meeting_ref: str
    number: int
    task: str
    status: ItemStatus
    owner: str | None = None
    owner_email: str | None = None
    department: str | None = None
    due: Day | None = None
    original_due: Day | None = None
    deliverable: str | None = None
    resources: tuple[str, ...] = ()
    percent: int = 0
    blocked: str | None = None
    """The reason why it is stuck, or None."""
    blocked_at: datetime | None = None
    deadline_version: int = 1
    postponed: int = 0
    requested_due: Day | None = None
    """A new date that the owner asked for and nobody has decided on."""
    requested_reason: str | None = None
    requested_at: datetime | None = None
    opened_at: datetime | None = None
    """Since when the clock counts for its current deadline."""
    claimed_at: datetime | None = None
    claim: str | None = None
    """What the owner said when calling it done."""
    closed_at: datetime | None = None
    result: str | None = None
    """What the verifier wrote."""
    urgency: Urgency | None = None
    recurrence: str | None = None
    """The rule by which it comes again (RFC 5545, 3.3.10); `due` is then the occurrence at hand."""

    @property
    def ref(self) -> str:
        """The reference that people see: `CM-12/2`."""
        return f"{self.meeting_ref}/{self.number}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed at local time `now` and the item still waits for its owner."""
        if self.due is None or self.status is not ItemStatus.OPEN:
            return False
        if isinstance(self.due, datetime):
            return now.replace(tzinfo=None) > self.due
        return now.date() > self.due

    def days_overdue(self, today: date) -> int:
        """Calendar days since the deadline; 0 on the day itself and before."""
        if self.due is None:
            return 0
        day = self.due.date() if isinstance(self.due, datetime) else self.due
        return max(0, (today - day).days)


@dataclass(frozen=True, slots=True)
class ResourceRequest:
    """Something that the minutes ask for and who is to approve it. `currency` is an ISO 4217 code."""

    id: int
    meeting_id: int
    number: int
    what: str
    status: Approval
    amount: float | None = None
    currency: str | None = None
    department: str | None = None
    approver: str | None = None
    approver_email: str | None = None
    item_id: int | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    comment: str | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    passed_on_at: datetime | None = None
    """When the organizer was told that nobody answers."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """How one person stands to one version of the minutes. `email` None: nobody could be asked."""

    meeting_id: int
    version: int
    name: str
    email: str | None
    assent: Assent
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    """The address of the delegate who answered, else None."""
    comment: str | None = None
    stands: bool = False
    """The recorder kept the text in spite of the objection."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of history: when, who, what; `detail` is for people. `actor` is an address, "" for the clock."""

    at: datetime
    actor: str
    what: EventKind
    detail: str
    item_number: int | None = None
    subject: str | None = None
    """The subject of the mail that caused it."""
