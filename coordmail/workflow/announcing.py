"""Who is told that a meeting was registered, moved or cancelled: its organizer, and those who heard of it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coordmail.extraction.problems import in_words_of
from coordmail.record import MailKind
from coordmail.workflow.calendars import meeting_file_of
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.mail.letters import Change
    from coordmail.model import Problem
    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand

_FORMS = (MailKind.FORM, MailKind.FORM_REMINDER)
_TELLING = frozenset({"topic", "start", "end", "place"})
"""What those who come have to know; an agenda or a goal they find in the notice itself."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a notice did to a meeting; `before` is the meeting as it was, None for a new one."""

    meeting: Meeting
    change: Literal["new", "moved", "cancelled"]
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    before: Meeting | None = None
    by_calendar: bool = False
    """An invitation said so: calendars tell those whom it went to."""
    recurs: bool = False
    """The meeting is the next one of a series."""


def announce(desk: Desk, mail: MailInHand, told: Announced) -> None:
    """Answer the organizer; tell those who heard of the meeting before and whom the changing mail does not reach."""
    to, cc = addressees(desk, MailKind.REGISTERED, told.meeting)
    answered = (to or (mail.sender,), cc)
    _write(desk, mail, told, *answered)
    for address in _uninformed(desk, mail, told, {address for part in answered for address in part}):
        _write(desk, mail, told, (address,), informs=True)


def _uninformed(desk: Desk, mail: MailInHand, told: Announced, answered: set[str]) -> list[str]:
    before = told.before
    if before is None or (told.change == "moved" and not any(c.field in _TELLING for c in told.changes)):
        return []
    holders = desk.store.meetings.written_to(before.id, _FORMS)
    informed = desk.store.meetings.written_to(before.id, (MailKind.REGISTERED,))
    heard = holders if told.by_calendar else [*before.heard, *informed, *holders]
    reached = {mail.sender, *answered, *mail.recipients}
    return [address for address in dict.fromkeys(heard) if address not in reached]


def _write(
    desk: Desk, mail: MailInHand, told: Announced, to: Sequence[str], cc: Sequence[str] = (), *, informs: bool = False
) -> None:
    # A meeting that an invitation announced is in the calendars already; a cancelled one is not to be entered.
    timed = told.change != "cancelled" and told.meeting.uid is None and told.meeting.start is not None
    language = desk.language_of_mail(to, told.meeting)
    key = f"registered/{mail.digest}/{to[0]}" if informs else f"registered/{mail.digest}"
    write(
        desk,
        MailKind.REGISTERED,
        key,
        to,
        cc,
        meeting=told.meeting,
        asks=not informs,
        context={
            "change": told.change,
            "problems": () if informs else tuple(in_words_of(p, language) for p in told.problems),
            "changes": told.changes,
            "informs": informs,
            "recurs": told.recurs,
            "calendar": timed,
        },
        enclosures=[meeting_file_of(desk, told.meeting)] if timed else [],
    )
