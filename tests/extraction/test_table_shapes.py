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
            "| 姓名 | 任务 | 时间 |\n| 张伟 | 完成服务器扩容 | 3月12日 |\n| 李娜 | 编写测试计划 | 3月15日 |",
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


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "序号 任务 负责人 完成时间\n1  完成服务器扩容  张伟  3月12日\n2  编写测试计划  李娜  3月15日\n请按时完成",
            "序号 任务 负责人 完成时间\n1 完成服务器扩容 张伟 3月12日\n2  编写测试计划  李娜  3月15日\n请按时完成",
            (
                "序号\u3000任务\u3000负责人\u3000完成时间\n1\u3000 完成服务器扩容\u3000 张伟\u3000 3月12日\n"
                "2\u3000\u3000编写测试计划\u3000\u3000李娜\u3000\u30003月15日"
            ),
            (
                "| 序号 | 任务 | 负责人 | 完成时间 |\n| 1 | 完成服务器扩容 | 张伟 | 3月12日 |\n\n"
                "| 2 | 编写测试计划 | 李娜 | 3月15日 |\n| 3 | 核对库存(已完成) | 刘洋 | 3月4日 |"
            ),
        ]
    ),
)
def test_tables_in_pieces(text: str) -> None:
    actions, _ = read(text)
    assert [(action.task, action.owner, action.due) for action in actions] == TWO


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "| 任务 | 责任人/完成时限 |\n| 完成服务器扩容 | 张伟/3月12日 |\n| 编写测试计划 | 李娜(3月15日前) |",
            "| 任务 | 责任人 | 备注 |\n| 完成服务器扩容 | 张伟<br>3月12日前 | |\n| 编写测试计划 | 李娜,3/15 | 见附件 |",
            "| 任务 | 完成时间 |\n| 完成服务器扩容 | 3月12日(张伟) |\n| 编写测试计划 | 3月15日前,李娜 |",
        ]
    ),
)
def test_owner_and_deadline_in_one_cell(text: str) -> None:
    actions, problems = read(text)
    assert [(action.task, action.owner, action.due) for action in actions] == TWO
    assert problems == ()


def test_cells_as_those_above() -> None:
    actions, _ = read("| 任务 | 责任人 | 完成时间 |\n| 完成服务器扩容 | 张伟 | 3月12日 |\n| 编写测试计划 | 同上 | 〃 |")
    assert [(action.owner, action.due) for action in actions] == [("张伟", date(2024, 3, 12))] * 2


@pytest.mark.parametrize(
    "line",
    in_both_widths(
        [
            "3月5日下午专题会议定任务如下,请各责任科室按时限完成并报医务科。",
            "今天的评审会纪要如下,请查阅,有出入请明天中午前告诉我。",
        ]
    ),
)
def test_what_leads_to_a_table_is_no_item(line: str) -> None:
    actions, _ = read(
        f"{line}\n\n| 任务 | 责任人 | 完成时间 |\n| 完成服务器扩容 | 张伟 | 3/12 |\n| 编写测试计划 | 李娜 | 3/15 |"
    )
    assert [(action.task, action.owner, action.due) for action in actions] == TWO


@pytest.mark.parametrize(
    "text",
    [
        (
            "Actions\nNo. Action Owner Due\n1 Extend the server by two nodes Peter Smith 12 March\n"
            "2 Write the test plan for release 4 Mary Jones Fri 15 March\n\nRegards"
        ),
        (
            "Task Due date Owner\nExtend the server by two nodes by 2024-03-12 Peter Smith\n"
            "Write the test plan for release 4 March 15, 2024 Mary Jones"
        ),
        (
            "No.  Task                              Owner        Due\n"
            "1    Extend the server by two nodes    Peter Smith  12 March\n"
            "2    Write the test plan for release 4 Mary Jones   15 March"
        ),
        (
            "Task                              Owner       Due\n"
            "--------------------------------- ----------- --------\n"
            "Extend the server by two nodes    Peter Smith 12 March\n"
            "Write the test plan for release 4 Mary Jones  15 March"
        ),
        (
            "+----+------------------------+-------------+----------+\n"
            "| No | Action                 | Owner       | Due      |\n"
            "+====+========================+=============+==========+\n"
            "| 1  | Extend the server      | Peter Smith | 12 March |\n|    | by two nodes |  |  |\n"
            "+----+------------------------+-------------+----------+\n"
            "| 2  | Write the test plan    | Mary        | 15 March |\n|    | for release 4 | Jones |  |\n"
            "+----+------------------------+-------------+----------+"
        ),
    ],
)
def test_columns_of_plain_text(text: str) -> None:
    actions, _ = read(text, "en")
    assert [(action.task, action.owner, action.due) for action in actions] == ENGLISH


def test_a_drawn_frame() -> None:
    actions, _ = read(
        "┌────┬──────┬────┬────┐\n│序号│任务│责任人│时间│\n├────┼──────┼────┼────┤\n│1│完成服务器扩容│张伟│3月12日│\n"
        "├────┼──────┼────┼────┤\n│2│编写测试计划│李娜│3月15日│\n└────┴──────┴────┴────┘"
    )
    assert [(action.task, action.owner, action.due) for action in actions] == TWO


@pytest.mark.parametrize(
    "text",
    [
        "| 项目 | 负责人 | 时间 |\n| 签到入场 | 张伟 | 14:00-14:20 |\n| 领导致辞 | 李娜 | 14:20-14:40 |",
        "| Session | Who | When |\n|--|--|--|\n| Welcome | Peter Smith | 10:00 |\n| Budget | Mary Jones | 10:30 |",
    ],
)
def test_a_programme_is_no_list_of_tasks(text: str) -> None:
    assert read(text)[0] == ()
