"""The rules that read facts, by the names under which `coordmail read` tells them, and the words that they read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from coordmail.model import Origin

if TYPE_CHECKING:
    from coordmail.documents.blocks import Source
    from coordmail.extraction.form import Field

_MOST_WORDS = 400


class Rule(StrEnum):
    """How a fact was told from its words."""

    LABEL = "label"
    COLUMN = "table column"
    LIST = "item of a task list"
    LINE_LABEL = "label on the item's line"
    MARKER = "marked as an action"
    EDGE = "name or date beside the task"
    CHARGE = "sentence that charges somebody"
    DEADLINE = "deadline in the sentence"
    APART = "list of owners and deadlines"
    HEADING = "heading above the items"
    SENTENCE = "sentence of the letter"
    SUBJECT = "subject"
    SENDER = "sender"
    CALENDAR = "calendar object"
    ANSWER = "words of an answer"
    DATE = "date in the answer"


def origin(fact: str, words: str, rule: Rule, source: Source | None = None) -> Origin:
    """Where `fact` was read; long words are cut, their lines joined."""
    told = " / ".join(line.strip() for line in words.split("\n") if line.strip())
    return Origin(fact, f"{told[:_MOST_WORDS]}…" if len(told) > _MOST_WORDS else told, rule.value, place(source))


def of_field(fact: str, field: Field) -> Origin:
    """Where `fact` was read: under the label of `field`."""
    return origin(fact, f"{field.label}: {field.value}", Rule.LABEL, field.source)


def place(source: Source | None) -> str:
    """Where a block stands, for people: the body needs no name."""
    if source is None:
        return ""
    return source.place if source.part == "body" else f"{source.part}, {source.place}"
