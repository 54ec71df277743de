"""The nouns: people, and the facts that a mail states. Frozen, plain, without behaviour that needs more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

Day = date | datetime
"""A deadline or meeting time as the text gave it: a day, or a naive date-time in the organisation's time zone."""

Language = Literal["zh", "en"]

Urgency = Literal["high", "medium", "low"]
"""紧急程度: 高, 中, 低."""


class Kind(StrEnum):
    """What a mail is (SURFACE.md, `kind`)."""

    NOTICE = "notice"
    MINUTES = "minutes"
    REPLY = "reply"
    INCIDENT = "incident"
    QUERY = "query"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OTHER = "other"


class Answer(StrEnum):
    """What a reply says, weightiest first (SURFACE.md, `reply.answer`)."""

    BLOCKED = "blocked"
    DELAY = "delay"
    NO = "no"
    AMEND = "amend"
    PROGRESS = "progress"
    QUESTION = "question"
    DONE = "done"
    YES = "yes"
    UNCLEAR = "unclear"


class NoticeMethod(StrEnum):
    """What a notice does to its meeting."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"


class QueryTopic(StrEnum):
    """What a query asks for."""

    HELP = "help"
    MY_ITEMS = "my_items"
    STATUS = "status"
    DEPARTMENT_ITEMS = "department_items"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the directory. `email` is lower case; `delegates` are addresses that may answer for them."""

    name: str
    email: str
    department: str | None = None
    title: str | None = None
    aliases: tuple[str, ...] = ()
    delegates: tuple[str, ...] = ()
    language: Language | None = None
    timezone: ZoneInfo | None = None
    """Where they work, if not in the organisation's time zone."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department; `leader` is an e-mail address, lower case. `above` are those whom a matter goes to after the
    leader, one step of escalation each."""

    name: str
    aliases: tuple[str, ...] = ()
    leader: str | None = None
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody whom a mail names as taking part; `email` only where exactly one person can be meant."""

    name: str
    department: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact was read: the mail's own words, and the rule that read them.

    `fact` is its name in the facts that hold it ("due"); `place` says where the words stand ("line 7", "table 2 row 3",
    with the attachment's name before it), "" for the mail's header.
    """

    fact: str
    words: str
    rule: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a mail says about a meeting."""

    topic: str | None = None
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
    method: NoticeMethod = NoticeMethod.NEW
    uid: str | None = None
    """UID of the calendar object (RFC 5545, 3.8.4.7)."""
    sequence: int | None = None
    """SEQUENCE of the calendar object (RFC 5545, 3.8.7.4)."""
    recurrence_id: Day | None = None
    """The planned start of the one occurrence that is meant (RFC 5545, 3.8.4.4), local."""
    series: str | None = None
    """The calendar object of a series (RFC 5545, 3.8.5.3), from which its next occurrences follow; or of changed
    occurrences of one."""
    stamp: datetime | None = None
    """DTSTAMP of the calendar object, aware (RFC 5545, 3.8.7.2)."""
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """What minutes say beside their action items."""

    problem: str | None = None
    points: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    next_meeting: Day | None = None
    remarks: str | None = None
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One action item as the minutes state it."""

    task: str
    owner: str | None = None
    owner_email: str | None = None
    department: str | None = None
    due: Day | None = None
    resources: tuple[str, ...] = ()
    deliverable: str | None = None
    number: int | None = None
    """The item's own number where the paper gives one (a form of ours filled in again), else None."""
    urgency: Urgency | None = None
    recurrence: str | None = None
    """The rule by which a duty comes again (RFC 5545, 3.3.10: `FREQ=WEEKLY;BYDAY=FR`), None for a single task."""
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """One resource request. `currency` (ISO 4217) only for money."""

    what: str
    amount: float | None = None
    currency: str | None = None
    department: str | None = None
    approver: str | None = None
    approver_email: str | None = None
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PutOff:
    """By how long a deadline is to be put off that the words do not name: 延期3天."""

    count: int
    unit: Literal["days", "workdays", "months"]


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """What a reply says about one numbered item."""

    number: int
    answer: Answer
    percent: int | None = None
    new_due: Day | None = None
    reason: str | None = None
    owner: str | None = None
    """The new owner that the reply names for the item, as written."""
    cancel: bool = False
    """The item is to be dropped."""
    task: str | None = None
    """The item's new wording."""
    deliverable: str | None = None
    """What the item is to be recognised by as done."""
    put_off: PutOff | None = None
    """Where no date is named: how much later than its deadline the item is to be due."""


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What a reply says (SURFACE.md, `reply`)."""

    answer: Answer
    percent: int | None = None
    new_due: Day | None = None
    reason: str | None = None
    comment: str | None = None
    items: tuple[ReplyItem, ...] = ()
    owner: str | None = None
    cancel: bool = False
    """A leader's or organizer's word that the item is to be dropped (取消, cancel)."""
    stands: bool = False
    """维持 / stands as it is: the recorder's answer to an objection."""
    everything: bool = False
    """全部完成 / all done: said of every item that the answered mail had."""
    corrected: tuple[ReplyItem, ...] = ()
    """What the words change where they correct minutes; 0 as number stands for the only item that there is."""
    added: tuple[ActionFacts, ...] = ()
    """Items that the recorder adds by words (「加：…」)."""
    unread: tuple[str, ...] = ()
    """What a correction says beside these that could not be understood, as written."""
    put_off: PutOff | None = None
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)
    """Those of an item bear its number: "2.answer"."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a mail says of the items of one meeting that it names by reference (CM-12); a mail may name several."""

    named: str
    reply: ReplyFacts


@dataclass(frozen=True, slots=True)
class Problem:
    """A review finding. `where` is a path such as `actions[1]`, counted from 0; `message` is for people, in the
    language of the mail; `facts` are what it names, from which it can be said in another (extraction/problems.py)."""

    code: str
    where: str
    message: str
    facts: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Absence:
    """A note that its sender is away. `until` is the last day of it, None where it does not say."""

    words: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that was read from one mail. Parts that the kind does not have are None or empty."""

    kind: Kind
    language: Language
    meeting: MeetingFacts | None = None
    minutes: MinutesFacts | None = None
    actions: tuple[ActionFacts, ...] = ()
    resources: tuple[ResourceFacts, ...] = ()
    reply: ReplyFacts | None = None
    query: QueryTopic | None = None
    query_ref: str | None = None
    named: str | None = None
    """The reference of ours (CM-12, CM-12/2) that the mail's own words name first."""
    orders: tuple[Order, ...] = ()
    """What the mail says of items that it names by their references: 「CM-12 第2项改由李娜负责」."""
    absence: Absence | None = None
    references: tuple[str, ...] = ()
    """The items of ours (CM-12/2) that a sheet of ours, mailed back, is about."""
    problems: tuple[Problem, ...] = field(default=())
    reasons: tuple[str, ...] = field(default=(), compare=False)
    """What spoke for the kind, in the words of the rules."""
    corrections: Callable[[Day | None], MeetingFacts | None] | None = field(default=None, compare=False, repr=False)
    """Reads what an answer says about a meeting itself (「地点改为5号会议室」), given when that is to begin; what it
    does not speak of is empty. Read only when asked for: few answers are about a notice."""


@dataclass(frozen=True)
class Directory:
    """The people and departments that the configuration names, findable by address and by name."""

    people: tuple[Person, ...] = ()
    departments: tuple[Department, ...] = ()

    @cached_property
    def _by_email(self) -> dict[str, Person]:
        return {person.email: person for person in self.people}

    @cached_property
    def _departments_by_name(self) -> dict[str, Department]:
        names = {alias.casefold(): d for d in self.departments for alias in d.aliases}
        return names | {d.name.casefold(): d for d in self.departments}

    def person(self, email: str | None) -> Person | None:
        """Who has the address `email`."""
        return self._by_email.get(email.lower()) if email else None

    def department(self, name: str | None) -> Department | None:
        """The department called `name`, by its name or an alias, exactly."""
        return self._departments_by_name.get(name.strip().casefold()) if name else None

    def leader_of(self, department: str | None) -> str | None:
        """The address of the leader of `department`."""
        found = self.department(department)
        return found.leader if found else None

    def may_answer_for(self, sender: str, asked: str) -> bool:
        """Whether mail from `sender` counts as the word of `asked`: the same person or a delegate."""
        if sender == asked:
            return True
        person = self.person(asked)
        return person is not None and sender in person.delegates
