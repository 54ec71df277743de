"""Who is known when a mail is read: the directory, the attendee list, the mail's own header fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from coordmail.extraction.people.index import Index, departments_of, index_of
from coordmail.extraction.people.names import fold, names
from coordmail.model import Person

if TYPE_CHECKING:
    from coordmail.model import Attendee, Directory


def _name_alone(name: str) -> str:
    """A header's `name` without quotes, degrees and firm, family name last: `Dr. Bauer, Katrin (IT)`."""
    bare = name.strip().strip("'\"").strip()
    bare = re.split(r"\s?[(\uff08]", bare, maxsplit=1)[0].strip() or bare
    last, comma, first = bare.partition(", ")
    if comma and first and "," not in first and first.isascii() and len(first.split()) < 3:
        bare = f"{first} {last}"
    while (parts := bare.split(" ", 1))[1:] and fold(parts[0]) in names().english_honorifics:
        bare = parts[1].strip()
    return bare


@dataclass(frozen=True)
class Context:
    """Who is known when a mail is read; `addresses` are the names and addresses in the mail's own header fields."""

    directory: Directory
    attendees: tuple[Attendee, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()

    @cached_property
    def index(self) -> Index:
        """The directory's people."""
        return index_of(self.directory)

    @cached_property
    def others(self) -> Index:
        """Those whom only the attendee list or the mail's header fields give addresses."""
        known: dict[str, Person] = {}
        for attendee in self.attendees:
            if attendee.email and attendee.email not in self.index.by_email:
                known.setdefault(
                    attendee.email, Person(_name_alone(attendee.name), attendee.email, attendee.department)
                )
        for name, address in self.addresses:
            lower = address.lower()
            bare = _name_alone(name) if name.strip() else ""
            if bare and lower not in self.index.by_email:
                told = known.setdefault(lower, Person(bare, lower))
                if bare not in (told.name, *told.aliases):
                    known[lower] = replace(told, aliases=(*told.aliases, bare))
        return Index(tuple(known.values()))

    @property
    def knows_anybody(self) -> bool:
        """Whether there is anybody at all whom a name could lead to."""
        return bool(self.index.people or self.others.people)

    @cached_property
    def present(self) -> frozenset[str]:
        """The addresses of the attendees."""
        return frozenset(attendee.email for attendee in self.attendees if attendee.email)

    @cached_property
    def corresponding(self) -> frozenset[str]:
        """The addresses in the mail's header fields."""
        return frozenset(address.lower() for _, address in self.addresses)

    @cached_property
    def _spelt(self) -> dict[frozenset[str], tuple[str, ...]]:
        found: dict[frozenset[str], tuple[str, ...]] = {}
        for address in sorted(self.corresponding):
            parts = frozenset(re.split(r"[._-]", address.partition("@")[0]))
            found[parts] = (*found.get(parts, ()), address)
        return found

    def written_to(self, way: str) -> str | None:
        """The one address of the mail that spells the English or romanised name `way` (folded): wang.qiang@."""
        parts = way.split()
        found = self._spelt.get(frozenset(parts), ()) if len(parts) > 1 else ()
        return found[0] if len(found) == 1 else None

    @cached_property
    def _begins(self) -> frozenset[str]:
        """The characters with which anything begins that `knows` knows."""
        ways = (*self._attendee_names, *self.index.by_way, *self.others.by_way)
        return frozenset(way[0] for way in ways if way)

    def may_begin(self, char: str) -> bool:
        """Whether what `knows` knows can begin with `char` (not folded): a quick look before every length is tried."""
        return (not char.isascii() and fold(char)[:1] in self._begins) or char.lower() in self._begins

    @cached_property
    def _attendee_names(self) -> frozenset[str]:
        return frozenset(fold(attendee.name) for attendee in self.attendees)

    def person(self, email: str) -> Person | None:
        """Who has the address `email` (lower case)."""
        return self.index.by_email.get(email) or self.others.by_email.get(email)

    def called(self, way: str) -> tuple[Person, ...]:
        """Those whose whole name, alias or local part is `way` (folded)."""
        return (*self.index.by_way.get(way, ()), *self.others.by_way.get(way, ()))

    def called_in_part(self, part: str) -> tuple[Person, ...]:
        """Those whose surname or given name is `part` (folded)."""
        return (*self.index.by_part.get(part, ()), *self.others.by_part.get(part, ()))

    def knows(self, way: str) -> bool:
        """Whether `way` (folded) is how somebody known is written: a name, an alias, an attendee as named."""
        return bool(way) and (way in self._attendee_names or way in self.index.by_way or way in self.others.by_way)

    def in_department(self, department: str) -> tuple[Person, ...]:
        """The directory's people of `department`, by any of its names."""
        own = self.department_named(department) or department
        ways = {fold(own), *(way for way, name in self.departments if name == own)}
        return tuple(person for way in sorted(ways) for person in self.index.by_department.get(way, ()))

    @property
    def departments(self) -> tuple[tuple[str, str], ...]:
        """Every way of writing a department (folded), longest first, with the department's own name."""
        return departments_of(self.directory)

    @cached_property
    def _departments_by_way(self) -> dict[str, str]:
        return dict(self.departments)

    def department_named(self, text: str) -> str | None:
        """The department that `text` names, all of it; None if it is in no directory."""
        folded = fold(text)
        if folded in self._departments_by_way:
            return self._departments_by_way[folded]
        for word in names().department_words:
            bare = folded.removesuffix(f" {word}")
            if bare != folded and bare in self._departments_by_way:
                return self._departments_by_way[bare]
        return None
