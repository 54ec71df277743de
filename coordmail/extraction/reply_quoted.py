"""What the quoted mail tells about an answer: the numbers that it listed, and which of them a piece stands under."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.reply_words import words
from coordmail.extraction.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.mail.trim.answered import Piece

_LINE = re.compile(r"[ \t>|★*☆-]{0,8}(?:第[ ]?)?#?(\d{1,2})(?:[.、):]|[ ]?项|\t)[ \t]{0,4}(?!\d{1,2}[:%])[^\s\d]")
_MOST_LINES = 400
_WRAPPED = 3
"""Lines that one item may go on for."""


def _number(line: str) -> int | None:
    found = _LINE.match(fold(line[:60]))
    return int(found[1]) if found and int(found[1]) else None


def listed(quoted: str) -> tuple[int, ...]:
    """The numbers of the first list in `quoted`, which counts upwards."""
    numbers: list[int] = []
    for line in quoted.split("\n")[:_MOST_LINES]:
        number = _number(line)
        if number is None:
            continue
        if numbers and number <= numbers[-1]:
            break
        numbers.append(number)
    return tuple(numbers) if len(numbers) > 1 else ()


def numbered(pieces: Sequence[Piece]) -> list[tuple[int | None, str]]:
    """Each piece of text with the number of the quoted item that it stands directly under.

    None at all where no piece does. A lone piece under a whole list answers the list, not its last item.
    """
    found: list[tuple[int | None, str]] = []
    under = [_directly_above(piece.above) for piece in pieces]
    several = len({number for piece, number in zip(pieces, under, strict=True) if piece.text and number}) > 1
    for place, piece in enumerate(pieces):
        if not piece.text:
            continue
        number = under[place]
        if number and not several:
            alone = sum(_number(line) is not None for line in piece.above) == 1
            goes_on = any(_number(line) == number + 1 for later in pieces[place + 1 :] for line in later.above)
            number = number if alone or goes_on else None
        found.append((number, piece.text))
    return found if any(number for number, _ in found) else []


def _directly_above(above: Sequence[str]) -> int | None:
    """The number of the item that the quoted lines end with."""
    lines = list(above[-_MOST_LINES:])
    while lines and not lines[-1].strip():
        lines.pop()
    for line in reversed(lines[-_WRAPPED:]):
        if (number := _number(line)) is not None:
            return number
        if not line.strip() or re.search("|".join(words()["scope"]["asks_for_answer"]), fold(line)):
            return None
    return None
