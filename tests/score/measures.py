"""One mail measured: which facts of its expectation were read, counted by measure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Facts = dict[str, Any]
ACTIONS = "actions F1"
MEASURES = (
    "kind", ACTIONS, "owner", "due", "new text", "answer", "items", "topic", "start", "place", "attendees", "problems",
    "language",
)  # fmt: skip
_MEETING = ("topic", "start", "place")


@dataclass(slots=True)
class Tally:
    """Counts by measure: what was right, what was expected, and (for actions) what was found."""

    right: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another mail in."""
        self.right += other.right
        self.expected += other.expected
        self.found += other.found

    def check(self, measure: str, expected: object, found: object) -> None:
        """Count one fact."""
        self.expected[measure] += 1
        if expected == found:
            self.right[measure] += 1
        else:
            self.wrong.append(f"{measure}: {found!r} instead of {expected!r}")

    def share(self, measure: str) -> float | None:
        """Right of all that was expected; for actions the F1 of what was expected and found."""
        expected = self.expected[measure] + (self.found[measure] if measure == ACTIONS else 0)
        return (2 if measure == ACTIONS else 1) * self.right[measure] / expected if expected else None


def measure(expected: Facts, found: Facts) -> Tally:
    """How `found` (SURFACE.md, `coordmail read --json`) answers what `expected` mentions."""
    tally = Tally()
    tally.check("kind", expected["kind"], found["kind"])
    if "language" in expected:
        tally.check("language", expected["language"], found["language"])
    if "new_text" in expected:
        tally.check("new text", " ".join(expected["new_text"].split()), " ".join(found["new_text"].split()))
    _reply(expected.get("reply") or {}, found.get("reply") or {}, tally)
    _meeting(expected.get("meeting") or {}, found.get("meeting") or {}, tally)
    if "actions" in expected and expected["kind"] in {"minutes", "notice"}:
        _actions(expected["actions"], found["actions"], tally)
    if "problem_codes" in expected:
        codes = sorted({problem["code"] for problem in found["problems"]})
        tally.check("problems", sorted(set(expected["problem_codes"])), codes)
    return tally


def _reply(expected: Facts, found: Facts, tally: Tally) -> None:
    for key in ("answer", "percent", "new_due"):
        if key in expected:
            tally.check("answer", (key, expected[key]), (key, found.get(key)))
    if "items" in expected:
        pairs: Iterable[tuple[Facts, Facts]] = zip_longest(expected["items"], found.get("items", []), fillvalue={})
        keys = [set(item) & {"number", "answer", "percent", "new_due"} for item, _ in pairs]
        shown = [{key: item.get(key) for key in keys[at]} for at, item in enumerate(found.get("items", []))]
        tally.check("items", [{k: i[k] for k in ks} for i, ks in zip(expected["items"], keys, strict=False)], shown)


def _meeting(expected: Facts, found: Facts, tally: Tally) -> None:
    for key in _MEETING:
        if key in expected:
            tally.check(key, folded(expected[key]), folded(found.get(key)))
    if "attendees" in expected:
        names = [sorted(folded(one["name"]) or "" for one in side.get("attendees", [])) for side in (expected, found)]
        tally.check("attendees", *names)


def _actions(expected: list[Facts], found: list[Facts], tally: Tally) -> None:
    """Each expected action is paired with the found one that is most like it."""
    free = list(found)
    tally.found[ACTIONS] += len(found)
    for action in expected:
        tally.expected[ACTIONS] += 1
        twin = max(free, key=lambda one: _likeness(action, one), default=None)
        if twin is None or _likeness(action, twin) < 0.5:
            tally.wrong.append(f"action missed: {action.get('task')}")
            continue
        free.remove(twin)
        parts: dict[str, list[bool]] = {
            "owner": [
                folded(twin.get(key)) == folded(action[key]) for key in ("owner", "owner_email") if key in action
            ],
            "due": [_day(twin.get("due")) == _day(action["due"])] if "due" in action else [],
        }
        for name, checks in parts.items():
            if checks:
                tally.expected[name] += 1
                tally.right[name] += all(checks)
        same_task = "task" not in action or folded(twin["task"]) == folded(action["task"])
        if same_task and all(map(all, parts.values())):
            tally.right[ACTIONS] += 1
        else:
            tally.wrong.append(f"action {_shown(twin)} instead of {_shown(action)}")
    tally.wrong.extend(f"action too many: {_shown(action)}" for action in free)


def _day(due: str | None) -> str | None:
    return due[:10] if due else None


def _shown(action: Facts) -> str:
    return " | ".join(f"{action[key]}" for key in ("task", "owner", "owner_email", "due") if key in action)


def _likeness(expected: Facts, found: Facts) -> float:
    if "task" not in expected:
        same = sum(1 for key in ("owner", "owner_email", "due") if expected.get(key) == found.get(key))
        return 0.5 + same / 6
    one, other = _pairs(folded(expected["task"])), _pairs(folded(found["task"]))
    return len(one & other) / max(1, min(len(one), len(other)))


def _pairs(text: str | None) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} if text else set()


def folded(text: str | None) -> str | None:
    """`text` without white space, punctuation at its ends and differences of width and case."""
    if text is None:
        return None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    return plain.strip(".,;:。、，；：!！*-—")
