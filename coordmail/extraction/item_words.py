"""Which items an answer without numbers speaks of: 「服务器扩容已完成,客户安抚方案进展60%」 beside their tasks.

An item is meant where a clause, but for its answer, says hardly anything other than words of that one task. Where
another task could be meant as well, or the words around say something different, nothing is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction import reply_parts
from coordmail.extraction.dates import find_dates
from coordmail.extraction.replies import MAX_TEXT, read_reply
from coordmail.extraction.reply_words import plain, signals, words
from coordmail.extraction.spelling import fold, load_table
from coordmail.model import Answer, ReplyItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordmail.extraction.dates import DateContext

_CLAUSE = re.compile(r"(?:(?!\.[ \n])[^,;。!?\n])+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z][a-z0-9'-]+")
_MOST_CLAUSES = 60
_ENOUGH = 0.6
"""How much of what a clause names has to be the task's own words."""
_AHEAD = 2
"""By how much the task meant must be ahead of the next one: two characters, or a word."""
_GIVES_REASONS = frozenset({Answer.BLOCKED, Answer.DELAY, Answer.NO, Answer.AMEND})


@dataclass(frozen=True, slots=True)
class ByWords:
    """What an answer says of items that it names by their words. `loose`: it says something of none, or of several."""

    items: tuple[ReplyItem, ...] = ()
    loose: bool = False


@dataclass(slots=True)
class _Part:
    """Clauses about the same items: `blanked` without the words of their tasks, `bare` with those that may answer."""

    numbers: tuple[int, ...]
    blanked: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    strayed: bool = False
    """Something else was named since: an answer that follows may be about that."""
    doubtful: bool = False


def items_by_words(text: str, tasks: Mapping[int, str], dates: DateContext) -> ByWords:
    """Tie the clauses of `text` to `tasks`, which are numbered as in the mail that it answers."""
    text = text[:MAX_TEXT]
    folded = fold(text)
    folded_tasks = {number: fold(task) for number, task in tasks.items()}
    parts: list[_Part] = []
    loose = False
    current: _Part | None = None
    for found in list(_CLAUSE.finditer(folded))[:_MOST_CLAUSES]:
        clause, written = found[0], text[found.start() : found.end()]
        name = _name(clause, written, dates)
        if any(signal.name == "exception" for signal in signals(clause)):
            # 除服务器扩容外都已完成: what is named is not what is meant.
            return ByWords(loose=True)
        numbers = _numbers(name, folded_tasks)
        if numbers:
            current = _Part(numbers)
            parts.append(current)
            _add(current, clause, written, name, [folded_tasks[number] for number in numbers])
        elif _is_others(clause) and signals(clause):
            named = {number for part in parts for number in part.numbers}
            current = _Part(tuple(number for number in tasks if number not in named))
            parts.append(current)
            _add(current, clause, written, name, [])
        elif current is None or numbers is None:
            loose = loose or _says_something(clause)
            current = None if numbers is None else current
        elif _belongs(current, clause, written, name, dates):
            _add(current, clause, written, "", [])
        else:
            current.doubtful = True
    return _together(parts, loose, dates)


def _together(parts: list[_Part], loose: bool, dates: DateContext) -> ByWords:
    items: dict[int, ReplyItem] = {}
    for part in parts:
        said = _read(part, dates)
        if part.doubtful or said is None:
            loose = True
            continue
        for number in part.numbers:
            if number in items and items[number].answer is not said.answer:
                loose = True
            items[number] = replace(said, number=number)
    return ByWords(tuple(items[number] for number in sorted(items)), loose)


def _read(part: _Part, dates: DateContext) -> ReplyItem | None:
    for clauses in (part.blanked, part.bare):
        said = read_reply(",".join(clauses), dates)
        if said.items:
            return None
        if said.answer is not Answer.UNCLEAR:
            return ReplyItem(
                0,
                said.answer,
                said.percent,
                said.new_due,
                said.reason,
                said.owner,
                said.cancel,
                put_off=said.put_off,
            )
    return None


def _add(part: _Part, clause: str, written: str, name: str, tasks: list[str]) -> None:
    """Put a clause to `part`, its task's words blanked out: 「确认报价已完成」 about 确认报价 says 已完成."""
    spans = [block for task in tasks for block in _common(clause, task)]
    named = [n for n, c in enumerate(name) if c != " "]
    part.blanked.append(_without(written, {n for start, end in spans for n in range(start, end)} | {*named}))
    part.bare.append(_without(written, {*named}))


def _without(written: str, places: set[int]) -> str:
    return "".join(" " if n in places else c for n, c in enumerate(written))


def _belongs(part: _Part, clause: str, written: str, name: str, dates: DateContext) -> bool:
    """Whether a clause that names no item goes on with `part`: it says no answer of its own, or gives the reason."""
    alone = read_reply(written, dates).answer
    before = _read(part, dates)
    if before is None or before.answer in _GIVES_REASONS or before.answer is alone:
        return True
    if alone in (Answer.UNCLEAR, Answer.YES):
        part.strayed |= _units(name) > 1
        return True
    if part.strayed or before.answer is Answer.DONE:
        return False
    return not _units(name) or bool(_patterns()["goes_on"].match(clause.strip()))


def _says_something(clause: str) -> bool:
    rest = re.sub(plain("polite"), "", clause)
    said = {signal.name for signal in signals(rest)}
    return bool(said - {"acknowledged", "later", "nothing", "neither", "yes", "contrast"})


def _is_others(clause: str) -> bool:
    return bool(re.match(rf"[ ]*(?:{'|'.join(words()['scope']['others'])})", clause))


def _name(clause: str, written: str, dates: DateContext) -> str:
    """`clause` with all blanked out that does not name anything: answer, day, share, reason, owner, filling words."""
    spans = [(s.start, s.end) for s in signals(clause)]
    spans += [(m.start, m.end) for m in find_dates(written, dates)]
    if why := reply_parts.reason_span(clause):
        spans.append(why)
    if owner := reply_parts.owner(written):
        place = clause.find(fold(owner))
        spans.append((place, place + len(owner)))
    fillers = (re.compile(plain("polite")), _patterns()["fillers"], re.compile(plain("owner_verbs")))
    rest = _without(clause, {n for start, end in spans for n in range(start, end)})
    for pattern in fillers:
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    return rest


def _numbers(name: str, tasks: Mapping[int, str]) -> tuple[int, ...] | None:
    """The items that `name` names: none for nothing like a task's words, None where several could be meant."""
    if not _units(name):
        return ()
    whole = _meant(name, tasks)
    if whole:
        return (whole,)
    parts = [part for part in _patterns()["joints"].split(name) if _units(part)]
    meant = [_meant(part, tasks) for part in parts]
    if len(parts) > 1 and all(meant):
        return tuple(dict.fromkeys(number for number in meant if number))
    return None if whole is None else ()


def _meant(name: str, tasks: Mapping[int, str]) -> int | None:
    """The one task that `name` means; 0 for none, None where several could be meant."""
    total = _units(name)
    scores = sorted(((_score(name, task), number) for number, task in tasks.items()), reverse=True)
    best, number = scores[0]
    if best < 2 or best < _ENOUGH * total:
        return 0
    return number if len(scores) == 1 or best - scores[1][0] >= _AHEAD else None


def _score(name: str, task: str) -> int:
    """How much of `name` stands in `task`: characters in runs of two at least, and two for each word."""
    shared = sum(len(_HAN.findall(name[start:end])) for start, end in _common(name, task))
    known = _WORD.findall(task)
    return shared + 2 * sum(any(_same_word(word, other) for other in known) for word in _WORD.findall(name))


def _common(name: str, task: str) -> list[tuple[int, int]]:
    """Where `name` and `task` have the same run of characters, two at least."""
    blocks = SequenceMatcher(None, name, task, autojunk=False).get_matching_blocks()
    runs = ((b.a, b.a + b.size) for b in blocks if b.size > 1)
    return [(start, end) for start, end in runs if len(name[start:end].strip()) > 1]


def _units(name: str) -> int:
    name = _patterns()["joints"].sub(" ", name)
    return len(_HAN.findall(name)) + 2 * len(_WORD.findall(name))


def _same_word(one: str, other: str) -> bool:
    """Whether two words are one, but for their endings: expand, expansion."""
    alike = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one == other or (alike >= 4 and alike >= min(len(one), len(other)) - 2)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    table = load_table(Path(__file__).with_name("item_words.toml"))
    return {
        "fillers": re.compile("|".join(sorted(table["fillers"], key=len, reverse=True))),
        "joints": re.compile(table["joints"]),
        "goes_on": re.compile("|".join(rf"{entry}(?![a-z])" for entry in table["goes_on"])),
    }
