"""From the lines of a list or of prose to drafts: which lines are items, which belong to the item above."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph, Table
from coordmail.extraction.actions.charges import clauses, names_somebody
from coordmail.extraction.actions.draft import LABELLED, STATED, Draft
from coordmail.extraction.actions.english import begins_like_a_task, is_somebodys_name
from coordmail.extraction.actions.followed import deadline_before, own_promise, pointed
from coordmail.extraction.actions.labels import take_labels
from coordmail.extraction.actions.lists import marker_of, nested_numbers, split_items
from coordmail.extraction.actions.loose import LooseLine, bare_numbers, loose_items
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.actions.tables import cells_draft
from coordmail.extraction.actions.words import words
from coordmail.extraction.dates import read_deadline
from coordmail.extraction.people.names import fold, is_nobody, plain
from coordmail.extraction.rules import Rule
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coordmail.documents.blocks import Block, Source
    from coordmail.extraction.actions.draft import Reader

_TITLE = r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)"
_SENTENCE = re.compile(
    rf"(?<=[。；;！!？])\s*|(?<=[a-z)\d%\"”’]\.){_TITLE}\s+(?=[A-Z@])|(?<=[A-Z]{{2}}\.)\s+(?=[A-Z@])|\n"
)
_MOST_LINES = 600
"""No minutes are longer; what is longer is not read by people either, and must not take minutes of time."""
_MOST_SENTENCES = 200
_LONGEST_ITEM = 200
_LONGEST_VAGUE_DAY = 12
_LONGEST_LINE = 1200
_WRAPPED = 56
"""Mail is wrapped at 60 to 80 characters, a long word may leave a line shorter."""
_EVERYBODY = ("各位", "大家", "全体", "参会", "与会", "各参会", "请各位", "you", "all")
_PARTS = re.compile(r"[(（]?\s*(?:遗留问题|待办事项|行动项|会议结论|结论|决议|不建议|后续工作)\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of items."""

    text: str
    kind: str
    """What kind of mark began it, "" for none; automatic numbers count as marks."""
    number: int | None
    level: int
    raw: str
    source: Source
    width: int = 0
    """How long its last part was where it was wrapped."""


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The lines of `blocks` that hold anything, each without its mark."""
    return _lines(blocks)


def list_drafts(blocks: Sequence[Block], reader: Reader) -> list[Draft]:
    """The drafts of a list of tasks (待办事项, 解决方案, Action items): every item is one, whoever is to do it."""
    lines = list(_lines(blocks))
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
        extra = _attached(line, reader)
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
        found = _from_line(line, reader)
        if marks and not outer and drafts and parent is None:
            found = [draft for draft in found if draft.owner and (draft.dated or draft.sure >= STATED)]
        drafts.extend(draft.filled(parent) if parent else draft for draft in found)
    return drafts


def prose_drafts(blocks: Sequence[Block], reader: Reader) -> list[Draft]:
    """The drafts that running text, conclusions or discussion state beyond doubt, each sentence by itself."""
    drafts: list[Draft] = []
    fresh = False
    last: Line | None = None
    lines = _lines(blocks)
    stated = [[draft for draft in _strict(line, reader) if not _to_everybody(draft)] for line in lines]
    unannounced = loose_items([_loose(line, found, reader) for line, found in zip(lines, stated, strict=True)], reader)
    for at, line in enumerate(lines):
        extra = _attached(line, reader)
        if extra is not None:
            if extra.owner and not fresh and last:
                before = read_item(last.text, reader, listed=True).heard(last.text, last.source)
                if before.task:
                    drafts.append(replace(before.filled(extra), sure=LABELLED))
            elif fresh and drafts:
                drafts[-1] = drafts[-1].filled(extra)
            fresh = True
            continue
        found = unannounced.get(at, stated[at])
        drafts.extend(found)
        fresh = bool(found)
        last = line
    return drafts


def _loose(line: Line, stated: list[Draft], reader: Reader) -> LooseLine:
    """A line as what may stand in a list that nothing announces; only marked lines are read as items."""
    marked = bool(line.kind) and line.kind != "chinese" and len(line.text) <= _LONGEST_ITEM
    return LooseLine(marked, stated, _from_line(line, reader) if marked and not stated else [])


def without_leads(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` without the lines that only lead to the items, which stand elsewhere (任务如下,请各部门按时完成)."""
    leads = words().leads_to
    return [
        block
        for block in blocks
        if not isinstance(block, Paragraph) or not any(lead in block.text.lower() for lead in leads)
    ]


def _lines(blocks: Sequence[Block]) -> list[Line]:
    lines = list(islice(_unwrapped(line for block in blocks for line in _block_lines(block)), _MOST_LINES))
    raw = [line.raw for line in lines]
    nested = bare_numbers(raw) | nested_numbers(raw)
    return [_unnested(line, nested[at]) if at in nested else line for at, line in enumerate(lines)]


def _is_header(text: str) -> bool:
    """Whether a list begins with the header of a table (序号 任务 负责人) that could not be read: no line is a task."""
    cells = text.split()
    return 2 < len(cells) < 12 and all(vocabulary().column(cell) for cell in cells)


def _unwrapped(lines: Iterable[Line]) -> Iterator[Line]:
    """`lines` with the rest of a wrapped English line put back: a long line without an end, then a small letter."""
    held: Line | None = None
    for line in lines:
        if held and not line.kind and line.text[0].islower() and _is_cut_short(held) and len(held.raw) < _LONGEST_LINE:
            tail = f"{held.text} {line.text}", f"{held.raw} {line.text}"
            held = replace(held, text=tail[0], raw=tail[1], width=len(line.raw))
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _is_cut_short(line: Line) -> bool:
    return (line.width or len(line.raw)) >= _WRAPPED and line.text[-1].isascii() and line.text[-1] not in ".!?:;"


def _unnested(line: Line, found: tuple[int, int]) -> Line:
    number, start = found
    text = line.raw[start:].strip()
    return replace(line, text=text, kind="-", number=number, raw=text)


def _block_lines(block: Block) -> Iterator[Line]:
    return _paragraph_lines(block) if isinstance(block, Paragraph) else _table_lines(block)


def _paragraph_lines(block: Paragraph) -> Iterator[Line]:
    for index, line in enumerate(block.text.split("\n")):
        text = line
        kind, number, start = marker_of(text)
        if index == 0 and block.number is not None:
            kind, number, _ = marker_of(f"{block.number} x")
            kind, start = kind or "auto", 0
        if block.ticked is not None and index == 0:
            kind = kind or "-"
            text = f"[{'x' if block.ticked else ' '}] {text[start:]}"
            start = 0
        if text[start:].strip():
            yield Line(text[start:].strip(), kind, number, block.level, text, block.source)


def _table_lines(table: Table) -> Iterator[Line]:
    """A table that is no form: each cell's lines by themselves, or a row a line where its header is missing."""
    headless = _is_headless(table)
    for row in table.rows:
        if headless:
            cells = [cell.text.strip() for cell in row if cell.text.strip()]
            number = int(cells[0]) if cells and cells[0].isdigit() and len(cells[0]) < 3 else None
            text = " | ".join(cells[1:] if number is not None else cells)
            if text:
                yield Line(text, "auto", number, 0, text, row[0].source)
            continue
        for at, cell in enumerate(row):
            if at and cell.origin == row[at - 1].origin:
                continue
            for text in cell.text.split("\n"):
                kind, number, start = marker_of(text)
                if text[start:].strip():
                    yield Line(text[start:].strip(), kind, number, 0, text, cell.source)


def _is_headless(table: Table) -> bool:
    """Whether the rows of `table` are tasks with owner and deadline under no header: 1, task, name, day."""
    rows = table.rows[:_MOST_LINES]
    return len(rows) > 1 and all(
        len(row) > 2
        and max(len(cell.text) for cell in row) < 200
        and all("\n" not in cell.text for cell in row)
        and len({cell.origin for cell in row}) == len(row)
        and re.search(r"\d\s?[月日号/.-]|周[一二三四五六日]|月底|尽快", row[-1].text) is not None
        and len(row[-1].text) < 20
        for row in rows
    )


def _says_nothing(text: str) -> bool:
    plain = fold(text).strip(" 。.;,:()")
    return not plain or plain in words().nothing or plain.startswith(words().no_item_begins)


def _attached(line: Line, reader: Reader) -> Draft | None:
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


def _from_line(line: Line, reader: Reader) -> list[Draft]:
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


def _strict(line: Line, reader: Reader) -> Iterator[Draft]:
    marked = pointed(line.raw) or (line.text if line.text.startswith("@") else None)
    if marked:
        draft = read_item(marked, reader, listed=True)
        if draft.task and draft.owner and (draft.dated or begins_like_a_task(draft.task)):
            yield replace(draft, listed=False, sure=LABELLED, number=None).heard(line.text, line.source)
            return
    for part in _PARTS.split(line.raw if line.kind in {"", "digits", "paren", "circled"} else line.text):
        for item in split_items([part]):
            labels = take_labels(item.text).values
            if labels.get("owner") or labels.get("due"):
                draft = read_item(item.text, reader, listed=True)
                if draft.task and draft.owner:
                    yield replace(draft, listed=False, number=None).heard(item.text, line.source)
                continue
            yield from _stated(item.text, line.source, reader)


def _stated(text: str, source: Source, reader: Reader) -> list[Draft]:
    sentences = [
        part
        for sentence in _SENTENCE.split(text, _MOST_SENTENCES)[:_MOST_SENTENCES]
        for part in clauses(sentence, reader.people)
    ]
    drafts: list[Draft] = []
    for sentence in sentences[:_MOST_SENTENCES]:
        if not 4 <= len(sentence.strip()) <= 400:
            continue
        if drafts and not drafts[-1].dated and (later := deadline_before(sentence, reader)):
            drafts[-1] = drafts[-1].filled(later.heard(sentence, source))
            continue
        draft = read_item(sentence, reader, listed=False)
        promise = None if draft.owner else own_promise(sentence, reader)
        if promise:
            drafts.append(promise.heard(sentence, source))
        elif (
            draft
            and draft.task
            and draft.owner
            and draft.sure >= STATED
            and (draft.dated or draft.sure > STATED or _charges(sentence))
        ):
            drafts.append(draft.heard(sentence, source))
    return drafts


def _charges(sentence: str) -> bool:
    """Whether a sentence without a deadline still gives somebody a duty: 由X负责, X负责, `X will`."""
    half = plain(sentence)
    return (
        re.search(
            r"由.{2,24}(?:负责|牵头|主导|承担|跟进)|由.{2,12}会后|^.{2,16}(?:负责|牵头)|请.{2,16}(?:负责|牵头|跟进)",
            half,
        )
        is not None
        or half[:1].isascii()
    )


def _to_everybody(draft: Draft) -> bool:
    return bool(draft.owner) and str(draft.owner).casefold().startswith(_EVERYBODY)
