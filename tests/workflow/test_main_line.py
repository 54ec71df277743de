"""A meeting's way (DOMAIN.md), step by step, by the mails that people get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.record import Assent, MeetingStatus
from tests.workflow.office import MINUTES, NOTICE, mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office


def test_a_notice_is_registered_and_answered_to_its_organizer(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    (answer,) = office.sent()
    assert (answer.kind, answer.to, answer.cc) == ("registered", (mail_address("li.na"),), ())
    assert answer.subject.startswith("[CM-1-")
    assert answer.mail["In-Reply-To"] == "<1@client.example>"
    assert answer.mail["Auto-Submitted"] == "auto-replied"
    meeting = office.store.meetings.get(1)
    assert (meeting.topic, meeting.status) == ("订单系统数据延迟专项沟通", MeetingStatus.ANNOUNCED)
    assert meeting.recorder_email == mail_address("chen.chen")
    assert [a.email for a in meeting.attendees] == [mail_address(w) for w in ("wang.qiang", "zhang.wei", "zhao.min")]


def test_what_a_notice_lacks_is_told(office: Office) -> None:
    office.mail("li.na", "会议通知:周例会", "会议主题:周例会\n会议时间:2024年3月4日10:00\n")
    (answer,) = office.sent()
    assert "记录人" in answer.text
    assert "议程" in answer.text


def test_the_recorder_gets_the_form_when_the_meeting_ends(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.sent()
    assert office.at("2024-03-05 15:29").kinds() == []
    (form,) = office.at("2024-03-05 15:30").sent()
    assert (form.kind, form.to) == ("form", (mail_address("chen.chen"),))
    assert any(name.endswith(".docx") for name in form.attachments)
    assert office.at("2024-03-06 17:00").kinds() == []


def test_a_recorder_who_sends_nothing_is_reminded_once(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.sent()
    (reminder,) = office.at("2024-03-07 09:00").sent()
    assert reminder.kind == "form-reminder"
    assert (reminder.to, reminder.cc) == ((mail_address("chen.chen"),), (mail_address("li.na"),))
    assert office.at("2024-03-08 09:00").kinds() == []


def test_minutes_are_shown_as_understood_and_everybody_else_is_asked(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.sent()
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    assert office.kinds() == [
        ("confirm-request", "li.na"),
        ("confirm-request", "wang.qiang"),
        ("confirm-request", "zhang.wei"),
        ("confirm-request", "zhao.min"),
        ("understood", "chen.chen"),
    ]
    items = office.store.items.of_meeting(1)
    assert [(i.owner_email, str(i.due)) for i in items] == [
        (mail_address("zhang.wei"), "2024-03-06"),
        (mail_address("wang.qiang"), "2024-03-12"),
        (mail_address("zhao.min"), "2024-03-07"),
    ]
    assert set(office.statuses().values()) == {"proposed"}


def test_requests_wait_for_the_morning(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.sent()
    office.at("2024-03-05 21:00").answer("chen.chen", "form", MINUTES)
    assert office.kinds() == [("understood", "chen.chen")]
    assert [kind for kind, _ in office.at("2024-03-06 09:00").kinds()] == ["confirm-request"] * 4


def test_when_all_have_agreed_the_summary_goes_out_with_the_leaders_in_cc(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    for who in ("li.na", "wang.qiang", "zhang.wei"):
        office.answer(who, "confirm-request", "同意")
    office.sent()
    office.answer("zhao.min", "confirm-request", "确认,没有异议。")
    noted, summary = office.sent()
    assert (noted.kind, noted.to) == ("noted", (mail_address("zhao.min"),))
    assert summary.kind == "summary"
    assert set(summary.to) == {mail_address(w) for w in ("wang.qiang", "zhang.wei", "zhao.min", "li.na", "chen.chen")}
    assert summary.cc == (mail_address("liu.yang"),)
    assert summary.attachments == ["CM-1 订单系统数据延迟专项沟通.docx"]
    assert set(office.statuses().values()) == {"open"}


def test_silence_is_reminded_once_and_then_agrees(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    for who in ("li.na", "wang.qiang", "zhang.wei"):
        office.answer(who, "confirm-request", "确认")
    office.sent()
    assert office.at("2024-03-06 15:59").kinds() == []
    assert office.at("2024-03-06 16:00").kinds() == [("confirm-reminder", "zhao.min")]
    assert office.at("2024-03-07 15:00").kinds() == []
    assert [kind for kind, _ in office.at("2024-03-07 16:00").kinds()] == ["summary"]
    signoff = office.store.signoffs.of_person(1, mail_address("zhao.min"))
    assert signoff is not None
    assert signoff.assent is Assent.SILENT
    office.answer("zhao.min", "confirm-reminder", "确认")
    assert office.kinds() == [("noted", "zhao.min")]


def test_an_objection_reaches_recorder_and_organizer_and_may_be_let_stand(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    for who in ("li.na", "wang.qiang", "zhang.wei"):
        office.answer(who, "confirm-request", "确认")
    office.sent()
    office.answer("zhao.min", "confirm-request", "有异议:第3项应由客服部负责。")
    sent = office.sent()
    assert sorted((s.kind, s.to[0].partition("@")[0]) for s in sent) == [
        ("noted", "zhao.min"),
        ("objection", "chen.chen"),
        ("objection", "li.na"),
    ]
    assert all("第3项应由客服部负责" in s.text for s in sent if s.kind == "objection")
    office.answer("chen.chen", "objection", "维持")
    assert [kind for kind, _ in office.kinds()] == ["noted", "noted", "summary"]


def test_a_corrected_version_asks_again_only_whom_it_concerns(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    for who in ("li.na", "wang.qiang", "zhang.wei", "zhao.min"):
        if who != "zhao.min":
            office.answer(who, "confirm-request", "确认")
    office.sent()
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月15日"))
    assert office.kinds() == [("confirm-request", "wang.qiang"), ("understood", "chen.chen")]
    item = office.store.items.of_meeting(1)[1]
    assert (str(item.due), str(item.original_due), item.number) == ("2024-03-15", "2024-03-15", 2)


def test_minutes_without_a_notice_open_a_meeting_of_their_own(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("chen.chen", "会议纪要:订单系统数据延迟专项沟通", MINUTES)
    meeting = office.store.meetings.get(1)
    assert meeting.organizer_email == meeting.recorder_email == mail_address("chen.chen")
    assert meeting.status is MeetingStatus.CONFIRMING


def test_unasked_minutes_under_another_title_belong_to_the_meeting_at_that_time(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 16:00").mail(
        "chen.chen", "会议纪要", MINUTES.replace("订单系统数据延迟专项沟通", "数据延迟问题沟通记录")
    )
    (meeting,) = office.store.meetings.all()
    assert (meeting.status, meeting.version) == (MeetingStatus.CONFIRMING, 1)


@pytest.mark.parametrize("moment", ["3月4日14:00-15:30", "3月5日10:00-11:00"])
def test_minutes_of_another_time_are_another_meeting(office: Office, moment: str) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    text = MINUTES.replace("订单系统数据延迟专项沟通", "周例会").replace("3月5日14:00-15:30", moment)
    office.at("2024-03-05 16:00").mail("chen.chen", "会议纪要", text)
    assert [m.version for m in office.store.meetings.all()] == [0, 1]


def test_a_correction_of_agreed_minutes_leaves_the_other_items_running(office: Office) -> None:
    office.tracked()
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月15日"))
    assert office.statuses() == {"CM-1/1": "open", "CM-1/2": "proposed", "CM-1/3": "open"}
    office.sent()
    assert office.at("2024-03-06 09:00").kinds() == [("reminder", "zhang.wei")]
    office.answer("wang.qiang", "confirm-request", "确认")
    assert office.statuses()["CM-1/2"] == "open"
    assert "summary" in [kind for kind, _ in office.kinds()]


def test_an_organizer_who_is_only_an_address_is_called_by_name(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    assert office.store.meetings.get(1).organizer == "李娜"


def test_who_confirms_and_already_reports_done_is_verified_once_the_minutes_stand(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    office.answer("zhang.wei", "confirm-request", "确认\n1 已完成")
    for who in ("li.na", "wang.qiang", "zhao.min"):
        office.answer(who, "confirm-request", "确认")
    assert office.statuses()["CM-1/1"] == "claimed"
    assert ("verify-request", "chen.chen") in office.kinds()


def test_after_downtime_silence_that_counts_already_is_not_reminded_of(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    office.sent()
    assert "confirm-reminder" not in [kind for kind, _ in office.at("2024-03-11 09:00").kinds()]


def test_a_participant_who_answers_with_edited_minutes_asks_for_a_change(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    office.sent()
    office.answer("wang.qiang", "confirm-request", MINUTES.replace("3月12日", "3月20日"))
    assert office.kinds() == [("noted", "wang.qiang"), ("objection", "chen.chen"), ("objection", "li.na")]
    assert str(office.store.items.of_meeting(1)[1].due) == "2024-03-12"
