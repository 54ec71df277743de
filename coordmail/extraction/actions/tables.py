"""Rows of action, progress, collaboration and problem tables as drafts (the forms of DOMAIN.md)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import LABELLED, Draft
from coordmail.extraction.actions.owner_places import names_somebody
from coordmail.extraction.actions.sentences import is_done, read_item, says_done
from coordmail.extraction.actions.urgency import urgency_of
from coordmail.extraction.dates import find_dates, read_deadline
from coordmail.extraction.people.names import fold, is_nobody
from coordmail.extraction.rules import Rule, origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.form import Row
    from coordmail.model import Origin

_TASK = ("task", "measures", "actions", "solutions", "problem")
_LONGEST_DUTY = 80
_AROUND_NAME = re.compile(
    r"^[\W_]{1,20}|(?:[\s/,\uff0c;\uff1b:\uff1a|()\uff08\uff09-]|\b(?:by|due|before)\b|完成|之前|以前|前|于){1,20}$",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(r"(?<![\w.])\d{1,2}[/.]\d{1,2}(?![\w.])")
_OPEN = (
    "进行",
    "未",
    "延期",
    "滞后",
    "风险",
    "待",
    "open",
    "progress",
    "not",
    "ongoing",
    "pending",
    "delay",
    "overdue",
)


def row_drafts(rows: Iterable[Row], reader: Reader) -> list[Draft]:
    """The drafts of `rows`; those whose status or real end says done are marked so."""
    drafts: list[Draft] = []
    for row in rows:
        draft = cells_draft(row.cells, reader)
        if draft is not None:
            drafts.append(replace(draft, origins=tuple(_origins(row, draft))))
    return drafts


def cells_draft(cells: dict[str, str], reader: Reader) -> Draft | None:
    """The draft of one row, its cells by the names of their columns; None where it states no task."""
    written = next((cells[name] for name in _TASK if cells.get(name, "").strip()), "")
    if is_nobody(written):
        return None
    said_owner, said_due = duty(cells, reader)
    owner = _named(said_owner)
    department = _named(cells.get("department"))
    inner = read_item(_one_paragraph(written), reader, listed=False)
    own = owner or department
    task = inner.task if inner.owner is None or inner.dated or not own else _one_paragraph(written)
    due_text = _named(said_due)
    deliverable = cells.get("deliverable", "").strip() or inner.deliverable
    resources = cells.get("resources", "").strip()
    parts = tuple(part.strip() for part in re.split(r"[;；\n]", resources) if not is_nobody(part)) or inner.resources
    return replace(
        inner,
        task=task,
        owner=owner or (inner.owner if not department or inner.sure > 1 else None) or department,
        department=department,
        due_text=due_text,
        due=None if due_text else inner.due,
        deliverable=deliverable,
        resources=parts,
        number=int(cells["number"]) if re.fullmatch(r"\d{1,3}", cells.get("number", "")) else None,
        done=inner.done or _is_closed(cells),
        urgency=urgency_of(cells.get("priority")) or inner.urgency,
        sure=LABELLED,
        listed=True,
    )


def duty(cells: dict[str, str], reader: Reader) -> tuple[str | None, str | None]:
    """Owner and deadline as written: each has its column, or one cell holds both (张伟/3月6日)."""
    owner, due = cells.get("owner") or cells.get("owners"), cells.get("due")
    both = owner if not due else due if not owner else None
    if not both or len(both) > _LONGEST_DUTY:
        return owner, due
    found = next(((m.start, m.end) for m in find_dates(both, reader.dates) if m.day or m.vague), None)
    short = _SHORT_DATE.search(both)
    start, end = found or (short.span() if short and read_deadline(short[0], reader.dates) else (0, 0))
    name = _AROUND_NAME.sub("", f"{both[:start]} {both[end:]}")
    if start == end or not name or (not owner and not names_somebody(name, reader.people)):
        return owner, due
    return name, both[start:end]


def _origins(row: Row, draft: Draft) -> Iterator[Origin]:
    """The cells that each fact of `draft` came from; what the task's cell says of them is in that cell."""
    task = next(name for name in _TASK if row.cells.get(name, "").strip())
    owner: tuple[str, ...] = ("owner", "owners", "department")
    due: tuple[str, ...] = ("due", "owners")
    due_text = draft.due_text or ""
    if due_text and due_text in row.cells.get("owner", ""):
        due = ("owner",)
    elif draft.owner and draft.owner in row.cells.get("due", ""):
        owner = ("due",)
    columns = {"task": (task,), "owner": owner, "due": due, "deliverable": ("deliverable",)}
    for fact, names in (columns | {"resources": ("resources",)}).items():
        if not (draft.dated if fact == "due" else getattr(draft, fact)):
            continue
        name = next((name for name in names if row.cells.get(name, "").strip()), task)
        yield origin(fact, f"{row.headers.get(name, name)}: {row.cells[name]}", Rule.COLUMN, row.source)


def _named(text: str | None) -> str | None:
    bare = (
        " ".join((text or "").split())
        if text and "\n" not in text.strip()
        else (text or "").strip().replace("\n", "、")
    )
    return None if is_nobody(bare) else bare


def _one_paragraph(text: str) -> str:
    return re.sub(r"\s{0,20}\n\s*", " ", text).strip()


def _is_closed(cells: dict[str, str]) -> bool:
    status = cells.get("status", "")
    if says_done(status):
        return True
    plain = fold(status)
    if any(word in plain for word in _OPEN):
        return False
    if re.fullmatch(r"100\s?%", cells.get("progress", "").strip()) or says_done(cells.get("progress")):
        return True
    return not is_nobody(cells.get("actual", "")) or (bool(status) and is_done(status))
