"""What somebody answers to a mail of coordmail: the words, by habit and chance, and what they are meant to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from tests.simulation.cast import Habit
from tests.simulation.clients import body
from tests.simulation.wording import phrase, shown_day

if TYPE_CHECKING:
    from datetime import date
    from email.message import EmailMessage
    from random import Random

    from coordmail.calendar import WorkCalendar
    from tests.simulation.cast import Cast, Colleague
    from tests.simulation.plans import Plan

CONFIRMATIONS = frozenset({"confirm-request", "confirm-reminder"})
REPORTS = frozenset({"reminder", "overdue", "query-answer"})


class Meant(StrEnum):
    """What a mail should come to."""

    CLEAR = auto()
    UNCLEAR = auto()
    """Words that say nothing: a question back is right."""
    NOTHING = auto()
    """Nothing is to happen: a courtesy, chatter, an automatic note."""
    QUARANTINE = auto()


@dataclass(frozen=True)
class Words:
    """What is written; empty where somebody does not answer."""

    text: str = ""
    meant: Meant = Meant.CLEAR

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Question:
    """A mail to be answered by `person` (the one whom it went to), on `day`."""

    kind: str
    ref: str
    mail: EmailMessage
    person: Colleague
    day: date
    chance: Random

    @property
    def numbered(self) -> list[tuple[int, str]]:
        """The numbered items that the mail lists, as its reader sees them."""
        found = re.findall(r"^(\d{1,2})\. (.+?)(?: \[[^\]]+\])?$", body(self.mail), re.MULTILINE)
        return [(int(number), task.strip()) for number, task in found]

    def say(self, situation: str, **values: object) -> str:
        return phrase(self.chance, self.person.language, situation, **values)


@dataclass
class Answers:
    """Everybody's memory of what they said already, and what they will say next."""

    cast: Cast
    calendar: WorkCalendar
    plans: dict[str, Plan]
    """By the topic of the meeting."""
    said: set[tuple[str, ...]] = field(default_factory=set)
    _stories: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def to(self, question: Question, plainly: bool = False) -> Words:
        """The answer to a mail; `plainly` where the one before was not understood."""
        if question.person.habit is Habit.SILENT:
            return Words()
        if question.kind in CONFIRMATIONS:
            return self._confirmation(question, plainly)
        if question.kind in REPORTS:
            return self._report(question, plainly)
        match question.kind:
            case "understood":
                return self._correction(question)
            case "objection":
                return self._word_on_objection(question)
            case "approval-request":
                return self._one_of(question, approved=7, refused=2, nothing=1)
            case "delay-request":
                return self._one_of(question, delay_granted=10, delay_refused=4, delay_moved=3, nothing=3)
            case "verify-request":
                return self._verification(question)
            case "escalation":
                return self._decision(question)
            case "summary" | "noted" if question.person.stands_in is None:
                return Words(question.say("courtesy"), Meant.NOTHING) if question.chance.random() < 0.02 else Words()
        return Words()

    def plan_of(self, mail: EmailMessage) -> Plan | None:
        """The meeting that a mail's subject names: the longest topic, for one may begin like another."""
        subject = str(mail["Subject"])
        found = [plan for topic, plan in self.plans.items() if topic in subject]
        return max(found, key=lambda plan: len(plan.topic), default=None)

    def _confirmation(self, question: Question, plainly: bool) -> Words:
        habit, chance = question.person.habit, question.chance
        numbers = [number for number, _ in question.numbered] or [1]
        if habit is Habit.OBJECTING and not plainly and self._first("objects", question.person.who, question.ref):
            day = shown_day(self.calendar.next_workday(question.day, chance.randint(5, 8)), question.person.language)
            situation = chance.choice(("object", "amend"))
            return Words(question.say(situation, n=chance.choice(numbers), day=day))
        if habit is Habit.ODD and not plainly and chance.random() < 0.3:
            return Words(question.say("says_nothing"), Meant.UNCLEAR)
        if not plainly and chance.random() < 0.02:
            return Words(question.say("question", n=chance.choice(numbers)))
        return Words(question.say("confirm"))

    def _report(self, question: Question, plainly: bool) -> Words:
        tasks = question.numbered
        if not tasks:
            return Words()
        steps = [self._next_step(question, task, plainly) for _, task in tasks]
        if all(step == "done" for step in steps) and len(steps) > 1 and question.chance.random() < 0.5:
            return Words(question.say("everything_done"))
        if "says_nothing" in steps:
            return Words(question.say("says_nothing"), Meant.UNCLEAR)
        words = [self._said_of(question, step) for step in steps]
        if len(words) == 1 and not plainly and question.chance.random() < 0.6:
            return Words(words[0])
        shape = question.chance.choice(
            ("{} {}", "{}. {}", "{}、{}") if question.person.language == "zh" else ("{} {}", "{}. {}")
        )
        return Words("\n".join(shape.format(n, text) for (n, _), text in zip(tasks, words, strict=True)))

    def _said_of(self, question: Question, step: str) -> str:
        day = self.calendar.next_workday(question.day, question.chance.randint(4, 6))
        return question.say(
            step,
            percent=question.chance.choice((20, 30, 50, 60, 80)),
            day=shown_day(day, question.person.language),
            name=self._colleague(question).name,
        )

    def _next_step(self, question: Question, task: str, plainly: bool) -> str:
        key = (question.person.who, task)
        if key not in self._stories:
            kinds = [s.split() for s in _STORIES]
            weights = list(_STORIES.values())
            self._stories[key] = list(question.chance.choices(kinds, weights)[0])
        story = self._stories[key]
        step = story.pop(0) if len(story) > 1 else story[0]
        return "done" if plainly and step == "says_nothing" else step

    def _correction(self, question: Question) -> Words:
        plan = self.plan_of(question.mail)
        if plan is None or not self._first("corrects", question.person.who, question.ref):
            return Words()
        lines = []
        for number, task in question.numbered:
            written = next((t for t in plan.tasks if t.what.casefold() in task.casefold()), None)
            if written is None:
                continue
            owner, due = written.meant
            if not written.owners:
                lines.append(question.say("correct_owner", n=number, name=owner.name))
            if written.due is None:
                lines.append(question.say("correct_due", n=number, day=shown_day(due, question.person.language)))
        if not lines and question.chance.random() < 0.1:
            return Words(question.say("confirm"))
        return Words("\n".join(lines))

    def _word_on_objection(self, question: Question) -> Words:
        plan = self.plan_of(question.mail)
        if plan is None or plan.recorder is not question.person:
            return Words()
        numbers = [number for number, _ in question.numbered]
        if not numbers or question.chance.random() < 0.7:
            return Words(question.say("stands"))
        day = self.calendar.next_workday(question.day, question.chance.randint(6, 9))
        number = question.chance.choice(numbers)
        return Words(question.say("correct_due", n=number, day=shown_day(day, question.person.language)))

    def _verification(self, question: Question) -> Words:
        again = not self._first("verifies", str(question.mail["Subject"]))
        situation = "verified" if again or question.chance.random() < 0.85 else "not_verified"
        return Words(question.say(situation))

    def _decision(self, question: Question) -> Words:
        day = self.calendar.next_workday(question.day, question.chance.randint(3, 6))
        values = {"day": shown_day(day, question.person.language), "name": self._colleague(question).name}
        if re.search("申请延|asks for (more time|a new date)", body(question.mail).partition("\n\n")[0]):
            return Words(question.say("decide_agree"))
        situations = ("decide_day", "decide_owner", "decide_cancel", "")
        situation = question.chance.choices(situations, (35, 25, 20, 20))[0]
        return Words(question.say(situation, **values)) if situation else Words()

    def _one_of(self, question: Question, **weights: int) -> Words:
        situation = question.chance.choices(list(weights), list(weights.values()))[0]
        if situation == "nothing":
            return Words()
        day = self.calendar.next_workday(question.day, question.chance.randint(2, 4))
        return Words(question.say(situation, day=shown_day(day, question.person.language)))

    def _colleague(self, question: Question) -> Colleague:
        """Somebody else of the same department who does what is asked."""
        near = [p for p in self.cast.people if p.department == question.person.department and p is not question.person]
        willing = [p for p in near if p.habit in {Habit.PROMPT, Habit.LATE}]
        return question.chance.choice(willing or near)

    def _first(self, *what: str) -> bool:
        """Whether somebody does this for the first time."""
        fresh = what not in self.said
        self.said.add(what)
        return fresh


_STORIES = {
    "done": 50,
    "progress done": 17,
    "not_started progress done": 5,
    "delay done": 10,
    "delay delay done": 4,
    "blocked done": 6,
    "decline": 3,
    "says_nothing done": 3,
}
"""How reports about an item go on, one step a mail, and how often; the last step is repeated."""
