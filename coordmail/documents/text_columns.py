"""Columns of plain text that stand below each other, where one long cell leaves a single blank before the next."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDE_GAP = re.compile(r" {2,}")
RULED = re.compile(r"[-=─━]{2,}(?: +[-=─━]{2,})+")
"""A ruler under each header."""
_WIDE = frozenset("WF")


def cut_at_header(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of `lines` by where the first line's columns begin; None where a word stands across such a place."""
    starts = _starts(lines[0])
    if len(starts) < 3:
        return None
    rows: list[list[str]] = []
    for line in lines:
        if RULED.fullmatch(line.strip()):
            continue
        cells = _cut(line, starts)
        if cells is None:
            return None
        rows.append(cells)
    return rows if len(rows) > 1 else None


def _starts(line: str) -> list[int]:
    """The screen columns in which the cells of `line` begin."""
    places = [len(line) - len(line.lstrip(" ")), *(gap.end() for gap in _WIDE_GAP.finditer(line.strip(" ")))]
    first = places[0]
    return [_width(line[: place if at == 0 else place + first]) for at, place in enumerate(places)]


def _cut(line: str, starts: Sequence[int]) -> list[str] | None:
    cells: list[str] = []
    begin, width, column = 0, 0, 1
    for at, character in enumerate(line):
        while column < len(starts) and width >= starts[column]:
            if width > starts[column] or (at and line[at - 1] != " "):
                return None
            cells.append(line[begin:at].strip())
            begin, column = at, column + 1
        width += 2 if unicodedata.east_asian_width(character) in _WIDE else 1
    cells.append(line[begin:].strip())
    return cells + [""] * (len(starts) - len(cells))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)
