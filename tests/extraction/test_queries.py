"""Mails that only ask: my items, a status, the department's items, help."""

from __future__ import annotations

import pytest

from coordmail.extraction.queries import read_query
from tests.extraction.widths import in_both_widths


@pytest.mark.parametrize(
    ("subject", "text", "topic", "reference"),
    in_both_widths(
        [
            ("", "我的待办", "my_items", None),
            ("我的待办", "", "my_items", None),
            ("Re: 周例会", "您好,我的待办,谢谢", "my_items", None),
            ("", "My items please", "my_items", None),
            ("my items", "Thanks", "my_items", None),
            ("", "状态 CM-12", "status", "CM-12"),
            ("状态 CM-12", "", "status", "CM-12"),
            ("", "status cm-12/2", "status", "CM-12/2"),
            ("status of CM-12", "", "status", "CM-12"),
            ("", "CM-12 的状态?", "status", "CM-12"),
            ("", "查询 CM-12", "status", "CM-12"),
            ("", "進度 CM-3", "status", "CM-3"),
            ("状态 CM-12", "CM-12", "status", "CM-12"),
            ("", "部门待办", "department_items", None),
            ("department items", "", "department_items", None),
            ("帮助", "", "help", None),
            ("回复:帮助", "帮助", "help", None),
            ("Re: anything", "help", "help", None),
            ("", "Help!", "help", None),
            ("[CM-12-7K3Q9F] Minutes", "Hi, how is it going? Thanks", "status", "CM-12"),
            ("", "Please send the status of [CM-12-7K3Q9F]. Thanks!", "status", "CM-12"),
            ("", "CM-12 完成了吗?", "status", "CM-12"),
            ("CM-12进展", "请问CM-12现在是什么状态?麻烦把各项进展发我一份。", "status", "CM-12"),
        ]
    ),
)
def test_a_mail_that_asks(subject: str, text: str, topic: str, reference: str | None) -> None:
    found = read_query(subject, text)
    assert found is not None
    assert (str(found[0]), found[1]) == (topic, reference)


@pytest.mark.parametrize(
    ("subject", "text"),
    in_both_widths(
        [
            ("help", "I need help with item 2"),
            ("我的待办", "2 已完成"),
            ("", "状态"),
            ("周例会", ""),
            ("", ""),
            ("状态 CM-12", "已完成"),
            ("", "帮助新同事熟悉流程,张伟负责"),
            ("", "我的待办\n1 已完成"),
            ("", "CM-12"),
            ("", "CM-12 完成了"),
            ("Re: x", "我没有待办事项"),
            ("Re: x", "How should I report this?"),
            ("Re: [CM-12-7K3Q9F] x", "任务完成"),
            ("", "What is the acceptance criterion of item 1?"),
            ("", "Could you send me my items please? Item 2 is done."),
            ("", "status " * 100),
        ]
    ),
)
def test_a_mail_that_says_anything_else(subject: str, text: str) -> None:
    assert read_query(subject, text) is None
