"""Deadlines put off by a length of time: reckoned from the deadline that the item has, and shown to who decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coordmail.calendar import WorkCalendar
from coordmail.model import PutOff
from coordmail.workflow.postponing import later
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from tests.workflow.office import Office

CALENDAR = WorkCalendar(ZoneInfo("Asia/Shanghai"), "CN")


@pytest.mark.parametrize(
    ("due", "by", "expected"),
    [
        (date(2024, 3, 6), PutOff(3, "days"), date(2024, 3, 9)),
        (date(2024, 3, 6), PutOff(3, "workdays"), date(2024, 3, 11)),
        (date(2024, 1, 31), PutOff(1, "months"), date(2024, 2, 29)),
        (datetime.fromisoformat("2024-03-06T15:00"), PutOff(7, "days"), datetime.fromisoformat("2024-03-13T15:00")),
    ],
)
def test_the_date_that_is_meant(due: date, by: PutOff, expected: date) -> None:
    assert later(due, by, CALENDAR) == expected


def test_an_owner_asks_for_three_days(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").sent()
    office.answer("zhang.wei", "reminder", "申请延期3天\uff0c因为设备到货晚")
    sent = {s.kind: s for s in office.sent()}
    assert "3月9日" in sent["delay-request"].text
    assert "3月9日" in sent["noted"].text
    office.answer("li.na", "delay-request", "同意")
    assert office.store.items.of_meeting(1)[0].due == date(2024, 3, 9)


def test_the_organizer_grants_less(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "申请延期两周")
    office.answer("li.na", "delay-request", "最多延期2天")
    assert office.store.items.of_meeting(1)[0].due == date(2024, 3, 8)


def test_a_length_that_does_not_reach_today_is_asked_about(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00").sent()
    office.answer("zhang.wei", "overdue", "延期1天")
    assert [s.kind for s in office.sent()] == ["unclear"]


def test_the_recorder_puts_an_item_off(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30").at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    office.answer("chen.chen", "understood", "第1项延后一周\n第2项责任人改为张伟")
    first, second, _ = office.store.items.of_meeting(1)
    assert first.due == date(2024, 3, 13)
    assert second.owner == "张伟"


def test_a_leader_decides_by_reference(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00")
    office.mail("wang.qiang", "CM-1/1", "CM-1/1 延期一周")
    assert office.store.items.of_meeting(1)[0].due == date(2024, 3, 13)
