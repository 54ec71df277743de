"""A tracking sheet that somebody edits and mails back: no new meeting, nobody is asked anew; the sender is told how."""

from __future__ import annotations

import io
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

if TYPE_CHECKING:
    from tests.workflow.office import Office

SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def edited(office: Office) -> bytes:
    """The sheet that came with the newest weekly report, with another date in a row, as its leader mails it."""
    report = next(s for s in reversed(office.all_sent()) if s.kind == "weekly-report" and "wang.qiang" in s.to[0])
    (part,) = (p for p in report.mail.iter_attachments() if str(p.get_filename()).endswith(".xlsx"))
    content: Any = part.get_payload(decode=True)
    book: Any = load_workbook(io.BytesIO(content))
    book.worksheets[0]["H2"] = datetime.fromisoformat("2024-03-20")
    changed = io.BytesIO()
    book.save(changed)
    mail = EmailMessage()
    mail["From"] = "wang.qiang@example.com"
    mail["To"] = "minutes@example.com"
    mail["Date"] = format_datetime(office.now)
    mail["Message-ID"] = "<sheet@client.example>"
    mail["Subject"] = "协作事项跟踪表"
    mail.set_content("附件是更新后的跟踪表\n")
    mail.add_attachment(changed.getvalue(), maintype="application", subtype=SHEET, filename="协作事项跟踪表.xlsx")
    return mail.as_bytes()


def test_it_changes_nothing_and_its_sender_is_asked_for_words(office: Office) -> None:
    office.tracked().at("2024-03-08 17:00")
    before = office.store.items.of_meeting(1)
    office.sent()
    office.take(edited(office))
    (told,) = office.sent()
    assert (told.kind, told.to) == ("unclear", ("wang.qiang@example.com",))
    assert "\u8868\u4e2d\u7684\u6539\u52a8\u4e0d\u4f1a\u751f\u6548" in told.text
    assert "完成服务器扩容" in told.text
    assert office.store.items.of_meeting(1) == before
    assert office.store.meetings.by_ref("CM-2") is None


def test_the_words_asked_for_count(office: Office) -> None:
    office.tracked().at("2024-03-08 17:00")
    office.take(edited(office))
    told = office.all_sent()[-1]
    number = next(line.partition(".")[0] for line in told.text.splitlines() if "完成服务器扩容" in line)
    office.at("2024-03-11 09:00").answer("wang.qiang", "unclear", f"{number} 已完成")
    assert office.statuses()["CM-1/2"] == "claimed"
