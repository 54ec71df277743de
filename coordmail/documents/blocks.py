"""The one document model: paragraphs with their numbers, and tables as grids, each knowing where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_BLOCKS = 20_000
"""Paragraphs and tables of a mail's body that are read; an attachment with more is refused."""


class Reason(StrEnum):
    """Why an attachment cannot be read, for those who say it in the reader's language."""

    LEGACY = "legacy"
    """Word, Excel, PowerPoint or WPS before 2007."""
    ENCRYPTED = "encrypted"
    SCAN = "scan"
    """A PDF that is pictures of pages, or whose fonts do not say which characters they show."""
    WINMAIL = "winmail"
    """Outlook's own wrapping (TNEF)."""
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"


class Unreadable(Exception):
    """An attachment that cannot be read; the message says why, and the remedy where there is one, in a few words."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """Where a block stands.

    `part` is "body" or the attachment's filename; `place` counts from 1 in the part's own order ("paragraph 12",
    "line 7", "table 2", "table 2 row 3 cell 1", "sheet 任务!B4").
    """

    part: str
    place: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its white space tidied.

    Single spaces, "\\t" where the author tabbed; no white space at either end. A list item keeps its lines, parted
    by "\\n"; elsewhere each line is a paragraph of its own.
    """

    text: str
    source: Source
    number: str | None = None
    """The number of an automatic list as displayed ("1.", "(2)", "a)", "一、", "•"); a typed one stays in `text`."""
    level: int = 0
    """Nesting in a list, 0 for the outermost and for everything that is in none."""
    heading: bool = False
    ticked: bool | None = None
    """Whether the checkbox at its start is ticked; None where there is none. The box itself is not in `text`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table's grid, with line breaks as "\\n"; the boxes ☑ and □ and list numbers are in the text."""

    text: str
    origin: tuple[int, int]
    """Row and column (from 0) of the top left place of its merged region: places of one cell have the same origin."""
    source: Source


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid, merged cells filled in.

    A table inside a cell is text of that cell (rows as lines, cells parted by tabs), and follows as a table of its own.
    """

    rows: tuple[tuple[Cell, ...], ...]
    source: Source


Block = Paragraph | Table
