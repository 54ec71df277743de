"""Notices written as a letter: the sentences that say when and where, that it was moved, or that it is cancelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_LINES = 30
_MOST_OPENING = 6
_MOST_LENGTH = 400


@dataclass(frozen=True, slots=True)
class _Words:
    announces: re.Pattern[str]
    moves: re.Pattern[str]
    cancels: re.Pattern[str]
    not_cancelled: re.Pattern[str]
    places: tuple[re.Pattern[str], ...]
    rooms: tuple[re.Pattern[str], ...]
    topics: tuple[re.Pattern[str], ...]
    attendees: tuple[re.Pattern[str], ...]
    present: tuple[re.Pattern[str], ...]
    recorders: tuple[re.Pattern[str], ...]
    goals: tuple[re.Pattern[str], ...]
    unchanged: frozenset[str]
    no_places: frozenset[str]
    open: frozenset[str]
    platforms: re.Pattern[str]
    asks: re.Pattern[str]
    clock: re.Pattern[str]
    held: re.Pattern[str]
    next_time: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load_table(Path(__file__).with_name("notice.toml"))

    def either(name: str) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word) for word in sorted(data[name], key=len, reverse=True)))

    def each(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, data[name]))

    return _Words(
        either("announces"),
        either("moves"),
        either("cancels"),
        either("not_cancelled"),
        each("places"),
        each("rooms"),
        each("topics"),
        each("attendees"),
        each("present"),
        each("recorders"),
        each("goals"),
        frozenset(data["unchanged"]),
        frozenset(data["no_places"]),
        frozenset(data["open"]),
        re.compile(data["platforms"]),
        either("asks"),
        re.compile(data["clock"]),
        either("held"),
        either("next_time"),
    )


def announcement(sentences: Sequence[str]) -> list[str]:
    """The lines that say that there is a meeting, and so when."""
    words = _words()
    lines = ((line, _plain(line)) for line in sentences[:_MOST_LINES])
    return [line for line, plain in lines if words.announces.search(plain) or words.cancels.search(plain)]


def moves_to(text: str) -> str | None:
    """What stands behind the word that moves a meeting (由…改至…); None where nothing is moved."""
    found = _words().moves.search(_plain(text))
    return text[found.end() :] or None if found else None


def asks_for_answer(line: str) -> bool:
    """Whether `line` asks for an answer, a paper or a visit before the meeting: its times are not the meeting's."""
    return bool(_words().asks.search(_plain(line)))


def speaks_of_next(line: str) -> bool:
    """Whether `line` of minutes speaks of the next meeting, or of the last one's minutes."""
    return bool(_words().next_time.search(_plain(line)))


def clock_in(text: str) -> str | None:
    """`text` from the first time of day on; None where it names none."""
    found = _words().clock.search(_plain(text))
    return text[found.start() :] if found else None


def opening_of_minutes(sentences: Sequence[str]) -> list[str]:
    """The first lines of minutes that say that a meeting was held."""
    words = _words()
    lines = ((line, _plain(line)) for line in sentences[:_MOST_OPENING])
    return [line for line, plain in lines if words.held.search(plain) and not words.next_time.search(plain)]


def cancels(sentences: Sequence[str]) -> bool:
    """Whether one of the first sentences says that the meeting does not take place."""
    for line in sentences[:_MOST_LINES]:
        plain = _plain(line)
        if _words().cancels.search(plain) and not _words().not_cancelled.search(plain):
            return True
    return False


def place_in(sentences: Sequence[str]) -> str | None:
    """The place that a sentence names; where it was moved, the new one."""
    words, lines = _words(), sentences[:_MOST_LINES]
    searched = [*filter(None, map(moves_to, lines)), *lines]
    rooms = _all(words.rooms, [line for line in searched if _says_when(line)])
    return next((place for place in (*_all(words.places, searched), *rooms) if _is_place(place)), None)


def _is_place(text: str) -> bool:
    return _plain(text) not in _words().no_places


def _says_when(line: str) -> bool:
    """Whether `line` names a time of day, in which a room is the meeting's, and asks for nothing else."""
    return clock_in(line) is not None and not asks_for_answer(line)


def says_unchanged(value: str) -> bool:
    """Whether a field of a changed notice says that it stays as it was."""
    return _plain(value).strip(" .。()") in _words().unchanged


def is_open(value: str) -> bool:
    """Whether a field says that nothing is settled yet (待定, TBD)."""
    return _plain(value).strip(" .。()") in _words().open


def platform_in(text: str) -> str | None:
    """What a meeting is held with, where `text` names it: 腾讯会议, Zoom."""
    found = _words().platforms.search(_plain(text))
    return text[found.start(1) : found.end(1)] if found else None


def attendees_in(sentences: Sequence[str]) -> str | None:
    """Who is asked to come, as a sentence names them."""
    return _first(_words().attendees, sentences[:_MOST_LINES])


def recorders_in(sentences: Sequence[str]) -> list[str]:
    """Who may be the one to take the minutes, as sentences say it."""
    return list(_all(_words().recorders, sentences[:_MOST_LINES]))


def present_in(sentences: Sequence[str]) -> str | None:
    """Who was there, as a sentence of minutes names them."""
    return _first(_words().present, sentences[:_MOST_LINES])


def goal_in(sentences: Sequence[str]) -> str | None:
    """What the meeting is for, as a sentence says it."""
    return _first(_words().goals, sentences[:_MOST_LINES])


def topic_in(sentences: Sequence[str]) -> str | None:
    """What is to be met about, as a sentence says it."""
    return _first(_words().topics, sentences[:_MOST_LINES])


def _first(patterns: Sequence[re.Pattern[str]], lines: Sequence[str]) -> str | None:
    return next(_all(patterns, lines), None)


def _all(patterns: Sequence[re.Pattern[str]], lines: Sequence[str]) -> Iterator[str]:
    """What the patterns find, line by line, one thing each."""
    for line in lines:
        for pattern in patterns:
            found = pattern.search(_plain(line))
            if found and (said := line[found.start(1) : found.end(1)].strip()):
                yield said


@lru_cache(maxsize=64)
def _plain(line: str) -> str:
    return simplified(line[:_MOST_LENGTH])
