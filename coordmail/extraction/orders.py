"""Words about items that are named by their references: 「CM-12 第2项 改由李娜负责」, "CM-12/3 cancel"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.replies import read_reply
from coordmail.extraction.reply_items import numbers_in
from coordmail.extraction.spelling import fold
from coordmail.model import Answer, Order

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateContext

MAX_TEXT = 3_000
"""Orders are short; what is longer tells something else."""
_MOST_MEETINGS = 20
_NUMBERS = r"\d{1,3}(?:[ ]?(?:[,、和及与&]|and|-|~|至|到)[ ]?(?:第|#)?\d{1,2}(?![\d%月日:.天周]))*"
_REFERENCE = re.compile(
    r"[\[【(《「]?(?<![a-z0-9-])cm-(?P<meeting>\d{1,9})(?![a-z0-9_-]|/\d{4})[\]】)》」]?"
    rf"(?:(?:/|[ ]{{0,2}}(?:第|#|items?[ ])[ ]?)(?P<items>{_NUMBERS})(?![\d%月日天周]|\.\d)"
    r"(?:[ ]?[项条])?[\]】)》」]?)?"
)
_SUBJECT_PREFIX = re.compile(r"^(?:\s*(?:re|回复|答复|回覆|aw|sv)\s?[:\uff1a]\s?)+", re.IGNORECASE)
_LEADING = " :,\uff1a\uff0c的"
_OF = re.compile(r"\s(?:of|in|from|for|on)\s*$", re.IGNORECASE)
"""What ties what is to be done to the reference behind it: cancel item 15 of CM-1, move the deadline of CM-1/16."""
_SILENT = frozenset({Answer.UNCLEAR, Answer.QUESTION})


def named_reference(text: str) -> str | None:
    """The first reference in `text` as people write it: CM-12, CM-12/2. The tag of a mail of ours is none."""
    found = _REFERENCE.search(fold(text[:MAX_TEXT]))
    if found is None:
        return None
    number = re.match(r"\d{1,3}$", found["items"] or "")
    return f"CM-{found['meeting']}" + (f"/{number[0]}" if number else "")


def read_orders(subject: str, text: str, dates: DateContext) -> tuple[Order, ...]:
    """What is said of items that a mail names by reference, a meeting at a time in the order of their first mention.

    Numbers that follow a reference go with it. Nothing where no item is named, or where all that is said of them is
    a question.
    """
    heading = _SUBJECT_PREFIX.sub("", subject)
    words = f"{heading}\n{text}" if _REFERENCE.search(fold(heading)) else text
    return _orders(words, list(_REFERENCE.finditer(fold(words))), dates) if len(text) <= MAX_TEXT else ()


def read_references(text: str, dates: DateContext) -> tuple[Order, ...]:
    """As `read_orders`, for an answer: only what is said of items whose own numbers stand in a reference (CM-12/2);
    other numbers are those of the mail that it answers."""
    found = [reference for reference in _REFERENCE.finditer(fold(text[:MAX_TEXT])) if reference["items"]]
    named = {(f"CM-{one['meeting']}", number) for one in found for number in numbers_in(one["items"])}
    orders = []
    for order in _orders(text, found, dates):
        items = tuple(item for item in order.reply.items if (order.named, item.number) in named)
        if items:
            orders.append(Order(order.named, replace(order.reply, items=items)))
    return tuple(orders)


def _orders(words: str, found: list[re.Match[str]], dates: DateContext) -> tuple[Order, ...]:
    said: dict[str, list[str]] = {}
    folded = fold(words)
    for place, reference in enumerate(found):
        start = _clause_start(folded, found[place - 1].end() if place else 0, reference.start())
        end = len(folded)
        if place + 1 < len(found):
            end = _clause_start(folded, reference.end(), found[place + 1].start())
        items = words[reference.start("items") : reference.end("items")] if reference["items"] else ""
        number = f"第{items}项 " if items else " "
        lead, rest = words[start : reference.start()], words[reference.end() : end].lstrip(_LEADING)
        tied = _OF.search(lead)
        chunk = f"{number}{lead[: tied.start()]} {rest}" if tied else f"{lead}{number}{rest}"
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
