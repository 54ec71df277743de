"""How urgent a task is, by the words of a column, of a label or of a mark beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.extraction.actions.words import either
from coordmail.extraction.spelling import fold, load_table

if TYPE_CHECKING:
    from coordmail.model import Urgency

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Words:
    grades: dict[str, Urgency]
    mark: re.Pattern[str]


def urgency_of(value: str | None) -> Urgency | None:
    """What a cell or a labelled value says (高, 紧急/重要, `P1 - high`); None where it says nothing known."""
    half = fold((value or "")[:_LONGEST]).strip(" \t\n*.!:;,()[]\u2606\u2605")
    if "\u25a1" in half or "\u2610" in half:
        # A form's choice: only what is ticked counts.
        ticked = re.search(r"[\u2611\u221a\u25a0\u2713\u2714]\s?([^\s\u25a1\u2610\u2611/,;]{1,12})", half)
        half = ticked[1] if ticked else ""
    grades = _words().grades
    pieces = [half, *(piece.strip() for piece in re.split(r"[\s/|,;:()\u3001-]", half)[:3])]
    return next((grades[piece] for piece in pieces if piece in grades), None)


def urgency_beside(text: str) -> tuple[Urgency | None, str]:
    """What a mark in brackets at either end says, and the text without it: 「(紧急)更换服务器」, `[P1] replace it`."""
    found = _words().mark.search(fold(text)) if len(text) <= _LONGEST else None
    if found is None:
        return None, text
    return _words().grades[found["word"] or found["last"]], f"{text[: found.start()]}{text[found.end() :]}"


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw: dict[str, Any] = load_table(Path(__file__).with_name("recurrence.toml"))["urgency"]
    levels: tuple[Urgency, ...] = ("high", "medium", "low")
    grades = {word: level for level in levels for word in raw[level]}
    opens, shuts, marks = r"[(\[\u3010]\s?", r"\s?[)\]\u3011]", either(raw["marks"])
    mark = rf"^\s*{opens}(?P<word>{marks}){shuts}\s*|\s{{0,20}}{opens}(?P<last>{marks}){shuts}(?=[.;\u3002]?\s*$)"
    return _Words(grades, re.compile(mark))
