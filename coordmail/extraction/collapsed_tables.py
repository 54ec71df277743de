"""Tables that lost their grid on the way, as text parts show them: a line for every cell, or blanks between cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Cell, Paragraph, Table
from coordmail.extraction.labels import label_at
from coordmail.extraction.ordinals import typed_ordinal
from coordmail.extraction.spaced_rows import cells_of
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block

_FEWEST = 3
_FEWEST_WITHOUT_NUMBER = 4
_MOST = 16
_LONGEST_HEADER = 80
_LONGEST_ROW = 400
_MOST_WORDS = 3
"""So many words at most make one header."""


def restore_tables(paragraphs: Sequence[Paragraph]) -> list[Block]:
    """`paragraphs` with each run of headers and the cells below it as a table again; where in doubt it stays text."""
    blocks: list[Block] = []
    columns = [_column(paragraph) for paragraph in paragraphs]
    at = 0
    while at < len(paragraphs):
        headers = spaced_header(paragraphs[at])
        if headers:
            spaced = _spaced_rows(paragraphs[at + 1 :], headers)
            if spaced:
                first = [replace(paragraphs[at], text=header) for header in headers]
                blocks.append(_table([first, *spaced]))
            at += 1 + len(spaced)
            continue
        width = _header_width(columns, at)
        rows = _rows(paragraphs, at, width, numbered=columns[at] == "number") if width else []
        if rows:
            blocks.append(_table([list(paragraphs[at : at + width]), *rows]))
            at += width + sum(len(row) for row in rows)
        else:
            blocks.append(paragraphs[at])
            at += 1
    return blocks


def spaced_header(paragraph: Paragraph) -> list[str]:
    """The headers of an action table that stand on one line with single blanks between them; none if it is another."""
    words = paragraph.text.split() if len(paragraph.text) <= _LONGEST_HEADER else []
    if len(words) < _FEWEST or paragraph.number:
        return []
    headers: list[str] = []
    names: set[str] = set()
    at = 0
    while at < len(words):
        for end in range(min(at + _MOST_WORDS, len(words)), at, -1):
            column = vocabulary().column(" ".join(words[at:end]))
            if column == "owner" and end > at + 1 and "task" not in names and _are_two(words[at:end]):
                continue
            if column and (end == at + 1 or words[at].isascii()):
                headers.append(" ".join(words[at:end]))
                names.add(column)
                at = end
                break
        else:
            return []
    marks = vocabulary()
    certain = len(names) >= _FEWEST and names & marks.task_columns and names & {"owner", "due"}
    return headers if certain else []


def _are_two(words: Sequence[str]) -> bool:
    """Whether `Action Owner` is two headers rather than one."""
    known = vocabulary()
    return known.column(words[0]) == "task" and known.column(" ".join(words[1:])) == "owner"


def closes_table(paragraph: Paragraph) -> bool:
    """Whether a line below a table's header is the letter again rather than a row."""
    return vocabulary().closes(paragraph.text) or bool(spaced_header(paragraph))


def _spaced_rows(paragraphs: Sequence[Paragraph], headers: Sequence[str]) -> list[list[Paragraph]]:
    """The lines below a header whose words are as many as its columns, or tell themselves to which they belong."""
    columns = [vocabulary().column(header) for header in headers]
    rows: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        text = f"{paragraph.number} {paragraph.text}" if paragraph.number else paragraph.text
        words = text[:_LONGEST_ROW].split()
        if vocabulary().closes(text):
            break
        words = (cells_of(words, columns) if words else []) or words
        if len(words) != len(headers):
            break
        rows.append([replace(paragraph, text=word, number=None) for word in words])
    return rows


def _column(paragraph: Paragraph) -> str | None:
    """The column that a line names on its own; numbered lines are items."""
    if paragraph.number or paragraph.heading or typed_ordinal(paragraph.text):
        return None
    return vocabulary().column(paragraph.text)


def _header_width(columns: Sequence[str | None], at: int) -> int:
    """How many headers of an action table stand in a row from `at`; 0 where they are none."""
    end = at
    while end < len(columns) and columns[end] and end - at < _MOST:
        end += 1
    names, marks = set(columns[at:end]), vocabulary()
    fewest = _FEWEST if columns[at] == "number" else _FEWEST_WITHOUT_NUMBER
    if end - at < fewest or not (names & marks.task_columns and names & {"owner", "due"}):
        return 0
    return end - at


def _rows(paragraphs: Sequence[Paragraph], at: int, width: int, *, numbered: bool) -> list[list[Paragraph]]:
    """The rows below the header: whole ones only, each beginning with its number where the table counts its rows."""
    rows: list[list[Paragraph]] = []
    start = at + width
    while start + width <= len(paragraphs):
        row = list(paragraphs[start : start + width])
        if numbered and row[0].text.strip(" .、") != str(len(rows) + 1):
            break
        if any(vocabulary().closes(cell.text) or label_at(cell.text) for cell in row):
            break
        rows.append(row)
        start += width
    if not numbered and start < len(paragraphs) and not _stands_apart(paragraphs[start]):
        return []
    return rows


def _stands_apart(paragraph: Paragraph) -> bool:
    """Whether a line is none of the table's cells: the letter again, or the next label."""
    return vocabulary().closes(paragraph.text) or label_at(paragraph.text) is not None


def _table(rows: Sequence[Sequence[Paragraph]]) -> Table:
    cells = (tuple(Cell(cell.text, (r, c), cell.source) for c, cell in enumerate(row)) for r, row in enumerate(rows))
    return Table(tuple(cells), rows[0][0].source)
