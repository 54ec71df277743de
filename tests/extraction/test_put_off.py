"""Lengths of time by which deadlines are put off: what an answer says, without a date of its own."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext
from coordmail.extraction.put_off import put_off
from coordmail.extraction.replies import read_reply
from coordmail.extraction.spelling import fold
from coordmail.model import PutOff

DATES = DateContext(date(2024, 3, 6), WorkCalendar(ZoneInfo("Asia/Shanghai")), "zh")


@pytest.mark.parametrize(
    ("words", "count", "unit"),
    [
        ("申请延期3天", 3, "days"),
        ("申请延期三天\uff0c因为设备到货晚", 3, "days"),
        ("希望能延后一周", 7, "days"),
        ("推迟两周完成", 14, "days"),
        ("顺延5个工作日", 5, "workdays"),
        ("能否再给我两天时间", 2, "days"),
        ("延长一个月", 1, "months"),
        ("申请延期半个月", 15, "days"),
        ("预计要晚2天", 2, "days"),
        ("延期時間\uff1a3天", 3, "days"),
        ("延期十天", 10, "days"),
        ("Please postpone it by 3 days", 3, "days"),
        ("I need two more weeks", 14, "days"),
        ("Could we extend the deadline by five working days?", 5, "workdays"),
        ("another week, please", 7, "days"),
        ("It will be 2 days late", 2, "days"),
        ("a month later", 1, "months"),
    ],
)
def test_the_length_is_told(words: str, count: int, unit: str) -> None:
    assert put_off(fold(words)) == PutOff(count, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "申请延期至3月12日",
        "延至周五",
        "还需要3天才能完成",
        "已经做了3天",
        "延期到下周一",
        "postpone to 12 March",
        "done within 3 days",
        "延期9999天",
        "We met three days ago",
    ],
)
def test_no_length_is_told(words: str) -> None:
    assert put_off(fold(words)) is None


def test_a_date_outweighs_a_length() -> None:
    reply = read_reply("申请延期3天\uff0c到3月12日", DATES)
    assert (str(reply.new_due), reply.put_off) == ("2024-03-12", None)


def test_each_item_has_its_own_length() -> None:
    reply = read_reply("1 延期3天\n2 已完成\n3 推迟一周", DATES)
    assert [(item.number, item.put_off) for item in reply.items] == [
        (1, PutOff(3, "days")),
        (2, None),
        (3, PutOff(7, "days")),
    ]
