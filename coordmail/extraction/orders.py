"""Words about items that are named by their references: 「CM-12 第2项 改由李娜负责」, "CM-12/3 cancel"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.replies import read_reply
from coordmail.extraction.spelling import fold
from coordmail.model import Answer, Order

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateContext

MAX_TEXT = 3_000
"""Orders are short; what is longer tells something else."""
_MOST_MEETINGS = 20
_NUMBERS = r"\d{1,3}(?:[ ]?(?:[,、和及与&]|and|-|~|至|到)[ ]?(?:第|#)?\d{1,2}(?![\d%月日:.天周]))*"
_REFERENCE = re.compile(
    rf"[\[【(《「]?(?<![a-z0-9-])cm-(?P<meeting>\d{{1,9}})(?![a-z0-9_-]|/\d{{4}})"
    rf"(?:/(?P<items>{_NUMBERS})(?:[ ]?[项条])?)?[\]】)》」]?"
)
_SUBJECT_PREFIX = re.compile(r"^(?:\s*(?:re|回复|答复|回覆|aw|sv)\s?[:\uff1a]\s?)+", re.IGNORECASE)
_LEADING = " :,\uff1a\uff0c"
_SILENT = frozenset({Answer.UNCLEAR, Answer.QUESTION})


def named_reference(text: str) -> str | None:
    """The first reference in `text` as people write it: CM-12, CM-12/2. The tag of a mail of ours is none."""
    found = _REFERENCE.search(fold(text[:MAX_TEXT]))
    if found is None:
        return None
    number = re.match(r"\d{1,3}$", found["items"] or "")
    return f"CM-{found['meeting']}" + (f"/{number[0]}" if number else "")


def read_orders(subject: str, text: str, dates: DateContext) -> tuple[Order, ...]:
    """What is said of items that the words name, a meeting at a time in the order of their first mention.

    `subject` is "" for an answer, whose subject is another mail's. Nothing where no item is named, or where all that
    is said of them is a question.
    """
    heading = _SUBJECT_PREFIX.sub("", subject)
    if len(text) > MAX_TEXT:
        return ()
    words = f"{heading}\n{text}" if _REFERENCE.search(fold(heading)) else text
    said: dict[str, list[str]] = {}
    folded = fold(words)
    found = list(_REFERENCE.finditer(folded))
    for place, reference in enumerate(found):
        start = _clause_start(folded, found[place - 1].end() if place else 0, reference.start())
        end = len(folded)
        if place + 1 < len(found):
            end = _clause_start(folded, reference.end(), found[place + 1].start())
        items = words[reference.start("items") : reference.end("items")] if reference["items"] else ""
        number = f"第{items}项 " if items else " "
        before = words[start : reference.start()] if place or start else words[: reference.start()]
        chunk = f"{before}{number}{words[reference.end() : end].lstrip(_LEADING)}"
        said.setdefault(f"CM-{reference['meeting']}", []).append(chunk.strip("\n"))
    orders = []
    for meeting, chunks in list(said.items())[:_MOST_MEETINGS]:
        reply = read_reply("\n".join(chunks), dates)
        if any(item.answer not in _SILENT or item.cancel or item.owner for item in reply.items):
            orders.append(Order(meeting, reply))
    return tuple(orders)


def _clause_start(folded: str, after: int, place: int) -> int:
    """Where the words begin that lead to `place`: 请取消CM-12/3 begins with its verb."""
    start = place
    while start > after and folded[start - 1] not in ",;。!?\n":
        start -= 1
    return start
