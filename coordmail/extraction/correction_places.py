"""Where a correction names a field's new value, and where it adds items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.extraction.correction_words import LABELS, patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTES = "「」『』\u201c\u201d\"'"
OUTER = " \t\u3000,;:.。，；：、!！"
"""What may stand around a value and is no part of it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A labelled value: which field, where the label begins, and where its value stands."""

    name: str
    start: int
    begin: int
    end: int
    number: int | None = None
    """The item that the words themselves name (the owner of item 2)."""


def added_places(folded: str) -> list[tuple[int, int, int]]:
    """Where items are added: the start of the words, and of the items behind them, and their end."""
    found: list[tuple[int, int, int]] = []
    for match in patterns()["add"].finditer(folded):
        if found and match.start() < found[-1][2]:
            continue
        begin = match.end()
        line_end = _find(folded, "\n", begin)
        if not folded[begin:line_end].strip():
            # 「新增:」 alone on its line: the items stand below, until an empty line.
            block = re.compile(r"\n[ \t]*\n").search(folded, line_end)
            end = block.start() if block else len(folded)
        else:
            ends = patterns()["after_added"].search(folded, begin, line_end)
            end = ends.start() if ends else line_end
        found.append((match.start("words"), begin, end))
    return found


def _find(text: str, what: str, start: int) -> int:
    place = text.find(what, start)
    return len(text) if place < 0 else place


def labelled_values(folded: str) -> Iterator[Value]:
    """The values that stand behind the labels of an item's fields, in order."""
    end = 0
    for match in patterns()["field"].finditer(folded):
        if match.start() < end:
            continue
        name = next(name for name in LABELS if match.group(name))
        verb = match.group("verb")
        if name in ("task", "deliverable") and not verb:
            continue
        begin = match.end()
        stop = patterns()["text_end" if name in ("task", "deliverable") else f"{name}_end"].search(folded, begin)
        end = stop.start() if stop else len(folded)
        if not folded[begin:end].strip(OUTER + QUOTES):
            continue
        number = match.group("of")
        yield Value(name, match.start(), begin, end, int(number) if number else None)
