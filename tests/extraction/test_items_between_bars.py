"""Lists as our own form proposes to write them, one item a line: task | owner | deadline | deliverable."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest

from coordmail.documents.blocks import Table
from coordmail.documents.text import read_text
from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from tests.extraction.invented import CALENDAR, DIRECTORY

Facts = tuple[str, str | None, date | None, str | None]


def actions(lines: str) -> list[Facts]:
    mail = EmailMessage()
    mail["From"] = "li.na@example.com"
    mail["Date"] = "Tue, 05 Mar 2024 16:00:00 +0800"
    mail["Subject"] = "会议纪要"
    mail.set_content(
        f"沟通主题:数据延迟\n沟通时间:2024年3月5日14:00\n参与部门及人员:张伟、李娜\n解决方案:\n{lines}\n备注:无\n"
    )
    read = understand(parse(mail.as_bytes()), ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"})))
    return [(a.task, a.owner, a.due if isinstance(a.due, date) else None, a.deliverable) for a in read.actions]


@pytest.mark.parametrize("bar", ["|", " | ", "\uff5c"])
def test_each_cell_is_what_the_form_says(bar: str) -> None:
    rows = [("1. 更新操作手册", "张伟", "3月8日前", "评审会通过"), ("2. 整理反馈清单", "李娜", "3月11日", "抽查合格")]
    assert actions("\n".join(bar.join(row) for row in rows)) == [
        ("更新操作手册", "张伟", date(2024, 3, 8), "评审会通过"),
        ("整理反馈清单", "李娜", date(2024, 3, 11), "抽查合格"),
    ]


def test_a_cell_may_be_empty_vague_or_missing() -> None:
    lines = "1. 更新操作手册 | 张伟 | 3月8日前 |\n2. 整理反馈清单 |  | 3月11日前 | 抽查合格\n"
    lines += "3. 补齐资料 | 李娜 | 尽快 | 好\n4. 提交报告 | 张伟 | 3月12日"
    assert actions(lines) == [
        ("更新操作手册", "张伟", date(2024, 3, 8), None),
        ("整理反馈清单", None, date(2024, 3, 11), "抽查合格"),
        ("补齐资料", "李娜", None, "好"),
        ("提交报告", "张伟", date(2024, 3, 12), None),
    ]


def test_a_table_drawn_with_bars_stays_one() -> None:
    drawn = "1 | 更新操作手册 | 张伟\n2 | 整理反馈清单 | 李娜"
    (table,) = read_text(drawn)
    assert isinstance(table, Table)


def test_a_number_right_before_a_date_is_the_items_own() -> None:
    assert actions("1.张伟于3月8日前提交报告\n2.3月11日前完成数据核对\n3.3月12日前补齐资料") == [
        ("提交报告", "张伟", date(2024, 3, 8), None),
        ("完成数据核对", None, date(2024, 3, 11), None),
        ("补齐资料", None, date(2024, 3, 12), None),
    ]
