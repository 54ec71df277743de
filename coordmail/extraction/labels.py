"""Finding the label at the start of a line: with a colon, in brackets, before a tab, or alone on its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from coordmail.extraction.vocabulary import Label

Manner = Literal["colon", "bracket", "tab", "space", "alone"]
"""How a line shows that it begins with a label."""

_COLON = re.compile(r"[:：﹕︰]")
_BRACKETED = re.compile(r"[^\w\[【「『〖《]{0,6}[\[【「『〖《]([^\[\]【】「」『』〖〗《》]{1,40})[\]】」』〗》]")
_SPACED = re.compile(r"((?:[^\s:：]{1,4}[、.．)）])?[\u2e80-\u9fff]{4,10})[ \u3000]+(?=\S)")
_BEFORE = re.compile(r"[\s;；,，。|│]")
_FOLLOWS = re.compile(
    r"(?:(?P<before>[\u4e00-\u9fff]{2,10})如下|(?:如下|以下)(?P<behind>[\u4e00-\u9fff]{2,8}))\s?[:：]\s*$"
)
_LISTS = frozenset({"actions", "decisions", "solutions"})
_NUMBERED = re.compile(
    r"[\s*#【\[(\uff08]{0,4}(?P<label>[^\s\d:\uff1a][^\d:\uff1a]{0,15}?)\s?#?"
    r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})[】\])\uff09]?\s?[:\uff1a]\s*(?=\S)"
)
_EDGE = " \t:：*_|│\u3000"
_WITHIN = 60
"""Where a line's first colon must stand for it to end a label."""
_INNER = 24
"""How far before an inner colon its label may begin."""


@dataclass(frozen=True, slots=True)
class LabelFound:
    """A label at the start of a line; `value` is the rest of the line, "" if nothing follows."""

    label: Label
    written: str
    value: str
    manner: Manner


def label_at(line: str) -> LabelFound | None:
    """The label with which `line` begins; None where it begins with none."""
    known = vocabulary()
    colon = _COLON.search(line, 0, _WITHIN)
    if colon and (label := known.field(line[: colon.start()])):
        return _found(label, line[: colon.start()], line[colon.end() :], "colon")
    bracket = _BRACKETED.match(line)
    if bracket and (label := known.field(bracket[1])):
        return _found(label, bracket[1], line[bracket.end() :], "bracket")
    head, tab, rest = line.partition("\t")
    if tab and (label := known.field(head)):
        return _found(label, head, rest, "tab")
    if not known.needs_colon(line) and (label := known.field(line)):
        return _found(label, line, "", "alone")
    heading = _as_follows(line)
    if heading:
        return heading
    spaced = _SPACED.match(line)
    if spaced and (label := known.field(spaced[1])) and label.extent != "text":
        return _found(label, spaced[1], line[spaced.end() :], "space")
    return None


def numbered_task(line: str) -> LabelFound | None:
    """The numbered label of a task (任务1:…, 事项一:…, `Task 2: …`) with which `line` begins."""
    found = _NUMBERED.match(line)
    if found is None or vocabulary().column(found["label"]) != "task":
        return None
    actions = next(label for label in vocabulary().fields.values() if label.name == "actions")
    return _found(actions, line[: found.end("number")], line[found.end() :], "colon")


def _as_follows(line: str) -> LabelFound | None:
    """A line that ends by announcing a list: 「经讨论,明确分工如下:」, 「会议形成以下决议:」."""
    found = _FOLLOWS.search(line[-_WITHIN:]) if line.rstrip().endswith((":", "：")) else None
    if found is None:
        return None
    word = found["before"] or found["behind"]
    for size in range(len(word), 1, -1):
        for piece in (word[-size:], word[:size]) if found["behind"] else (word[-size:],):
            label = vocabulary().field(piece)
            if label and label.name in _LISTS:
                return _found(label, line.rstrip(_EDGE), "", "colon")
    return None


def inner_labels(value: str, extent: str) -> list[int]:
    """Where in `value` further labels begin: several fields on one line (`时间:… 地点:…`).

    In a list only white space may stand before them.
    """
    places = []
    known = vocabulary()
    for colon in _COLON.finditer(value):
        window = value[max(0, colon.start() - _INNER) : colon.start()]
        for gap in reversed(list(_BEFORE.finditer(window))):
            if extent == "list" and not gap[0].isspace():
                continue
            if gap.end() < len(window) and known.field(window[gap.end() :]):
                places.append(colon.start() - len(window) + gap.end())
                break
    return places


def _found(label: Label, written: str, value: str, manner: Manner) -> LabelFound:
    return LabelFound(label, written.strip(" \t*#_"), value.strip(_EDGE), manner)
