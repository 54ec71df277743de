"""What stands out in a text: the labels of a problem (5W1H), the departments and numbers of points."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from coordmail.reports.fields import EntryFields, PartFields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A number that the writer typed before a point; the paper numbers its lists itself.
_TYPED_NUMBER = re.compile(r"\s{0,8}[(\uff08]?(\d{1,3})[.\u3001\uff0e)\uff09]\s{0,8}(?=[^\s\d])")


def problem_parts(text: str) -> tuple[PartFields, ...]:
    """The lines of a problem, those apart that say What, When, Where, Who, Why or How under such a label.

    A single label tells nothing: `原因：…` may be any sentence. Then all lines have none.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    matches = [_labelled().match(line) for line in lines]
    if sum(match is not None for match in matches) < 2:
        matches = [None] * len(lines)
    return tuple(
        PartFields(line[: match.end()] if match else "", line[match.end() :] if match else line)
        for line, match in zip(lines, matches, strict=True)
    )


def entries(points: Sequence[str], departments: Iterable[str] = ()) -> tuple[EntryFields, ...]:
    """Points as a numbered list has them: without numbers of their own where these run through from 1, else as they
    stand; with the department apart that a point begins with.
    """
    points = [point for point in points if point.strip()]
    matches = [_TYPED_NUMBER.match(point) for point in points]
    numbers = [int(match[1]) for match in matches if match]
    numbered = bool(numbers) and numbers != list(range(1, len(points) + 1))
    starts = _starts(departments)
    found = []
    for point, match in zip(points, matches, strict=True):
        text = point if numbered or not match else point[match.end() :]
        number = match.end() if numbered and match else 0
        start = starts.match(text, number) if starts else None
        end = start.end() if start else 0
        found.append(EntryFields(text[:end], text[end:], numbered))
    return tuple(found)


def _starts(departments: Iterable[str]) -> re.Pattern[str] | None:
    """A department at the beginning of a point, by the longest of its names, with the colon behind it."""
    names = sorted({name for name in departments if len(name) > 1}, key=len, reverse=True)
    if not names:
        return None
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?![\u95e8A-Za-z])[:\uff1a]?(?=.)", re.DOTALL)


@lru_cache(maxsize=1)
def _labelled() -> re.Pattern[str]:
    content = resources.files("coordmail.reports").joinpath("problem_parts.toml").read_text(encoding="utf-8")
    words = sorted((word for known in tomllib.loads(content).values() for word in known), key=len, reverse=True)
    label = "|".join(map(re.escape, words))
    number = r"(?:[-*\u2022\u00b7]|[(\uff08]?\d{1,2}[.\u3001)\uff09])?"
    aside = r"(?:\s?[(\uff08][^()\uff08\uff09]{1,12}[)\uff09])?"
    return re.compile(rf"\s*{number}\s*[\u3010\[]?(?:{label}){aside}[\u3011\]]?\s?[:\uff1a]\s*", re.IGNORECASE)
