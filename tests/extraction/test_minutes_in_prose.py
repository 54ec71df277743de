"""Minutes as running text and lists in Chinese: what stands around a task and what belongs to it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from coordmail.extraction.dates import read_period
from tests.extraction.invented import dates, read
from tests.extraction.widths import in_both_widths

MARCH_8 = date(2024, 3, 8)


@pytest.mark.parametrize(
    ("line", "task", "owner", "due"),
    in_both_widths(
        [
            ("由张伟负责将队列迁移到独立服务器,于3月8日前完成", "将队列迁移到独立服务器", "张伟", MARCH_8),
            ("陈晨于3月8日前将修改意见回复供应商", "将修改意见回复供应商", "陈晨", MARCH_8),
            ("张伟将提交报告,3月8日前", "提交报告", "张伟", MARCH_8),
            ("Alan Ho 于3月8日前索取三家报价", "索取三家报价", "Alan Ho", MARCH_8),
            ("Tom Green下周二前提供用量数据", "提供用量数据", "Tom Green", date(2024, 3, 12)),
            ("张伟: 修复登录页 crash,ETA 3/8", "修复登录页 crash", "张伟", MARCH_8),
            ("施工单位于3月8日前补报专项方案,由董志强负责。", "补报专项方案", "董志强", MARCH_8),
            ("技术部3月8日前完成扩容,由张伟牵头落实。", "完成扩容", "张伟", MARCH_8),
            ("刘洋会后把客户名单整理好", "把客户名单整理好", "刘洋", None),
            ("其余由李明跟进", "其余", "李明", None),
        ]
    ),
)
def test_item(line: str, task: str, owner: str, due: date | None) -> None:
    actions, _ = read(f"待办事项\uff1a\n1. {line}\n2. 编写测试计划\uff0c李娜\uff0c3月15日")
    assert (actions[0].task, actions[0].owner, actions[0].due) == (task, owner, due)
    assert len(actions) == 2


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "3. 新增行动项\n3.1 清理卡片(负责人:张伟,完成时间:3月8日)\n3.2 提供汇率表(负责人:李娜,完成时间:3月11日)",
            "会议要求:\n1)请张伟在3月8日前清理卡片;\n2)请李娜3月11日前提供汇率表。",
        ]
    ),
)
def test_two_items(text: str) -> None:
    actions, _ = read(text)
    assert [(one.task, one.owner, one.due) for one in actions] == [
        ("清理卡片", "张伟", MARCH_8),
        ("提供汇率表", "李娜", date(2024, 3, 11)),
    ]


@pytest.mark.parametrize("text", in_both_widths(["2024年3月6日(三)上午10:00", "3/6(三)10:00"]))
def test_weekday_alone_in_brackets(text: str) -> None:
    assert read_period(text, dates())[0] == datetime(2024, 3, 6, 10)  # noqa: DTZ001


def test_a_documents_number_is_no_date() -> None:
    assert read_period("办公会纪要〔2025〕3号", dates()) == (None, None)
