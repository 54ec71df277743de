"""The guide's example from notice to closure over real IMAP and SMTP, as people see it in their own mailboxes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document

from coordmail.demo import letters
from coordmail.record import ItemStatus, MeetingStatus
from tests.service.house import mailbox_of

if TYPE_CHECKING:
    from tests.service.house import House, Seen

PARTICIPANTS = {"li.na", "wang.qiang", "zhang.wei", "zhao.min", "sun.yue"}


def newest(house: House, who: str, kind: str) -> Seen:
    return next(mail for mail in reversed(mailbox_of(house.servers, who)) if mail.kind == kind)


def paper(mail: Seen) -> str:
    """The words of the .docx that came with `mail`, tables included."""
    (attached,) = (part for part in mail.mail.iter_attachments() if str(part.get_filename()).endswith(".docx"))
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_from_notice_to_closure(house: House) -> None:
    house.writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)
    assert house.at("2024-03-04 09:30").received == 1
    assert house.kinds() == [("registered", "li.na")]
    house.at("2024-03-05 15:30")
    assert house.kinds() == [("form", "chen.chen")]
    assert "沟通主题" in paper(newest(house, "chen.chen", "form"))

    house.now = house.time("2024-03-05 16:00")
    house.answers("chen.chen", "form", letters.MINUTES)
    expected = [("confirm-request", who) for who in sorted(PARTICIPANTS)] + [("understood", "chen.chen")]
    assert house.kinds() == expected
    for who in sorted(PARTICIPANTS):
        house.answers(who, "confirm-request", "确认")
    mails = house.sent()
    (summary,) = (mail for mail in mails if mail.kind == "summary")
    assert set(summary.to) == PARTICIPANTS | {"chen.chen"}
    assert set(summary.cc) == {"liu.yang", "zhou.fang", "wu.jing"}
    assert set(summary.envelope) == {f"{who}@example.com" for who in (*summary.to, *summary.cc)}
    assert [mail.to for mail in mails if mail.kind == "approval-request"] == [("wu.jing",)]
    for who in (*summary.to, *summary.cc):
        assert newest(house, who, "summary").message_id == summary.message_id
    assert "完成服务器扩容" in paper(newest(house, "liu.yang", "summary"))

    house.at("2024-03-06 09:00")
    assert house.kinds() == [("reminder", "zhang.wei")]
    assert house.at("2024-03-06 18:30").sent == 0
    house.at("2024-03-07 09:00")
    mails = house.sent()
    assert [(mail.kind, mail.to, mail.cc) for mail in mails if "zhang.wei" in mail.to] == [
        ("overdue", ("zhang.wei",), ("li.na",))
    ]
    assert [mail.kind for mail in mails if "zhao.min" in mail.to] == ["reminder"]

    house.now = house.time("2024-03-07 10:00")
    for who, kind in (("zhang.wei", "overdue"), ("zhao.min", "reminder")):
        house.answers(who, kind, "已完成")
        house.answers("chen.chen", "verify-request", "验收通过，监控正常。")
    assert [str(item.status) for item in house.store.items.of_meeting(1)] == ["closed", "open", "closed"]
    house.at("2024-03-08 09:00")
    house.answers("wang.qiang", "reminder", "已完成，延迟1.5小时。")
    house.sent()
    house.answers("chen.chen", "verify-request", "通过")
    mails = house.sent()
    (closed,) = (mail for mail in mails if mail.kind == "closed")
    assert set(closed.to) == PARTICIPANTS | {"chen.chen"}
    assert "2024" in paper(newest(house, "sun.yue", "closed"))

    assert house.store.meetings.get(1).status is MeetingStatus.CLOSED
    assert {item.status for item in house.store.items.of_meeting(1)} == {ItemStatus.CLOSED}
    inbox, processed, quarantine = house.folders()
    assert (inbox, quarantine) == (0, 0)
    assert processed == house.people.count == len(house.outcomes())
    assert house.store.outbox.unsent() == []
    # Nothing but the report of the week whose Friday evening nobody served.
    house.at("2024-03-11 09:00")
    assert {kind for kind, _ in house.kinds()} == {"weekly-report"}
    assert house.at("2024-03-11 10:00").sent == 0
