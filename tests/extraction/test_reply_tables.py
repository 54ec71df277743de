"""Answers in a table: each row speaks of its item."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.replies import read_reply
from coordmail.model import Answer
from tests.extraction.invented import dates
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Language

DONE, HALF = (1, Answer.DONE, 100, None), (2, Answer.PROGRESS, 40, date(2024, 3, 21))


@pytest.mark.parametrize(
    ("text", "language"),
    in_both_widths(
        [
            ("Where I am:\n\n| # | Status | Expected |\n|---|---|---|\n| 1 | done | |\n| 2 | 40% | 21 March |", "en"),
            ("进展如下:\n\n序号\t进展\t预计完成时间\n1\t已完成\t\n2\t40%\t3月21日", "zh"),
            ("| 序号 | 事项 | 状态 | 备注 |\n| 1 | 扩容 | 已完成 | |\n| 2 | 测试 | 40% | 预计3月21日完成 |", "zh"),
        ]
    ),
)
def test_rows_are_items(text: str, language: Language) -> None:
    facts = read_reply(text, dates(language))
    assert [(i.number, i.answer, i.percent, i.new_due) for i in facts.items] == [DONE, HALF]


def test_other_tables_stay_text() -> None:
    facts = read_reply("同意\n\n| 区域 | 数量 |\n|---|---|\n| 华东 | 12 |", dates())
    assert facts.answer is Answer.YES
    assert facts.items == ()
