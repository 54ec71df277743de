"""Papers that come back: our own reader reads what our own papers say, item numbers included."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from coordmail.documents.word import read_docx
from coordmail.extraction.fields import read_form
from coordmail.reports.form import form_paper
from coordmail.reports.minutes import minutes_paper
from tests.reports.story import HOUSE, MEETING, REQUEST, item, paper

if TYPE_CHECKING:
    from coordmail.model import Language

# What the recorder writes, in the order of the form's empty cells.
WRITTEN: dict[Language, dict[str, str]] = {
    "zh": {
        "problem": "自3月1日起数据延迟4-6小时",
        "points": "1. 技术部报告扩容进度\n2. 运营部建议优先处理",
        "decisions": "扩容前每小时同步一次",
        "resources": "采购预算5000元\uff08由财务部经理审批\uff09",
        "next_meeting": "3月8日10:00",
        "remarks": "会后同步扩容进展",
    },
    "en": {
        "problem": "Order data is 4 to 6 hours late since 1 March",
        "points": "1. Engineering reports on the servers\n2. Operations asks for priorities",
        "decisions": "One run an hour until the servers are in place",
        "resources": "Budget of 5000 CNY (to be approved by the finance manager)",
        "next_meeting": "8 March 2024, 10:00",
        "remarks": "Progress of the servers",
    },
}
ROWS = [
    {"task": "调整同步频率", "owner": "张伟", "department": "技术部", "due": "3月6日", "deliverable": "每小时一次"},
    {"task": "扩容", "owner": "王强", "department": "技术部", "due": "3月10日前", "deliverable": "延迟≤2小时"},
]


def filled_in(content: bytes, language: Language) -> bytes:
    """The form as the recorder sends it back."""
    document: Any = Document(io.BytesIO(content))
    head, actions, tail = document.tables
    texts = list(WRITTEN[language].values())
    empty = [
        row.cells[1] for row in (*head.rows, *tail.rows) if not row.cells[1].text and not row._tr.xpath(".//w:sdt")
    ]
    for cell, text in zip(empty, texts, strict=True):
        cell.text = text
    for row, values in zip(actions.rows[1:], ROWS, strict=False):
        for cell, value in zip(row.cells[1:6], values.values(), strict=True):
            cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_filled_in_is_read_as_it_was_written(language: Language) -> None:
    form = read_form(read_docx(filled_in(form_paper(MEETING, HOUSE, language), language), "form.docx"))
    assert {name: form.text(name) for name in WRITTEN[language]} == WRITTEN[language]
    assert [row.cells for row in form.rows] == [{"number": str(n), **row} for n, row in enumerate(ROWS, 1)]
    assert form.text("topic") == MEETING.topic
    assert (form.text("organizer"), form.text("recorder"), form.text("place")) == ("李娜", "陈晨", "3号会议室/线上")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_form_has_nothing_to_read(language: Language) -> None:
    form = read_form(read_docx(form_paper(MEETING, HOUSE, language), "form.docx"))
    assert [form.text(name) or "" for name in WRITTEN[language]] == [""] * 6
    assert form.rows == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_that_comes_back_is_a_new_version(language: Language) -> None:
    items = (item(1), item(2, task="扩容"), item(5, task="更新方案", resources=()))
    form = read_form(read_docx(minutes_paper(paper(language=language, items=items)), "minutes.docx"))
    assert [(row.cells["number"], row.cells["task"], row.cells["owner"]) for row in form.rows] == [
        (str(one.number), one.task, one.owner) for one in items
    ]
    assert [row.cells["deliverable"] for row in form.rows] == ["延迟≤2小时"] * 3
    assert form.text("topic") == MEETING.topic
    assert form.text("problem") == MEETING.problem
    assert form.text("points") == "1. 技术部报告扩容进度\n2. 运营部建议优先处理"
    assert form.text("remarks") == MEETING.remarks
    people = form.text("attendees") or ""
    assert people.count("张伟") == 1
    assert any(REQUEST.what in field.value for field in form.all("resources"))
