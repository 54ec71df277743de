"""No pattern takes more than linear time, whatever a mail says (ReDoS)."""

from __future__ import annotations

import re
import time

import pytest

from tests.hostile.patterns import FILLERS, Known, collect, hostile

FEW = (12, 16, 20, 24, 28, 32, 40, 60, 100)
"""How often a body is repeated to find exponential and cubic time before they are met in earnest."""
SHORT = 500
GROWTH = 8
OURS = {"mail/inline_styles.py"}
"""What reads nothing but the templates of the house."""
_TICKS = 0.05
MOST_SECONDS = 0.005
"""What is done sooner than this is not looked at again."""
MOST_GROWTH = 24.0
"""Linear time grows eightfold with the text, quadratic time 64-fold."""


def slow_text(known: Known) -> str | None:
    """A text on which a pattern takes quadratic time or more, and how long."""
    source = known.pattern.decode("latin-1") if isinstance(known.pattern, bytes) else known.pattern
    compiled = re.compile(source, known.flags | (re.ASCII if isinstance(known.pattern, bytes) else 0))
    use = compiled.fullmatch if known.ways == {"fullmatch"} else compiled.match
    use = use if known.only_at_start else compiled.search

    def seconds(text: str) -> float:
        began = time.perf_counter()
        use(text)
        return time.perf_counter() - began

    def on_average(text: str) -> float:
        """Time of the processor, which other programs do not share; its clock ticks in steps of some milliseconds."""
        began, times = time.process_time(), 0
        while (spent := time.process_time() - began) < _TICKS:
            use(text)
            times += 1
        return spent / times

    for opening, body, end in [*(("", filler, "\x01") for filler in FILLERS), *hostile(known)]:
        shown = f"{opening[-40:]!r} + {body!r} * n + {end!r}"
        for few in FEW:
            text = opening + body * few + end
            if seconds(text) > MOST_SECONDS and on_average(text) > MOST_SECONDS:
                return f"{shown}: {few} times take {on_average(text):.3f} s"
        short, long = (opening + body * (length // len(body)) + end for length in (SHORT, SHORT * GROWTH))
        spent = min(seconds(long), seconds(long))
        if spent < MOST_SECONDS or spent < min(seconds(short) for _ in range(3)) * MOST_GROWTH:
            continue
        if (after := on_average(long)) > on_average(short) * MOST_GROWTH:
            return f"{shown}: {on_average(short):.4f} s, then {after:.4f} s"
    return None


def test_no_pattern_takes_more_than_linear_time() -> None:
    known = [one for one in collect() if one.where not in OURS]
    assert len(known) > 700
    slow = [f"{one.where} {one.pattern!r:.200}: {text}" for one in known if (text := slow_text(one))]
    assert slow == []


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"\s*x$", r"(?:\d{1,2}|[ ])+", r"(?:\u5e76|\u4e14|\u5e76\u4e14)+$", r"(.*)(.*)=x"]
)
def test_careless_patterns_are_found(pattern: str) -> None:
    assert slow_text(Known(pattern, 0, "", frozenset({"fullmatch" if "1,2" in pattern else "search"})))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s*+x", r"\d{1,9}x", r"^\s*x", r"(?<![ab])(?:a|b)++c"])
def test_careful_ones_are_not(pattern: str) -> None:
    assert slow_text(Known(pattern, 0, "", frozenset({"search"}))) is None
