"""What stands out in a text: labels of the problem, departments and numbers of points."""

from __future__ import annotations

import pytest

from coordmail.reports.minutes import minutes_fields
from coordmail.reports.parts import entries, problem_parts
from tests.reports.story import meeting, paper


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("数据延迟", [("", "数据延迟")]),
        ("原因\uff1a等待发货", [("", "原因\uff1a等待发货")]),
        (
            "何事\uff1a数据延迟\n何时: 3月1日起\n\n每日约300单",
            [("何事\uff1a", "数据延迟"), ("何时: ", "3月1日起"), ("", "每日约300单")],
        ),
        ("1. 【地点】\uff1a仓库\n2. 影响\uff08客户\uff09\uff1a300单", None),
        ("What: late data\nWhen: since 1 March", [("What: ", "late data"), ("When: ", "since 1 March")]),
        ("Whatever: x\nSomewhen: y", [("", "Whatever: x"), ("", "Somewhen: y")]),
    ],
)
def test_the_questions_that_a_problem_answers(text: str, parts: list[tuple[str, str]] | None) -> None:
    found = problem_parts(text)
    assert [part.label + part.text for part in found] == [line for line in text.splitlines() if line]
    if parts is not None:
        assert [(part.label, part.text) for part in found] == parts
    else:
        assert all(part.label for part in found)


@pytest.mark.parametrize(
    ("points", "leads", "texts"),
    [
        (("技术部报告扩容", "运营部\uff1a优先处理"), ["技术部", "运营部\uff1a"], ["报告扩容", "优先处理"]),
        (("1.技术部报告", "2.其他"), ["技术部", ""], ["报告", "其他"]),
        (("1.技术部报告", "1.其他"), ["1.技术部", ""], ["报告", "1.其他"]),
        (("技术部门人手不足", "技术部"), ["", ""], ["技术部门人手不足", "技术部"]),
        (("数据技术部", "  "), [""], ["数据技术部"]),
    ],
)
def test_points_begin_with_their_department(points: tuple[str, ...], leads: list[str], texts: list[str]) -> None:
    found = minutes_fields(paper(meeting=meeting(points=points))).discussion
    assert ([entry.lead for entry in found], [entry.text for entry in found]) == (leads, texts)


@pytest.mark.parametrize(
    ("points", "numbered"),
    [(("甲", "乙"), False), (("1.甲", "2.乙"), False), (("1.甲", "1.乙"), True), (("1.甲", "乙"), True), ((), False)],
)
def test_numbers_that_must_stand(points: tuple[str, ...], numbered: bool) -> None:
    assert any(entry.numbered for entry in entries(points)) is numbered


def test_english_departments_end_with_the_word() -> None:
    found = entries(("Sales: more stock", "Salesmen ask"), ("Sales",))
    assert [entry.lead for entry in found] == ["Sales:", ""]
