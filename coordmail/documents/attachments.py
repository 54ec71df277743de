"""Which attachments can be read, and how: decided by what they hold, for names and types are often wrong."""

from __future__ import annotations

import csv
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Block, Reason, Unreadable
from coordmail.documents.ooxml import damaged, too_large

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CONTENT = 50_000_000
_MAX_TEXT = 2_000_000

_WORD = frozenset(("docx", "docm", "dotx", "dotm"))
_SHEET = frozenset(("xlsx", "xlsm", "xltx", "xltm"))
_LEGACY = frozenset(("doc", "dot", "wps", "wpt", "xls", "xlt", "et", "ett", "rtf"))
_TEXTS = frozenset(("txt", "md", "markdown", "csv", "html", "htm"))
_DOCUMENTS = _WORD | _SHEET | _LEGACY | _TEXTS | {"pdf", "odt", "ods", "mht", "mhtml"}
_TYPES = (
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/wps-office",
    "application/kswps",
    "application/vnd.ms-excel",
    "application/vnd.ms-word",
    "application/vnd.oasis.opendocument",
    "application/vnd.openxmlformats-officedocument.wordprocessingml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml",
    "application/ms-tnef",
    "application/vnd.ms-tnef",
)
_SERVERS_OWN = re.compile(r"att\d{2,6}\.(?:txt|html?)", re.IGNORECASE)
"""What Exchange calls the pieces of text that it found between attachments."""

_PDF = b"%PDF-"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_OLE_STREAMS: Mapping[str, tuple[Reason, str]] = {
    "EncryptedPackage": (Reason.ENCRYPTED, "the file is protected by a password; save it without"),
    "__properties_version1.0": (Reason.OTHER_KIND, "an Outlook message (.msg); forward the mail itself"),
    "PowerPoint Document": (Reason.LEGACY, "a presentation of the old kind (.ppt), which is not read; send a .docx"),
    "WordDocument": (Reason.LEGACY, "a Word or WPS document of the old kind (.doc, .wps); save it as .docx"),
}
_OLE_SHEETS = ("Workbook", "Book")


def is_document(filename: str, content_type: str) -> bool:
    """Whether it is a kind of file that minutes come in, readable or not."""
    if _SERVERS_OWN.fullmatch(filename):
        return False
    return (
        _extension(filename) in _DOCUMENTS
        or content_type.lower().startswith(_TYPES)
        or filename.lower() == "winmail.dat"
    )


def read_attachment(filename: str, content_type: str, content: bytes) -> tuple[Block, ...]:
    """The blocks of an attachment, their sources named `filename`; Unreadable with the reason where it cannot be read.

    Office files and PDFs are read in a child process, within SECONDS and MEMORY of `sandbox`.
    """
    if len(content) > MAX_CONTENT:
        raise too_large()
    if not content.strip(b"\0\t\r\n "):
        raise Unreadable(Reason.DAMAGED, "the file is empty")
    _refuse_known(content)
    if content.startswith((b"PK", _OLE)) or _PDF in content[:1024]:
        from coordmail.documents.sandbox import shared

        return shared().read(filename, content)
    return _read_as_text(_extension(filename), content_type.lower(), content, filename)


def _extension(filename: str) -> str:
    return PurePosixPath(filename.strip().lower()).suffix.lstrip(".")


def _refuse_known(content: bytes) -> None:
    """Raises for the kinds that are known by their first bytes and are not read."""
    if content.startswith(_OLE) and not _is_old_sheet(content):
        for stream, (reason, message) in _OLE_STREAMS.items():
            if stream.encode("utf-16-le") in content:
                raise Unreadable(reason, message)
        raise Unreadable(Reason.LEGACY, "an office file of the old kind; save it as .docx or .xlsx")
    if content.startswith(b"{\\rtf"):
        raise Unreadable(Reason.LEGACY, "a rich text file (.rtf); save it as .docx")
    if content.startswith(_TNEF):
        raise Unreadable(Reason.WINMAIL, "a winmail.dat of Outlook; send the mail as HTML or plain text")


def _is_old_sheet(content: bytes) -> bool:
    """Whether an .xls or .et file is likely; a document with a sheet inside also looks like one."""
    encrypted = "EncryptedPackage".encode("utf-16-le") in content
    return not encrypted and any(name.encode("utf-16-le") in content for name in _OLE_SHEETS)


def _read_as_text(extension: str, content_type: str, content: bytes, part: str) -> tuple[Block, ...]:
    """Text of any kind; some programs call a web page .doc or .xls."""
    text = _decoded(content[:_MAX_TEXT])
    start = text[:2000].lstrip().lower()
    if start.startswith("<") and ("<html" in start or "<table" in start or "<!doctype html" in start):
        from coordmail.documents.html import read_html

        return read_html(text, part)
    if extension == "csv" or content_type.startswith("text/csv"):
        return _read_csv(text, part)
    if extension not in _TEXTS and not content_type.startswith("text/"):
        raise Unreadable(Reason.OTHER_KIND, "a kind of file that is not read; send a .docx or .xlsx")
    from coordmail.documents.html import read_html
    from coordmail.documents.text import read_text

    reader = read_html if extension in ("html", "htm") or content_type.startswith("text/html") else read_text
    return reader(text, part)


def _decoded(content: bytes) -> str:
    """UTF-8, or with a byte order mark UTF-16, or what Chinese Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _read_csv(text: str, part: str) -> tuple[Block, ...]:
    from coordmail.documents.grid import MAX_PLACES, Placed, build
    from coordmail.documents.tidy import tidy

    try:
        rows = list(csv.reader(text.replace("\0", "").splitlines(keepends=True)))
    except csv.Error as error:
        raise damaged() from error
    if sum(map(len, rows)) > MAX_PLACES:
        raise too_large()
    cells = [
        Placed(tidy(value), r, c, place=f"table 1 row {r + 1} cell {c + 1}")
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    ]
    table = build(cells, part, "table 1")
    return (table,) if table else ()
