"""Review findings in words that say what to write instead, from problems.toml and unreadable.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.extraction.review_words import review_words
from coordmail.model import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordmail.model import Language

_UNREADABLE = "unreadable_attachment"


@lru_cache(maxsize=2)
def _messages(name: str) -> dict[str, dict[str, str]]:
    file = Path(__file__).with_name(f"{name}.toml")
    tables: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return tables


def problem(code: str, where: str, language: Language, **facts: object) -> Problem:
    """The problem `code` (SURFACE.md, `problems[].code`) at `where`; `facts` fill its message."""
    return Problem(code, where, _said(code, facts, language), facts)


def in_words_of(found: Problem, language: Language, number: int | None = None) -> Problem:
    """`found` as a reader of `language` is told it; with a `number`, of the item that bears it now."""
    if found.facts is None:
        return found
    facts = found.facts if number is None or "n" not in found.facts else {**found.facts, "n": number}
    return Problem(found.code, found.where, _said(found.code, facts, language), facts)


def _said(code: str, facts: Mapping[str, Any], language: Language) -> str:
    table, key = ("unreadable", facts["reason"]) if code == _UNREADABLE else ("problems", code)
    message = _messages(table)[language][key]
    told = dict(facts)
    if "{instead}" in message:
        told["instead"] = review_words().instead[language]
    if "{candidates}" in message:
        told["candidates"] = _alternatives(facts["candidates"], language)
    return message.format(**told)


def _alternatives(people: Sequence[tuple[str, str]], language: Language) -> str:
    """Persons, each a name and what tells it from the others: 张伟(技术部 <z@example.com>)、…"""
    if language == "zh":
        return "\u3001".join(f"{name}({about})" for name, about in people)
    return " or ".join(f"{name} ({about})" for name, about in people)
