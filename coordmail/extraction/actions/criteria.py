"""By what an item is recognised as done, and what its own sentence says it needs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.words import words
from coordmail.extraction.people.names import plain

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Draft

_COMPARES = re.compile(
    r"[≤≥<>＜＞]\s?\d|(?:不超过|不低于|不少于|不高于|不大于|不小于|至少|控制在|降至|降到|降低到|提升至|提升到|达到|达|缩短至|缩短到|小于|大于|低于|高于)\s?\d"
    r"|\d[\d.,]{0,10}\s?[%\w\u4e00-\u9fff]{0,6}(?:以内|以下|以上)"
    r"|\b(?:at least|at most|no more than|no fewer than|less than|more than|under|below|above)\s\d",
    re.IGNORECASE,
)
_STATED = re.compile(r"(?:交付标准|验收标准|完成标准|达标标准|验收条件)(?:为|是|:)?\s?[“\"「]?([^”\"」\n]{2,200})")


def read(draft: Draft) -> Draft:
    """`draft` with the criterion and the resources that stand in its task; what is labelled stays."""
    task = plain(draft.task)
    deliverable = draft.deliverable
    if deliverable is None:
        stated = _STATED.search(task)
        deliverable = (
            draft.task[stated.start(1) : stated.end(1)].strip(" 。") if stated else _criterion(draft.task, task)
        )
    return replace(draft, deliverable=deliverable, resources=draft.resources or _needed(draft.task, task))


def _criterion(written: str, half: str) -> str | None:
    """The clause or bracket in which something is compared with a number; None where that is the whole task."""
    found = _COMPARES.search(half)
    if found is None:
        return None
    start = max(half.rfind(mark, 0, found.start()) for mark in ",;。(，、")
    ends = [place for mark in ",;。)，" if (place := half.find(mark, found.end())) >= 0]
    end = min(ends, default=len(half))
    clause = written[start + 1 : end].strip(" 。")
    return clause if start >= 0 and len(clause) < len(written.strip()) else None


def _needed(written: str, half: str) -> tuple[str, ...]:
    """What a sentence says it needs, where it is counted: 需要2台服务器, 增派3人."""
    pattern = re.compile(
        rf"(?:需要|所需|调配|增派|配备|借调|申请|采购预算|预算)\s?(?:协调|增加|投入|占用)?\s?"
        rf"(\d[\d.,]{{0,10}}\s?(?:{words().counted}|万?元)[^\d,;。()，；、\s]{{0,10}})"
    )
    return tuple(written[found.start(1) : found.end(1)].strip() for found in pattern.finditer(half))
