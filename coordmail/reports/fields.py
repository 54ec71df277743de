"""The fields that a paper template may show. These names are what an office writes in Word: `{{ topic }}`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a paper shows: `{{ chart }}`. As wide as the text."""

    content: bytes
    """PNG."""
    description: str
    """What is told to those who cannot see it."""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """One row of the action table: `{%tr for item in items %}`, `{{ item.task }}`."""

    number: str
    task: str
    owner: str
    department: str
    due: str
    deliverable: str
    resources: str
    status: str
    planned: str
    """The first deadline, and under it the one it was moved to."""
    actual: str
    """The day it was done, and under it how that kept the deadline; empty while it is not."""
    result: str
    """What the verifier wrote, or how it stands."""
    details: str
    """Deliverable and resources with their labels, a line each; the closing paper has no columns for them."""


@dataclass(frozen=True, slots=True)
class PartFields:
    """One line of the problem: `{%p for part in problem_parts %}`. Both together are the line as it was written."""

    label: str
    """The question that it answers, with its colon (`何时：`); empty where the line has none."""
    text: str


@dataclass(frozen=True, slots=True)
class EntryFields:
    """One point or decision: `{%p for entry in discussion %}`. `lead` and `text` together are the whole of it."""

    lead: str
    """The department that it begins with."""
    text: str
    numbered: bool
    """Whether the list has numbers of its own that must stand, so that the paper adds none."""


@dataclass(frozen=True, slots=True)
class RequestFields:
    """One row of the resource table: `{%tr for request in requests %}`."""

    number: str
    what: str
    amount: str
    department: str
    approver: str
    status: str
    comment: str
    """When it was answered, and what the approver wrote."""


@dataclass(frozen=True, slots=True)
class SignOffFields:
    """One row of the sign-off table: `{%tr for signoff in signoffs %}`."""

    name: str
    department: str
    result: str
    time: str
    comment: str
    """Who answered as delegate, and what they wrote."""


@dataclass(frozen=True, slots=True)
class StatusFields:
    """The boxes of 「状态跟踪」, ticked or not: `{{ status.delayed }}`."""

    in_progress: str
    delayed: str
    closed: str


@dataclass(frozen=True, slots=True)
class FormFields:
    """The fields of the recorder's form."""

    house: str
    ref: str
    topic: str
    time: str
    place: str
    people: str
    organizer: str
    recorder: str
    goal: str
    agenda: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesFields:
    """The fields of the minutes paper. Texts are empty and lists have no entries where nothing is known."""

    house: str
    ref: str
    version: str
    state: str
    printed: str
    final: bool
    topic: str
    time: str
    place: str
    people: str
    organizer: str
    recorder: str
    goal: str
    problem: str
    problem_parts: tuple[PartFields, ...]
    points: tuple[str, ...]
    discussion: tuple[EntryFields, ...]
    """The points, each with its department apart."""
    decisions: tuple[str, ...]
    resolutions: tuple[EntryFields, ...]
    """The decisions in the same form."""
    items: tuple[ItemFields, ...]
    requests: tuple[RequestFields, ...]
    signoffs: tuple[SignOffFields, ...]
    status: StatusFields
    results: tuple[str, ...]
    summary: str
    next_meeting: str
    remarks: str


@dataclass(frozen=True, slots=True)
class WeekRowFields:
    """One row of a weekly report's tables: `{%tr for row in department.done %}`."""

    ref: str
    task: str
    meeting: str
    owner: str
    due: str
    state: str
    """When it was done, how far it is, what stands in its way, or how late it is."""


@dataclass(frozen=True, slots=True)
class DepartmentWeekFields:
    """One department of a weekly report: `{%p for department in departments %}`."""

    name: str
    done: tuple[WeekRowFields, ...]
    planned: tuple[WeekRowFields, ...]
    risks: tuple[WeekRowFields, ...]
    overdue: tuple[WeekRowFields, ...]
    done_count: str
    planned_count: str
    risks_count: str
    overdue_count: str
    under_way: str
    """How many of its items are not finished."""


@dataclass(frozen=True, slots=True)
class WeeklyFields:
    """The fields of the weekly report."""

    house: str
    leader: str
    week: str
    """The number of the week (ISO 8601)."""
    period: str
    next_period: str
    printed: str
    departments: tuple[DepartmentWeekFields, ...]
    charts: tuple[Picture, ...]
    """None where the extra `charts` is not installed."""


@dataclass(frozen=True, slots=True)
class LatenessFields:
    """How deadlines were kept by a department or in a month: `{%tr for row in departments %}`. `bar` has the colours of
    the cells that draw the share: `{% cellbg row.bar[0] %}`."""

    name: str
    due: str
    late: str
    share: str
    median: str
    longest: str
    bar: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemFields:
    """One kind of problem: `{%tr for row in problems %}`."""

    name: str
    count: str
    evidence: str
    """A line for each place that it was read in: the reference, what was written, the word that told."""


@dataclass(frozen=True, slots=True)
class WaitFields:
    """A department that waited for another: `{%tr for row in waits %}`."""

    waiting: str
    on: str
    count: str
    refs: str


@dataclass(frozen=True, slots=True)
class CarriedFields:
    """An item that was due before the month: `{%tr for row in carried %}`."""

    ref: str
    task: str
    meeting: str
    owner: str
    department: str
    due: str
    state: str
    """How late it is, or when it was done."""


@dataclass(frozen=True, slots=True)
class MonthlyFields:
    """The fields of the monthly review."""

    house: str
    month: str
    printed: str
    summary: str
    carried_summary: str
    """What became of the items from earlier months; empty where there was none."""
    carried: tuple[CarriedFields, ...]
    departments: tuple[LatenessFields, ...]
    problems: tuple[ProblemFields, ...]
    waits: tuple[WaitFields, ...]
    trend: tuple[LatenessFields, ...]
    charts: tuple[Picture, ...]
    """None where the extra `charts` is not installed."""
