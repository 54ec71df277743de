"""The papers in a real office program: they open, and what they say can be read on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.reports.form import form_paper
from coordmail.reports.minutes import minutes_paper
from coordmail.reports.monthly import MonthlyPaper, monthly_paper
from coordmail.reports.tracking_sheet import TrackingFacts, tracking_sheet
from coordmail.reports.weekly import WeeklyPaper, weekly_paper
from tests.reports.office_program import converted, pages
from tests.reports.story import HOUSE, NOW, item, meeting, paper
from tests.reports.test_looking_back import MONTH, WEEK
from tests.reports.test_tracking_sheet import ROWS

if TYPE_CHECKING:
    from pathlib import Path


def test_papers_open_and_say_what_they_should(tmp_path: Path) -> None:
    hostile = item(2, task="服务器 <A&B> \x0b{{ 7 * 7 }}", owner="赵敏")
    english = replace(meeting(), language="en", topic="Website relaunch")
    facts = TrackingFacts(HOUSE, "跟踪表", ROWS, NOW)
    many = tuple(item(n, task=f"始{n} {'每小时同步一次' * 6} 终{n}") for n in range(1, 301))
    files = {
        "minutes.docx": minutes_paper(paper(items=(item(1), hostile))),
        "closing.docx": minutes_paper(paper(final=True)),
        "english.docx": minutes_paper(paper(meeting=english, language="en")),
        "form.docx": form_paper(meeting(), HOUSE, "zh"),
        "weekly.docx": weekly_paper(WeeklyPaper(HOUSE, "zh", "王强", WEEK, NOW)),
        "monthly.docx": monthly_paper(MonthlyPaper(HOUSE, "zh", MONTH, NOW)),
        "sheet.xlsx": tracking_sheet(facts, "zh"),
        "many.docx": minutes_paper(paper(items=many)),
    }
    shown = {name: pages(pdf) for name, pdf in converted(tmp_path, "pdf", files).items()}
    for name, words in {
        "minutes": "跨部门沟通纪要 订单系统数据延迟问题专项沟通 CM-12 调整同步频率 <A&B> 财务部经理 页",
        "closing": "实际完成",
        "english": "Website relaunch",
        "form": "沟通主题 责任人 完成时限 □",
        "weekly": "周度协作报告 超期未完成 已超期3天 本周完成 下周计划 技术部",
        "monthly": "月度复盘 交付延误 厂家没有发货 产品部 2024-02",
        "sheet": "跨部门协作事项跟踪表 风险点及应对措施 责任人\uff08发起方\uff09 2024-03-12 延期 等待硬件 事项数",
    }.items():
        text = "".join("".join(shown[name]).split())
        assert [word for word in words.split() if word not in text] == [], name
        assert "\ufffd" not in text
    assert "{{ 7 * 7 }}" in "".join(shown["minutes"])
    _breaks_well(shown["many"])


def _breaks_well(shown: list[str]) -> None:
    """Every page with rows has their heading, and no row begins on one page and ends on the next."""
    begun = [[int(n) for n in re.findall(r"始\s?(\d+)", page)] for page in shown]
    assert sorted(n for page in begun for n in page) == list(range(1, 301))
    assert [[int(n) for n in re.findall(r"终\s?(\d+)", page)] for page in shown] == begun
    assert all("责任部门" in page for page, rows in zip(shown, begun, strict=True) if rows)
    assert all(f"第{n}页共{len(shown)}页" in "".join(page.split()) for n, page in enumerate(shown, 1))
