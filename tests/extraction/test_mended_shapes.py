"""Shapes of action items that were once read wrongly, in both widths."""

from __future__ import annotations

from datetime import date

import pytest

from coordmail.documents.text import read_text
from coordmail.extraction.fields import read_form
from coordmail.extraction.resources import read_resources
from tests.extraction.invented import PEOPLE, read
from tests.extraction.widths import in_both_widths

TWO = [("完成服务器扩容", "张伟", date(2024, 3, 12)), ("编写测试计划", "李娜", date(2024, 3, 15))]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            (
                "行动项:\n1. 完成服务器扩容\n责任人:张伟\n截止:3月12日\n所需资源:2台服务器\n"
                "2. 编写测试计划\n责任人:李娜\n截止:3月15日"
            ),
            "行动项:\n1. 完成服务器扩容\n所需资源:2台服务器\n责任人:张伟\n截止:3月12日\n2. 编写测试计划,李娜,3月15日",
            "【行动项】\n事项:完成服务器扩容|责任人:张伟|截止:3月12日\n事项:编写测试计划|责任人:李娜|截止:3月15日",
            (
                "【行动项】\n1. 事项:完成服务器扩容 | 责任人:张伟 | 截止:3月12日\n"
                "2. 事项:编写测试计划 | 责任人:李娜 | 截止:3月15日"
            ),
            "【行动项】\n事项:完成服务器扩容 责任人:张伟 截止:3月12日\n事项:编写测试计划 责任人:李娜 截止:3月15日",
            "行动项\n序号 任务 责任人 完成时间\n1 完成服务器扩容 张伟 3月12日\n2 编写测试计划 李娜 3月15日",
            "待办事项:\n任务 负责人 截止日期\n完成服务器扩容 张伟 3月12日\n编写测试计划 李娜 3月15日",
        ]
    ),
)
def test_two_items(text: str) -> None:
    actions, problems = read(text)
    assert [(action.task, action.owner, action.due) for action in actions] == TWO
    assert problems == ()


def test_heading_with_single_blanks_is_no_item() -> None:
    actions, _ = read("Action items\nNo. Task Owner Due date\nPeter Smith to extend the server by 12 March", "en")
    assert [(action.task, action.owner) for action in actions] == [("extend the server", "Peter Smith")]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            (
                "解决方案:\n1. 完成服务器扩容\n所需资源:2台服务器\n2. 编写测试计划\n"
                "资源需求:采购预算5000元(由财务部*经理审批)"
            ),
            "行动项:\n1. 完成服务器扩容\n2. 编写测试计划\n所需资源:2台服务器;采购预算5000元(由财务部经理审批)",
        ]
    ),
)
def test_what_items_need_and_what_the_form_needs(text: str) -> None:
    form = read_form(read_text(text))
    assert {(r.what, r.amount, r.approver) for r in read_resources(form, PEOPLE)} == {
        ("2台服务器", 2, None),
        ("采购预算", 5000, "财务部经理"),
    }
