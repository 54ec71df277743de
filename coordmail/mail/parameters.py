"""Parameters of Content-Type and Content-Disposition: RFC 2231, encoded words and raw bytes become quoted text."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from coordmail.mail import charsets
from coordmail.mail.encoded_words import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_SEGMENT = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?\Z")


def mend_parameters(value: str) -> str:
    """A header's value with its parameters as `name="text"`; returned as it is where nothing needs mending."""
    if value.isascii() and "=?" not in value and "*" not in value and "'" not in value:
        return value
    head = value.split(";", 1)[0].strip()
    named: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value):
        segment = _SEGMENT.match(found[1])
        if segment:
            parts = named.setdefault(segment[1].lower(), {})
            parts.setdefault(int(segment[2] or 0), (_unquoted(found[2]), bool(segment[3])))
    return head + "".join(f'; {name}="{_escaped(_joined(parts))}"' for name, parts in named.items())


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    charset = None
    data = b""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and text.count("'") >= 2 and charset is None:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    if charset is not None:
        return charsets.decode(data, charset or "utf-8")
    text = data.decode("utf-8", "replace")
    return decode_words(text) if "=?" in text else text


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text.removeprefix('"').removesuffix('"')
        text = re.sub(r"\\(.)", r"\1", text)
    return text


def _escaped(text: str) -> str:
    return " ".join(text.replace("\\", "/").replace('"', "'").split())
