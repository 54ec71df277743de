"""The number at the start of a line, typed or automatic, and lists that are written into one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coordmail.extraction.spelling import chinese_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.documents.blocks import Block, Paragraph

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = "一二三四五六七八九十"
_START = re.compile(
    rf"[*#_\s]{{0,6}}(?:(?P<han>[{_HAN}]{{1,3}})[、.\uff0e]\s*"
    rf"|[(\uff08](?P<hanparen>[{_HAN}]{{1,3}})[)\uff09]\s*"
    r"|[(\uff08](?P<paren>\d{1,2})[)\uff09]\s*"
    r"|(?P<digit>\d{1,2})(?:[、.\uff0e。](?!\d)|[)\uff09])\s*"
    rf"|(?P<circled>[{_CIRCLED}])\s*"
    rf"|第(?P<nth>[{_HAN}]{{1,3}})[,\uff0c、:\uff1a项]\s*"
    r"|(?P<letter>[a-zA-Z])[.)](?=\s)\s*"
    r"|(?P<bullet>(?:[-–—•·●■▪◦○□☐☑✓✔]|[*+](?=\s))(?:\s*\[[ xX]?\])?)\s*)"
)
_INLINE = re.compile(
    r"(?:^|(?<=[\s;\uff1b。,\uff0c:\uff1a!\uff01?\uff1f、)\uff09]))"
    r"(?:\d{1,2}(?:[、.\uff0e](?!\d)|[)\uff09])|[(\uff08]\d{1,2}[)\uff09]"
    rf"|[(\uff08][{_HAN}]{{1,3}}[)\uff09])|[{_CIRCLED}]"
)
_TAIL = " \t;\uff1b,\uff0c、"


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A line's number: its style ("han", "digit", "bullet" …), its value (0 for bullets), its length in the text."""

    style: str
    value: int
    length: int

    def follows(self, other: Ordinal) -> bool:
        """Whether this is the next number of the same list."""
        return self.style == other.style and (self.style == "bullet" or self.value == other.value + 1)


def ordinal_of(paragraph: Paragraph) -> Ordinal | None:
    """The number of `paragraph`, automatic or typed at its start."""
    if paragraph.number:
        found = typed_ordinal(paragraph.number + " ")
        style, value = (found.style, found.value) if found else ("auto", 0)
        return Ordinal(f"{style}@{paragraph.level}" if style != "bullet" else style, value, 0)
    return typed_ordinal(paragraph.text)


def typed_ordinal(text: str) -> Ordinal | None:
    """The number that is typed at the start of `text`."""
    found = _START.match(text)
    if found is None or found.lastgroup is None:
        return None
    style, written = found.lastgroup, found[found.lastgroup]
    if style == "circled":
        value = _CIRCLED.index(written) + 1
    elif style == "letter":
        value = ord(written.lower()) - 96
    else:
        value = 0 if style == "bullet" else chinese_number(written) or 0
    return Ordinal(style, value, found.end())


def split_list(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The items of a list: one a line, or numbered within a line, without numbers and bullets.

    A line without a number goes on the item before where that had one; rows of tables are items.
    """
    from coordmail.documents.blocks import Paragraph

    items: list[str] = []
    numbered = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            items += [" ".join(dict.fromkeys(cell.text for cell in row if cell.text)) for row in block.rows[1:]]
            continue
        for line in block.text.split("\n"):
            ordinal = ordinal_of(block) if block.number else typed_ordinal(line)
            pieces = _pieces(line)
            if numbered and ordinal is None and len(pieces) == 1 and items:
                items[-1] = f"{items[-1].rstrip(_TAIL)};{pieces[0]}" if items[-1] else pieces[0]
                continue
            numbered = numbered or (ordinal is not None and ordinal.style != "bullet")
            items += pieces
    return tuple(item for item in (item.strip(_TAIL) for item in items) if item)


def inline_items(line: str) -> int:
    """How many numbered items stand within `line`; 0 where it holds fewer than two."""
    return len(_starts(line))


def _starts(line: str) -> list[re.Match[str]]:
    starts = [found for found in _INLINE.finditer(line) if typed_ordinal(found[0])]
    ordinals = [typed_ordinal(found[0]) for found in starts]
    return starts if len(starts) > 1 and _ascending(ordinals) else []


def _pieces(line: str) -> list[str]:
    """`line` cut at the numbers inside it (1.…;2.…), where there are two of them at least, else as a whole."""
    starts = _starts(line)
    if not starts:
        ordinal = typed_ordinal(line)
        return [line[ordinal.length :] if ordinal else line]
    lead = line[: starts[0].start()].strip(_TAIL + ":\uff1a")
    ends = [*(found.start() for found in starts[1:]), len(line)]
    pieces = [line[found.end() : end].strip() for found, end in zip(starts, ends, strict=True)]
    return [lead, *pieces] if lead else pieces


def _ascending(ordinals: list[Ordinal | None]) -> bool:
    return all(a and b and b.follows(a) for a, b in pairwise(ordinals))
