"""Makes the initial .docx templates of templates/papers. From then on an office edits them in Word.

Usage: python tools/build_paper_templates.py [FOLDER]
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from docx.oxml.ns import nsmap
from paper_builder import Column, Paper, click_boxes, tick_boxes

HERE = Path(__file__).parent
ROWS_TO_FILL = 6


def main() -> None:
    """Writes all templates."""
    nsmap["w14"] = "http://schemas.microsoft.com/office/word/2010/wordml"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "templates" / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    texts = tomllib.loads((HERE / "paper_texts.toml").read_text(encoding="utf-8"))
    for language, papers in texts.items():
        minutes(papers["minutes"], language).save(
            folder / f"minutes.{language}.docx", papers["minutes"]["head_caption"]
        )
        weekly(papers["weekly"], language).save(folder / f"weekly.{language}.docx", papers["weekly"]["title"])
        monthly(papers["monthly"], language).save(folder / f"monthly.{language}.docx", papers["monthly"]["title"])
        form(papers["form"], language).save(folder / f"form.{language}.docx", papers["form"]["title"])


def minutes(texts: dict[str, Any], language: str) -> Paper:
    """The minutes paper, which is the closing paper too."""
    paper = Paper(language)
    paper.header_and_footer("{{ house|truncate(80, true) }}", texts["running"], texts["footer"])
    paper.paragraph(texts["title"], "Title")
    paper.paragraph(texts["subtitle"], "Subtitle")
    head = paper.label_table(texts["head_caption"])
    for label, value in texts["head"]:
        paper.label_row(head, label, value)
    paper.section(texts["goal"], "goal")
    paper.parts(texts["problem"], "problem_parts")
    paper.numbered(texts["points"], "discussion", "Point")
    paper.numbered(texts["decisions"], "resolutions", "Decision")
    _actions(paper, texts)
    for kind in ("request", "signoff"):
        paper.tag(f"if {kind}s")
        paper.heading(texts[f"{kind}s"])
        paper.list_table(_columns(texts[f"{kind}_columns"]), f"{kind} in {kind}s", texts[f"{kind}s"])
        paper.tag("endif")
    _status(paper, texts)
    paper.section(texts["next_meeting"], "next_meeting")
    paper.section(texts["remarks"], "remarks")
    return paper


def _actions(paper: Paper, texts: dict[str, Any]) -> None:
    paper.tag("if items")
    paper.heading(texts["actions"])
    paper.tag("if final")
    paper.list_table(_columns(texts["final_columns"]), "item in items", texts["actions"])
    paper.tag("else")
    paper.list_table(_columns(texts["action_columns"]), "item in items", texts["actions"])
    paper.tag("endif")
    paper.tag("endif")


def _status(paper: Paper, texts: dict[str, Any]) -> None:
    paper.heading(texts["status"])
    fields = [f"{{{{ status.{name} }}}}" for name in ("in_progress", "delayed", "closed")]
    tick_boxes(paper.paragraph(""), list(zip(fields, texts["boxes"], strict=True)))
    paper.tag("if final")
    paper.paragraph("{{ summary }}")
    paper.tag("else")
    paper.tag("for result in results")
    paper.paragraph("{{ result }}")
    paper.tag("endfor")
    paper.tag("endif")


def form(texts: dict[str, Any], language: str) -> Paper:
    """The recorder's form."""
    paper = Paper(language)
    paper.header_and_footer("{{ house|truncate(80, true) }}", texts["running"], texts["footer"], texts["hint"])
    paper.paragraph(texts["title"], "Title")
    paper.paragraph(texts["subtitle"], "Subtitle")
    head = paper.label_table(texts["head_caption"])
    for label, value, *condition in texts["head"]:
        paper.label_row(head, label, value, *condition)
    for label, height in texts["fill"]:
        paper.label_row(head, label, "", height=height)
    paper.heading(texts["actions"], "Form Heading")
    paper.empty_table(_columns(texts["action_columns"]), ROWS_TO_FILL, texts["actions"])
    paper.paragraph("", "Spacer")
    tail = paper.label_table(texts["tail_caption"])
    for label, height in texts["tail"]:
        paper.label_row(tail, label, "", height=height)
    click_boxes(paper.label_row(tail, texts["status"], "").paragraphs[0], texts["boxes"])
    for label, height in texts["end"]:
        paper.label_row(tail, label, "", height=height)
    return paper


def weekly(texts: dict[str, Any], language: str) -> Paper:
    """The weekly report of one leader."""
    paper = Paper(language)
    paper.header_and_footer("{{ house|truncate(80, true) }}", texts["running"], texts["footer"])
    paper.paragraph(texts["title"], "Title")
    paper.paragraph(texts["subtitle"], "Subtitle")
    paper.list_table(_columns(texts["summary_columns"]), "department in departments", texts["caption"])
    paper.pictures("charts")
    paper.tag("for department in departments")
    paper.heading("{{ department.name }}")
    for part in ("overdue", "risks", "done", "planned"):
        paper.tag(f"if department.{part}")
        paper.heading(texts[part], "Heading 2")
        caption = texts.get(f"{part}_caption", texts[part])
        paper.list_table(_columns(texts[f"{part}_columns"]), f"row in department.{part}", caption)
        paper.tag("endif")
    paper.tag("if not (department.overdue or department.risks or department.done or department.planned)")
    paper.paragraph(texts["nothing"])
    paper.tag("endif")
    paper.tag("endfor")
    return paper


def monthly(texts: dict[str, Any], language: str) -> Paper:
    """The monthly review."""
    paper = Paper(language)
    paper.header_and_footer("{{ house|truncate(80, true) }}", texts["running"], texts["footer"])
    paper.paragraph(texts["title"], "Title")
    paper.paragraph(texts["subtitle"], "Subtitle")
    paper.paragraph("{{ summary }}")
    paper.tag("if carried_summary")
    paper.paragraph("{{ carried_summary }}")
    paper.tag("endif")
    for part in ("departments", "carried", "trend", "problems", "waits"):
        paper.tag(f"if {part}")
        paper.heading(texts[part])
        bar = texts["bar"] if part in {"departments", "trend"} else ""
        paper.list_table(_columns(texts[f"{part}_columns"]), f"row in {part}", texts[part], bar)
        if part == "trend":
            paper.pictures("charts")
        paper.tag("endif")
    return paper


def _columns(table: list[list[Any]]) -> list[Column]:
    return [Column(*column) for column in table]


if __name__ == "__main__":
    main()
