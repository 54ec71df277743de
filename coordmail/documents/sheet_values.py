"""A spreadsheet's cell as it is displayed: dates as ISO text, numbers with their unit, struck-out text left out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from coordmail.documents.tidy import tidy

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_LITERALS = re.compile(r'"([^"]{0,20})"|\[\$([^\]-]{0,10})[^\]]{0,20}\]|\\(.)|([¥￥$€£元台个天人次])')
_DIGITS = re.compile(r"[#0?][#0?,.]*")


def displayed(cell: Cell | MergedCell) -> str:
    """The text of a cell, tidied; "" for an empty, struck-out or erroneous one."""
    value = cell.value
    if value is None or cell.data_type == "e" or (cell.font and cell.font.strike):
        return ""
    number_format = cell.number_format or "General"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number(value, number_format)
    if isinstance(value, datetime | date | time | timedelta):
        return moment(value)
    return tidy(_unstruck(value))


def _unstruck(value: object) -> str:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(value, CellRichText):
        return str(value)
    pieces = [piece for piece in value if not (isinstance(piece, TextBlock) and piece.font.strike)]
    return "".join(piece.text if isinstance(piece, TextBlock) else str(piece) for piece in pieces)


def moment(value: datetime | date | time | timedelta) -> str:
    """A date, time or duration: "2024-03-06", "2024-03-06 14:00", "14:00", "26:05" (hours and minutes)."""
    if isinstance(value, datetime):
        rounded = value + timedelta(milliseconds=500)
        return f"{rounded:%Y-%m-%d}" if rounded.time() < time(0, 0, 1) else f"{rounded:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value.isoformat()


def number(value: float, number_format: str) -> str:
    """The number with the percent sign, currency or unit that its format adds; digits as stored, not rounded."""
    form = number_format.split(";", 1)[0]
    if "%" in form:
        return f"{_plain(value * 100)}%"
    digits = _DIGITS.search(_LITERALS.sub(lambda found: " " * len(found.group()), form[:200]))
    if not digits:
        return _plain(value)
    return f"{_literals(form[: digits.start()])}{_plain(value)}{_literals(form[digits.end() :])}".strip()


def _literals(form: str) -> str:
    return "".join(next(filter(None, found.groups()), "") for found in _LITERALS.finditer(form[:200]))


def _plain(value: float) -> str:
    """Fifteen significant digits, as spreadsheets count, without exponent and idle zeros."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" in text else text.rstrip("0").rstrip(".")
