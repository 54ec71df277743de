"""Ruled tables on a page of a PDF: lines that touch make a grid, cells without a line between them are one."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.grid import MAX_COLUMNS, Placed
from coordmail.documents.pdf_lines import lines_of, paragraphs
from coordmail.documents.pdf_page import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.documents.pdf_page import Drawn, Glyph

_TOUCH = 3.0
"""Points by which lines may miss each other and still meet."""
_PADDING = 5.5
"""Points between a cell's border and its text at most (Word: 5.4)."""
_MAX_RULES = 800
_MAX_CELLS = 20_000


@dataclass(slots=True)
class Ruled:
    """A table: where its columns and rows are divided (rows from the top), its cells, its height on the page."""

    columns: list[float]
    rows: list[float]
    cells: list[Placed]

    def holds(self, glyph: Glyph) -> bool:
        """Whether the character stands inside."""
        return self.columns[0] <= glyph.centre <= self.columns[-1] and self.rows[-1] <= glyph.middle <= self.rows[0]


def find_tables(page: Drawn) -> tuple[list[Ruled], list[Glyph]]:
    """The tables of the page from top to bottom, and the characters that stand in none."""
    tables, rest = [], page.glyphs
    for across, down in _groups(_merged(page.across), _merged(page.down)):
        columns = _divisions([rule.at for rule in down] + [e for rule in across for e in (rule.start, rule.end)])
        rows = _divisions([rule.at for rule in across] + [e for rule in down for e in (rule.start, rule.end)])[::-1]
        if len(rows) < 2 or not 2 <= len(columns) <= MAX_COLUMNS or len(rows) * len(columns) > _MAX_CELLS:
            continue
        table = Ruled(columns, rows, [])
        inside = [glyph for glyph in rest if table.holds(glyph)]
        if inside:
            rest = [glyph for glyph in rest if not table.holds(glyph)]
            table.cells = _cells(table, across, down, inside)
            tables.append(table)
    return sorted(tables, key=lambda table: -table.rows[0]), rest


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line as one."""
    merged: list[Rule] = []
    placed = sorted(rules, key=lambda rule: rule.at)
    heights = _divisions([rule.at for rule in placed])
    on_line: dict[int, list[Rule]] = {}
    for rule in placed:
        on_line.setdefault(_nearest(heights, rule.at), []).append(rule)
    for index, pieces in on_line.items():
        line: list[Rule] = []
        for rule in sorted(pieces, key=lambda each: each.start):
            if line and rule.start <= line[-1].end + _TOUCH:
                line[-1] = Rule(heights[index], line[-1].start, max(line[-1].end, rule.end))
            else:
                line.append(Rule(heights[index], rule.start, rule.end))
        merged.extend(line)
    return merged


def _divisions(places: Iterable[float]) -> list[float]:
    """The places in their order, those as good as the same as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return found


def _nearest(places: Sequence[float], place: float) -> int:
    after = bisect_right(places, place)
    choices = [index for index in (after - 1, after) if 0 <= index < len(places)]
    return min(choices, key=lambda index: abs(places[index] - place))


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines that touch each other, directly or by others; drawings with very many lines are none."""
    if len(across) > _MAX_RULES or len(down) > _MAX_RULES:
        return []
    union = _Union(len(across) + len(down))
    for i, row in enumerate(across):
        for j, column in enumerate(down):
            meets = row.start - _TOUCH <= column.at <= row.end + _TOUCH
            if meets and column.start - _TOUCH <= row.at <= column.end + _TOUCH:
                union.join(i, len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, row in enumerate(across):
        groups.setdefault(union.root(i), ([], []))[0].append(row)
    for j, column in enumerate(down):
        groups.setdefault(union.root(len(across) + j), ([], []))[1].append(column)
    return [(rows, columns) for rows, columns in groups.values() if len(rows) > 1 and columns]


def _cells(table: Ruled, across: Iterable[Rule], down: Iterable[Rule], glyphs: Iterable[Glyph]) -> list[Placed]:
    columns, rows = table.columns, table.rows
    width, height = len(columns) - 1, len(rows) - 1
    union = _Union(width * height)
    vertical = {(_nearest(columns, rule.at), r) for rule in down for r in _spanned(rule, rows[::-1], height)}
    upwards = rows[::-1]
    horizontal = {(height - _nearest(upwards, rule.at), c) for rule in across for c in _crossed(rule, columns)}
    for r in range(height):
        for c in range(width):
            if c + 1 < width and (c + 1, r) not in vertical:
                union.join(r * width + c, r * width + c + 1)
            if r + 1 < height and (r + 1, c) not in horizontal:
                union.join(r * width + c, (r + 1) * width + c)
    members: dict[int, list[tuple[int, int]]] = {}
    for place in range(width * height):
        members.setdefault(union.root(place), []).append(divmod(place, width))
    written: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        c = min(max(bisect_right(columns, glyph.centre) - 1, 0), width - 1)
        r = min(max(height - bisect_right(upwards, glyph.middle), 0), height - 1)
        written.setdefault(union.root(r * width + c), []).append(glyph)
    return [_placed(table, places, written.get(root, [])) for root, places in members.items()]


def _spanned(rule: Rule, upwards: Sequence[float], height: int) -> list[int]:
    """The rows, from the top, that a line downwards passes."""
    return [height - 1 - index for index in _crossed(rule, upwards)]


def _crossed(rule: Rule, places: Sequence[float]) -> list[int]:
    """The spaces between `places` through whose middle the line goes."""
    middles = [(a + b) / 2 for a, b in itertools.pairwise(places)]
    return [index for index, middle in enumerate(middles) if rule.start <= middle <= rule.end]


def _placed(table: Ruled, places: Sequence[tuple[int, int]], glyphs: list[Glyph]) -> Placed:
    top, bottom = min(r for r, _ in places), max(r for r, _ in places)
    first, last = min(c for _, c in places), max(c for _, c in places)
    left, right = table.columns[first], table.columns[last + 1]
    lines = lines_of(glyphs)
    padding = min(max(min((line.left for line in lines), default=left) - left, 0), _PADDING)
    text = "\n".join(said for said, _ in paragraphs(lines, left + padding, right - padding))
    return Placed(text, top, first, bottom - top + 1, last - first + 1, f"cell {first + 1}")


class _Union:
    """Which of so many things belong together."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, one: int) -> int:
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(other)] = self.root(one)
