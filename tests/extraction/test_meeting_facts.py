"""What minutes and notices say of their meeting in shapes that were once read wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.notice import read_meeting
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
