"""Tables as forms: label cells beside or above their values, action tables inside them, and both in one grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph, Table
from coordmail.extraction.changed_tables import as_changed
from coordmail.extraction.form import Row
from coordmail.extraction.labelled_rows import labelled_rows
from coordmail.extraction.labels import label_at
from coordmail.extraction.row_tables import Header, distinct, header_at, read_row, with_repeated
from coordmail.extraction.vocabulary import Label, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Cell, Source
    from coordmail.extraction.form_builder import FormBuilder

_MEETING_FACTS = (
    "topic",
    "initiator_department",
    "time",
    "place",
    "method",
    "attendees",
    "organizer",
    "recorder",
    "chair",
    "points",
    "decisions",
)
_FEWEST_ROWS = 2
_LISTS = {"attendees": "people", "points": "list", "decisions": "list"}


def read_table(table: Table, builder: FormBuilder) -> None:
    """Give `builder` the fields and rows of `table`; a table that is no form goes to it whole."""
    if turned := _turned(table):
        table = turned
    table = as_changed(table) or table
    if rows := labelled_rows(table):
        builder.close()
        for row in rows:
            builder.row(row)
        return
    if not _is_form(table):
        builder.table(table)
        return
    at, form = 0, _FormRows(builder)
    while at < len(table.rows):
        header = header_at(table, at)
        if inner := _beside_label(table, at):
            form.flush()
            builder.close()
            read_table(inner, builder)
            at += len(inner.rows)
        elif header:
            under = form.flush() or builder.open_name
            at = _read_rows(table, header, at + header.height, builder, under)
        else:
            form.read(table.rows[at])
            at += 1
    form.flush()


def _beside_label(table: Table, at: int) -> Table | None:
    """The action table that stands beside one label's cell (待办事项) reaching over all of its rows from `at`."""
    first = table.rows[at][0]
    if first.origin != (at, 0) or vocabulary().field(first.text) is None:
        return None
    end = at
    while end < len(table.rows) and table.rows[end][0].origin == first.origin:
        end += 1
    width = 1
    while width < len(table.rows[at]) and table.rows[at][width].origin == first.origin:
        width += 1
    if end - at < _FEWEST_ROWS or len(table.rows[at]) - width < _FEWEST_ROWS:
        return None
    inner = Table(tuple(row[width:] for row in table.rows[at:end]), table.source)
    header = header_at(inner, 0)
    return inner if header and "task" in header.names and header.names & {"owner", "due"} else None


def _is_form(table: Table) -> bool:
    """Whether any of the table is a header row, a label's cell, or a cell of labelled text."""
    known = vocabulary()
    for at, row in enumerate(table.rows):
        if header_at(table, at):
            return True
        cells = [cell.text for cell in distinct(row) if cell.text.strip()]
        if cells and known.field(cells[0]) and len(table.rows[0]) > 1:
            return True
        if any((found := label_at(text.split("\n")[0])) and found.manner in {"colon", "bracket"} for text in cells):
            return True
    return False


def _turned(table: Table) -> Table | None:
    """The table with rows and columns changed, where its first column holds the labels and each other one an item."""
    if not table.rows or len(table.rows[0]) < 3 or len(table.rows) > 12:
        return None
    known = vocabulary()
    names = {known.column(row[0].text) for row in table.rows}
    if None in names or "task" not in names or not names & {"owner", "due"}:
        return None
    if any(len(distinct(row)) != len(row) for row in table.rows):
        return None
    return Table(tuple(zip(*table.rows, strict=True)), table.source)


def _read_rows(table: Table, header: Header, at: int, builder: FormBuilder, under: str | None) -> int:
    """Read the rows below `header` from row `at`; returns the first row that is none of them."""
    end = at
    while end < len(table.rows) and not _ends_rows(table, header, end):
        end += 1
    rows = table.rows[at:end]
    read = [(read_row(header, row), row[0].source) for row in rows if not _is_section(row)]
    whole = with_repeated([cells for (cells, _), _ in read])
    told = [(c, headers, source) for c, ((_, headers), source) in zip(whole, read, strict=True) if set(c) - {"number"}]
    names, marks = header.names, vocabulary()
    actions = names & marks.task_columns and names & marks.duty_columns
    if "person" in names and not names & {"task", "due"}:
        _say(builder, "attendees", [_attendee(cells) for cells, _, _ in told], table)
    elif (under == "agenda" or "presenter" in names or "agenda" in names) and not names & {"owner", "due"} - {"due"}:
        _say(builder, "agenda", [cells.get("agenda") or cells.get("task") or "" for cells, _, _ in told], table)
    elif actions or ("task" in names and (under in {"actions", "solutions"} or names & {"status", "number"})):
        builder.close()
        _meeting_facts(builder, told, table)
        for cells, headers, source in told:
            builder.row(Row(_with_task(cells), source, headers))
    elif names & {"resources", "budget", "equipment", "people_needed"}:
        _say(builder, "resources", [_resource(cells) for cells, _, _ in told], table)
    elif {"owner", "due"} <= names:
        _say(builder, "owners", [f"{c['owner']}({c['due']})" for c, _, _ in told if {"owner", "due"} <= set(c)], table)
    elif not _meeting_facts(builder, told, table):
        _columns_as_fields(builder, told, table)
    return end


def _ends_rows(table: Table, header: Header, at: int) -> bool:
    """Whether row `at` stands no longer under `header`: another header, or a row of the form."""
    if header_at(table, at):
        return True
    cells = distinct(table.rows[at])
    filled = [cell.text for cell in cells if cell.text.strip()]
    label = vocabulary().field(filled[0]) if filled else None
    return label is not None and (len(cells) < max(3, len(set(header.words))) or len(filled) < 3 <= len(cells))


def _is_section(row: Sequence[Cell]) -> bool:
    """Whether one cell fills the whole row: a heading between the rows."""
    return len(row) > 1 and len(distinct(row)) == 1


def _with_task(cells: dict[str, str]) -> dict[str, str]:
    """What is to be done stands under 任务, or else under 解决措施, or else it is the problem itself."""
    task = next((cells[name] for name in ("task", "measures", "problem") if cells.get(name)), None)
    return cells | {"task": task} if task else cells


def _attendee(cells: dict[str, str]) -> str:
    person = cells.get("person", "")
    department = cells.get("department")
    return f"{department}:{person}" if department and person else person


def _resource(cells: dict[str, str]) -> str:
    what = cells.get("resources") or cells.get("task") or ""
    department, approver = cells.get("department") or cells.get("owner"), cells.get("approver")
    said = f"{department}:{what}" if department else what
    return f"{said}(由{approver}审批)" if approver else said


def _meeting_facts(
    builder: FormBuilder, told: list[tuple[dict[str, str], dict[str, str], Source]], table: Table
) -> bool:
    """Fields from a table whose rows repeat what is true of the meeting (the communication log)."""
    found = False
    if not any("topic" in cells for cells, _, _ in told):
        names = tuple(name for name in _MEETING_FACTS if name != "initiator_department")
    else:
        names = _MEETING_FACTS
    for name in names:
        texts = list(dict.fromkeys(cells[name] for cells, _, _ in told if name in cells))
        if texts:
            found = True
            _say(builder, name, texts if name in _LISTS else texts[:1], table)
    return found


def _columns_as_fields(
    builder: FormBuilder, told: list[tuple[dict[str, str], dict[str, str], Source]], table: Table
) -> None:
    for cells, headers, _ in told:
        for name, text in cells.items():
            label = vocabulary().field(headers[name]) or Label(name, "text")
            builder.cell(label, headers[name], [Paragraph(text, table.source)], table.source)


def _say(builder: FormBuilder, name: str, texts: Sequence[str], table: Table) -> None:
    lines = [Paragraph(text, table.source) for text in texts if text]
    builder.cell(Label(name, "list"), name, lines, table.source)


@dataclass(slots=True)
class _FormRows:
    """Walks the rows of a form: a label's value stands behind it, or, where it stands alone, in the next row."""

    builder: FormBuilder
    label: Label | None = None
    cell: Cell | None = None
    values: list[Cell] = field(default_factory=list)
    _alone: bool = False

    def read(self, row: Sequence[Cell]) -> None:
        """Read one row."""
        cells = distinct(row)
        if self.cell and cells[0].origin != self.cell.origin and (self.values or not self._alone):
            self.flush()
        for cell in cells[:-1]:
            self._read_cell(cell)
        self._read_cell(cells[-1], last=len(cells) > 1)
        self._alone = len(cells) == 1

    def _read_cell(self, cell: Cell, *, last: bool = False) -> None:
        if self.cell and cell.origin == self.cell.origin:
            return
        label = vocabulary().field(cell.text)
        if label and not (last and self._is_value(cell)):
            self.flush()
            self.label, self.cell = label, cell
        elif self.label:
            if cell not in self.values:
                self.values.append(cell)
        elif cell.text.strip():
            self.builder.close()
            self.builder.text(_lines(cell))
            self.builder.close()

    def _is_value(self, cell: Cell) -> bool:
        """Whether a row's last cell, though it reads like a label, is what the label before it waits for (腾讯会议)."""
        return self.label is not None and not self.values and vocabulary().needs_colon(cell.text)

    def flush(self) -> str | None:
        """Give the builder the field that is being read; returns its name."""
        label, cell = self.label, self.cell
        if label is None or cell is None:
            return None
        lines = [line for value in self.values for line in _lines(value)]
        self.builder.cell(label, cell.text, lines, cell.source)
        self.label, self.cell, self.values = None, None, []
        return label.name


def _lines(cell: Cell) -> list[Paragraph]:
    return [Paragraph(text.strip(), cell.source) for text in cell.text.split("\n") if text.strip()]
