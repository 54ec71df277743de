"""The form that the recorder fills in, in one program or another, and mails back: every field is read as written."""

from __future__ import annotations

import io
from datetime import date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from coordmail.documents.word import read_docx
from coordmail.extraction.fields import read_form
from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Kind
from coordmail.reports.form import form_paper
from tests.extraction.invented import CALENDAR, DIRECTORY
from tests.reports.office_program import converted
from tests.reports.story import HOUSE, MEETING
from tests.reports.test_round_trip import ROWS, WRITTEN, filled_in

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.model import Language, Understanding

CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
WORD = "{http://schemas.microsoft.com/office/word/2010/wordml}val"


def form(language: Language) -> bytes:
    """The form filled in and its second box ticked as Word ticks it."""
    document: Any = Document(io.BytesIO(filled_in(form_paper(MEETING, HOUSE, language), language)))
    _, box, _ = document.element.body.xpath(".//w:sdt")
    (checked,) = box.iter(CHECKBOX)
    checked.set(WORD, "1")
    (text,) = box.iter(qn("w:t"))
    text.text = "☑"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def mailed_back(content: bytes) -> Understanding:
    mail = EmailMessage()
    mail["From"] = "陈晨 <chen.chen@example.com>"
    mail["To"] = "minutes@example.com"
    mail["Date"] = "Tue, 05 Mar 2024 16:00:00 +0800"
    mail["Subject"] = "回复: 会议记录"
    mail.set_content("记录见附件\n")
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    mail.add_attachment(content, maintype="application", subtype=kind, filename="沟通记录表.docx")
    return understand(parse(mail.as_bytes()), ReadingContext(DIRECTORY, CALENDAR))


def reads_all(content: bytes, language: Language) -> None:
    found = read_form(read_docx(content, "form.docx"))
    written = WRITTEN[language]
    assert {name: found.text(name) for name in written} == written
    assert [row.cells for row in found.rows] == [{"number": str(n), **row} for n, row in enumerate(ROWS, 1)]
    ticked = {"zh": "☑ 已延期", "en": "☑ Delayed"}[language]
    assert ticked in (found.text("status") or "").replace("\u3000", " ").replace("\u2003", " ")
    said = mailed_back(content)
    assert said.kind is Kind.MINUTES
    assert said.meeting is not None
    assert said.minutes is not None
    assert (said.meeting.topic, said.meeting.organizer, said.meeting.recorder) == (MEETING.topic, "李娜", "陈晨")
    assert (said.meeting.start, said.meeting.end) == (MEETING.start, MEETING.end)
    assert said.minutes.problem == written["problem"]
    assert [point.lstrip("12. ") for point in said.minutes.points] == [
        line.lstrip("12. ") for line in written["points"].split("\n")
    ]
    assert said.minutes.decisions == (written["decisions"],)
    assert said.minutes.remarks == written["remarks"]
    assert said.minutes.next_meeting == datetime.fromisoformat("2024-03-08T10:00")
    assert [(a.task, a.owner, a.department, a.due, a.deliverable) for a in said.actions] == [
        ("调整同步频率", "张伟", "技术部", date(2024, 3, 6), "每小时一次"),
        ("扩容", "王强", "技术部", date(2024, 3, 10), "延迟≤2小时"),
    ]
    assert [resource.amount for resource in said.resources] == [5000]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_filled_in_and_mailed_back(language: Language) -> None:
    reads_all(form(language), language)


def test_saved_by_another_office_program(tmp_path: Path) -> None:
    # LibreOffice reads the files of Word and writes them anew, content controls, styles and table grids included.
    languages: tuple[Language, ...] = ("zh", "en")
    for kind in ("odt", "docx"):
        folder = tmp_path / kind
        folder.mkdir()
        files = {f"{language}.docx": form(language) for language in languages}
        saved = {name: path.read_bytes() for name, path in converted(folder, kind, files).items()}
        if kind == "odt":
            (folder / "again").mkdir()
            saved = {f"{name}.odt": content for name, content in saved.items()}
            saved = {n: p.read_bytes() for n, p in converted(folder / "again", "docx", saved).items()}
        for language in languages:
            reads_all(saved[language], language)
