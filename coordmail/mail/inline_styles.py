"""Style rules written into the tags of a template when it is read, for mail clients that know only inline styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\.([a-z]+)\{([^{}]*)\}")
_TAG = re.compile(r'<([a-z0-9]+) class="([a-z ]+)"( style=")?')
_GROUND = re.compile(r"background-color:(#[0-9a-f]{6})")
_COLOURED = frozenset({"body", "table", "tr", "th", "td"})
"""The tags with a `bgcolor`, which Word's engine holds to more than to the style."""


class InlineStyles:
    """One style sheet: its rules of the form `.name{...}` before the first `@` for the tags, the rest for the head."""

    def __init__(self, css: str) -> None:
        css = _COMMENT.sub("", css)
        at = css.find("@") if "@" in css else len(css)
        self.head = "\n".join(line for line in css[at:].splitlines() if line)
        self.rules: Mapping[str, str] = dict(_RULE.findall(css[:at]))

    def write(self, source: str) -> str:
        """`source`, each tag of which that begins with `class="..."` has the declarations of its classes as its style,
        before those of its own; only classes that the head speaks of stay."""
        return _TAG.sub(self._tag, source)

    def _tag(self, tag: re.Match[str]) -> str:
        name, classes, own = tag[1], tag[2].split(), tag[3]
        said = ";".join(self.rules[one] for one in classes if one in self.rules)
        kept = " ".join(one for one in classes if one not in self.rules or f".{one}" in self.head)
        ground = _GROUND.search(said) if name in _COLOURED else None
        written = f"<{name}"
        written += f' class="{kept}"' if kept else ""
        written += f' bgcolor="{ground[1]}"' if ground else ""
        if own:
            return f'{written} style="{said};' if said else f"{written}{own}"
        return f'{written} style="{said};"' if said else written
