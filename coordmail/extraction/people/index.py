"""People findable by every way of writing them, built once for a directory and used for all mails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.people.names import fold, looks_like_name, surname_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coordmail.model import Directory, Person

Found = dict[str, tuple["Person", ...]]


@dataclass(frozen=True)
class Index:
    """`people` by name, part of a name, title and department; keys are folded."""

    people: tuple[Person, ...]

    @cached_property
    def by_email(self) -> dict[str, Person]:
        """The people by address."""
        return {person.email: person for person in self.people}

    @cached_property
    def by_way(self) -> Found:
        """The people by each way of writing them whole, with and without blanks, and by their local part."""
        return _grouped(self.people, _ways)

    @cached_property
    def by_part(self) -> Found:
        """The people by surname and given name: Smith, Peter, 王, 小明."""
        return _grouped(self.people, _name_parts)

    @cached_property
    def by_title(self) -> Found:
        """The people by title."""
        return _grouped(self.people, lambda person: [fold(person.title)] if person.title else [])

    @cached_property
    def by_department(self) -> Found:
        """The people by department as the directory writes it."""
        return _grouped(self.people, lambda person: [fold(person.department)] if person.department else [])


@dataclass(frozen=True)
class _Same:
    """A directory as a key: the same object, so that a thousand people need not be compared."""

    directory: Directory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.directory is self.directory

    def __hash__(self) -> int:
        return id(self.directory)


@lru_cache(maxsize=8)
def _index(key: _Same) -> Index:
    return Index(key.directory.people)


@lru_cache(maxsize=8)
def _departments(key: _Same) -> tuple[tuple[str, str], ...]:
    directory = key.directory
    ways = {fold(person.department): person.department for person in directory.people if person.department}
    for department in directory.departments:
        short = department.name.removesuffix("部")
        if len(short) > 1:
            ways.setdefault(fold(short), department.name)
    for department in directory.departments:
        ways |= {fold(way): department.name for way in (*department.aliases, department.name)}
    proper = {way: (known.name if (known := directory.department(name)) else name) for way, name in ways.items() if way}
    return tuple(sorted(proper.items(), key=lambda item: -len(item[0])))


def index_of(directory: Directory) -> Index:
    """The index of `directory`'s people."""
    return _index(_Same(directory))


def departments_of(directory: Directory) -> tuple[tuple[str, str], ...]:
    """Every way of writing one of `directory`'s departments (folded), longest first, with the department's own name."""
    return _departments(_Same(directory))


def _grouped(people: Iterable[Person], keys: Callable[[Person], Iterable[str]]) -> Found:
    found: dict[str, dict[str, Person]] = {}
    for person in people:
        for key in keys(person):
            found.setdefault(key, {})[person.email] = person
    return {key: tuple(group.values()) for key, group in found.items()}


def _ways(person: Person) -> set[str]:
    ways = {fold(way) for way in (person.name, *person.aliases)}
    return {*ways, *(way.replace(" ", "") for way in ways), person.email.partition("@")[0]}


def _name_parts(person: Person) -> set[str]:
    """What a person may be called by: the words of an English name, the surname and given name of a Chinese one."""
    name = fold(person.name)
    if looks_like_name(name):
        surname = surname_of(name) or ""
        return {surname, name.removeprefix(surname)}
    return set(name.split())
