"""Bytes to text as mail programs mean it, not as they declare it."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_GB_NAME = re.compile(
    r"(?:x-|cs)?(?:gb[-_]?k?(?:[-_]?\d[-\d]{0,12})?|(?:x-)?chinese(?:gb)?|euc-?cn|iso-ir-58|(?:cp|ms|windows-)?936)\Z"
)
_OTHER_NAMES = {
    "big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "big5-eten": "big5hkscs",
    "csbig5": "big5hkscs",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-mac-roman": "mac-roman",
}
# Python also knows codecs that are no charsets, among them slow ones (punycode, idna) that a mail must not reach.
_CHARSET_FAMILIES = re.compile(
    r"(?:utf|iso8859|cp|gb|big5|euc|shift|iso2022|koi8|mac|latin|ascii|hz|johab|tis|ptcp|kz|hp)[-_\w]{0,20}\Z"
)
_SINGLE_BYTE_WESTERN = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
_EAST_ASIAN = re.compile("[\u2e80-\U0003ffff]")


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """The codec for a charset as mails name it, None where there is none; every GB name is gb18030."""
    name = charset.strip().strip("\"'").lower()
    if _GB_NAME.match(name):
        return "gb18030"
    name = _OTHER_NAMES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _CHARSET_FAMILIES.match(found) else None


def decode(data: bytes, charset: str | None) -> str:
    """`data` as text. Wrong and missing charsets are mended; what cannot be decoded becomes U+FFFD. Never raises."""
    codec = codec_of(charset) if charset else None
    if data.isascii() and codec in (None, "utf-8", "gb18030", *_SINGLE_BYTE_WESTERN):
        return data.decode("ascii")
    if codec is None or codec in _SINGLE_BYTE_WESTERN:
        return _guess(data, codec)
    if codec == "gb18030":
        utf8 = _strictly(data, "utf-8")
        if utf8 is not None and _EAST_ASIAN.search(utf8):
            return utf8
    text = _strictly(data, codec)
    if text is None:
        text = _guess(data, codec)
    return _without_surrogates(text)


def _guess(data: bytes, declared: str | None) -> str:
    utf8 = _strictly(data, "utf-8-sig")
    if utf8 is not None:
        return utf8
    if declared not in (None, "utf-8", *_SINGLE_BYTE_WESTERN):
        return data.decode(declared or "utf-8", "replace")
    gb = _strictly(data, "gb18030")
    if gb is not None and _is_chinese(gb, surely=declared in _SINGLE_BYTE_WESTERN and declared != "ascii"):
        return gb
    if declared == "utf-8":
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace") if declared != "iso8859-15" else data.decode(declared)


def _is_chinese(text: str, *, surely: bool) -> bool:
    """Whether what bytes say as GB 18030 is mostly everyday hanzi, as accented letters read so are not."""
    foreign = [char for char in text[:20_000] if char > "\x7f"]
    common = sum(1 for char in foreign if _is_common(char))
    return common >= 2 * surely and common > len(foreign) * (0.8 if surely else 0.6)


@lru_cache(maxsize=8192)
def _is_common(char: str) -> bool:
    """Punctuation or one of the 3,755 hanzi of GB 2312's first level."""
    data = char.encode("gb18030")
    return len(data) == 2 and data[1] >= 0xA1 and (0xA1 <= data[0] <= 0xA9 or 0xB0 <= data[0] <= 0xD7)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
