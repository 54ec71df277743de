"""Decisions and lists in words that an office's mail had and the reader had not met."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from tests.extraction.invented import CALENDAR, DIRECTORY

if TYPE_CHECKING:
    from coordmail.model import Understanding


def read(subject: str, text: str) -> Understanding:
    mail = EmailMessage()
    mail["From"] = "mary.jones@example.com"
    mail["Date"] = "Tue, 05 Mar 2024 16:00:00 +0800"
    mail["Subject"] = subject
    if subject.startswith("Re:"):
        mail["In-Reply-To"] = "<asked@example.com>"
    mail.set_content(text)
    return understand(parse(mail.as_bytes()), ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"})))


@pytest.mark.parametrize(
    "words",
    ["Peter Smith takes over", "Peter Smith takes it over.", "This should be Peter Smith's task",
     "Not mine, Peter Smith should do it"],
)  # fmt: skip
def test_somebody_else_is_named(words: str) -> None:
    reply = read("Re: Please decide", words).reply
    assert reply is not None
    assert reply.owner == "Peter Smith"


def test_another_day_is_named() -> None:
    reply = read("Re: Peter Smith asks for more time", "Please make it 19 March").reply
    assert reply is not None
    assert reply.new_due == date(2024, 3, 19)


def test_an_owner_list_may_leave_the_owner_open() -> None:
    minutes = (
        "沟通主题:数据延迟\n沟通时间:2024年3月5日14:00\n参与部门及人员:张伟、李娜\n解决方案:\n1.完成数据核对\n"
        "2.提交测试报告\n责任人/完成时限:\n1.张伟(4月2日前)\n2.待定(4月9日前)\n备注:无\n"
    )
    assert [(a.owner, a.due) for a in read("会议纪要", minutes).actions] == [
        ("张伟", date(2024, 4, 2)),
        (None, date(2024, 4, 9)),
    ]
