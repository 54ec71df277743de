"""The Word files themselves: what stands in them, how they are made, what hostile text does to them."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from coordmail.reports.form import form_paper
from coordmail.reports.minutes import minutes_paper
from coordmail.reports.render import clean
from tests.reports.story import HOUSE, MEETING, NOW, closed, item, meeting, paper

if TYPE_CHECKING:
    from coordmail.model import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
HOSTILE = "<A&B> {{ x }} {% y %} \x00\x0b\ud800\ufffe\u2028 العربية 😀 \a\f\r\n]]> &amp; " + "长" * 10_000


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def table_texts(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def xml_of(content: bytes, part: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(part))


def test_the_minutes_paper_says_everything() -> None:
    document = opened(minutes_paper(paper()))
    head, actions, requests, signoffs = (table_texts(table) for table in document.tables)
    assert [row[0] for row in head] == ["沟通主题", "沟通时间", "沟通地点/形式", "参与部门及人员", "组织者", "记录人"]
    assert head[0][1] == MEETING.topic
    assert actions[0] == ["序号", "任务", "责任人", "责任部门", "完成时限", "交付标准", "所需资源", "状态"]
    assert actions[1] == [
        "1",
        "调整同步频率",
        "张伟",
        "技术部",
        "2024-03-12",
        "延迟≤2小时",
        "2台服务器、1名工程师",
        "进行中",
    ]
    assert [row[0] for row in actions[1:]] == ["1", "2"]
    assert requests[1] == ["1", "紧急采购", "5,000元", "技术部", "财务部经理", "已批准\n2024-03-11\n同意列支"]
    assert [row[2] for row in signoffs[1:]] == ["确认", "默认同意\uff08逾期未复\uff09"]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == [
        "跨部门沟通纪要",
        "编号 CM-12 · 第 2 版 · 已确认\uff082024-03-06\uff09 · 打印日期 2024-03-11",
    ]
    assert "技术部报告扩容进度" in texts
    assert "☑ 进行中\u3000\u3000□ 已延期\u3000\u3000□ 已闭环" in texts
    assert texts[-1] == "无"


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("zh", ["序号", "任务", "责任人", "责任部门", "计划完成", "实际完成", "验证结果"]),
        ("en", ["No.", "Task", "Owner", "Department", "Planned", "Actual", "Result"]),
    ],
)
def test_the_closing_paper_has_planned_and_actual_dates(language: Language, heads: list[str]) -> None:
    final = paper(language=language, items=(closed(1, NOW, result="OK"),), final=True)
    actions = table_texts(opened(minutes_paper(final)).tables[1])
    assert actions[0] == heads
    assert actions[1][-1] == "OK"
    assert "延迟≤2小时" in actions[1][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_without_content_are_left_out(language: Language) -> None:
    bare = meeting(
        goal=None, problem=None, points=(), decisions=(), next_meeting=None, remarks=None, departments=(), attendees=()
    )
    document = opened(minutes_paper(paper(language=language, meeting=bare, items=(), requests=(), signoffs=())))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [{"zh": "状态跟踪", "en": "Status"}[language]]
    assert len(document.tables) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_of_the_template_s_own_code(language: Language) -> None:
    for content in (
        minutes_paper(paper(language=language)),
        minutes_paper(paper(language=language, final=True)),
        form_paper(MEETING, HOUSE, language),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        assert b"{{" not in parts
        assert b"{%" not in parts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("final", [False, True])
def test_action_rows_repeat_their_heading_and_do_not_split(language: Language, final: bool) -> None:
    items = tuple(item(number) for number in range(1, 301))
    content = minutes_paper(paper(language=language, items=items, final=final))
    rows = xml_of(content).findall(f".//{qn('w:tbl')}")[1].findall(qn("w:tr"))
    assert len(rows) == 301
    assert [index for index, row in enumerate(rows) if row.find(f".//{qn('w:tblHeader')}") is not None] == [0]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_has_empty_cells_and_numbered_rows(language: Language) -> None:
    head, actions, tail = (table_texts(table) for table in opened(form_paper(MEETING, HOUSE, language)).tables)
    assert head[0][1] == MEETING.topic
    assert [row[1] for row in head[-3:]] == ["", "", ""]
    assert [row[0] for row in actions[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert all(cell == "" for row in actions[1:] for cell in row[1:])
    assert [row[1] for row in tail[:1] + tail[2:]] == ["", "", ""]


def test_the_form_s_labels_are_those_of_the_offices() -> None:
    head, actions, tail = (table_texts(table) for table in opened(form_paper(MEETING, HOUSE, "zh")).tables)
    labels = {row[0] for row in head + tail}
    assert {"沟通主题", "沟通时间", "沟通地点/形式", "参与部门及人员", "问题描述", "沟通要点", "资源需求"} <= labels
    assert {"状态跟踪", "备注", "组织者", "记录人"} <= labels
    assert actions[0] == ["序号", "任务/事项", "责任人", "责任部门", "完成时限", "交付标准", "所需资源"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_s_boxes_can_be_clicked(language: Language) -> None:
    root = xml_of(form_paper(MEETING, HOUSE, language))
    boxes = root.findall(f".//{qn('w:sdt')}")
    checkbox = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
    assert len(boxes) == 3
    assert all(box.find(f".//{checkbox}") is not None for box in boxes)
    assert ["".join(box.itertext()).strip() for box in boxes] == ["□", "□", "□"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_stands_in_the_paper_as_it_was_written(language: Language) -> None:
    content = minutes_paper(
        paper(
            language=language,
            house=HOSTILE,
            meeting=meeting(topic=HOSTILE, problem=HOSTILE, points=(HOSTILE,), remarks=HOSTILE),
            items=(item(1, task=HOSTILE, owner=HOSTILE),),
        )
    )
    document = opened(content)
    assert document.tables[0].cell(0, 1).text == clean(HOSTILE)
    assert document.tables[1].cell(1, 1).text == clean(HOSTILE)
    assert clean(HOSTILE).endswith("]]> &amp; " + "长" * 10_000)
    assert "<A&B> {{ x }} {% y %}" in document.tables[0].cell(0, 1).text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_survives(text: str) -> None:
    document = opened(minutes_paper(paper(items=(item(1, task=text),))))
    assert document.tables[1].cell(1, 1).text == clean(text)


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_is_what_xml_can_hold(text: str) -> None:
    cleaned = clean(text)
    etree.fromstring(f"<a>{cleaned.translate({38: None, 60: None, 62: None})}</a>")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_input_is_the_same_file(language: Language) -> None:
    assert minutes_paper(paper(language=language)) == minutes_paper(paper(language=language))
    assert form_paper(MEETING, HOUSE, language) == form_paper(MEETING, HOUSE, language)


def test_document_properties_say_what_the_paper_is() -> None:
    long = meeting(topic="很长的主题 " * 100)
    properties = opened(minutes_paper(paper(meeting=long))).core_properties
    assert properties.title.startswith("很长的主题 很长")
    assert len(properties.title) == 255
    assert (properties.subject, properties.author) == ("CM-12", HOUSE)
    assert properties.created.replace(tzinfo=UTC) == NOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_finds_fonts_languages_and_outline_in_the_styles(language: Language) -> None:
    content = minutes_paper(paper(language=language))
    styles = xml_of(content, "word/styles.xml")
    fonts = styles.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) in {"微软雅黑", "Microsoft YaHei"}
    assert not [name for element in styles.iter(qn("w:rFonts")) for name in element.attrib if "Theme" in name]
    tag = styles.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert (tag.get(qn("w:val")), tag.get(qn("w:eastAsia"))) == ("en-US", "zh-CN")
    assert styles.find(f".//{qn('w:outlineLvl')}") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_formatted_by_hand(language: Language) -> None:
    for content in (minutes_paper(paper(language=language)), form_paper(MEETING, HOUSE, language)):
        runs = xml_of(content).iter(qn("w:r"))
        by_hand = [
            child.tag for run in runs for child in run.findall(f"{qn('w:rPr')}/*") if child.tag != qn("w:rStyle")
        ]
        assert by_hand == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_numbered(language: Language) -> None:
    content = minutes_paper(paper(language=language))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        footers = [
            archive.read(name).decode() for name in archive.namelist() if "footer" in name and "rels" not in name
        ]
    assert len(footers) == 2
    assert all(" PAGE " in footer and " NUMPAGES " in footer and "CM-12" in footer for footer in footers)


def test_points_and_decisions_are_numbered_apart() -> None:
    document = opened(minutes_paper(paper()))
    assert [p.style.name for p in document.paragraphs if p.text in {"技术部报告扩容进度", "每小时同步一次"}] == [
        "Point",
        "Decision",
    ]
    lists = {
        style.get(qn("w:styleId")): style.find(f".//{qn('w:numId')}").get(qn("w:val"))
        for style in xml_of(minutes_paper(paper()), "word/styles.xml").iter(qn("w:style"))
        if style.find(f".//{qn('w:numId')}") is not None
    }
    assert lists["Point"] != lists["Decision"]


def test_english_papers_speak_no_chinese() -> None:
    english = replace(
        meeting(topic="Order data", place="Room 3", organizer="Na Li", recorder="Chen", departments=(), attendees=()),
        goal=None,
        agenda=("What to do",),
        problem=None,
        points=(),
        decisions=(),
        remarks=None,
    )
    task = item(1, task="Do it", owner="Wei", department="Eng", deliverable="Done", resources=())
    content = [form_paper(english, "Example Ltd", "en")]
    for final in (False, True):
        plain = paper(house="Example Ltd", language="en", meeting=english, items=(task,), requests=(), signoffs=())
        content.append(minutes_paper(replace(plain, final=final)))
    for one in content:
        text = "".join(xml_of(one).itertext())
        assert not [character for character in text if "\u4e00" <= character <= "\u9fff"]


def test_a_row_higher_than_a_page_may_split() -> None:
    items = (item(1, task="长" * 300), item(2, task="长" * 900), item(3, deliverable="x" * 600))
    rows = xml_of(minutes_paper(paper(items=items))).findall(f".//{qn('w:tbl')}")[1].findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:cantSplit')}") is not None for row in rows] == [True, True, False, False]


def test_three_hundred_actions_take_little_time_and_memory() -> None:
    code = """
import resource, time
from coordmail.reports.minutes import minutes_paper
from tests.reports.story import item, paper
minutes_paper(paper())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
items = tuple(item(n, task="调整同步频率,每小时同步一次高优先级订单数据" * 3) for n in range(1, 301))
start = time.process_time()
minutes_paper(paper(items=items))
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 1
    assert kilobytes < 30 * 1024
