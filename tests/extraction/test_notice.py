"""What notices say of their meeting: under labels, in sentences, in the subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.notice import read_meeting
from coordmail.extraction.subject import read_subject
from coordmail.mail.message import parse
from coordmail.model import NoticeMethod
from tests.extraction.forms import lines
from tests.extraction.invented import PEOPLE, dates
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Language, MeetingFacts

LETTER = parse(b"From: =?utf-8?B?5p2O5aic?= <li.na@example.com>\r\nTo: minutes@example.com\r\n\r\nx\r\n")


def meeting(text: str, subject: str = "会议通知") -> MeetingFacts:
    language: Language = "zh" if any(char > "\u2e80" for char in text + subject) else "en"
    return read_meeting(read_form(lines(text)), replace(LETTER, subject=subject), dates(language), PEOPLE)


@pytest.mark.parametrize(
    ("subject", "topic"),
    in_both_widths(
        [
            ("会议通知:订单延迟", "订单延迟"),
            ("会议通知\uff1a订单延迟", "订单延迟"),
            ("Re: 回复\uff1a【会议通知】订单延迟", "订单延迟"),
            ("转发: Fwd: 会议邀请:订单延迟", "订单延迟"),
            ("已取消: 周例会", "周例会"),
            ("关于召开新品推广协调会的通知", "新品推广协调会"),
            ("关于取消周例会的通知", "周例会"),
            ("关于订单取消流程优化的会议通知", "订单取消流程优化"),
            ("周例会(改期)", "周例会"),
            ("会议通知 订单延迟", "订单延迟"),
            ("会议通知-订单延迟", "订单延迟"),
            ("Meeting invitation: Pricing review", "Pricing review"),
            ("Canceled event: Weekly sync", "Weekly sync"),
            ("Notice: [CM-12-7K3Q9F] Pricing review", "Pricing review"),
            ("會議通知:訂單延遲", "訂單延遲"),
            ("订单取消流程讨论", "订单取消流程讨论"),
            ("会议通知", None),
            ("Re: ", None),
            ("", None),
        ]
    ),
)
def test_topic_has_no_prefix(subject: str, topic: str | None) -> None:
    assert read_subject(subject).topic == topic


@pytest.mark.parametrize(
    ("subject", "topic"),
    in_both_widths(
        [
            ("会议纪要:订单延迟", "订单延迟"),
            ("订单延迟专项沟通会纪要", "订单延迟专项沟通会"),
            ("Minutes of the pricing review", "pricing review"),
            ("Pricing review - minutes", "Pricing review"),
        ]
    ),
)
def test_topic_of_minutes(subject: str, topic: str) -> None:
    assert read_subject(subject, minutes=True).topic == topic


def test_tag_is_found_and_cut_off() -> None:
    found = read_subject("Re: [cm-12-7k3q9f] 请确认")
    assert (found.tag, found.topic, found.answers) == ("CM-12", "请确认", True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    in_both_widths(
        [
            ("时间:2024年3月7日14:00-15:30", "2024-03-07T14:00", "2024-03-07T15:30"),
            ("日期:2024年3月7日\n时间:14:00-15:30", "2024-03-07T14:00", "2024-03-07T15:30"),
            ("时间:3月7日", "2024-03-07", None),
            ("开始时间:3月7日14:00\n结束时间:3月7日15:00", "2024-03-07T14:00", "2024-03-07T15:00"),
            ("原时间:3月7日14:00\n新时间:3月8日10:00", "2024-03-08T10:00", None),
            ("原定3月7日14:00的会议改至3月8日10:00", "2024-03-08T10:00", None),
            ("兹定于3月8日下午2点在3号会议室召开评审会", "2024-03-08T14:00", None),
            ("The meeting has been moved to 8 March at 10:00", "2024-03-08T10:00", None),
            ("大家好", None, None),
        ]
    ),
)
def test_time(text: str, start: str | None, end: str | None) -> None:
    facts = meeting(text, "Review" if text.isascii() else "会议通知")
    assert (iso(facts.start), iso(facts.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "place"),
    in_both_widths(
        [
            ("地点:3号会议室(线下)/腾讯会议(线上)", "3号会议室(线下)/腾讯会议(线上)"),
            ("定于3月8日在3号会议室召开评审会", "3号会议室"),
            ("会议改至3月8日10:00,地点改为2号会议室。", "2号会议室"),
            ("会议链接:https://meet.example.com/123", "https://meet.example.com/123"),
            ("Let's meet on Friday at 10:00 in Meeting Room 3.", "Meeting Room 3"),
            ("请大家准时参加", None),
        ]
    ),
)
def test_place(text: str, place: str | None) -> None:
    assert meeting(text, "Review" if text.isascii() else "会议通知").place == place


@pytest.mark.parametrize(
    ("text", "subject", "method"),
    in_both_widths(
        [
            ("时间:3月7日", "会议通知:评审会", NoticeMethod.NEW),
            ("时间:3月7日", "会议变更通知:评审会", NoticeMethod.MOVED),
            ("原时间:3月7日\n新时间:3月8日", "评审会", NoticeMethod.MOVED),
            ("会议推迟至3月8日", "评审会", NoticeMethod.MOVED),
            ("时间:3月7日", "已取消: 评审会", NoticeMethod.CANCELLED),
            ("因故取消本次会议", "评审会", NoticeMethod.CANCELLED),
            ("讨论订单取消流程", "会议通知:订单取消流程", NoticeMethod.NEW),
            ("The meeting is cancelled.", "Review", NoticeMethod.CANCELLED),
            ("The meeting is not cancelled.", "Review", NoticeMethod.NEW),
        ]
    ),
)
def test_method(text: str, subject: str, method: NoticeMethod) -> None:
    assert meeting(text, subject).method is method


def test_people() -> None:
    facts = meeting("组织者:刘洋(运营部)\n记录人:陈晨(客服部)\n参会人员:技术部:张伟、王强;产品部:李娜")
    assert (facts.organizer, facts.organizer_email) == ("刘洋", "liu.yang@example.com")
    assert (facts.recorder, facts.recorder_email) == ("陈晨", "chen.chen@example.com")
    assert [(one.name, one.department) for one in facts.attendees] == [
        ("张伟", "技术部"),
        ("王强", "技术部"),
        ("李娜", "产品部"),
    ]
    assert facts.departments == ("技术部", "产品部")


def test_sender_calls_the_meeting_where_nothing_else_is_said() -> None:
    facts = meeting("定于3月8日召开评审会,请张伟、各位同事参加,由陈晨负责记录")
    assert (facts.organizer, facts.organizer_email) == ("李娜", "li.na@example.com")
    assert [one.email for one in facts.attendees] == ["zhang.wei@example.com"]
    assert facts.recorder == "陈晨"


def test_agenda_goal_and_materials() -> None:
    facts = meeting("会议目的:定方案\n会议内容:\n1. 现状\n2. 方案\n会议资料:\u300a周报\u300b\uff1b投诉数据")
    assert (facts.goal, facts.agenda, facts.materials) == ("定方案", ("现状", "方案"), ("\u300a周报\u300b", "投诉数据"))
