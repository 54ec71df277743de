"""White space and invisible characters that carry no meaning, taken out of text from any source."""

from __future__ import annotations

import re

_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_CONTROLS = dict.fromkeys([n for n in (*range(0x20), *range(0x7F, 0xA0)) if n not in (0x09, 0x0A)])
_INVISIBLE = dict.fromkeys(
    [
        *(0xAD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
        *(0xFE0E, 0xFE0F, 0xFEFF, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF),
    ]
)
_MEANINGLESS: dict[int, str | None] = {**_CONTROLS, **_INVISIBLE, **_SPACES, **_BREAKS}

_SURROGATES = re.compile("[\ud800-\udfff]+")
_CLEAN = re.compile(
    "[\t\n -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\uff01-\uffe6]*"
)
_SPACE_RUN = re.compile(r" {2,}")
_TAB_RUN = re.compile(r" ?\t[ \t]*")
_AROUND_BREAK = re.compile(r"[ \t]?\n[ \t\n]*")


def clean(text: str) -> str:
    """`text` without control, zero-width, bidi and surrogate characters, each space as " ", each break as LF."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CLEAN.fullmatch(text):
        return text
    return _SURROGATES.sub("", text.translate(_MEANINGLESS))


def fold(text: str) -> str:
    """Clean text stripped: runs of spaces as one, of tabs as one, blank lines gone; linear in its length."""
    if "  " in text:
        text = _SPACE_RUN.sub(" ", text)
    if "\t" in text:
        text = _TAB_RUN.sub("\t", text)
    if "\n" in text:
        text = _AROUND_BREAK.sub("\n", text)
    return text.strip(" \t\n")


def tidy(text: str) -> str:
    """`text` cleaned and folded."""
    return fold(clean(text))


def one_line(text: str) -> str:
    """`text` cleaned, its line breaks and tabs as spaces."""
    return " ".join(clean(text).split())
