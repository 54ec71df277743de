"""The nouns: who is in the directory, who may answer for whom, and when an item is late."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from coordmail.model import Day, Department, Directory, Person
from coordmail.record import Item, ItemStatus

ZHANG = Person("张伟", "zhang.wei@example.com", "技术部", delegates=("chen.chen@example.com",))
DIRECTORY = Directory((ZHANG,), (Department("技术部", ("R&D",), "wang.qiang@example.com"), Department("客服部")))


def test_people_and_departments_are_found() -> None:
    assert DIRECTORY.person("Zhang.Wei@Example.com") is ZHANG
    assert DIRECTORY.person(None) is DIRECTORY.person("x@example.com") is None
    assert DIRECTORY.leader_of(" r&d ") == "wang.qiang@example.com"
    assert DIRECTORY.leader_of("客服部") is DIRECTORY.leader_of("没有") is DIRECTORY.leader_of(None) is None


@pytest.mark.parametrize(
    ("sender", "asked", "may"),
    [
        ("zhang.wei@example.com", "zhang.wei@example.com", True),
        ("chen.chen@example.com", "zhang.wei@example.com", True),
        ("zhang.wei@example.com", "chen.chen@example.com", False),
        ("x@example.com", "zhang.wei@example.com", False),
    ],
)
def test_who_may_answer_for_whom(sender: str, asked: str, may: bool) -> None:
    assert DIRECTORY.may_answer_for(sender, asked) is may


@pytest.mark.parametrize(
    ("due", "status", "overdue", "days"),
    [
        (date(2024, 3, 6), "open", True, 1),
        (date(2024, 3, 7), "open", False, 0),
        (datetime(2024, 3, 7, 9, 59), "open", True, 0),  # noqa: DTZ001 - local, as the minutes say it
        (datetime(2024, 3, 7, 10), "open", False, 0),  # noqa: DTZ001
        (None, "open", False, 0),
        (date(2024, 3, 1), "claimed", False, 6),
        (date(2024, 3, 1), "proposed", False, 6),
    ],
)
def test_overdue(due: Day | None, status: str, overdue: bool, days: int) -> None:
    item = Item(1, 1, "CM-1", 2, "x", ItemStatus(status), due=due)
    assert item.is_overdue(datetime(2024, 3, 7, 10, tzinfo=ZoneInfo("Asia/Shanghai"))) is overdue
    assert item.days_overdue(date(2024, 3, 7)) == days
    assert item.ref == "CM-1/2"
