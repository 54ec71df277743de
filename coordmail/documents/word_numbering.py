"""Automatic numbers of Word paragraphs as the reader sees them: 1.2, (一), a) (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.documents.numbering import BULLET, numeral
from coordmail.documents.tidy import one_line
from coordmail.documents.word_styles import VAL, Styles, W, switched, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str | None = None
    restarts_after: int | None = None
    """The level (from 1) whose paragraphs make this one start again; 0 for none, None for any above it."""
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level]
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _List:
    abstract: _Abstract
    levels: dict[int, _Level]
    restarts: dict[int, int]
    """Levels that start again at a number when the list is used for the first time."""


class Numbering:
    """The lists of a document, counting as its paragraphs go by in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        if root is not None:
            self._read(root)

    def number(self, properties: Element | None) -> tuple[str | None, int] | None:
        """Displayed number (None for a list without) and level of a paragraph; None if it is in no list."""
        found = self._styles.numbering(properties)
        numbered = self._lists.get(found[0]) if found else None
        if not found or not numbered:
            return None
        _, said, style = found
        level = (
            next((n for n, each in numbered.levels.items() if style and each.style == style), 0)
            if said is None
            else said
        )
        level = min(level, _LEVELS - 1)
        return _count(numbered, level), level

    def _read(self, root: Element) -> None:
        elements = {_id(each, "abstractNumId"): each for each in root.iterchildren(f"{W}abstractNum")}
        lists = {_id(each, "numId"): each for each in root.iterchildren(f"{W}num")}
        abstracts: dict[str, _Abstract] = {}
        for name, element in lists.items():
            abstract_id = self._unlinked(value(element, "abstractNumId") or "", elements, lists)
            if abstract_id not in elements:
                continue
            if abstract_id not in abstracts:
                abstracts[abstract_id] = _Abstract(_levels(elements[abstract_id]))
            self._lists[name] = _overridden(abstracts[abstract_id], element)

    def _unlinked(self, abstract_id: str, elements: dict[str, Element], lists: dict[str, Element]) -> str:
        """The abstract list that defines the levels: a link goes by a numbering style to another list."""
        link = value(elements.get(abstract_id), "numStyleLink")
        target = lists.get(self._styles.list_of_style(link) or "") if link else None
        return value(target, "abstractNumId") or abstract_id


def _id(element: Element, name: str) -> str:
    return element.get(f"{W}{name}", "")


def _levels(parent: Element) -> dict[int, _Level]:
    return {_integer(each.get(f"{W}ilvl"), 0): _level(each) for each in parent.iterchildren(f"{W}lvl")}


def _level(element: Element) -> _Level:
    kinds = [each.get(VAL) for each in element.iter(f"{W}numFmt")]
    restart = value(element, "lvlRestart")
    return _Level(
        start=_integer(value(element, "start"), 1),
        kind=kinds[-1] or "decimal" if kinds else "decimal",
        text=value(element, "lvlText"),
        restarts_after=None if restart is None else _integer(restart, 0),
        legal=switched(element, "isLgl") is True,
        style=value(element, "pStyle"),
    )


def _overridden(abstract: _Abstract, element: Element) -> _List:
    levels = dict(abstract.levels)
    restarts = {}
    for override in element.iterchildren(f"{W}lvlOverride"):
        levels.update(_levels(override))
        start = value(override, "startOverride")
        if start is not None:
            restarts[_integer(override.get(f"{W}ilvl"), 0)] = _integer(start, 1)
    return _List(abstract, levels, restarts)


def _count(numbered: _List, level: int) -> str | None:
    """Counts the paragraph and says its number."""
    counters, levels = numbered.abstract.counters, numbered.levels
    if level in numbered.restarts:
        counters[level] = numbered.restarts.pop(level)
    elif level in counters:
        counters[level] += 1
    else:
        counters[level] = levels.get(level, _Level()).start
    for deeper in [n for n in counters if n > level]:
        after = levels.get(deeper, _Level()).restarts_after
        if after is None or level < after:
            del counters[deeper]
    return _displayed(levels, counters, level)


def _displayed(levels: dict[int, _Level], counters: dict[int, int], level: int) -> str | None:
    this = levels.get(level, _Level())
    if this.kind == "bullet":
        return BULLET

    def figure(found: re.Match[str]) -> str:
        index = int(found.group(1)) - 1
        that = levels.get(index, _Level())
        kind = "decimal" if this.legal else that.kind
        return "" if kind == "none" else numeral(kind, counters.setdefault(index, that.start))

    text = f"%{level + 1}." if this.text is None else this.text
    return one_line(_PLACEHOLDER.sub(figure, text)) or None


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default
