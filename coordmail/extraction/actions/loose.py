"""Task lists that nothing announces: lines one below another that each name an owner and a deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.extraction.actions.owner_places import is_nickname, looks_like_name
from coordmail.extraction.people import is_known, split_owners
from coordmail.extraction.people.names import honorific_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.extraction.actions.draft import Draft, Reader

_NUMBER = re.compile(r"\s*(\d{1,2})\s{1,3}(?=[^\s\d])(?![年月日号点个人台份次天周%])")
_CLOCK = re.compile(r"\d\s?[:\uff1a]\s?\d\d|\d\s?[点點时時]|\d\s?[ap]\.?m", re.IGNORECASE)
_TWO_NAMES = re.compile(r"[A-Z][\w'.-]{1,24}(?:\s[A-Z][\w'.-]{0,24}){1,2}")
_ENOUGH = 2


@dataclass(slots=True)
class LooseLine:
    """A line of running text: what it says by itself, and what it would say as an item of a list."""

    marked: bool
    stated: list[Draft]
    item: list[Draft]


def bare_numbers(lines: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Lines numbered `1 …`, `2 …`, without a mark behind the number: the number and where the text begins.

    A figure could be an amount; numbers count where they count on from 1.
    """
    runs: list[list[tuple[int, int, int]]] = []
    for at, line in enumerate(lines):
        match = _NUMBER.match(line)
        if match is None:
            continue
        number = int(match[1])
        if number == 1:
            runs.append([(at, number, match.end())])
        elif runs and runs[-1][-1][1] == number - 1:
            runs[-1].append((at, number, match.end()))
    return {at: (number, start) for run in runs if len(run) >= _ENOUGH for at, number, start in run}


def loose_items(lines: Sequence[LooseLine], reader: Reader) -> dict[int, list[Draft]]:
    """The items of such lists, by line: most lines of a run name a person and a day that is yet to come.

    Nothing less is a list of tasks: lists of what was reported name no days to come, programmes name hours.
    """
    found: dict[int, list[Draft]] = {}
    whole = 0
    for run in _runs(lines):
        full = [at for at in run if lines[at].stated or _is_whole(lines[at], reader)]
        if 2 * len(full) <= len(run):
            continue
        whole += len(full)
        found.update({at: lines[at].item for at in run if not lines[at].stated and _is_owned(lines[at], reader)})
    return found if whole >= _ENOUGH else {}


def _runs(lines: Sequence[LooseLine]) -> Iterator[list[int]]:
    run: list[int] = []
    for at, line in enumerate(lines):
        if run and line.marked and lines[run[-1]].marked and run[-1] == at - 1:
            run.append(at)
            continue
        if run:
            yield run
        run = [at] if line.marked else []
    if run:
        yield run


def _is_owned(line: LooseLine, reader: Reader) -> bool:
    return bool(line.item) and all(
        draft.owner and _is_person(draft.owner, reader) and not draft.done for draft in line.item
    )


def _is_whole(line: LooseLine, reader: Reader) -> bool:
    return _is_owned(line, reader) and all(_is_to_come(draft, reader) for draft in line.item)


def _is_to_come(draft: Draft, reader: Reader) -> bool:
    if draft.due is None or draft.due.day is None or _CLOCK.search(draft.due.text):
        return False
    day = draft.due.day
    return (day if not hasattr(day, "date") else day.date()) >= reader.dates.today


def _is_person(owner: str, reader: Reader) -> bool:
    names = split_owners(owner)
    return bool(names) and all(
        is_known(name, reader.people)
        or looks_like_name(name)
        or honorific_of(plain(name)) is not None
        or is_nickname(name)
        or _TWO_NAMES.fullmatch(name) is not None
        for name in names
    )
