"""The words of dates, read once from dates.toml, and the pieces of patterns that are made from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.extraction.spelling import chinese_number, load_table

if TYPE_CHECKING:
    from collections.abc import Iterable

HANZI_NUMBER = "[零一二三四五六七八九十廿卅两]"
GAP = r"[ ]{0,3}"
"""People pad the blanks of a form: 2018 年 10 月 10  日."""


@dataclass(frozen=True)
class Feast:
    """A holiday or event: the words for it, its names in the holiday table, its fixed month and day if it has one."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    day: tuple[int, int] | None = None


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The tables of dates.toml."""
    return load_table(Path(__file__).with_name("dates.toml"))


@lru_cache(maxsize=1)
def feasts() -> dict[str, Feast]:
    """Each word for a holiday, and the holiday."""
    found: dict[str, Feast] = {}
    for row in words()["feasts"]:
        month, _, day = row.get("day", "").partition("-")
        feast = Feast(tuple(row["words"]), tuple(row["names"]), (int(month), int(day)) if day else None)
        found |= dict.fromkeys(feast.words, feast)
    return found


def any_of(choices: Iterable[str]) -> str:
    """A pattern that matches one of `choices`, the longest first; a blank matches up to three."""
    ordered = sorted(set(choices), key=lambda c: (-len(c), c))
    return "(?:" + "|".join(re.escape(c).replace(r"\ ", "[ ]{1,3}") for c in ordered) + ")"


def tidy(text: str) -> str:
    """`text` with single blanks, as the tables have their words."""
    return " ".join(text.split())


def english_number(text: str) -> int | None:
    """The whole number that `text` writes: digits (3, 3rd), a word (three) or an ordinal (third, twenty first)."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", text.strip())
    if plain.isdigit():
        return int(plain)
    known: dict[str, int] = words()["en"]["ordinals"] | words()["en"]["numbers"]
    return known.get(tidy(plain), known.get(tidy(plain).replace(" ", "-")))


def number(text: str) -> int | None:
    """The whole number that `text` writes in either language."""
    text = text.strip()
    return chinese_number(text) if not text.isascii() or text.isdigit() else english_number(text)
