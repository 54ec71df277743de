"""Answers written between the lines of a quoted mail: each piece with the quoted lines that it stands under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.mail.trim.lines import Verdict

if TYPE_CHECKING:
    from coordmail.mail.trim.lines import Line

_MOST_PIECES = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """New text, and the quoted lines between it and the piece before it. The last may have no text."""

    text: str
    above: tuple[str, ...]


def pieces(lines: list[Line], verdicts: list[Verdict]) -> tuple[Piece, ...]:
    """The pieces of new text that stand under quoted lines; none where nothing does."""
    found: list[Piece] = []
    above: list[str] = []
    written: list[str] = []
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict is Verdict.NEW:
            written.append(line.text)
        elif verdict is Verdict.QUOTE:
            if any(text.strip() for text in written):
                found.append(Piece("\n".join(written).strip("\n"), tuple(above)))
                above = []
            written = []
            above.append(line.text.lstrip(" \t>|"))
    text = "\n".join(written).strip("\n")
    found.append(Piece(text if text.strip() else "", tuple(above)))
    answers = any(piece.above and piece.text for piece in found)
    return tuple(found) if answers and len(found) <= _MOST_PIECES else ()
