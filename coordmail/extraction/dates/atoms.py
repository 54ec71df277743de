"""The smallest pieces of a date (a day, a weekday, a time of day …), found one by one and put together in compose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time

    from coordmail.extraction.dates.mention import DateContext


class Piece(Enum):
    """What an atom is."""

    DAY = auto()
    WEEKDAY = auto()
    CLOCK = auto()
    PART = auto()
    """A part of the day: morning, 下午, noon; or its close: 下班, EOD."""
    OFFSET = auto()
    """A length of time that is counted from the date behind it: two weeks from …"""
    VAGUE = auto()


class Trust(Enum):
    """How much must stand with an atom before it counts in running text."""

    SURE = auto()
    WEAK = auto()
    """3.6, 3/6, 12号: a deadline word, a weekday or a time; in a deadline field nothing."""
    LABELLED = auto()
    """1030: a deadline word; in a deadline field nothing."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece. `day` is the day it names, of a period the last; `first` the first day of a period."""

    start: int
    end: int
    piece: Piece
    day: date | None = None
    first: date | None = None
    weekday: int | None = None
    clock: time | None = None
    clock_end: time | None = None
    part: str | None = None
    count: int = 0
    """Of a length of time; of a time of day the hour as written."""
    unit: str = ""
    day_of_month: int | None = None
    """Where only the day is named (12号, the 15th)."""
    pointed: bool = False
    """Reckoned from the anchor (明天, 下周三), not from the calendar (3月6日)."""
    trust: Trust = Trust.SURE
    feast: bool = False
    settled: bool = False
    """前 behind it changes nothing: 月底前 is 月底, 三天内 has its end."""
    ranged: bool = False
    """From `first` to `day`, both named: March 5-8."""
    marked: bool = False
    """It is a deadline by its own words: 三天内, end of March."""


Maker = Callable[["re.Match[str]", "DateContext"], Atom | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date and how to read it; None from `make` means that it is no date after all."""

    name: str
    pattern: re.Pattern[str]
    make: Maker
    needs: tuple[str, ...] = ()
    """Text without any of these holds nothing for this rule."""


def rule(name: str, pattern: str, make: Maker, needs: str = "") -> Rule:
    """A rule; `needs` are the words, with blanks between, of which the text must have one for the rule to be tried."""
    return Rule(name, re.compile(pattern, re.VERBOSE), make, tuple(needs.split()))


def day_atom(
    match: re.Match[str],
    day: date | None,
    *,
    first: date | None = None,
    trust: Trust = Trust.SURE,
    pointed: bool = False,
    settled: bool = False,
    marked: bool = False,
    ranged: bool = False,
) -> Atom | None:
    """The day (or period up to it) that `match` names; None where there is no such day."""
    if day is None:
        return None
    return Atom(
        match.start(),
        match.end(),
        Piece.DAY,
        day,
        first,
        trust=trust,
        pointed=pointed,
        settled=settled,
        marked=marked,
        ranged=ranged,
    )


def _holds(text: str, needs: Sequence[str]) -> bool:
    for need in needs:  # noqa: SIM110 - a loop costs half of any() here, and this is where reading spends its time
        if need in text:
            return True
    return False


def scan(text: str, rules: Sequence[Rule], context: DateContext) -> list[Atom]:
    """The atoms of `text`, in order, not overlapping: the leftmost, of those the longest, of those the first rule's."""
    found: list[tuple[int, int, int, Atom]] = []
    for order, one in enumerate(rules):
        if one.needs and not _holds(text, one.needs):
            continue
        for match in one.pattern.finditer(text):
            atom = one.make(match, context)
            if atom is not None:
                found.append((atom.start, -atom.end, order, atom))
    return _without_overlaps(atom for *_, atom in sorted(found, key=lambda entry: entry[:3]))


def _without_overlaps(atoms: Iterable[Atom]) -> list[Atom]:
    kept: list[Atom] = []
    for atom in atoms:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
    return kept
