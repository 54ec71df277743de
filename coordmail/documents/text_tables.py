"""The ways in which people draw tables in plain text: pipes, tabs, aligned columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.text_columns import RULED, cut_at_header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Rows = list[list[str]]

_RULER = re.compile(r"[-|+:=\s─━═│┃┼├┤┌┐└┘┬┴╋┳┻┣┫┏┓┗┛╪╞╡]+")
_CROSSED = re.compile(r"[+├└┌┣┗┏╞]?[-=─━═]+(?:[+┼┬┴╋┳┻╪][-=─━═]+)+[+┤┘┐┫┛┓╡]?")
"""A ruler with crossings: that of a frame, or that of a database's client under the header."""
_PIPE = re.compile(r"(?<!\\)[|｜│┃]")
_LINE_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_FEWEST_GROUPS = 3
_NUMBERED = re.compile(r"\s*(\d{1,2})\s?[.、)）]\s*(?=[^|｜\s])")
_WIDE_GAP = re.compile(r" {2,}")
_LABEL = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class Run:
    """Which lines may belong to a table of one kind, and how a run of two or more is read: None if it is no table."""

    belongs: Callable[[str], bool]
    rows: Callable[[Sequence[str]], Rows | None]
    goes_on: Callable[[str], bool] | None = None
    """Which lines below the first may belong as well, where the whole run then is a table."""


def _is_piped(line: str) -> bool:
    return _PIPE.search(line) is not None or _CROSSED.fullmatch(line.strip()) is not None


def _piped_rows(lines: Sequence[str]) -> Rows | None:
    """Certain with a ruler under the first row (Markdown), or two or more rows of the same three or more columns.

    Lines numbered from 1 on are a list, whatever stands between their words.
    """
    if [found[1] for line in lines if (found := _NUMBERED.match(line))] == [str(n + 1) for n in range(len(lines))]:
        return None
    rows = _wrapped_rows(lines) or [_piped_cells(line) for line in lines if not _RULER.fullmatch(line)]
    if not rows:
        return None
    ruled = len(lines) > 1 and _RULER.fullmatch(lines[1]) and "-" in lines[1] and not _RULER.fullmatch(lines[0])
    framed = all(line.lstrip().startswith(("|", "+", "｜", "│", "┃", "├", "┌", "└")) for line in lines)
    columns = {len(row) for row in rows}
    drawn = len(rows) > 1 and len(columns) == 1 and max(columns) > (1 if framed else 2)
    return rows if ruled or drawn else None


def _wrapped_rows(lines: Sequence[str]) -> Rows | None:
    """The rows of a grid with a ruler below each, whose cells may go on over several lines; None if it is no such."""
    groups: list[list[list[str]]] = []
    fresh = True
    for line in lines:
        if _RULER.fullmatch(line):
            fresh = True
            continue
        if fresh:
            groups.append([])
        groups[-1].append(_piped_cells(line))
        fresh = False
    if len(groups) < _FEWEST_GROUPS or all(len(group) == 1 for group in groups):
        return None
    if len({len(row) for group in groups for row in group}) != 1:
        return None
    return [[_unwrapped(cells) for cells in zip(*group, strict=True)] for group in groups]


def _unwrapped(lines: Sequence[str]) -> str:
    """A cell's lines as one; Chinese goes on without a blank."""
    text = ""
    for line in map(str.strip, lines):
        glue = " " if text and line and (text[-1].isascii() or line[0].isascii()) else ""
        text = f"{text}{glue}{line}"
    return text


def _piped_cells(line: str) -> list[str]:
    line = line.strip()
    cells = _PIPE.split(line)
    if _PIPE.match(line):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return [_LINE_BREAK.sub("\n", cell.replace("\\|", "|")) for cell in cells]


def _is_tabbed(line: str) -> bool:
    return "\t" in line.strip()


def _tabbed_rows(lines: Sequence[str]) -> Rows | None:
    """Certain where no row has more cells than the first; a row may lack its last cells."""
    if lines[0].startswith("\t"):
        return None
    rows = [line.rstrip().split("\t") for line in lines]
    if "" in rows[0]:
        rows = [re.split("\t+", line.strip()) for line in lines]
    return rows if max(map(len, rows)) == len(rows[0]) else None


def _is_aligned(line: str) -> bool:
    return len(_WIDE_GAP.findall(line.strip())) > 1


def _goes_on_aligned(line: str) -> bool:
    return _WIDE_GAP.search(line.strip()) is not None or RULED.fullmatch(line.strip()) is not None


def _aligned_rows(lines: Sequence[str]) -> Rows | None:
    """Certain for three or more columns in every line, where the first line is no row of labels with values."""
    rows = [_WIDE_GAP.split(line.strip()) for line in lines]
    if _LABEL.search(lines[0]):
        return None
    same = len({len(row) for row in rows}) == 1 and not any(_RULER.fullmatch(line) for line in lines)
    return rows if same else cut_at_header(lines)


RUNS = (Run(_is_piped, _piped_rows), Run(_is_tabbed, _tabbed_rows), Run(_is_aligned, _aligned_rows, _goes_on_aligned))
