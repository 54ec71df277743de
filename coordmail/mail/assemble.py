"""From headers, text, HTML and files to the bytes of a message: ASCII headers, CRLF, no line over 998 octets.

Written by hand because the standard library's generator costs more than the templates do, and because the same mail
must always come out as the same bytes: the outbox keeps them and a rebuilt database must agree.
"""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coordmail.mail.letters import Enclosure

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_NOT_IN_ADDRESS = re.compile(r"[\s<>,;:\"()\[\]\\\x00-\x1f\x7f-\x9f]")
_CONTENT_TYPE = re.compile(
    r"[A-Za-z0-9.+-]{1,100}/[A-Za-z0-9.+-]{1,100}(; ?[A-Za-z0-9-]{1,50}=[A-Za-z0-9._-]{1,100}){0,5}"
)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LINE = 76
_WORD_OCTETS = 45
"""UTF-8 octets in one encoded word: 45 make 60 of base64 and 72 with its frame (RFC 2047, section 2: at most 75)."""

Headers = list[tuple[str, str]]


def one_line(value: str) -> str:
    """`value` fit for a header: control characters and line breaks are a space, lone surrogates a question mark."""
    return _UNPRINTABLE.sub(" ", value).encode("utf-8", "replace").decode("utf-8").strip()


def unstructured(value: str, used: int = 0, prefix: str = "") -> str:
    """`prefix` (ASCII) and `value` as the body of an unstructured header, folded, non-ASCII as RFC 2047 words.

    `used` is the length of the header's name.
    """
    value = one_line(value)
    whole = f"{prefix} {value}".strip()
    if whole.isascii() and "=?" not in whole and max(map(len, whole.split(" "))) < _LINE:
        return _fold(whole.split(" "), used)
    return _fold([*prefix.split(), *_encoded_words(value)], used)


def mailbox(name: str, address: str) -> str:
    """`Name <address>` (RFC 5322, 3.4); just the address without a name."""
    address = _address(address)
    name = one_line(name)[:200]
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        return "\r\n ".join([*_encoded_words(name), f"<{address}>"])
    if not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address}>"


def mailboxes(people: Iterable[tuple[str, str]]) -> str:
    """A list of mailboxes, one to a line."""
    return ",\r\n ".join(mailbox(name, address) for name, address in people)


def message_ids(ids: Sequence[str]) -> str:
    """Message ids, each on a line; what is no id is left out."""
    clean = (re.sub(r"[^\x21-\x7e]", "", one)[:900] for one in ids)
    return "\r\n ".join(one for one in clean if one.startswith("<") and one.endswith(">"))


def token(value: str) -> str:
    """What of `value` may stand in a parameter of a header."""
    return re.sub(r"[^A-Za-z0-9._/-]", "", value)


def moment(value: datetime) -> str:
    """`value` (aware) as a Date header."""
    return format_datetime(value)


def assemble(headers: Headers, text: str, html: str, attachments: Sequence[Enclosure], key: str) -> bytes:
    """The whole message. `key` (the Message-ID) decides the boundaries, so that the same mail has the same bytes."""
    boundary = "=_" + sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    inner = _alternative(text, html, f"{boundary}a")
    lines = [f"{name}: {value}" for name, value in headers if value]
    lines.append("MIME-Version: 1.0")
    if not attachments:
        return "\r\n".join(lines).encode("ascii") + b"\r\n" + inner
    lines.append(f'Content-Type: multipart/mixed; boundary="{boundary}m"')
    parts = [inner, *(_attachment(enclosure) for enclosure in attachments)]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + _multipart(parts, f"{boundary}m")


def _alternative(text: str, html: str, boundary: str) -> bytes:
    head = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
    return head.encode("ascii") + _multipart([_text("plain", text), _text("html", html)], boundary)


def _multipart(parts: Iterable[bytes], boundary: str) -> bytes:
    mark = b"--" + boundary.encode("ascii")
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def _text(subtype: str, content: str) -> bytes:
    """A text part: quoted-printable where it stays readable, base64 where most of it is not ASCII."""
    octets = content.encode("utf-8", "replace")
    if len(octets) - len(content) > len(content) // 6:
        encoding, body = "base64", base64.encodebytes(octets.replace(b"\n", b"\r\n"))
    else:
        encoding, body = "quoted-printable", binascii.b2a_qp(octets, istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + body.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def _attachment(enclosure: Enclosure) -> bytes:
    """A file: its name by RFC 2231, and as an encoded word in Content-Type for clients that know only that."""
    name = _filename(enclosure.filename)
    kind = enclosure.content_type if _CONTENT_TYPE.fullmatch(enclosure.content_type) else "application/octet-stream"
    if name.isascii():
        typed, disposed = f'name="{name}"', f'filename="{name}"'
    else:
        typed = 'name="' + "\r\n ".join(_encoded_words(name)) + '"'
        disposed = f"filename*=UTF-8''{quote(name, safe='')}"
    head = (
        f"Content-Type: {kind};\r\n {typed}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {disposed}\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(enclosure.content).replace(b"\n", b"\r\n")


def _filename(name: str) -> str:
    """`name` without a path or what a file name cannot hold, at most 80 characters, its ending kept."""
    clean = re.sub(r'[\\/:*?"<>|]', "_", one_line(name)) or "attachment"
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 79 - len(ending)]}.{ending}"
    return clean[:80]


def _address(address: str) -> str:
    """`address` in ASCII without what could begin another address or header; its domain by IDNA."""
    local, at, domain = _NOT_IN_ADDRESS.sub("", address).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = domain.encode("ascii", "replace").decode("ascii")
    return (local.encode("ascii", "replace").decode("ascii") + at + domain)[:320]


def _encoded_words(value: str) -> list[str]:
    """RFC 2047 words; none is cut inside a character."""
    words, chunk = [], b""
    for character in value:
        octets = character.encode("utf-8")
        if len(chunk) + len(octets) > _WORD_OCTETS:
            words.append(chunk)
            chunk = b""
        chunk += octets
    return [f"=?utf-8?B?{base64.b64encode(word).decode('ascii')}?=" for word in [*words, chunk] if word]


def _fold(words: Sequence[str], used: int) -> str:
    lines, line = [], ""
    for word in words:
        if line and used + len(line) + 1 + len(word) > _LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
