"""Nothing but answers goes out when nobody works, whatever is written at that hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.demo import letters

if TYPE_CHECKING:
    from tests.service.house import House


def test_an_objection_that_comes_at_night_is_passed_on_in_the_morning(house: House) -> None:
    house.writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)
    house.at("2024-03-04 09:30")
    house.at("2024-03-05 15:30")
    house.now = house.time("2024-03-05 16:00")
    house.answers("chen.chen", "form", letters.MINUTES)
    house.sent()
    house.now = house.time("2024-03-05 22:00")
    house.answers("sun.yue", "confirm-request", "有异议:第3项应先由客服部审核。")
    assert house.kinds() == [("noted", "sun.yue")]
    house.at("2024-03-06 08:59")
    assert house.kinds() == []
    house.at("2024-03-06 09:00")
    assert [pair for pair in house.kinds() if pair[0] == "objection"] == [
        ("objection", "chen.chen"),
        ("objection", "li.na"),
    ]


def test_a_thank_you_for_what_was_noted_answers_nothing(house: House) -> None:
    house.writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)
    house.at("2024-03-04 09:30")
    house.at("2024-03-05 15:30")
    house.now = house.time("2024-03-05 16:00")
    house.answers("chen.chen", "form", letters.MINUTES)
    house.answers("sun.yue", "confirm-request", "确认")
    house.sent()
    house.answers("sun.yue", "noted", "收到,谢谢。")
    assert house.kinds() == []
    assert house.outcomes()[-1][0] == "ignored"
