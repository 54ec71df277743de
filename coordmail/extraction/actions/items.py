"""From the lines of a list of tasks to drafts: which lines are items, which belong to the item above."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.actions.charges import clauses
from coordmail.extraction.actions.draft import LABELLED, STATED, Draft
from coordmail.extraction.actions.english import is_somebodys_name
from coordmail.extraction.actions.labels import take_labels
from coordmail.extraction.actions.lines import lines_of
from coordmail.extraction.actions.lists import split_items
from coordmail.extraction.actions.owner_places import names_somebody
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.actions.tables import cells_draft
from coordmail.extraction.actions.words import words
from coordmail.extraction.dates import read_deadline
from coordmail.extraction.people.names import fold, is_nobody, plain
from coordmail.extraction.rules import Rule
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block
    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.actions.lines import Line

_LONGEST_VAGUE_DAY = 12


def list_drafts(blocks: Sequence[Block], reader: Reader) -> list[Draft]:
    """The drafts of a list of tasks (待办事项, 解决方案, Action items): every item is one, whoever is to do it."""
    lines = lines_of(blocks)
    if lines and _is_header(lines[0].text):
        return []
    marks = [line for line in lines if line.kind]
    main = marks[0].kind if marks else ""
    level = min((line.level for line in marks), default=0)
    drafts: list[Draft] = []
    parent: Draft | None = None
    headed = False
    for line in lines:
        if _says_nothing(line.text):
            continue
        extra = attached(line, reader)
        if extra is not None:
            if drafts:
                drafts[-1] = drafts[-1].filled(extra)
            elif parent is not None:
                parent = parent.filled(extra)
            continue
        outer = not marks or (line.kind == main and line.level <= level)
        if _is_group(line.text, reader):
            parent = _group(line.text, reader).heard(line.text, line.source, Rule.HEADING)
            headed = parent.owner is not None
            continue
        if outer and line.kind and not _under_group(parent, line):
            parent = None
        if marks and not line.kind and drafts and not headed and not _charges_another(line, reader):
            drafts[-1] = _continued(drafts[-1], line, reader)
            continue
        headed = False
        found = from_line(line, reader)
        if marks and not outer and drafts and parent is None:
            found = [draft for draft in found if draft.owner and (draft.dated or draft.sure >= STATED)]
        drafts.extend(draft.filled(parent) if parent else draft for draft in found)
    return drafts


def without_leads(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` without the lines that only lead to the items, which stand elsewhere (任务如下,请各部门按时完成)."""
    leads = words().leads_to
    return [
        block
        for block in blocks
        if not isinstance(block, Paragraph) or not any(lead in block.text.lower() for lead in leads)
    ]


def _is_header(text: str) -> bool:
    """Whether a list begins with the header of a table (序号 任务 负责人) that could not be read: no line is a task."""
    cells = text.split()
    return 2 < len(cells) < 12 and all(vocabulary().column(cell) for cell in cells)


def _says_nothing(text: str) -> bool:
    plain = fold(text).strip(" 。.;,:()")
    return not plain or plain in words().nothing or plain.startswith(words().no_item_begins)


def attached(line: Line, reader: Reader) -> Draft | None:
    """What a line that holds nothing but labels says of the item above it."""
    if len(line.text) > 300:
        return None
    taken = take_labels(line.text.lstrip("-—– ("))
    if taken.rest.strip(" -—–()。.;") or not taken.values:
        return None
    draft = read_item(line.text.lstrip("-—– ("), reader, listed=True)
    return None if draft.task else draft.heard(line.text, line.source)


def _is_group(text: str, reader: Reader) -> bool:
    """Whether a line only heads those below it: 「技术部:」, 「短期:」, 「张伟」, `IT:`."""
    bare = text.rstrip("*# ")
    if plain(bare).endswith(":"):
        return len(bare) <= 40
    if bare.isascii() and bare and not is_somebodys_name(bare, reader.people):
        return False
    return len(bare) <= 12 and reader.people.knows_anybody and names_somebody(bare, reader.people)


def _group(text: str, reader: Reader) -> Draft:
    name = plain(text).strip(" :*#")
    owner = text.strip(" :：*#") if names_somebody(name, reader.people) else None
    return Draft("", owner=owner)


def _under_group(parent: Draft | None, line: Line) -> bool:
    """Whether a line still stands under the heading line above: it does until another heading comes."""
    return parent is not None and bool(line.kind)


def _charges_another(line: Line, reader: Reader) -> bool:
    """Whether an English line without a mark gives somebody a task of its own: `Mary: check the budget`."""
    if not line.text[:1].isascii() or not line.text[:1].isupper():
        return False
    found = read_item(line.text, reader, listed=True)
    return bool(found.task and found.owner) and line.text.startswith(str(found.owner))


def _continued(draft: Draft, line: Line, reader: Reader) -> Draft:
    """`draft` with a line more: what it says of owner and deadline, or else more of the task."""
    more = read_item(line.text, reader, listed=False)
    if more.sure >= LABELLED:
        return draft.filled(more.heard(line.text, line.source))
    return draft


def from_line(line: Line, reader: Reader) -> list[Draft]:
    """The items that one line of a list holds."""
    drafts: list[Draft] = []
    head: Draft | None = None
    items = split_items([line.raw if not line.kind or line.kind in {"digits", "paren", "circled"} else line.text])
    for at, item in enumerate(items):
        if _says_nothing(item.text):
            continue
        if at == 0 and len(items) > 1 and names_somebody(plain(item.text).rstrip(" :。"), reader.people):
            head = _group(item.text.rstrip(" 。"), reader).heard(item.text, line.source, Rule.HEADING)
            continue
        cells = _cells_between_bars(item.text, reader)
        if cells is not None:
            number = item.number if item.number is not None else line.number
            drafts.append(replace(cells, number=number).heard(item.text, line.source, Rule.COLUMN))
            continue
        parts = clauses(item.text, reader.people)
        number = item.number if item.number is not None else line.number
        for part in parts:
            draft = read_item(part, reader, listed=True)
            if draft.task:
                draft = draft.heard(part, line.source)
                draft = draft.filled(head) if head else draft
                drafts.append(replace(draft, number=number if len(parts) == 1 else None))
    return drafts


def _cells_between_bars(text: str, reader: Reader) -> Draft | None:
    """An item as our form proposes to write it: task | owner | deadline | deliverable."""
    cells = [cell.strip() for cell in re.split(r"[|\uff5c]", text)]
    if not 3 <= len(cells) <= 4 or not cells[0]:
        return None
    owner, due = cells[1], cells[2]
    named = not is_nobody(owner) and names_somebody(plain(owner), reader.people)
    found = read_deadline(due, reader.dates)
    dated = found is not None and (found.day is not None or (named and len(due) <= _LONGEST_VAGUE_DAY))
    if not (named or dated) or not (named or is_nobody(owner)) or not (dated or is_nobody(due)):
        return None
    return cells_draft(dict(zip(("task", "owner", "due", "deliverable"), cells, strict=False)), reader)
