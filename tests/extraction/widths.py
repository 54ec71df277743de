"""Examples in both widths: half of what people write in Chinese has full-width punctuation."""

from __future__ import annotations

import re
from typing import Any

_MARKS = str.maketrans({chr(half): chr(half + 0xFEE0) for half in map(ord, ",:;()?!")})
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARK = re.compile(r"(?<!\d)[,:](?!//)|[,:](?![\d/])|[;()?!]")


def full_width(value: Any) -> Any:
    """`value` with full-width punctuation in its Chinese texts; figures (14:00, 5,000) stay as they are."""
    if isinstance(value, str):
        return (
            _MARK.sub(lambda mark: mark[0].translate(_MARKS), value)
            if _HAN.search(value) and "](" not in value
            else value
        )
    if isinstance(value, list | tuple):
        return type(value)(map(full_width, value))
    return value


def in_both_widths(cases: list[Any]) -> list[Any]:
    """`cases` with those that change in full width once more; input and expected texts change alike."""
    return cases + [wide for case in cases if (wide := full_width(case)) != case]
