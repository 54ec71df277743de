"""Characters on a page to lines, and lines that were only broken at the margin to paragraphs again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.tidy import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.documents.pdf_page import Glyph

_SAME_LINE = 0.4
_WORD_GAP = 0.2
_SPACE = 1.0
_TAB = 2.2
"""Gaps in sizes of the character: between Latin words, between any, and as wide as people tab."""
_NEAR = 2.2
"""Distance of lines of one paragraph, in sizes."""

_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〕,.;:!?)]}%％”’")
_STARTS_ANEW = re.compile(
    r"[-•·●○■◆➢✓□☑☐*]|[(（]?[\d一二三四五六七八九十]{1,3}(?:[、)）．:：]|\.(?!\d))|[①-⑳]"
    r"|第[一二三四五六七八九十\d]{1,3}[条章项]|[^\s:：]{2,10}[:：]"
)


@dataclass(slots=True)
class Line:
    """The characters of a line from left to right."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        """Where it starts."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.glyphs[-1].right

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return self.glyphs[0].middle

    @property
    def size(self) -> float:
        """The size of its largest character."""
        return max(glyph.size for glyph in self.glyphs)

    @property
    def text(self) -> str:
        """What it says, gaps as spaces and tabs."""
        pieces = [self.glyphs[0].text]
        for before, glyph in zip(self.glyphs, self.glyphs[1:], strict=False):
            pieces.append(_between(before, glyph) + glyph.text)
        return fold(clean("".join(pieces)))

    def first_word(self) -> float:
        """The width of what cannot be broken at its start: a word, or a character with the signs after it."""
        glyphs = iter(self.glyphs)
        first = next(glyphs)
        right = first.right
        latin = not _EAST_ASIAN.match(first.text)
        for glyph in glyphs:
            goes_on = latin and not glyph.text.isspace() and not _EAST_ASIAN.match(glyph.text)
            if glyph.text not in _NEVER_FIRST and not goes_on:
                break
            right = glyph.right
        return right - first.left

    def last_word(self) -> float:
        """The width of the Latin word at its end."""
        left = self.right
        for glyph in reversed(self.glyphs):
            if glyph.text.isspace() or _EAST_ASIAN.match(glyph.text):
                break
            left = glyph.left
        return self.right - left


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines from top to bottom; a character drawn twice (to look bold) counts once."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: -each.middle):
        if rows and abs(rows[-1][0].middle - glyph.middle) <= _SAME_LINE * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = []
    for row in rows:
        kept: list[Glyph] = []
        for glyph in sorted(row, key=lambda each: each.left):
            if not (kept and kept[-1].text == glyph.text and glyph.left - kept[-1].left < 0.2 * glyph.size):
                kept.append(glyph)
        while kept and kept[-1].text.isspace():
            kept.pop()
        while kept and kept[0].text.isspace():
            kept.pop(0)
        if kept:
            lines.append(Line(kept))
    return lines


def paragraphs(lines: Sequence[Line], left: float, right: float) -> list[tuple[str, Line]]:
    """The text of each paragraph with its first line; `left` and `right` are where lines may start and end at most.

    A line goes on in the next one if the first word there would not have found room.
    """
    found: list[tuple[str, Line]] = []
    before: Line | None = None
    for line in lines:
        text = line.text
        if before and found and _goes_on(before, line, right):
            said, first = found[-1]
            found[-1] = (said + _joint(before, line, right - left) + text, first)
        else:
            found.append((text, line))
        before = line
    return found


def _goes_on(line: Line, after: Line, right: float) -> bool:
    near = 0 < line.middle - after.middle <= _NEAR * line.size and abs(line.size - after.size) <= 0.3 * line.size
    indented = after.left > line.left + 1.5 * line.size and not _STARTS_ANEW.match(line.text)
    if not near or indented or _STARTS_ANEW.match(after.text):
        return False
    return line.right + after.first_word() > right + 0.5


def _joint(line: Line, after: Line, room: float) -> str:
    """A space between Latin words, unless one word was broken because it is wider than the column."""
    last, first = line.glyphs[-1].text, after.glyphs[0].text
    if _EAST_ASIAN.match(last) or _EAST_ASIAN.match(first) or last == "-":
        return ""
    return "" if line.last_word() + after.first_word() > room else " "


def _between(before: Glyph, glyph: Glyph) -> str:
    gap = (glyph.left - before.right) / max(before.size, glyph.size)
    if gap > _TAB:
        return "\t"
    wordy = not _EAST_ASIAN.match(before.text) and not _EAST_ASIAN.match(glyph.text)
    return " " if gap > (_WORD_GAP if wordy else _SPACE) else ""
