"""What minutes and notices say of their meeting in shapes that were once read wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coordmail.documents.html import read_html
from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.notice import read_meeting
from coordmail.extraction.own_notices import answers_own_notice
from coordmail.extraction.subject import read_subject
from tests.extraction.forms import lines
from tests.extraction.invented import PEOPLE, dates
from tests.extraction.test_notice import LETTER, meeting
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import MeetingFacts


def minutes(text: str, subject: str = "会议纪要") -> MeetingFacts:
    """The meeting of minutes that are written as `text`."""
    letter = replace(LETTER, subject=subject)
    return read_meeting(read_form(lines(text)), letter, dates("en" if text.isascii() else "zh"), PEOPLE, minutes=True)


@pytest.mark.parametrize(
    ("text", "place"),
    in_both_widths(
        [
            ("3月4日上午10:00,市场部在五楼洽谈室组织召开筹备会。", "五楼洽谈室"),
            ("3月4日下午在三号楼会议室主持召开例会。", "三号楼会议室"),
            ("今天下午两点在仓库二楼小会议室开了盘点差异碰头会,简单记录如下。", "仓库二楼小会议室"),
            ("昨天下午在3号会议室开的年货节复盘会,纪要如下。", "3号会议室"),
            ("Minutes of the meeting held on 4 March 2024 at 6.30 pm at St Mark's Hall", "St Mark's Hall"),
            ("Minutes of the planning session (4 March, 13:00 to 14:00, Teams).", "Teams"),
            ("Notes from the managers' meeting, Monday 4 March 2024, 11.00, Seminar Room B.", "Seminar Room B"),
            ("Minutes of the meeting on the policy, 4 March 2024, 13:00-13:30, Boardroom.", "Boardroom"),
            ("Minutes of our meeting (4 March 2024, 09:00 - 09:30, Room Maple).", "Room Maple"),
            ("Minutes of our meeting, 4 March 2024, 09:00, two items.", None),
        ]
    ),
)
def test_place_in_the_opening_of_minutes(text: str, place: str | None) -> None:
    assert minutes(text).place == place


@pytest.mark.parametrize(
    ("text", "place"),
    in_both_widths(
        [
            ("从3月11日起,项目周例会固定在每周一上午9:30-10:30召开,地点8楼804会议室。", "8楼804会议室"),
            ("例会在每周三召开,地点腾讯会议。", None),
        ]
    ),
)
def test_place_of_a_series(text: str, place: str | None) -> None:
    assert meeting(text).place == place


@pytest.mark.parametrize(
    ("subject", "topic"),
    in_both_widths(
        [
            ("2024年度供应商大会邀请函", "2024年度供应商大会"),
            ("项目周例会安排", "项目周例会"),
            ("方案论证会 通知", "方案论证会"),
            ("关于召开质量分析会议的通知函", "质量分析会议"),
            ("四月份業務會議紀錄", "四月份業務會議"),
            ("会议通知(请查收附件)", None),
            ("Minutes landlord meeting", "landlord meeting"),
            ("Notes sales catch-up", "sales catch-up"),
        ]
    ),
)
def test_topic(subject: str, topic: str | None) -> None:
    told = read_subject(subject, minutes=True).topic
    assert told == topic


TRADITIONAL = (
    "會議名稱:四月份業務會議\n日期:2024年3月4日(一)上午10:00\n地點:台北辦公室大會議室\n出席:方志明、林佩珊\n紀錄:林佩珊"
)


@pytest.mark.parametrize("text", in_both_widths([TRADITIONAL]))
def test_traditional_minutes(text: str) -> None:
    facts = minutes(text, "四月份業務會議紀錄")
    assert (facts.topic, iso(facts.start), facts.place) == ("四月份業務會議", "2024-03-04T10:00", "台北辦公室大會議室")
    assert ([one.name for one in facts.attendees], facts.recorder) == (["方志明", "林佩珊"], "林佩珊")


def test_weekday_in_brackets_with_blanks() -> None:
    facts = meeting("會議時間:2024/03/07 (四) 下午 1:30-3:00")
    assert (iso(facts.start), iso(facts.end)) == ("2024-03-07T13:30", "2024-03-07T15:00")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    in_both_widths(
        [
            ("机房搬迁协调会 2024-03-04 09:30-10:30 线上", "2024-03-04T09:30", "2024-03-04T10:30"),
            ("Outage of 1 March\n2024-03-04, 11:00-12:00, call", "2024-03-04T11:00", "2024-03-04T12:00"),
            ("Minutes of our Monday meeting (4 March 2024, 09:00 - 09:30).", "2024-03-04T09:00", "2024-03-04T09:30"),
            ("Notes from the meeting, 4 March 2024, 11.00, Room B.", "2024-03-04T11:00", None),
            (
                (
                    "Notes from the meeting, 4 March 2024, 11:00.\nActions\nWho: Tom Green\nWhen: 15 March\n"
                    "Who: Mary Jones\nWhen: 18 March"
                ),
                "2024-03-04T11:00",
                None,
            ),
            ("纪要如下。\n下次会议 2024-03-04 09:30", None, None),
        ]
    ),
)
def test_time_in_the_opening_of_minutes(text: str, start: str | None, end: str | None) -> None:
    facts = minutes(text)
    assert (iso(facts.start), iso(facts.end)) == (start, end)


def test_time_apart_from_the_day_of_the_subject() -> None:
    text = "Minutes from this morning's meeting.\nWe met Mr Okafor at the Leith Street office, 9 to 9.40."
    facts = minutes(text, "Minutes landlord meeting 4 March")
    assert (facts.topic, iso(facts.start), iso(facts.end)) == (
        "landlord meeting",
        "2024-03-04T09:00",
        "2024-03-04T09:40",
    )


@pytest.mark.parametrize(
    ("text", "subject", "start"),
    [
        ("The Q1 review on Thursday 7 March at 10:00 has been cancelled.", "Cancelled: Q1 review", "2024-03-07T10:00"),
        ("Clean-up workshop\nThursday, March 7, 2024\n1:30 PM - 3:00 PM", "Clean-up workshop", "2024-03-07T13:30"),
        ("Clean-up workshop\nLast changed\n1:30 PM", "Clean-up workshop", None),
        ("Can we sit down tomorrow at 4pm about the price list?", "pricing", "2024-03-06T16:00"),
    ],
)
def test_time_in_notices(text: str, subject: str, start: str | None) -> None:
    assert iso(meeting(text, subject).start) == start


@pytest.mark.parametrize(
    ("text", "subject", "topic"),
    in_both_widths(
        [
            ("3月4日10:00召开会议,纪要如下。", "供应商评审会 2024/03/04 会议纪要", "供应商评审会"),
            ("3月4日10:00召开会议,纪要如下。", "华南区例会纪要 3月4日", "华南区例会"),
            ("Minutes of the call on 4 March at 10:00.", "Minutes - Supplier call, 4 Mar", "Supplier call"),
            ("Minutes of the call on 4 March at 10:00.", "Minutes: outage of 1 March", "outage of 1 March"),
        ]
    ),
)
def test_topic_without_the_meetings_day(text: str, subject: str, topic: str) -> None:
    assert minutes(text, subject).topic == topic


@pytest.mark.parametrize(
    ("text", "names"),
    in_both_widths(
        [
            ("3月4日10:00召开例会,参会人员有张伟、李娜、罗婷。现将内容纪要如下:", ["张伟", "李娜", "罗婷"]),
            ("例会在302会议室召开。参会人员:张伟、李娜。", ["张伟", "李娜"]),
            (
                "Minutes of the committee, 4 March at 10:00. Present: Peter Smith (chair), Mary Jones (notes).",
                ["Peter Smith", "Mary Jones"],
            ),
            ("Minutes of the call. We discussed the present offer.", []),
        ]
    ),
)
def test_who_was_there(text: str, names: list[str]) -> None:
    facts = minutes(text)
    assert [one.name for one in facts.attendees] == names
    assert all(one.words.startswith(text[:4]) for one in facts.origins if one.fact == "attendees")


CHANGES = (
    "| 项目 | 原安排 | 调整后 |\n| --- | --- | --- |\n| 会议名称 | 降本专题会 | 降本专题会 |\n"
    "| 会议时间 | 3月6日 14:00-16:00 | 3月11日 9:00-11:00 |\n| 会议地点 | 3号会议室 | 不变 |"
)


def test_table_of_changes() -> None:
    html = "".join(
        "<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in line.strip("| ").split("|")) + "</tr>"
        for line in CHANGES.split("\n")
        if "---" not in line
    )
    facts = read_meeting(read_form(read_html(f"<table>{html}</table>")), LETTER, dates(), PEOPLE)
    assert (facts.topic, iso(facts.start), facts.place) == ("降本专题会", "2024-03-11T09:00", "3号会议室")


def test_people_called_by_who_in_a_notice() -> None:
    facts = meeting("When: 7 March 10am\nWhere: Room Oak\nWho: Peter Smith, Mary Jones", "Review")
    assert [one.name for one in facts.attendees] == ["Peter Smith", "Mary Jones"]


QUOTED = "From: Mary Jones\nSent: 3 June\nSubject: Budget check\n\nI invite you.\nWhen: 10 June 11:00\n"


@pytest.mark.parametrize(
    ("name", "quoted", "own"),
    [
        ("Mary Jones", QUOTED, True),
        ("Tom Green", QUOTED, False),
        ("Mary Jones", QUOTED.replace("I invite you.", "Fine.").replace("When:", "On"), False),
        ("Mary Jones", "On Tue, 3 Mar 2026 at 9:12, Mary Jones <m@example.org> wrote:\n> please join us", True),
    ],
)
def test_answers_to_own_notices(name: str, quoted: str, own: bool) -> None:
    letter = replace(LETTER, from_name=name, from_address="mary@example.org", quoted_text=quoted)
    assert answers_own_notice(letter) is own
