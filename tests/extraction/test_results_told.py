"""Answers that tell a result beside their yes or done: the result's words, whatever they are, take nothing back."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext
from coordmail.extraction.replies import read_reply
from coordmail.model import Answer

DATES = DateContext(date(2024, 3, 5), WorkCalendar(ZoneInfo("Asia/Shanghai")), "zh")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("验收通过\uff0c3月18日监控显示延迟不超过1.5小时", Answer.YES),
        ("通过,3月12日实测响应最晚2.5秒", Answer.YES),
        ("Verified, the monitor of 18 March shows a delay of 1.5 hours.", Answer.YES),
        ("Passed: the average delay is below one hour", Answer.YES),
        ("Accepted, delays dropped to 5 minutes", Answer.YES),
        ("已完成\uff0c进度已补发", Answer.DONE),
        ("已办结\uff0c逾期订单已全部处理", Answer.DONE),
        ("已完成\uff0c延期交付的订单已补发", Answer.DONE),
        ("Done, the servers are extended.", Answer.DONE),
        ("Done: postponed orders are handled", Answer.DONE),
        ("The minutes stand.", Answer.YES),
    ],
)
def test_the_answer_stands(words: str, answer: Answer) -> None:
    assert read_reply(words, DATES).answer is answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("同意\uff0c但最晚3月21日", Answer.AMEND),
        ("同意\uff0c不得晚于3月21日", Answer.AMEND),
        ("OK, but 21 March at the latest", Answer.AMEND),
        ("已完成60%\uff0c申请延期到3月12日", Answer.DELAY),
        ("已完成大部分\uff0c其余延期至3月12日", Answer.DELAY),
        ("设计已完成\uff0c开发需要延期三天", Answer.DELAY),
        ("The design is done, I need an extension for the rest", Answer.DELAY),
        ("Done with the first part; please postpone the rest", Answer.DELAY),
    ],
)
def test_what_is_asked_for_beside_it_counts(words: str, answer: Answer) -> None:
    assert read_reply(words, DATES).answer is answer
