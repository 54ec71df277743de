"""The house's own labels: known where the configuration names them, unknown elsewhere, in forms, tables and items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from coordmail.config.settings import FieldName
from coordmail.extraction.understand import understand
from coordmail.extraction.vocabulary import using, vocabulary
from coordmail.mail.message import Message, parse
from tests.score.own import CONTEXT

LABELS = (("owner", "经办同志"), ("due", "办结日"), ("actions", "要办的事"), ("place", "碰头处"))


def minutes(body: str, html: bool = False) -> Message:
    kind = "html" if html else "plain"
    return parse(
        f"From: li.na@example.com\nSubject: 会议纪要\nDate: Tue, 05 Mar 2024 16:00:00 +0800\n"
        f"Content-Type: text/{kind}; charset=utf-8\n\n{body}".encode()
    )


LINES = minutes(
    "会议主题:报价\n碰头处:3号会议室\n要办的事:\n"
    "1. 更新报价单 经办同志:张伟 办结日:3月8日\n2. 通知客户 经办同志:李娜 办结日:3月11日\n"
)
TABLE = minutes(
    "<table><tr><th>事项</th><th>经办同志</th><th>办结日</th></tr><tr><td>更新报价单</td><td>张伟</td><td>3月8日</td></tr>"
    "<tr><td>通知客户</td><td>李娜</td><td>3月11日</td></tr></table>",
    html=True,
)


@pytest.mark.parametrize("mail", [LINES, TABLE], ids=["lines", "table"])
def test_labels_of_the_house_are_read(mail: Message) -> None:
    found = understand(mail, replace(CONTEXT, labels=LABELS))
    assert [(action.task, action.owner, action.due) for action in found.actions] == [
        ("更新报价单", "张伟", date(2024, 3, 8)),
        ("通知客户", "李娜", date(2024, 3, 11)),
    ]


def test_a_place_under_the_houses_label() -> None:
    meeting = understand(LINES, replace(CONTEXT, labels=LABELS)).meeting
    assert meeting is not None
    assert meeting.place == "3号会议室"


def test_labels_last_only_while_a_mail_is_read() -> None:
    understand(LINES, replace(CONTEXT, labels=LABELS))
    assert vocabulary().field("经办同志") is None
    with using(LABELS):
        assert vocabulary().field("经办同志") is not None


def test_the_configuration_takes_only_fields_that_are_known() -> None:
    known = {label.name for label in vocabulary().fields.values()} | set(vocabulary().columns.values())
    assert set(get_args(FieldName)) <= known
