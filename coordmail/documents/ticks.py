"""Checkboxes as people type and draw them: ☑, □, [x], [ ]."""

from __future__ import annotations

import re

TICKED = "☑"
EMPTY = "□"

_TICKED_BOXES = "☑☒✅✔✓🗹🗷⊠√"
_EMPTY_BOXES = "□☐◻▢❏❑❐⬜▫"
_BOX = re.compile(f"[{_TICKED_BOXES}{_EMPTY_BOXES}]")
_AT_START = re.compile(f"(?:[-*+•] )?(?:\\[(?P<typed>[ xX√]?)\\](?= )|(?P<box>[{_TICKED_BOXES}{_EMPTY_BOXES}]))\\s*")


def split_tick(text: str) -> tuple[bool | None, str]:
    """Whether the box at the start of `text` is ticked, and the text after it; (None, text) where there is none.

    Several boxes are a choice (□进行中 ☑已闭环), not a tick: they stay in the text.
    """
    found = _AT_START.match(text)
    if not found or found.end() == len(text) or len(_BOX.findall(text)) > 1:
        return None, text
    typed, box = found.group("typed"), found.group("box")
    ticked = typed.strip() != "" if typed is not None else box in _TICKED_BOXES
    return ticked, text[found.end() :]
