"""Spreadsheets (.xlsx) to blocks: each visible sheet as a heading and its tables, cells as they are displayed."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Block, Paragraph, Source, Table
from coordmail.documents.drafts import DraftParagraph, paragraph
from coordmail.documents.grid import Placed, build
from coordmail.documents.ooxml import Package, damaged, too_large
from coordmail.documents.sheet_values import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_MERGED = 1_000_000
_MERGED = re.compile(rb"mergeCell [^>]{0,200}?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_EAST_ASIAN_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}
"""Built-in formats of Chinese Excel (ECMA-376 part 1, 18.8.30), which openpyxl takes for plain numbers."""
_UNNAMED = re.compile(r"(?:sheet|工作表|工作表单) ?\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Region:
    """A cell with text and the places that it covers, numbered from 1 as the sheet does."""

    text: str
    rows: range
    columns: range
    place: str


def read_xlsx(content: bytes, part: str) -> tuple[Block, ...]:
    """The visible sheets of an .xlsx file; Unreadable where it is damaged or beyond the limits.

    A sheet's name is a heading, unless it is the program's own ("Sheet1"); tables end at an empty row; what stands in
    one column only is paragraphs. Formulas are the values last shown; dates "2024-03-06" or "2024-03-06 14:00".
    """
    _check(Package.open(content))
    blocks: list[Block] = []
    for sheet in _load(content).worksheets:
        if sheet.sheet_state == "visible":
            blocks.extend(_read_sheet(sheet, part, sum(isinstance(block, Table) for block in blocks)))
    return tuple(blocks)


def _check(package: Package) -> None:
    """Refuses what would swell while it is loaded: declared entities, and merged regions of millions of cells."""
    merged = 0
    for name in package.xml_parts():
        data = package.read(name)
        if b"<!DOCTYPE" in data or b"\0" in data[:64]:
            raise damaged()
        for left, top, right, bottom in _MERGED.findall(data):
            merged += (int(bottom) - int(top) + 1) * (_column(right) - _column(left) + 1)
        if merged > _MAX_MERGED:
            raise too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _load(content: bytes) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    BUILTIN_FORMATS.update(_EAST_ASIAN_DATES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(content), data_only=True, rich_text=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise damaged() from error


def _read_sheet(sheet: Worksheet, part: str, tables: int) -> Iterator[Block]:
    regions = sorted(_regions(sheet), key=lambda region: (region.rows.start, region.columns.start))
    if not regions:
        return
    title = f"sheet {sheet.title}"
    if not _UNNAMED.fullmatch(sheet.title.strip()):
        yield Paragraph(sheet.title.strip(), Source(part, title), heading=True)
    hidden = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    for rows, inside in _stretches(regions, hidden):
        table = build(_placed(inside, rows), part, f"{title}!{inside[0].place.rpartition('!')[2]}")
        if table and len(table.rows[0]) > 1:
            yield table
        elif table:
            for row in table.rows:
                yield paragraph(DraftParagraph(row[0].text), row[0].source)


def _regions(sheet: Worksheet) -> Iterator[_Region]:
    hidden = _hidden_columns(sheet)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for (row, column), cell in sheet._cells.items():
        text = displayed(cell)
        if not text:
            continue
        area = merged.get((row, column))
        rows = range(row, (area.max_row if area else row) + 1)
        columns = [n for n in range(column, (area.max_col if area else column) + 1) if n not in hidden]
        if columns:
            place = f"sheet {sheet.title}!{cell.coordinate}"
            yield _Region(text, rows, range(columns[0], columns[-1] + 1), place)


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    return frozenset(
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, 16_384) + 1)
    )


def _stretches(regions: Sequence[_Region], hidden: set[int]) -> Iterator[tuple[list[int], list[_Region]]]:
    """The visible rows in stretches without an empty row between them, each with its regions."""
    stretches: list[list[int]] = []
    for row in sorted({row for region in regions for row in region.rows} - hidden):
        if not stretches or any(between not in hidden for between in range(stretches[-1][-1] + 1, row)):
            stretches.append([])
        stretches[-1].append(row)
    stretch_of = {row: index for index, rows in enumerate(stretches) for row in rows}
    inside: list[list[_Region]] = [[] for _ in stretches]
    for region in regions:
        shown = next((row for row in region.rows if row in stretch_of), None)
        if shown is not None:
            inside[stretch_of[shown]].append(region)
    return zip(stretches, inside, strict=True)


def _placed(regions: Sequence[_Region], rows: Sequence[int]) -> Iterator[Placed]:
    """The regions on a grid of the rows and columns that hold something."""
    row_index = {row: index for index, row in enumerate(rows)}
    columns = sorted({column for region in regions for column in region.columns})
    column_index = {column: index for index, column in enumerate(columns)}
    for region in regions:
        shown = [row_index[row] for row in region.rows if row in row_index]
        yield Placed(
            region.text, shown[0], column_index[region.columns[0]], len(shown), len(region.columns), region.place
        )
