"""PDFs with text to blocks: ruled tables as grids, the lines between them as paragraphs, in reading order.

A PDF knows places on pages, not paragraphs and cells; what is not certain stays apart rather than joined wrongly. A
scan has no text (the layer that text recognition puts under its picture is not trusted with names and dates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Reason, Unreadable
from coordmail.documents.drafts import Draft, DraftParagraph, DraftTable, finish
from coordmail.documents.ooxml import damaged
from coordmail.documents.pdf_lines import Line, lines_of, paragraphs
from coordmail.documents.pdf_page import UNKNOWN, Drawn, draw, opened
from coordmail.documents.pdf_tables import Ruled, find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.documents.blocks import Block
    from coordmail.documents.grid import Placed

_MARGIN = 0.1
"""Share of a page's height in which headers and footers stand."""
_MOST_UNKNOWN = 0.01
_A_PICTURE_PAGE = 0.5
_LARGE = 1.2
_PAGE_NUMBER = re.compile(
    r"[-—–\s]*+(?:第\s*+)?\d{1,4}(?:\s*+页)?"
    r"(?:\s*+[/,，共of]{1,2}\s*+(?:共\s*+)?\d{1,4}(?:\s*+页)?)?[-—–\s]*+"
)
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Page:
    drawn: Drawn
    tables: list[Ruled]
    lines: list[Line]


def read_pdf(content: bytes, part: str) -> tuple[Block, ...]:
    """The paragraphs and tables of a PDF; Unreadable where it is a scan, damaged, encrypted or beyond the limits.

    Tables go on over pages, their repeated headings once; headers, footers and page numbers are left out, and so is
    what is struck out or turned (watermarks).
    """
    pages = _pages(content)
    _refuse_pictures([page.drawn for page in pages])
    _drop_margins(pages)
    size = median([line.size for page in pages for line in page.lines] or [0])
    drafts: list[Draft] = []
    last: Ruled | None = None
    for page in pages:
        for position, (table, lines) in enumerate(_in_order(page)):
            if table and last and position == 0 and _continues(last, table):
                _append(last, table)
                continue
            drafts.extend(_table(table) if table else _paragraphs(page, lines, size))
            last = table
    return finish(drafts, part)


def _pages(content: bytes) -> list[_Page]:
    from pdfminer.pdfdocument import PDFEncryptionError
    from pdfminer.psexceptions import PSException

    try:
        pages = []
        for drawn in draw(opened(content)):
            tables, rest = find_tables(drawn)
            pages.append(_Page(drawn, tables, lines_of(rest)))
    except PDFEncryptionError as error:
        raise Unreadable(Reason.ENCRYPTED, "the file is protected by a password; save it without") from error
    except (PSException, ValueError, TypeError, LookupError, AssertionError, AttributeError) as error:
        raise damaged() from error
    return pages


def _refuse_pictures(pages: Sequence[Drawn]) -> None:
    """Refuses pages that are pictures, and text whose fonts do not say which characters they show."""
    texts = [glyph.text for page in pages for glyph in page.glyphs if not glyph.text.isspace()]
    pictures = any(page.pictured > _A_PICTURE_PAGE and not page.glyphs for page in pages)
    if pictures or not texts or texts.count(UNKNOWN) > _MOST_UNKNOWN * len(texts):
        raise Unreadable(Reason.SCAN, "a PDF without text, such as a scan; send the .docx that it was made from")


def _drop_margins(pages: Sequence[_Page]) -> None:
    """Takes out page numbers, and what stands in the margins of several pages alike."""
    seen: dict[str, int] = {}
    for page in pages:
        for said in {_DIGITS.sub("0", line.text) for line in page.lines if _in_margin(page, line)}:
            seen[said] = seen.get(said, 0) + 1
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not _in_margin(page, line) or (seen[_DIGITS.sub("0", line.text)] < 2 and not _is_page_number(line.text))
        ]


def _is_page_number(text: str) -> bool:
    return len(text) < 30 and _PAGE_NUMBER.fullmatch(text) is not None


def _in_margin(page: _Page, line: Line) -> bool:
    height = page.drawn.height
    return not _MARGIN * height <= line.middle <= (1 - _MARGIN) * height


def _in_order(page: _Page) -> Iterable[tuple[Ruled | None, list[Line]]]:
    """The tables and the lines between them from top to bottom."""
    lines = list(page.lines)
    for table in page.tables:
        before = [line for line in lines if line.middle > table.rows[0]]
        if before:
            yield None, before
        lines = lines[len(before) :]
        yield table, []
    if lines:
        yield None, lines


def _paragraphs(page: _Page, lines: Sequence[Line], size: float) -> Iterable[DraftParagraph]:
    left = min(line.left for line in page.lines)
    right = max(line.right for line in page.lines)
    full = sum(line.right > right - line.size for line in page.lines)
    if full < 3:
        right = max(right, page.drawn.width - left)
    for said, line in paragraphs(lines, left, right):
        yield DraftParagraph(said, heading=line.size > _LARGE * size and len(said) < 40)


def _table(table: Ruled) -> list[Draft]:
    """The table; a frame around text is no table."""
    if len(table.columns) == 2:
        return [DraftParagraph(line) for cell in table.cells for line in cell.text.split("\n") if line]
    return [DraftTable(table.cells)]


def _continues(last: Ruled, table: Ruled) -> bool:
    """Whether a table at the top of a page goes on with the one that ended the page before."""
    same = len(last.columns) == len(table.columns) > 2
    return same and all(abs(a - b) < 4 for a, b in zip(last.columns, table.columns, strict=True))


def _append(last: Ruled, table: Ruled) -> None:
    """Adds the rows of `table`, without a repeated heading; a row that the page's end cut goes on in the last one."""
    height = max(cell.row + cell.height for cell in last.cells)
    head = _row(table, 0)
    repeated = [cell.text for cell in head] == [cell.text for cell in _row(last, 0)]
    cut = not repeated and not head[0].text and len(table.columns) > 3
    if cut:
        for above, below in zip(_row(last, height - 1), head, strict=False):
            above.text = f"{above.text}\n{below.text}".strip()
    for cell in table.cells:
        if cell.row > 0 or not (repeated or cut):
            cell.row += height - (repeated or cut)
            last.cells.append(cell)


def _row(table: Ruled, row: int) -> list[Placed]:
    """The cells that begin in the row or reach into it, from the left."""
    reaching = (cell for cell in table.cells if cell.row <= row < cell.row + cell.height)
    return sorted(reaching, key=lambda cell: cell.column)
