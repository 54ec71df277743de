"""Answers made to be slow to read: what is long and repeats itself is read in time, whatever it repeats."""

from __future__ import annotations

import time

import pytest

from coordmail.extraction.orders import read_orders
from coordmail.extraction.replies import read_reply
from tests.extraction.test_replies import TUESDAY

REPEATED = [
    *("2 ", "1、", "第1项", "CM-1/1 ", "确认", "已完成", "1 已完成 ", "(1) ", "1: ", "#1 ", "item 1 ", "3月1日"),
    *("延期至3月1日 ", "改由张伟负责 ", "没", "不", "no ", "owner a ", "to ", "\u201c", "|", "除第1项外 ", "① "),
]
LONG = 5_000
MOST_SECONDS = 0.5
"""Several times what it takes: quadratic reading took up to eight seconds, and a busy machine is no fault."""


@pytest.mark.parametrize("words", REPEATED)
def test_a_long_answer_is_read_in_time(words: str) -> None:
    read_reply("第1项延期至3月8日", TUESDAY)
    text = (words * LONG)[:LONG]
    began = time.process_time()
    read_reply(text, TUESDAY)
    read_orders("", text, TUESDAY)
    assert time.process_time() - began < MOST_SECONDS


def test_many_items_are_still_told_apart() -> None:
    text = "\n".join(f"{number}. 已完成" for number in range(1, 61))
    assert [item.number for item in read_reply(text, TUESDAY).items] == list(range(1, 61))
