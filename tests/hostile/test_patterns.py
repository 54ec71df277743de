"""No pattern takes more than linear time, whatever a mail says (ReDoS)."""

from __future__ import annotations

import re
import time

import pytest

from tests.hostile.patterns import FILLERS, Known, collect, hostile

FEW = (12, 16, 20, 24, 28, 32, 40, 60, 100, 200, 400)
"""How often a body is repeated to find exponential and cubic time before they are met in earnest."""
SHORT = 1_000
GROWTH = 4
MOST_SECONDS = 0.004
"""What is done sooner than this is not looked at again."""
MOST_GROWTH = 9.0
"""Linear time grows fourfold with the text, quadratic time sixteenfold."""


def slow_text(known: Known) -> str | None:
    """A text on which a pattern takes quadratic time or more, and how long."""
    source = known.pattern.decode("latin-1") if isinstance(known.pattern, bytes) else known.pattern
    compiled = re.compile(source, known.flags | (re.ASCII if isinstance(known.pattern, bytes) else 0))
    use = compiled.fullmatch if known.ways == {"fullmatch"} else compiled.match
    use = use if known.only_at_start else compiled.search

    def seconds(text: str, tries: int = 1) -> float:
        spent = []
        for _ in range(tries):
            began = time.perf_counter()
            use(text)
            spent.append(time.perf_counter() - began)
        return min(spent)

    for opening, body, end in [*(("", filler, "\x01") for filler in FILLERS), *hostile(known)]:
        shown = f"{opening[-40:]!r} + {body!r} * n + {end!r}"
        for few in FEW:
            text = opening + body * few + end
            if seconds(text) > MOST_SECONDS and seconds(text, 3) > MOST_SECONDS:
                return f"{shown}: {few} times take {seconds(text):.3f} s"
        short, long = (opening + body * (length // len(body)) + end for length in (SHORT, SHORT * GROWTH))
        if seconds(long) < MOST_SECONDS:
            continue
        before, after = seconds(short, 5), seconds(long, 3)
        if after > max(before * MOST_GROWTH, MOST_SECONDS):
            return f"{shown}: {before:.4f} s, then {after:.4f} s"
    return None


def test_no_pattern_takes_more_than_linear_time() -> None:
    known = collect()
    assert len(known) > 700
    slow = [f"{one.where} {one.pattern!r:.200}: {text}" for one in known if (text := slow_text(one))]
    assert slow == []


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"\s*x$", r"(?:\d{1,2}|[ ])+", r"(?:\u5e76|\u4e14|\u5e76\u4e14)+$", r"(.*)(.*)=x"]
)
def test_careless_patterns_are_found(pattern: str) -> None:
    assert slow_text(Known(pattern, 0, "", frozenset({"fullmatch" if "1,2" in pattern else "search"})))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s*+x", r"\d{1,9}x", r"^\s*x", r"(?:a|b)++c"])
def test_careful_ones_are_not(pattern: str) -> None:
    assert slow_text(Known(pattern, 0, "", frozenset({"search"}))) is None
