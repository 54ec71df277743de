"""Task lists that nothing announces, several charges in one sentence, and what stands around a charge."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.invented import read
from tests.extraction.widths import in_both_widths

MARCH_8 = date(2024, 3, 8)
MARCH_15 = date(2024, 3, 15)


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "【技术部】\n下周工作:\n1、接口联调,张伟,3月8日\n2、切换演练,李娜,3月15日",
            "请按节点推进——\n① 接口联调 / 张伟 / 3月8日\n② 切换演练 / 李娜 / 3月15日",
            "定了几件事:\n1 张伟 周五前 接口联调\n2 李娜 3月15日前 切换演练",
            "- 接口联调(张伟,3月8日)\n- 切换演练(李娜,3月15日)",
            "昨天说的:\n1. 接口联调 @张伟 3/8\n2. 切换演练 @李娜 3/15",
            "请张伟3月8日前接口联调,李娜在3月15日前切换演练。",
            "会议要求张伟3月8日前接口联调,李娜3月15日前切换演练。",
            "接口联调。主办:张伟,3月8日前完成。\n切换演练。主办:李娜,3月15日前完成。",
        ]
    ),
)
def test_two_tasks(text: str) -> None:
    actions, _ = read(text)
    assert [(one.task, one.owner, one.due) for one in actions] == [
        ("接口联调", "张伟", MARCH_8),
        ("切换演练", "李娜", MARCH_15),
    ]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "1、接口联调,张伟,2月8日\n2、切换演练,李娜,2月15日",
            "1. 接口介绍 张伟 14:00\n2. 方案评审 李娜 15:00",
            "1、接口联调正在进行\n2、切换演练排在下月",
            "2 台服务器 张伟 3月8日",
        ]
    ),
)
def test_reports_and_programmes_are_no_tasks(text: str) -> None:
    assert read(text)[0] == ()


@pytest.mark.parametrize(
    ("sentence", "task", "owner", "due"),
    in_both_widths(
        [
            ("请温雅3月8日前补做三组实验。", "补做三组实验", "温雅", MARCH_8),
            ("张伟3月8日前找两家公司报价。", "找两家公司报价", "张伟", MARCH_8),
            ("另外盘点差异的处理由赵敏3月8日前完成。", "盘点差异的处理", "赵敏", MARCH_8),
            ("关于工期:请李娜3月8日前取得变更图纸。", "取得变更图纸", "李娜", MARCH_8),
            ("由质安站负责,于3月8日前开展一次检查。", "开展一次检查", "质安站", MARCH_8),
            ("合同签订。主办:罗婷,配合:赵敏,3月8日前完成。", "合同签订", "罗婷、赵敏", MARCH_8),
        ]
    ),
)
def test_charge(sentence: str, task: str, owner: str, due: date) -> None:
    actions, _ = read(sentence)
    assert [(one.task, one.owner, one.due) for one in actions] == [(task, owner, due)]


@pytest.mark.parametrize(
    ("line", "task", "owner", "due"),
    in_both_widths(
        [
            (
                "--> Bao Tran: revise the plan and issue rev. C. Due 8 March.",
                "revise the plan and issue rev. C",
                "Bao Tran",
                MARCH_8,
            ),
            ("\u2192 张伟:修改方案,3月8日前", "修改方案", "张伟", MARCH_8),
            ("@Tom: update the sheet by 8 March EOD", "update the sheet", "Tom", MARCH_8),
            (
                "As the room is small, Tom Green agreed to find another by 8 March.",
                "find another",
                "Tom Green",
                MARCH_8,
            ),
            (
                "Peter Smith will open the doors at nine; he will do this by 8 March.",
                "open the doors at nine",
                "Peter Smith",
                MARCH_8,
            ),
        ]
    ),
)
def test_marked_or_dated_apart(line: str, task: str, owner: str, due: date) -> None:
    actions, _ = read(f"The room was discussed.\n{line}")
    assert [(one.task, one.owner, one.due) for one in actions] == [(task, owner, due)]


def test_nicknames_and_blanks() -> None:
    actions, _ = read("昨天说的\n1 小雅 周五前把样品寄到杭州\n2 报价表更新一版 @李明 3月8日\n3 文案改掉 陈晨 15号")
    assert [(one.task, one.owner, one.due) for one in actions] == [
        ("把样品寄到杭州", "小雅", MARCH_8),
        ("报价表更新一版", "李明", MARCH_8),
        ("文案改掉", "陈晨", MARCH_15),
    ]


def test_lists_behind_headings_in_brackets() -> None:
    actions, _ = read(
        "【背景】\n去年超时7分钟\n【技术部】\n1. 更换证书（张伟，3月8日前）\n【产品部】\n1. 需求定稿（李娜，3月15日前）"
    )
    assert [(one.task, one.owner, one.due) for one in actions] == [
        ("更换证书", "张伟", MARCH_8),
        ("需求定稿", "李娜", MARCH_15),
    ]


def test_numbers_in_square_brackets_and_addresses_as_owners() -> None:
    actions, _ = read(
        "行动项\n[1] 更换证书 -- zhang.wei@example.com -- 2024-03-08\n[2] 定稿 -- li.na@example.com -- 2024-03-15"
    )
    assert [(one.number, one.task, one.owner_email) for one in actions] == [
        (1, "更换证书", "zhang.wei@example.com"),
        (2, "定稿", "li.na@example.com"),
    ]


def test_wrapped_sentences() -> None:
    text = (
        "Peter Brown offered to talk to the two pilot customers about the new price\nlist by 8 March. The rest stays."
    )
    actions, _ = read(text)
    assert [(one.task, one.due) for one in actions] == [
        ("talk to the two pilot customers about the new price list", MARCH_8)
    ]
