"""Plain text to blocks: a paragraph a line, and tables where people drew one beyond doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.documents.blocks import MAX_BLOCKS, Block, Source, Table
from coordmail.documents.drafts import DraftParagraph, paragraph
from coordmail.documents.grid import MAX_COLUMNS, MAX_PLACES, Placed, build
from coordmail.documents.text_tables import RUNS, Run
from coordmail.documents.tidy import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTED = re.compile(r"(?:[-*+•·●○◦▪■◆➢✓□☑☐]|\(?\d{1,3}[.)、）]|[(（][\d一二三四五六七八九十a-zA-Z]{1,3}[)）]|[①-⑳])")
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_RULE = re.compile(r"([-=_*~─━—#])\1{3,}")
_TAB_WIDTH = 4
_MOST_LOOSE = 60
"""Lines of a table that does not keep its gaps throughout."""


def read_text(text: str, part: str = "body") -> tuple[Block, ...]:
    """A paragraph for each line that is not blank, and tables: Markdown's, tab-separated lines, aligned columns.

    Numbers and bullets stay in the text; an indented list item has its level; ruled lines are dropped.
    """
    lines = clean(text).split("\n", MAX_BLOCKS)[:MAX_BLOCKS]
    blocks: list[Block] = []
    indentation = _Indentation()
    tables = 0
    start = 0
    while start < len(lines):
        end, rows = _table_at(lines, start)
        table = _table(rows, part, f"table {tables + 1}") if rows else None
        if table:
            tables += 1
            blocks.append(table)
        else:
            for number, line in enumerate(lines[start:end], start + 1):
                blocks.extend(_line(line, indentation, Source(part, f"line {number}")))
        start = end
    return tuple(blocks)


def _table_at(lines: Sequence[str], start: int) -> tuple[int, list[list[str]] | None]:
    """Where what begins at `start` ends, and its rows if it is a table."""
    for run in RUNS:
        if run.belongs(lines[start]):
            end = start + 1
            while end < len(lines) and run.belongs(lines[end]):
                end += 1
            further = _further(lines, start, end, run)
            for stop in dict.fromkeys((further, end)):
                rows = run.rows(lines[start:stop]) if stop - start > 1 else None
                if rows and _fits(rows):
                    return stop, rows
            return end, None
    return start + 1, None


def _further(lines: Sequence[str], start: int, end: int, run: Run) -> int:
    """Where a run that began at `start` ends if lines that belong less plainly are taken in as well."""
    if run.goes_on is None:
        return end
    last = min(len(lines), start + _MOST_LOOSE)
    while end < last and (run.goes_on(lines[end]) or run.belongs(lines[end])):
        end += 1
    return end


def _fits(rows: list[list[str]]) -> bool:
    """Whether the grid holds the rows: what is cut must stay text."""
    columns = max(map(len, rows))
    return columns <= MAX_COLUMNS and columns * len(rows) <= MAX_PLACES


def _table(rows: list[list[str]], part: str, place: str) -> Table | None:
    cells = [
        Placed(fold(text), r, c, place=f"{place} row {r + 1} cell {c + 1}")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return build(cells, part, place)


def _line(line: str, indentation: _Indentation, source: Source) -> list[Block]:
    text = fold(line)
    if not text or _RULE.fullmatch(text):
        return []
    heading = _HEADING.match(text)
    level = indentation.level(line)
    draft = DraftParagraph(text[heading.end() :] if heading else text, None, level, heading is not None)
    return [paragraph(draft, source)]


@dataclass(slots=True)
class _Indentation:
    """The widths of the list levels that are open."""

    widths: list[int] = field(default_factory=list)

    def level(self, line: str) -> int:
        """The list level of `line`; lines that are in no list have none and end all lists, unless they are indented."""
        stripped = line.lstrip(" \t")
        width = len(line[: len(line) - len(stripped)].replace("\t", " " * _TAB_WIDTH))
        if not _LISTED.match(stripped):
            if width == 0:
                self.widths.clear()
            return max(len(self.widths) - 1, 0)
        while self.widths and self.widths[-1] > width:
            self.widths.pop()
        if not self.widths or self.widths[-1] < width:
            self.widths.append(width)
        return len(self.widths) - 1
