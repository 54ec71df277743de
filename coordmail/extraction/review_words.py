"""The phrases that the review points out, from review.toml, as patterns over half-width lower-case text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.model import Language


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """Patterns: `vague` and `unmeasured` are held against a whole clause, `blame` is searched for."""

    vague: re.Pattern[str]
    unmeasured: re.Pattern[str]
    blame: re.Pattern[str]
    spoken_of: re.Pattern[str]
    instead: dict[Language, str]


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


@lru_cache(maxsize=1)
def review_words() -> ReviewWords:
    """The phrases, read once."""
    raw = tomllib.loads(Path(__file__).with_name("review.toml").read_text(encoding="utf-8"))
    vague, blame, unmeasured = raw["vague"], raw["blame"], raw["unmeasured"]
    zh, en = vague["zh"], "|".join(vague["en"]["patterns"])
    some = _either(unmeasured["en"]["nouns"])
    blamed = f"{_either(blame['zh']['who'])}{_either(blame['zh']['link'])}{{0,3}}{_either(blame['zh']['what'])}"
    return ReviewWords(
        vague=re.compile(rf"{_either(zh['before'])}{{0,4}}{_either(zh['verbs'])}{_either(zh['after'])}{{0,5}}|{en}"),
        unmeasured=re.compile(
            rf"(?:进一步|持续|继续|大幅|不断|逐步|显著)?{_either(unmeasured['zh']['verbs'])}(?!\d)[\u4e00-\u9fffa-z]{{0,8}}{_either(unmeasured['zh']['nouns'])}"
            rf"|(?:further )?{_either(unmeasured['en']['verbs'])} (?:[a-z'-]{{1,16}} ){{0,3}}{some}(?: and {some})?"
        ),
        blame=re.compile(rf"{_either(blame['zh']['always'])}|{blamed}|\b(?:{'|'.join(blame['en']['patterns'])})\b"),
        spoken_of=re.compile(rf"{_either(blame['zh']['spoken_of'])}[^,;。]{{0,8}}$"),
        instead=raw["instead"],
    )
