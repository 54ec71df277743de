"""Blocks as JSON, between the sandbox and its parent: plain data, so that what broke the reader cannot break more."""

from __future__ import annotations

import json
from typing import Any

from coordmail.documents.blocks import MAX_BLOCKS, Block, Cell, Paragraph, Reason, Source, Table, Unreadable
from coordmail.documents.ooxml import too_large

MAX_CHARACTERS = 2_000_000


def encode(blocks: tuple[Block, ...]) -> bytes:
    """The blocks, all of one part; Unreadable where they are too many or too long."""
    if len(blocks) > MAX_BLOCKS:
        raise too_large()
    answer = json.dumps([_plain(block) for block in blocks], ensure_ascii=True, separators=(",", ":")).encode()
    if sum(map(_length, blocks)) > MAX_CHARACTERS:
        raise too_large()
    return answer


def encode_unreadable(error: Unreadable) -> bytes:
    """The error in place of blocks."""
    return json.dumps({"reason": error.reason.value, "message": str(error)}).encode()


def decode(answer: bytes, part: str) -> tuple[Block, ...]:
    """The blocks of an answer; raises the Unreadable that it may hold."""
    plain = json.loads(answer)
    if isinstance(plain, dict):
        raise Unreadable(Reason(plain["reason"]), str(plain["message"]))
    return tuple(_block(each, part) for each in plain)


def _plain(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return [block.source.place, block.text, block.number, block.level, block.heading, block.ticked]
    rows = [[[cell.text, *cell.origin, cell.source.place] for cell in row] for row in block.rows]
    return [block.source.place, rows]


def _block(plain: list[Any], part: str) -> Block:
    source = Source(part, plain[0])
    if len(plain) > 2:
        return Paragraph(plain[1], source, *plain[2:])
    return Table(
        tuple(
            tuple(Cell(text, (row, column), Source(part, place)) for text, row, column, place in cells)
            for cells in plain[1]
        ),
        source,
    )


def _length(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    return sum(len(cell.text) for row in block.rows for cell in row)
