"""What of a mail's styles decides whether and how text is read: hidden, struck out, preformatted, list levels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_STYLE = 4_000
_ZERO = re.compile(r"[-+]?0*\.?0*(?:px|pt|em|rem|ex|%|cm|mm|in|pc|vh|vw)?(?![\d.])")
_LIST_LEVEL = re.compile(r"level(\d)")
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*([.#][\w-]+)")


@dataclass(frozen=True, slots=True)
class Style:
    """The declarations of one element that matter; None where it says nothing and its parent's holds."""

    hidden: bool = False
    """Neither it nor anything inside is shown, or it is struck out."""
    tiny: bool | None = None
    """Its font size is zero; an element inside may have a size again."""
    preformatted: bool | None = None
    block: bool | None = None
    list_type: str | None = None
    list_level: int | None = None
    """Level (from 0) of a paragraph that Word wrote as list without list elements (`mso-list: l0 level1 lfo1`)."""
    list_marker: bool = False
    """It holds the number of such a paragraph (`mso-list: Ignore`)."""
    bordered: bool = False


PLAIN = Style()


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute in lower case; of repeated ones the last."""
    found = {}
    for declaration in style[:_MAX_STYLE].lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def read_style(style: str) -> Style:
    """What the style attribute `style` says that matters for reading."""
    said = declarations(style)
    size = said.get("font-size")
    space, display = said.get("white-space", ""), said.get("display", "")
    mso_list = said.get("mso-list", "")
    level = _LIST_LEVEL.search(mso_list)
    return Style(
        hidden=_is_hidden(said),
        tiny=bool(_ZERO.fullmatch(size)) if size else None,
        preformatted=space.startswith(("pre", "break-spaces")) if space else None,
        block={"inline": False, "block": True, "list-item": True, "flex": True}.get(display),
        list_type=said.get("list-style-type") or _list_type(said.get("list-style", "")),
        list_level=max(int(level.group(1)) - 1, 0) if level else None,
        list_marker=mso_list == "ignore",
        bordered=any(name.startswith("border") and _is_line(value) for name, value in said.items()),
    )


def hidden_selectors(sheet: str) -> Iterator[str]:
    """The classes (".x") and ids ("#x") that a style sheet hides or strikes out, outside of @-rules."""
    depth = 0
    selectors = ""
    for piece in re.split(r"([{}])", sheet[:200_000]):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            selectors = piece.rpartition("*/")[2].rpartition("-->")[2].rpartition("<!--")[2].strip()
        elif depth == 1 and not selectors.startswith("@") and _is_hidden(declarations(piece)):
            for selector in selectors.split(","):
                found = _SIMPLE_SELECTOR.fullmatch(selector.strip().lower())
                if found:
                    yield found.group(1)


def _is_hidden(said: dict[str, str]) -> bool:
    clipped = said.get("overflow", "") == "hidden"
    no_height = any(_ZERO.fullmatch(said[name]) for name in ("max-height", "height") if said.get(name))
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("mso-hide") == "all"
        or bool(said.get("opacity") and _ZERO.fullmatch(said["opacity"]))
        or "line-through" in said.get("text-decoration", "")
        or "line-through" in said.get("text-decoration-line", "")
        or (clipped and no_height)
        or bool(said.get("max-height") and _ZERO.fullmatch(said["max-height"]))
    )


def _list_type(value: str) -> str | None:
    """`list-style: none inside` names a type among other things."""
    words = [word for word in value.split() if word not in ("inside", "outside") and not word.startswith("url")]
    return words[0] if words else None


def _is_line(value: str) -> bool:
    return "none" not in value and not _ZERO.match(value) and value not in ("collapse", "separate", "")
