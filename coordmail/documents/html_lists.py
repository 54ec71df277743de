"""Lists of HTML mail: their numbers as a browser shows them, and the numbers that Word writes as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.documents.numbering import BULLET, is_known, numeral
from coordmail.documents.ticks import EMPTY, TICKED
from coordmail.documents.tidy import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from coordmail.documents.html_style import Style

_NUMBERED_MARK = re.compile(r"\w+[.)、．）]|[(（]?\w{1,8}[)）]|[\d一-龥①-⓿㈠-㊰Ⅰ-ⅿ]+")
_EDITORS_KINDS = {"bullet": "disc", "ordered": "1", "number": "1"}
_EDITORS_TICKS = {"checked": TICKED, "done": TICKED, "unchecked": EMPTY, "todo": EMPTY}
"""What editors in web pages (Quill, Feishu) say of an item in `data-list`, whatever list it is in."""


@dataclass(slots=True)
class List:
    """A list that is open; `kind` as CSS or `type` name it, `level` from 0."""

    kind: str
    level: int
    following: int

    def number(self, item: Element, style: Style) -> str | None:
        """The displayed number of the next item."""
        said = _EDITORS_KINDS.get(item.get("data-list", ""))
        kind = (style.list_type or said or item.get("type") or self.kind).strip()
        kind = kind if kind in ("A", "I") else kind.lower()
        self.following = integer(item.get("value"), self.following)
        number, self.following = self.following, self.following + 1
        if kind == "none":
            return None
        if kind.startswith(("simp-", "trad-", "cjk-")):
            return f"{numeral(kind, number)}、"
        return f"{numeral(kind, number)}." if is_known(kind) else BULLET


@dataclass(slots=True)
class Item:
    """An item of a list, or a paragraph that Word numbered, with the lines read so far."""

    number: str | None
    level: int
    lines: list[str] = field(default_factory=list)
    closed: bool = False


def mark_number(mark: str) -> str | None:
    """The number that Word wrote as text, or a bullet for a sign of a symbol font ("·", "§", "o")."""
    text = one_line(mark)
    if not text:
        return None
    return text if _NUMBERED_MARK.match(text) else BULLET


def tick(item: Element) -> str:
    """The checkbox that an editor shows before an item of a task list; "" where there is none."""
    return _EDITORS_TICKS.get(item.get("data-list", ""), "")


def integer(text: str | None, default: int) -> int:
    """The number in an attribute, or `default`."""
    try:
        return max(min(int(text or ""), 9_999), -9_999)
    except ValueError:
        return default
