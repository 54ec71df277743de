"""Resources that an item asks for in its own words, with who approves them: 「…,申请预算8万元,报财务部经理批准」."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.owner_places import names_somebody
from coordmail.extraction.resources import Request, asks_for, requests_in, split_approval
from coordmail.extraction.rules import Rule, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.people import Context
    from coordmail.model import ActionFacts

_CLAUSE = re.compile(r"[^,;\uff0c\uff1b\u3002\n]{1,200}")


def asked_within(
    actions: tuple[ActionFacts, ...], known: tuple[Request, ...], people: Context
) -> tuple[tuple[ActionFacts, ...], tuple[Request, ...]]:
    """`actions` with what each asks for and names an approver of, and these requests; those `known` are not repeated.

    An action's resource is worded as its request's `what`.
    """
    told = {(request.facts.what, request.facts.amount) for request in known}
    found: list[Request] = []
    changed: list[ActionFacts] = []
    for action in actions:
        wanted: list[str] = []
        left = list(action.resources)
        for text in (*action.resources, *_asking(action.task, people)):
            asked = [one for one in _approved(text, action, people) if (one.facts.what, one.facts.amount) not in told]
            if not asked:
                continue
            found += asked
            wanted += [one.facts.what for one in asked]
            left = [one for one in left if one not in text]
        resources = tuple(dict.fromkeys((*left, *wanted)))
        changed.append(replace(action, resources=resources) if wanted else action)
    return tuple(changed), tuple(found)


def _approved(text: str, action: ActionFacts, people: Context) -> Iterator[Request]:
    for request in requests_in(text, people, action.department):
        approver = request.facts.approver
        if request.facts.amount is not None and approver and names_somebody(approver, people):
            facts = replace(request.facts, origins=(origin("what", text, Rule.SENTENCE),))
            yield replace(request, facts=facts)


def _asking(task: str, people: Context) -> Iterator[str]:
    """The clauses of `task` that ask for something counted, each with the approval in it or right behind it."""
    clauses = list(_CLAUSE.finditer(task))
    for place, clause in enumerate(clauses):
        rest, approver = split_approval(clause[0], people)
        if approver and asks_for(rest, behind_approval=True):
            yield clause[0]
            continue
        after = clauses[place + 1] if place + 1 < len(clauses) else None
        if after and asks_for(clause[0]) and split_approval(after[0], people)[1]:
            yield task[clause.start() : after.end()]
