"""A field's text taken apart into the items of its list, numbered on lines of their own or inside one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.extraction.people.names import halve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_START = re.compile(
    r"\s*(?:[-*•·●○▪■◆►➢>–+]\s{0,2})?\*{0,2}(?:"
    rf"(?P<digits>\d{{1,2}})\s?(?:[.)、．:]|[.)]\))(?!\d(?!\d?月\d)|//)|\((?P<paren>\d{{1,2}})\)|\[(?P<square>\d{{1,2}})\](?!\()|(?P<circled>[{_CIRCLED}])"
    rf"|(?P<chinese>[{_CHINESE}]{{1,3}})[、.．]|\((?P<pchinese>[{_CHINESE}]{{1,3}})\)"
    r"|(?P<word>(?:第[一二三四五六七八九十]{1,2}|第\d{1,2})[,、:项条]{1,2})"
    r"|(?P<letter>[a-z])[.)](?=\s))\*{0,2}\s*",
    re.IGNORECASE,
)
_NESTED = re.compile(
    r"\s*[*#]{0,4}(?P<head>\d{1,2}(?:\.\d{1,2}){0,2})\.(?P<last>\d{1,2})(?:[、.)]\s*|\s+|(?=[\u4e00-\u9fff]))"
    r"(?=\S)(?![年月日前元万亿倍个台人天小%之以至到起-])"
)
_BULLET = re.compile(r"\s*(?:[-*•·●○▪■◆►➢>–+✅☐☑□]|o(?=\s))(?![-*–])\s*(?=[^\s\d]|\d)")
_INITIAL = re.compile(r"[G-Z]\.\s[A-Z][\w'-]{1,24}\s?(?:[:,&/]|[-–—]\s|(?:to|will|and)\s)")
"""`P. Smith to`, `M. Jones:`: an initial, and no letter of a list, which would begin with the first ones."""
_INNER = re.compile(
    rf"(?:(?P<digits>\d{{1,2}})(?:\s?[.、．](?!\d(?!\d?月\d))|\s?\)(?![\d.]*\)))|\((?P<paren>\d{{1,2}})\)|(?P<circled>[{_CIRCLED}]))\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its own number, where it has one, its text, and the lines below it that are its details."""

    text: str
    number: int | None = None
    marker: str = ""
    """What kind of mark began it: "" for none, "-" for a bullet, else the kind of number."""


def marker_of(line: str) -> tuple[str, int | None, int]:
    """The kind of number or bullet that `line` begins with, its value and where the text begins."""
    half = halve(line)
    found = _START.match(half)
    if found and found["letter"] and _INITIAL.match(half, found.start("letter")):
        bullet = _BULLET.match(half)
        return ("-", None, bullet.end()) if bullet else ("", None, 0)
    if found and found.end() < len(half) + 1:
        kind = found.lastgroup or ""
        return kind, _value(found[kind], kind), found.end()
    bullet = _BULLET.match(half)
    return ("-", None, bullet.end()) if bullet else ("", None, 0)


def nested_numbers(lines: Sequence[str]) -> dict[int, tuple[int, int]]:
    """The lines numbered 3.1, 3.2 … by place: the last part of the number, and where the text begins.

    A figure with a point could be a date or an amount; numbers count where one follows another, or at x.1.
    """
    found: dict[int, tuple[int, int]] = {}
    head, last = "", 0
    for at, line in enumerate(lines):
        match = _NESTED.match(halve(line))
        if match is None:
            continue
        number = int(match["last"])
        if number == 1 or (match["head"] == head and number == last + 1):
            head, last = match["head"], number
            found[at] = number, match.end()
    return found


def split_items(lines: Iterable[str]) -> list[Item]:
    """The items that `lines` hold, a line at least one; numbers inside a line (1.…;2.…) begin items of their own."""
    return [item for line in lines for item in _line_items(line)]


def _line_items(line: str) -> list[Item]:
    kind, number, start = marker_of(line)
    rest = line[start:].strip()
    inner = _inner_cuts(line, start, kind, number)
    if not inner:
        return [Item(rest, number, kind)] if rest else []
    items: list[Item] = []
    head = line[start : inner[0][0]].strip(" ;；")
    if head:
        items.append(Item(head, number, kind))
    for index, (_, begin, value) in enumerate(inner):
        end = inner[index + 1][0] if index + 1 < len(inner) else len(line)
        text = line[begin:end].strip(" ;；,，\n")
        if text:
            items.append(Item(text, value, "digits"))
    return items


def _inner_cuts(line: str, start: int, kind: str, number: int | None) -> list[tuple[int, int, int]]:
    """Where numbers that count on stand inside `line`: where each begins, where its text begins, its value.

    They count from 2 behind a line that is itself number 1, from 1 behind an introduction.
    """
    half = halve(line)
    own = number == 1 and kind in {"digits", "paren", "circled"}
    expected = 2 if own else 1
    cuts: list[tuple[int, int, int]] = []
    for found in _INNER.finditer(half, start):
        kind_here = found.lastgroup or ""
        before = half[found.start() - 1] if found.start() else ""
        if _value(found[kind_here], kind_here) == expected and (
            not before or before in " ;。.,:、!?)】\n\t" or before >= "一"
        ):
            cuts.append((found.start(), found.end(), expected))
            expected += 1
    return cuts if own or len(cuts) > 1 else []


def _value(text: str, kind: str) -> int | None:
    if kind in {"digits", "paren", "square"}:
        return int(text)
    if kind == "circled":
        return _CIRCLED.index(text) + 1
    if kind in {"chinese", "pchinese"}:
        return _chinese(text)
    return None


def _chinese(text: str) -> int | None:
    if text == "十":
        return 10
    tens, found, units = text.partition("十")
    if not found:
        return _CHINESE.index(text) + 1 if len(text) == 1 else None
    return (_CHINESE.index(tens) + 1 if tens in _CHINESE and tens else 1) * 10 + (
        _CHINESE.index(units) + 1 if units and units in _CHINESE else 0
    )
