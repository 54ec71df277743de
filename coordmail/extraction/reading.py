"""Everything that is read from one text of a mail (body, attachment, forwarded mail), before its kind is known."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coordmail.extraction.actions import read_actions
from coordmail.extraction.fields import read_form
from coordmail.extraction.minutes import read_minutes
from coordmail.extraction.notice import read_meeting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block
    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.people import Context
    from coordmail.mail.message import Message
    from coordmail.model import ActionFacts, Day, MeetingFacts, MinutesFacts, Problem

Facts = TypeVar("Facts", "MeetingFacts", "MinutesFacts")


@dataclass(frozen=True)
class Reading:
    """One text as it was read; what only some kinds need is read when it is asked for."""

    form: Form
    message: Message
    dates: DateContext
    known: Context

    @cached_property
    def meeting(self) -> MeetingFacts:
        """The meeting that the text names."""
        return read_meeting(self.form, self.message, self.dates, self.known)

    @cached_property
    def people(self) -> Context:
        """Who is known, with the attendees that the text names: they help to tell who is meant by an owner."""
        return replace(self.known, attendees=(*self.known.attendees, *self.meeting.attendees))

    @property
    def start(self) -> Day | None:
        """When that meeting begins."""
        return self.meeting.start

    @cached_property
    def _acts(self) -> tuple[tuple[ActionFacts, ...], tuple[Problem, ...]]:
        return read_actions(self.form, self.dates, self.people)

    @property
    def actions(self) -> tuple[ActionFacts, ...]:
        """The action items."""
        return self._acts[0]

    @property
    def action_problems(self) -> tuple[Problem, ...]:
        """What is wrong with their owners and deadlines."""
        return self._acts[1]

    @property
    def owned(self) -> int:
        """How many actions have an owner or a deadline."""
        return sum(1 for action in self.actions if action.owner or action.due)

    def minutes(self) -> MinutesFacts:
        """The text read as minutes."""
        return read_minutes(self.form, self.dates)

    def as_minutes_of(self, message: Message) -> MeetingFacts:
        """The meeting as minutes state it: their title tells the topic, their letter announces no other meeting."""
        return read_meeting(self.form, message, self.dates, self.people, minutes=True)


def read(blocks: Sequence[Block], message: Message, dates: DateContext, people: Context) -> Reading:
    """Read `blocks` of `message`."""
    return Reading(read_form(blocks), message, dates, people)


def best(body: Reading, documents: Sequence[Reading]) -> Reading:
    """The one text that holds the action items: the one with the most, the body where they are equal."""
    if not documents:
        return body
    return max((body, *documents), key=lambda reading: (len(reading.actions), len(reading.form.names())))


def announced(readings: Sequence[Reading]) -> MeetingFacts:
    """The meeting that a notice announces, the body first; a label's topic, though attached, before the subject's."""
    meeting = filled(readings[0].meeting, [reading.meeting for reading in readings[1:]])
    if readings[0].form.text("topic"):
        return meeting
    labelled = next((one.meeting for one in readings[1:] if one.form.text("topic") and one.meeting.topic), None)
    if labelled is None:
        return meeting
    told = (*(o for o in meeting.origins if o.fact != "topic"), *(o for o in labelled.origins if o.fact == "topic"))
    return replace(meeting, topic=labelled.topic, origins=told)


def filled(facts: Facts, others: Sequence[Facts]) -> Facts:
    """`facts` with what they leave open taken from `others`, in order."""
    origins = list(facts.origins)
    for other in others:
        blank = [f.name for f in fields(facts) if f.name != "origins" and getattr(facts, f.name) in (None, ())]
        origins.extend(one for one in other.origins if one.fact in blank)
        facts = replace(facts, **{name: getattr(other, name) for name in blank})
    return replace(facts, origins=tuple(origins))


def called_by(facts: MeetingFacts, readings: Sequence[Reading]) -> MeetingFacts:
    """`facts` with the organizer whom a label of one of `readings` names, rather than the sender."""
    named = next((reading.meeting for reading in readings if reading.form.text("organizer")), None)
    if named is None or named.organizer == facts.organizer:
        return facts
    told = [one for one in named.origins if one.fact == "organizer"]
    kept = [one for one in facts.origins if one.fact != "organizer"]
    return replace(facts, organizer=named.organizer, organizer_email=named.organizer_email, origins=(*kept, *told))
