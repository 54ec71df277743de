"""The language of a mail: the reader's own, else the meeting's, else the house's; papers speak the meeting's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from coordmail.config import Config
from coordmail.storage.store import Store
from tests.workflow.invitations import WEEKLY, calendar, event, invite
from tests.workflow.office import NOTICE, Office, Sent, configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coordmail.model import Language

HANZI = re.compile("[\u4e00-\u9fff]")
ENGLISH_NOTICE = """\
Topic: Website relaunch
Goal: agree on scope and launch date
Time: 5 March 2024 14:00-15:30
Place: Room 3
Attendees: wang.qiang@example.com, zhang.wei@example.com
Agenda:
1. Content
2. Hosting
Recorder: chen.chen@example.com
"""
VAGUE = """\
沟通主题:订单系统数据延迟专项沟通
解决方案:
1. 调整同步频率
2. 王强尽快完成服务器扩容
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens the office with a language for the house and for some people."""
    stores: list[Store] = []

    def open_office(house: Language = "zh", **own: Language) -> Office:
        plain = configuration(tmp_path / "coordmail.db", language=house)
        told = plain.model_dump(mode="json", exclude_unset=True)
        for person in told["organisation"]["people"]:
            local = person["email"].partition("@")[0].replace(".", "_")
            if local in own:
                person["language"] = own[local]
        config = Config.model_validate(told)
        stores.append(Store.open(config.database).__enter__())
        return Office(stores[-1], config)

    yield open_office
    for store in stores:
        store.__exit__(None, None, None)


def language(sent: Sent) -> str:
    return str(sent.mail["Content-Language"]).partition("-")[0]


def languages(office: Office) -> dict[tuple[str, str], str]:
    """Of what was written since the last look, by kind and first addressee."""
    return {(sent.kind, sent.to[0].partition("@")[0]): language(sent) for sent in office.sent()}


def test_each_reader_is_written_to_in_their_own_language(opened: Callable[..., Office]) -> None:
    office = opened(zhang_wei="en", chen_chen="en")
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30").answer("chen.chen", "form", VAGUE.replace("1. 调整", "1. 张伟于3月6日前调整"))
    found = languages(office)
    assert found["registered", "li.na"] == "zh"
    assert found["form", "chen.chen"] == found["understood", "chen.chen"] == "en"
    assert found["confirm-request", "zhang.wei"] == "en"
    assert found["confirm-request", "wang.qiang"] == "zh"


def test_problems_are_told_in_the_language_of_the_mail_that_tells_them(opened: Callable[..., Office]) -> None:
    office = opened(chen_chen="en", li_na="en")
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE.replace("会议目标:确定缓解措施\n", ""))
    (registered,) = office.sent()
    assert "The notice has no goal" in registered.text
    office.at("2024-03-05 15:30").answer("chen.chen", "form", VAGUE)
    understood = next(sent for sent in office.sent() if sent.kind == "understood")
    assert "Item 1 has no owner" in understood.text
    assert 'The deadline of item 2, "尽快", does not name a day' in understood.text
    assert "请写明" not in understood.text


def test_a_problem_names_the_item_by_the_number_that_it_bears(opened: Callable[..., Office]) -> None:
    office = opened(chen_chen="en")
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30").answer("chen.chen", "form", VAGUE)
    office.answer("chen.chen", "understood", "delete 1")
    office.sent()
    office.answer("chen.chen", "understood", "add: Zhang Wei runs the acceptance test")
    understood = next(sent for sent in office.sent() if sent.kind == "understood")
    assert "Item 3 has no deadline" in understood.text


@pytest.mark.parametrize(("house", "own"), [("zh", "en"), ("en", "zh")])
def test_without_a_language_of_their_own_people_read_the_meetings(
    opened: Callable[..., Office], house: Language, own: Language
) -> None:
    office = opened(house, wang_qiang=own)
    if house == "zh":
        office.mail("li.na", "Meeting notice: Website relaunch", ENGLISH_NOTICE)
    else:
        office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    assert set(languages(office).values()) == {own}


@pytest.mark.parametrize("house", ["zh", "en"])
def test_without_a_meeting_people_read_the_language_of_the_house(
    opened: Callable[..., Office], house: Language
) -> None:
    office = opened(house, zhang_wei="zh")
    office.mail("wang.qiang", "帮助", "帮助")
    office.mail("zhang.wei", "help", "help")
    office.mail("stranger@elsewhere.example", "hello", "1. Zhang Wei: send the list, by 8 March")
    found = languages(office)
    assert found["help", "wang.qiang"] == house
    assert found["help", "zhang.wei"] == "zh"
    assert found["admin", "it"] == house


def test_a_short_latin_topic_does_not_make_a_meeting_of_a_chinese_house_english(opened: Callable[..., Office]) -> None:
    office = opened()
    told = calendar(event(*WEEKLY, "SUMMARY:OKR review Q3", "LOCATION:3号会议室"))
    invite(office, told, subject="OKR review Q3")
    assert set(languages(office).values()) == {"zh"}


def test_a_short_topic_is_in_the_language_of_whoever_sent_it(opened: Callable[..., Office]) -> None:
    office = opened(li_na="en")
    invite(office, calendar(event(*WEEKLY, "SUMMARY:OKR review Q3")), subject="OKR review Q3")
    assert office.store.meetings.all()[0].language == "en"


def test_papers_speak_the_language_of_the_meeting_whoever_reads_them(opened: Callable[..., Office]) -> None:
    office = opened(chen_chen="en").tracked()
    forms = [sent for sent in office.all_sent() if sent.kind == "form"]
    assert language(forms[0]) == "en"
    assert forms[0].attachments == ["CM-1 沟通记录表.docx"]
    (summary,) = [sent for sent in office.all_sent() if sent.kind == "summary"]
    assert language(summary) == "zh"


def test_a_report_speaks_the_language_of_the_leader_whose_it_is(opened: Callable[..., Office]) -> None:
    office = opened(wang_qiang="en").tracked()
    office.at("2024-03-08 17:00")
    reports = {sent.to[0].partition("@")[0]: sent for sent in office.sent() if sent.kind == "weekly-report"}
    assert language(reports["wang.qiang"]) == "en"
    assert not HANZI.search("".join(reports["wang.qiang"].attachments))
    assert language(reports["liu.yang"]) == "zh"
    assert HANZI.search(reports["liu.yang"].attachments[0])


def test_a_history_names_what_changed_in_the_words_of_its_reader(opened: Callable[..., Office]) -> None:
    office = opened(liu_yang="en").tracked()
    office.answer("chen.chen", "understood", "3 时限改为3月8日\n3 任务改为:更新话术")
    office.answer("chen.chen", "understood", "删除3")
    office.sent()
    for who, words in (("liu.yang", "status CM-1/3"), ("li.na", "状态 CM-1/3")):
        office.mail(who, words, words)
    told = {sent.to[0].partition("@")[0]: sent.text for sent in office.sent() if sent.kind == "query-answer"}
    assert "任务：更新客户安抚方案 → 更新话术；完成时限：3月7日（周四） → 3月8日（周五）" in told["li.na"]
    assert "已取消：第3版纪要中已无此项" in told["li.na"]
    assert "Task: 更新客户安抚方案 → 更新话术; Due: Thu 7 Mar → Fri 8 Mar" in told["liu.yang"]
    assert "not in version 3 of the minutes any more" in told["liu.yang"]
