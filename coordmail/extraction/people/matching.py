"""Who is meant by a name, a title or an address as minutes write them (张工, 技术部经理, Peter, @李娜).

Never a guess: one person, or the candidates, or nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.extraction.people.initials import by_initials
from coordmail.extraction.people.names import (
    fold,
    honorific_of,
    is_nobody,
    looks_like_department,
    looks_like_name,
    names,
)
from coordmail.model import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coordmail.extraction.people.context import Context

_ADDRESS = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_BRACKETED = re.compile(r"^([^()]{0,60}?)\s?\(([^()]{1,60})\)$")
_LINK = re.compile(r"\[([^\]\n]{0,80})\]\([^)\n]{0,200}\)")
_PEOPLE_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Match:
    """What a name leads to. `candidates` are all who could be meant, where they are several; `email` is None then."""

    text: str
    email: str | None = None
    person: Person | None = None
    department: str | None = None
    candidates: tuple[Person, ...] = ()


def resolve(text: str, context: Context, department: str | None = None) -> Match:
    """Who `text` (one name, title or address) means; `department` is that of the row or sentence, if any.

    `Match.email` is None unless exactly one person can be meant. A department alone has no address.
    """
    written = text.strip()
    if is_nobody(written):
        return Match(written)
    near = _canonical(context, department)
    address = _ADDRESS.search(written)
    if address:
        return _by_address(written, address[0].lower(), context, near)
    bare = _bare(written)
    if not bare or bare in names().everybody:
        return Match(written, department=near)
    for stated, rest in _readings(bare, context):
        if not rest:
            return Match(written, department=stated)
        found = _search(rest, context, stated, near)
        if found:
            return _match(written, found, stated or near)
    found = by_initials(written, context)
    if found:
        return _match(written, found, near)
    written_to = context.written_to(bare)
    if written_to:
        return _by_address(written, written_to, context, near)
    stated = next((stated for stated, _ in _readings(bare, context) if stated), None)
    return Match(written, department=stated or near)


def is_known(text: str, context: Context) -> bool:
    """Whether `text` leads to somebody, were it only to several candidates, or is a department of the directory."""
    found = resolve(text, context)
    return bool(found.email or found.candidates or context.department_named(text))


def _canonical(context: Context, department: str | None) -> str | None:
    if not department or not department.strip():
        return None
    return context.department_named(department) or department.strip()


def _by_address(written: str, address: str, context: Context, near: str | None) -> Match:
    person = context.person(address)
    return Match(written, address, person, (person.department if person else None) or near)


def _bare(written: str) -> str:
    """`written` folded, without marks around names; an asterisk that ends it or stands before a title goes too."""
    text = fold(_LINK.sub(r"\1", written)).strip(" \t@【】[]<>\"'“”‘’:;,.。、_")
    if "*" in text and not re.fullmatch(r"[\u4e00-\u9fff]{1,2}\*{1,2}|\*{1,2}[\u4e00-\u9fff]{1,2}", text):
        text = text.replace("*", "")
    first, _, rest = text.partition(" ")
    return rest if rest and first in names().english_honorifics else text


def _readings(bare: str, context: Context) -> list[tuple[str | None, str]]:
    """The ways to take `bare` apart into a department and a name or title, best first."""
    bracketed = _BRACKETED.match(bare)
    if bracketed:
        return _bracketed(bracketed[1].strip(), bracketed[2].strip(), context)
    alone = context.department_named(bare)
    if alone:
        return [(alone, "")]
    readings: list[tuple[str | None, str]] = []
    if bare in context.index.by_title or context.called(bare):
        readings.append((None, bare))
    for way, name in context.departments:
        rest = bare.removeprefix(way)
        if rest != bare and (not way[-1].isascii() or rest.startswith((" ", "-", "/", "'"))):
            readings.append((name, rest.strip(" -/'的")))
    head = re.fullmatch(r"(?:head|leader|lead|manager|director) of (?:the )?(.{2,40})", bare)
    if head:
        named = context.department_named(head[1])
        readings.append((named or head[1], bare.partition(" ")[0]))
    if looks_like_department(bare) and honorific_of(bare) is None:
        readings.append((bare, ""))
    unknown = re.match(r"[\u4e00-\u9fff]{1,8}?(?:部|组|中心|科|处|室|局|公司|团队)(?=[\u4e00-\u9fff])", bare)
    if unknown and not readings:
        readings.append((unknown[0], bare[unknown.end() :]))
    return [*readings, (None, bare)]


def _bracketed(before: str, inside: str, context: Context) -> list[tuple[str | None, str]]:
    """技术部(张工), 张伟(技术部), Peter (IT), 张伟(组长)."""
    stated = context.department_named(before) or (before if looks_like_department(before) else None)
    if stated:
        return [(stated, inside)] if context.department_named(inside) is None else [(stated, "")]
    stated = context.department_named(inside) or (inside if looks_like_department(inside) else None)
    outer = _readings(before, context) if before else [(None, inside)]
    return [(stated or dep, rest) for dep, rest in outer]


def _search(bare: str, context: Context, stated: str | None, near: str | None) -> tuple[Person, ...]:
    """All who can be meant by `bare`, narrowed as far as the departments and the attendee list allow."""
    by_title = _by_title(bare, context, stated or near)
    if by_title:
        return _narrow(by_title, context, stated, near)
    for strong, rule in ((True, _named), (True, _given), (False, _called_out), (True, _starred)):
        found = rule(bare, context)
        if stated and found:
            there = tuple(p for p in found if p.department is None or _same(context, p.department, stated))
            found = there
        elif near and found and not strong:
            there = tuple(p for p in found if _same(context, p.department, near))
            found = there or found
        if found:
            return _narrow(_fitting(bare, found) if rule is _called_out else found, context, stated, near)
    return ()


def _narrow(found: tuple[Person, ...], context: Context, stated: str | None, near: str | None) -> tuple[Person, ...]:
    """`found`, less those whom the department in the text, then that of the row, then the attendee list rule out."""
    tests: list[Callable[[Person], bool]] = [
        lambda p: p.email in context.present,
        lambda p: p.email in context.corresponding,
    ]
    if near:
        tests.insert(0, lambda p: _same(context, p.department, near))
    if stated:
        tests.insert(0, lambda p: _same(context, p.department, stated))
    for test in tests:
        if len(found) > 1:
            found = tuple(p for p in found if test(p)) or found
    return found


def _same(context: Context, department: str | None, other: str | None) -> bool:
    if department is None or other is None:
        return False
    return _canonical(context, department) == _canonical(context, other)


def _match(written: str, found: tuple[Person, ...], department: str | None) -> Match:
    if len(found) == 1:
        return Match(written, found[0].email, found[0], found[0].department or department)
    shared = {person.department for person in found}
    return Match(
        written, department=department or (shared.pop() if len(shared) == 1 else None), candidates=found[:_PEOPLE_LIMIT]
    )


def _named(bare: str, context: Context) -> tuple[Person, ...]:
    """The whole name or an alias; a name with its title behind or before it; 张伟伟 is not 张伟."""
    found = context.called(bare) or context.called(bare.replace(" ", ""))
    if found:
        return found
    titled: list[Person] = []
    for cut in range(2, min(len(bare) - 1, 40) + 1):
        for name, title in ((bare[:cut], bare[cut:]), (bare[-cut:], bare[:-cut])):
            people = context.called(name.strip())
            titled += [p for p in people if p not in titled and _is_title(title.strip(" ,"), p)]
    return tuple(titled)


def _is_title(text: str, person: Person) -> bool:
    return text in names().titles or (person.title is not None and text == fold(person.title)) or text in _CALLS


_CALLS = frozenset({"总", "工", "董", "老师", "先生", "女士", "同学", "小姐", "师傅"})


def _given(bare: str, context: Context) -> tuple[Person, ...]:
    """English first or last names (Peter, Peter S., P. Smith), and the 小明 of 王小明."""
    said = bare.replace(".", " ").split()
    if len(said) == 1:
        bare = said[0]
        return context.called_in_part(bare) if len(bare) > 1 and not bare.startswith(("小", "老")) else ()
    whole = next((part for part in said if len(part) > 1), None)
    people = context.called_in_part(whole) if whole else ()
    return tuple(person for person in people if _initials(said, fold(person.name).split()))


def _initials(said: list[str], parts: list[str]) -> bool:
    return len(said) == len(parts) and all(
        a == b or (len(a) == 1 and b.startswith(a)) for a, b in zip(said, parts, strict=True)
    )


def _called_out(bare: str, context: Context) -> tuple[Person, ...]:
    """张工, 李主管, 小王: the surname; whether the title fits is `_fitting`'s question."""
    called = honorific_of(bare)
    return context.called_in_part(called[0]) if called else ()


def _fitting(bare: str, found: tuple[Person, ...]) -> tuple[Person, ...]:
    """Those of `found` whose title fits what was called out, else those without a title."""
    called = honorific_of(bare)
    fits = called[2] if called else ()
    if not fits:
        return found
    good = tuple(p for p in found if p.title and any(part in p.title for part in fits))
    return good or tuple(p for p in found if not p.title)


def _starred(bare: str, context: Context) -> tuple[Person, ...]:
    """张* and *伟, an asterisk for what was left out."""
    if "*" not in bare:
        return ()
    pattern = re.compile(".{1,2}".join(re.escape(part) for part in re.split(r"\*{1,2}", bare)))
    everybody = (*context.index.people, *context.others.people)
    return tuple(p for p in everybody if looks_like_name(p.name) and pattern.fullmatch(fold(p.name)))


def _by_title(bare: str, context: Context, department: str | None) -> tuple[Person, ...]:
    """技术部经理, 财务部负责人, CTO: those who bear the title, in the department where one is known."""
    if bare not in context.index.by_title and bare not in names().titles:
        return ()
    people = None
    if department:
        people = context.in_department(department)
        if bare in names().leading:
            leader = _leader(context, department)
            return (leader,) if leader else _titled(bare, context, people)
    found = _titled(bare, context, people)
    if not found and department and bare in names().heading:
        leader = _leader(context, department)
        if leader and (leader.title is None or fold(leader.title) in names().leading | {bare}):
            return (leader,)
    return found


def _titled(bare: str, context: Context, people: Iterable[Person] | None) -> tuple[Person, ...]:
    """Those of `people` (all, where None) who bear the title `bare`, else a longer one that ends with it."""
    allowed = None if people is None else {person.email for person in people}
    exact = tuple(p for p in context.index.by_title.get(bare, ()) if allowed is None or p.email in allowed)
    if exact or bare not in names().titles:
        return exact
    longer = [p for title, bearers in context.index.by_title.items() if _bears(title, bare) for p in bearers]
    return tuple(p for p in longer if allowed is None or p.email in allowed)


def _bears(title: str, bare: str) -> bool:
    """Whether `title` ends with `bare`; 副经理 is no 经理, an assistant manager no manager."""
    return title.endswith(bare) and not title.removesuffix(bare).rstrip(" ").endswith(
        ("副", "vice", "assistant", "deputy")
    )


def _leader(context: Context, department: str) -> Person | None:
    address = context.directory.leader_of(department)
    if address is None:
        return None
    known = context.directory.person(address)
    return known or Person(name=address, email=address, department=department)
