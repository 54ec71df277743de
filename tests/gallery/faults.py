"""What the checker finds wrong with a mail's page: glyphs that no font has, overflow, links, resources, no text."""

from __future__ import annotations

import unicodedata
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from PIL import Image

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.anchors import answered_tag
from coordmail.mail.message import parse
from coordmail.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.gallery.letters import Letter

_ANSWERS = frozenset({Kind.REPLY, Kind.QUERY, Kind.MINUTES})
_LITTLE = 20
"""So many characters at least stand on every page."""
_LONGEST_LINK = 2_000
"""Outlook opens no longer one (https://learn.microsoft.com/troubleshoot/windows-client/, 2,048 less its own)."""
_INK = 0.002
"""The share of a picture that differs from its background, at least."""


def page_faults(seen: dict[str, Any], requests: Iterable[str] = ()) -> list[str]:
    """What is wrong with a page that page.js looked at; `requests` are the addresses that it asked for."""
    found = []
    if len("".join(seen["text"].split())) < _LITTLE:
        found.append("the page has no text")
    if "\ufffd" in seen["text"]:
        found.append("the page has a replacement character (U+FFFD)")
    missing = [letter for letter in seen["missing"] if not is_invisible(letter)]
    if missing:
        found.append(f"no font has {named(missing)}")
    if not seen["language"]:
        found.append("the page does not say its language")
    found += [f"a link leads nowhere: {href}" for href in seen["dangling"]]
    found += [f"a resource is not in the mail: {what}" for what in seen["loads"] if not what.startswith("cid:")]
    found += [f"the page asked for {what}" for what in requests if not what.startswith(("about:", "data:"))]
    return found


def width_faults(seen: dict[str, Any]) -> list[str]:
    """What width.js found to reach beyond the window."""
    if seen["wide"] <= seen["room"]:
        return []
    return [f"at {seen['room']} px it is {seen['wide']} px wide: {seen['what']}"]


def link_faults(href: str, letter: Letter) -> list[str]:
    """What is wrong with one link: only answers to our own address that our own reader takes for answers are right."""
    if href.startswith("#"):
        return []
    parts = urlsplit(href)
    if parts.scheme != "mailto":
        return [f"a link is no mailto: {href[:80]}"]
    fields = {name.lower(): value for name, value in parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True)}
    found = [] if len(href) <= _LONGEST_LINK else [f"a link of {len(href)} characters is too long for Outlook"]
    if unquote(parts.path) != letter.config.smtp.address:
        found.append(f"a link answers to {unquote(parts.path)}")
    if not fields.get("body", "").strip():
        return [*found, f"a link fills in no answer: {href[:80]}"]
    answer = EmailMessage()
    answer["From"] = str(letter.mail["To"]).split(",")[0]
    answer["To"] = unquote(parts.path)
    answer["Date"] = str(letter.mail["Date"])
    answer["Subject"] = fields.get("subject", "")
    answer.set_content(fields["body"].replace("\r\n", "\n"))
    read = parse(answer.as_bytes())
    if letter.tag and answered_tag(read) != letter.tag:
        found.append(f"the tag is not in the answer {fields['body'][:40]!r}")
    kind = understand(read, context_of(letter)).kind
    if kind not in _ANSWERS:
        found.append(f"the answer {fields['body'][:40]!r} is read as {kind}")
    return found


def picture_faults(png: bytes) -> list[str]:
    """Whether a picture shows anything."""
    with Image.open(BytesIO(png)) as picture:
        counts = picture.convert("L").histogram()
    return [] if 1 - max(counts) / sum(counts) >= _INK else ["the picture is blank"]


def context_of(letter: Letter) -> ReadingContext:
    """What our reader knows when an answer to `letter` comes."""
    config = letter.config
    return ReadingContext(config.directory, config.calendar, frozenset({config.smtp.address}), config.language)


def is_invisible(letter: str) -> bool:
    """Whether a character is meant to draw nothing (joiners, soft hyphens, blanks)."""
    return unicodedata.category(letter) in {"Cf", "Zs", "Zl", "Zp", "Cc"} or letter in "\u115f\u3164\ufe0f"


def named(letters: Iterable[str]) -> str:
    """Characters by code point: U+0378."""
    return ", ".join(f"U+{ord(letter):04X} ({letter})" for letter in sorted(set(letters)))
