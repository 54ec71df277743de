"""Tasks under numbered labels with labelled lines below, resources tied to items, and departments in tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.understand import understand
from coordmail.mail.message import parse
from tests.extraction.widths import full_width, in_both_widths
from tests.score.own import CONTEXT

if TYPE_CHECKING:
    from coordmail.model import Understanding

BLOCKS = [
    "任务1:更新报价单\n责任人:张伟\n完成时间:3月8日\n\n任务2:通知客户\n责任人:李娜\n完成时间:3月11日",
    "任务1:更新报价单\n责任人:张伟\n完成时间:3月8日\n任务2:通知客户\n责任人:李娜\n完成时间:3月11日",
    "事项一:更新报价单\n责任人:张伟\n完成时间:3月8日\n事项二:通知客户\n完成时间:3月11日\n责任人:李娜",
    "【任务1】:更新报价单\n责任人:张伟\n完成时间:3月8日\n【任务2】:通知客户\n责任人:李娜\n完成时间:3月11日",
    "待办事项:\n任务1:更新报价单\n责任人:张伟\n完成时间:3月8日\n任务2:通知客户\n责任人:李娜\n完成时间:3月11日",
    "Task 1: 更新报价单\n责任人:张伟\n完成时间:3月8日\nTask 2: 通知客户\n责任人:李娜\n完成时间:3月11日",
]
ITEMS = "待办事项:\n1. 王强3月8日前完成服务器扩容\n2. 李娜3月11日前通知客户\n"


def minutes(body: str) -> Understanding:
    return understand(
        parse(
            "From: li.na@example.com\nSubject: 会议纪要\nDate: Tue, 05 Mar 2024 16:00:00 +0800\n"
            f"Content-Type: text/plain; charset=utf-8\n\n会议主题:报价\n{body}\n".encode()
        ),
        CONTEXT,
    )


@pytest.mark.parametrize("body", [*BLOCKS, *map(full_width, BLOCKS)])
def test_numbered_labels_begin_tasks(body: str) -> None:
    assert [(action.task, action.owner, action.due) for action in minutes(body).actions] == [
        ("更新报价单", "张伟", date(2024, 3, 8)),
        ("通知客户", "李娜", date(2024, 3, 11)),
    ]


def test_the_lines_below_a_numbered_label_say_by_what_it_is_recognised() -> None:
    (action,) = minutes("事项一:更新报价单\n责任人:张伟\n完成时间:3月8日\n交付标准:误差≤1%").actions
    assert (action.owner, action.deliverable) == ("张伟", "误差≤1%")


@pytest.mark.parametrize(
    ("request_line", "tied"),
    in_both_widths(
        [
            ("第1项需采购预算5000元,由财务部经理审批", [("采购预算",), ()]),
            ("第2项需2台服务器", [(), ("2台服务器",)]),
            ("任务2:需要2台服务器", [(), ("2台服务器",)]),
            ("第1、2项需要测试环境", [("测试环境",), ("测试环境",)]),
            ("王强需采购预算5000元(由财务部经理审批)", [("采购预算",), ()]),
            ("采购预算5000元,由财务部经理审批", [(), ()]),
            ("技术部需采购预算5000元(由财务部经理审批)", [(), ()]),
        ]
    ),
)
def test_resources_are_tied_to_the_items_that_they_name(request_line: str, tied: list[tuple[str, ...]]) -> None:
    found = minutes(f"{ITEMS}资源需求:{request_line}")
    assert [action.resources for action in found.actions] == tied
    assert {what for resources in tied for what in resources} <= {resource.what for resource in found.resources}


def test_a_resource_of_an_owner_of_several_items_is_tied_to_none() -> None:
    found = minutes(f"{ITEMS}3. 王强3月12日前验收扩容\n资源需求:王强需采购预算5000元")
    assert [action.resources for action in found.actions] == [(), (), ()]


@pytest.mark.parametrize(
    ("line", "task", "owner"),
    [
        ("3月19日前修订呼叫中心的验收标准", "修订呼叫中心的验收标准", None),
        ("3月19日前检查数据中心的供电", "检查数据中心的供电", None),
        ("3月19日前整理客服中心的排班表", "整理客服中心的排班表", None),
        ("3月19日前更新研发部的接口文档", "更新研发部的接口文档", None),
        ("3月19日前完善项目组的周报模板", "完善项目组的周报模板", None),
        ("研发部3月19日前更新接口文档", "更新接口文档", "研发部"),
        ("3月20日前呼叫中心提交验收标准", "提交验收标准", "呼叫中心"),
        ("请客服中心3月19日前提供报表", "提供报表", "客服中心"),
        ("3月20日前采购管理部提交比价表", "提交比价表", "采购管理部"),
    ],
)
def test_a_department_that_is_worked_on_is_no_owner(line: str, task: str, owner: str | None) -> None:
    (action,) = minutes(f"待办事项:\n1. {line}").actions
    assert (action.task, action.owner) == (task, owner)
