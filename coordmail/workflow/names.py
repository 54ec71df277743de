"""Names for people: who a title is, beside what the minutes wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.model import Directory

_SEVERAL = frozenset("、,，;；&/")


def shown_name(directory: Directory, written: str | None, email: str | None) -> str | None:
    """`written`, with the name in front where it is a title of the person at `email`: `张伟（技术部工程师）`."""
    person = directory.person(email)
    if person is None or written is None or person.name in written:
        return written
    if _SEVERAL & {*written} or written in person.aliases or written.lower() == email:
        return written if written.lower() != email else person.name
    chinese = any("\u4e00" <= c <= "\u9fff" for c in person.name)
    return f"{person.name}（{written}）" if chinese else f"{person.name} ({written})"
