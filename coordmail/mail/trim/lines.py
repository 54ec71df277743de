"""The lines of a mail's body, and what each is found to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from coordmail.documents.tidy import clean
from coordmail.mail.widths import halfwidth

_QUOTE_PREFIX = re.compile(r"[ ]{0,3}>")
_COMPARISON = re.compile(r"\s{0,3}>\s?=?\s?\d{1,12}(?:[.,]\d{1,12})?(?:\s?[%\u2030]|[^\d\s.,\u3001)\uff09:\uff1a])")
_LONGEST = 4000
_BLANK_RUN = re.compile(r"\n(?:[ \t]*\n){3,}")
MOST_LINES = 10_000
"""Bodies with more lines than people write are looked at so far; the rest is one line."""


class Mark(Enum):
    """What a line's place in the mail already tells, before its words are looked at."""

    PLAIN = auto()
    QUOTED = auto()
    """Behind ">", or inside an element that only quotes."""
    INDENTED = auto()
    """In a blockquote, or behind "|": a quote only when an attribution stands above."""
    ATTRIBUTION = auto()
    """The line above a quote, or the header of forwarded mail."""
    SIGNATURE = auto()
    FOOTER = auto()
    BANNER = auto()
    REST_QUOTED = auto()
    """From here on all is quoted."""


class Verdict(Enum):
    """What a line is."""

    NEW = auto()
    QUOTE = auto()
    HEADER = auto()
    """An attribution, separator or header block above a quote."""
    SIGNATURE = auto()
    FOOTER = auto()
    DISCLAIMER = auto()
    BANNER = auto()


@dataclass(frozen=True)
class Line:
    """One line. `text` is as written, without white space at its end."""

    text: str
    mark: Mark = Mark.PLAIN
    tabled: bool = False
    """Whether it stands in a table of facts, where a name is a cell and no signature."""

    @cached_property
    def folded(self) -> str:
        """The text for comparing: half-width, stripped, cut to a length that patterns can bear."""
        return halfwidth(self.text[:_LONGEST]).strip()

    def as_written(self, part: str) -> str:
        """What stands in the line where `folded` has `part`."""
        at = self.folded.rfind(part)
        return self.text.strip()[at : at + len(part)] if at >= 0 else part

    @cached_property
    def blank(self) -> bool:
        """Whether there is nothing on the line."""
        return not self.text or self.text.isspace()


def split_lines(text: str) -> list[Line]:
    """The lines of a plain text body, quoted ones marked."""
    text = _BLANK_RUN.sub("\n\n\n", clean(text.replace("&nbsp;", " ")))
    lines = [Line(line, _mark(line)) for line in map(str.rstrip, text.split("\n", MOST_LINES))]
    quoted = [number for number, line in enumerate(lines) if line.mark is Mark.QUOTED]
    if len(quoted) <= 2:
        # "> 95%" is a figure unless there is more that is quoted.
        for number in quoted:
            if _COMPARISON.match(lines[number].text):
                lines[number] = Line(lines[number].text)
    return lines


def _mark(line: str) -> Mark:
    if _QUOTE_PREFIX.match(line):
        return Mark.QUOTED
    if line.startswith(("|", "\uff5c")) and line.count("|") == 1:
        return Mark.INDENTED
    return Mark.PLAIN


def next_filled(lines: list[Line], start: int) -> int | None:
    """The number of the first line from `start` on that is not blank."""
    return next((number for number in range(start, len(lines)) if not lines[number].blank), None)
