"""Columns that a table's header names ambiguously or in words that nobody foresaw: what stands below tells them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Cell

_IDENTIFIER = re.compile(r"[(\[#]?[A-Za-z]{0,4}[-.#]?\d{1,4}(?:[.\-/]\d{1,4}){0,3}[.、)\]:]?")
_HOURS = re.compile(
    r"(?:[上下]午)?\s?\d{1,2}[:\uff1a]\d{2}(?:\s?[ap]m)?(?:\s?[-–—~\uff5e至到]\s?\d{1,2}[:\uff1a]\d{2}(?:\s?[ap]m)?)?"
)
_MAY_BE_TASKS = frozenset({None, "project", "decisions"})
_SHORTEST_TASK = 4
"""So long is what is to be done on average; what is shorter is a kind, a place, a mark."""
SOME_ROWS = 30
"""So many rows tell what a column holds."""


def told_by_rows(columns: tuple[str | None, ...], rows: Sequence[Sequence[Cell]]) -> tuple[str | None, ...]:
    """`columns` with the tasks found among them.

    Of two columns of tasks (Item beside Action) the one that holds nothing but numbers counts the rows; where owners
    and deadlines have no tasks beside them, the longest texts under a header that is not known are the tasks.
    """
    if columns.count("task") > 1:
        numbers = {at for at, name in enumerate(columns) if name == "task" and _counts(rows, at)}
        if len(numbers) < columns.count("task"):
            return tuple("number" if at in numbers else name for at, name in enumerate(columns))
    if {"task", "person"} <= set(columns) and "owner" not in columns:
        columns = tuple("owner" if name == "person" else name for name in columns)
    if _is_programme(columns, rows):
        return columns
    if {"owner", "due"} <= set(columns) and not {"task", "measures", "problem"} & set(columns):
        lengths = {at: _length(rows, at) for at, name in enumerate(columns) if name in _MAY_BE_TASKS}
        longest = max(lengths, key=lengths.__getitem__, default=None)
        if longest is not None and lengths[longest] >= _SHORTEST_TASK:
            return tuple("task" if at == longest else name for at, name in enumerate(columns))
    return columns


def _is_programme(columns: tuple[str | None, ...], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether what looks like deadlines is the hours of a day."""
    if "due" not in columns:
        return False
    texts = [row[columns.index("due")].text.strip() for row in rows]
    told = [text for text in texts if text]
    return bool(told) and all(_HOURS.fullmatch(text[:40]) for text in told)


def _counts(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    texts = [row[at].text.strip() for row in rows if row[at].text.strip()]
    return bool(texts) and all(_IDENTIFIER.fullmatch(text) for text in texts)


def _length(rows: Sequence[Sequence[Cell]], at: int) -> float:
    """How long the column's texts are on average; numbers, dates and marks have no length."""
    texts = [row[at].text.strip() for row in rows if row[at].text.strip()]
    told = [text for text in texts if not re.fullmatch(r"[\W\d_年月日]*", text[:200])]
    return sum(map(len, told)) / len(texts) if told and len(told) * 2 >= len(texts) else 0
