"""What is missing or unclear in action items that were corrected: the findings that reading minutes tells too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import Draft, Reader
from coordmail.extraction.actions.settle import settled
from coordmail.extraction.review import review_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.people import Context
    from coordmail.model import ActionFacts, Problem


def review_actions(actions: Sequence[ActionFacts], dates: DateContext, known: Context) -> tuple[Problem, ...]:
    """The problems of `actions` at `actions[i]`: of their owners and deadlines, and those of `review_minutes`."""
    drafts = [Draft(a.task, owner=a.owner, department=a.department) for a in actions]
    _, missing = settled(drafts, Reader(known, dates))
    settled_already = {
        (f"actions[{n}]", what)
        for n, action in enumerate(actions)
        for what, value in (("owner", action.owner_email), ("due", action.due))
        if value
    }
    kept = [p for p in missing if (p.where, p.code.partition("_")[0]) not in settled_already]
    return (*kept, *review_minutes(actions, (), {}, dates))
