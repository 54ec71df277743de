"""Review findings in words that say what to write instead, from problems.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.model import Problem

if TYPE_CHECKING:
    from coordmail.model import Language


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = tomllib.loads(
        Path(__file__).with_name("problems.toml").read_text(encoding="utf-8")
    )
    return tables


def problem(code: str, where: str, language: Language, **facts: object) -> Problem:
    """The problem `code` (SURFACE.md, `problems[].code`) at `where`; `facts` fill its message."""
    return Problem(code, where, _messages()[language][code].format(**facts))


def renumbered(found: Problem, number: int, other: int) -> Problem:
    """`found`, whose message speaks of item `number`, speaking of item `other`."""
    for messages in _messages().values():
        head, named, _ = messages.get(found.code, "").partition("{n}")
        if named and found.message.startswith(f"{head}{number}"):
            return replace(found, message=f"{head}{other}{found.message[len(f'{head}{number}') :]}")
    return found
