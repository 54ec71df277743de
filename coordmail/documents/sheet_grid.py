"""The cells of a spreadsheet to blocks, whatever kind of file they stood in: headings, tables, lone paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Block, Paragraph, Source
from coordmail.documents.drafts import DraftParagraph, paragraph
from coordmail.documents.grid import Placed, build

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

MAX_MERGED = 1_000_000
"""Places that all merged regions of a file may cover together."""
_FEWEST_COLUMNS = 3
_HEADER_WITHIN = 3
"""A table's header is one of so many rows: a title may stand above it."""
_MOST_CELLS = 200
_FIGURE = re.compile(r"[A-Za-z]{0,4}[-.#]?\d{1,4}(?:[年/.\-]\d{1,2}[月/.\-]?|月|[.、)]?$)")
"""What rows have and headers have not: their number, a date."""
_UNNAMED = re.compile(r"(?:sheet|工作表|工作表单) ?\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """A cell with text and the places that it covers, numbered from 1 as the sheet does."""

    text: str
    rows: range
    columns: range
    place: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its name, its cells, and the numbers of its hidden rows and columns."""

    title: str
    regions: Iterable[Region]
    hidden_rows: Collection[int]
    hidden_columns: Collection[int]


def read_sheets(sheets: Iterable[Sheet], part: str) -> tuple[Block, ...]:
    """The blocks of the sheets.

    A sheet's name is a heading, unless it is the program's own ("Sheet1"); tables end at an empty row; what stands in
    one column only is paragraphs.
    """
    blocks: list[Block] = []
    for sheet in sheets:
        blocks.extend(_read_sheet(sheet, part))
    return tuple(blocks)


def _read_sheet(sheet: Sheet, part: str) -> Iterator[Block]:
    seen = (each for each in sheet.regions if any(column not in sheet.hidden_columns for column in each.columns))
    regions = sorted(seen, key=lambda each: (each.rows.start, each.columns.start))
    if not regions:
        return
    title = f"sheet {sheet.title}"
    if not _UNNAMED.fullmatch(sheet.title.strip()):
        yield Paragraph(sheet.title.strip(), Source(part, title), heading=True)
    for rows, inside in _tables(_stretches(regions, sheet.hidden_rows)):
        table = build(
            _placed(inside, rows, sheet.hidden_columns), part, f"{title}!{inside[0].place.rpartition('!')[2]}"
        )
        if table and len(table.rows[0]) > 1:
            yield table
        elif table:
            for row in table.rows:
                yield paragraph(DraftParagraph(row[0].text), row[0].source)


def _tables(stretches: Iterable[tuple[list[int], list[Region]]]) -> Iterator[tuple[list[int], list[Region]]]:
    """The stretches, each with those right below it that only go on with its rows: some leave a row empty."""
    rows: list[int] = []
    inside: list[Region] = []
    for more_rows, more in stretches:
        if inside and not _goes_on(inside, more):
            yield rows, inside
            rows, inside = [], []
        rows, inside = [*rows, *more_rows], [*inside, *more]
    if inside:
        yield rows, inside


def _goes_on(above: Sequence[Region], below: Sequence[Region]) -> bool:
    """Whether `below` begins like a row under the header of `above`: its columns, with a figure, and no header."""
    starts = [[region for region in above if region.rows.start == row] for row in _first_rows(above)]
    header = max(starts, key=len)
    first = [region for region in below if region.rows.start == below[0].rows.start]
    columns = {column for region in header for column in region.columns}
    if len(header) < _FEWEST_COLUMNS or any(_FIGURE.match(region.text) for region in header):
        return False
    if len(first) < _FEWEST_COLUMNS or not any(_FIGURE.match(region.text) for region in first):
        return False
    return all(len(region.columns) == 1 and region.columns.start in columns for region in below)


def _first_rows(regions: Sequence[Region]) -> list[int]:
    return sorted({region.rows.start for region in regions[:_MOST_CELLS]})[:_HEADER_WITHIN]


def _stretches(regions: Sequence[Region], hidden: Collection[int]) -> Iterator[tuple[list[int], list[Region]]]:
    """The visible rows in stretches without an empty row between them, each with its regions."""
    stretches: list[list[int]] = []
    for row in sorted({row for region in regions for row in region.rows}.difference(hidden)):
        if not stretches or any(between not in hidden for between in range(stretches[-1][-1] + 1, row)):
            stretches.append([])
        stretches[-1].append(row)
    stretch_of = {row: index for index, rows in enumerate(stretches) for row in rows}
    inside: list[list[Region]] = [[] for _ in stretches]
    for region in regions:
        shown = next((row for row in region.rows if row in stretch_of), None)
        if shown is not None:
            inside[stretch_of[shown]].append(region)
    return zip(stretches, inside, strict=True)


def _placed(regions: Sequence[Region], rows: Sequence[int], hidden: Collection[int]) -> Iterator[Placed]:
    """The regions on a grid of the rows and visible columns that hold something."""
    row_index = {row: index for index, row in enumerate(rows)}
    columns = sorted({column for region in regions for column in region.columns}.difference(hidden))
    column_index = {column: index for index, column in enumerate(columns)}
    for region in regions:
        down = [row_index[row] for row in region.rows if row in row_index]
        across = [column_index[column] for column in region.columns if column in column_index]
        yield Placed(region.text, down[0], across[0], len(down), len(across), region.place)
