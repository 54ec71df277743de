"""The meetings that the office will hold, drawn by chance before the quarter begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from tests.simulation.cast import Habit
from tests.simulation.wording import corpus

if TYPE_CHECKING:
    from random import Random

    from coordmail.calendar import WorkCalendar
    from coordmail.model import Language
    from tests.simulation.cast import Cast, Colleague


class Announced(StrEnum):
    """How people hear of a meeting."""

    TEXT = auto()
    INVITATION = auto()
    NOT = auto()
    """Only its minutes come."""


class Fate(StrEnum):
    """What becomes of an announced meeting."""

    HELD = auto()
    MOVED = auto()
    CANCELLED = auto()


class Shape(StrEnum):
    """How the minutes are written."""

    LABELLED = auto()
    OWNER_LIST = auto()
    TABLE = auto()
    FORM_DOCX = auto()
    FORM_INLINE = auto()
    PROSE = auto()


@dataclass(frozen=True)
class Task:
    """One action item as the recorder writes it. Without `owners` or `due` the recorder is asked for them."""

    what: str
    owners: tuple[Colleague, ...]
    due: date | None
    deliverable: str
    meant: tuple[Colleague, date]
    """Who should do it by when, where the minutes do not say so at first."""


@dataclass(frozen=True)
class Plan:
    """One meeting. `resource` asks the approver for money."""

    number: int
    topic: str
    language: Language
    organizer: Colleague
    recorder: Colleague
    attendees: tuple[Colleague, ...]
    start: datetime
    announced: Announced
    fate: Fate
    shape: Shape
    tasks: tuple[Task, ...]
    resource: str = ""
    place: str = ""
    moved_to: datetime | None = None
    notice_at: date = field(default=date.min)

    @property
    def held_at(self) -> datetime:
        return self.moved_to or self.start


def draw(chance: Random, cast: Cast, calendar: WorkCalendar, first: date, days: int, count: int) -> list[Plan]:
    """`count` meetings on the first of `days` working days, so early that every item can come to its end."""
    span = max(5, days - 22)
    longest = max(3, min(9, days // 7))
    plans = []
    topics = {language: _topics(chance, language) for language in ("zh", "en")}
    for number in range(count):
        day = calendar.next_workday(first, 1 + number * (span - 2) // count)
        language: Language = "en" if number % 8 == 7 else "zh"
        plans.append(_plan(chance, cast, calendar, day, number, language, topics[language].pop(), longest))
    return plans


def following(chance: Random, cast: Cast, calendar: WorkCalendar, plan: Plan, number: int, day: date) -> Plan:
    """A second meeting about what a first one left open: the same people, one new item."""
    topic = f"{plan.topic}第二次会议" if plan.language == "zh" else f"{plan.topic}: follow-up"
    start = datetime.combine(day, time(15))
    tasks = tuple(_tasks(chance, calendar, day, plan.language, plan.attendees, 1))
    return replace(
        plan, number=number, topic=topic, start=start, moved_to=None, fate=Fate.HELD, announced=Announced.TEXT,
        shape=Shape.LABELLED, tasks=tasks, resource="",
    )  # fmt: skip


def _topics(chance: Random, language: Language) -> list[str]:
    matter = corpus()["matter"][language]
    topics = [meeting.format(o=thing) for meeting in matter["meetings"] for thing in matter["objects"]]
    chance.shuffle(topics)
    return topics


def _plan(
    chance: Random, cast: Cast, calendar: WorkCalendar, day: date, number: int, language: Language, topic: str,
    longest: int,
) -> Plan:  # fmt: skip
    speakers = [p for p in cast.people if p.language == language]
    careful = [p for p in speakers if p.habit in {Habit.PROMPT, Habit.OBJECTING, Habit.ODD, Habit.LATE}]
    organizer = chance.choice(careful)
    recorder = organizer if chance.random() < 0.15 else chance.choice([p for p in careful if p is not organizer])
    others = [p for p in speakers if p not in {organizer, recorder}]
    attendees = tuple(chance.sample(others, min(len(others), chance.randint(2, 5))))
    fate = chance.choices(list(Fate), weights=(8, 1, 1))[0]
    announced = chance.choices(list(Announced), weights=(5, 3, 2))[0]
    if announced is Announced.NOT:
        fate, organizer = Fate.HELD, recorder
    start = datetime.combine(day, time(chance.choice((10, 14, 16)), chance.choice((0, 30))))
    moved_to = None
    if fate is Fate.MOVED:
        moved_to = datetime.combine(calendar.next_workday(day, chance.randint(1, 3)), time(10, 30))
    shapes = list(Shape)
    shape = shapes[number % len(shapes)]
    if announced is Announced.NOT and shape in {Shape.FORM_DOCX, Shape.FORM_INLINE}:
        shape = Shape.PROSE
    if language == "en":
        shape = chance.choice(
            (Shape.TABLE, Shape.LABELLED, Shape.FORM_DOCX) if announced is not Announced.NOT else (Shape.TABLE,)
        )
    tasks = _tasks(
        chance, calendar, (moved_to or start).date(), language, (organizer, *attendees), chance.randint(2, 5)
    )
    matter = corpus()["matter"][language]
    resource = ""
    if matter["resources"] and chance.random() < 0.3:
        approver = chance.choice(
            [p for p in cast.people if p.leads and p.language == "zh" and p.habit is not Habit.SILENT]
        )
        amount = chance.choice((3000, 5000, 8000, 20000))
        resource = chance.choice(matter["resources"]).format(
            department=attendees[0].department, amount=amount, name=approver.name
        )
    return Plan(
        number, topic, language, organizer, recorder, attendees, start, announced, fate, shape, tuple(tasks),
        resource, chance.choice(matter["places"]), moved_to, calendar.previous_workday(day, chance.randint(1, 2)),
    )  # fmt: skip


def _tasks(
    chance: Random,
    calendar: WorkCalendar,
    day: date,
    language: Language,
    people: tuple[Colleague, ...],
    count: int,
    longest: int = 6,
) -> list[Task]:
    matter = corpus()["matter"][language]
    things = chance.sample(matter["objects"], count)
    works = chance.sample(matter["works"], count)
    tasks = []
    for thing, work in zip(things, works, strict=True):
        owner = chance.choice(people)
        due = calendar.next_workday(day, chance.randint(2, longest))
        if chance.random() < 0.1:
            due += timedelta(days=1)
        owners: tuple[Colleague, ...] = (owner,)
        said: date | None = due
        flaw = chance.random()
        if flaw < 0.05:
            owners = ()
        elif flaw < 0.1:
            said = None
        elif flaw < 0.16 and len(people) > 1:
            owners = (owner, chance.choice([p for p in people if p is not owner]))
        tasks.append(Task(work.format(o=thing), owners, said, chance.choice(matter["deliverables"]), (owner, due)))
    return tasks
