"""Which kinds of problem a text tells of, and by which word."""

from __future__ import annotations

import pytest

from coordmail.reports.problem_types import problem_name, problem_types


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("人手不够", [("resources", "人手")]),
        ("等供应商发货\uff0c合同还在走流程", [("process", "合同"), ("deliveries", "供应商")]),
        ("We have no budget and nobody knows who owns it", [("resources", "budget"), ("duties", "who owns")]),
        ("Waiting for the supplier", [("deliveries", "Waiting for")]),
        ("the scoped test passed", []),
        ("天气很好", []),
        ("", []),
    ],
)
def test_types_by_words(text: str, found: list[tuple[str, str]]) -> None:
    assert list(problem_types(text)) == found


def test_names() -> None:
    assert problem_name("resources", "zh") == "资源冲突"
    assert problem_name("other", "en") == "Other"
