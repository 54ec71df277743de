"""Rows whose every cell bears its own label: 「事项:完成扩容 | 责任人:张伟 | 截止:3月6日」."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.form import Row
from coordmail.extraction.ordinals import typed_ordinal
from coordmail.extraction.row_tables import distinct
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Cell, Table

_LABELLED = re.compile(r"\s*(?P<label>[^:\uff1a\n]{1,24})[:\uff1a]\s*(?P<value>[^\n]{1,400})")


def labelled_rows(table: Table) -> list[Row]:
    """The rows of `table` if each is a task with its owner or deadline, told by labels in the cells; else none."""
    rows: list[Row] = []
    for line in table.rows:
        row = _row(distinct(line))
        if row is None:
            return []
        rows.append(row)
    return rows


def _row(cells: Sequence[Cell]) -> Row | None:
    filled = [cell for cell in cells if cell.text.strip()]
    found: dict[str, str] = {}
    headers: dict[str, str] = {}
    for at, cell in enumerate(filled):
        text = cell.text
        ordinal = typed_ordinal(text) if not at else None
        number, text = (str(ordinal.value), text[ordinal.length :]) if ordinal else (None, text)
        said = _LABELLED.fullmatch(text)
        column = vocabulary().column(said["label"]) if said else None
        if said is None or column is None or column in found:
            return None
        found[column], headers[column] = said["value"].strip(), said["label"].strip()
        if number and ordinal and ordinal.value:
            found["number"], headers["number"] = number, ""
    return Row(found, filled[0].source, headers) if "task" in found and found.keys() & {"owner", "due"} else None
