"""Answers without numbers: which items their words mean."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.dates import DateContext
from coordmail.extraction.item_words import items_by_words
from tests.workflow.office import configuration

if TYPE_CHECKING:
    from pathlib import Path

TASKS = {
    1: "调整同步频率,每小时同步一次",
    2: "完成服务器扩容,延迟≤2小时",
    3: "更新客户安抚方案",
    4: "确认供应商报价",
    5: "服务器采购申请",
}
ENGLISH = {
    1: "Publish the landing page with the agreed texts",
    2: "Send the price list to all resellers",
    3: "Expand the server capacity",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("服务器扩容已完成\uff0c客户安抚方案进展60%", {2: ("done", 100), 3: ("progress", 60)}),
        ("扩容已完成", {2: ("done", 100)}),
        ("完成服务器扩容", {2: ("done", 100)}),
        ("确认供应商报价已完成", {4: ("done", 100)}),
        ("服务器扩容和客户安抚方案已完成", {2: ("done", 100), 3: ("done", 100)}),
        ("服务器扩容卡在采购审批\uff0c采购部还没批下来", {2: ("blocked", None)}),
        ("客户安抚方案\uff1a已完成\n服务器扩容\uff1a进展30%", {2: ("progress", 30), 3: ("done", 100)}),
        ("扩容 60%\uff0c其他已完成", dict.fromkeys(TASKS, ("done", 100)) | {2: ("progress", 60)}),
        ("Price list is done, landing page 60%", {1: ("progress", 60), 2: ("done", 100)}),
        ("The server expansion is done.", {3: ("done", 100)}),
        ("Landing page and price list are done.", {1: ("done", 100), 2: ("done", 100)}),
    ],
)  # fmt: skip
def test_an_item_is_known_by_its_words(tmp_path: Path, text: str, expected: dict[int, tuple[str, int | None]]) -> None:
    calendar = configuration(tmp_path / "db").calendar
    tasks = ENGLISH if text.isascii() else TASKS
    dates = DateContext(datetime(2024, 3, 5, 9), calendar, "en" if text.isascii() else "zh")  # noqa: DTZ001
    found = items_by_words(text, tasks, dates)
    assert not found.loose
    assert {item.number: (str(item.answer), item.percent) for item in found.items} == expected


@pytest.mark.parametrize(
    "text",
    [
        "服务器已完成",
        "进展顺利",
        "除服务器扩容外都已完成",
        "服务器扩容已完成\uff0c监控大屏还没上线",
        "扩容弄完了\uff0c采购还在审批\uff0c预计下周三完成",
    ],
)
def test_what_could_mean_several_means_none(tmp_path: Path, text: str) -> None:
    calendar = configuration(tmp_path / "db").calendar
    found = items_by_words(text, TASKS, DateContext(datetime(2024, 3, 5, 9), calendar, "zh"))  # noqa: DTZ001
    assert found.items == ()
    assert found.loose
