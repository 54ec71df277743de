"""Templates that an office has edited: which slips are found, and what a broken one does."""

from __future__ import annotations

import base64
import io
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.shared import Pt

from coordmail.reports.check import check
from coordmail.reports.minutes import minutes_paper
from coordmail.reports.templates import TemplateError, find
from tests.reports.story import HOUSE, paper

if TYPE_CHECKING:
    from pathlib import Path

NAME = "minutes.zh.docx"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def edited(folder: Path, text: str, *, instead: bool = False) -> Path:
    """`folder` with a template that has `text` in addition, or instead of everything."""
    document = Document() if instead else Document(str(find(NAME)))
    document.add_paragraph(text)
    (folder / "papers").mkdir(exist_ok=True)
    document.save(str(folder / "papers" / NAME))
    return folder


def test_the_built_in_templates_are_all_right() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("{{ topic }}", []),
        ("{{ topics }}", ["unknown field topics"]),
        ("{{ topic|upper }} {{ goal or remarks }}", []),
        ("{% for row in items %}{{ row.task }}{{ loop.index }}{% endfor %}", []),
        ("{% for row in items %}{{ row.tsak }}{% endfor %}", ["unknown field row.tsak"]),
        ("{% for row in items if row.due %}{{ row.dew }}{% endfor %}", ["unknown field row.dew"]),
        ("{{ row.task }}", ["unknown field row"]),
        ("{% set mine = topic %}{{ mine }}", []),
        ("{{ status.open }}", ["unknown field status.open"]),
        ("{% if nothing %}x{% endif %}", ["unknown field nothing"]),
        ("{{ topic|shout }}", ["No filter named 'shout'."]),
    ],
)
def test_fields_of_an_edited_template(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert check(edited(tmp_path, text)) == [f"{NAME}: {finding}" for finding in findings]


def test_a_template_without_the_needed_fields(tmp_path: Path) -> None:
    names = ["items", "items.due", "items.owner", "items.task", "ref", "time", "topic"]
    assert check(edited(tmp_path, "Hello", instead=True)) == [f"{NAME}: missing field {name}" for name in names]


@pytest.mark.parametrize("text", ["{{ topic", "{% if topic %}", "{{ topic }}{% endfor %}", "{{ 1 + }}"])
def test_a_template_with_a_slip_in_its_code(tmp_path: Path, text: str) -> None:
    (finding,) = check(edited(tmp_path, text))
    assert finding.startswith(f"{NAME}: ")


def test_a_file_that_is_no_word_document(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a zip")
    (finding,) = check(tmp_path)
    assert finding.startswith(f"{NAME}: not a Word document")
    with pytest.raises(TemplateError, match=NAME):
        minutes_paper(paper(), tmp_path)


def test_an_unknown_field_is_an_error_and_not_an_empty_place(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"minutes\.zh\.docx: 'topics' is undefined"):
        minutes_paper(paper(), edited(tmp_path, "{{ topics }}"))


@pytest.mark.parametrize(
    "code",
    [
        "{{ topic + 1 }}",
        "{{ 1 // 0 }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ items.__class__ }}",
        "{{ topic.format.__globals__ }}",
    ],
)
def test_a_template_runs_no_code_and_its_errors_are_told(tmp_path: Path, code: str) -> None:
    with pytest.raises(TemplateError):
        minutes_paper(paper(), edited(tmp_path, code))


def test_an_office_s_own_template_is_used(tmp_path: Path) -> None:
    content = minutes_paper(paper(), edited(tmp_path, "Our own words on {{ ref }}"))
    (tmp_path / "out.docx").write_bytes(content)
    assert Document(str(tmp_path / "out.docx")).paragraphs[-1].text == "Our own words on CM-12"


def test_a_logo_in_an_office_s_own_template_is_on_every_paper(tmp_path: Path) -> None:
    document: Any = Document(str(find(NAME)))
    house = document.sections[0].first_page_header.paragraphs[0]
    house.runs[0].add_picture(io.BytesIO(PIXEL), height=Pt(24))
    document.save(str(tmp_path / NAME))
    assert check(tmp_path) == []
    paragraph = _opened(minutes_paper(paper(), tmp_path)).sections[0].first_page_header.paragraphs[0]
    assert paragraph.text == HOUSE
    (picture,) = paragraph._p.xpath(".//a:blip/@r:embed")
    assert paragraph.part.related_parts[picture].blob == PIXEL


@pytest.mark.parametrize("folder", ["", "papers"])
def test_overrides_win_one_by_one(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    own = tmp_path / folder / NAME
    shutil.copy(find(NAME), own)
    assert find(NAME, tmp_path) == own
    assert find("form.zh.docx", tmp_path) == find("form.zh.docx")


def test_a_missing_template_is_named() -> None:
    with pytest.raises(TemplateError, match=r"minutes\.fr\.docx"):
        find("minutes.fr.docx")
