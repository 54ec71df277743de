"""The language that a mail is written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.model import Language

_ADDRESSES = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}|https?://[!-~]{1,2000}")
_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HANZI_A_WORD = 0.7
"""Chinese office mail is full of English terms, English mail holds a Chinese name or two."""


_TELLING = 6
"""So few Latin words without a hanzi may be a Chinese office's topic: OKR review Q3."""


def tells(text: str) -> bool:
    """Whether `text` is enough to tell its language by."""
    sample = _ADDRESSES.sub(" ", text[:20_000])
    return _HANZI.search(sample) is not None or len(_WORD.findall(sample)) >= _TELLING


def detect(text: str) -> Language:
    """ "zh" if `text` holds enough hanzi for its Latin words (a hanzi is about two thirds of a word), else "en"."""
    sample = _ADDRESSES.sub(" ", text[:20_000])
    hanzi = len(_HANZI.findall(sample))
    words = len(_WORD.findall(sample))
    return "zh" if hanzi and hanzi >= _HANZI_A_WORD * words else "en"
