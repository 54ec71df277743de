"""The weekly report and the monthly review as Word files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from coordmail.mail.letters import Line
from coordmail.mail.looking_back import (
    Carried,
    DepartmentWeek,
    DoneLine,
    Evidence,
    Lateness,
    Month,
    MonthFigures,
    ProblemType,
    Risk,
    RiskLine,
    Wait,
    Week,
)
from coordmail.reports.monthly import MonthlyPaper, monthly_paper
from coordmail.reports.weekly import WeeklyPaper, weekly_paper
from tests.reports.story import HOUSE, ITEM, MEETING, NOW, closed

if TYPE_CHECKING:
    from coordmail.model import Language

HOSTILE = "<A&B> {{ x }} {% y %} \x00\x0b\ud800\ufffe 😀 ]]> &amp; " + "长" * 2_000
LINE = Line(1, ITEM, MEETING)
DEPARTMENT = DepartmentWeek(
    "技术部",
    done=(DoneLine(replace(LINE, item=closed(2, NOW, task="扩容")), date(2024, 3, 7), 2),),
    planned=(LINE,),
    risks=(RiskLine(replace(LINE, item=replace(ITEM, blocked="等待硬件")), (Risk.BLOCKED, Risk.DUE_SOON)),),
    overdue=(replace(LINE, days_overdue=3),),
    under_way=4,
)
WEEK = Week(date(2024, 3, 4), date(2024, 3, 8), date(2024, 3, 11), date(2024, 3, 17), (DEPARTMENT,))
MONTH = Month(
    date(2024, 3, 1),
    date(2024, 3, 31),
    Lateness("", 4, (1, 3)),
    (Lateness("技术部", 2, (1, 3)), Lateness("产品部", 2)),
    (ProblemType("deliveries", (Evidence("CM-12/1", "厂家没有发货", "厂家"),)),),
    (Wait("技术部", "产品部", ("CM-12/1", "CM-12/2")),),
    (MonthFigures(date(2024, 2, 1), Lateness("", 0)), MonthFigures(date(2024, 3, 1), Lateness("", 4, (1, 3)))),
)


def rows(content: bytes) -> list[list[list[str]]]:
    document: Any = Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_the_weekly_report_has_a_table_for_each_part() -> None:
    figures, overdue, risks, done, planned = rows(weekly_paper(WeeklyPaper(HOUSE, "zh", "王强", WEEK, NOW)))
    assert figures[1] == ["技术部", "1", "1", "1", "1", "4"]
    assert overdue[1][0] == "CM-12/1"
    assert overdue[1][1] == f"{ITEM.task}\n{MEETING.topic}"
    assert overdue[1][4] == "已超期3天"
    assert risks[1][4] == "遇到阻碍\uff1a等待硬件\uff1b临近时限\uff0c进展0%"
    assert done[1][4] == "2024-03-07\n晚2天\uff1b已验收"
    assert planned[1][4] == "进行中"


def test_a_department_without_anything_to_list() -> None:
    week = replace(WEEK, departments=(DepartmentWeek("技术部", under_way=2),))
    content = weekly_paper(WeeklyPaper(HOUSE, "zh", "王强", week, NOW))
    assert len(rows(content)) == 1
    assert "没有需要列出的事项" in "".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def test_the_monthly_review_draws_its_bars_with_cells() -> None:
    content = monthly_paper(MonthlyPaper(HOUSE, "zh", MONTH, NOW))
    departments, trend, problems, waits = rows(content)
    assert departments[1][:6] == ["技术部", "2", "2", "100%", "2", "3"]
    assert [row[0] for row in trend[1:]] == ["2024-02", "2024-03"]
    assert problems[1] == ["交付延误", "1", "CM-12/1 厂家没有发货\uff08依据\uff1a厂家\uff09"]
    assert waits[1] == ["技术部", "产品部", "2", "CM-12/1、CM-12/2"]
    document: Any = Document(io.BytesIO(content))
    fills = [
        [shading.get(qn("w:fill")) for shading in row._tr.xpath(".//w:tcPr/w:shd")]
        for row in document.tables[1].rows[1:]
    ]
    assert [len([fill for fill in row if fill == "1F4E8C"]) for row in fills] == [0, 5]
    # The format wants the width of a cell before its colour.
    assert document.element.body.xpath(".//w:tcPr/w:shd[following-sibling::w:tcW]") == []


def test_the_monthly_review_has_what_was_overdue_before() -> None:
    carried = (Carried(LINE, "技术部", 30), Carried(LINE, "产品部", 1, date(2024, 3, 4)))
    content = monthly_paper(MonthlyPaper(HOUSE, "zh", replace(MONTH, carried=carried), NOW))
    _, table, *_ = rows(content)
    assert table[1] == [
        "CM-12/1",
        f"{ITEM.task}\n{MEETING.topic}",
        "张伟",
        "技术部",
        "2024-03-12",
        "未完成\n晚30天",
    ]
    assert table[2][3:] == ["产品部", "2024-03-12", "2024-03-04 完成\n晚1天"]
    text = "".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
    assert "另有2项在以前月份到期而未完成\uff1a本月完成1项\uff0c月末仍有1项未完成" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_texts(language: Language) -> None:
    line = Line(1, replace(ITEM, task=HOSTILE, owner=HOSTILE, blocked=HOSTILE), replace(MEETING, topic=HOSTILE))
    department = DepartmentWeek(HOSTILE, overdue=(line,), risks=(RiskLine(line, tuple(Risk)),))
    assert "😀" in str(
        rows(weekly_paper(WeeklyPaper(HOUSE, language, HOSTILE, replace(WEEK, departments=(department,)), NOW)))
    )
    month = replace(
        MONTH,
        problems=(ProblemType("other", (Evidence("CM-1", HOSTILE, None),)),),
        waits=(Wait(HOSTILE, HOSTILE, ("CM-1",)),),
    )
    assert "😀" in str(rows(monthly_paper(MonthlyPaper(HOUSE, language, month, NOW))))


def test_the_same_facts_are_the_same_bytes() -> None:
    assert weekly_paper(WeeklyPaper(HOUSE, "en", "W", WEEK, NOW)) == weekly_paper(
        WeeklyPaper(HOUSE, "en", "W", WEEK, NOW)
    )
    assert monthly_paper(MonthlyPaper(HOUSE, "en", MONTH, NOW)) == monthly_paper(MonthlyPaper(HOUSE, "en", MONTH, NOW))
