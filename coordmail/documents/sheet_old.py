"""Spreadsheets of the old kind (.xls of Excel 97 to 2003, .et of WPS) to blocks, read as `sheet` reads .xlsx."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Reason, Unreadable
from coordmail.documents.ooxml import damaged, too_large
from coordmail.documents.sheet_grid import MAX_MERGED, Region, Sheet, read_sheets
from coordmail.documents.sheet_values import moment, number
from coordmail.documents.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlrd.book import Book
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as OldSheet

    from coordmail.documents.blocks import Block


def read_xls(content: bytes, part: str) -> tuple[Block, ...]:
    """The visible sheets of an .xls file, cells as they are displayed; Unreadable where it is damaged or encrypted."""
    book = _load(content)
    regions = (region for sheet in book.sheets() for region in sheet.merged_cells)
    if sum((bottom - top) * (right - left) for top, bottom, left, right in regions) > MAX_MERGED:
        raise too_large()
    return read_sheets(_sheets(book), part)


def _load(content: bytes) -> Book:
    from xlrd import XLRDError, open_workbook

    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            return open_workbook(
                file_contents=content, formatting_info=True, logfile=nowhere, ignore_workbook_corruption=True
            )
    except (MemoryError, RecursionError):
        raise
    except XLRDError as error:
        if "encrypted" in str(error):
            raise Unreadable(Reason.ENCRYPTED, "the file is protected by a password; save it without") from error
        if "Can't find workbook" in str(error):
            raise Unreadable(Reason.LEGACY, "an office file of the old kind; save it as .docx or .xlsx") from error
        raise damaged() from error
    except Exception as error:
        raise damaged() from error


def _sheets(book: Book) -> Iterator[Sheet]:
    for sheet in book.sheets():
        if sheet.visibility == 0:
            hidden = {row + 1 for row, said in sheet.rowinfo_map.items() if said.hidden}
            hidden_columns = {column + 1 for column, said in sheet.colinfo_map.items() if said.hidden}
            yield Sheet(sheet.name, _regions(book, sheet), hidden, hidden_columns)


def _regions(book: Book, sheet: OldSheet) -> Iterator[Region]:
    from xlrd.formula import cellname

    merged = {(top, left): (bottom, right) for top, bottom, left, right in sheet.merged_cells}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            text = _displayed(book, sheet, row, column, cell)
            if not text:
                continue
            bottom, right = merged.get((row, column), (row + 1, column + 1))
            place = f"sheet {sheet.name}!{cellname(row, column)}"
            yield Region(text, range(row + 1, bottom + 1), range(column + 1, right + 1), place)


def _displayed(book: Book, sheet: OldSheet, row: int, column: int, cell: Cell) -> str:
    """The text of a cell; "" for an empty, struck-out or erroneous one."""
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_NUMBER, XL_CELL_TEXT

    look = book.xf_list[cell.xf_index]
    if book.font_list[look.font_index].struck_out:
        return ""
    if cell.ctype == XL_CELL_TEXT:
        return tidy(_unstruck(book, str(cell.value), sheet.rich_text_runlist_map.get((row, column), [])))
    if cell.ctype == XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    written = str(book.format_map[look.format_key].format_str)
    if cell.ctype == XL_CELL_DATE:
        return _date(float(cell.value), book.datemode, written)
    return number(float(cell.value), written) if cell.ctype == XL_CELL_NUMBER else ""


def _date(value: float, datemode: int, written: str) -> str:
    from xlrd.xldate import xldate_as_datetime

    if "[h" in written.lower():
        return moment(timedelta(days=value))
    try:
        moment_meant = xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return number(value, "General")
    return moment(moment_meant.time() if 0 <= value < 1 else moment_meant)


def _unstruck(book: Book, text: str, runs: list[tuple[int, int]]) -> str:
    """The text without the stretches whose font strikes them out; `runs` are starts and fonts."""
    if not runs:
        return text
    ends = [start for start, _ in runs[1:]] + [len(text)]
    kept = [text[: runs[0][0]]]
    for (start, font), end in zip(runs, ends, strict=True):
        if not (font < len(book.font_list) and book.font_list[font].struck_out):
            kept.append(text[start:end])
    return "".join(kept)
