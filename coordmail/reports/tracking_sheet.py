"""The tracking sheet .xlsx: 「跨部门协作事项跟踪表」 and 「项目进度跟踪表」, with counts and charts; real dates."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from coordmail.record import ItemStatus
from coordmail.reports.render import clean
from coordmail.reports.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordmail.model import Language
    from coordmail.record import Item

_CELL_LIMIT = 32_767
"""Characters in one cell, as Excel takes them."""
_WIDTHS = ((7, 42, 15, 15, 20, 20, 13, 13, 13, 13, 36), (42, 15, 16, 17, 17, 17, 13, 36, 30))
"""Of the columns, in characters; a column takes its heading with the arrow of its filter in two lines at most."""
_LINE = 16.5
"""The height of a line, in points."""
_MOST_LINES = 24
"""What Excel takes: a row is 409 points high at most."""
_COLOURS: Mapping[str, Mapping[str, str]] = {
    "done": {"bg_color": "#E2F0D9", "font_color": "#2E6B1F"},
    "late": {"bg_color": "#FBE3E0", "font_color": "#B42318"},
    "soon": {"bg_color": "#FFF2CC", "font_color": "#7A5B00"},
}
_SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """One row: an item with who called its meeting, since when it runs, when it was done, and what is at risk."""

    item: Item
    organizer: str
    initiating: str
    """The organizer's department."""
    department: str
    started: date | None = None
    done: date | None = None
    late: bool = False
    risk: str = ""


@dataclass(frozen=True, slots=True)
class TrackingFacts:
    """What a tracking sheet shows. `printed_at` is aware."""

    house: str
    title: str
    rows: tuple[TrackedItem, ...]
    printed_at: datetime


class _Forms(NamedTuple):
    """How cells look, by what they hold."""

    text: Any
    number: Any
    day: Any


def tracking_sheet(facts: TrackingFacts, language: Language) -> bytes:
    """The sheets as .xlsx; the same facts give the same bytes."""
    import xlsxwriter

    words = wording(language).sheet
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        created = facts.printed_at.replace(tzinfo=None)
        book.set_properties({"title": _text(facts.title)[:255], "author": _text(facts.house)[:255], "created": created})
        tracking = [_tracking_row(n, row, words) for n, row in enumerate(facts.rows, 1)]
        progress = [_progress_row(row, words) for row in facts.rows]
        _write(book, words, "tracking", tracking, due=7)
        _write(book, words, "progress", progress, due=4)
        _write_figures(book, words, facts)
    return buffer.getvalue()


def _tracking_row(number: int, row: TrackedItem, words: Mapping[str, str]) -> tuple[object, ...]:
    item = row.item
    return (
        number,
        f"{item.ref} {item.task}",
        row.initiating,
        row.department,
        row.organizer,
        item.owner or item.owner_email or "",
        row.started,
        item.due,
        row.done,
        words["done" if _is_done(item) else "late" if row.late else "open"],
        row.risk,
    )


def _progress_row(row: TrackedItem, words: Mapping[str, str]) -> tuple[object, ...]:
    item = row.item
    state = "behind" if row.late else "at_risk" if row.risk and not _is_done(item) else "normal"
    return (
        f"{item.ref} {item.task}",
        row.department,
        item.owner or item.owner_email or "",
        row.started,
        item.due,
        row.done,
        words[state],
        row.risk,
        "",
    )


def _is_done(item: Item) -> bool:
    return item.status is ItemStatus.CLOSED


def _write(book: Any, words: Mapping[str, str], name: str, rows: Sequence[Sequence[object]], due: int) -> None:
    sheet = book.add_worksheet(words[f"{name}_name"])
    heads = words[f"{name}_heads"].split("|")
    widths = _WIDTHS[name == "progress"]
    edges = {"border": 1, "border_color": "#B6C2CF", "valign": "vcenter", "text_wrap": True}
    head = book.add_format({**edges, "bold": True, "bg_color": "#E9EFF6", "font_color": "#1F4E8C", "align": "center"})
    # What begins like a formula stays text also when somebody edits the cell.
    plain = book.add_format({**edges, "quote_prefix": True})
    number_form = book.add_format({**edges, "align": "center"})
    day = book.add_format({**edges, "num_format": "yyyy-mm-dd", "align": "center"})
    for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, head)
    sheet.set_row(0, _LINE * 2)
    for number, row in enumerate(rows, 1):
        # Not every program makes room itself for texts of several lines.
        sheet.set_row(number, _LINE * max(map(_lines, row, widths)))
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, _Forms(plain, number_form, day))
    last = max(1, len(rows))
    sheet.autofilter(0, 0, last, len(heads) - 1)
    sheet.freeze_panes(1, 2 if name == "tracking" else 1)
    _colour(book, sheet, words, last, len(heads) - 1, due)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _write_cell(sheet: Any, row: int, column: int, value: object, forms: _Forms) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), forms.day)  # noqa: DTZ001
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, forms.day)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, forms.number)
    elif value:
        sheet.write_string(row, column, _text(str(value)), forms.text)
    else:
        sheet.write_blank(row, column, None, forms.text)


def _lines(value: object, width: int) -> int:
    """How many lines `value` takes in a column, a Chinese character being as wide as two others."""
    if not isinstance(value, str):
        return 1
    wide = (sum(1 + (east_asian_width(c) in "WF") for c in line) for line in _text(value).split("\n"))
    return min(_MOST_LINES, sum(max(1, -(-cells // (width - 2))) for cells in wide))


def _text(text: str) -> str:
    """`text` as a cell can hold it."""
    return clean(text)[:_CELL_LIMIT]


def _colour(book: Any, sheet: Any, words: Mapping[str, str], last: int, right: int, due: int) -> None:
    """Colour rows by their state: done, late, and due within days."""
    state, planned, done = (_letter(column) for column in (due + 2, due, due + 1))
    rules = (
        ("done", f'=OR(${state}2="{words["done"]}",${done}2<>"")'),
        ("late", f'=OR(${state}2="{words["late"]}",${state}2="{words["behind"]}")'),
        ("soon", f'=AND(${planned}2<>"",${planned}2-TODAY()<={_SOON_DAYS})'),
    )
    for colour, rule in rules:
        form = book.add_format(dict(_COLOURS[colour]))
        options = {"type": "formula", "criteria": rule, "format": form, "stop_if_true": True}
        sheet.conditional_format(1, 0, last, right, options)


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _write_figures(book: Any, words: Mapping[str, str], facts: TrackingFacts) -> None:
    """Counts by state and late items by department, each with its chart."""
    name = words["figures_name"]
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 28)
    bold = book.add_format({"bold": True, "font_color": "#1F4E8C"})
    states = Counter("done" if _is_done(row.item) else "late" if row.late else "open" for row in facts.rows)
    late = Counter(row.department for row in facts.rows if row.late)
    departments = sorted({row.department for row in facts.rows}, key=lambda one: (-late[one], one))
    by_state = [(words[state], states[state]) for state in ("open", "done", "late")]
    top = 0
    for title, figures in (("by_state", by_state), ("by_department", [(d or "-", late[d]) for d in departments])):
        sheet.write_string(top, 0, words[title], bold)
        for n, (label, count) in enumerate(figures, top + 1):
            sheet.write_string(n, 0, _text(label))
            sheet.write_number(n, 1, count)
        end = top + len(figures)
        chart = book.add_chart({"type": "bar"})
        series = {
            "categories": [name, top + 1, 0, end, 0],
            "values": [name, top + 1, 1, end, 1],
            "fill": {"color": "#1F4E8C"},
        }
        chart.add_series({**series, "name": words[title], "data_labels": {"value": True}})
        chart.set_title({"name": words[title], "name_font": {"size": 12, "color": "#1F4E8C"}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"color": "#B6C2CF"}, "major_tick_mark": "none"})
        # The bars say their figures themselves; an axis of small counts would be divided into halves.
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        sheet.insert_chart(top, 3, chart, {"description": words[title]})
        top = max(end + 2, top + 17)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
