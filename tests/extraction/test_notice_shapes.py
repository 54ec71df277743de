"""Shapes that notices take in the wild: pictures beside labels, minute-takers, places and times in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.notice import read_meeting
from coordmail.model import NoticeMethod
from tests.extraction.forms import lines
from tests.extraction.invented import PEOPLE, dates
from tests.extraction.test_notice import LETTER, meeting
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Language


@pytest.mark.parametrize(
    ("text", "recorder"),
    in_both_widths(
        [
            ("时间:3月7日14:00\n会议记录:陈晨\n请准时参加", "陈晨"),
            ("时间:3月7日14:00\n记录:客服部 陈晨", "陈晨"),
            ("✍\ufe0f 记录人:@陈晨", "陈晨"),
            ("3\ufe0f\u20e3 会议记录:小陈", "小陈"),
            ("Time: 7 March 14:00\nMinutes: Tom Green\n\nPlease let me know.", "Tom Green"),
            ("Time: 7 March 14:00\nMinutes: Tom", "Tom"),
            ("Time: 7 March 14:00\nMinutes: attached", None),
            ("Time: 7 March 14:00\nMinutes: Approved", None),
            ("时间:3月7日14:00\n会议记录:如下", None),
            ("时间:3月7日14:00\n会议纪要:讨论了方案", None),
        ]
    ),
)
def test_who_takes_the_minutes(text: str, recorder: str | None) -> None:
    assert meeting(text).recorder == recorder


@pytest.mark.parametrize(
    ("text", "start", "end"),
    in_both_widths(
        [
            ("🕒 时间:2024-03-07(周四)19:30-20:30", "2024-03-07T19:30", "2024-03-07T20:30"),
            ("⏰时间:3月7日(四)上午10:00-11:30", "2024-03-07T10:00", "2024-03-07T11:30"),
            ("When: Thu 7 March, 2pm-3pm", "2024-03-07T14:00", "2024-03-07T15:00"),
            ("When: 7 March, 9:30am-11am", "2024-03-07T09:30", "2024-03-07T11:00"),
        ]
    ),
)
def test_times_as_people_write_them(text: str, start: str | None, end: str | None) -> None:
    facts = meeting(text, "会议通知" if not text.isascii() else "Review")
    assert (iso(facts.start), iso(facts.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    in_both_widths(
        [
            ("各位好,例会(3月7日,10:00-11:00,2号会议室)", "2024-03-07T10:00", "2024-03-07T11:00"),
            ("Hi all (7 March, 10:00-11:00, Room 2),\nplease come.", "2024-03-07T10:00", "2024-03-07T11:00"),
            ("We would like to hold it on 7 March from 9:30 to 11:00.", "2024-03-07T09:30", "2024-03-07T11:00"),
            ("定于3月7日召开例会,时间14:00-15:30。", "2024-03-07T14:00", "2024-03-07T15:30"),
            ("我们明天开个会。\n时间:下午2点", "2024-03-06T14:00", None),
            ("定于3月7日召开例会。\n3月7日14:00准时开始。", "2024-03-07T14:00", None),
            ("From 7 March we will meet every Thursday from 9:30 to 10:00.", "2024-03-07T09:30", "2024-03-07T10:00"),
            ("请于3月6日17:00前回复。", None, None),
            ("3月6日9:00彩排,请各组到场。", None, None),
            ("3月6日9:00甲组,3月7日9:00乙组。", None, None),
        ]
    ),
)
def test_time_in_sentences(text: str, start: str | None, end: str | None) -> None:
    facts = meeting(text, "会议通知" if not text.isascii() else "Review")
    assert (iso(facts.start), iso(facts.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "place"),
    in_both_widths(
        [
            ("2024年3月4日上午9:00,公司在13楼会议室召开办公会。", "2024-03-04T09:00", "13楼会议室"),
            ("讨论会(今天下午四点)要点如下", "2024-03-05T16:00", None),
            ("Minutes - sales meeting, Monday 4 March 2024, 09:30", "2024-03-04T09:30", None),
            (
                "Minutes of the meeting held on 4 March 2024 at 18:30 in the Community Hall.",
                "2024-03-04T18:30",
                "Community Hall",
            ),
            ("下次会议3月12日10:00", None, None),
            ("The minutes of the meeting held on 4 February at 10:00 were approved.", None, None),
            ("会议决定3月4日前提交", None, None),
        ]
    ),
)
def test_opening_of_minutes(text: str, start: str | None, place: str | None) -> None:
    language: Language = "en" if text.isascii() else "zh"
    message = replace(LETTER, subject="Minutes" if text.isascii() else "会议纪要")
    facts = read_meeting(read_form(lines(text)), message, dates(language), PEOPLE, minutes=True)
    assert (iso(facts.start), facts.place) == (start, place)


def test_a_figure_that_changes_moves_no_meeting() -> None:
    told = meeting("时间:3月7日14:00\n会上讨论有效期由24个月改为12个月", "会议通知:积分规则")
    assert told.method is NoticeMethod.NEW


@pytest.mark.parametrize(
    ("text", "place"),
    in_both_widths(
        [
            ("明天下午3点3号会议室碰一下报价的事", "3号会议室"),
            ("会议改到3月8日(周五)上午10:00,地点不变,还是2楼小会议室。", "2楼小会议室"),
            ("3月7日14:00,行政楼201会议室,请准时", "行政楼201会议室"),
            ("明早9点半A座1203会议室,别迟到", "A座1203会议室"),
            ("3月7日14:00用飞书开会", "飞书"),
            ("Tue 10:00 @ Room 5.01", "Room 5.01"),
            ("Hello (7 March, 10:00-11:00, Room 2)", "Room 2"),
            ("You are invited on 7 March at 2.00 p.m. in the Senate Room.", "Senate Room"),
            ("请大家在3月7日前进行准备", None),
            ("3月7日14:00在听取汇报后进行讨论", None),
            ("我们在会议室讨论", None),
            ("3月6日17:00前把3号会议室报给我", None),
        ]
    ),
)
def test_place_in_sentences(text: str, place: str | None) -> None:
    assert meeting(text, "会议通知" if not text.isascii() else "Review").place == place


@pytest.mark.parametrize(
    ("subject", "topic"),
    in_both_widths(
        [
            ("3月7日销售周会通知", "销售周会"),
            ("例会通知(3月7日 周四 14:00)", "例会"),
            ("会议通知:3月7日(周四)14:00 渠道讨论会", "渠道讨论会"),
            ("关于3月7日召开预算评审会的通知", "预算评审会"),
            ("第三季度预算评审会会议通知", "第三季度预算评审会"),
            ("扩容方案论证会 通知", "扩容方案论证会"),
            ("2024年渠道政策讨论会", "2024年渠道政策讨论会"),
            ("3月份经营分析会", "3月份经营分析会"),
            ("周四例会", "周四例会"),
            ("Sales meeting on 7 March at 10:00", "Sales meeting"),
            ("Reminder: Budget meeting tomorrow", "Budget meeting"),
            ("Q1 pipeline review", "Q1 pipeline review"),
        ]
    ),
)
def test_the_day_of_the_meeting_is_no_part_of_its_topic(subject: str, topic: str) -> None:
    assert meeting("x", subject).topic == topic


@pytest.mark.parametrize(
    "subject", ["2024年渠道政策讨论会", "国庆节前值班安排会", "第三季度预算评审会", "Q3 review", "定于下周召开例会"]
)
def test_what_a_meeting_is_about_is_not_its_time(subject: str) -> None:
    assert meeting("x", subject).start is None


@pytest.mark.parametrize(
    ("text", "names"),
    in_both_widths(
        [
            ("参会人员:张伟、李娜\n1. 上次会议事项跟踪\n2. 讨论", ["张伟", "李娜"]),
            ("参会人员:张伟、李娜\n本期目标:登录模块切到新平台", ["张伟", "李娜"]),
            ("参会人员:技术部:张伟\n产品部:李娜", ["张伟", "李娜"]),
            ("主会场:3号会议室\n参会人员:张伟\n分会场:李娜、王强", ["张伟", "李娜", "王强"]),
            ("参会人员:1. 张伟\n2. 李娜", ["张伟", "李娜"]),
            ("Attendees: Tom Green, Mary Jones\nTom reported on the audit", ["Tom Green", "Mary Jones"]),
        ]
    ),
)
def test_where_a_list_of_attendees_ends(text: str, names: list[str]) -> None:
    assert [one.name for one in meeting(text).attendees] == names


@pytest.mark.parametrize(
    ("text", "recorder"),
    in_both_widths(
        [
            ("定于3月7日召开例会,由陈晨负责记录", "陈晨"),
            ("定于3月7日召开例会。陈晨负责会议记录,请准时。", "陈晨"),
            ("会议纪要由陈晨整理。", "陈晨"),
            ("会议由赵敏主持,秘书处姚悦记录。", "姚悦"),
            ("参会人员:张伟、陈晨(记录)、李娜", "陈晨"),
            ("Attendees: Peter Smith, Tom Green (minutes)", "Tom Green"),
            ("Mary Jones will take the minutes.", "Mary Jones"),
            ("We meet on 7 March. Peter Smith keeps the minutes.", "Peter Smith"),
            ("The notes will be taken by Tom Green.", "Tom Green"),
            ("请各部门做好记录。", None),
            ("请全程记录,谢谢", None),
            ("Please take notes.", None),
        ]
    ),
)
def test_minute_taker_in_sentences(text: str, recorder: str | None) -> None:
    assert meeting(text).recorder == recorder


@pytest.mark.parametrize(
    ("text", "agenda"),
    in_both_widths(
        [
            ("议程如下:\n1. 现状\n2. 方案\n会议由陈晨负责记录。", ("现状", "方案")),
            ("议程:\n1. 现状\n2. 方案\n如有问题请联系我", ("现状", "方案")),
            (
                "Agenda each week:\n- Incidents\n- Capacity\nFirst meeting: Thursday, 7 March.",
                ("Incidents", "Capacity"),
            ),
            (
                "AGENDA\n1. Results\n2. Any other business\nApologies should be sent to me.",
                ("Results", "Any other business"),
            ),
            (
                "Agenda:\n1. Results of the\nsecond quarter\n2. Any other business",
                ("Results of the;second quarter", "Any other business"),
            ),
        ]
    ),
)
def test_where_an_agenda_ends(text: str, agenda: tuple[str, ...]) -> None:
    assert meeting(text).agenda == agenda


@pytest.mark.parametrize(
    ("text", "place"),
    in_both_widths(
        [
            (
                "李娜邀请您参加腾讯会议\n会议主题:评审\n会议时间:2024/03/07 14:00-15:00\n#腾讯会议:903-117-4456",
                "腾讯会议",
            ),
            ("Topic: Review\nTime: Mar 7, 2024 02:00 PM\nJoin Zoom Meeting\nMeeting ID: 845 1220", "Zoom"),
            ("会议链接:https://meet.example.com/123", "https://meet.example.com/123"),
            ("时间:3月7日\n地点:待定", None),
        ]
    ),
)
def test_place_of_a_pasted_invitation(text: str, place: str | None) -> None:
    assert meeting(text, "Review" if text.isascii() else "会议通知").place == place
