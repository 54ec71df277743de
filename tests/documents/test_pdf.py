from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordmail.documents.attachments import read_attachment
from coordmail.documents.blocks import Paragraph, Reason, Table, Unreadable
from coordmail.documents.pdf import read_pdf

from .making import pdf, ruled, shape, written

SHORT = "会上大家就订单系统数据延迟的问题进行了充分讨论"
FULL = (SHORT * 3)[:50]
GRID = ruled((50, 150, 250, 400), (600, 630, 660))
HEAD = written(55, 640, "任务") + written(155, 640, "责任人") + written(255, 640, "完成时间")
ROW = written(55, 610, "扩容") + written(155, 610, "张伟") + written(255, 610, "2024年3月6日")


def read(*pages: str) -> list[object]:
    return shape(read_pdf(pdf(*pages), "a.pdf"))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (written(50, 600, "乙") + written(50, 700, "甲"), ["甲", "乙"]),
        (written(50, 700, "2024") + written(72.5, 700, "年3月"), ["2024年3月"]),
        (written(50, 700, "Olivia") + written(83, 700, "Reed"), ["Olivia Reed"]),
        (written(50, 700, "时间：3月") + written(200, 700, "地点：2号"), ["时间：3月\t地点：2号"]),
        (written(50, 700, "甲") + written(50.3, 700, "甲"), ["甲"]),
        (written(50, 700, "市场部⻓于3⽉5⽇前"), ["市场部长于3月5日前"]),
        (written(50, 700, "3月12") + "65 704 10 0.6 re f\n" + written(75, 700, "15日"), ["3月15日"]),
        (written(50, 700, "责任人") + "50 698.5 60 0.6 re f\n", ["责任人"]),
        (written(50, 700, "甲") + written(80, 700, "机密", mode=3), ["甲"]),
        (written(50, 700, "甲") + "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <67e5> Tj ET", ["甲"]),
    ],
)
def test_what_a_reader_sees(page: str, expected: list[object]) -> None:
    assert read(page) == expected


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (FULL, "是主要原因", True),
        (SHORT, "是主要原因", False),
        (FULL, "2.完善监控", False),
        (FULL, "3.15前完成", True),
        (FULL, "责任人：张伟", False),
    ],
)
def test_a_line_goes_on_where_the_margin_broke_it(first: str, second: str, joined: bool) -> None:
    assert read(written(50, 700, first) + written(50, 684, second)) == ([first + second] if joined else [first, second])


def test_a_ruled_table_between_its_lines() -> None:
    page = written(50, 700, "会议纪要", 16) + GRID + HEAD + ROW + written(50, 550, "下次会议：3月12日")
    blocks = read_pdf(pdf(page), "纪要.pdf")
    assert shape(blocks) == [
        "会议纪要",
        [["任务", "责任人", "完成时间"], ["扩容", "张伟", "2024年3月6日"]],
        "下次会议：3月12日",
    ]
    heading, table, _ = blocks
    assert isinstance(heading, Paragraph)
    assert heading.heading
    assert isinstance(table, Table)
    assert table.rows[1][1].source.place == "table 1 row 2 cell 2"


def test_words_wrapped_in_a_cell_are_joined_and_lines_kept() -> None:
    cell = written(55, 645, "调整同步频率每小时") + written(55, 632, "一次")
    other = written(155, 645, "张伟") + written(155, 632, "李娜")
    assert read(ruled((50, 150, 250), (600, 630, 660)) + cell + other + written(55, 610, "甲")) == [
        [["调整同步频率每小时一次", "张伟\n李娜"], ["甲", ""]]
    ]


def test_a_region_without_lines_inside_is_one_cell() -> None:
    title = ruled((50, 400), (660, 690)) + written(200, 670, "任务表")
    (table,) = read_pdf(pdf(GRID + title + HEAD + ROW), "a.pdf")
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == ["任务表"] * 3
    assert {cell.origin for cell in table.rows[0]} == {(0, 0)}


def test_a_table_goes_on_over_pages_with_its_heading_once() -> None:
    second = GRID + HEAD + ROW.replace("扩容".encode("utf-16-be").hex(), "培训".encode("utf-16-be").hex())
    assert read(GRID + HEAD + ROW, second) == [
        [["任务", "责任人", "完成时间"], ["扩容", "张伟", "2024年3月6日"], ["培训", "张伟", "2024年3月6日"]]
    ]


def test_a_row_that_the_end_of_the_page_cut() -> None:
    grid = ruled((50, 90, 150, 250, 400), (600, 630, 660))
    first = (
        grid + written(55, 640, "序号") + written(95, 640, "任务") + written(55, 610, "1") + written(95, 610, "扩容")
    )
    second = grid + written(95, 640, "并测试") + written(55, 610, "2") + written(95, 610, "培训")
    assert read(first, second) == [[["序号", "任务"], ["1", "扩容\n并测试"], ["2", "培训"]]]


def test_tables_on_one_page_stay_apart() -> None:
    below = ruled((50, 150, 250, 400), (400, 430)) + written(55, 410, "甲") + written(155, 410, "乙")
    assert len(read(GRID + HEAD + ROW + below)) == 2


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = [written(50, 780, "内部资料") + written(50, 600, f"正文{n}") + written(300, 20, f"- {n} -") for n in (1, 2)]
    assert read(*pages) == ["正文1", "正文2"]
    assert read(written(50, 600, "正文") + written(290, 20, "第 1 页 共 1 页")) == ["正文"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf("q 600 0 0 800 0 0 cm /P Do Q"), Reason.SCAN),
        (pdf("q 600 0 0 800 0 0 cm /P Do Q\n" + written(50, 700, "识别的文字", mode=3)), Reason.SCAN),
        (pdf(written(50, 700, "甲"), "q 600 0 0 800 0 0 cm /P Do Q"), Reason.SCAN),
        (pdf(written(50, 700, "甲乙丙"), font="Identity-H").replace(b"(GB1)", b"(Identity)"), Reason.SCAN),
        (pdf(""), Reason.SCAN),
        (pdf(*[written(50, 700, "甲")] * 101), Reason.TOO_LARGE),
        (pdf(written(50, 700, "甲" * 900) * 250), Reason.TOO_LARGE),
        (pdf("", extra="/Encrypt<</Filter/Standard/V 9/R 9/O<00>/U<00>/P 0>>/ID[<00><00>]"), Reason.ENCRYPTED),
        (b"%PDF-1.7\n", Reason.DAMAGED),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment("a.pdf", "application/pdf", content)
    assert error.value.reason is reason


def test_a_drawing_of_thousands_of_lines_is_no_table() -> None:
    drawn = "".join(f"{n / 10} 0 m {n / 10} 800 l S\n0 {n / 10} m 600 {n / 10} l S\n" for n in range(2_000))
    with pytest.raises(Unreadable):
        read_attachment("a.pdf", "", pdf(drawn))


def test_minutes_written_by_an_office_program() -> None:
    content = Path(__file__).with_name("minutes.pdf").read_bytes()
    blocks = shape(read_attachment("minutes.pdf", "application/pdf", content))
    assert blocks[0] == "会议纪要"
    assert [
        ["序号", "任务", "责任人", "完成时间", "所需资源"],
        [
            "1",
            "调整同步频率，每小时同步一次高优先级订单数据，确保延迟不超过两小时",
            "张伟",
            "2024年3月6日",
            "2台服务器",
        ],
        ["2", "提交采购预算", "李娜", "3月8日", ""],
        ["3", "完成用户培训", "陈晨", "3月15日", "会议室"],
    ] in blocks
    assert blocks[-1] == [
        ["沟通主题", "订单延迟", "订单延迟", "订单延迟"],
        ["沟通时间", "3月5日", "地点", "3号会议室"],
        ["解决方案", *["1.扩容\n2.改频率"] * 3],
        ["备注", "", "", ""],
    ]


PDF = pdf(GRID + HEAD + ROW)


@given(st.integers(0, len(PDF) - 1), st.binary(min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_any_damage_is_read_or_refused(at: int, damage: bytes) -> None:
    with suppress(Unreadable):
        read_attachment("a.pdf", "", PDF[:at] + damage + PDF[at + len(damage) :])
