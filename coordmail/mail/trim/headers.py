"""Separators and header blocks above quoted and forwarded mail (Outlook, Foxmail, QQ, NetEase, Coremail …)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.mail.trim.vocabulary import squeezed, vocabulary

if TYPE_CHECKING:
    from coordmail.mail.trim.lines import Line

_LABELLED = re.compile(r"[>|*_\s\-]{0,12}([^:|\t>]{1,28}?)[*_\s]{0,6}[:|\t][*_\s]{0,6}(.*)\Z", re.DOTALL)
_RULES = " \t-_=*—–─━─·•>|.~"
_SEPARATED = re.compile(r"-{3,20}\s?([^-\n]{2,30}?)\s?-{3,20}\s?(\S.{0,400})")
_NEEDED = 2
_LONGEST_BARE = 30
_LONGEST_BLOCK = 80
_REACH = 12
"""Lines without a label that may stand between two labels (a long list of recipients)."""
_LONGEST_SEPARATOR = 160


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The quoted mail's own header. Lines `start` to `end` (exclusive); `fields` by kind, values as written."""

    start: int
    end: int
    fields: dict[str, str]
    forwarded: bool = False


def read_separator(lines: list[Line], number: int) -> HeaderBlock | None:
    """A separator ("----- 原始邮件 -----") and the header block that follows it, if one does."""
    text = lines[number].folded
    kind = _separator(text)
    if kind is None:
        return _bare_separator(lines, number) or _run_together(text, number)
    following = number + 1
    while following < len(lines) and (lines[following].blank or is_rule(lines[following].text)):
        following += 1
    block = _fields(lines, following) if following < len(lines) else None
    if block is None:
        return HeaderBlock(number, number + 1, {}, kind == "forwarded")
    return HeaderBlock(number, block.end, block.fields, kind == "forwarded")


def _bare_separator(lines: list[Line], number: int) -> HeaderBlock | None:
    """ "原始邮件" without dashes, which only a header block below it makes a separator."""
    text = lines[number].folded
    if not 2 <= len(text) <= _LONGEST_BARE or text.strip(_RULES + ":").strip().lower() not in vocabulary().original:
        return None
    following = number + 1
    while following < min(len(lines), number + _REACH) and (lines[following].blank or is_rule(lines[following].text)):
        following += 1
    block = read_header(lines, following) if following < len(lines) else None
    return HeaderBlock(number, block.end, block.fields) if block else None


def _run_together(text: str, number: int) -> HeaderBlock | None:
    """A separator and the header behind it on one line, as telephones lose line breaks."""
    found = _SEPARATED.match(text)
    if not found or found[1].strip().lower() not in vocabulary().original | vocabulary().forwarded:
        return None
    labels = {label for label in vocabulary().labels if len(label) > 1 and f"{label}:" in found[2].lower()}
    kinds = {vocabulary().labels[label] for label in labels}
    return HeaderBlock(number, number + 1, {}) if len(kinds) >= _NEEDED else None


def read_header(lines: list[Line], number: int) -> HeaderBlock | None:
    """A header block: a From label with at least two other labels after it. Other labelled lines are content."""
    if label_of(lines[number].folded)[0] != "from":
        return None
    if number and label_of(lines[number - 1].folded)[0] in ("to", "cc", "date", "subject"):
        return None
    block = _fields(lines, number)
    return block if block and len(block.fields) > _NEEDED else None


@lru_cache(maxsize=2048)
def label_of(text: str) -> tuple[str | None, str]:
    """The kind of label that a line opens with (None for none), and the value behind it."""
    head = text[:60]
    if ":" not in head and "|" not in head and "\t" not in head:
        return None, ""
    found = _LABELLED.match(text[:1500])
    if not found:
        return None, ""
    kind = vocabulary().labels.get(squeezed(found[1].replace("*", "")))
    return kind, found[2].strip(" \t*_|")


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn line (at least three strokes)."""
    return len(text.strip()) >= 3 and not text.strip(_RULES)


def _separator(text: str) -> str | None:
    if len(text) > _LONGEST_SEPARATOR:
        return None
    if len(text) < 2 or not (text[0] in "-—_=*>" or text[-1] == ":" or len(text) < 16):
        return None
    words = vocabulary()
    core = text.strip(_RULES + ":").strip().lower().rstrip(":")
    ruled = text.lstrip("*> ").startswith("--") or text.lstrip("*> ").startswith(("——", "__", "=="))
    if ruled and core in words.original:
        return "original"
    if ruled and core in words.forwarded:
        return "forwarded"
    if core in words.bare_separators:
        return "forwarded"
    if ruled and words.notes_separator.match(text):
        return "original"
    return None


def _fields(lines: list[Line], start: int) -> HeaderBlock | None:
    """The labelled lines from `start` on, as long as they are those of a mail's header."""
    fields: dict[str, str] = {}
    last: str | None = None
    end = start
    between = 0
    for number in range(start, min(len(lines), start + _LONGEST_BLOCK)):
        line = lines[number]
        kind, value = label_of(line.folded)
        if kind:
            if kind in fields and (kind == "from" or (kind == "subject" and fields[kind])):
                break
            fields[kind] = line.as_written(value)
            last, end, between = kind, number + 1, 0
            for inline_kind, inline_value in _inline(line.folded):
                fields.setdefault(inline_kind, inline_value)
            continue
        between += not line.blank
        if between > _REACH or not fields or _body_begins(lines, number, fields):
            break
        if last and not fields[last]:
            fields[last] = line.text.strip()
            end = number + 1
    return HeaderBlock(start, end, fields) if fields else None


def _body_begins(lines: list[Line], number: int, fields: dict[str, str]) -> bool:
    """Whether the line is no continuation: nothing of the header follows it, or the header is complete."""
    if {"from", "date", "to", "subject"} <= fields.keys() and lines[number].blank and fields.get("subject"):
        following = number
        while following < len(lines) and lines[following].blank:
            following += 1
        return following == len(lines) or label_of(lines[following].folded)[0] is None
    if any(not value for value in fields.values()):
        return False
    following = number
    gap = 0
    while following < len(lines) and gap <= _REACH:
        if label_of(lines[following].folded)[0]:
            return False
        text = lines[following].text
        if text and not text.isspace() and not ("@" in text or ";" in text or following == number):
            return True
        gap += 1
        following += 1
    return True


def _inline(text: str) -> list[tuple[str, str]]:
    """Labels further on in the same line (headers that lost their line breaks)."""
    found = list(vocabulary().inline_label.finditer(text[:1500]))
    if len(found) <= _NEEDED:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    kinds = vocabulary().labels
    return [
        (kinds[squeezed(match[1])], text[match.end() : end].strip(" ;*"))
        for match, end in zip(found, ends, strict=True)
        if squeezed(match[1]) in kinds
    ]
