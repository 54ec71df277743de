"""How much a mail in plain words sounds like the report of a fault: what broke, since when, whom it hits."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from coordmail.extraction.spelling import load_table

_MOST_TEXT = 2_000
_MOST_FAULTS = 2


@lru_cache(maxsize=1)
def _signs() -> tuple[dict[str, re.Pattern[str]], dict[str, int]]:
    table: dict[str, Any] = load_table(Path(__file__).with_name("incident.toml"))
    patterns = {name: re.compile("|".join(entries)) for name, entries in table["signs"].items()}
    return patterns, table["weights"]


def fault_signs(subject: str, text: str) -> list[tuple[int, str]]:
    """What speaks for a fault being reported, with its weight; empty where nothing is said to be broken.

    Both texts are folded. What is over, or only to come, is no fault; what is said in general neither.
    """
    patterns, weights = _signs()
    text = text[:_MOST_TEXT]
    told = patterns["fault"].search(subject)
    faults = list(dict.fromkeys(found[0] for found in patterns["fault"].finditer(text)))
    if not (told or faults) or patterns["over"].search(subject) or patterns["over"].search(text):
        return []
    signs = [(weights["fault_subject"], f"the subject reports a fault: {told[0]}")] if told else []
    signs += [(weights["fault"], f"it reports a fault: {fault}") for fault in faults[:_MOST_FAULTS]]
    for name in ("since", "reach", "haste"):
        if found := patterns[name].search(text) or patterns[name].search(subject):
            signs.append((weights[name], f"it says: {found[0].strip()}"))
    return signs


def enough_signs() -> int:
    """The weight from which on a mail is an incident."""
    return _signs()[1]["enough"]
