"""Queries: own items, a meeting, an item, a department's items, help; and who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent


def ask(office: Office, who: str, words: str) -> Sent:
    office.sent()
    office.mail(who, words, "")
    (answer,) = office.sent()
    return answer


def test_own_items_are_numbered_counted_and_answerable(office: Office) -> None:
    office.tracked().at("2024-03-08 09:30")
    answer = ask(office, "zhao.min", "我的待办")
    assert "1项未办结的任务" in answer.text
    assert "其中1项已超期" in answer.text
    office.mail("zhao.min", "Re: " + answer.subject, "1 进展50%", answer)
    assert office.store.items.of_meeting(1)[2].percent == 50


def test_items_that_are_not_agreed_yet_are_shown_as_such(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    answer = ask(office, "zhao.min", "my items")
    assert "客户安抚方案" in answer.text
    assert "待确认" in answer.text


def test_a_meeting_shows_all_items_and_only_own_ones_are_answered(office: Office) -> None:
    office.tracked().at("2024-03-08 09:30")
    answer = ask(office, "zhao.min", "状态 CM-1")
    assert "共3项任务\uff0c其中2项已超期" in answer.text
    office.mail("zhao.min", "Re: " + answer.subject, "2 已完成\n3 已完成", answer)
    assert office.statuses() == {"CM-1/1": "open", "CM-1/2": "open", "CM-1/3": "claimed"}


def test_the_organizer_decides_in_answer_to_a_status(office: Office) -> None:
    office.tracked().at("2024-03-08 09:30")
    answer = ask(office, "li.na", "状态 CM-1")
    office.mail("li.na", "Re: " + answer.subject, "2 取消", answer)
    assert office.statuses()["CM-1/2"] == "cancelled"


def test_one_item_is_shown_with_its_history(office: Office) -> None:
    office.tracked().at("2024-03-07 09:30")
    answer = ask(office, "wang.qiang", "状态 CM-1/3")
    assert "客户安抚方案" in answer.text
    assert "服务器扩容" not in answer.text
    assert "办理经过" in answer.text


def test_a_number_that_the_meeting_has_not(office: Office) -> None:
    office.tracked().at("2024-03-06 09:30")
    assert "没有第9项" in ask(office, "wang.qiang", "状态 CM-1/9").text


def test_who_may_not_see_a_meeting_hears_what_they_would_of_one_that_is_not(office: Office) -> None:
    office.tracked().at("2024-03-06 09:30")
    hidden, unknown = ask(office, "wu.jing", "状态 CM-1"), ask(office, "wu.jing", "状态 CM-9")
    assert "没有找到编号为「CM-1」的会议或任务" in hidden.text
    assert hidden.text.replace("CM-1\u300d", "CM-9\u300d") == unknown.text
    assert hidden.subject == unknown.subject


def test_a_leader_sees_the_department(office: Office) -> None:
    office.tracked().at("2024-03-08 09:30")
    answer = ask(office, "wang.qiang", "部门待办")
    assert "技术部目前有2项未办结的任务\uff0c其中1项已超期" in answer.text
    assert "客户安抚方案" not in answer.text
    assert answer.text.count("[您负责]") == 1
    office.mail("wang.qiang", "Re: " + answer.subject, "1 改由王强负责", answer)
    assert {i.owner for i in office.store.items.of_meeting(1)[:2]} == {"王强"}


@pytest.mark.parametrize("words", ["部门待办", "department items"])
def test_others_are_told_politely(office: Office, words: str) -> None:
    office.tracked().at("2024-03-08 09:30")
    answer = ask(office, "zhao.min", words)
    assert "部门待办由部门负责人查询" in answer.text
    assert "客户安抚方案" not in answer.text


@pytest.mark.parametrize("words", ["帮助", "help"])
def test_help(office: Office, words: str) -> None:
    answer = ask(office, "zhao.min", words)
    assert answer.kind == "help"
    assert "改由张伟负责" in answer.text
