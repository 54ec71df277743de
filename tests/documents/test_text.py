from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.documents.blocks import MAX_BLOCKS, Paragraph, Table
from coordmail.documents.text import read_text

from .making import shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\n\n\n乙\r\n丙", ["甲", "乙", "丙"]),
        ("1. 甲\n(2) 乙\n- 丙", ["1. 甲", "(2) 乙", "- 丙"]),
        ("时间：3月5日    地点：3号\u3000\u3000主持：张三", ["时间：3月5日 地点：3号 主持：张三"]),
        ("甲\n--------\n乙", ["甲", "乙"]),
        ("| 任务 | 责任人 |\n|---|:-:|\n| 同步 | 张伟 |", [[["任务", "责任人"], ["同步", "张伟"]]]),
        ("任务 | 责任人\n--- | ---\n同步 | 张伟", [[["任务", "责任人"], ["同步", "张伟"]]]),
        ("|任务|责任人|\n|-|-|\n|a\\|b<br>c|张伟|", [[["任务", "责任人"], ["a|b\nc", "张伟"]]]),
        ("+----+----+\n| 甲 | 乙 |\n+----+----+\n| 1  | 2  |\n+----+----+", [[["甲", "乙"], ["1", "2"]]]),
        ("任务｜责任人｜截止\n同步｜张伟｜3月6日", [[["任务", "责任人", "截止"], ["同步", "张伟", "3月6日"]]]),
        ("甲 | 乙", ["甲 | 乙"]),
        ("电话 1 | 邮箱 a\n网址 b | 地址 c", ["电话 1 | 邮箱 a", "网址 b | 地址 c"]),
        ("任务\t责任人\n同步\t张伟", [[["任务", "责任人"], ["同步", "张伟"]]]),
        (
            "任务\t责任人\t截止\n同步\t张伟\n\t李娜\t3月6日",
            [[["任务", "责任人", "截止"], ["同步", "张伟", ""], ["", "李娜", "3月6日"]]],
        ),
        ("任务\t\t责任人\n同步数据\t张伟", [[["任务", "责任人"], ["同步数据", "张伟"]]]),
        ("甲\t乙", ["甲\t乙"]),
        ("甲\t乙\n丙\t丁\t戊", ["甲\t乙", "丙\t丁\t戊"]),
        ("任务    责任人   截止\n同步    张伟     3月6日", [[["任务", "责任人", "截止"], ["同步", "张伟", "3月6日"]]]),
        ("任务：a   责任人：b   截止：c\n同步    张伟     3月6日", ["任务：a 责任人：b 截止：c", "同步 张伟 3月6日"]),
    ],
)
def test_lines_and_drawn_tables(text: str, expected: list[object]) -> None:
    assert shape(read_text(text)) == expected


@pytest.mark.parametrize(
    ("line", "text", "ticked"),
    [
        ("- [ ] 甲", "甲", False),
        ("- [x] 甲", "甲", True),
        ("* [X] 甲", "甲", True),
        ("[√] 甲", "甲", True),
        ("☑ 甲", "甲", True),
        ("☑\ufe0f甲", "甲", True),
        ("□甲", "甲", False),
        ("[1] 甲", "[1] 甲", None),
        ("[x](http://example.com)", "[x](http://example.com)", None),
        ("□", "□", None),
        ("□同意 □不同意", "□同意 □不同意", None),
        ("甲 ☑", "甲 ☑", None),
    ],
)
def test_ticks(line: str, text: str, ticked: bool | None) -> None:
    (block,) = read_text(line)
    assert isinstance(block, Paragraph)
    assert (block.text, block.ticked) == (text, ticked)


def test_indented_lists_have_levels() -> None:
    text = "1. 甲\n   - 子\n   续行\n     - 孙\n2. 乙\n无\n    缩进"
    assert [block.level for block in read_text(text) if isinstance(block, Paragraph)] == [0, 1, 1, 2, 0, 0, 0]


def test_headings_and_places() -> None:
    heading, line = read_text("## 结论\n\n#12 已完成", "纪要.md")
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.heading) == ("结论", True)
    assert isinstance(line, Paragraph)
    assert (line.text, line.heading, line.source.part, line.source.place) == ("#12 已完成", False, "纪要.md", "line 3")


@pytest.mark.parametrize(
    "text",
    [
        "|" * 10**6,
        "|\n" * 500000,
        "\t" * 10**6,
        "a\tb\n" * 250000,
        "  " * 500000,
        "\\" * 10**6,
        "- \n" * 300000,
        "+-" * 400000,
        "a  b  c\n" * 100000,
        "- a\n" * 250000,
        " \t" * 500000,
        "\u3000\n" * 400000,
        "\t" * 500_000 + "x\n" + "\t" * 500_000 + "y",
    ],
)
def test_hostile_text_costs_little(text: str) -> None:
    started = time.process_time()
    blocks = read_text(text)
    assert time.process_time() - started < 3
    assert len(blocks) <= MAX_BLOCKS


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("|\t\n -+:[]x#\\"))))
def test_any_text_is_read(text: str) -> None:
    for block in read_text(text):
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
        else:
            assert block.text == block.text.strip() != ""
