"""The mail inside a forwarded mail: its text, who sent it and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.mail.moments import read_moment
from coordmail.mail.trim.headers import HeaderBlock, read_header, read_separator
from coordmail.mail.trim.lines import Line, Mark, Verdict
from coordmail.mail.trim.text import judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

_FORWARD_SUBJECT = re.compile(
    r"\s*(?:(?:re|回复|答复|回覆|aw)\s?[:\uff1a]\s*){0,3}(?:fwd?|转发|轉寄|轉發|转寄|wg|tr|i|rv|vs|enc|doorst|vb)\s?[:\uff1a]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(r"\s*(?:re|回复|答复|回覆|aw|sv|antw|ynt)(?:\[\d{1,3}\])?\s?[:\uff1a]", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}[\w.-]{1,190}")
_ONE_LEVEL = re.compile(r" {0,3}> ?")
_FEW_LINES = 4
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail that was forwarded, inline or as message/rfc822; `sender` is a lower-case address, `date` aware."""

    text: str
    html: str | None
    sender: str | None
    date: datetime | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Inner:
    """The forwarded mail's header, and the numbers of its first line and of the line after its last."""

    header: HeaderBlock
    start: int
    lines: list[Line]

    def text(self) -> str:
        """The forwarded mail's lines."""
        return "\n".join(line.text for line in self.lines).strip("\n")


def find_inner(lines: list[Line], subject: str, *, nothing_new: bool) -> Inner | None:
    """The mail that the subject, a separator, or the lack of anything else says is forwarded; None where none is.

    A mail forwarded several times over without a word of content is followed down to the one that has content.
    """
    plain = [Line(_ONE_LEVEL.sub("", line.text, count=1)) if line.mark is Mark.QUOTED else line for line in lines]
    by_subject = bool(_FORWARD_SUBJECT.match(subject))
    reply = bool(_REPLY_SUBJECT.match(subject)) and not by_subject
    block = _first_block(plain, 0)
    if block is None or not (by_subject or (block.forwarded and not reply) or (nothing_new and not reply)):
        return None
    for _ in range(_DEEPEST):
        own, deeper = _own_lines(plain, block.end)
        if deeper is None or own > _FEW_LINES:
            break
        block = deeper
    return Inner(block, block.end, plain[block.end :])


def describe(inner: Inner, html: str | None, zone: tzinfo | None) -> Forwarded:
    """What the forwarded mail's header tells. Dates without an offset are in `zone`."""
    fields = inner.header.fields
    address = _ADDRESS.search(fields.get("from", ""))
    return Forwarded(
        text=inner.text(),
        html=html,
        sender=address[0].lower() if address else None,
        date=read_moment(fields["date"], zone) if fields.get("date") else None,
        subject=fields.get("subject") or None,
    )


def quoted_header(lines: list[Line]) -> HeaderBlock | None:
    """The header of the first quoted mail; None where it was quoted without one."""
    return _first_block(lines, 0)


def _first_block(lines: list[Line], start: int) -> HeaderBlock | None:
    for number in range(start, len(lines)):
        if lines[number].blank:
            continue
        block = read_separator(lines, number) or read_header(lines, number)
        if block and block.fields:
            return block
    return None


def _own_lines(lines: list[Line], start: int) -> tuple[int, HeaderBlock | None]:
    """How many lines the mail that begins at `start` says itself, and the header of the next one inside it."""
    deeper = _first_block(lines, start)
    end = deeper.start if deeper else len(lines)
    piece: Sequence[Line] = lines[start:end]
    verdicts = judge(list(piece))
    own = sum(1 for line, verdict in zip(piece, verdicts, strict=True) if verdict is Verdict.NEW and not line.blank)
    return own, deeper
