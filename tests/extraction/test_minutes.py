"""What minutes say beside their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.minutes import read_minutes
from tests.extraction.forms import lines
from tests.extraction.invented import dates

if TYPE_CHECKING:
    from coordmail.model import Language


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("备注\n下次沟通会定于3月8日10:00,同步服务器扩容进展。", "2024-03-08T10:00"),
        ("下次会议:3月8日", "2024-03-08"),
        ("下次会议时间\n2024年3月8日 10:00-11:00", "2024-03-08T10:00"),
        ("决议:\n1. 扩容3月6日完成;定于3月8日14:00再次开会", "2024-03-08T14:00"),
        ("大家好,下周例会改在3月12日下午3点。", "2024-03-12T15:00"),
        ("Next meeting: 12 March 2024, 10:00", "2024-03-12T10:00"),
        ("We will meet again on 12 March at 10:00.", "2024-03-12T10:00"),
        ("备注:下次会议待定", None),
        ("备注:3月8日完成扩容", None),
        ("", None),
    ],
)
def test_next_meeting(text: str, day: str | None) -> None:
    language: Language = "en" if text.isascii() else "zh"
    assert iso(read_minutes(read_form(lines(text)), dates(language)).next_meeting) == day


def test_points_decisions_and_problem() -> None:
    text = "问题描述:数据延迟\n影响华东\n沟通要点:1.技术部:到位;2.运营部:优化\n"
    text += "会议决议:\n一、同意扩容\n二、暂缓推广\n备注:无"
    facts = read_minutes(read_form(lines(text)), dates())
    assert facts.problem == "数据延迟\n影响华东"
    assert facts.points == ("技术部:到位", "运营部:优化")
    assert facts.decisions == ("同意扩容", "暂缓推广")
    assert facts.remarks == "无"
