"""From cells with spans to a rectangular grid with merged cells filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Cell, Source, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_COLUMNS = 200
MAX_PLACES = 100_000


@dataclass(slots=True)
class Placed:
    """A cell and the region that it covers, from 0; `place` says where it stands (Source.place) or is empty."""

    text: str
    row: int
    column: int
    height: int = 1
    width: int = 1
    place: str = ""


def build(cells: Iterable[Placed], part: str, place: str, *, inner: bool = False) -> Table | None:
    """The table of `cells` without empty rows and columns and columns that only merging made; None if nothing is left.

    `inner` means that the cells' places are said within the table's row ("cell 2").
    Regions that overlap keep the cell that came first, and a grid is cut at MAX_COLUMNS and MAX_PLACES.
    """
    grid = _fill(list(cells))
    rows = [r for r, row in enumerate(grid) if any(cell and cell.text for cell in row)]
    if not rows:
        return None
    columns = _telling_columns([grid[r] for r in rows])
    origins: dict[int, tuple[int, int]] = {}
    built = []
    for r, old_row in enumerate(rows):
        line = []
        for c, old_column in enumerate(columns):
            cell = grid[old_row][old_column]
            if cell is None:
                line.append(Cell("", (r, c), Source(part, f"{place} row {old_row + 1}")))
            else:
                origin = origins.setdefault(id(cell), (r, c))
                said = f"{place} row {cell.row + 1} {cell.place}".rstrip() if inner else cell.place
                line.append(Cell(cell.text, origin, Source(part, said or place)))
        built.append(tuple(line))
    return Table(tuple(built), Source(part, place))


def _fill(cells: Sequence[Placed]) -> list[list[Placed | None]]:
    width = min(max((cell.column + cell.width for cell in cells), default=0), MAX_COLUMNS)
    height = min(max((cell.row + cell.height for cell in cells), default=0), MAX_PLACES // max(width, 1))
    grid: list[list[Placed | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for row in grid[cell.row : cell.row + cell.height]:
            for column in range(cell.column, min(cell.column + cell.width, width)):
                if row[column] is None:
                    row[column] = cell
    return grid


def _telling_columns(grid: Sequence[Sequence[Placed | None]]) -> list[int]:
    """The columns with a text of their own; one that repeats its left neighbour throughout tells nothing.

    An empty column beside a single one stays: there a form waits for its values.
    """
    own: list[int] = []
    for column in range(len(grid[0]) if grid else 0):
        if not own or any(row[column] is not row[own[-1]] for row in grid):
            own.append(column)
    telling = [column for column in own if any(cell and cell.text for cell in (row[column] for row in grid))]
    return telling if len(telling) > 1 else own[:2]
