"""Which kinds of problem a text of the record tells of, by the words of problem_types.toml; each with its word."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordmail.model import Language

OTHER = "other"


def problem_types(text: str) -> tuple[tuple[str, str], ...]:
    """The kinds of problem that `text` tells of, each with the first word that says so; none where no word does."""
    found = ((name, pattern.search(text)) for name, pattern in _patterns().items() if name != OTHER)
    return tuple((name, match[0]) for name, match in found if match)


def problem_name(name: str, language: Language) -> str:
    """What a kind of problem is called."""
    return _vocabulary()[name].names[language]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A kind of problem: what it is called in each language, and the words that tell of it."""

    names: Mapping[Language, str]
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def _vocabulary() -> Mapping[str, _Entry]:
    content = resources.files("coordmail.reports").joinpath("problem_types.toml").read_text(encoding="utf-8")
    return {
        name: _Entry({"zh": entry["zh"], "en": entry["en"]}, tuple(entry["words"]))
        for name, entry in tomllib.loads(content).items()
    }


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(map(_pattern, entry.words)) or "(?!)", re.IGNORECASE)
        for name, entry in _vocabulary().items()
    }


def _pattern(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
