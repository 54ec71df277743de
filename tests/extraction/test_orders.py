"""Words about items that are named by reference, in mails that answer nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Answer, Kind
from tests.workflow.office import configuration

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.model import Understanding


def read(tmp_path: Path, subject: str, text: str) -> Understanding:
    config = configuration(tmp_path / "db")
    mail = EmailMessage()
    mail["From"] = "li.na@example.com"
    mail["To"] = "minutes@example.com"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 05 Mar 2024 09:00:00 +0800"
    mail.set_content(text + "\n")
    own = frozenset({"minutes@example.com"})
    context = ReadingContext(config.directory, config.calendar, own, "zh", datetime(2024, 3, 5, tzinfo=UTC))
    return understand(parse(mail.as_bytes()), context)


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("CM-12 第2项 改由李娜负责", "", {"CM-12": [(2, "李娜", None, False)]}),
        ("调整", "CM-12第2项改由李娜负责\u3002", {"CM-12": [(2, "李娜", None, False)]}),
        ("CM-12/2 取消", "", {"CM-12": [(2, None, None, True)]}),
        ("请取消CM-12/2", "客户已撤回需求", {"CM-12": [(2, None, None, True)]}),
        (
            "CM-12",
            "第2、3项 延期至3月20日\uff0c第1项取消",
            {"CM-12": [(1, None, None, True), (2, None, "2024-03-20", False), (3, None, "2024-03-20", False)]},
        ),
        ("CM-12 item 2: reassign to Tom", "", {"CM-12": [(2, "Tom", None, False)]}),
        ("CM-12/3 cancel", "no longer needed, thanks", {"CM-12": [(3, None, None, True)]}),
        (
            "几项调整",
            "请取消CM-12/3\u3002\nCM-13/1延期至3月20日\nCM-12/2、4 改由王强负责",
            {
                "CM-12": [(2, "王强", None, False), (3, None, None, True), (4, "王强", None, False)],
                "CM-13": [(1, None, "2024-03-20", False)],
            },
        ),
        ("变更", "因出差\uff0cCM-12 第2项由张伟改为李娜负责", {"CM-12": [(2, "李娜", None, False)]}),
        ("Owner", "Please make Tom Baker the owner of CM-12/2.", {"CM-12": [(2, "Tom Baker", None, False)]}),
        ("Owner", "Please assign CM-12/2 to Tom Baker.", {"CM-12": [(2, "Tom Baker", None, False)]}),
        ("调整", "CM-12/2 由李娜接手", {"CM-12": [(2, "李娜", None, False)]}),
        ("调整", "CM-12/2由李娜接替\u3002", {"CM-12": [(2, "李娜", None, False)]}),
        ("CM-12/2 交给李娜", "", {"CM-12": [(2, "李娜", None, False)]}),
        ("调整", "CM-12/2 由李娜接手\uff0c3月20日前完成", {"CM-12": [(2, "李娜", "2024-03-20", False)]}),
        ("CM-12", "第3項 改由李娜負責", {"CM-12": [(3, "李娜", None, False)]}),
        ("调整", "CM-12的第8项取消", {"CM-12": [(8, None, None, True)]}),
        ("调整", "CM-12的第七项取消\uff0c已并入其他项目", {"CM-12": [(7, None, None, True)]}),
        ("Owner", "CM-12 item 2 goes to Tom", {"CM-12": [(2, "Tom", None, False)]}),
        ("Changes", "Please cancel item 15 of CM-12.", {"CM-12": [(15, None, None, True)]}),
        ("Changes", "Move the deadline of CM-12/16 to 12 April 2024", {"CM-12": [(16, None, "2024-04-12", False)]}),
        ("CM-12/2", "改由李娜负责", {"CM-12": [(2, "李娜", None, False)]}),
    ],
)
def test_orders(tmp_path: Path, subject: str, text: str, expected: dict[str, list[object]]) -> None:
    found = read(tmp_path, subject, text)
    assert found.kind is Kind.REPLY
    assert found.named is not None
    assert found.named.partition("/")[0] in expected
    said = {
        order.named: [(i.number, i.owner, i.new_due and str(i.new_due), i.cancel) for i in order.reply.items]
        for order in found.orders
    }
    assert said == expected


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("CM-12", "谢谢", Kind.OTHER),
        ("状态 CM-12/2", "", Kind.QUERY),
        ("CM-12/2怎么样了", "", Kind.QUERY),
        ("会议通知:CM-12第2项延期协调会", "时间:2024年3月8日14:00\n地点:3号会议室\n议程:1. 延期", Kind.NOTICE),
    ],
)
def test_what_is_no_order(tmp_path: Path, subject: str, text: str, kind: Kind) -> None:
    found = read(tmp_path, subject, text)
    assert found.kind is kind
    assert found.orders == ()


def test_an_owners_report_names_its_item(tmp_path: Path) -> None:
    found = read(tmp_path, "CM-12/2 已完成", "")
    assert (found.kind, found.named) == (Kind.REPLY, "CM-12/2")


@pytest.mark.parametrize("text", ["CM-12/2 已完成\uff0c报告已交给王强", "CM-12/2 完成\uff0c交给王强验收"])
def test_what_is_handed_to_somebody_changes_no_owner(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "进展", text)
    assert found.reply is not None
    assert [(item.answer, item.owner) for item in found.reply.items] == [(Answer.DONE, None)]
