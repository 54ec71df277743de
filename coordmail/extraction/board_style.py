"""Board-style minutes: a sentence says what is to be done, and `Action: PS` below or behind it who is to do it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.owner_places import ENGLISH_NAME
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.labels import label_at
from coordmail.extraction.people.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Paragraph

_LONGEST = 600
_LAST_SENTENCE = re.compile(r"(?<=[a-z)\d%\"”’]\.)\s+(?=[A-Z])")
_FEWEST_WORDS = 4
_INITIALS = re.compile(r"[A-Z]{2,3}")


_PART = re.compile(r"\W{0,4}(?P<label>who|what|when|by when|where)\s?:\W{0,4}(?P<value>\S[^\n]{0,400})", re.IGNORECASE)


def with_records_joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """`paragraphs`, each run of `Who: …`, `What: …` and `When: …` on lines of their own made one item's line."""
    found: list[Paragraph] = []
    run: dict[str, str] = {}
    lines: list[Paragraph] = []
    for paragraph in paragraphs:
        part = _PART.fullmatch(paragraph.text) if len(paragraph.text) <= _LONGEST else None
        label = part["label"].lower().removeprefix("by ") if part else ""
        if not part or label in run:
            found += _record(run, lines)
            run, lines = {}, []
        if part:
            run[label] = part["value"].strip(" *_")
            lines.append(paragraph)
        else:
            found.append(paragraph)
    return [*found, *_record(run, lines)]


def _record(run: dict[str, str], lines: list[Paragraph]) -> list[Paragraph]:
    """One line of `run`; where it also says Where, it is the head of a meeting, and stays as it is."""
    if not {"who", "what"} <= set(run) or "where" in run:
        return lines
    due = f" - Due: {run['when']}" if "when" in run else ""
    return [replace(lines[0], text=f"{run['what'].rstrip('.')} - Owner: {run['who']}{due}", number=None)]


def with_owners_below(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """`paragraphs`, each `Action: PS` put behind the sentence that it charges somebody with."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        line = paragraph.text
        if len(line) > _LONGEST or "ction" not in line.lower():
            found.append(paragraph)
            continue
        alone = _alone().fullmatch(line)
        if alone and _is_owner(alone["who"]) and found and _is_sentence(found[-1].text):
            before, task = _cut(found.pop().text)
            found += _told(paragraph, before, task, alone)
            continue
        behind = _behind().fullmatch(line)
        if behind and _is_owner(behind["who"]) and _is_sentence(behind["text"]):
            before, task = _cut(behind["text"])
            found += _told(paragraph, before, task, behind)
            continue
        found.append(paragraph)
    return found


def _told(paragraph: Paragraph, before: str, task: str, owner: re.Match[str]) -> list[Paragraph]:
    if _charged().match(task):
        charged = replace(paragraph, text=f"Action: {task}", number=None)
        return [replace(paragraph, text=before), charged] if before else [charged]
    when = f", {owner['when'].strip(' ,()')}" if owner["when"] else ""
    charged = replace(paragraph, text=f"Action: {task.rstrip('. ')} ({owner['who'].strip()}{when})", number=None)
    return [replace(paragraph, text=before), charged] if before else [charged]


def _cut(text: str) -> tuple[str, str]:
    """What stands before the last sentence, and that sentence without `It was agreed to`."""
    places = [found.end() for found in _LAST_SENTENCE.finditer(text)]
    last = text[places[-1] :] if places else text
    before = text[: places[-1]].strip() if places else ""
    agreed = _agreed().match(last)
    return before, (last[agreed.end() :] if agreed else last).strip()


def _is_sentence(text: str) -> bool:
    """Whether `text` may say what is to be done: several words, no label and no heading."""
    return len(text.split()) >= _FEWEST_WORDS and len(text) <= _LONGEST and label_at(text) is None


def _is_owner(who: str) -> bool:
    first = fold(re.split(r"[\s,/&]", who.strip(), maxsplit=1)[0])
    known = words()
    if first == "all" or (_INITIALS.fullmatch(who.strip()) and first not in known.nothing):
        return True
    return not (first in known.english_verbs or first in known.english_no_names or first in known.nothing) and not (
        first.endswith("ed") and len(first) > 4
    )


@lru_cache(maxsize=1)
def _charged() -> re.Pattern[str]:
    """A sentence that names who is charged itself."""
    return re.compile(rf"(?!(?:It|We|They|This|That|The)\s){ENGLISH_NAME}\s(?:to|will|agreed\sto|is\sto|shall)\s")


@lru_cache(maxsize=1)
def _alone() -> re.Pattern[str]:
    return re.compile(rf"[\s*_>(\[-]{{0,6}}{_OWNER}")


@lru_cache(maxsize=1)
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(?P<text>[^\n]{{12,{_LONGEST}}}?)[\s*_(\[]{{1,12}}{_OWNER}")


@lru_cache(maxsize=1)
def _agreed() -> re.Pattern[str]:
    settled = either(words().english_settles)
    return re.compile(
        rf"(?:(?:It\s(?:was|is)|We|All|The\s\w{{2,20}})\s(?:also\s|then\s|therefore\s)?(?:{settled})|Agreed)\sto\s"
    )


_OWNER = (
    r"\*{0,2}(?:ACTIONS?|Actions?)(?:\s(?:by|on|for|owner))?\s?[:–-]\*{0,2}\s{0,3}"
    rf"(?P<who>{ENGLISH_NAME}(?:(?:,\s|\sand\s|\s?&\s?|\s?/\s?){ENGLISH_NAME}){{0,3}})"
    r"(?P<when>(?:,\s|\s\(|\s)(?:(?:by|before|due|on)\s)?[\w\s./-]{0,12}\d[\w\s./-]{0,12}\)?)?[.\])*_\s]{0,6}"
)
