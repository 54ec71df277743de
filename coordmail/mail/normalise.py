"""Mends mail before mail-parser reads it: charsets, encoded words, raw 8-bit headers, file names."""

from __future__ import annotations

import mimetypes
from email import message_from_bytes
from email.policy import Compat32
from typing import TYPE_CHECKING, cast

from coordmail.mail import addresses, charsets
from coordmail.mail.encoded_words import decode_words
from coordmail.mail.parameters import mend_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as MimeMessage

    Mime = MimeMessage[str, str]
    _Policy = Compat32[Mime]
else:
    _Policy = Compat32

ADDRESS_HEADERS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "delivered-to", "disposition-notification-to", "return-path"}
    | {"resent-from", "resent-to", "resent-cc", "x-original-to", "errors-to"}
)
PARAMETER_HEADERS = frozenset({"content-type", "content-disposition"})
MAX_DEPTH = 60
"""MIME parts nested deeper than this are hostile: real mail, forwarded ten times over, stays under 30."""
_LONGEST_HEADER = 65_000
"""No header but those of addresses is longer; what follows is cut off, because parsers slow down on it."""


class Unparsable(Exception):
    """A mail that cannot be taken apart at all: its parts are nested too deeply."""


class _Mending(_Policy):
    """Mends every header once, while it is read."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, mend_header(name, value)


_POLICY = _Mending()


def read_mime(raw: bytes) -> Mime:
    """The MIME tree of a mail: headers mended, text parts decoded (payload str, charset utf-8), attachments named.

    Raises Unparsable where parts are nested deeper than MAX_DEPTH.
    """
    try:
        root = message_from_bytes(raw, policy=_POLICY)
    except RecursionError:
        raise Unparsable("parts nested too deeply") from None
    for number, part in enumerate(_leaves(root), start=1):
        _mend_leaf(part, number)
    return root


def mend_header(name: str, value: str) -> str:
    """A header's value without 8-bit bytes and exotic charsets.

    Encoded words become plain text, in address headers UTF-8 encoded words outside quotes (RFC 2047, section 5);
    parameters in RFC 2231 or raw form become plain quoted text.
    """
    lower = name.lower()
    if lower in ADDRESS_HEADERS:
        return addresses.mend(_as_text(value))
    value = value[:_LONGEST_HEADER]
    if value.isascii() and "=?" not in value and "''" not in value and lower not in PARAMETER_HEADERS:
        return value
    text = _as_text(value)
    if lower in PARAMETER_HEADERS:
        return mend_parameters(text)
    return " ".join(decode_words(text).split()) if "=?" in text else text


def _as_text(value: str) -> str:
    """Header bytes that the email package carries as surrogates, decoded."""
    if value.isascii():
        return value
    return charsets.decode(value.encode("utf-8", "surrogateescape"), None)


def _leaves(root: Mime) -> Iterator[Mime]:
    stack = [(root, 0)]
    while stack:
        part, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise Unparsable("parts nested too deeply")
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list):
            stack.extend((cast("Mime", child), depth + 1) for child in reversed(payload))
        else:
            yield part


def _mend_leaf(part: Mime, number: int) -> None:
    kind = part.get_content_type()
    attached = part.get_content_disposition() == "attachment"
    named = bool(part.get_filename())
    if not named and (attached or (part["Content-ID"] and kind not in ("text/plain", "text/html"))):
        _give_name(part, kind, number)
    if kind in ("text/plain", "text/html") and not attached:
        _decode_text(part)


def _give_name(part: Mime, kind: str, number: int) -> None:
    name = f"attachment-{number}{mimetypes.guess_extension(kind) or '.bin'}"
    if "Content-Disposition" in part:
        part.set_param("filename", name, header="Content-Disposition")
    else:
        part.set_param("name", name, header="Content-Type")


def _decode_text(part: Mime) -> None:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = charsets.decode(data, part.get_content_charset())
    part.set_payload(text)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "8bit"
    if "Content-Type" in part:
        part.set_param("charset", "utf-8")
