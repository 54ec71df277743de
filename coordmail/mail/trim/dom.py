"""An HTML body as lines that know which text nodes they come from, so that verdicts on lines can cut the DOM."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coordmail.documents.tidy import clean
from coordmail.mail.trim.lines import MOST_LINES, Line, Mark

if TYPE_CHECKING:
    from lxml.etree import _Element

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_SKIPPED = frozenset({"style", "script", "head", "title", "template", "noscript", "object", "meta", "link"})
_VOID = frozenset({"br", "hr", "img"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_PREFIX = "x_"
_MOST_ELEMENTS = 30_000
"""No mail that people write has more; what stands behind them stays as it is."""
_FEWEST_CELLS = 3
_MOST_ROWS = 100
_MOST_TEXTS = 20
"""Rows of a table, and pieces of text of a cell, that are looked at to tell what the table is."""


@dataclass(slots=True)
class Fragment:
    """A stretch of one text node (an element's text, or the tail behind it), all on one line."""

    element: _Element
    slot: Literal["text", "tail"]
    text: str


@dataclass(slots=True)
class DomLine:
    """A line, the fragments that it is made of, and the void elements (img, br, hr) that stand on it."""

    mark: Mark
    fragments: list[Fragment] = field(default_factory=list)
    voids: list[_Element] = field(default_factory=list)
    tabled: bool = False

    def line(self) -> Line:
        """The line for reading."""
        text = "".join(fragment.text for fragment in self.fragments)
        return Line(clean(text).strip(" \n"), self.mark, self.tabled)


@dataclass(frozen=True, slots=True)
class _Names:
    classes: dict[str, Mark]
    ids: dict[str, Mark]
    prefixes: tuple[tuple[str, Mark], ...]
    tags: dict[str, Mark]
    names: dict[str, Mark]
    quote_classes: frozenset[str]
    quote_ids: frozenset[str]
    blocks: frozenset[str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    data = tomllib.loads(Path(__file__).with_name("clients.toml").read_text("utf-8"))
    marks = {
        "quoted": Mark.QUOTED,
        "attribution": Mark.ATTRIBUTION,
        "rest": Mark.REST_QUOTED,
        "signature": Mark.SIGNATURE,
        "footer": Mark.FOOTER,
        "banner": Mark.BANNER,
    }

    def by(key: str) -> dict[str, Mark]:
        return {name.lower(): mark for role, mark in marks.items() for name in data[role].get(key, ())}

    quoted = data["quoted"]
    return _Names(
        by("classes"),
        by("ids"),
        tuple(by("id_prefixes").items()),
        by("tags"),
        by("names"),
        frozenset(quoted["blockquote_classes"]),
        frozenset(name.lower() for name in quoted["blockquote_ids"]),
        frozenset(data["blocks"]),
    )


def mark_of(element: _Element) -> Mark | None:
    """What an element's tag, class, id or name tells; None where it tells nothing."""
    names = _names()
    tag = str(element.tag).lower()
    if tag == "blockquote":
        return _blockquote_mark(element)
    if tag in names.tags:
        return names.tags[tag]
    attributes = element.attrib
    if not attributes:
        return None
    ident = str(attributes.get("id", "")).lower().removeprefix(_PREFIX)
    if ident:
        if ident in names.ids:
            return names.ids[ident]
        for prefix, mark in names.prefixes:
            if ident.startswith(prefix):
                return mark
    classes = str(attributes.get("class", ""))[:500].lower()
    for name in classes.split() if classes else ():
        found = names.classes.get(name.removeprefix(_PREFIX))
        if found:
            return found
    return names.names.get(str(attributes.get("name", "")).lower())


def _blockquote_mark(element: _Element) -> Mark:
    names = _names()
    classes = {name.removeprefix(_PREFIX) for name in str(element.get("class", ""))[:500].lower().split()}
    if str(element.get("type", "")).lower() == "cite" or classes & names.quote_classes:
        return Mark.QUOTED
    if str(element.get("id", "")).lower().removeprefix(_PREFIX) in names.quote_ids or element.get("cite"):
        return Mark.QUOTED
    return Mark.INDENTED


class _Flattener:
    """Walks a tree once and breaks its text into lines as a reader sees them."""

    def __init__(self) -> None:
        self.lines: list[DomLine] = [DomLine(Mark.PLAIN)]
        self.marks: list[Mark] = [Mark.PLAIN]
        self.tables: list[bool] = [False]
        self.preformatted = 0
        self.hidden = 0
        self.blocks = _names().blocks

    def enter(self, element: _Element, tag: str) -> None:
        if tag in _SKIPPED or (element.get("style") and _HIDDEN.search(element.get("style", ""))):
            self.hidden += 1
        mark = mark_of(element)
        if mark is not None and (self.marks[-1] in (Mark.PLAIN, Mark.INDENTED)):
            self._break_line()
            self.marks.append(mark)
            self.lines[-1].mark = mark
        else:
            self.marks.append(self.marks[-1])
        if tag == "table":
            self.tables.append(_holds_facts(element))
        if tag in self.blocks:
            self._break_line()
        if tag in _VOID:
            self.lines[-1].voids.append(element)
        if tag == "br":
            self.new_line()
        self.preformatted += tag == "pre"
        if element.text:
            self.add(element, "text", element.text)

    def leave(self, element: _Element, tag: str) -> None:
        self.preformatted -= tag == "pre"
        if tag in _SKIPPED or (element.get("style") and _HIDDEN.search(element.get("style", ""))):
            self.hidden -= 1
        mark = self.marks.pop()
        changed = mark is not self.marks[-1]
        if mark is Mark.REST_QUOTED and changed:
            self.marks = [mark] * len(self.marks)
        if tag == "table":
            self.tables.pop()
        if tag in self.blocks or changed:
            self._break_line()
        elif tag in ("td", "th") and self.lines[-1].fragments:
            self.lines[-1].fragments[-1].text += "\t"
        if element.tail:
            self.add(element, "tail", element.tail)

    def add(self, element: _Element, slot: Literal["text", "tail"], text: str) -> None:
        if self.hidden:
            return
        if not self.preformatted:
            folded = _WHITE.sub(" ", text)
            if folded.strip() or self.lines[-1].fragments:
                self.lines[-1].fragments.append(Fragment(element, slot, folded))
            return
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n", max(1, MOST_LINES - len(self.lines)))):
            if number:
                self.new_line()
            mark = Mark.QUOTED if line.startswith(">") and self.marks[-1] is Mark.PLAIN else self.marks[-1]
            self.lines[-1].mark = mark
            self.lines[-1].fragments.append(Fragment(element, slot, line))

    def new_line(self) -> None:
        self.lines.append(DomLine(self.marks[-1], tabled=self.tables[-1]))

    def _break_line(self) -> None:
        if self.lines[-1].fragments or self.lines[-1].voids:
            self.new_line()
        else:
            self.lines[-1].mark = self.marks[-1]
            self.lines[-1].tabled = self.tables[-1]


def _holds_facts(table: _Element) -> bool:
    """Whether a table has rows of several filled cells; one that only arranges a signature has not."""
    rows = [
        row for part in islice(table, _MOST_ROWS) for row in ([part] if part.tag == "tr" else islice(part, _MOST_ROWS))
    ]
    full = (row for row in rows[:_MOST_ROWS] if sum(map(_is_filled, islice(row, _MOST_TEXTS))) >= _FEWEST_CELLS)
    return len(list(islice(full, 2))) == 2


def _is_filled(cell: _Element) -> bool:
    # Comments and processing instructions stand among the cells; their tag is no name.
    return isinstance(cell.tag, str) and any(text.strip() for text in islice(cell.itertext(), _MOST_TEXTS))


def flatten(root: _Element) -> list[DomLine]:
    """The lines of an HTML tree in order, marked by the elements that they stand in."""
    from lxml import etree

    flattener = _Flattener()
    entered = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if len(flattener.lines) > MOST_LINES or entered > _MOST_ELEMENTS:
            break
        if not isinstance(element.tag, str):
            if element.tail:
                flattener.add(element, "tail", element.tail)
            continue
        tag = element.tag.lower()
        if event == "start":
            entered += 1
            flattener.enter(element, tag)
        else:
            flattener.leave(element, tag)
    return flattener.lines


def cut(root: _Element, lines: list[DomLine], keep: list[bool]) -> None:
    """Takes the lines that are not kept out of the tree, and the elements that are empty without them."""
    touched: dict[tuple[_Element, str], list[str]] = {}
    changed: set[tuple[_Element, str]] = set()
    doomed: set[_Element] = set()
    for line, kept in zip(lines, keep, strict=True):
        for fragment in line.fragments:
            slot = (fragment.element, fragment.slot)
            pieces = touched.setdefault(slot, [])
            if kept:
                pieces.append(fragment.text.rstrip("\t"))
            else:
                changed.add(slot)
        if not kept:
            doomed.update(line.voids)
    for element, slot_name in changed:
        setattr(element, slot_name, _fit("\n".join(touched[element, slot_name])) or None)
    affected = {element if slot_name == "text" else element.getparent() for element, slot_name in changed}
    _prune(root, doomed, {element for element in affected if element is not None})


def _prune(root: _Element, doomed: set[_Element], affected: set[_Element]) -> None:
    rows: dict[_Element, bool] = {}
    for element in list(root.iter())[::-1]:
        parent = element.getparent()
        if parent is None or not isinstance(element.tag, str):
            continue
        emptied = element in affected and _childless(element) and not (element.text or "").strip()
        if emptied and element.tag in ("td", "th"):
            if parent not in rows:
                rows[parent] = any(_has_text(cell) for cell in parent)
            if rows[parent]:
                continue
        if element in doomed or emptied:
            _drop(element, parent)
            if _childless(parent) and not (parent.text or "").strip():
                affected.add(parent)


def _childless(element: _Element) -> bool:
    return next(element.iterchildren(), None) is None


def _has_text(element: _Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _fit(text: str) -> str:
    """`text` as a tree takes it: its parser lets characters through that XML has no place for."""
    return _NO_XML.sub("", text)


def _drop(element: _Element, parent: _Element) -> None:
    """Removes an element; the text behind it stays."""
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = _fit((before.tail or "") + element.tail)
        else:
            parent.text = _fit((parent.text or "") + element.tail)
    parent.remove(element)
