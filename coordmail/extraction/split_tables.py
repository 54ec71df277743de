"""Tables that came in pieces: the header a line of text, or the rows behind a gap in a table of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Cell, Paragraph, Table
from coordmail.extraction.collapsed_tables import closes_table, spaced_header
from coordmail.extraction.row_tables import distinct, header_at
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block


def join_tables(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with the pieces of each action table as one table; where in doubt they stay apart."""
    if not any(isinstance(block, Table) for block in blocks):
        return list(blocks)
    joined: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        whole: Block
        if isinstance(block, Table):
            whole, at = _continued(block, blocks, at + 1)
        else:
            whole, at = _headed(block, blocks, at + 1)
        joined.append(whole)
    return joined


def _headed(line: Paragraph, blocks: Sequence[Block], at: int) -> tuple[Block, int]:
    """The table whose header is `line`, and the place behind it; the line itself where it heads none."""
    headers = spaced_header(line)
    rows: list[list[Cell]] = []
    table = False
    end = at
    while headers and end < len(blocks):
        block = blocks[end]
        if isinstance(block, Table):
            if len(block.rows[0]) != len(headers) or _has_header(block):
                break
            rows.extend(list(row) for row in block.rows)
            table = True
        else:
            words = block.text.split()
            if len(words) != len(headers) or closes_table(block) or not any(map(str.isdigit, block.text)):
                break
            rows.append([Cell(word, (0, 0), block.source) for word in words])
        end += 1
    if not table:
        return line, at
    first = [Cell(header, (0, column), line.source) for column, header in enumerate(headers)]
    return _table([first, *rows], line), end


def _continued(table: Table, blocks: Sequence[Block], at: int) -> tuple[Table, int]:
    """`table` with the tables right behind it that have its columns and no header: a page's end parted them."""
    rows = [list(row) for row in table.rows]
    start = at
    while at < len(blocks):
        more = blocks[at]
        if not isinstance(more, Table) or len(more.rows[0]) != len(rows[0]) or _has_header(more):
            break
        if at == start and not _is_action_table(table):
            break
        if any(len(distinct(row)) != len(row) for row in more.rows) or not _begins_like(rows[-1], more.rows[0]):
            break
        height = len(rows)
        rows.extend(
            [replace(cell, origin=(cell.origin[0] + height, cell.origin[1])) for cell in row] for row in more.rows
        )
        at += 1
    return (replace(table, rows=tuple(map(tuple, rows))), at) if at > start else (table, at)


def _begins_like(last: Sequence[Cell], first: Sequence[Cell]) -> bool:
    """Whether a row holds a figure where the row above it does: its number or its date."""
    return any(
        any(map(str.isdigit, above.text)) and any(map(str.isdigit, below.text))
        for above, below in zip(last, first, strict=True)
    )


def _has_header(table: Table) -> bool:
    known = vocabulary()
    return header_at(table, 0) is not None or known.field(table.rows[0][0].text) is not None


def _is_action_table(table: Table) -> bool:
    for at in range(min(3, len(table.rows))):
        header = header_at(table, at)
        if header:
            return "task" in header.names and bool(header.names & {"owner", "due"})
    return False


def _table(rows: Sequence[Sequence[Cell]], line: Paragraph) -> Table:
    built = (tuple(replace(cell, origin=(r, c)) for c, cell in enumerate(row)) for r, row in enumerate(rows))
    return Table(tuple(built), line.source)
