"""The answers that a mail of ours offers by one click, sent as they are or filled in, are read as they are meant."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext
from coordmail.extraction.queries import read_query
from coordmail.extraction.replies import read_reply

if TYPE_CHECKING:
    from coordmail.model import Language

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
TWELFTH = date(2024, 3, 12)

# template and place of the answer -> the answer, what is written into it, and the facts that this gives
ZH: dict[tuple[str, int], tuple[str, str, dict[str, object]]] = {
    ("confirm-request", 0): ("yes", "{}", {}),
    ("confirm-request", 1): ("no", "{}第2项时间太紧", {"reason": "第2项时间太紧"}),
    ("confirm-request", 2): ("amend", "请修改:第 2 项,责任人改为李娜", {"owner": "李娜"}),
    ("reminder", 0): ("done", "{}", {"percent": 100}),
    ("reminder", 1): ("progress", "{}", {"percent": 50}),
    ("reminder", 2): ("delay", "2 申请延期至 3 月 12 日,原因:硬件", {"new_due": TWELFTH, "reason": "硬件"}),
    ("reminder", 3): ("blocked", "{}供应商未发货", {"reason": "供应商未发货"}),
    ("delay-request", 0): ("yes", "{}", {}),
    ("delay-request", 1): ("no", "{}预算不足", {"reason": "预算不足"}),
    ("delay-request", 2): ("amend", "改为 3 月 12 日", {"new_due": TWELFTH}),
    ("verify-request", 0): ("yes", "{}监控显示延迟1.5小时", {}),
    ("verify-request", 1): ("no", "{}测试报告", {"reason": "测试报告"}),
    ("approval-request", 0): ("yes", "{}", {}),
    ("approval-request", 1): ("no", "{}预算不足", {"reason": "预算不足"}),
    ("objection", 0): ("yes", "{}", {"stands": True}),
    ("escalation", 0): ("delay", "延期至3月12日", {"new_due": TWELFTH}),
    ("escalation", 1): ("amend", "改由 李娜 负责", {"owner": "李娜"}),
    ("escalation", 2): ("amend", "{}", {"cancel": True}),
    ("owner", 0): ("amend", "{}李娜", {"owner": "李娜"}),
    ("due", 0): ("amend", "{}3月12日", {"new_due": TWELFTH}),
}
EN: dict[tuple[str, int], tuple[str, str, dict[str, object]]] = {
    ("confirm-request", 0): ("yes", "{}", {}),
    ("confirm-request", 1): ("no", "{}the date is too tight", {"reason": "the date is too tight"}),
    ("confirm-request", 2): ("amend", "{}2: the owner should be Mary Jones", {"owner": "Mary Jones"}),
    ("reminder", 0): ("done", "{}", {"percent": 100}),
    ("reminder", 1): ("progress", "{}", {"percent": 50}),
    ("reminder", 2): (
        "delay",
        "2 need more time until 12 March, because: hardware is late",
        {"new_due": TWELFTH, "reason": "hardware is late"},
    ),
    ("reminder", 3): ("blocked", "{}no answer from the vendor", {"reason": "no answer from the vendor"}),
    ("delay-request", 0): ("yes", "{}", {}),
    ("delay-request", 1): ("no", "{}no budget", {"reason": "no budget"}),
    ("delay-request", 2): ("amend", "{}12 March", {"new_due": TWELFTH}),
    ("verify-request", 0): ("yes", "{}delay is 1.5 hours", {}),
    ("verify-request", 1): ("no", "{}the test report", {"reason": "the test report"}),
    ("approval-request", 0): ("yes", "{}", {}),
    ("approval-request", 1): ("no", "{}no budget", {"reason": "no budget"}),
    ("objection", 0): ("yes", "{}", {"stands": True}),
    ("escalation", 0): ("delay", "{}12 March", {"new_due": TWELFTH}),
    ("escalation", 1): ("amend", "{}Mary Jones", {"owner": "Mary Jones"}),
    ("escalation", 2): ("amend", "{}", {"cancel": True}),
    ("owner", 0): ("amend", "{}Mary Jones", {"owner": "Mary Jones"}),
    ("due", 0): ("amend", "{}12 March", {"new_due": TWELFTH}),
}
FACTS = ("percent", "new_due", "reason", "owner", "cancel")
HALF = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})


def _offered(language: Language) -> dict[tuple[str, int], str]:
    words = tomllib.loads((TEMPLATES / language / "words.toml").read_text("utf-8"))
    return {
        (name, place): answer["body"].format(n=2)
        for name, answers in words["answers"].items()
        for place, answer in enumerate(answers)
    }


def _context(language: Language) -> DateContext:
    return DateContext(date(2024, 3, 5), WorkCalendar(ZoneInfo("Asia/Shanghai")), language)


MEANT: dict[Language, dict[tuple[str, int], tuple[str, str, dict[str, object]]]] = {"zh": ZH, "en": EN}
CASES = [
    (language, body, *meant[key])
    for language, meant in MEANT.items()
    for key, body in _offered(language).items()
    if key in meant
]


@pytest.mark.parametrize(("language", "body", "answer", "filled", "facts"), CASES)
def test_an_answer_of_ours_filled_in(
    language: Language, body: str, answer: str, filled: str, facts: dict[str, object]
) -> None:
    filled = filled.format(body)
    for text in (filled, filled.translate(HALF), filled.replace(",", "\uff0c").replace(":", "\uff1a")):
        reply = read_reply(text, _context(language))
        assert reply.answer == answer, text
        assert {name: getattr(reply, name) for name in facts} == facts, text
        if body.startswith("2 "):
            (item,) = reply.items
            told = {name: value for name, value in facts.items() if name in FACTS}
            assert (item.number, item.answer) == (2, answer)
            assert {name: getattr(item, name) for name in told} == told


@pytest.mark.parametrize(("language", "body", "answer", "filled", "facts"), CASES)
def test_an_answer_of_ours_sent_as_it_is(
    language: Language, body: str, answer: str, filled: str, facts: dict[str, object]
) -> None:
    for text in (body, body.translate(HALF)):
        reply = read_reply(text, _context(language))
        assert (reply.answer, reply.reason) == (answer, None), text
        if filled != "{}":
            assert (reply.new_due, reply.owner) == (None, None), text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_answer_of_ours_is_forgotten_here(language: Language) -> None:
    asked = {key for key in _offered(language) if key[0] != "help"}
    assert asked == set(ZH if language == "zh" else EN)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_questions_that_we_offer_are_queries(language: Language) -> None:
    for (name, _), body in _offered(language).items():
        if name == "help":
            assert read_query("", body), body


@pytest.mark.parametrize(
    ("text", "everything"),
    [
        ("全部完成", True),
        ("都已完成", True),
        ("两项都已完成", True),
        ("3项均已完成。", True),
        ("我负责的任务都完成了,请验收", True),
        ("我负责的任务都完成了\uff0c请验收", True),
        ("全部任務均已完成", True),
        ("all done", True),
        ("Everything is done.", True),
        ("All items are completed, thanks", True),
        ("I have finished all of them.", True),
        ("已完成", False),
        ("未全部完成", False),
        ("还没有全部完成", False),
        ("服务器扩容已全部完成", False),
        ("done", False),
        ("not everything is done", False),
        ("1-3项都完成", False),
        ("全部确认", False),
    ],
)
def test_whether_everything_is_said_to_be_done(text: str, everything: bool) -> None:
    assert read_reply(text, _context("zh")).everything is everything


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2 取消", (2,)),
        ("2\uff1a取消\uff0c已无必要", (2,)),
        ("删除4", (4,)),
        ("取消第3项", (3,)),
        ("请删除第2、3项", (2, 3)),
        ("第2项不用做了", (2,)),
        ("1 已完成\n2 取消", (2,)),
        ("cancel item 2", (2,)),
        ("drop 3", (3,)),
        ("item 3: cancel, no longer needed", (3,)),
        ("2 取消供应商A的合同", ()),
        ("第2项删除“尽快”两个字", ()),
        ("1 已完成", ()),
    ],
)
def test_items_that_are_to_be_dropped(text: str, numbers: tuple[int, ...]) -> None:
    reply = read_reply(text, _context("zh"))
    assert tuple(item.number for item in reply.items if item.cancel) == numbers
    assert all(item.answer == "amend" for item in reply.items if item.cancel)
    if len(reply.items) == 1:
        assert reply.cancel is bool(numbers)
