from __future__ import annotations

import zipfile
from io import BytesIO

import docx as python_docx
import pytest

from coordmail.documents.blocks import Paragraph, Reason, Table, Unreadable
from coordmail.documents.word import read_docx

from .making import docx, listed, package, para, run, shape


def read(body: str, **parts: str) -> list[object]:
    return shape(read_docx(docx(body, **parts), "a.docx"))


UNSTRUCK = '<w:strike w:val="0"/>'
CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
)
BOX = "<w:txbxContent>" + para("框内") + "</w:txbxContent>"
ALTERNATIVE = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{0}</wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><v:textbox>{0}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (para("会议时间：  2018 年 10 月 10  日"), ["会议时间： 2018 年 10 月 10 日"]),
        (
            f"<w:p>{run('甲')}<w:ins>{run('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>",
            ["甲乙"],
        ),
        (f"<w:p><w:moveFrom>{run('甲')}</w:moveFrom><w:moveTo>{run('乙')}</w:moveTo></w:p>", ["乙"]),
        (f"<w:p>{run('12', '<w:strike/>')}{run('15日')}</w:p>", ["15日"]),
        (f"<w:p>{run('12', '<w:dstrike/>')}{run('15日', UNSTRUCK)}</w:p>", ["15日"]),
        (f"<w:p>{run('12', '<w:vanish/>')}{run('15日')}</w:p>", ["15日"]),
        (f"<w:p><w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('3月')}</w:smartTag></w:p>", ["链接3月"]),
        ("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>", ["甲", "乙"]),
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:tab/><w:t>乙</w:t></w:r></w:p>", ["甲\t乙"]),
        ("<w:p><w:r><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t><w:softHyphen/></w:r></w:p>", ["2-3"]),
        (f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt></w:p>", ["控件"]),
        (f"<w:sdt><w:sdtContent>{para('控件')}</w:sdtContent></w:sdt>", ["控件"]),
        (
            f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击输入')}</w:sdtContent></w:sdt></w:p>",
            [],
        ),
        (f"<w:p>{CHECKBOX.format(1)}{run('已闭环 ')}{CHECKBOX.format(0)}{run('进行中')}</w:p>", ["☑已闭环 □进行中"]),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>甲</w:t></w:r>' + run("□乙") + "</w:p>", ["☑甲□乙"]),
        ('<w:p><w:r><w:sym w:font="Wingdings 2" w:char="00A3"/><w:t>甲□</w:t></w:r></w:p>', ["□甲□"]),
        (
            '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>þ</w:t></w:r>' + run("甲□") + "</w:p>",
            ["☑甲□"],
        ),
        (
            (
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
                f"{run('3月6日')}</w:p>"
            ),
            ["3月6日"],
        ),
        (
            (
                "<w:p><w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>"
                "<w:t>甲□</w:t></w:r></w:p>"
            ),
            ["☑甲□"],
        ),
        (
            (
                '<w:p><w:r><w:fldChar><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="低"/>'
                '<w:listEntry w:val="高"/>'
                "</w:ddList></w:ffData></w:fldChar></w:r></w:p>"
            ),
            ["高"],
        ),
        (f"<w:p>{run('正文')}{ALTERNATIVE.format(BOX)}</w:p>", ["正文", "框内"]),
        (
            (
                "<w:p><w:r><w:ruby><w:rt><w:r><w:t>zhang</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>张</w:t></w:r></w:rubyBase>"
                "</w:ruby></w:r></w:p>"
            ),
            ["张"],
        ),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('甲')}</w:p>{para('乙')}", ["甲乙"]),
        ("<w:p/><w:p/>", []),
    ],
)
def test_what_a_reader_sees(body: str, expected: list[str]) -> None:
    assert read(body) == expected


LIST = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)
DECIMAL = LIST.format(kind="decimal", text="%1.")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("decimal", "%1.", ["1.", "2.", "3."]),
        ("decimal", "(%1)", ["(1)", "(2)", "(3)"]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、"]),
        ("chineseCountingThousand", "（%1）", ["（一）", "（二）", "（三）"]),
        ("japaneseCounting", "第%1条", ["第一条", "第二条", "第三条"]),
        ("lowerLetter", "%1)", ["a)", "b)", "c)"]),
        ("upperRoman", "%1.", ["I.", "II.", "III."]),
        ("decimalEnclosedCircleChinese", "%1", ["①", "②", "③"]),
        ("ideographTraditional", "%1.", ["甲.", "乙.", "丙."]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("none", "", [None, None, None]),
    ],
)
def test_numbers_as_displayed(kind: str, text: str, expected: list[str | None]) -> None:
    body = "".join(listed(word) for word in ("一项", "二项", "三项"))
    blocks = read_docx(docx(body, numbering=LIST.format(kind=kind, text=text)), "a.docx")
    assert [block.number for block in blocks if isinstance(block, Paragraph)] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            listed("甲") + listed("子", 1) + listed("丑", 1) + listed("乙") + listed("寅", 1) + listed("点", 2),
            ["1. 甲", "1.1 子", "1.2 丑", "2. 乙", "2.1 寅", "• 点"],
        ),
        (listed("甲") + listed("乙", 0, 2) + listed("丙", 0, 2), ["1. 甲", "1. 乙", "2. 丙"]),
        (listed("甲") + listed("") + listed("乙"), ["1. 甲", "3. 乙"]),
        (listed("子", 1) + listed("丑", 1), ["1.1 子", "1.2 丑"]),
        (listed("甲", 0, 0) + listed("乙", 0, 99), ["甲", "乙"]),
        (
            (
                "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
                "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>"
            ),
            ["1. 甲\n乙"],
        ),
    ],
)
def test_numbers_count_as_word_counts(body: str, expected: list[str]) -> None:
    assert read(body, numbering=DECIMAL) == expected


STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="小标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="item"><w:name w:val="项"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="gone"><w:name w:val="作废"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="prompt"><w:name w:val="Placeholder Text"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="a"/><w:basedOn w:val="loop"/></w:style>'
)


def test_styles_make_headings_and_numbers() -> None:
    body = "".join(
        para(f"{name}项", f'<w:pStyle w:val="{name}"/>') for name in ("1", "mine", "item", "item", "loop", "no")
    )
    body += para("大纲", '<w:outlineLvl w:val="1"/>') + para("正文", '<w:outlineLvl w:val="9"/>')
    blocks = read_docx(docx(body, styles=STYLES, numbering=DECIMAL), "a.docx")
    assert [(b.text, b.number, b.heading) for b in blocks if isinstance(b, Paragraph)] == [
        ("1项", None, True),
        ("mine项", None, True),
        ("item项", "1.", False),
        ("item项", "2.", False),
        ("loop项", None, False),
        ("no项", None, False),
        ("大纲", None, True),
        ("正文", None, False),
    ]


def test_moved_paragraphs_count_where_they_went() -> None:
    mark = "<w:p><w:pPr><w:rPr><w:{0}/></w:rPr></w:pPr><w:{0}>{1}</w:{0}></w:p>"
    assert read(mark.format("moveFrom", run("旧处")) + para("甲") + mark.format("moveTo", run("新处"))) == [
        "甲",
        "新处",
    ]


def test_headers_and_footers_are_no_facts() -> None:
    document = python_docx.Document()
    document.add_paragraph("责任人：张伟")
    document.sections[0].header.paragraphs[0].text = "责任人：李娜"
    document.sections[0].footer.paragraphs[0].text = "完成时间：3月6日"
    buffer = BytesIO()
    document.save(buffer)
    assert shape(read_docx(buffer.getvalue(), "a.docx")) == ["责任人：张伟"]


def test_styles_hide_text() -> None:
    styled = '<w:rStyle w:val="{}"/>'
    body = f"<w:p>{run('12', styled.format('gone'))}{run('请填写', styled.format('prompt'))}{run('15日')}</w:p>"
    assert read(body, styles=STYLES) == ["15日"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


START, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([cell("甲") + cell("乙"), cell("丙") + cell("丁")], [["甲", "乙"], ["丙", "丁"]]),
        ([cell("标题", '<w:gridSpan w:val="2"/>'), cell("丙") + cell("丁")], [["标题", "标题"], ["丙", "丁"]]),
        ([cell("甲", START) + cell("乙"), cell("", GO_ON) + cell("丁")], [["甲", "乙"], ["甲", "丁"]]),
        ([cell("甲", START) + cell("乙"), cell("丙", START) + cell("丁")], [["甲", "乙"], ["丙", "丁"]]),
        ([cell("甲", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("乙")], [["甲", "乙"]]),
        (
            ["<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("乙"), cell("甲") + cell("丁")],
            [["", "乙"], ["甲", "丁"]],
        ),
        ([cell("甲") + cell("乙"), "<w:trPr><w:del/></w:trPr>" + cell("x") + cell("y")], [["甲", "乙"]]),
        (
            [cell("甲") + f"<w:sdt><w:sdtContent>{cell('日期')}</w:sdtContent></w:sdt>" + cell("丙")],
            [["甲", "日期", "丙"]],
        ),
        ([cell("甲") + cell("旧", "<w:cellDel/>") + cell("乙", "<w:cellIns/>")], [["甲", "乙"]]),
        (
            [cell("责任人：张伟") + f"<w:tc>{para('完成时间：')}{para('3月6日')}</w:tc>"],
            [["责任人：张伟", "完成时间：\n3月6日"]],
        ),
        ([f"<w:tc><w:p>{CHECKBOX.format(1)}{run('已闭环')}</w:p></w:tc>" + cell("x")], [["☑已闭环", "x"]]),
        ([f"<w:tc><w:p>{ALTERNATIVE.format(BOX)}</w:p></w:tc>" + cell("x")], [["框内", "x"]]),
        ([cell("甲") + "<w:tc><w:p/></w:tc>", cell("乙") + "<w:tc><w:p/></w:tc>"], [["甲", ""], ["乙", ""]]),
        (
            [cell("甲") + f"<w:tc>{para('乙')}{para('丙')}{listed('丁')}</w:tc>"],
            [["甲", "乙\n丙\n1. 丁"]],
        ),
    ],
)
def test_tables(rows: list[str], expected: list[list[str]]) -> None:
    assert read(table(*rows), numbering=DECIMAL) == [expected]


def test_rows_in_content_controls() -> None:
    row = f"<w:tr>{cell('甲')}{cell('乙')}</w:tr>"
    body = f"<w:tbl>{row}<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    assert read(body) == [[["甲", "乙"], ["甲", "乙"]]]


def test_a_nested_table_follows_its_table() -> None:
    inner = table(cell("张伟") + cell("3月6日"))
    assert read(table(cell("行动") + f"<w:tc>{para('如下')}{inner}<w:p/></w:tc>")) == [
        [["行动", "如下\n张伟\t3月6日"]],
        [["张伟", "3月6日"]],
    ]


def test_a_frame_of_one_cell_dissolves() -> None:
    assert read(table(f"<w:tc>{para('甲')}{table(cell('乙') + cell('丙'))}<w:p/></w:tc>")) == ["甲", [["乙", "丙"]]]


def test_a_form_made_with_word_itself() -> None:
    document = python_docx.Document()
    document.add_heading("跨部门沟通记录及问题解决方案表", 1)
    document.add_paragraph("由技术部负责", style="List Number")
    form = document.add_table(3, 4)
    for index, text in enumerate(["沟通主题", "订单延迟", "", "", "沟通时间", "3月5日", "地点", "3号会议室"]):
        form._cells[index].text = text
    form.cell(0, 1).merge(form.cell(0, 3))
    form.cell(2, 0).text = "解决方案"
    form.cell(2, 1).merge(form.cell(2, 3)).text = "1.扩容\n2.改频率"
    buffer = BytesIO()
    document.save(buffer)
    blocks = read_docx(buffer.getvalue(), "表.docx")
    assert shape(blocks) == [
        "跨部门沟通记录及问题解决方案表",
        "1. 由技术部负责",
        [
            ["沟通主题", "订单延迟", "订单延迟", "订单延迟"],
            ["沟通时间", "3月5日", "地点", "3号会议室"],
            ["解决方案", *["1.扩容\n2.改频率"] * 3],
        ],
    ]
    grid = blocks[2]
    assert isinstance(grid, Table)
    assert {place.origin for place in grid.rows[0]} == {(0, 0), (0, 1)}
    assert grid.rows[1][3].source.place == "table 1 row 2 cell 4"


def test_strict_documents_are_read_alike() -> None:
    with zipfile.ZipFile(BytesIO(docx(para("甲") + table(cell("乙") + cell("丙"))))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    members["word/document.xml"] = members["word/document.xml"].replace(usual, strict)
    assert shape(read_docx(package(members), "a.docx")) == ["甲", [["乙", "丙"]]]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        docx(para("甲"))[:400],
        package({"word/document.xml": "<x/>"}),
        docx("<w:p>"),
        docx("<w:p/>", prologue='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ],
)
def test_damaged_files_say_so(content: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        read_docx(content, "a.docx")
    assert error.value.reason is Reason.DAMAGED
