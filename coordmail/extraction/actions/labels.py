"""Labels on an item's line: 「责任人:张伟 完成时间:3月6日」, `Owner: Peter - Due: Friday`, and what else it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.extraction.actions.words import words
from coordmail.extraction.people.names import honorific_of, looks_like_name, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?=$|[\s,;\u3001\u3002)\]])")
_LONGEST_NAME = 8
_EDGES = " \t\n,，;；。、|([（【-—–*:：→>"
_ENDS = re.compile(r"[。;；\n]|\.\s|\s[-–—|]{1,2}\s|[)）\]】](?!\S*[(（\[【])")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item's line taken apart: `rest` without the labels and what they say, `values` by meaning."""

    rest: str
    values: dict[str, str] = field(default_factory=dict)


def take_labels(text: str) -> Labelled:
    """The labels in `text` with their values; the task's own label (任务:) gives the rest where nothing else does."""
    marks = list(_marks(text))
    if not marks:
        return Labelled(text.strip())
    rest = [text[: marks[0][1]].rstrip(_EDGES)]
    values: dict[str, str] = {}
    for index, (meaning, _, begin) in enumerate(marks):
        end = marks[index + 1][1] if index + 1 < len(marks) else len(text)
        name = _joined_name(text, begin)
        value, left = (name, text[begin + len(name) : end]) if name else _cut(text[begin:end], meaning)
        if value and meaning not in values:
            values[meaning] = value
        if left.strip(_EDGES + ")]）】."):
            goes_on = name and re.match(r"[,\uff0c]", left)
            rest.append(("\uff0c" if goes_on else "") + left.strip(_EDGES + ")]）】"))
    task = values.pop("task", None)
    pieces = [piece for piece in (*rest[:1], task, *rest[1:]) if piece and piece.strip(_EDGES + ")]）】")]
    return Labelled(" ".join(pieces).replace(" \uff0c", "\uff0c").strip(), values)


def _marks(text: str) -> Iterator[tuple[str, int, int]]:
    """Each label: its meaning, where it begins and where its value begins."""
    known = words()
    half = plain(text)
    first = True
    for found in known.label.finditer(half):
        label = found["zh"] or found["joined"] or found["en"] or found["bullet"]
        meaning = known.label_names.get(" ".join(label.split()).casefold(), "none")
        if found["joined"] and not _joined_name(half, found.end()):
            continue
        if found["bare"] is not None and not _bare_holds(half[found.end() :], meaning):
            continue
        if (meaning == "task" and first and found.start() > 2) or (
            label in {"时间", "日期"} and found["bare"] is not None
        ):
            continue
        first = first and found.start() > 2
        yield meaning, found.start(), found.end()


def _joined_name(text: str, begin: int) -> str | None:
    """The name that stands right behind a label, with neither colon nor blank: 孙悦 in 「,责任人孙悦,3月21日前」."""
    if not 0 < begin < len(text) or text[begin - 1] != "人":
        return None
    found = _NAME.match(plain(text[begin : begin + _LONGEST_NAME]))
    name = found[0] if found else ""
    held = looks_like_name(name) or honorific_of(name) is not None
    return text[begin : begin + len(name)] if held and name not in words().no_names else None


def _bare_holds(value: str, meaning: str) -> bool:
    """Whether a label without a colon is one: a date follows 完成时间, a short name 责任人."""
    if value.split(None, 1)[:1] and value.split(None, 1)[0] in words().label_names:
        return False
    if meaning == "due":
        return re.match(r"\d|尽快|待|下|[一二三四五六七八九十本]", value) is not None
    if meaning in {"owner", "helper"}:
        return re.match(r"[\u4e00-\u9fff@A-Za-z、/ ,&]{2,30}(?:$|[\s。;)])", value) is not None
    return False


def _cut(value: str, meaning: str) -> tuple[str, str]:
    """`value` up to where a label of `meaning` can reach, and what is left behind it."""
    if meaning in {"task", "deliverable", "none", "resources", "urgency"}:
        stop = re.search(r"\n|[)）](?=\s*$)", value) if meaning != "task" else None
    else:
        stop = _ENDS.search(value)
    if stop is None:
        return value.strip(_EDGES + ".,;"), ""
    return value[: stop.start()].strip(_EDGES + ".,;"), value[stop.end() :]
