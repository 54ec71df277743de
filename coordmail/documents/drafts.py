"""Blocks while a document is being read: cells are laid out and places counted when all is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Block, Paragraph, Source
from coordmail.documents.grid import Placed, build
from coordmail.documents.ticks import split_tick

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """A paragraph to be; `text` is tidied, and empty for a blank line."""

    text: str
    number: str | None = None
    level: int = 0
    heading: bool = False


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table to be, with the tables inside its cells."""

    cells: Sequence[Placed]
    nested: Sequence[DraftTable] = field(default=())


Draft = DraftParagraph | DraftTable


def finish(drafts: Iterable[Draft], part: str) -> tuple[Block, ...]:
    """The blocks of `drafts` in their order, each with its place in `part`; blank lines and empty tables are gone."""
    blocks: list[Block] = []
    paragraphs = tables = 0
    for draft in _unnested(drafts):
        if isinstance(draft, DraftTable):
            table = build(draft.cells, part, f"table {tables + 1}", inner=True)
            if table:
                tables += 1
                blocks.append(table)
        elif draft.text:
            paragraphs += 1
            blocks.append(paragraph(draft, Source(part, f"paragraph {paragraphs}")))
    return tuple(blocks)


def paragraph(draft: DraftParagraph, source: Source) -> Paragraph:
    """The paragraph of `draft`, the checkbox at its start taken from its text."""
    ticked, text = split_tick(draft.text)
    return Paragraph(text, source, draft.number, draft.level, draft.heading, ticked)


def cell_text(drafts: Iterable[Draft]) -> str:
    """What stands in a cell as lines, list numbers first, and the rows of tables in it with tabs."""
    return "\n".join(line for draft in drafts for line in lines(draft) if line)


def lines(draft: Draft) -> Iterator[str]:
    """The lines of text that `draft` makes; a merged cell is said once, at its first place."""
    if isinstance(draft, DraftParagraph):
        yield f"{draft.number} {draft.text}" if draft.number else draft.text
        return
    table = build(draft.cells, "", "")
    for r, row in enumerate(table.rows if table else ()):
        texts = [cell.text if cell.origin == (r, c) else "" for c, cell in enumerate(row)]
        several = len(row) > 2
        yield "\t".join(" ".join(text.split()) if several else text for text in texts).rstrip("\t")


def _unnested(drafts: Iterable[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft
        if isinstance(draft, DraftTable):
            yield from _unnested(draft.nested)
