"""Answers that stand in a table (item, status, expected): each row as the line that one would write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.documents.text import read_text
from coordmail.extraction.row_tables import header_at, is_blank

if TYPE_CHECKING:
    from coordmail.documents.blocks import Table

_NUMBER = re.compile(r"(?:#|No\.? ?|item )?(\d{1,2})[.)、]?", re.IGNORECASE)
_DRAWN = re.compile(r"[|│┃｜\t]")
_DATED = {"due": "预计{}", "actual": "{}"}
_ENGLISH_DATED = {"due": "expected {}", "actual": "{}"}
_SAID = frozenset({"status", "progress", "answer", "due", "remarks", "actual", "cause", "feedback", None})


def without_tables(text: str) -> str:
    """`text` with the rows of each table of answers as lines (`2: 40%, expected 21 November`), or as it was."""
    if not _DRAWN.search(text):
        return text
    lines: list[str] = []
    found = False
    for block in read_text(text):
        rows = [] if isinstance(block, Paragraph) else _answers(block)
        found = found or bool(rows)
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += rows or ["\t".join(cell.text for cell in row) for row in block.rows]
    return "\n".join(lines) if found else text


def _answers(table: Table) -> list[str]:
    header = header_at(table, 0)
    if header is None or "number" not in header.names or not header.names & {"status", "progress", "answer"}:
        return []
    rows: list[str] = []
    for row in table.rows[header.height :]:
        number = _NUMBER.fullmatch(row[header.columns.index("number")].text.strip())
        if number is None:
            return []
        said = [
            _said(name, cell.text.replace("\n", " ").strip())
            for name, cell in zip(header.columns, row, strict=True)
            if name in _SAID and not is_blank(cell.text.strip())
        ]
        rows.append(f"{number[1]}: {', '.join(said)}")
    return rows


def _said(name: str | None, text: str) -> str:
    forms = _DATED if re.search("[\u4e00-\u9fff]", text) else _ENGLISH_DATED
    return forms.get(name or "", "{}").format(text)
