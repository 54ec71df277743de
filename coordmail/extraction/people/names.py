"""The words by which people and departments are named: titles, surnames, roles, read from names.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Names:
    """The vocabulary of names; lists are sorted so that the longest word comes first, English is lower case."""

    titles: tuple[str, ...]
    leading: frozenset[str]
    heading: frozenset[str]
    honorifics: tuple[tuple[str, tuple[str, ...]], ...]
    honorific_words: tuple[str, ...]
    familiar: tuple[str, ...]
    compound_surnames: tuple[str, ...]
    surnames: frozenset[str]
    department_suffixes: tuple[str, ...]
    department_words: tuple[str, ...]
    english_honorifics: frozenset[str]
    lead: tuple[str, ...]
    help: tuple[str, ...]
    also: tuple[str, ...]
    idle: tuple[str, ...]
    nobody: frozenset[str]
    everybody: frozenset[str]
    abbreviations: frozenset[str]


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def names() -> Names:
    """The vocabulary, read once."""
    raw = _raw()
    zh, en, owners = raw["zh"], raw["en"], raw["owners"]
    honorifics = zh["honorifics"]
    return Names(
        titles=_longest_first(zh["titles"] + en["titles"]),
        leading=frozenset(zh["leading"] + en["leading"]),
        heading=frozenset(zh["heading"] + en["heading"]),
        honorifics=tuple((word, tuple(honorifics[word])) for word in _longest_first(list(honorifics))),
        honorific_words=tuple(honorifics),
        familiar=tuple(zh["familiar"]["before"]),
        compound_surnames=tuple(zh["surnames"]["compound"]),
        surnames=frozenset("".join(zh["surnames"]["single"].split())),
        department_suffixes=_longest_first(zh["departments"]["suffixes"]),
        department_words=_longest_first(en["department_words"]),
        english_honorifics=frozenset(en["honorifics"]),
        lead=_longest_first(owners["lead"]),
        help=_longest_first(owners["help"]),
        also=_longest_first(owners["also"]),
        idle=_longest_first(owners["idle"]),
        nobody=frozenset(owners["nobody"]),
        everybody=frozenset(owners["everybody"]),
        abbreviations=frozenset(owners["abbreviations"]),
    )


_NAME_SIZE = 40
_LINE_SIZE = 200
_HALF_WIDTH = {0x3000: " ", 0xA0: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def halve(text: str) -> str:
    """`text` with full-width letters, digits and marks as half-width ones; every character keeps its place."""
    return text.translate(_HALF_WIDTH)


def plain(text: str) -> str:
    """`text` in half-width marks and simplified characters, to be searched; every character keeps its place."""
    return _plain_line(text) if len(text) <= _LINE_SIZE else _plain(text)


@lru_cache(maxsize=4096)
def _plain_line(text: str) -> str:
    """`_plain` for what is as short as a line, which many rules look at one after the other."""
    return _plain(text)


def _plain(text: str) -> str:
    return text.translate(_HALF_WIDTH).translate(_simplified())


def fold(text: str) -> str:
    """`text` for comparison: half width, case folded, simplified, white space single."""
    return _fold_name(text) if len(text) <= _NAME_SIZE else _fold(text)


@lru_cache(maxsize=16384)
def _fold_name(text: str) -> str:
    """`_fold` for what is as short as names are, which come again and again."""
    return _fold(text)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_simplified()).split())


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    script = _raw()["zh"]["script"]
    return {ord(a): b for a, b in zip(script["traditional"], script["simplified"], strict=True)}


def surname_of(name: str) -> str | None:
    """The Chinese surname that `name` begins with, compound ones first; None where it begins with none."""
    known = names()
    if name.startswith(known.compound_surnames):
        return next(word for word in known.compound_surnames if name.startswith(word))
    return name[0] if name and name[0] in known.surnames else None


def is_hanzi(text: str) -> bool:
    """Whether `text` is written in Chinese characters alone."""
    return bool(text) and all("\u4e00" <= char <= "\u9fff" for char in text)


def looks_like_name(text: str) -> bool:
    """Whether `text` has the shape of a Chinese full name: a surname and one or two characters more."""
    surname = surname_of(text)
    if surname is None or not is_hanzi(text) or not 1 <= len(text) - len(surname) <= 2:
        return False
    return text not in names().titles


def looks_like_department(text: str) -> bool:
    """Whether `text` has the shape of a department's name: short, and ending as departments do."""
    folded = fold(text)
    if is_hanzi(text):
        return 2 <= len(text) <= 12 and text.endswith(names().department_suffixes)
    last = folded.rsplit(" ", 1)[-1]
    return len(folded.split()) in (2, 3, 4) and last in names().department_words


def honorific_of(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Surname, what is called out and the titles that fit (张工, 小王, 欧阳经理); None for any other shape."""
    known = names()
    for word, fits in known.honorifics if text.endswith(known.honorific_words) else ():
        surname = text.removesuffix(word)
        if surname != text and surname and surname_of(surname) == surname:
            return surname, word, fits
    if text[:1] in known.familiar and len(text) > 1 and surname_of(text[1:]) == text[1:]:
        return text[1:], text[:1], ()
    return None


def is_nobody(text: str) -> bool:
    """Whether `text` says that no owner is named (待定, TBD, -)."""
    return not text.strip() or fold(text).strip(" .。()") in names().nobody
