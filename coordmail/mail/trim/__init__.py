"""Takes a body apart: what its sender wrote for this mail, what is quoted, what programs and habit put around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.documents.html import html_to_text
from coordmail.mail.trim.answered import Piece, pieces
from coordmail.mail.trim.forwarded import Forwarded, describe, find_inner
from coordmail.mail.trim.html import HtmlTrimmed, html_after, trim_html
from coordmail.mail.trim.lines import Line, Verdict, split_lines
from coordmail.mail.trim.text import judge
from coordmail.mail.trim.vocabulary import vocabulary
from coordmail.mail.widths import halfwidth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_NO_HTML_HERE = re.compile(
    r"\s*(?:this (?:is a multi-?part|message is in (?:mime|html)|e-?mail (?:contains|is in) html)"
    r"|[^\n]{0,40}(?:不支持|无法显示|does(?:n't| not) support)[^\n]{0,20}html)",
    re.IGNORECASE,
)
_LEAK = 6
_MARKS_OF_LOSS = "?\ufffd\uff1f"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A body taken apart (SURFACE.md, `new_text`). `new_html` is None where the mail has no HTML."""

    new_text: str
    quoted_text: str
    new_html: str | None
    forwarded: Forwarded | None
    pieces: tuple[Piece, ...] = ()
    """New text between quoted lines."""


def trim(
    text: str | None, html: str | None, *, names: Sequence[str] = (), subject: str = "", zone: tzinfo | None = None
) -> Trimmed:
    """The new text of a mail given as text, HTML or both. Linear in their length.

    `names` are the sender's, `subject` tells forwarded mail, `zone` is for dates in headers of quoted mail.
    The text part is believed unless it is empty, garbled, or keeps what the HTML part's own marks say is quoted.
    """
    rich = trim_html(html, names) if html else None
    lines = split_lines(text) if text is not None else []
    verdicts = judge(lines, names)
    if rich and (text is None or _html_is_better(lines, verdicts, rich)):
        lines, verdicts = rich.lines, rich.verdicts
        new_text = html_to_text(rich.new_html)
    else:
        new_text = _joined(lines, verdicts)
    new_text = _without_banner_token(_BLANK_LINES.sub("\n\n", new_text).strip("\n").rstrip())
    if not new_text.strip():
        new_text = ""
    quoted = "\n".join(line.text for line, verdict in zip(lines, verdicts, strict=True) if verdict is not Verdict.NEW)
    return Trimmed(
        new_text=new_text.strip("\n"),
        quoted_text=_BLANK_LINES.sub("\n\n", quoted).strip("\n"),
        new_html=rich.new_html if rich else None,
        forwarded=_forwarded(lines, rich, html, subject, zone, nothing_new=not new_text),
        pieces=pieces(lines, verdicts),
    )


def _joined(lines: list[Line], verdicts: list[Verdict]) -> str:
    pieces: list[str] = []
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict is Verdict.NEW:
            pieces.append(line.text)
        elif pieces and pieces[-1]:
            pieces.append("")
    return "\n".join(pieces)


def _forwarded(
    lines: list[Line],
    rich: HtmlTrimmed | None,
    html: str | None,
    subject: str,
    zone: tzinfo | None,
    *,
    nothing_new: bool,
) -> Forwarded | None:
    inner = find_inner(lines, subject, nothing_new=nothing_new)
    if inner is None:
        return None
    inner_html = None
    if rich and html:
        same = inner if lines is rich.lines else find_inner(rich.lines, subject, nothing_new=nothing_new)
        inner_html = html_after(html, same.start) if same else None
    return describe(inner, inner_html, zone)


def _html_is_better(lines: list[Line], verdicts: list[Verdict], rich: HtmlTrimmed) -> bool:
    kept = [line.text for line, verdict in zip(lines, verdicts, strict=True) if verdict is Verdict.NEW]
    rich_kept = {
        _squeezed(line.text) for line, verdict in zip(rich.lines, rich.verdicts, strict=True) if verdict is Verdict.NEW
    } - {""}
    whole = "".join(map(_squeezed, (line.text for line in lines)))
    if not "".join(kept).strip():
        return bool(rich_kept) or not whole
    if _garbled(whole, "\n".join(line.text for line in lines[:5]), rich):
        return True
    kept_lines = {_squeezed(text) for text in kept}
    leaked = sum(
        len(mark)
        for mark in {_squeezed(line.text) for line in rich.marked}
        if mark in kept_lines and mark not in rich_kept
    )
    return leaked >= _LEAK


def _garbled(whole: str, opening: str, rich: HtmlTrimmed) -> bool:
    lost = sum(whole.count(mark) for mark in _MARKS_OF_LOSS)
    if lost > 3 and lost * 3 > len(whole):
        return True
    rich_length = sum(len(_squeezed(line.text)) for line in rich.lines)
    return bool(_NO_HTML_HERE.match(opening)) or (rich_length > 200 and len(whole) * 4 < rich_length)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_banner_token(text: str) -> str:
    """Text without the "[外部邮件]" that a gateway put before its first word."""
    found = vocabulary().banner_token.match(halfwidth(text[:200]))
    return text[found.end() :].lstrip(" \n") if found else text
