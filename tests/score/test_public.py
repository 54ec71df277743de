"""What the public corpus must show, and that the score counts what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.score.figure import CORPUS
from tests.score.measures import ACTIONS, measure
from tests.score.public_dates import deadlines, false_dates
from tests.score.public_mime import odd_messages
from tests.score.public_minutes import marked_actions
from tests.score.public_replies import kept_text

if TYPE_CHECKING:
    from coordmail.model import Language

public = pytest.mark.skipif(not CORPUS.is_dir(), reason="the public corpus is not here (COORDMAIL_CORPUS)")


@public
@pytest.mark.parametrize(("language", "at_least"), [("zh", 0.95), ("en", 0.93)])
def test_deadlines(language: Language, at_least: float) -> None:
    figure = deadlines(language)
    assert figure.set_aside <= (figure.measured + figure.set_aside) / 10
    assert figure.share >= at_least, figure.wrong


@public
def test_no_date_is_seen_where_none_is() -> None:
    figure = false_dates()
    assert figure.set_aside <= (figure.measured + figure.set_aside) / 10
    assert figure.share >= 0.99, figure.wrong


@public
def test_new_text() -> None:
    figure = kept_text()
    assert figure.set_aside <= (figure.measured + figure.set_aside) / 10
    assert figure.share >= 0.90, figure.wrong


@public
def test_marked_actions_of_real_minutes() -> None:
    figure = marked_actions()
    assert figure.recall >= 0.90
    assert figure.f1(figure.in_marked_lines) >= 0.85


@public
def test_odd_messages_neither_crash_nor_hang() -> None:
    assert odd_messages().wrong == []


def test_the_score_counts_what_is_missing_and_what_is_too_much() -> None:
    action = {"task": "更新话术", "owner": "李娜", "due": "2024-03-08"}
    other = {"task": "联系供应商", "owner": "张伟", "due": None}
    expected = {"kind": "minutes", "actions": [action, other]}
    right = {"kind": "minutes", "actions": [{**action, "task": "更新话术。"}, other]}
    assert measure(expected, right).share(ACTIONS) == 1
    late = {"kind": "minutes", "actions": [{**action, "due": "2024-03-09"}]}
    assert measure(expected, late).share(ACTIONS) == 0
    assert measure(expected, late).share("due") == 0
    more = {"kind": "minutes", "actions": [action, other, {**other, "task": "背景介绍"}]}
    assert measure(expected, more).share(ACTIONS) == 4 / 5
    assert measure(expected, {"kind": "other", "actions": []}).share("kind") == 0


def test_the_score_compares_replies_item_by_item() -> None:
    items = [{"number": 1, "answer": "done"}, {"number": 2, "answer": "delay", "new_due": "2024-03-12"}]
    expected = {"kind": "reply", "new_text": "1 完成\n2 延期", "reply": {"answer": "delay", "items": items}}
    read = {"kind": "reply", "new_text": "1 完成 2 延期", "reply": {"answer": "done", "items": items[:1]}}
    tally = measure(expected, read)
    assert [tally.share(name) for name in ("new text", "answer", "items")] == [1, 0, 0]
