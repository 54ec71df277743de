"""Owner and task of the action items that are marked in a community's real minutes.

The marks were set by a regular expression on explicit items only, so what else is found may be right as well:
precision is measured on all that is found in the same lines, and told beside it on everything found.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coordmail.documents.text import read_text
from coordmail.extraction.actions import read_actions
from coordmail.extraction.fields import read_form
from coordmail.extraction.people import Context
from coordmail.model import Directory
from tests.extraction.invented import dates
from tests.score.figure import CORPUS

if TYPE_CHECKING:
    from coordmail.model import ActionFacts

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class MarkedActions:
    """Counts over all minutes: items marked, found, and right (task alike, all owners named)."""

    marked: int
    found: int
    right: int
    in_marked_lines: int
    """Found actions whose task is that of a marked item, right or wrong."""

    @property
    def recall(self) -> float:
        """The share of marked items that are right."""
        return self.right / self.marked

    def f1(self, found: int) -> float:
        """The harmonic mean of recall and of the share of `found` that is right."""
        return 2 * self.right / (self.marked + found)

    def __str__(self) -> str:
        return (
            f"real minutes, owner and task of {self.marked} marked actions: recall {self.recall:.3f}, "
            f"F1 {self.f1(self.in_marked_lines):.3f} on marked items, "
            f"{self.f1(self.found):.3f} on all {self.found} found"
        )


def marked_actions() -> MarkedActions:
    """Measure the minutes of the corpus."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (CORPUS / "minutes/actions_silver.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["file"]].append(row)
    right = found = near = 0
    for file, marked in rows.items():
        form = read_form(read_text((CORPUS / "minutes" / file).read_text(encoding="utf-8")))
        anchor = date.fromisoformat(marked[0]["meeting_date"])
        actions = list(read_actions(form, dates("zh", anchor), Context(Directory()))[0])
        found += len(actions)
        near += sum(any(_alike(row["task"], action.task) >= _ALIKE for row in marked) for action in actions)
        right += sum(_is_found(row, actions) for row in marked)
    return MarkedActions(sum(map(len, rows.values())), found, right, near)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def _alike(one: str, other: str) -> float:
    a, b = _letters(one), _letters(other)
    pairs_a, pairs_b = ({t[n : n + 2] for n in range(len(t) - 1)} for t in (a, b))
    return len(pairs_a & pairs_b) / max(1, min(len(pairs_a), len(pairs_b)))


def _is_found(row: dict[str, Any], actions: list[ActionFacts]) -> bool:
    """Whether an action has the row's task and all of its owners; it is taken out of `actions`."""
    owners = [_letters(owner) for owner in row["owners"]]
    for action in actions:
        if _alike(row["task"], action.task) >= _ALIKE and all(o in _letters(action.owner or "") for o in owners):
            actions.remove(action)
            return True
    return False
