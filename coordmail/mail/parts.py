"""Walks a mended MIME tree: which parts are the body, which are calendars, reports and mails inside the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, cast

from coordmail.mail import charsets

if TYPE_CHECKING:
    from coordmail.mail.normalise import Mime

_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_LINE_END = re.compile(r"\r{1,2}\n")
"""Some gateways end lines with CR CR LF: they are one line end, not an empty line between."""


@dataclass(frozen=True, slots=True)
class Body:
    """One piece of the body as the sender's program gave it: as text, as HTML, or both (multipart/alternative)."""

    text: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Contents:
    """What a mail is made of. `mails` are message/rfc822 parts (their inner message)."""

    bodies: list[Body] = field(default_factory=list)
    calendars: list[bytes] = field(default_factory=list)
    mails: list[Mime] = field(default_factory=list)
    reports: list[Mime] = field(default_factory=list)
    returned_headers: list[str] = field(default_factory=list)
    content: list[bytes] = field(default_factory=list)
    """The decoded bytes of every leaf, in order."""


def take_apart(root: Mime) -> Contents:
    """The contents of a mail that `normalise.read_mime` has read."""
    contents = Contents()
    contents.bodies = _walk(root, contents)
    return contents


def plain_text(bodies: list[Body]) -> str | None:
    """The text parts of the body, or None where a piece of it has only HTML."""
    if not bodies or any(body.text is None for body in bodies):
        return None
    return "\n".join(body.text or "" for body in bodies)


def html(bodies: list[Body]) -> str | None:
    """The body as HTML, text-only pieces escaped; None where no piece has HTML."""
    if not any(body.html for body in bodies):
        return None
    return "\n".join(body.html or f"<pre>{escape(body.text or '')}</pre>" for body in bodies)


def _walk(part: Mime, contents: Contents) -> list[Body]:
    kind = part.get_content_type()
    if kind == "message/rfc822" or (kind == "message/global" and part.is_multipart()):
        inner = part.get_payload()
        if isinstance(inner, list) and inner:
            contents.mails.append(cast("Mime", inner[0]))
        return []
    if kind in ("message/delivery-status", "message/disposition-notification"):
        contents.reports.append(part)
        return []
    if not part.is_multipart():
        return _leaf(part, kind, contents)
    children = [cast("Mime", child) for child in cast("list[object]", part.get_payload())]
    if kind == "multipart/alternative":
        return _best([_walk(child, contents) for child in children])
    return [body for child in children for body in _walk(child, contents)]


def _best(choices: list[list[Body]]) -> list[Body]:
    """One body from the alternatives: the first that is text, the last that has HTML (RFC 2046, section 5.1.4)."""
    text = next((found for found in map(plain_text, choices) if found is not None), None)
    rich = next((found for found in map(html, reversed(choices)) if found is not None), None)
    return [Body(text, rich)] if text is not None or rich is not None else []


def _leaf(part: Mime, kind: str, contents: Contents) -> list[Body]:
    payload = part.get_payload(decode=False)
    body_text = kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"
    if body_text and isinstance(payload, str) and not _named_attachment(part):
        contents.content.append(payload.encode("utf-8", "replace"))
        if kind == "text/html":
            return [Body(html=payload)]
        return [Body(text=_unflowed(part, _LINE_END.sub("\n", payload)))]
    decoded = part.get_payload(decode=True)
    data = decoded if isinstance(decoded, bytes) else b""
    contents.content.append(data)
    if kind in _CALENDAR_TYPES or _filename(part).endswith((".ics", ".vcs")):
        calendar = charsets.decode(data, part.get_content_charset()).encode("utf-8")
        if calendar.strip() and calendar not in contents.calendars:
            contents.calendars.append(calendar)
    elif kind == "text/rfc822-headers":
        contents.returned_headers.append(charsets.decode(data, part.get_content_charset()))
    return []


def _named_attachment(part: Mime) -> bool:
    """A text part with a file name is an attachment unless its sender says that it is to be shown."""
    return bool(part.get_filename()) and part.get_content_disposition() != "inline"


def _filename(part: Mime) -> str:
    return str(part.get_filename() or "").lower()


def _unflowed(part: Mime, text: str) -> str:
    """Text with the soft line breaks of format=flowed taken out (RFC 3676, section 4)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        unstuffed = content.removeprefix(" ")
        if open_depth == depth and unstuffed.rstrip() != "--":
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + unstuffed
        else:
            lines.append(line if depth else unstuffed)
        soft = line.endswith(" ") and unstuffed not in ("-- ", "")
        open_depth = depth if soft and unstuffed.strip() else None
    return "\n".join(lines)
