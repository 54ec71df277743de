"""A form of ours that comes back filled in where it was quoted: its lines without the mail around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.html import read_html
from coordmail.documents.text import read_text
from coordmail.extraction.labels import label_at
from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified
from coordmail.mail.trim.forwarded import quoted_header
from coordmail.mail.trim.html import html_between
from coordmail.mail.trim.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.documents.blocks import Block
    from coordmail.extraction.form import Form
    from coordmail.mail.message import Message
    from coordmail.mail.trim.lines import Line

_QUOTE = re.compile(r"(?:\s{0,3}>)+ ?|\s{0,3}[|\uff5c] ")
_MOST = 60_000
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Words:
    subjects: tuple[str, ...]
    asks: tuple[str, ...]
    ends: tuple[str, ...]
    content: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load_table(Path(__file__).with_name("returned_form.toml"))
    subjects, asks, ends = (tuple(map(simplified, data[name])) for name in ("subjects", "asks", "ends"))
    return _Words(subjects, asks, ends, frozenset(data["content"]))


def quoted_forms(message: Message) -> Iterator[tuple[Block, ...]]:
    """The form that `message` quotes, read from its text and, where that has tables, from its HTML.

    Nothing where the quoted mail is none of our forms, or where senders quote a mail of their own.
    """
    if not message.quoted_text or not _asks_for_minutes(message.subject, message.quoted_text):
        return
    lines = split_lines(message.text[:_MOST])
    header = quoted_header(_unquoted(lines))
    if header and message.new_text and message.from_address in header.fields.get("from", "").lower():
        return
    start, end = _span(lines)
    if start < end:
        yield read_text("\n".join(line.text for line in _unquoted(lines[start:end])))
    if message.html and "<table" in message.html.lower():
        rich = html_between(message.html[: _MOST * 10], _span)
        if rich:
            yield read_html(rich)


def without_our_words(text: str) -> str:
    """`text` without what a form mail of ours says around the form, where somebody sends that along."""
    if not any(words in simplified(text[:_MOST]) for words in _words().asks):
        return text
    lines = split_lines(text[:_MOST])
    start, end = _span(lines)
    return "\n".join(line.text for line in _unquoted(lines[start:end])) if start < end else text


def is_filled(form: Form) -> bool:
    """Whether somebody has written minutes into `form`: more than the notice tells and the form's own numbers."""
    if form.rows:
        return True
    return any(field.name in _words().content and _WORD.search(field.value) for field in form.fields)


def _asks_for_minutes(subject: str, quoted: str) -> bool:
    words = _words()
    plain_subject = simplified(subject)
    if any(phrase in plain_subject for phrase in words.subjects):
        return True
    text = simplified(quoted[:_MOST])
    return any(phrase in text for phrase in words.asks)


def _unquoted(lines: Sequence[Line]) -> list[Line]:
    return [type(line)(_QUOTE.sub("", line.text, count=1)) for line in lines]


def _span(lines: Sequence[Line]) -> tuple[int, int]:
    """From the form's first label to where the mail around it goes on; an empty span where there is no form."""
    plain = _unquoted(lines)
    header = quoted_header(plain)
    after = header.end if header else 0
    labels = [at for at in range(after, len(plain)) if (found := label_at(plain[at].text)) and found.manner == "colon"]
    start = labels[0] if labels else len(plain)
    ends = (at for at in range(start, len(plain)) if simplified(plain[at].text.strip()).startswith(_words().ends))
    return start, next(ends, len(plain))
