"""Which parts of a form hold tasks, and which labels behind a part speak of its tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.actions.words import words
from coordmail.extraction.vocabulary import spellings

if TYPE_CHECKING:
    from coordmail.documents.blocks import Block
    from coordmail.extraction.form import Field, Form

Role = Literal["list", "strict", "points"]
_DUTIES = frozenset({"owner", "owners", "due"})
_MOST_SECTIONS = 200
"""No paper has more lists; what has more is no paper."""
_LONG_LABEL = 16
_HEADING = re.compile(r"\s*【[^【】]{2,16}】\s*")
_LONG_ENGLISH_LABEL = 32


@dataclass(slots=True)
class Section:
    """A field that may hold tasks, with the owners and deadlines that stand apart behind it."""

    name: str
    role: Role
    blocks: list[Block]
    apart: list[Field] = field(default_factory=list)


def sections_of(form: Form) -> list[Section]:
    """The parts of `form` that may hold tasks, in its order.

    Owners and deadlines under labels of their own belong to the list before them, or to the only list there is.
    """
    found: list[Section] = []
    current: Section | None = None
    loose: list[Field] = []
    for part in form.fields:
        role = _role(part.name, part.label)
        if role:
            current = Section(part.name, role, list(part.blocks))
            found.append(current)
        elif current and (_is_line(part) or (part.name in _DUTIES and current.role != "list")):
            current.blocks.extend(_as_lines(part))
        elif part.name in _DUTIES:
            (current.apart if current else loose).append(part)
        else:
            current = None
    del found[_MOST_SECTIONS:]
    lists = [section for section in found if section.role == "list" and section.blocks]
    if loose and len(lists) == 1 and not lists[0].apart:
        lists[0].apart.extend(loose)
    return found


def behind_headings(form: Form) -> list[Block]:
    """What stands behind a heading such as 【技术部】 in a field without tasks (【背景】): running text again."""
    found: list[Block] = []
    for part in form.fields:
        if _role(part.name, part.label) or part.name in _DUTIES or "【" not in part.value:
            continue
        at = next((n for n, block in enumerate(part.blocks) if _is_heading(block)), None)
        found.extend(part.blocks[at:] if at is not None else ())
    return found


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and _HEADING.fullmatch(block.text) is not None


def _role(name: str, label: str) -> Role | None:
    known = words()
    if name == "remarks" and set(spellings(label)) & known.strict_labels:
        return "strict"
    if name in known.list_fields:
        return "list"
    if name in known.strict_fields:
        return "strict"
    return "points" if name in known.point_fields else None


def _is_line(part: Field) -> bool:
    """Whether what was taken for a label is a line of the list with a label at its end."""
    longest = _LONG_ENGLISH_LABEL if part.label.isascii() else _LONG_LABEL
    return len(part.label) > longest and part.name in _DUTIES | {"problem", "topic", "status", "deliverable"}


def _as_lines(part: Field) -> list[Block]:
    """`part` as the lines it was read from: its label before its first line."""
    blocks = list(part.blocks)
    if blocks and isinstance(blocks[0], Paragraph):
        return [replace(blocks[0], text=f"{part.label}:{blocks[0].text}"), *blocks[1:]]
    return [Paragraph(f"{part.label}:{part.value.partition(chr(10))[0]}", part.source), *blocks]
