"""Tables of a changed notice: what was planned and what holds now, side by side (项目 | 原安排 | 调整后)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.documents.blocks import Table
from coordmail.extraction.notice_prose import says_unchanged
from coordmail.extraction.row_tables import distinct
from coordmail.extraction.vocabulary import simplified, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Cell

_OLD = ("原", "变更前", "调整前", "修改前", "更改前", "original", "old", "before", "previous", "was", "from")
_NEW = (
    "变更后",
    "调整后",
    "修改后",
    "更改后",
    "现",
    "新",
    "new",
    "after",
    "now",
    "changed to",
    "revised",
    "updated",
    "to",
)
_LONGEST = 16
_WIDTH = 3


def as_changed(table: Table) -> Table | None:
    """`table` without its old column and header; None where it is no table of changes."""
    header = table.rows[0] if table.rows else ()
    if len(header) != _WIDTH or len(distinct(header)) != _WIDTH or len(table.rows) < 2:
        return None
    words = [simplified(cell.text.strip()) for cell in header]
    if max(map(len, words)) > _LONGEST:
        return None
    old = [n for n in (1, 2) if words[n].startswith(_OLD)]
    new = [n for n in (1, 2) if words[n].startswith(_NEW)]
    rows = table.rows[1:]
    if len(old) != 1 or len(new) != 1 or old == new or not any(vocabulary().field(row[0].text) for row in rows):
        return None
    return Table(tuple(_row(row, old[0], new[0]) for row in rows), table.source)


def _row(row: Sequence[Cell], old: int, new: int) -> tuple[Cell, ...]:
    """The label and what holds now; where that says no more than 不变, what was."""
    stays = says_unchanged(row[new].text) or not row[new].text.strip()
    return row[0], row[old if stays else new]
