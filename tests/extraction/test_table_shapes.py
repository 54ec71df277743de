"""Tables as people draw, split and head them, in both widths."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.invented import read
from tests.extraction.widths import in_both_widths

TWO = [("完成服务器扩容", "张伟", date(2024, 3, 12)), ("编写测试计划", "李娜", date(2024, 3, 15))]
ENGLISH = [
    ("Extend the server by two nodes", "Peter Smith", date(2024, 3, 12)),
    ("Write the test plan for release 4", "Mary Jones", date(2024, 3, 15)),
]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "| 项次 | 工作項目 | 負責人 | 期限 |\n|1|完成服务器扩容|张伟|3/12|\n|2|编写测试计划|李娜|3/15|",
            "| 模块 | 待处理 | 负责人 | 期限 |\n|后端|完成服务器扩容|张伟|3/12|\n|质量|编写测试计划|李娜|3/15|",
            "| 项目 | 责任人 | 完成时间 |\n| 完成服务器扩容 | 张伟 | 3月12日 |\n| 编写测试计划 | 李娜 | 3月15日 |",
            (
                "事项 | 行动 | 责任人 | 完成时间\n-----+-----+-----+-----\n"
                "A-1 | 完成服务器扩容 | 张伟 | 3月12日\nA-2 | 编写测试计划 | 李娜 | 3月15日"
            ),
            (
                "| 任务 | 责任人(协作方) | 责任人(发起方) | 完成时间 |\n"
                "| 完成服务器扩容 | 刘洋 | 张伟 | 3月12日 |\n| 编写测试计划 | 赵敏 | 李娜 | 3月15日 |"
            ),
        ]
    ),
)
def test_columns(text: str) -> None:
    actions, _ = read(text)
    assert [(action.task, action.owner, action.due) for action in actions] == TWO


@pytest.mark.parametrize(
    "text",
    [
        (
            "Actions\n Who | What | By when\n-----+------+-----\n"
            " Peter Smith | Extend the server by two nodes | 12 March\n"
            " Mary Jones | Write the test plan for release 4 | 15 March"
        ),
        (
            "| Item | Action | By whom | By when |\n|---|---|---|---|\n"
            "| 2.1 | Extend the server by two nodes | Peter Smith | 12 March |\n"
            "| 2.2 | Write the test plan for release 4 | Mary Jones | 15 March |"
        ),
    ],
)
def test_english_tables(text: str) -> None:
    actions, _ = read(text, "en")
    assert [(action.task, action.owner, action.due) for action in actions] == ENGLISH
