"""A yes to a delay that comes when the matter is settled already: it is noted as things stand, not called unclear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import ItemStatus

if TYPE_CHECKING:
    from tests.workflow.office import Office


def test_the_organizer_agrees_after_silence_has_agreed(office: Office) -> None:
    office.tracked().at("2024-03-08 10:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日")
    assert str(office.at("2024-03-12 10:00").store.items.of_meeting(1)[1].due) == "2024-03-15"
    office.sent()
    office.answer("li.na", "delay-request", "同意")
    assert {kind for kind, _ in office.kinds()} == {"noted"}
    item = office.store.items.of_meeting(1)[1]
    assert (str(item.due), item.postponed) == ("2024-03-15", 1)


def test_the_organizer_agrees_after_the_owner_has_finished(office: Office) -> None:
    office.tracked().at("2024-03-08 10:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日")
    office.answer("wang.qiang", "reminder", "已完成")
    office.sent()
    office.answer("li.na", "delay-request", "同意")
    assert {kind for kind, _ in office.kinds()} == {"noted"}
    assert office.store.items.of_meeting(1)[1].status is ItemStatus.CLAIMED


def test_the_organizer_refuses_both_of_two_requests(office: Office) -> None:
    office.tracked().at("2024-03-08 10:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日")
    office.answer("wang.qiang", "reminder", "申请延至3月18日")
    office.sent()
    for words in ("不同意，必须按期完成。", "不同意延期，客户在等。"):
        office.answer("li.na", "delay-request", words)
        assert {kind for kind, _ in office.kinds()} == {"noted"}
    assert str(office.store.items.of_meeting(1)[1].due) == "2024-03-12"


def test_a_yes_to_what_is_still_open_is_no_decision(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "卡在测试环境没有权限")
    office.sent()
    office.answer("wang.qiang", "escalation", "同意")
    assert office.kinds() == [("unclear", "wang.qiang")]


def test_a_no_after_silence_has_agreed_is_told_how_it_stands(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "申请延至3月15日\uff0c因为设备到货晚")
    office.at("2024-03-08 11:00").sent()
    assert str(office.store.items.of_meeting(1)[0].due) == "2024-03-15"
    office.answer("li.na", "delay-request", "不同意延期\uff0c客户在等。")
    (told,) = office.sent()
    assert told.kind == "noted"
    assert "3月15日" in told.text
    assert str(office.store.items.of_meeting(1)[0].due) == "2024-03-15"
    office.mail("li.na", "时限", "CM-1/1 延期至3月20日")
    assert str(office.store.items.of_meeting(1)[0].due) == "2024-03-20"
