"""Drafts settled: doubles merged, owners and deadlines resolved, what is missing or unclear said."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.recurrence import comes_again, is_clock, read_recurrence
from coordmail.extraction.dates import find_dates, read_deadline
from coordmail.extraction.people import resolve, split_owners
from coordmail.extraction.people.names import fold, is_nobody
from coordmail.extraction.people.owners import has_roles
from coordmail.extraction.problems import problem
from coordmail.model import ActionFacts

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Draft, Reader
    from coordmail.extraction.dates import DateMention
    from coordmail.extraction.people import Match
    from coordmail.model import Problem

_SIMILAR = 0.6


def merged(groups: list[list[Draft]]) -> list[Draft]:
    """All drafts of `groups`, best first: one that says again what a better group says only fills its gaps."""
    kept: list[Draft] = []
    for group in groups:
        known = len(kept)
        for draft in group:
            twin = next((n for n in range(known) if _same_task(kept[n], draft)), None)
            if twin is None:
                kept.append(draft)
            elif not _contradicts(kept[twin], draft):
                kept[twin] = kept[twin].filled(replace(draft, sure=0, done=False))
    return kept


def settled(drafts: list[Draft], reader: Reader) -> tuple[tuple[ActionFacts, ...], tuple[Problem, ...]]:
    """The facts of `drafts` that are still to be done, and the problems of their owners and deadlines."""
    actions: list[ActionFacts] = []
    problems: list[Problem] = []
    keep = _own_numbers(drafts)
    for draft in drafts:
        if draft.done or not draft.task:
            continue
        mention = _deadline(draft, reader)
        match = _owner(draft, reader)
        index = len(actions)
        actions.append(_facts(draft, mention, match, reader, keep_number=keep))
        problems.extend(_owner_problems(draft, match, index, reader))
        problems.extend(_due_problems(draft, mention, index, reader))
    return tuple(actions), tuple(problems)


def _facts(
    draft: Draft, mention: DateMention | None, match: Match | None, reader: Reader, *, keep_number: bool
) -> ActionFacts:
    day = (mention.until or mention.day) if mention and not mention.conflict else None
    department = draft.department or (match.department if match else None)
    return ActionFacts(
        task=draft.task,
        owner=_shown(draft.owner) if draft.owner else None,
        owner_email=match.email if match else None,
        department=(reader.people.department_named(department) or department) if department else None,
        due=day,
        resources=draft.resources,
        deliverable=draft.deliverable,
        number=draft.number if keep_number else None,
        urgency=draft.urgency,
        recurrence=read_recurrence(draft.task, draft.due_text, mention, _told_of_due(draft)),
        origins=draft.origins,
    )


def _told_of_due(draft: Draft) -> str:
    return next((one.words for one in draft.origins if one.fact == "due"), draft.due_text or "")


def _shown(owner: str) -> str:
    """Owners as written; where roles are said (主办:…), the names alone, who leads first."""
    bare = re.sub(r"\s+", " ", owner).strip().removeprefix("@")
    if not has_roles(bare):
        return bare
    parts = split_owners(bare)
    return ("、" if any("\u4e00" <= part[0] <= "\u9fff" for part in parts) else ", ").join(parts) or bare


def _owner(draft: Draft, reader: Reader) -> Match | None:
    """Who leads: the first of several owners, unless the text says otherwise."""
    if not draft.owner or is_nobody(draft.owner):
        return None
    names = split_owners(draft.owner)
    first = resolve(names[0], reader.people, draft.department) if names else None
    if first is None or first.email or first.candidates or len(names) > 1:
        return first
    whole = resolve(draft.owner, reader.people, draft.department)
    return whole if whole.email or whole.candidates else first


def _deadline(draft: Draft, reader: Reader) -> DateMention | None:
    if draft.due is not None and (draft.due.day or not draft.due_text):
        return draft.due
    if not draft.due_text or is_nobody(draft.due_text):
        return None
    found = read_deadline(draft.due_text, reader.dates)
    if found is None:
        found = next((m for m in find_dates(draft.due_text, reader.dates) if m.day), None)
    if found is not None and is_clock(found) and comes_again(draft.due_text):
        # The time of day at which it comes again: no day is named.
        return None
    return found


def _owner_problems(draft: Draft, match: Match | None, index: int, reader: Reader) -> list[Problem]:
    language, where = reader.dates.language, f"actions[{index}]"
    if match is None or not draft.owner:
        return [problem("owner_missing", where, language, n=index + 1)]
    if match.candidates:
        who = tuple(_told(p.name, p.department, p.title, p.email) for p in match.candidates)
        return [problem("owner_ambiguous", where, language, n=index + 1, owner=match.text, candidates=who)]
    if match.email is None and reader.people.knows_anybody:
        return [problem("owner_unknown", where, language, n=index + 1, owner=draft.owner)]
    return []


def _due_problems(draft: Draft, mention: DateMention | None, index: int, reader: Reader) -> list[Problem]:
    language, where = reader.dates.language, f"actions[{index}]"
    if mention is not None and mention.day is not None and not mention.conflict:
        return []
    said = mention.text if mention else draft.due_text
    if said and not is_nobody(said):
        return [problem("due_vague", where, language, n=index + 1, due=said.strip())]
    return [problem("due_missing", where, language, n=index + 1)]


def _told(name: str, department: str | None, title: str | None, email: str) -> tuple[str, str]:
    return name, " ".join(part for part in (department, title, f"<{email}>") if part)


def _own_numbers(drafts: list[Draft]) -> bool:
    """Whether the paper's own numbers tell its items apart."""
    numbers = [draft.number for draft in drafts]
    return all(number is not None for number in numbers) and len(set(numbers)) == len(numbers)


def _same_task(one: Draft, other: Draft) -> bool:
    a, b = _letters(one.task), _letters(other.task)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) >= 6 and (a in b or b in a)):
        return True
    if _contradicts(one, other):
        return False
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    return len(pairs_a & pairs_b) >= _SIMILAR * min(len(pairs_a), len(pairs_b)) > 0


def _contradicts(one: Draft, other: Draft) -> bool:
    """Whether the owners or days that both state differ."""
    if (
        one.owner
        and other.owner
        and fold(one.owner) not in fold(other.owner)
        and fold(other.owner) not in fold(one.owner)
    ):
        return True
    return bool(one.due and other.due and one.due.day and other.due.day and one.due.day != other.due.day)


@lru_cache(maxsize=2048)
def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))
