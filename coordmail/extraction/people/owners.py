"""Several people in one place: owners with their roles, attendees with their departments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.extraction.people.matching import resolve
from coordmail.extraction.people.names import (
    fold,
    halve,
    honorific_of,
    is_hanzi,
    is_nobody,
    looks_like_department,
    looks_like_name,
    names,
)
from coordmail.model import Attendee

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.extraction.people.context import Context

_MARKS = set("、,;\n|&+")
_COUNTED = re.compile(r"(?:等|共|合计|约)?\s?\d{0,4}\s?余?(?:人|位|名)")
_AND_OTHERS = re.compile(r"(?<=[\u4e00-\u9fff])等\s?\d{0,4}\s?余?(?:人|位|名)$")
_NUMBER = re.compile(r"\s{0,20}(?:\(?\d{1,2}[).、]|[-*•·●○▪■◆–]|[①-⑳])\s{0,20}(?=\D)")
_AND = re.compile(r"\s(?:and|with)\s", re.IGNORECASE)
_ADDRESS = re.compile(r"[<(\[]?(?<![\w.%+-])[\w.%+-]{1,64}@[\w.-]{1,100}[>)\]]?")
_AROUND = re.compile(r"([^()]{1,40}?)\s?\(([^()]{1,60})\)")


_ENGLISH = re.compile(r"[A-Z\u00c0-\u017e][\w'’.-]{0,24}(?:\s[^\W\d_][\w'’.-]{0,24}){0,4}")
_TWICE = re.compile(r"^([A-Z][^()]{1,40}\([^()]{1,40}\))\s?\([A-Za-z][^()]{0,40}\)$")
_ROLE = re.compile(r"[A-Za-z][\w &/,.'’-]{0,40}")
"""What stands in brackets behind an attendee's English name: (Chair), (PS), (minutes), (Acme Ltd)."""
_PARTIES = ("单位", "公司", "集团")
"""How a party of a contract ends, where its people stand behind it in one word."""


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    role: int
    """0 leads, 1 nothing said, 2 helps."""


def split_owners(text: str) -> tuple[str, ...]:
    """The owners that `text` names, in half-width marks; who leads (主办, 牵头) first, helpers (协办, 配合) last.

    A department before several names in brackets stands with each of them. Nobody named (待定, TBD): empty.
    """
    parts: list[_Part] = []
    helping = False
    for piece in _pieces(halve(text)):
        for part in _parts(piece):
            helping = part.role == 2 or (helping and part.role == 1 and _follows_label(text, parts))
            parts.append(_Part(part.text, 2) if helping and part.role == 1 else part)
    return tuple(dict.fromkeys(part.text for part in sorted(parts, key=lambda part: part.role)))


def has_roles(text: str) -> bool:
    """Whether `text` says who of several leads or helps."""
    return any(part.role != 1 for piece in _pieces(halve(text)) for part in _parts(piece))


def read_attendees(text: str, context: Context) -> tuple[tuple[Attendee, ...], tuple[str, ...]]:
    """The attendees and the departments that `text` names, in its order, each once.

    「技术部(张工)、运营部(李主管)」, 「技术部:张伟、陈晨;产品部:李娜」, one a line, 「产品部经理、技术部工程师」.
    """
    people: dict[tuple[str, str | None], Attendee] = {}
    departments: dict[str, None] = {}
    for department, written in _attendee_names(text, context):
        if department:
            departments[department] = None
        if not written:
            continue
        found = resolve(written, context, department)
        known = found.email or found.candidates
        if not known and _is_department(written, context):
            departments[written] = None
            continue
        within, name = (not known and _department_and_name(written)) or (department, written)
        if name != written:
            found = resolve(name, context, within)
        stated = within or _stated(name, context)
        if stated:
            departments[stated] = None
        own = stated or found.department
        shown = _shown(name, stated)
        people[(shown, own)] = Attendee(shown, own, found.email)
    return tuple(people.values()), tuple(departments)


def _department_and_name(text: str) -> tuple[str, str] | None:
    """Department and full name in one word, where the directory knows neither: 民政科贾宏伟."""
    if not is_hanzi(text) or looks_like_name(text):
        return None
    for size in (3, 2):
        head, tail = text[:-size], text[-size:]
        if (looks_like_department(head) or head.endswith(_PARTIES)) and looks_like_name(tail):
            return head, tail
    return None


def _follows_label(text: str, parts: list[_Part]) -> bool:
    """Whether the names behind a helper's label (协办:张伟、李娜) go on helping."""
    last = parts[-1].text if parts else ""
    return bool(last) and re.search(rf"[\u4e00-\u9fff][::]\s?{re.escape(last)}", halve(text)) is not None


def _pieces(text: str) -> Iterator[str]:
    """`text` cut at the marks between names, brackets kept whole."""
    depth, start = 0, 0
    marks = _MARKS if "://" in text else _MARKS | {"/"}
    for index, char in enumerate(text):
        if char in "([<":
            depth += 1
        elif char in ")]>":
            depth = max(0, depth - 1)
        elif char == "\n" or (depth == 0 and char in marks):
            yield text[start:index]
            start, depth = index + 1, 0
    yield text[start:]


def _parts(piece: str) -> Iterator[_Part]:
    """The names in a piece between two marks: parted by `and`, 和, or by spaces where that is certain."""
    for token in _tokens(piece):
        role, bare = _role(token)
        for name in _expanded(bare):
            if not is_nobody(name) and not _COUNTED.fullmatch(name):
                yield _Part(name, 1 if role is None else role)


def _tokens(piece: str) -> list[str]:
    tokens: list[str] = []
    for part in _AND.split(_NUMBER.sub("", piece, count=1).strip() if _NUMBER.match(piece) else piece.strip()):
        words = part.split()
        if len(words) > 1 and all(_certain(word) for word in words):
            tokens.extend(words)
        elif len(words) > 1 and sum("@" in word for word in words) > 1:
            tokens.extend(_addressed(words))
        else:
            tokens.append(part.strip())
    return [name for token in tokens for name in _also(token)]


def _certain(word: str) -> bool:
    """Whether `word` between spaces is a name by itself: 张伟, 李主管, @peter, but not 技术部 in 技术部 张工."""
    if word.startswith("@"):
        return len(word) > 1
    bare = _role(word)[1].partition("(")[0]
    return looks_like_name(bare) or honorific_of(bare) is not None


def _addressed(words: list[str]) -> list[str]:
    """Addresses among the words stand each for one person, with the name before them."""
    people: list[str] = []
    held: list[str] = []
    for word in words:
        held.append(word)
        if "@" in word:
            people.append(" ".join(held))
            held = []
    return people + held


def _also(token: str) -> list[str]:
    """`token` cut at 和, 与 where both sides are names, titles or departments."""
    for word in names().also:
        left, found, right = token.partition(word)
        if found and _nameable(left) and _nameable(right):
            return [left.strip(), *_also(right.strip())]
    return [token]


def _nameable(text: str) -> bool:
    bare = text.strip().partition("(")[0]
    return (
        looks_like_name(bare)
        or honorific_of(bare) is not None
        or looks_like_department(bare)
        or (is_hanzi(bare) and bare.endswith(names().titles) and len(bare) <= 10)
    )


def _role(token: str) -> tuple[int | None, str]:
    """The role that a word before or behind the name (or in brackets) gives, and the name."""
    known = names()
    folded = fold(token)
    for role, words in ((0, known.lead), (2, known.help)):
        for word in words:
            if word not in folded:
                continue
            pattern = re.escape(word)
            if word[0].isascii():
                pattern = rf"\b{pattern}\b"
            behind = re.fullmatch(rf"(.{{1,40}}?)[(\s]{{0,2}}{pattern}\)?", token, re.IGNORECASE)
            before = re.fullmatch(rf"\(?{pattern}(?:人|方|部门|单位)?\)?[:\s]{{0,3}}(.{{1,40}})", token, re.IGNORECASE)
            found = before or behind
            if found:
                return role, found[1].strip(" :由请")
    for word in known.idle:
        if token.endswith(word) and len(token) > len(word) + 1:
            return None, token.removesuffix(word).strip()
    return None, token.strip(" :")


def _expanded(token: str) -> list[str]:
    """技术部(张工、李工) is two people; a single one stays as it is written."""
    found = _AROUND.fullmatch(token)
    if found and looks_like_department(found[1].strip()):
        inside = [name.strip() for name in _pieces(found[2]) if name.strip()]
        if len(inside) > 1:
            return [f"{found[1].strip()}({name})" for name in inside]
    return [token] if token else []


def _attendee_names(text: str, context: Context) -> Iterator[tuple[str | None, str]]:
    """Each name with the department that stands before it: as a label (技术部:张伟、陈晨) or around it."""
    for line in re.split(r"[\n;]", halve(text)):
        department: str | None = None
        rest = (_NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line).strip(" 。.,、")
        label = re.match(r"([^:()、,@]{2,24}?)\s?:(?!//)\s?(.{0,4000})", rest)
        if label:
            named = label[1].strip()
            department = named if _is_department(named, context) else None
            rest = label[2]
        for token in split_owners(rest):
            around, name = _unbracketed(_AND_OTHERS.sub("", token), context)
            yield around or department, name
        if department and not rest:
            yield department, ""


def _unbracketed(token: str, context: Context) -> tuple[str | None, str]:
    """技术部(张工) as department and name; 张伟(技术部) likewise; anything else as it stands."""
    token = _TWICE.sub(r"\1", token)
    found = _AROUND.fullmatch(token)
    if not found or "@" in token:
        return None, token
    outer, inner = found[1].strip(), found[2].strip()
    if _COUNTED.fullmatch(inner):
        return None, outer
    if _is_department(outer, context) and not _is_department(inner, context):
        return outer, inner
    if _is_department(inner, context):
        return inner, outer
    if _ENGLISH.fullmatch(outer) and _ROLE.fullmatch(inner):
        return None, outer
    return None, token


def _is_department(name: str, context: Context) -> bool:
    return context.department_named(name) is not None or (looks_like_department(name) and honorific_of(name) is None)


def _stated(name: str, context: Context) -> str | None:
    """The department that a title like 技术部工程师 begins with, as it is written."""
    folded = fold(name)
    for way, _ in context.departments:
        if folded.startswith(way) and len(folded) > len(way) and looks_like_department(name[: len(way)]):
            return name[: len(way)]
    found = re.match(r"[\u4e00-\u9fff]{1,8}?(?:部|中心)(?=[\u4e00-\u9fff*])", name)
    return found[0] if found else None


def _shown(name: str, stated: str | None) -> str:
    """The name without address and department (技术部张伟); a title keeps its department (技术部工程师)."""
    bare = _ADDRESS.sub("", name).strip(" ,:").lstrip("@") or name
    rest = bare.removeprefix(stated).strip(" -") if stated else bare
    return rest if looks_like_name(rest) or honorific_of(rest) is not None else bare
