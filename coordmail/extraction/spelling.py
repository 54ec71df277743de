"""One spelling for what is written in several: half width, lower case, simplified; every place in the text stays."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """What each character is folded to."""
    data = load_table(Path(__file__).with_name("spelling.toml"))
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(a): b for a, b in zip(data["traditional"], data["simplified"], strict=True)}
    for plain, others in data["same"].items():
        table |= {ord(other): plain for other in others}
    return table


def load_table(path: Path) -> dict[str, Any]:
    """The TOML file at `path`, which lies beside the code."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """`text` in the one spelling, with the same length: place n of the result is place n of `text`."""
    folded = text.translate(_table())
    lower = folded.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := c.lower()) == 1 else c for c in folded)


def chinese_number(text: str) -> int | None:
    """The whole number, 0 to 999, that `text` writes in digits or in Chinese (二十三, 廿三, 一百, 十)."""
    if text.isascii():
        return int(text) if text.isdigit() and len(text) < 10 else None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if len(text) > 1 and all(c in _CHINESE_DIGITS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text)) if len(text) < 10 else None
    total = digit = 0
    for c in text:
        if c in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[c]
        elif c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit if text else None
