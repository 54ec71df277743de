"""The settings as a whole: what each table of the file may hold, and what must fit together."""

from collections.abc import Iterable
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, model_validator

from coordmail.calendar import Span, WorkCalendar
from coordmail.config.fields import (
    STRICT,
    Address,
    Clock,
    Country,
    Days,
    Domain,
    Interval,
    Recipient,
    Text,
    Weekday,
    Within,
    Zone,
    weekend_of,
)
from coordmail.config.servers import ImapSettings, SmtpSettings
from coordmail.model import Department, Directory, Language, Person, Urgency


def _twice(names: Iterable[str]) -> str | None:
    """The first of `names` that comes again."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


class _Table(BaseModel):
    model_config = STRICT


class PersonSettings(_Table):
    """One `[[organisation.people]]`."""

    name: Text
    email: Address
    department: Text | None = None
    title: Text | None = None
    aliases: list[Text] = []
    delegates: list[Address] = []
    language: Language | None = None
    timezone: Zone | None = None


class DepartmentSettings(_Table):
    """One `[[organisation.departments]]`."""

    name: Text
    aliases: list[Text] = []
    leader: Address | None = None
    above: list[Address] = []


class OrganisationSettings(_Table):
    """Whose work it is, when they work, who they are."""

    name: Text = "coordmail"
    holidays: Country = "CN"
    working_hours: Annotated[list[Clock], Field(min_length=2, max_length=2)] = [
        time(9),
        time(18),
    ]
    working_days: Annotated[list[Weekday], Field(min_length=1)] | None = None
    days_off: list[date] = []
    workdays: list[date] = []
    directory: Text | None = None
    departments: list[DepartmentSettings] = []
    people: list[PersonSettings] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.working_hours[0] >= self.working_hours[1]:
            raise ValueError("working_hours must end after they start, for example ['09:00', '18:00']")
        if both := set(self.days_off) & set(self.workdays):
            raise ValueError(f"{min(both)} stands in days_off and in workdays; leave it in one of them")
        if twice := _twice(person.email for person in self.people):
            raise ValueError(f"two people have the address {twice}; give each their own")
        if twice := _twice(department.name.casefold() for department in self.departments):
            raise ValueError(f"two departments are called {twice}; make one of them, or give each its own name")
        return self


class LadderSettings(_Table):
    """One `[rules.urgency.…]`: what is different for items of an urgency; None is as `[rules]` has it."""

    remind_before: list[Days] | None = None
    overdue_every: Interval | None = None
    escalate_after: Days | None = None
    escalate_again_after: Days | None = None


class RuleSettings(_Table):
    """When people are asked, warned and escalated about. `confirm_within` None: silence never agrees."""

    confirm_within: Within = Span(2, "workdays")
    remind_before: list[Days] = [Span(2, "days")]
    overdue_every: Interval = Span(1, "workdays")
    escalate_after: Days = Span(3, "days")
    escalate_again_after: Days = Span(3, "days")
    quiet_days: list[date] = []
    urgency: dict[Urgency, LadderSettings] = {}
    cap_per_hour: Annotated[int, Field(ge=1, le=1000)] = 20
    cap_all_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 2000


class RecipientSettings(_Table):
    """One `[recipients.…]`: who gets a kind of mail, by roles and addresses; None is as it comes built in."""

    to: Annotated[list[Recipient], Field(min_length=1)] | None = None
    cc: list[Recipient] | None = None


class ReportSettings(_Table):
    """Who gets the looking-back papers."""

    monthly_to: list[Address] = []


class SecuritySettings(_Table):
    """Whose mail is believed."""

    allowed_domains: list[Domain] = []
    authserv_id: str = ""


FieldName = Literal[
    "topic", "time", "date", "place", "link", "organizer", "recorder", "chair", "departments", "attendees", "absent",
    "goal", "agenda", "materials", "background", "problem", "points", "decisions", "solutions", "actions", "owners",
    "task", "owner", "helper", "due", "department", "deliverable", "resources", "approver", "status", "progress",
    "next_meeting", "remarks",
]  # fmt: skip
"""The fields of forms for which a house may have its own labels (DOMAIN.md, "The forms")."""


AddressedKind = Literal[
    "registered", "form", "form-reminder", "objection", "summary", "approval-request", "reminder", "overdue",
    "escalation", "delay-request", "verify-request", "second-meeting", "closed",
]  # fmt: skip
"""The kinds of mail whose recipients follow from roles (SURFACE.md, the mail table); others answer who wrote."""


class Config(_Table):
    """The whole configuration; paths are absolute once it was loaded from a file."""

    language: Language = "zh"
    timezone: Zone = ZoneInfo("Asia/Shanghai")
    database: Text = "coordmail.db"
    administrator: Address | None = None
    mode: Literal["live", "rehearsal"] = "live"
    templates: Text | None = None
    imap: ImapSettings
    smtp: SmtpSettings
    organisation: OrganisationSettings = OrganisationSettings()
    rules: RuleSettings = RuleSettings()
    recipients: dict[AddressedKind, RecipientSettings] = {}
    reports: ReportSettings = ReportSettings()
    security: SecuritySettings = SecuritySettings()
    labels: dict[FieldName, list[Text]] = {}

    @model_validator(mode="after")
    def _rehearsal_goes_to_somebody(self) -> Self:
        if self.mode == "rehearsal" and self.administrator is None:
            raise ValueError("mode = 'rehearsal' sends all mail to the administrator: enter administrator")
        return self

    @cached_property
    def directory(self) -> Directory:
        """The people and departments."""
        return directory_of(self.organisation)

    def recipients_of(self, kind: str) -> RecipientSettings:
        """Who gets a `kind` of mail where it is not as it comes built in."""
        return next((own for name, own in self.recipients.items() if name == kind), RecipientSettings())

    @property
    def house_labels(self) -> tuple[tuple[str, str], ...]:
        """The house's own labels, each with the field that it names."""
        return tuple((name, label) for name, labels in self.labels.items() for label in labels)

    @property
    def calendar(self) -> WorkCalendar:
        """The organisation's working time."""
        return calendar_of(self.organisation, self.timezone)

    def mail_calendar(self, timezone: ZoneInfo | None = None) -> WorkCalendar:
        """When mail that nobody waits for goes out to people in `timezone`: working time but for quiet days."""
        return calendar_of(self.organisation, timezone or self.timezone).with_days_off(self.rules.quiet_days)


def directory_of(organisation: OrganisationSettings) -> Directory:
    """The directory that `organisation` states."""
    return Directory(
        tuple(
            Person(p.name, p.email, p.department, p.title, tuple(p.aliases), tuple(p.delegates), p.language, p.timezone)
            for p in organisation.people
        ),
        tuple(Department(d.name, tuple(d.aliases), d.leader, tuple(d.above)) for d in organisation.departments),
    )


def calendar_of(organisation: OrganisationSettings, timezone: ZoneInfo) -> WorkCalendar:
    """The working time that `organisation` states."""
    return WorkCalendar(
        timezone,
        organisation.holidays,
        organisation.working_hours[0],
        organisation.working_hours[1],
        frozenset(organisation.days_off),
        frozenset(organisation.workdays),
        weekend_of(organisation.working_days) if organisation.working_days else None,
    )
