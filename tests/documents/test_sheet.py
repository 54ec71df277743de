from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from coordmail.documents.attachments import read_attachment
from coordmail.documents.blocks import Paragraph, Reason, Table, Unreadable
from coordmail.documents.sheet import read_xlsx

from .making import package, shape, xlsx


def book(*rows: list[object], title: str = "Sheet1") -> Workbook:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return made


def read(made: Workbook) -> list[object]:
    return shape(read_xlsx(xlsx(made), "a.xlsx"))


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (datetime.fromisoformat("2024-03-06"), None, "2024-03-06"),
        (date(2024, 3, 6), None, "2024-03-06"),
        (datetime.fromisoformat("2024-03-06 14:30"), None, "2024-03-06 14:30"),
        (45357, 'm"月"d"日"', "2024-03-06"),
        (time(14, 30), None, "14:30"),
        (timedelta(hours=26, minutes=5), None, "26:05"),
        (3.0, None, "3"),
        (0.6, "0%", "60%"),
        (0.1 + 0.2, None, "0.3"),
        (5000, '"¥"#,##0.00', "¥5000"),
        (5000, "[$¥-804]#,##0", "¥5000"),
        (2, '0"台"', "2台"),
        (True, None, "TRUE"),
        ("  甲\n乙  ", None, "甲\n乙"),
        ("=A1", None, None),
    ],
)
def test_cells_as_displayed(value: object, number_format: str | None, expected: str | None) -> None:
    made = book(["值", value])
    if number_format:
        made.worksheets[0]["B1"].number_format = number_format
    assert read(made) == [[["值", expected]]] if expected else ["值"]


def test_dates_in_the_built_in_formats_of_chinese_excel() -> None:
    made = xlsx(book(["截止", datetime.fromisoformat("2024-03-06")]))
    changed = {}
    with zipfile.ZipFile(BytesIO(made)) as archive:
        for name in archive.namelist():
            changed[name] = archive.read(name).replace(b'<xf numFmtId="164"', b'<xf numFmtId="58"')
    assert shape(read_xlsx(package(changed), "a.xlsx")) == [[["截止", "2024-03-06"]]]


def test_sheets_have_their_names_as_headings() -> None:
    made = book(["任务", "负责人"], ["同步", "张伟"], title="项目进度跟踪表")
    made.create_sheet("空")
    made.create_sheet("隐藏").append(["x", "y"])
    made["隐藏"].sheet_state = "hidden"
    blocks = read_xlsx(xlsx(made), "a.xlsx")
    assert shape(blocks) == ["项目进度跟踪表", [["任务", "负责人"], ["同步", "张伟"]]]
    heading, table = blocks
    assert isinstance(heading, Paragraph)
    assert heading.heading
    assert isinstance(table, Table)
    assert table.rows[1][1].source.place == "sheet 项目进度跟踪表!B2"


def test_empty_rows_part_tables_and_single_cells_are_paragraphs() -> None:
    made = book(
        [], [None, "周度跟踪"], [], [None, "任务", "负责人"], [None, "同步", "张伟"], [], [], [None, "备注：无"]
    )
    assert read(made) == ["周度跟踪", [["任务", "负责人"], ["同步", "张伟"]], "备注：无"]


def test_merged_cells_fill_the_grid() -> None:
    made = book(
        ["沟通记录表", None, None], ["部门", "任务", "截止"], ["技术部", "甲", "3月6日"], [None, "乙", "3月7日"]
    )
    sheet = made.worksheets[0]
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    (table,) = read_xlsx(xlsx(made), "a.xlsx")
    assert isinstance(table, Table)
    assert shape([table]) == [
        [["沟通记录表"] * 3, ["部门", "任务", "截止"], ["技术部", "甲", "3月6日"], ["技术部", "乙", "3月7日"]]
    ]
    assert table.rows[3][0].origin == table.rows[2][0].origin == (2, 0)


def test_hidden_rows_and_columns_are_left_out() -> None:
    made = book(["甲", "乙", "丙"], ["x", "y", "z"], ["一", "二", "三"])
    sheet = made.worksheets[0]
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    assert read(made) == [[["甲", "丙"], ["一", "三"]]]


def test_struck_out_text_is_left_out() -> None:
    made = book(["截止", None, "旧"])
    sheet = made.worksheets[0]
    sheet["B1"] = CellRichText("3月", TextBlock(InlineFont(strike=True), "12"), TextBlock(InlineFont(b=True), "15日"))
    sheet["C1"].font = Font(strike=True)
    assert read(made) == [[["截止", "3月15日"]]]


def test_hidden_columns_under_a_merged_title() -> None:
    made = book(["任务表", None, None], ["甲", "乙", "丙"])
    made.worksheets[0].merge_cells("A1:C1")
    made.worksheets[0].column_dimensions["B"].hidden = True
    assert read(made) == [[["任务表", "任务表"], ["甲", "丙"]]]


def test_a_sheet_of_the_old_kind() -> None:
    """Hidden row, column and sheet, struck-out cell and words, formats, a formula; saved by LibreOffice."""
    content = Path(__file__).with_name("tracking.xls").read_bytes()
    blocks = read_attachment("跟踪.et", "", content)
    assert shape(blocks) == [
        "跟踪表",
        [
            ["任务跟踪表"] * 4,
            ["任务", "截止", "进度", "金额"],
            ["同步", "2024-03-06", "60%", "¥5000"],
            ["", "2024-03-07 14:30", "1.2", "3月15日"],
        ],
    ]
    assert isinstance(blocks[1], Table)
    assert blocks[1].rows[2][1].source.place == "sheet 跟踪表!C3"


def test_a_far_off_cell_costs_nothing() -> None:
    made = book(["甲", "乙"])
    made.worksheets[0]["XFD1048576"] = "远"
    assert read(made) == [[["甲", "乙"]], "远"]


def test_a_merged_region_of_millions_is_refused() -> None:
    made = xlsx(book(["甲", "乙"]))
    region = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    with zipfile.ZipFile(BytesIO(made)) as archive:
        changed = {name: archive.read(name).replace(b"</sheetData>", region) for name in archive.namelist()}
    with pytest.raises(Unreadable) as error:
        read_xlsx(package(changed), "a.xlsx")
    assert error.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("cut", [b"<worksheet", b"</row>", b"<sheets>"])
def test_damaged_files_say_so(cut: bytes) -> None:
    made = xlsx(book(["甲", "乙"]))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        changed = {name: archive.read(name).replace(cut, b"") for name in archive.namelist()}
    with pytest.raises(Unreadable) as error:
        read_xlsx(package(changed), "a.xlsx")
    assert error.value.reason is Reason.DAMAGED


def test_rows_behind_an_empty_row_stay_in_their_table() -> None:
    made = book(
        ["编号", "行动项", "负责人", "实际完成", "状态"],
        ["A01", "合并规则确认", "李娜", "2024-12-19", "已完成"],
        [],
        ["A02", "校验接口上线", "张伟", None, "未开始"],
        [],
        ["区域", "客户数", "空值数"],
        ["华东", 120334, 1820],
    )
    first, second = read(made)
    assert first == [
        ["编号", "行动项", "负责人", "实际完成", "状态"],
        ["A01", "合并规则确认", "李娜", "2024-12-19", "已完成"],
        ["A02", "校验接口上线", "张伟", "", "未开始"],
    ]
    assert second == [["区域", "客户数", "空值数"], ["华东", "120334", "1820"]]
