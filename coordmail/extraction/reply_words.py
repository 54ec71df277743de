"""The words of answers, read once from replies.toml and made into patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coordmail.extraction.spelling import load_table

GAP = r"[^,。;!?\n]{0,8}?"


@dataclass(frozen=True, slots=True)
class Signal:
    """One phrase that says something: which (`delay`, `yes` …), and where."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The tables of replies.toml."""
    return load_table(Path(__file__).with_name("replies.toml"))


def pattern_of(entry: str) -> str:
    """The pattern that one entry of the table means."""
    pattern = re.sub(r"\[[^\]]{0,80}\]|[ ]", lambda m: "[ ]{1,3}" if m[0] == " " else m[0], entry).replace("…", GAP)
    if re.match(r"[a-z(]", entry) and not re.search(r"[\u4e00-\u9fff]", entry):
        return rf"(?<![a-z]){pattern}(?![a-z])"
    return pattern


@lru_cache(maxsize=64)
def plain(name: str) -> str:
    """A pattern for the plain words of `[words]` `name`, the longest first."""
    entries = sorted(words()["words"][name], key=len, reverse=True)
    return "(?:" + "|".join(_plain_entry(entry) for entry in entries) + ")"


def _plain_entry(entry: str) -> str:
    escaped = re.escape(entry).replace(r"\ ", "[ ]{1,3}")
    if not entry[0].isascii() or not entry[0].isalpha():
        return escaped
    return rf"(?<![a-z]){escaped}" + (r"(?![a-z])" if entry[-1].isalpha() else "")


_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str]], ...]:
    """Each signal and the patterns of its entries, the longest first, with the letters that a text needs for them."""
    found: list[tuple[str, re.Pattern[str] | None, re.Pattern[str]]] = []
    for name, entries in words()["signals"].items():
        by_script: dict[re.Pattern[str] | None, list[str]] = {}
        for entry in sorted(entries, key=len, reverse=True):
            script = _HAN if _HAN.search(entry) else _LATIN if re.search("[a-z]{2}", entry) else None
            by_script.setdefault(script, []).append(pattern_of(entry))
        found += [(name, script, re.compile("|".join(patterns))) for script, patterns in by_script.items()]
    return tuple(found)


@lru_cache(maxsize=256)
def _signals(folded: str) -> tuple[Signal, ...]:
    missing = [script for script in (_HAN, _LATIN) if not script.search(folded)]
    found = [
        Signal(name, match.start(), match.end())
        for name, script, pattern in _patterns()
        if script not in missing
        for match in pattern.finditer(folded)
        if match.end() > match.start()
    ]
    kept: list[Signal] = []
    for signal in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or signal.start >= kept[-1].end:
            kept.append(signal)
    return tuple(kept)


def signals(folded: str) -> list[Signal]:
    """What `folded` says, in order, phrases not overlapping: the leftmost wins, of those the longest."""
    return list(_signals(folded))


_QUOTED = re.compile(
    r"\u201c[^\u201c\u201d\n]{1,200}\u201d|「[^「」\n]{1,200}」|『[^『』\n]{1,200}』|\"[^\"\n]{1,200}\""
)


def without_quotes(folded: str) -> str:
    """`folded` with quoted wording crossed out, at the same places, unless the answer itself stands in quotes."""
    bare = _QUOTED.sub(lambda found: "x" * len(found[0]), folded)
    return bare if bare != folded and signals(bare) else folded


@lru_cache(maxsize=1)
def share_pattern() -> re.Pattern[str]:
    """A share in words: 一半, 三分之二, two thirds."""
    return re.compile("|".join(re.escape(s) for s in sorted(words()["shares"], key=len, reverse=True)))
