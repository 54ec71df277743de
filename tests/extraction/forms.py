"""Writing blocks down for tests: lines as paragraphs, rows as tables with merged cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.documents.blocks import Cell, Paragraph, Source, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.form import Form

HERE = Source("body", "line 1")
LEFT, ABOVE = "<", "^"
"""A cell that goes on the one to its left, or above."""


def lines(text: str) -> list[Paragraph]:
    """Each line of `text` as a paragraph."""
    return [Paragraph(line.strip(), HERE) for line in text.split("\n") if line.strip()]


def table(*rows: Sequence[str]) -> Table:
    """A grid of `rows`; LEFT and ABOVE merge a cell with its neighbour."""
    cells: list[list[Cell]] = []
    for r, row in enumerate(rows):
        cells.append([])
        for c, text in enumerate(row):
            other = cells[r][c - 1] if text == LEFT else cells[r - 1][c] if text == ABOVE else None
            cells[r].append(other or Cell(text, (r, c), HERE))
    return Table(tuple(map(tuple, cells)), HERE)


def told(form: Form) -> dict[str, str]:
    """The filled-in fields of `form`, the first of each name."""
    return {name: form.text(name) or "" for name in (field.name for field in form.fields) if form.text(name)}
