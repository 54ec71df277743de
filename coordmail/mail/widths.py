"""Full-width letters, digits and punctuation read like half-width ones."""

from __future__ import annotations

import re

_HALF = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20, 0xA0: 0x20, 0xFFE5: 0xA5}
_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000\xa0\uffe5]")


def halfwidth(text: str) -> str:
    """`text` with full-width forms (U+FF01 to U+FF5E) and the ideographic space as ASCII, place by place."""
    return text.translate(_HALF) if _FULL_WIDTH.search(text) else text
