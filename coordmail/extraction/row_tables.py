"""Tables with a header row: one row an action, an attendee, a resource, or the facts of one meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coordmail.extraction.unnamed_columns import SOME_ROWS, told_by_rows
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Cell, Table

_BLANK = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "*", "n/a", "na", "无", "空", "tbd", "...", "…"})
_NEVER_BLANK = frozenset({"remarks", "status"})
_JOINED = {"owner": "、", "task": ":", "resources": ";", "helper": "、"}
_MEETING_COLUMNS = frozenset({"time_of_meeting", "place", "attendees", "method", "points"})


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: for each place of the grid its column (None if unknown) and its words; `height` rows."""

    columns: tuple[str | None, ...]
    words: tuple[str, ...]
    height: int

    @property
    def names(self) -> frozenset[str]:
        """The columns that are known."""
        return frozenset(name for name in self.columns if name)


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """The cells of `row`, each merged one once."""
    return [cell for at, cell in enumerate(row) if at == 0 or cell.origin != row[at - 1].origin]


def header_at(table: Table, at: int) -> Header | None:
    """The header that begins in row `at`, one row high or two; None if that row is none."""
    if at + 1 >= len(table.rows) or not _looks_like_header(table.rows[at]):
        return None
    height = _height(table, at)
    words = tuple(_words(table, at, column, height) for column in range(len(table.rows[at])))
    columns = tuple(_column(table, at, column, height) for column in range(len(table.rows[at])))
    below = table.rows[at + height] if at + height < len(table.rows) else None
    if below is None or (height == 1 and _looks_like_form_row(below)):
        return None
    return Header(
        _meeting_columns(told_by_rows(columns, table.rows[at + height : at + height + SOME_ROWS])), words, height
    )


def read_row(header: Header, row: Sequence[Cell]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of `row` by column, and the headers by column; blank cells are left out, columns of one name joined."""
    cells: dict[str, str] = {}
    headers: dict[str, str] = {}
    seen: set[tuple[int, int]] = set()
    for column, word, cell in zip(header.columns, header.words, row, strict=True):
        text = cell.text.strip()
        if column is None or cell.origin in seen or is_blank(text, column):
            continue
        seen.add(cell.origin)
        headers[column] = word
        if column not in cells:
            cells[column] = text
        elif column in _JOINED:
            cells[column] = _join(cells[column], text, _JOINED[column])
        else:
            cells[column] = text
    return _with_resources(cells, headers), headers


def with_repeated(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """`rows` with the words of the row above where a cell only points at it (同上)."""
    filled: list[dict[str, str]] = []
    above: dict[str, str] = {}
    for cells in rows:
        here = {name: above.get(name, text) if vocabulary().repeats(text) else text for name, text in cells.items()}
        filled.append(here)
        above = here
    return filled


def is_blank(text: str, column: str = "") -> bool:
    """Whether a cell says nothing (a dash, an asterisk for something left out)."""
    return not text if column in _NEVER_BLANK else text.strip(" *").casefold() in _BLANK


def _join(first: str, second: str, mark: str) -> str:
    if second in first:
        return first
    return second if first in second else f"{first}{mark}{second}"


def _with_resources(cells: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    """People, budget and equipment are resources: `人力:2人;预算:5000元`."""
    parts = [f"{headers[name]}:{cells[name]}" for name in ("people_needed", "budget", "equipment") if name in cells]
    if parts:
        cells["resources"] = ";".join([*([cells["resources"]] if "resources" in cells else []), *parts])
    return cells


def _looks_like_header(row: Sequence[Cell]) -> bool:
    """Whether most of the row's cells are headers that are known; a form's row has values between its labels."""
    known = vocabulary()
    cells = distinct(row)
    filled = [cell.text for cell in cells if cell.text.strip()]
    names = [name for name in map(known.column, filled) if name]
    blank = len(cells) - len(filled)
    if len(set(names)) < 2 or blank * 2 > len(names):
        return False
    return len(names) >= 0.6 * len(filled) or _side_by_side(list(map(known.column, filled)))


def _side_by_side(columns: Sequence[str | None]) -> bool:
    """Whether owner and deadline stand beside each other in a row half known (a form has values between)."""
    pairs = {frozenset(pair) for pair in pairwise(columns)}
    return frozenset({"owner", "due"}) in pairs and sum(map(bool, columns)) * 2 >= len(columns)


def _looks_like_form_row(row: Sequence[Cell]) -> bool:
    """Whether a row begins with a label, so that the row above it is none of a header."""
    cells = [cell.text for cell in distinct(row) if cell.text.strip()]
    return bool(cells) and vocabulary().field(cells[0]) is not None and len(cells) <= 4


def _height(table: Table, at: int) -> int:
    """Two where a header cell reaches down into the next row, beside cells that part another one."""
    if at + 2 >= len(table.rows):
        return 1
    top, below = table.rows[at], table.rows[at + 1]
    reaches = any(a.origin == b.origin for a, b in zip(top, below, strict=True))
    parts = any(
        top[n].origin == top[n + 1].origin and below[n].origin != below[n + 1].origin for n in range(len(top) - 1)
    )
    return 2 if reaches and parts else 1


def _words(table: Table, at: int, column: int, height: int) -> str:
    top, low = table.rows[at][column], table.rows[at + height - 1][column]
    words = top.text if top.origin == low.origin else f"{top.text}({low.text})"
    return re.sub(r"\s+", " ", words).strip()


def _column(table: Table, at: int, column: int, height: int) -> str | None:
    known = vocabulary()
    top, low = table.rows[at][column], table.rows[at + height - 1][column]
    if top.origin == low.origin:
        return known.column(top.text)
    spellings = (top.text + low.text, low.text + top.text, low.text, top.text)
    return next((name for name in map(known.column, spellings) if name), None)


def _meeting_columns(columns: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """In a table about a meeting 时间 is its time, not a deadline."""
    names = set(columns)
    if not names & _MEETING_COLUMNS or "task" in names:
        return tuple("time" if name == "time_of_meeting" else name for name in columns)
    meant = {"due": "time", "time_of_meeting": "time", "owner": "organizer", "agenda": "topic", "person": "attendees"}
    return tuple(meant.get(name, name) if name else None for name in columns)
