"""A list of solutions joined with the list of owners and deadlines that stands apart from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import LABELLED, Draft
from coordmail.extraction.actions.lists import split_items
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.dates import find_dates
from coordmail.extraction.people import resolve, split_owners
from coordmail.extraction.people.names import fold, is_nobody, plain
from coordmail.extraction.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.form import Field

_MOST = 6000
_EDGES = " \t\n,，;；。、:：()（）/-—–|"


def owner_entries(fields: Sequence[Field], reader: Reader) -> list[Draft]:
    """What `fields` say of owners and deadlines: entries with an owner, a deadline or both, with a task if named."""
    entries: list[Draft] = []
    for found in fields:
        if found.name != "owners":
            continue
        lines = [line for line in found.value[:_MOST].split("\n") if line.strip()]
        for item in split_items(lines):
            entries.extend(
                replace(entry, number=item.number).heard(item.text, found.source, Rule.APART)
                for entry in _entries(item.text, reader)
            )
    return entries or [entry.heard(_told(fields), fields[0].source, Rule.APART) for entry in _apart(fields)]


def _told(fields: Sequence[Field]) -> str:
    return "\n".join(f"{field.label}: {field.value}" for field in fields if field.name in {"owner", "due"})


def joined(drafts: list[Draft], entries: list[Draft], reader: Reader) -> list[Draft]:
    """`drafts` with what `entries` say of them: by owner, by number, else by order; nothing is doubled.

    One entry alone speaks for all drafts that lack what it says.
    """
    if not entries:
        return drafts
    if not drafts:
        return [entry for entry in entries if entry.task]
    free = list(entries)
    result = list(drafts)
    for index, draft in enumerate(result):
        match = _same_owner(draft, free, reader)
        if match is not None:
            free.remove(match)
            result[index] = draft.filled(replace(match, task=""))
    waiting = [index for index, draft in enumerate(result) if draft.owner is None or not draft.dated]
    if len(entries) == 1 and free:
        return [draft.filled(free[0]) if index in waiting else draft for index, draft in enumerate(result)]
    for index in waiting:
        entry = _by_number(result[index], index, free, entries, same=len(entries) == len(drafts))
        if entry is not None and (result[index].owner is None or entry.owner is None):
            free.remove(entry)
            result[index] = result[index].filled(entry)
    return result


def _same_owner(draft: Draft, free: Sequence[Draft], reader: Reader) -> Draft | None:
    """The one entry of `draft`'s owner: the same words, the same person; of several the one due on the same day."""
    if draft.owner is None:
        return None
    same = [entry for entry in free if entry.owner and _is_same(draft.owner, entry.owner, reader)]
    if len(same) > 1 and draft.due:
        same = [entry for entry in same if entry.due and entry.due.day == draft.due.day] or same
    return same[0] if same else None


def _is_same(one: str, other: str, reader: Reader) -> bool:
    a, b = _key(one), _key(other)
    if a == b or (min(len(a), len(b)) > 1 and (a in b or b in a)):
        return True
    first, second = resolve(one, reader.people), resolve(other, reader.people)
    return first.email is not None and first.email == second.email


def _key(owner: str) -> str:
    return re.sub(r"[\s*·]", "", fold(owner))


def _by_number(draft: Draft, index: int, free: list[Draft], entries: list[Draft], *, same: bool) -> Draft | None:
    numbered = [entry for entry in free if entry.number is not None and entry.number == draft.number]
    if len(numbered) == 1:
        return numbered[0]
    if same and index < len(entries) and entries[index] in free:
        return entries[index]
    return None


def _entries(text: str, reader: Reader) -> list[Draft]:
    """「技术部工程师(3月6日前)、技术部经理(3月10日前)」: cut behind each deadline; names before it belong to it."""
    said = [m for m in find_dates(text, reader.dates) if m.day or m.vague or m.conflict]
    # In 「待定(3月9日前)」 it is the owner who is not known yet.
    mentions = [
        m for n, m in enumerate(said)
        if not is_nobody(m.text) or n + 1 == len(said) or text[m.end : said[n + 1].start].strip(_EDGES)
    ]  # fmt: skip
    if not mentions:
        found = read_item(text, reader, listed=True)
        if found.owner and found.task:
            return [replace(found, sure=LABELLED)]
        return [Draft("", owner=name) for name in split_owners(text)]
    entries: list[Draft] = []
    start = 0
    for mention in mentions:
        before = text[start : mention.start].strip(_EDGES)
        start = mention.end
        owner, task = _owner_of(before, reader)
        entries.append(Draft(task, owner=owner, due=mention, due_text=mention.text, sure=LABELLED))
    tail = re.sub(r"^(?:前|之前|完成)", "", text[start:].strip(_EDGES)).strip(_EDGES)
    if tail and len(entries) == 1 and entries[0].owner is None:
        owner, task = _owner_of(tail, reader)
        entries[0] = replace(entries[0], owner=owner, task=task)
    return [entry for entry in entries if entry.owner or entry.dated]


def _owner_of(text: str, reader: Reader) -> tuple[str | None, str]:
    """Owner and task before a deadline: 「方案1:张伟」, 「张伟:完成扩容」, 「张伟」."""
    bare = re.sub(r"^(?:方案|措施|事项|任务|第)\s?[\d一二三四五六七八九十]{1,2}\s?[项条]?\s?[:：]?", "", text).strip(
        _EDGES
    )
    bare = re.sub(r"^(?:完成|前|之前|以前|内)\s*[,，、;；)）]{1,3}", "", bare).strip(_EDGES)
    left, mark, right = plain(bare).partition(":")
    if mark and right.strip():
        return bare[: len(left)].strip(_EDGES), bare[len(left) + 1 :].strip(_EDGES)
    return (None if is_nobody(bare) else bare), ""


def _apart(fields: Sequence[Field]) -> list[Draft]:
    """Owners and deadlines under two labels of their own: the lists are joined by order, a single one holds for all."""
    owners = [name for field in fields if field.name == "owner" for name in _listed(field.value)]
    dues = [text for field in fields if field.name == "due" for text in _listed(field.value)]
    if not owners and not dues:
        return []
    if len(owners) == len(dues) or not dues:
        if len(owners) > 1 and not dues:
            return [Draft("", owner="、".join(owners), sure=LABELLED)]
        return [
            Draft("", owner=owner, due_text=due or None, sure=LABELLED)
            for owner, due in zip(owners, dues or [""] * len(owners), strict=True)
        ]
    if len(dues) == 1:
        return [Draft("", owner="、".join(owners) or None, due_text=dues[0], sure=LABELLED)]
    if len(owners) <= 1:
        return [Draft("", owner=owners[0] if owners else None, due_text=due, sure=LABELLED) for due in dues]
    return []


def _listed(value: str) -> list[str]:
    return [
        part.strip()
        for item in split_items([line for line in value[:_MOST].split("\n") if line.strip()])
        for part in re.split(r"[;；、]", item.text)
        if not is_nobody(part)
    ]
