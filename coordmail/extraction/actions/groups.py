"""Tasks grouped by person in running text: `Peter Brown:` on a line, and below it what he is to do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import STATED, Draft
from coordmail.extraction.actions.english import begins_like_a_task, is_somebodys_name
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people.names import fold
from coordmail.extraction.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.actions.lines import Line

_HEAD = re.compile(
    r"[*_#\s]{0,6}(?P<name>[^\W\d_][\w'’. /&-]{1,40}?)(?:\s\([^()]{1,24}\))?\s?[*_]{0,2}[:\uff1a]?[*_]{0,2}\s*"
)
_PAST = re.compile(r"[A-Za-z]{2,16}ed\b|(?:was|were|has|have|had|is|are|sent|gave|told|said|met|got)\b", re.IGNORECASE)


def grouped_drafts(lines: Iterable[Line], reader: Reader) -> list[Draft]:
    """The tasks below people's names. They count where the letter calls them tasks, or where most begin like one."""
    drafts: list[Draft] = []
    told = False
    owner = ""
    head: Line | None = None
    for line in lines:
        name = _name_over(line, reader)
        if name:
            owner, head = name, line
        elif line.kind and head:
            drafts.append(_under(owner, head, line, reader))
        else:
            told = told or (not drafts and _calls_tasks(line.text))
            owner, head = "", None
    found = [draft for draft in drafts if draft.task and not _PAST.match(draft.task)]
    tasks = sum(begins_like_a_task(draft.task) for draft in found)
    if told or (any(draft.dated for draft in found) and 2 * tasks >= len(drafts)):
        return found
    return []


def _name_over(line: Line, reader: Reader) -> str:
    """The person whose name is all of `line`; a name without a colon must be marked or known."""
    if line.kind or len(line.text) > 70:
        return ""
    found = _HEAD.fullmatch(line.text)
    if found is None or not found["name"][0].isascii():
        return ""
    name = found["name"].strip()
    marked = line.text.rstrip("* _").endswith((":", "\uff1a")) or line.text.startswith(("*", "#"))
    if not name[0].isupper() or not is_somebodys_name(name, reader.people):
        return ""
    return name if marked or reader.people.knows(fold(name)) else ""


def _under(owner: str, head: Line, line: Line, reader: Reader) -> Draft:
    draft = read_item(line.text, reader, listed=True)
    if draft.owner:
        return draft.heard(line.text, line.source)
    draft = replace(draft.heard(line.text, line.source), owner=owner, sure=max(draft.sure, STATED))
    return draft.heard(head.text, head.source, Rule.HEADING)


def _calls_tasks(text: str) -> bool:
    return re.search(rf"\b(?:{either(words().english_task_words)})\b", fold(text)) is not None
