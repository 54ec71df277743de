"""Encoded words of RFC 2047, also as written against it: quoted, split inside a character, in the wrong charset."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from coordmail.mail import charsets

_WORD = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_HEX_PAIR = re.compile(rb"=([0-9A-Fa-f]{2})")


@dataclass(slots=True)
class _Run:
    """Neighbouring words of one charset and encoding; a character may be split between them."""

    charset: str
    encoding: str
    chunks: list[str]

    def text(self) -> str:
        data = _from_base64(self.chunks) if self.encoding == "b" else b"".join(map(_from_quoted, self.chunks))
        return charsets.decode(data, self.charset)


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded, wherever they stand; white space between neighbours goes (section 6.2)."""
    pieces: list[str] = []
    run: _Run | None = None
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        end = found.end()
        charset, encoding = found[1].partition("*")[0].lower(), found[2].lower()
        if run and not between.strip() and (run.charset, run.encoding) == (charset, encoding):
            run.chunks.append(found[3])
            continue
        if run:
            pieces.append(run.text())
        if between.strip() or not run:
            pieces.append(between)
        run = _Run(charset, encoding, [found[3]])
    if run:
        pieces.append(run.text())
    pieces.append(text[end:])
    return "".join(pieces)


def encode_word(text: str) -> str:
    """`text` as one UTF-8 encoded word (as long as it takes: for our own parser, not for the wire)."""
    return f"=?utf-8?b?{binascii.b2a_base64(text.encode('utf-8', 'replace'), newline=False).decode('ascii')}?="


def _from_base64(chunks: list[str]) -> bytes:
    # Some programs cut the base64 text itself, so a chunk that is no multiple of four goes on in the next.
    data, pending = [], ""
    for chunk in chunks:
        pending += _NOT_BASE64.sub("", chunk)
        if "=" in chunk or len(pending) % 4 == 0:
            data.append(_bytes_of(pending))
            pending = ""
    data.append(_bytes_of(pending))
    return b"".join(data)


def _bytes_of(base64: str) -> bytes:
    if len(base64) % 4 == 1:
        base64 = base64[:-1]
    return binascii.a2b_base64(base64 + "=" * (-len(base64) % 4))


def _from_quoted(chunk: str) -> bytes:
    data = chunk.replace("_", " ").encode("utf-8", "replace")
    return _HEX_PAIR.sub(lambda pair: bytes([int(pair[1], 16)]), data)
