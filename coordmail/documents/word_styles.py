"""What a Word document's styles decide: which paragraphs are headings or numbered, and which text is not shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"

_OFF = frozenset(("0", "false", "off", "none"))
_HEADING_NAME = re.compile(r"(?:heading|标题|標題|toc heading) ?\d?|title|subtitle|副标题|副標題", re.IGNORECASE)
_PROMPT = "placeholder text"
_BODY_LEVEL = 9
_MAX_ANCESTORS = 20


def value(parent: Element | None, name: str) -> str | None:
    """The `val` of the child `name` of a properties element; None where either is missing."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return None if child is None else child.get(VAL)


def switched(properties: Element | None, *names: str) -> bool | None:
    """Whether one of the toggles `names` is on, off, or (None) not said."""
    said = None
    for name in names:
        toggle = properties.find(f"{W}{name}") if properties is not None else None
        if toggle is not None:
            said = (toggle.get(VAL) or "1").lower() not in _OFF
            if said:
                return True
    return said


@dataclass(frozen=True, slots=True)
class Styles:
    """The style sheet by style id (ECMA-376 part 1, 17.7)."""

    by_id: dict[str, Element] = field(default_factory=dict)
    default_paragraph: str | None = None

    @classmethod
    def of(cls, root: Element | None) -> Self:
        """The styles of a styles part; none where there is no such part."""
        by_id: dict[str, Element] = {}
        default = None
        for style in root.iterchildren(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            by_id.setdefault(name, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                default = name
        return cls(by_id, default)

    def is_heading(self, properties: Element | None) -> bool:
        """Whether a paragraph with these properties is a heading or title."""
        level = value(properties, "outlineLvl")
        for style in self._chain(value(properties, "pStyle")):
            if _HEADING_NAME.fullmatch(value(style, "name") or ""):
                return True
            level = level or value(style.find(f"{W}pPr"), "outlineLvl")
        return level is not None and level.isdecimal() and int(level) < _BODY_LEVEL

    def numbering(self, properties: Element | None) -> tuple[str, int | None, str | None] | None:
        """List id, level (None: as the list says for the style) and style id of a numbered paragraph."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        level = _level(own)
        if value(own, "numId") is not None:
            return str(value(own, "numId")), level or 0, None
        for style in self._chain(value(properties, "pStyle")):
            inherited = style.find(f"{W}pPr/{W}numPr")
            level = _level(inherited) if level is None else level
            if value(inherited, "numId") is not None:
                return str(value(inherited, "numId")), level, style.get(f"{W}styleId")
        return None

    def unseen(self, properties: Element | None, style_tag: str) -> bool:
        """Whether text of these run (`rStyle`) or paragraph (`pStyle`) properties is struck out, hidden or a prompt."""
        said: list[bool | None] = [None, None]
        if properties is None:
            return False
        holders: list[Element | None] = [properties] if style_tag == "rStyle" else []
        for style in self._chain(value(properties, style_tag)):
            if (value(style, "name") or "").lower() == _PROMPT:
                return True
            holders.append(style.find(f"{W}rPr"))
        for holder in holders:
            for index, toggles in enumerate((("strike", "dstrike"), ("vanish",))):
                if said[index] is None:
                    said[index] = switched(holder, *toggles)
        return any(said)

    def list_of_style(self, style_id: str) -> str | None:
        """The list id of a numbering style (17.9.21 numStyleLink)."""
        style = self.by_id.get(style_id)
        return None if style is None else value(style.find(f"{W}pPr/{W}numPr"), "numId")

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        """The style and those that it is based on."""
        name = style_id
        for _ in range(_MAX_ANCESTORS):
            style = self.by_id.get(name) if name else None
            if style is None:
                return
            yield style
            name = value(style, "basedOn")


def _level(numbering: Element | None) -> int | None:
    level = value(numbering, "ilvl")
    return int(level) if level and level.isascii() and level.isdecimal() and len(level) < 3 else None
