"""Whom initials mean (PS): those of the people who were there or in the mail's header, else of the directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.people.names import names

if TYPE_CHECKING:
    from coordmail.extraction.people.context import Context
    from coordmail.model import Person

_INITIALS = re.compile(r"[A-Z](?:\.\s?)?(?:[A-Z]\.?){1,2}")


def by_initials(written: str, context: Context) -> tuple[Person, ...]:
    """All who can be meant by the capital letters `written`; nobody where a stranger on the attendee list can."""
    text = written.strip(" ()[]:,;*")
    if len(text) > 7 or not _INITIALS.fullmatch(text):
        return ()
    letters = "".join(char for char in text if char.isalpha())
    if any(not one.email and _initials(one.name) == letters for one in context.attendees):
        return ()
    here = {*context.present, *(address.lower() for _, address in context.addresses)}
    near = [person for person in map(context.person, sorted(here)) if person and _initials(person.name) == letters]
    if near or letters.lower() in names().abbreviations:
        return tuple(near)
    return tuple(person for person in context.index.people if _initials(person.name) == letters)


def _initials(name: str) -> str:
    parts = [part for part in re.split(r"[\s.-]{1,3}", name.partition("(")[0]) if part]
    while parts and parts[0].casefold() in names().english_honorifics:
        parts = parts[1:]
    return "".join(part[0].upper() for part in parts) if len(parts) > 1 and name.isascii() else ""
