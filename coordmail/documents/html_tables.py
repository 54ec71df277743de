"""Tables of HTML mail: data tables as grids, and layout tables, which dissolve into the paragraphs that they place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coordmail.documents.drafts import Draft, DraftParagraph, DraftTable, cell_text
from coordmail.documents.grid import MAX_COLUMNS, MAX_PLACES, Placed
from coordmail.documents.html_page import Context, Page, inherit
from coordmail.documents.html_walk import walk
from coordmail.documents.tidy import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_MAX_ROWS = 5_000
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_STRUCTURE = _ROWS | _SECTIONS | {"col", "colgroup"}
_WRAPPERS = frozenset(("center", "div", "font", "form", "span"))


@dataclass(slots=True)
class _Cell:
    placed: Placed
    drafts: list[Draft]
    bordered: bool


def read_table(page: Page, table: Element, context: Context) -> list[Draft]:
    """The table as one draft, after what stands in it outside of its cells; or its cells' drafts if it is layout."""
    inside = inherit(context, "table", page.style(table))
    outside = list(_outside(page, table, inside))
    cells = _place(page, list(islice(_rows(page, table, inside), _MAX_ROWS)))
    if _is_layout(page, table, cells):
        return outside + [draft for cell in cells for draft in cell.drafts]
    nested = [draft for cell in cells for draft in cell.drafts if isinstance(draft, DraftTable)]
    return [*outside, DraftTable([cell.placed for cell in cells], nested)]


def _outside(page: Page, table: Element, context: Context) -> Iterator[Draft]:
    """The caption, and what was put into the table at places where only rows may be."""
    for text in (table.text, *(child.tail for child in table)):
        if text and not text.isspace() and one_line(text):
            yield DraftParagraph(one_line(text))
    for child in table:
        if child.tag in _STRUCTURE or page.unseen(child, page.style(child)):
            continue
        if child.tag not in _WRAPPERS or next(_shown(page, child, _ROWS), None) is None:
            yield from walk(page, child, context)


def _rows(page: Page, table: Element, inside: Context) -> Iterator[tuple[list[Element], Context]]:
    """The cells of each row that is shown, with what holds inside the row; cells without a row make one."""
    stray: list[Element] = []
    for element, outer in _row_elements(page, table, inside):
        if element.tag in _CELLS:
            if len(stray) >= page.cells_left:
                break
            stray.append(element)
            continue
        if stray:
            yield stray, inside
            stray = []
        yield list(islice(_shown(page, element, _CELLS), page.cells_left)), inherit(outer, "tr", page.style(element))
    if stray:
        yield stray, inside


def _row_elements(page: Page, table: Element, inside: Context) -> Iterator[tuple[Element, Context]]:
    for child in _shown(page, table, _ROWS | _SECTIONS):
        if child.tag in _SECTIONS:
            within = inherit(inside, str(child.tag), page.style(child))
            yield from ((row, within) for row in _shown(page, child, _ROWS))
        else:
            yield child, inside


def _shown(page: Page, parent: Element, tags: frozenset[str], depth: int = 3) -> Iterator[Element]:
    """The children with one of `tags` that are seen, also those in a form between (`<table><form><tr>`)."""
    for child in parent:
        if child.tag in tags:
            if not page.unseen(child, page.style(child)):
                yield child
        elif child.tag in _WRAPPERS and depth:
            yield from _shown(page, child, tags, depth - 1)


def _place(page: Page, rows: list[tuple[list[Element], Context]]) -> list[_Cell]:
    """Each cell on its place in the grid (HTML, 4.9.12.1 "forming a table")."""
    cells: list[_Cell] = []
    reserved: dict[int, int] = {}
    spent = 0
    for r, (elements, context) in enumerate(rows):
        if page.cells_left <= 0:
            break
        page.cells_left -= len(elements)
        column = 0
        for ordinal, element in enumerate(elements, 1):
            while reserved.get(column, 0) > r:
                column += 1
            roomy = spent < MAX_PLACES
            width = min(_span(element, "colspan"), MAX_COLUMNS) if roomy else 1
            height = min(_span(element, "rowspan", rest=len(rows) - r), len(rows) - r) if roomy else 1
            spent += width * height
            for covered in range(column, column + width):
                reserved[covered] = r + height
            style = page.style(element)
            drafts = walk(page, element, inherit(context, str(element.tag), style))
            placed = Placed(cell_text(drafts), r, column, height, width, f"cell {ordinal}")
            cells.append(_Cell(placed, drafts, style.bordered))
            column += width
    return cells


def _span(cell: Element, name: str, rest: int = 1) -> int:
    """The span that the cell says; 0 means as far as the table goes."""
    said = (cell.get(name) or "1").strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 7):
        return 1
    return int(said) or rest


def _is_layout(page: Page, table: Element, cells: list[_Cell]) -> bool:
    """Whether the table only arranges what it holds on the screen."""
    if (table.get("role") or "").strip().lower() in ("presentation", "none"):
        return True
    if len({cell.placed.column for cell in cells}) <= 1:
        return True
    if _is_bordered(page, table, cells):
        return False
    filled = [cell for cell in cells if cell.placed.text]
    return len({cell.placed.column for cell in filled}) <= 1 or any(_holds_a_page(cell) for cell in filled)


def _is_bordered(page: Page, table: Element, cells: list[_Cell]) -> bool:
    border = (table.get("border") or "0").strip()
    grid_class = "MsoTableGrid" in (table.get("class") or "")
    return border != "0" or grid_class or page.style(table).bordered or any(cell.bordered for cell in cells)


def _holds_a_page(cell: _Cell) -> bool:
    """A cell with several tables, or with headings over much else, is part of a page, not of a form."""
    headings = any(isinstance(draft, DraftParagraph) and draft.heading for draft in cell.drafts)
    tables = sum(isinstance(draft, DraftTable) for draft in cell.drafts)
    return tables > 1 or (headings and len(cell.drafts) > 3)
