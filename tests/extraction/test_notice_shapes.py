"""Shapes that notices take in the wild: pictures beside labels, minute-takers, places and times in sentences."""

from __future__ import annotations

import pytest

from coordmail.extraction.json_view import iso
from tests.extraction.test_notice import meeting
from tests.extraction.widths import in_both_widths


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
