"""Traces of one person in texts: their address and names, told apart from longer ones that contain them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLD = re.compile(r"\r?\n[ \t]")
"""RFC 5545, 3.1: where a line of a calendar object goes on."""


@dataclass(frozen=True)
class Traces:
    """Somebody's address and names. `others` are names and addresses of other people, which are left alone."""

    email: str
    names: tuple[str, ...]
    others: tuple[str, ...] = ()

    def found_in(self, text: str) -> bool:
        """Whether a text names them."""
        return any(found["theirs"] or found["address"] for found in self._pattern.finditer(_unfolded(text)))

    def excerpts(self, text: str, around: int = 40) -> Iterable[str]:
        """Where a text names them, with what stands around it."""
        text = _unfolded(text)
        for found in self._pattern.finditer(text):
            if found["theirs"] or found["address"]:
                yield text[max(0, found.start() - around) : found.end() + around]

    def replaced(self, text: str, name: str, address: str) -> str:
        """The text with `name` and `address` in place of theirs."""

        def other(found: re.Match[str]) -> str:
            return address if found["address"] else name if found["theirs"] else found[0]

        return self._pattern.sub(other, _unfolded(text)) if self.found_in(text) else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longer = {o for o in self.others if any(name.casefold() in o.casefold() for name in self.names)}
        address = rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-]|\.\w)"
        parts = [f"(?P<other>{_any(longer)})"] if longer else []
        parts.append(f"(?P<address>{address})")
        parts.append(f"(?P<theirs>{_any(self.names)})" if self.names else "(?P<theirs>(?!))")
        return re.compile("|".join(parts), re.IGNORECASE | re.ASCII)


def _any(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    # Chinese is written without spaces; a Latin name inside a word is another word.
    return "|".join(rf"(?<!\w){re.escape(n)}(?!\w)" if n.isascii() else re.escape(n) for n in ordered)


def _unfolded(text: str) -> str:
    return _FOLD.sub("", text) if "BEGIN:VCALENDAR" in text else text
