"""The words of forms, loaded once: which field a label names, which column a table's header names."""

from __future__ import annotations

import re
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from coordmail.extraction.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Extent = Literal["line", "item", "people", "list", "text"]
"""How much text belongs to a label (vocabulary.toml, at the top)."""

_NUMBERING = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、.,:)]|\([一二三四五六七八九十0-9]{1,3}\)|\d{1,2}(?:\.\d{1,2}){0,3}[.、)]?(?=\D)|[a-z][.)](?=\s)|[ivx]{1,5}[.)])"
)
_BULLETS = "*#_~>|■□●○◆◇▶►▪•·※★☆✓✔-–—=+ \t\n"
_PICTURES = re.compile(
    "[\u200d\u20e3\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]+"
)
"""Emoji and other pictures beside a label, with what chooses and joins them."""
_BRACKETS = re.compile(r"[\[【「『《<〖(]([^\[\]【】「」『』《》<>〖〗()]{1,40})[\]】」』》>〗)]")
_REMARK = re.compile(r"\([^()]{0,60}\)$")
_SPACE = re.compile(r"\s+")
_NOT_LATIN = re.compile(r"[^\u2e80-\u9fff]+")
_HAN = re.compile(r"[\u2e80-\u9fff]")
_SETS = ("task_columns", "duty_columns", "item_labels", "item_fields")
_KEYS = ("colon_only", "titles", "recorder_titles", "nobody", "ditto")
_DITTO = 16
_LONGEST = 48
"""No label is longer, with its remark and its translation."""


@dataclass(frozen=True, slots=True)
class Label:
    """A field that a form may have."""

    name: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each label and each table header means; keys are written as `key_of` writes them."""

    fields: dict[str, Label]
    columns: dict[str, str]
    task_columns: frozenset[str]
    duty_columns: frozenset[str]
    item_labels: frozenset[str]
    item_fields: frozenset[str]
    closers: tuple[str, ...]
    colon_only: frozenset[str]
    titles: frozenset[str]
    recorder_titles: frozenset[str]
    nobody: frozenset[str]
    ditto: frozenset[str]
    recorder_marks: tuple[str, ...]
    meeting_ends: tuple[str, ...]
    """How the name of a meeting ends: 例会, 评审会."""
    sides: tuple[str, ...]
    """What stands before the names of one of several sides: 主会场, 甲方, 线上."""

    def field(self, label: str) -> Label | None:
        """The field that `label` names, however it is decorated; None if it is no label."""
        return next((self.fields[key] for key in spellings(label) if key in self.fields), None)

    def column(self, header: str) -> str | None:
        """The column that `header` names; None if it is no header that is known."""
        return next((self.columns[key] for key in spellings(header) if key in self.columns), None)

    def needs_colon(self, line: str) -> bool:
        """Whether `line` is a word that names a field only with a colon behind it."""
        return key_of(line) in self.colon_only

    def repeats(self, cell: str) -> bool:
        """Whether a table's cell says no more than that it is as the one above."""
        return len(cell) <= _DITTO and key_of(cell) in self.ditto

    def is_title(self, label: str) -> bool:
        """Whether `label` may stand over a whole paper as its title."""
        return key_of(label) in self.titles

    def may_name_recorder(self, label: str) -> bool:
        """Whether `label`, which heads what was said, may also stand before who takes it down (会议记录:陈晨)."""
        return not self.recorder_titles.isdisjoint(spellings(label))

    def is_nobody(self, text: str) -> bool:
        """Whether `text` stands where a name could, and is none: attached, 如下."""
        return key_of(text) in self.nobody

    def closes(self, line: str) -> bool:
        """Whether `line` is the letter speaking again: thanks, requests to the reader."""
        start = simplified(line[:24]).lstrip(_BULLETS)
        return start.startswith(self.closers)


HouseLabels = tuple[tuple[str, str], ...]
"""A house's own labels: pairs of a field's or column's name and a label."""

_HOUSE: ContextVar[HouseLabels] = ContextVar("house_labels", default=())


@contextmanager
def using(labels: HouseLabels) -> Iterator[None]:
    """While it lasts, `labels` are known beside those of vocabulary.toml and words.toml; they win over them."""
    token = _HOUSE.set(labels)
    try:
        yield
    finally:
        _HOUSE.reset(token)


def house_labels() -> HouseLabels:
    """The house's labels that are in use."""
    return _HOUSE.get()


def vocabulary() -> Vocabulary:
    """The vocabulary in use: that beside the code, with the house's own labels."""
    return _vocabulary(_HOUSE.get())


@lru_cache(maxsize=4)
def _vocabulary(house: HouseLabels) -> Vocabulary:
    data = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
    fields: dict[str, Label] = {}
    for extent in get_args(Extent):
        for name, labels in data[extent].items():
            fields |= {key_of(label): Label(name, extent) for label in labels}
    columns = {key: label.name for key, label in fields.items()}
    columns |= {key_of(header): name for name, headers in data["columns"].items() for header in headers}
    for name, label in house:
        known = next((field for field in fields.values() if field.name == name), None)
        if known:
            fields[key_of(label)] = known
        if known or name in data["columns"]:
            columns[key_of(label)] = name
    marks = data["marks"]
    words = {name: frozenset(marks[name]) for name in _SETS}
    keys = {name: frozenset(map(key_of, marks[name])) for name in _KEYS}
    return Vocabulary(
        fields=fields,
        columns=columns,
        task_columns=words["task_columns"],
        duty_columns=words["duty_columns"],
        item_labels=words["item_labels"],
        item_fields=words["item_fields"],
        closers=tuple(map(fold, marks["closers"])),
        colon_only=keys["colon_only"],
        titles=keys["titles"],
        recorder_titles=keys["recorder_titles"],
        nobody=keys["nobody"],
        ditto=keys["ditto"],
        recorder_marks=tuple(marks["recorder_marks"]),
        sides=tuple(map(fold, marks["sides"])),
        meeting_ends=tuple(marks["meeting_ends"]),
    )


@lru_cache(maxsize=1)
def _script() -> dict[int, str]:
    data = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))["script"]
    return {ord(a): b for a, b in zip(data["traditional"], data["simplified"], strict=True)}


def simplified(text: str) -> str:
    """`text` half width, lower case and simplified; the same length."""
    return _simplified(text) if len(text) <= _LONGEST else fold(text).translate(_script())


@lru_cache(maxsize=8192)
def _simplified(text: str) -> str:
    return fold(text).translate(_script())


def key_of(label: str) -> str:
    """The one spelling under which a label is looked up: folded, without white space."""
    return _SPACE.sub("", simplified(label)).strip("*:.,;、。 ")


def spellings(label: str) -> tuple[str, ...]:
    """The keys that `label` may stand under, the most literal first; none if it is too long for a label."""
    return _spellings(label) if label and len(label) <= _LONGEST else ()


@lru_cache(maxsize=8192)
def _spellings(label: str) -> tuple[str, ...]:
    bare = _PICTURES.sub("", simplified(label))
    plain = bare.strip(_BULLETS) or bare.strip()
    unnumbered = plain[found.end() :] if (found := _NUMBERING.match(plain)) else plain
    keys = [key_of(plain), key_of(unnumbered)]
    bare = _BRACKETS.sub(r"\1", unnumbered, count=1) if unnumbered[:1] in "[【「『《<〖(" else unnumbered
    keys.append(key_of(bare.strip(_BULLETS)))
    shorter = _REMARK.sub("", keys[-1])
    keys.append(shorter.strip("*:"))
    if _HAN.search(shorter) and re.search("[a-z]", shorter):
        keys += [_NOT_LATIN.sub("", shorter), key_of(re.sub(r"[\u2e80-\u9fff]+", " ", bare)).strip("/|-()")]
    keys.append(re.split(r"[/|]", shorter, maxsplit=1)[0])
    return tuple(key for key in dict.fromkeys(keys) if key)
