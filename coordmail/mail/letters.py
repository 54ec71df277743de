"""What an outgoing mail is made of: its heading, and the lines and notes that its template shows. Frozen, plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.model import Language, Problem
    from coordmail.record import Item, MailKind, Meeting

NotedWhat = Literal[
    "confirmed",
    "objected",
    "amendment",
    "stands",
    "accepted",
    "progress",
    "claimed",
    "delay_requested",
    "delay_requested_above",
    "delay_agreed",
    "delay_refused",
    "delay_settled",
    "blocked",
    "unblocked",
    "verified",
    "reopened",
    "approved",
    "refused",
    "due_changed",
    "owner_changed",
    "cancelled",
    "question",
    "question_for_you",
    "question_to_recorder",
    "late_yes",
    "address_failing",
    "new_version",
    "owner_declined",
    "unchanged",
    "too_late",
    "not_needed",
    "unanswered",
    "occurrence_done",
    "occurrence_done_daily",
    "occurrence_late",
    "occurrence_known",
    "already_closed",
    "already_cancelled",
    "already_reopened",
    "approval_question",
    "approval_unanswered",
    "not_yours",
]
"""What a mail did, in the words of `Noted.what`."""

AdminWhat = Literal[
    "quarantined",
    "no_sender",
    "forged",
    "stranger",
    "not_asked",
    "not_recorder",
    "answers_nothing",
    "repeated",
    "tags_guessed",
    "loop",
    "may_not_decide",
    "failed_mail",
    "undeliverable",
    "address_failing",
    "held",
    "breaker",
    "holidays_unknown",
]
"""What an administrator is told of, in the words of `AdminEntry.what`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now. `field` is its name in the record (`due`, `owner`, `task`, `time`, `place`,
    `topic` …); None stands for nothing said."""

    field: str
    old: str | None
    new: str | None
    number: int | None = None
    """The item's number, where the change does not stand under its item."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a mail shows it. `number` is its number in this mail, which is what answers refer to; `meeting` is
    set where the mail spans several meetings; `mine` marks the recipient's own. Days are calendar days; `days_left`
    0 is today."""

    number: int
    item: Item
    meeting: Meeting | None = None
    mine: bool = False
    days_left: int | None = None
    days_overdue: int = 0
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that was noted from a mail. `old`, `new` and `detail` are for people, in the mail's language or in
    their own words; `by` names who said it."""

    what: NotedWhat
    number: int | None = None
    item: Item | None = None
    old: str | None = None
    new: str | None = None
    detail: str | None = None
    by: str | None = None
    changes: tuple[Change, ...] = ()
    """What is different besides."""
    concerns: tuple[str, ...] = ()
    """The addresses of those whom it concerns beside the owner."""


@dataclass(frozen=True, slots=True)
class AdminEntry:
    """One thing that needs an administrator. `subject` and `sender` are those of the mail it is about."""

    what: AdminWhat
    detail: str
    when: datetime
    subject: str | None = None
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Heading:
    """Whom a mail goes to and where it belongs. Recipients are (name, address); message ids stand in angle brackets;
    `date` is aware; `ref` is the meeting's reference or ""; `tag` goes into the subject (SURFACE.md, reply tags).

    `reply_subject` is the subject of the mail that this one answers: the mail keeps its own subject and threads by
    `in_reply_to` and `references`. `auto_replied` marks the direct answer to one mail (RFC 3834, section 5).
    """

    kind: MailKind
    language: Language
    to: tuple[str, str]
    cc: tuple[tuple[str, str], ...]
    message_id: str
    date: datetime
    ref: str
    tag: str | None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_subject: str | None = None
    auto_replied: bool = False
    attachments: tuple[Enclosure, ...] = ()
    also_to: tuple[tuple[str, str], ...] = ()
    """Who else stands in To, in the few mails that go to several people at once (summary, closed)."""
    rehearsal: str | None = None
    """In a rehearsal, the address that gets the mail in everybody's stead, marked with whom it was for."""
