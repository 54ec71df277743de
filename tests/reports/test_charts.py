"""Charts as pictures: there where the extra is installed, left out where it is not."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from coordmail.reports.charts import bars
from coordmail.reports.monthly import MonthlyPaper, monthly_paper
from coordmail.reports.weekly import WeeklyPaper, weekly_paper
from tests.reports.story import HOUSE, NOW
from tests.reports.test_looking_back import DEPARTMENT, MONTH, WEEK

PNG = b"\x89PNG\r\n\x1a\n"


def pictures(content: bytes) -> list[tuple[bytes, str]]:
    document: Any = Document(io.BytesIO(content))
    return [
        (
            document.part.related_parts[inline.xpath(".//a:blip/@r:embed")[0]].blob,
            inline.docPr.get("descr"),
        )
        for inline in document.element.body.xpath(".//wp:inline")
    ]


def test_without_the_extra_there_is_none() -> None:
    code = (
        "import sys; sys.modules['matplotlib.figure'] = None\n"
        "from coordmail.reports.charts import bars; print(bars('t', ['a'], [('b', [1])]))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "()\n"


def test_nothing_to_draw() -> None:
    assert bars("t", ["a"], [("b", [0])]) == ()
    assert bars("t", [], [("b", [])]) == ()


def test_papers_have_pictures_that_tell_their_figures() -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("zhplot")
    ((png, told),) = pictures(monthly_paper(MonthlyPaper(HOUSE, "zh", MONTH, NOW)))
    assert png.startswith(PNG)
    assert told == "近六个月到期事项\n2024-02, 2024-03\n按期: 0, 2\n超期: 0, 2"
    other = replace(DEPARTMENT, name="产品部 <A&B> $x_1$ \n" + "长" * 50)
    week = replace(WEEK, departments=(DEPARTMENT, other))
    ((png, told),) = pictures(weekly_paper(WeeklyPaper(HOUSE, "en", "W", week, NOW)))
    assert png.startswith(PNG)
    assert told.startswith("The week by department\n技术部, 产品部 <A&B> $x_1$")
    assert pictures(weekly_paper(WeeklyPaper(HOUSE, "en", "W", WEEK, NOW))) == []


def test_equal_figures_are_equal_bytes_with_every_glyph() -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("zhplot")
    # Warnings are errors in these tests: a missing glyph is told by one.
    one, again = (bars("龘䶮㛃产品部", ["技术部", "Sales"], [("完成", [1, 2])]) for _ in range(2))
    assert one == again
    assert len(one) == 1
