"""The lines of paragraphs and tables in which items may stand, each without its mark, wrapped ones made whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph, Table
from coordmail.extraction.actions.lists import marker_of, nested_numbers
from coordmail.extraction.actions.loose import bare_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coordmail.documents.blocks import Block, Source

_MOST_LINES = 600
"""No minutes are longer; what is longer is not read by people either, and must not take minutes of time."""
_LONGEST_LINE = 1200
_WRAPPED = 56
"""Mail is wrapped at 60 to 80 characters, a long word may leave a line shorter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of items."""

    text: str
    kind: str
    """What kind of mark began it, "" for none; automatic numbers count as marks."""
    number: int | None
    level: int
    raw: str
    source: Source
    width: int = 0
    """How long its last part was where it was wrapped."""


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The lines of `blocks` that hold anything, each without its mark."""
    lines = list(islice(_unwrapped(line for block in blocks for line in _block_lines(block)), _MOST_LINES))
    raw = [line.raw for line in lines]
    nested = bare_numbers(raw) | nested_numbers(raw)
    return [_unnested(line, nested[at]) if at in nested else line for at, line in enumerate(lines)]


def _unwrapped(lines: Iterable[Line]) -> Iterator[Line]:
    """`lines` with the rest of a wrapped English line put back: a long line without an end, then a small letter."""
    held: Line | None = None
    for line in lines:
        if held and not line.kind and line.text[0].islower() and _is_cut_short(held) and len(held.raw) < _LONGEST_LINE:
            tail = f"{held.text} {line.text}", f"{held.raw} {line.text}"
            held = replace(held, text=tail[0], raw=tail[1], width=len(line.raw))
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _is_cut_short(line: Line) -> bool:
    return (line.width or len(line.raw)) >= _WRAPPED and line.text[-1].isascii() and line.text[-1] not in ".!?:;"


def _unnested(line: Line, found: tuple[int, int]) -> Line:
    number, start = found
    text = line.raw[start:].strip()
    return replace(line, text=text, kind="-", number=number, raw=text)


def _block_lines(block: Block) -> Iterator[Line]:
    return _paragraph_lines(block) if isinstance(block, Paragraph) else _table_lines(block)


def _paragraph_lines(block: Paragraph) -> Iterator[Line]:
    for index, line in enumerate(block.text.split("\n")):
        text = line
        kind, number, start = marker_of(text)
        if index == 0 and block.number is not None:
            kind, number, _ = marker_of(f"{block.number} x")
            kind, start = kind or "auto", 0
        if block.ticked is not None and index == 0:
            kind = kind or "-"
            text = f"[{'x' if block.ticked else ' '}] {text[start:]}"
            start = 0
        if text[start:].strip():
            yield Line(text[start:].strip(), kind, number, block.level, text, block.source)


def _table_lines(table: Table) -> Iterator[Line]:
    """A table that is no form: each cell's lines by themselves, or a row a line where its header is missing."""
    headless = _is_headless(table)
    for row in table.rows:
        if headless:
            cells = [cell.text.strip() for cell in row if cell.text.strip()]
            number = int(cells[0]) if cells and cells[0].isdigit() and len(cells[0]) < 3 else None
            text = " | ".join(cells[1:] if number is not None else cells)
            if text:
                yield Line(text, "auto", number, 0, text, row[0].source)
            continue
        for at, cell in enumerate(row):
            if at and cell.origin == row[at - 1].origin:
                continue
            for text in cell.text.split("\n"):
                kind, number, start = marker_of(text)
                if text[start:].strip():
                    yield Line(text[start:].strip(), kind, number, 0, text, cell.source)


def _is_headless(table: Table) -> bool:
    """Whether the rows of `table` are tasks with owner and deadline under no header: 1, task, name, day."""
    rows = table.rows[:_MOST_LINES]
    return len(rows) > 1 and all(
        len(row) > 2
        and max(len(cell.text) for cell in row) < 200
        and all("\n" not in cell.text for cell in row)
        and len({cell.origin for cell in row}) == len(row)
        and re.search(r"\d\s?[月日号/.-]|周[一二三四五六日]|月底|尽快", row[-1].text) is not None
        and len(row[-1].text) < 20
        for row in rows
    )
