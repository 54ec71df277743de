"""Notices that change a meeting: who is told, what is corrected in words, and the calendar files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.workflow.invitations import calendar, event, invite
from tests.workflow.office import NOTICE, mail_address
from tests.workflow.test_second_meeting import the_event

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent

WHO = "wang.qiang@example.com, zhang.wei@example.com"
ONCE = ("DTSTART;TZID=Asia/Shanghai:20240306T100000", "DTEND;TZID=Asia/Shanghai:20240306T110000")


def announced(office: Office, cc: str = WHO) -> Office:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE, Cc=cc)
    office.sent()
    return office


def told(office: Office) -> list[tuple[str, str]]:
    return sorted((s.to[0].partition("@")[0], s.subject.split("]")[-1].strip()[:6]) for s in office.sent())


def files(sent: Sent) -> list[bytes]:
    parts = [p for p in sent.mail.iter_attachments() if p.get_content_type() == "text/calendar"]
    return [part.get_payload(decode=True) for part in parts]  # type: ignore[misc]


def test_a_moved_meeting_is_told_to_those_whom_the_change_did_not_reach(office: Office) -> None:
    announced(office)
    text = NOTICE.replace("3月5日14:00-15:30", "3月6日10:00-11:00")
    office.mail("li.na", "会议改期通知:订单系统数据延迟专项沟通", text, Cc="zhang.wei@example.com")
    sent = {s.to[0].partition("@")[0]: s for s in office.sent()}
    assert sorted(sent) == ["li.na", "wang.qiang"]
    other = sent["wang.qiang"]
    assert "会议变更通知" in other.subject
    assert "2024-03-05 14:00" in other.text
    assert "2024-03-06 10:00" in other.text
    assert "[CM-" not in other.subject
    assert "无需回复" in other.text


def test_a_cancelled_meeting_is_told_to_those_who_heard_of_it(office: Office) -> None:
    announced(office)
    office.mail("li.na", "取消:订单系统数据延迟专项沟通", "各位好,因故会议取消,另行通知。")
    assert told(office) == [("li.na", "会议取消已登"), ("wang.qiang", "会议取消通知"), ("zhang.wei", "会议取消通知")]
    assert all(not files(sent) for sent in office.all_sent() if "取消" in sent.subject)


def test_nobody_hears_of_a_new_agenda_but_the_organizer(office: Office) -> None:
    announced(office)
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE.replace("1. 现状", "1. 现状和数据"))
    assert [to for to, _ in told(office)] == ["li.na"]


def test_the_same_notice_again_says_nothing_new(office: Office) -> None:
    announced(office)
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE, Cc="zhao.min@example.com")
    assert told(office) == []
    assert "zhao.min@example.com" in office.store.meetings.get(1).heard


def test_the_recorder_who_holds_the_form_hears_of_a_move_and_gets_it_anew(office: Office) -> None:
    announced(office, cc="").at("2024-03-05 15:30")
    assert office.kinds() == [("form", "chen.chen")]
    text = NOTICE.replace("3月5日14:00-15:30", "3月6日10:00-11:00")
    office.mail("li.na", "会议改期通知:订单系统数据延迟专项沟通", text)
    assert [to for to, _ in told(office)] == ["chen.chen", "li.na"]
    assert str(office.store.meetings.get(1).status) == "announced"
    assert office.at("2024-03-06 11:00").kinds() == [("form", "chen.chen")]


def test_an_invitation_that_is_moved_or_cancelled_is_told_to_its_organizer_only(office: Office) -> None:
    invite(office, calendar(event(*ONCE)))
    office.sent()
    later = [line.replace("0306T", "0307T") for line in ONCE]
    invite(office, calendar(event(*later, sequence=1)), to="zhao.min")
    assert told(office) == [("li.na", "会议变更已登")]
    invite(office, calendar(event(*later, sequence=2), method="CANCEL"), to="zhao.min")
    assert told(office) == [("li.na", "会议取消已登")]


def test_invitations_out_of_order_and_repeated(office: Office) -> None:
    later = [line.replace("0306T", "0307T") for line in ONCE]
    invite(office, calendar(event(*later, sequence=2)))
    office.sent()
    for told_again in (
        event(*ONCE, sequence=1),
        event(*later, sequence=2),
        event(*ONCE, sequence=2, stamp="20240101T000000Z"),
    ):
        invite(office, calendar(told_again))
    assert office.kinds() == []
    assert str(office.store.meetings.get(1).start) == "2024-03-07 10:00:00"
    invite(office, calendar(event(*ONCE, sequence=2, stamp="20240304T020000Z")))
    assert str(office.store.meetings.get(1).start) == "2024-03-06 10:00:00"


def test_a_late_request_does_not_bring_a_cancelled_meeting_back_but_a_new_one_does(office: Office) -> None:
    invite(office, calendar(event(*ONCE)))
    invite(office, calendar(event(*ONCE, sequence=2), method="CANCEL"))
    invite(office, calendar(event(*ONCE, sequence=1)))
    assert str(office.store.meetings.get(1).status) == "cancelled"
    office.sent()
    invite(office, calendar(event(*ONCE, sequence=3)))
    assert str(office.store.meetings.get(1).status) == "announced"
    assert told(office) == [("li.na", "会议已登记\uff1a")]


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("地点改为5号会议室", "place", "5号会议室"),
        ("会议地点应为5号会议室\u3002谢谢\uff01", "place", "5号会议室"),
        ("地点\uff1a5号会议室", "place", "5号会议室"),
        ("记录人改为王强", "recorder_email", "wang.qiang@example.com"),
        ("您好,请把记录人换成王强", "recorder_email", "wang.qiang@example.com"),
        ("时间改到3月6日10:00", "start", "2024-03-06 10:00:00"),
        ("改到3月6日上午10点吧", "start", "2024-03-06 10:00:00"),
        ("会议时间推迟到3月7日", "start", "2024-03-07 14:00:00"),
        ("place: room 5", "place", "room 5"),
        ("Please change the place to room 5.", "place", "room 5"),
        ("The location is now room 5", "place", "room 5"),
        ("会议主题改为数据延迟复盘", "topic", "数据延迟复盘"),
        ("会议目标\uff1a确定责任人和时限", "goal", "确定责任人和时限"),
        ("时间改到15:00-16:00", "start", "2024-03-05 15:00:00"),
        ("确认\uff0c但地点改为5号会议室", "place", "5号会议室"),
        ("地点 5号会议室", "place", "5号会议室"),
        ("请王强来做记录", "recorder_email", "wang.qiang@example.com"),
        ("The time is wrong, it should be 14:30 on 6 March.", "start", "2024-03-06 14:30:00"),
        ("会议取消", "status", "cancelled"),
        ("取消", "status", "cancelled"),
    ],
)
def test_what_the_organizer_corrects_in_words_holds(office: Office, words: str, field: str, value: str) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.answer("li.na", "registered", words)
    meeting = office.store.meetings.get(1)
    assert str(getattr(meeting, field)) == value
    assert [kind for kind, _ in office.kinds()] == ["registered", "registered"]
    if field == "start" and "-" not in words:
        assert meeting.end - meeting.start == timedelta(minutes=90)  # type: ignore[operator]


def test_several_corrections_in_one_answer(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.answer("li.na", "registered", "两处更正\uff1a\n1. 地点改为5号会议室\n2. 记录人改为王强\n谢谢")
    meeting = office.store.meetings.get(1)
    assert (meeting.place, meeting.recorder_email) == ("5号会议室", "wang.qiang@example.com")


@pytest.mark.parametrize("words", ["好的\uff0c谢谢", "确认", "收到"])
def test_a_courtesy_is_no_correction(office: Office, words: str) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.sent()
    office.answer("li.na", "registered", words)
    assert office.kinds() == []
    assert office.store.meetings.get(1).place == "3号会议室"


def test_what_corrects_nothing_is_asked_about(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.sent()
    office.answer("li.na", "registered", "换个大一点的会议室")
    (sent,) = office.sent()
    assert sent.kind == "unclear"
    assert "地点改为5号会议室" in sent.text
    office.answer("li.na", "unclear", "地点改为5号会议室")
    assert office.store.meetings.get(1).place == "5号会议室"


def test_the_calendar_file_keeps_its_uid_and_counts_its_versions(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    (first,) = files(office.sent()[0])
    office.answer("li.na", "registered", "时间改到3月6日10:00")
    (second,) = files(office.sent()[0])
    one, two = the_event(first), the_event(second)
    assert (one["UID"], one["SEQUENCE"], two["SEQUENCE"]) == ("coordmail-CM-1@example.com", 0, 1)
    assert one["UID"] == two["UID"]
    assert (str(one.start), str(two.end)) == ("2024-03-05 06:00:00+00:00", "2024-03-06 03:30:00+00:00")
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    assert b"\n" not in first.replace(b"\r\n", b"")


def test_our_own_calendar_file_that_comes_back_announces_nothing(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    (content,) = files(office.sent()[0])
    told_back = content.decode()
    disposition = invite(office, told_back, who="zhang.wei", subject="转发: 会议已登记")
    assert disposition is not None
    assert "registered" not in str(disposition.reason)
    assert len(office.store.meetings.all()) == 1


def test_an_invitation_made_from_our_file_is_a_change_of_its_meeting(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.sent()
    invite(office, calendar(event(*ONCE, uid="coordmail-CM-1@example.com", sequence=1)))
    (meeting,) = office.store.meetings.all()
    assert str(meeting.start) == "2024-03-06 10:00:00"


def test_own_deadlines_come_as_a_calendar_file_with_the_confirmation(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30").tracked()
    asked = {s.to[0]: s for s in office.all_sent() if s.kind == "confirm-request"}
    assert not files(asked[mail_address("li.na")])
    (content,) = files(asked[mail_address("zhang.wei")])
    entry = the_event(content)
    assert (str(entry.start), str(entry.end), entry["TRANSP"]) == ("2024-03-06", "2024-03-07", "TRANSPARENT")
    assert "调整同步频率" in entry["SUMMARY"]
