"""The walk through an HTML tree, without recursion, for mail may nest without end: inline joins, blocks part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coordmail.documents.drafts import Draft, DraftParagraph
from coordmail.documents.html_lists import Item, List, integer, mark_number, tick
from coordmail.documents.html_page import LINE_BREAKING, OUTERMOST, Context, Page, inherit, names
from coordmail.documents.ticks import EMPTY, TICKED
from coordmail.documents.tidy import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from coordmail.documents.html_style import Style

MAX_TABLE_DEPTH = 12
_MAX_LINES = 10_000
"""Lines between two tables; what stands behind them is not read."""
_BLANK = DraftParagraph("")

_VOID = names("br hr img input")
_LISTS = names("ol ul menu dir")

_CJK = "\u2e80-\u2fff\u3001-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_SOURCE_BREAK = re.compile(f"(?<=[{_CJK}])[ \t\r]*\n\\s*(?=[{_CJK}])")
_LAYOUT_SPACE = str.maketrans("\t\n\r\f", "    ")


@dataclass(slots=True)
class _Frame:
    children: Iterator[Element]
    tail: str | None
    block: bool
    outer: Context


def walk(page: Page, root: Element, context: Context = OUTERMOST) -> list[Draft]:
    """What `root` holds, its own tail not; blank lines are drafts without text."""
    walker = _Walker(page, context)
    walker.run(root)
    return walker.drafts


class _Walker:
    def __init__(self, page: Page, context: Context) -> None:
        self.drafts: list[Draft] = []
        self._page = page
        self._context = context
        self._line: list[str] = []
        self._mark: list[str] = []
        self._stack: list[_Frame] = []

    def run(self, root: Element) -> None:
        self._text(root.text)
        self._stack.append(_Frame(iter(root), None, block=True, outer=self._context))
        while self._stack:
            frame = self._stack[-1]
            child = next(frame.children, None)
            if child is None:
                self._stack.pop()
                self._leave(frame)
            else:
                self._enter(child)

    def _enter(self, element: Element) -> None:
        self._page.elements_left -= 1
        if self._page.elements_left < 0 or len(self.drafts) > _MAX_LINES:
            self._stack.clear()
            return
        style = self._page.style(element)
        if self._page.unseen(element, style):
            self._text(element.tail)
            return
        tag = str(element.tag)
        if tag == "table" and self._context.table_depth < MAX_TABLE_DEPTH:
            self._table(element)
        elif tag in _VOID:
            self._void(tag, element)
        else:
            self._open(tag, element, style)
            return
        self._text(element.tail)

    def _open(self, tag: str, element: Element, style: Style) -> None:
        block = tag in LINE_BREAKING if style.block is None or tag in ("li", "td", "tr") else style.block
        if block:
            self._end_line()
        outer = self._context
        self._context = self._inner(tag, element, style)
        self._stack.append(_Frame(iter(element), element.tail, block, outer))
        if tag == "li":
            self._line.append(tick(element))
        self._text(element.text)

    def _inner(self, tag: str, element: Element, style: Style) -> Context:
        context = inherit(self._context, tag, style)
        if tag in _LISTS:
            self._close_item()
            level = context.list.level + 1 if context.list else 0
            kind = style.list_type or element.get("type") or ("1" if tag == "ol" else "disc")
            return context.inside(List(kind, level, integer(element.get("start"), 1)), None)
        if tag == "li":
            numbering = context.list or List("disc", 0, 1)
            return context.inside(context.list, Item(numbering.number(element, style), numbering.level))
        if style.list_level is not None and context.list is None:
            return context.inside(None, Item(None, style.list_level))
        return context

    def _leave(self, frame: _Frame) -> None:
        if frame.block:
            self._end_line()
        if self._context.item is not frame.outer.item:
            self._close_item()
        self._context = frame.outer
        self._text(frame.tail)

    def _void(self, tag: str, element: Element) -> None:
        if tag == "br":
            self._end_line(forced=True)
        elif tag == "hr":
            self._end_line()
        elif tag == "img":
            self._line.append(_emoji(element))
        elif tag == "input":
            self._line.append(_input(element))

    def _table(self, element: Element) -> None:
        from coordmail.documents.html_tables import read_table

        self._end_line()
        self._close_item()
        context = replace(self._context, table_depth=self._context.table_depth + 1, list=None, item=None)
        self.drafts.extend(read_table(self._page, element, context))

    def _text(self, text: str | None) -> None:
        context = self._context
        if not text or context.tiny:
            return
        if context.marker:
            self._mark.append(text)
        elif context.preformatted:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in others:
                self._end_line(forced=True)
                self._line.append(line)
        else:
            if "\n" in text:
                text = _SOURCE_BREAK.sub("", text)
            self._line.append(text.translate(_LAYOUT_SPACE))

    def _end_line(self, *, forced: bool = False) -> None:
        """Ends the line; an empty one counts as blank if it was `forced` or held a no-break space."""
        if not self._line and not forced:
            return
        raw = "".join(self._line)
        self._line.clear()
        text = fold(clean(raw)) if raw else ""
        item = self._context.item
        if item and not item.closed:
            if text:
                item.lines.extend(text.split("\n"))
        elif text:
            level = item.level if item else 0
            heading = self._context.heading
            self.drafts.extend(DraftParagraph(line, None, level, heading) for line in text.split("\n"))
        elif (forced or "\xa0" in raw) and self.drafts and self.drafts[-1] != _BLANK:
            self.drafts.append(_BLANK)

    def _close_item(self) -> None:
        self._end_line()
        item = self._context.item
        if not item or item.closed:
            return
        item.closed = True
        number = item.number or mark_number("".join(self._mark))
        self._mark.clear()
        if item.lines:
            self.drafts.append(DraftParagraph("\n".join(item.lines), number, item.level, self._context.heading))


def _emoji(image: Element) -> str:
    """Mail programs send emoji as pictures; words in an `alt` are not what the writer wrote."""
    alternative = image.get("data-emoji") or image.get("alt") or ""
    return alternative if len(alternative) <= 8 and not any(c.isalnum() or c.isspace() for c in alternative) else ""


def _input(element: Element) -> str:
    kind = (element.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return f"{EMPTY if element.get('checked') is None else TICKED} "
    return element.get("value") or "" if kind == "text" else ""
