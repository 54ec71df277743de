"""Confirmation: who answers how, what silence means, and what happens to answers that come too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import Assent
from coordmail.storage.store import Store
from tests.workflow.office import MINUTES, NOTICE, Office, configuration, mail_address
from tests.workflow.test_corrections import confirming, one

if TYPE_CHECKING:
    from pathlib import Path

EVERYBODY = ("li.na", "wang.qiang", "zhang.wei", "zhao.min")


def assent(office: Office, who: str) -> Assent:
    signoff = office.store.signoffs.of_person(1, mail_address(who))
    assert signoff is not None
    return signoff.assent


def test_an_answer_to_an_older_version_is_asked_anew_and_can_be_given(office: Office) -> None:
    confirming(office)
    old = next(s for s in office.all_sent() if s.kind == "confirm-request" and s.to == (mail_address("wang.qiang"),))
    office.answer("chen.chen", "understood", "2 截止改为3月15日")
    office.sent()
    office.mail("wang.qiang", f"Re: {old.subject}", "确认", old)
    (unclear,) = office.sent()
    assert unclear.kind == "unclear"
    assert "第2版" in unclear.text
    assert "3月12日" in unclear.text
    assert assent(office, "wang.qiang") is Assent.NONE
    office.answer("wang.qiang", "unclear", "确认")
    assert assent(office, "wang.qiang") is Assent.YES


def test_an_answer_to_the_older_version_counts_where_nothing_changed_for_its_sender(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "2 截止改为3月15日")
    office.answer("zhao.min", "confirm-request", "确认")
    assert assent(office, "zhao.min") is Assent.YES


def test_who_has_no_part_any_more_is_told_so(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES + "4. 吴静于3月8日前确认采购预算\n")
    office.answer("chen.chen", "understood", "删除4")
    office.answer("chen.chen", "understood", "1 截止改为3月8日")
    office.sent()
    office.answer("wu.jing", "confirm-request", "确认")
    (answer,) = office.sent()
    assert (answer.kind, answer.to) == ("noted", (mail_address("wu.jing"),))


def test_an_owner_who_was_not_there_declines_to_recorder_and_organizer(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES + "4. 吴静于3月8日前确认采购预算\n")
    assert "是否接受" in one(office.sent(), "confirm-request", "wu.jing").text
    office.answer("wu.jing", "confirm-request", "不接受,这不是财务部的职责")
    assert office.kinds() == [("noted", "wu.jing"), ("objection", "chen.chen"), ("objection", "li.na")]


def test_the_table_says_who_answered_how_and_for_whom(office: Office) -> None:
    confirming(office)
    request = next(s for s in office.all_sent() if s.kind == "confirm-request" and s.to == (mail_address("zhang.wei"),))
    office.mail("chen.chen", "Re: " + request.subject, "确认", request)
    office.answer("wang.qiang", "confirm-request", "确认")
    office.answer("zhao.min", "confirm-request", "有异议\uff1a第3项时限太紧")
    office.answer("chen.chen", "objection", "维持")
    office.sent()
    office.at("2024-03-06 16:00")
    (summary,) = [s for s in office.at("2024-03-07 16:00").sent() if s.kind == "summary"]
    rows = [line for line in summary.text.splitlines() if line.startswith("- ")]
    table = {row[2:].partition("\uff1b")[0]: row for row in rows}
    assert "由陈晨代为答复" in table["张伟"]
    assert "维持原文" in table["赵敏"]
    assert "视为同意" in table["李娜"]
    assert "纪要提交人" in table["陈晨"]


def test_where_silence_never_agrees_people_are_reminded_once_and_the_organizer_hears_once(tmp_path: Path) -> None:
    config = configuration(tmp_path / "db", rules={"confirm_within": "never"})
    with Store.open(config.database) as store:
        office = confirming(Office(store, config))
        for who in ("li.na", "wang.qiang"):
            office.answer(who, "confirm-request", "确认")
        office.sent()
        assert office.at("2024-03-07 15:00").kinds() == []
        assert office.at("2024-03-07 16:00").kinds() == [
            ("confirm-reminder", "zhang.wei"),
            ("confirm-reminder", "zhao.min"),
        ]
        assert office.at("2024-03-12 15:00").kinds() == []
        (told,) = office.at("2024-03-12 16:00").sent()
        assert (told.kind, told.to) == ("noted", (mail_address("li.na"),))
        assert "张伟、赵敏" in told.text
        assert office.at("2024-03-25 16:00").kinds() == []
        assert str(office.store.meetings.get(1).status) == "confirming"
        for who in ("zhang.wei", "zhao.min"):
            office.answer(who, "confirm-reminder", "确认")
        assert "summary" in [kind for kind, _ in office.kinds()]


def test_minutes_without_a_notice_make_their_sender_organizer_and_recorder(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("zhao.min", "会议纪要:订单系统数据延迟专项沟通", MINUTES)
    assert office.kinds() == [
        ("confirm-request", "wang.qiang"),
        ("confirm-request", "zhang.wei"),
        ("understood", "zhao.min"),
    ]
    office.answer("wang.qiang", "confirm-request", "有异议\uff1a时限太紧")
    assert office.kinds() == [("noted", "wang.qiang"), ("objection", "zhao.min")]


def test_a_late_objection_reaches_recorder_and_organizer(office: Office) -> None:
    office.tracked().answer("zhao.min", "confirm-request", "有异议\uff1a第3项时限太紧")
    assert office.kinds() == [("noted", "zhao.min"), ("objection", "chen.chen"), ("objection", "li.na")]
