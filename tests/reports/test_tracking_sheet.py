"""The tracking sheet, read back with openpyxl."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from coordmail.reports.tracking_sheet import TrackedItem, TrackingFacts, tracking_sheet
from tests.reports.story import HOUSE, ITEM, NOW, closed

ROWS = (
    TrackedItem(ITEM, "李娜", "产品部", "技术部", date(2024, 3, 5), late=True, risk="等待硬件"),
    TrackedItem(closed(2, NOW), "李娜", "产品部", "技术部", date(2024, 3, 5), date(2024, 3, 11)),
)


def book(*rows: TrackedItem) -> Any:
    return load_workbook(io.BytesIO(tracking_sheet(TrackingFacts(HOUSE, "跟踪表", rows, NOW), "zh")))


def test_the_rows_have_real_dates() -> None:
    sheets = book(*ROWS)
    assert sheets.sheetnames == ["跨部门协作事项跟踪表", "项目进度跟踪表", "统计"]
    tracking, progress = sheets.worksheets[:2]
    assert [cell.value for cell in tracking[1]][:3] == ["序号", "事项名称", "发起部门"]
    first, second = list(tracking.iter_rows(min_row=2, values_only=True))
    assert first[:7] == (
        1,
        "CM-12/1 调整同步频率",
        "产品部",
        "技术部",
        "李娜",
        "张伟",
        datetime.fromisoformat("2024-03-05"),
    )
    assert first[7:] == (datetime.fromisoformat("2024-03-12"), None, "延期", "等待硬件")
    assert second[8:10] == (datetime.fromisoformat("2024-03-11"), "已完成")
    assert [row[6] for row in progress.iter_rows(min_row=2, values_only=True)] == ["滞后", "正常"]
    assert (tracking.freeze_panes, tracking.auto_filter.ref) == ("C2", "A1:K3")
    assert len(sheets.worksheets[2]._charts) == 2


def test_no_text_is_a_formula() -> None:
    for text in ("=1+1", "+cmd", "-1", "@SUM(A1)", "{=1}", "http://example.com"):
        sheet = book(replace(ROWS[0], risk=text, organizer=text)).worksheets[0]
        cells = [sheet.cell(2, column) for column in (5, 11)]
        assert [cell.data_type for cell in cells] == ["s", "s"]
        assert [cell.value for cell in cells] == [text, text]
        assert all(cell.quotePrefix for cell in cells)


def test_hostile_texts() -> None:
    text = "<A&B>\x00\x0b\ud800\ufffe 😀 " + "长" * 40_000
    value = str(book(replace(ROWS[0], risk=text)).worksheets[0].cell(2, 11).value)
    assert value.startswith("<A&B>")
    assert len(value) <= 32_767


def test_the_same_facts_are_the_same_bytes() -> None:
    facts = TrackingFacts(HOUSE, "跟踪表", ROWS, NOW)
    assert tracking_sheet(facts, "en") == tracking_sheet(facts, "en")


def test_no_items() -> None:
    assert book().worksheets[0].max_row == 1
