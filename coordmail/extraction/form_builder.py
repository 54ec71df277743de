"""Labelled text, line by line: which lines belong to which field, and where a field ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coordmail.extraction.form import Field, Form, Row
from coordmail.extraction.labels import LabelFound, inner_labels, label_at, numbered_task
from coordmail.extraction.ordinals import inline_items, ordinal_of
from coordmail.extraction.people.names import honorific_of, looks_like_department, looks_like_name
from coordmail.extraction.recorders import names_people, names_recorder, states_duty, titles_meeting
from coordmail.extraction.vocabulary import Label, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block, Paragraph, Source, Table
    from coordmail.extraction.ordinals import Ordinal

_GOES_ON = re.compile(r"[、,\uff0c;\uff1b/&和及与]$|\band$")
_NAMES_PEOPLE = re.compile(r"[^。.!?\uff01\uff1f]{0,16}[:\uff1a]\s*\S[^。!?\uff01\uff1f]{0,120}$")
_DETAILS = 3
"""So many lines at most say who does an item by when."""
_DUTIES = frozenset({"owner", "due", "department", "helper", "deliverable"})
_SIDE = re.compile(r"(?:方|单位|公司|集团|委|办|院|局|厂|校|处|组|线上|线下|远程|外部|内部|人员|领导|代表|主管)\s?$")
_LATIN_NAMES = re.compile(
    r"[A-Z][\w.'-]{0,20}(?: [A-Z][\w.'-]{0,20}){0,3}(?:, ?[A-Z][\w.'-]{0,20}(?: [A-Z][\w.'-]{0,20}){0,3}){0,12}"
)
_SENTENCE = re.compile(r"[^\w]{0,3}(?:\d{1,2}[.)]\s)?[A-Za-z][^,:;]{0,40}\s(?:to|will|shall)\s[a-z]{2,16}\s")
"""An item of a list that names no more people: `- Peter to send the report`."""
_LOOKAHEAD = 6
_AGENDA = "议程"
_RECORDER = "记录人"
_TOPIC = "会议主题"
_SUBTITLES = 3
"""So many lines at most stand between a paper's title and its tables."""
_POINTS = frozenset({"agenda", "materials"})
_STOPS = ("。", ".", "!", "\uff01", "?", "\uff1f")
_ENOUGH_ITEMS = 2
_BETWEEN = " \t;\uff1b,\uff0c|。"


@dataclass(slots=True)
class _Open:
    """The field that is being read."""

    label: Label
    written: str
    source: Source
    ordinal: Ordinal | None = None
    heading: bool = False
    inline: bool = False
    """Whether the label's own line held text."""
    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    items: int = 0
    last: Ordinal | None = None
    """The number of the latest numbered line."""
    told: set[str] = field(default_factory=set)
    """The labels of single items that it holds, by name and as written."""

    def add(self, paragraph: Paragraph) -> None:
        ordinal = ordinal_of(paragraph)
        if ordinal:
            self.items += max(1, inline_items(paragraph.text))
            self.last = ordinal
        self.blocks.append(paragraph)
        self.lines.append(f"{paragraph.number} {paragraph.text}" if paragraph.number else paragraph.text)

    def close(self) -> Field:
        return Field(self.label.name, self.written, "\n".join(self.lines).strip(), tuple(self.blocks), self.source)


class FormBuilder:
    """Takes a text's lines and tables in order and makes a Form of them."""

    def __init__(self) -> None:
        self._fields: list[Field] = []
        self._rows: list[Row] = []
        self._prose: list[Block] = []
        self._open: _Open | None = None

    @property
    def open_name(self) -> str | None:
        """The field that is being read, if any."""
        return self._open.label.name if self._open else None

    def text(self, paragraphs: Sequence[Paragraph]) -> None:
        """Read `paragraphs`, whose fields end where the next label or the letter begins."""
        lines = [line for paragraph in paragraphs for line in _lines_of(paragraph)]
        duties = _duties_of_items(lines)
        for place, line in enumerate(lines):
            found, ahead = label_at(line.text), lines[place + 1 : place + 1 + _LOOKAHEAD]
            if found is None and not self._in_list():
                found = _task_block(line, ahead)
            if (
                (self._open is None and place in duties)
                or found is None
                or self._is_item(found, line)
                or self._is_title(found, ahead)
            ):
                self._plain(line)
            elif self._open and self._belongs_to_item(self._open, found, ahead):
                self._open.told.update((found.label.name, found.written))
                self._open.add(line)
            else:
                self._label(found, line)

    def cell(self, label: Label, written: str, value: Sequence[Paragraph], source: Source) -> None:
        """Read a label's cell and the cells of its value; labels with a colon inside begin fields of their own."""
        self.close()
        self._open = _Open(label, written.strip(), source)
        lines = [line for paragraph in value for line in _lines_of(paragraph)]
        for place, line in enumerate(lines):
            found = label_at(line.text)
            if found is None or found.manner not in {"colon", "bracket"} or found.label.name == self.open_name:
                self._take(line)
            elif self._open and self._belongs_to_item(self._open, found, lines[place + 1 : place + 1 + _LOOKAHEAD]):
                self._open.told.update((found.label.name, found.written))
                self._open.add(line)
            else:
                self._label(found, line)
        self.close()

    def table(self, table: Table) -> None:
        """Keep `table`, which is no form itself, with the field that is being read, or else as prose."""
        if self._open is None:
            self._prose.append(table)
            return
        self._open.blocks.append(table)
        for row in table.rows:
            cells = [cell.text for at, cell in enumerate(row) if at == 0 or cell.origin != row[at - 1].origin]
            self._open.lines.append("\t".join(cells).strip())

    def row(self, row: Row) -> None:
        """Keep a row of an action table."""
        self._rows.append(row)

    def prose(self, block: Block) -> None:
        """Keep `block`, which stands outside every field."""
        self.close()
        self._prose.append(block)

    def close(self) -> None:
        """End the field that is being read."""
        if self._open:
            self._fields.append(self._open.close())
            self._open = None

    def finish(self) -> Form:
        """The form that was read."""
        self.close()
        return Form(tuple(self._fields), tuple(self._rows), tuple(self._prose))

    def _take(self, line: Paragraph) -> None:
        if self._open:
            self._open.add(line)
        else:
            self._prose.append(line)

    def _label(self, found: LabelFound, line: Paragraph) -> None:
        self.close()
        ordinal = ordinal_of(line)
        label = vocabulary().fields[_AGENDA] if _heads_topics(found) else found.label
        label = vocabulary().fields[_RECORDER] if names_recorder(found) else label
        label = vocabulary().fields[_TOPIC] if titles_meeting(found) else label
        self._open = _Open(label, found.written, line.source, ordinal, line.heading, bool(found.value))
        if not found.value:
            return
        if label.extent in {"text", "item"}:
            self._open.add(replace(line, text=found.value, number=None, heading=False))
            return
        places = inner_labels(found.value, "line" if label.extent == "line" else "list")
        first = found.value[: places[0]].strip(_BETWEEN) if places else found.value
        self._open.add(replace(line, text=first, number=None, heading=False))
        for start, end in pairwise([*places, len(found.value)]):
            piece = replace(line, text=found.value[start:end].strip(_BETWEEN), number=None, heading=False)
            inner = label_at(piece.text)
            if inner is not None:
                self.close()
                self._open = _Open(inner.label, inner.written, line.source, inline=True)
                if inner.value:
                    self._open.add(replace(piece, text=inner.value))

    def _plain(self, line: Paragraph) -> None:
        if self._open and self._ends(self._open, line):
            self.close()
        self._take(line)

    def _is_title(self, found: LabelFound, following: Sequence[Paragraph]) -> bool:
        """Whether a word such as 会议纪要 stands over the whole paper: labels or a table come right behind it."""
        if found.manner != "alone" or self._fields or self._open or not vocabulary().is_title(found.written):
            return False
        return len(following) < _SUBTITLES or any(label_at(line.text) for line in following)

    def _in_list(self) -> bool:
        """Whether a list of items is being read, and not one task under a numbered label of its own."""
        opened = self._open
        listed = opened is not None and opened.label.name in vocabulary().item_fields
        return opened is not None and listed and numbered_task(f"{opened.written}: -") is None

    def _is_item(self, found: LabelFound, line: Paragraph) -> bool:
        """Whether `line`, though it begins like a label (`1. 问题:…`), is an item of the list that is being read."""
        opened, ordinal = self._open, ordinal_of(line)
        if opened is None or ordinal is None or found.manner not in {"colon", "space", "alone"} or line.heading:
            return False
        if opened.label.extent not in {"list", "text"} or _next_heading(opened, ordinal, bullets=True):
            return False
        if opened.lines:
            return _counts(opened, ordinal)
        return ordinal.value < 2 and (bool(found.value) or not vocabulary().is_title(opened.written))

    def _ends(self, opened: _Open, line: Paragraph) -> bool:
        """Whether `line`, which has no known label, stands outside the field that is being read."""
        ordinal = ordinal_of(line)
        if _next_heading(opened, ordinal) or (line.heading and not vocabulary().is_title(opened.written)):
            return True
        if not opened.lines:
            return False
        if opened.label.extent == "line" or (opened.label.extent == "item" and opened.inline):
            return True
        if ordinal is None and (vocabulary().closes(line.text) or _is_sentence_behind(opened, line)):
            return True
        if opened.label.extent != "people":
            return False
        if states_duty(line.text):
            return True
        if ordinal:
            goes_on = _GOES_ON.search(opened.lines[-1]) or names_people(line.text[ordinal.length :])
            ends = ordinal.style != "bullet" and not goes_on
            return opened.inline and (ends or _SENTENCE.match(line.text) is not None)
        if not opened.inline:
            return line.text.endswith(("。", "!", "\uff01"))
        named = _NAMES_PEOPLE.match(line.text) and _heads_people(line.text)
        return not (_GOES_ON.search(opened.lines[-1]) or named)

    def _belongs_to_item(self, opened: _Open, found: LabelFound, following: Sequence[Paragraph]) -> bool:
        """Whether a label such as 责任人 says something of one item of the list, not of the whole form.

        It does where every item has one, or where the list goes on behind it.
        """
        name, known = found.label.name, vocabulary()
        if name not in known.item_labels or opened.label.name not in known.item_fields or found.manner == "alone":
            return False
        if not opened.lines:
            return False
        if not opened.items:
            return opened.label.name == "actions"
        alike = found.written in opened.told if name == "resources" else bool(opened.told)
        if alike or (opened.items == 1 and name not in {"owners", "resources"}):
            return True
        for line in following:
            inner = label_at(line.text)
            if inner is None or inner.label.name not in known.item_labels:
                ordinal = ordinal_of(line)
                return inner is None and ordinal is not None and _counts(opened, ordinal)
        return False


def _duties_of_items(lines: Sequence[Paragraph]) -> frozenset[int]:
    """The lines of labels (完成时限) below numbered lines of prose, where two of these at least have such lines."""
    places: set[int] = set()
    items: set[int] = set()
    above = -_LOOKAHEAD
    for place, line in enumerate(lines):
        numbered = ordinal_of(line) is not None
        if not numbered and place - above > _DETAILS:
            continue
        found = label_at(line.text)
        if found is None:
            above = place if numbered else above
        elif numbered or found.manner != "colon" or found.label.name not in _DUTIES:
            above = -_LOOKAHEAD
        else:
            places.add(place)
            items.add(above)
    return frozenset(places) if len(items) > 1 else frozenset()


def _task_block(line: Paragraph, following: Sequence[Paragraph]) -> LabelFound | None:
    """The numbered label of a task (任务1:…) with labelled lines of its own below: who is to do it, by when."""
    found = numbered_task(line.text)
    duty = label_at(following[0].text) if found and following else None
    return found if duty and duty.manner == "colon" and duty.label.name in _DUTIES else None


def _heads_people(line: str) -> bool:
    """Whether a labelled line below a list of people goes on with it: its label is a department or its text names."""
    label, _, value = line.replace("\uff1a", ":").partition(":")
    first = re.split(r"[、,\uff0c;\uff1b/(\uff08\s]", value.strip(), maxsplit=1)[0]
    if looks_like_department(label.strip()) or _SIDE.search(label) or looks_like_name(first) or honorific_of(first):
        return True
    return _LATIN_NAMES.fullmatch(value.strip()) is not None


def _is_sentence_behind(opened: _Open, line: Paragraph) -> bool:
    """Whether `line` is a sentence behind an agenda of points that are none: the letter goes on."""
    if opened.label.name not in _POINTS or opened.items < _ENOUGH_ITEMS or not line.text.endswith(_STOPS):
        return False
    return not any(item.endswith(_STOPS) for item in opened.lines)


def _heads_topics(found: LabelFound) -> bool:
    """Whether 会议议题 stands over a list, of which an agenda is made, and not before the one topic."""
    return found.label.name == "topic" and not found.value and found.written.endswith(("议题", "議題"))


def _counts(opened: _Open, ordinal: Ordinal) -> bool:
    """Whether `ordinal` carries on the numbering of the field's own items."""
    return opened.last is not None and ordinal.follows(opened.last)


def _next_heading(opened: _Open, ordinal: Ordinal | None, *, bullets: bool = False) -> bool:
    """Whether a line numbered `ordinal` carries on the numbering in which the field's label stands."""
    if ordinal is None or opened.ordinal is None or not ordinal.follows(opened.ordinal):
        return False
    return bullets if ordinal.style == "bullet" else not _counts(opened, ordinal)


def _lines_of(paragraph: Paragraph) -> list[Paragraph]:
    """The lines of `paragraph`; its automatic number is the first one's."""
    if "\n" not in paragraph.text:
        return [paragraph] if paragraph.text.strip() else []
    texts = [text.strip() for text in paragraph.text.split("\n") if text.strip()]
    return [replace(paragraph, text=text, number=None if at else paragraph.number) for at, text in enumerate(texts)]
