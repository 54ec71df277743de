"""The desk at which a mail or an hour is dealt with: settings, store, the pass's clock, and the mail in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from coordmail.record import MailKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from coordmail.calendar import WorkCalendar
    from coordmail.config import Config
    from coordmail.mail.compose import Composer
    from coordmail.model import Directory, Language
    from coordmail.record import EventKind, Meeting
    from coordmail.storage.store import Store


@dataclass(frozen=True, slots=True)
class MailInHand:
    """The incoming mail that is being dealt with. Addresses are lower case; `message_id` may be empty."""

    inbox_id: int
    message_id: str
    digest: str
    sender: str
    sender_name: str
    subject: str
    anchors: tuple[str, ...] = ()
    """The Message-IDs that it answers: In-Reply-To first, then References from the last to the first."""
    tag: str | None = None
    """The tag of ours in its subject or text."""
    text: str = ""
    forged: str | None = None
    """Why the receiving server does not believe the sender, or None."""
    recipients: tuple[str, ...] = ()
    """The addresses in its To and Cc, without our own."""
    sent: datetime | None = None
    """When it was written (aware), None where it does not say."""


@dataclass(frozen=True)
class Desk:
    """What every function of the workflow has at hand. `now` is aware and stands still for a whole pass."""

    config: Config
    store: Store
    composer: Composer
    now: datetime
    mail: MailInHand | None = None
    zone: ZoneInfo | None = None
    """The time zone of the people in hand, where it is not the organisation's."""
    heard_until: datetime | None = None
    """Up to when incoming mail was read, where that is known: what was written later may lie unread."""

    def with_mail(self, mail: MailInHand) -> Desk:
        """The same desk with a mail in hand."""
        return replace(self, mail=mail)

    def at_place_of(self, email: str | None) -> Desk:
        """The same desk with the day and the working hours of the person at an address."""
        person = self.directory.person(email)
        zone = person.timezone if person else None
        return self if zone == self.zone else replace(self, zone=zone)

    def silence_counts(self, end: datetime) -> bool:
        """Whether the time up to `end` is over and no answer that came in it can lie unread."""
        return end <= self.now and (self.heard_until is None or end <= self.heard_until)

    @property
    def directory(self) -> Directory:
        """The people and departments."""
        return self.config.directory

    @cached_property
    def calendar(self) -> WorkCalendar:
        """When mail that nobody waits for goes out: working time, but for the quiet days."""
        return self.config.mail_calendar(self.zone)

    @property
    def local_now(self) -> datetime:
        """Now, where the people in hand are; else in the organisation's time zone."""
        return self.calendar.local(self.now)

    @property
    def office_now(self) -> datetime:
        """Now, in the organisation's time zone, in which meetings and deadlines have their times of day."""
        return self.now.astimezone(self.config.timezone)

    @property
    def today(self) -> date:
        """The local day."""
        return self.local_now.date()

    @property
    def open_for_business(self) -> bool:
        """Whether mail that nobody waits for may be sent now."""
        return self.calendar.is_working_time(self.now)

    @property
    def overrides(self) -> Path | None:
        """The folder whose templates take the place of ours."""
        from pathlib import Path

        return Path(self.config.templates) if self.config.templates else None

    def language_for(self, email: str | None, meeting: Meeting | None = None) -> Language:
        """The language of a person, else of the meeting, else of the house."""
        person = self.directory.person(email)
        if person and person.language:
            return person.language
        return meeting.language if meeting else self.config.language

    def language_of_mail(self, to: Sequence[str], meeting: Meeting | None = None) -> Language:
        """The language of a mail to `to`: the one addressee's; several read the meeting's, else the house's."""
        return self.language_for(to[0] if len(to) == 1 else None, meeting)

    def name_of(self, email: str, meeting: Meeting | None = None) -> str:
        """What to call the person at an address; the address itself where nothing is known."""
        person = self.directory.person(email)
        if person:
            return person.name
        if self.mail and self.mail.sender == email and self.mail.sender_name:
            return self.mail.sender_name
        attendees = meeting.attendees if meeting else ()
        return next((a.name for a in attendees if a.email == email), email.partition("@")[0])

    def log(self, what: EventKind, detail: str = "", meeting_id: int | None = None, item_id: int | None = None) -> None:
        """Append to the history: the mail in hand did it, or the clock."""
        self.store.history.add(
            self.now,
            self.mail.sender if self.mail else "",
            what,
            detail,
            meeting_id=meeting_id,
            item_id=item_id,
            inbox_id=self.mail.inbox_id if self.mail else None,
        )


ANSWERS_AT_ONCE = frozenset(
    {
        MailKind.REGISTERED,
        MailKind.UNDERSTOOD,
        MailKind.NOTED,
        MailKind.UNCLEAR,
        MailKind.QUERY_ANSWER,
        MailKind.HELP,
    }
)
"""The kinds that answer a mail just received, and so go out at any hour."""
