"""Spreadsheets (.xlsx) to blocks: each visible sheet as a heading and its tables, cells as they are displayed."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from coordmail.documents.ooxml import Package, damaged, too_large
from coordmail.documents.sheet_grid import MAX_MERGED, Region, Sheet, read_sheets
from coordmail.documents.sheet_values import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from coordmail.documents.blocks import Block

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


def read_xlsx(content: bytes, part: str) -> tuple[Block, ...]:
    """The visible sheets of an .xlsx file; Unreadable where it is damaged or beyond the limits.

    A sheet's name is a heading, unless it is the program's own ("Sheet1"); tables end at an empty row; what stands in
    one column only is paragraphs. Formulas are the values last shown; dates "2024-03-06" or "2024-03-06 14:00".
    """
    _check(Package.open(content))
    return read_sheets(_sheets(_load(content)), part)


def _check(package: Package) -> None:
    """Refuses what would swell while it is loaded: declared entities, and merged regions of millions of cells."""
    merged = 0
    for name in package.xml_parts():
        data = package.read(name)
        if b"<!DOCTYPE" in data or b"\0" in data[:64]:
            raise damaged()
        for left, top, right, bottom in _MERGED.findall(data):
            merged += (int(bottom) - int(top) + 1) * (_column(right) - _column(left) + 1)
        if merged > MAX_MERGED:
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


def _sheets(book: Workbook) -> Iterator[Sheet]:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            hidden = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
            yield Sheet(sheet.title, _regions(sheet), hidden, _hidden_columns(sheet))


def _regions(sheet: Worksheet) -> Iterator[Region]:
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for (row, column), cell in sheet._cells.items():
        text = displayed(cell)
        if not text:
            continue
        area = merged.get((row, column))
        rows = range(row, (area.max_row if area else row) + 1)
        columns = range(column, (area.max_col if area else column) + 1)
        yield Region(text, rows, columns, f"sheet {sheet.title}!{cell.coordinate}")


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    return frozenset(
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, 16_384) + 1)
    )
