"""Our own tracking sheet and reports that come back: rows whose tasks begin with the references of items."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.extraction.form import Form, Row

_REFERENCE = re.compile(r"CM-(?P<meeting>\d{1,9})/(?P<number>\d{1,3})\s+(?=\S)")


def with_own_rows(form: Form) -> Form:
    """The same with the rows of a sheet of ours read as it means them; any other form as it is.

    An item stands in several of its tables: its first row counts. Its number is the one in its reference where all
    are of one meeting. Who does it stands under 责任人 of 协作方, beside who called the meeting.
    """
    matches = [_REFERENCE.match(row.cells.get("task", "")) for row in form.rows]
    meetings = {match["meeting"] for match in matches if match}
    if not meetings:
        return form
    rows: dict[str, Row] = {}
    for at, (row, match) in enumerate(zip(form.rows, matches, strict=True)):
        rows.setdefault(match[0].rstrip() if match else str(at), _row(row, match, len(meetings) == 1))
    references = tuple(match[0].rstrip() for match in matches if match)
    return replace(form, rows=tuple(rows.values()), references=tuple(dict.fromkeys(references)))


def _row(row: Row, match: re.Match[str] | None, one_meeting: bool) -> Row:
    cells = {name: text for name, text in row.cells.items() if name != "number"}
    if match:
        cells["task"] = cells["task"][match.end() :]
        if one_meeting:
            cells["number"] = match["number"]
    headers = dict(row.headers)
    if "helper" in cells and "partner_department" in cells:
        for name, other in (("owner", "helper"), ("department", "partner_department")):
            cells[name], headers[name] = cells.pop(other), headers.get(other, "")
    return replace(row, cells=cells, headers=headers)
