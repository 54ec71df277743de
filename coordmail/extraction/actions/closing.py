"""A charge that closes its sentence: 「施工单位于10月20日前补报专项方案,由董志强负责」 names who answers for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.charges import Charge, is_department, owner_at, task_behind
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people.names import plain

if TYPE_CHECKING:
    from coordmail.extraction.people import Context

_EDGES = " ,\uff0c、:\uff1a;\uff1b.。"


def closing_charge(text: str, cut: int, people: Context) -> Charge | None:
    """The charge at the end of `text`, its deadline taken out at `cut`; a department at its start is left out."""
    half = plain(text)
    found = _closing().search(half[-48:])
    if found is None:
        return None
    offset = max(0, len(half) - 48)
    start, end = offset + found.start("owner"), offset + found.end("owner")
    if owner_at(half, start, people, asked=True) != end:
        return None
    before = text[: offset + found.start()].strip(_EDGES)
    if not before:
        return None
    return Charge(text[start:end].strip(_EDGES), _without_department(before, cut, people), plain=True)


def _without_department(before: str, cut: int, people: Context) -> str:
    half = plain(before)
    end = owner_at(half, 0, people, cut)
    if end is None or not is_department(half[:end], people):
        return before
    follows = task_behind(half, end, cut)
    return before[follows:].strip(_EDGES) if follows > end or cut == end else before


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    return re.compile(
        rf"[,;。:\s]\s?\(?(?:具体|统一|均)?由(?P<owner>[^,;。\s]{{2,24}}?)(?:{either(words().closing_duties)})\s?[。;,.)]{{0,2}}$"
    )
