"""Where the facts of a meeting were read: the calendar object, a label, a sentence of the letter, or the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction.rules import Rule, of_field, origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.form import Field, Form
    from coordmail.mail.message import Message
    from coordmail.model import MeetingFacts, Origin

_LABELS = {
    "topic": ("topic",),
    "start": ("date", "time", "start"),
    "end": ("time", "finish"),
    "place": ("place", "link"),
    "organizer": ("organizer",),
    "recorder": ("recorder",),
    "departments": ("departments", "initiator_department", "attendees"),
    "attendees": ("attendees", "optional_attendees", "departments"),
    "goal": ("goal",),
    "agenda": ("agenda", "points"),
    "materials": ("materials",),
}
_OF_CALENDAR = ("topic", "start", "end", "place", "organizer", "departments", "attendees")


def meeting_origins(
    facts: MeetingFacts, form: Form, message: Message, sentences: Sequence[str], time: str | None
) -> tuple[Origin, ...]:
    """Where each of `facts` was read in the mail itself; `time` are the words that told its start."""
    found: list[Origin] = []
    for fact, labels in _LABELS.items():
        value = getattr(facts, fact)
        if not value:
            continue
        needle = (time or "") if fact in {"start", "end"} else value if isinstance(value, str) else ""
        field = _field(form, labels, needle)
        if not field and fact == "attendees":
            needle = facts.attendees[0].name
        found.append(of_field(fact, field) if field else _letter(fact, needle, message, sentences))
    return tuple(found)


def of_calendar(facts: MeetingFacts, mail: MeetingFacts) -> tuple[Origin, ...]:
    """The origins of `facts`, which a calendar object told where they differ from what the `mail` said."""
    told = {one.fact: one for one in mail.origins}
    for fact in _OF_CALENDAR:
        value = getattr(facts, fact)
        if value and (value != getattr(mail, fact) or fact not in told):
            shown = "、".join(str(getattr(one, "name", one)) for one in value) if isinstance(value, tuple) else value
            told[fact] = origin(fact, str(shown), Rule.CALENDAR)
    return tuple(told.values())


def _field(form: Form, labels: Sequence[str], needle: str) -> Field | None:
    """The field under one of `labels` whose words hold `needle`."""
    flat = "".join(needle.split())
    fields = (field for name in labels for field in form.all(name) if field.value)
    return next((field for field in fields if _holds(field.value, flat)), None)


def _holds(value: str, flat: str) -> bool:
    words = "".join(value.split())
    return flat in words or words in flat


def _letter(fact: str, needle: str, message: Message, sentences: Sequence[str]) -> Origin:
    line = next((line for line in sentences if needle and needle in line), None)
    if line:
        return origin(fact, line, Rule.SENTENCE)
    if fact == "organizer":
        return origin(fact, f"From: {message.from_name} <{message.from_address}>", Rule.SENDER)
    if needle and needle not in message.subject:
        return origin(fact, needle, Rule.SENTENCE)
    return origin(fact, f"Subject: {message.subject}", Rule.SUBJECT)
