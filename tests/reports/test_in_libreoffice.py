"""The papers in a real office program: they open, and what they say can be read on the page."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coordmail.reports.form import form_paper
from coordmail.reports.minutes import minutes_paper
from tests.reports.story import HOUSE, item, meeting, paper

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("soffice", "pdftotext")


def page_text(folder: Path, **papers: bytes) -> dict[str, str]:
    """The text of each paper after LibreOffice made a PDF of it."""
    if not all(map(shutil.which, TOOLS)) and not os.environ.get("CI"):
        pytest.skip(
            "LibreOffice or poppler-utils is not installed (apt install libreoffice-writer-nogui poppler-utils)"
        )
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *(str(folder / f"{name}.docx") for name in papers)], check=True, capture_output=True)
    texts = {}
    for name in papers:
        command = ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"]
        texts[name] = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return texts


def test_papers_open_and_say_what_they_should(tmp_path: Path) -> None:
    hostile = item(2, task="服务器 <A&B> \x0b{{ 7 * 7 }}", owner="赵敏")
    english = replace(meeting(), language="en", topic="Website relaunch")
    texts = page_text(
        tmp_path,
        minutes=minutes_paper(paper(items=(item(1), hostile))),
        closing=minutes_paper(paper(final=True)),
        english=minutes_paper(paper(meeting=english, language="en")),
        form=form_paper(meeting(), HOUSE, "zh"),
    )
    for said in (
        "跨部门沟通纪要",
        "订单系统数据延迟问题专项沟通",
        "CM-12",
        "调整同步频率",
        "<A&B>",
        "{{ 7 * 7 }}",
        "财务部经理",
    ):
        assert said in texts["minutes"]
    assert "实际完成" in texts["closing"]
    assert "Website relaunch" in texts["english"]
    for label in ("沟通主题", "责任人", "完成时限"):
        assert label in texts["form"]
    assert all("\ufffd" not in text for text in texts.values())
