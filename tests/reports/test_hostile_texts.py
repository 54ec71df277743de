"""Hostile texts in every field of every paper: the files stay whole, and say what was written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from coordmail.reports.minutes import minutes_paper
from coordmail.reports.render import clean
from tests.reports.hostile import TEXTS, papers
from tests.reports.office_program import converted, pages
from tests.reports.story import item, paper

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.model import Language


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a paper, each XML in its canonical form."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.tostring(etree.fromstring(archive.read(name)), method="c14n") for name in names}


def texts(content: bytes) -> list[str]:
    document: Any = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*cells, *(paragraph.text for paragraph in document.paragraphs)]


def saved_again(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    if name.endswith(".xlsx"):
        load_workbook(io.BytesIO(content)).save(target)
    else:
        Document(io.BytesIO(content)).save(target)
    return target.getvalue()


def cells(content: bytes) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_is_whole_and_says_what_was_written(kind: str, language: Language) -> None:
    said = clean(TEXTS[kind]).replace("\a", "")
    for name, content in papers(TEXTS[kind], language).items():
        whole = parts(content)
        again = saved_again(name, content)
        if name.endswith(".xlsx"):
            assert cells(content) == cells(again)
            assert any(value == said for row in cells(content) for value in row)
        else:
            assert parts(again)["word/document.xml"] == whole["word/document.xml"]
            assert texts(content) == texts(again)
            assert any(text == said for text in texts(content)), name


def test_an_office_program_opens_them(tmp_path: Path) -> None:
    hostile = " ".join(TEXTS[kind] for kind in ("markup", "code", "control", "surrogate", "rtl", "emoji"))
    files = papers(hostile, "zh")
    files["long.docx"] = minutes_paper(paper(items=(item(1, task="始" + "长" * 10_000 + "终"),)))
    found = {name: "".join(pages(pdf)) for name, pdf in converted(tmp_path, "pdf", files).items()}
    long = found.pop("long")
    assert {"始", "终"} <= set(long)
    assert long.count("长") > 9_900
    for name, text in found.items():
        assert "\ufffd" not in text, name
        assert "<A&B>" in text, name
        assert "7 * 7" in text, name
