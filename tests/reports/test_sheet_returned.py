"""The tracking sheet that somebody edits and mails back: read as any table of tasks, each item once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Kind
from coordmail.reports.tracking_sheet import TrackedItem, TrackingFacts, tracking_sheet
from tests.extraction.invented import CALENDAR, DIRECTORY
from tests.reports.story import HOUSE, ITEM, NOW, closed

if TYPE_CHECKING:
    from collections.abc import Callable

    from coordmail.model import Language, Understanding

ROWS = (
    TrackedItem(ITEM, "李娜", "产品部", "技术部", date(2024, 3, 5), late=True, risk="等待硬件"),
    TrackedItem(closed(2, NOW, task="扩容"), "李娜", "产品部", "技术部", date(2024, 3, 5), date(2024, 3, 11)),
    TrackedItem(replace(ITEM, id=3, number=3, task="更新方案", owner="王强"), "李娜", "产品部", "技术部"),
)


def returned(language: Language, edit: Callable[[Any], None], rows: tuple[TrackedItem, ...] = ROWS) -> Understanding:
    book: Any = load_workbook(io.BytesIO(tracking_sheet(TrackingFacts(HOUSE, "跟踪表", rows, NOW), language)))
    edit(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    mail = EmailMessage()
    mail["From"] = "李娜 <li.na@example.com>"
    mail["To"] = "minutes@example.com"
    mail["Date"] = "Mon, 11 Mar 2024 10:00:00 +0800"
    mail["Subject"] = "协作事项跟踪表"
    mail.set_content("附件是更新后的跟踪表\n")
    kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    mail.add_attachment(content.getvalue(), maintype="application", subtype=kind, filename="协作事项跟踪表.xlsx")
    return understand(parse(mail.as_bytes()), ReadingContext(DIRECTORY, CALENDAR))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_edited_sheet_has_each_open_item_once(language: Language) -> None:
    def edit(sheet: Any) -> None:
        sheet["H2"] = datetime.fromisoformat("2024-03-15")
        sheet["F4"] = "赵敏"

    understood = returned(language, edit)
    assert understood.kind is Kind.MINUTES
    assert [(a.number, a.task, a.owner, a.department, a.due) for a in understood.actions] == [
        (1, "调整同步频率", "张伟", "技术部", date(2024, 3, 15)),
        (3, "更新方案", "赵敏", "技术部", date(2024, 3, 12)),
    ]


def test_a_row_that_was_added_belongs_to_it() -> None:
    def edit(sheet: Any) -> None:
        row = (
            4,
            "联系厂家",
            "产品部",
            "技术部",
            "李娜",
            "王强",
            None,
            datetime.fromisoformat("2024-03-20"),
            None,
            "进行中",
        )
        sheet.append(row)

    added = returned("zh", edit).actions[-1]
    assert (added.task, added.owner, added.due) == ("联系厂家", "王强", date(2024, 3, 20))


def test_numbers_of_several_meetings_are_no_numbers() -> None:
    other = replace(ROWS[2], item=replace(ITEM, id=9, meeting_id=2, meeting_ref="CM-13", number=1, task="扩容"))
    actions = returned("zh", lambda sheet: None, (ROWS[0], other)).actions
    assert [(action.number, action.task) for action in actions] == [(None, "调整同步频率"), (None, "扩容")]
