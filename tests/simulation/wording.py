"""What people write, chosen by chance from the corpus of phrases, in their own way to type it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from coordmail.model import Language

_WIDE = {",": "\uff0c", ":": "\uff1a", "!": "\uff01", "?": "\uff1f", "(": "\uff08", ")": "\uff09"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@cache
def corpus() -> dict[str, Any]:
    """The phrases by language and situation."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def phrase(chance: Random, language: Language, situation: str, **values: object) -> str:
    """One way to say it; Chinese half of the time with full-width punctuation."""
    text: str = chance.choice(corpus()[language][situation]).format(**values)
    return widened(text) if language == "zh" and chance.random() < 0.5 else text


def widened(text: str) -> str:
    """Punctuation beside Chinese letters as Chinese keyboards type it."""
    around = zip(" " + text, text, strict=False)
    return "".join(_WIDE.get(c, c) if _is_chinese(before) else c for before, c in around)


def shown_day(day: date, language: Language) -> str:
    """A date as people write it."""
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {_MONTHS[day.month - 1]}"


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
