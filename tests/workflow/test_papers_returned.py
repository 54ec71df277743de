"""A paper of ours that somebody edits in a word processor and mails back is a new version with that change alone."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from docx import Document

from tests.workflow.office import MINUTES, NOTICE
from tests.workflow.test_corrections import items
from tests.workflow.test_versions import with_document

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent

EXTRA = """\
问题描述:
何事:订单数据到达仓库的时间延迟4-6小时
何时:自3月1日起
沟通要点:
1. 技术部报告扩容进度
2. 运营部建议优先处理
备注:会后同步进展
"""


def tracked(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES + EXTRA)
    for who in ("li.na", "wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")


def paper_of(summary: Sent) -> bytes:
    (part,) = (p for p in summary.mail.iter_attachments() if str(p.get_filename()).endswith(".docx"))
    content: Any = part.get_payload(decode=True)
    return bytes(content)


def with_another_date(content: bytes, old: str, new: str) -> bytes:
    document: Any = Document(io.BytesIO(content))
    (run,) = (
        run
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.text == old
    )
    run.text = new
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_one_date_changed_in_the_summary_paper(office: Office) -> None:
    tracked(office)
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    before, meeting = items(office), office.store.meetings.get(1)
    office.sent()
    changed = with_another_date(paper_of(summary), "2024-03-12", "2024-03-15")
    with_document(office, "chen.chen", summary, "纪要.docx", changed)
    assert office.kinds() == [("confirm-request", "wang.qiang"), ("understood", "chen.chen")]
    after, again = items(office), office.store.meetings.get(1)
    assert after[2].due == date(2024, 3, 15)
    assert [after[n] for n in (1, 3)] == [before[n] for n in (1, 3)]
    assert again.version == meeting.version + 1
    for name in ("topic", "problem", "points", "remarks", "start", "place", "attendees"):
        assert getattr(again, name) == getattr(meeting, name), name


def test_the_paper_unchanged_changes_nothing(office: Office) -> None:
    tracked(office)
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    before, meeting = items(office), office.store.meetings.get(1)
    office.sent()
    with_document(office, "chen.chen", summary, "纪要.docx", paper_of(summary))
    assert items(office) == before
    assert not [kind for kind, _ in office.kinds() if kind == "confirm-request"]
    assert office.store.meetings.get(1).points == meeting.points
