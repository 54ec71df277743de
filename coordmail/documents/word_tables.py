"""Word tables: which cells there are and where, with merged regions, content controls and tracked rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.grid import MAX_COLUMNS, Placed
from coordmail.documents.word_styles import W, switched, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_WRAPPERS = frozenset(f"{W}{name}" for name in ("customXml", "ins", "moveTo", "smartTag"))


@dataclass(slots=True)
class WordCell:
    """A cell of the grid and the element that holds its contents."""

    placed: Placed
    element: Element


def place_cells(table: Element) -> list[WordCell]:
    """The cells of `table` in reading order; merged ones once, covering their region."""
    cells: list[WordCell] = []
    above: dict[int, Placed] = {}
    for r, row in enumerate(_rows(table)):
        column = _number(value(row.find(f"{W}trPr"), "gridBefore"), 0)
        below: dict[int, Placed] = {}
        beside: Placed | None = None
        for ordinal, element in enumerate(_wrapped(row, f"{W}tc"), 1):
            properties = element.find(f"{W}tcPr")
            if properties is not None and properties.find(f"{W}cellDel") is not None:
                continue
            width = max(_number(value(properties, "gridSpan"), 1), 1)
            if _continues(properties, "hMerge") and beside:
                beside.width += width
            elif _continues(properties, "vMerge") and column in above:
                beside = below[column] = above[column]
                beside.height = r + 1 - beside.row
            else:
                beside = Placed("", r, column, 1, width, f"cell {ordinal}")
                cells.append(WordCell(beside, element))
                if properties is not None and properties.find(f"{W}vMerge") is not None:
                    below[column] = beside
            column += width
        above = below
    return cells


def _rows(table: Element) -> Iterator[Element]:
    """The rows that are shown when all changes are accepted."""
    for row in _wrapped(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        gone = properties is not None and properties.find(f"{W}del") is not None
        if not gone and not switched(properties, "hidden"):
            yield row


def _wrapped(parent: Element, tag: str) -> Iterator[Element]:
    """The children `tag` of `parent`, also those inside of content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _wrapped(content, tag)
        elif child.tag in _WRAPPERS:
            yield from _wrapped(child, tag)


def _continues(properties: Element | None, name: str) -> bool:
    merge = properties.find(f"{W}{name}") if properties is not None else None
    return merge is not None and merge.get(f"{W}val") != "restart"


def _number(text: str | None, default: int) -> int:
    return min(int(text), MAX_COLUMNS) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default
