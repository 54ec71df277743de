from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.documents.blocks import Paragraph, Table
from coordmail.documents.html import html_to_text, read_html

from .making import shape

MSO_ITEM = (
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
    "<span lang=EN-US style='mso-fareast-font-family:宋体'><span style='mso-list:Ignore'>{mark}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{text}"
    "<o:p></o:p></p>"
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>张三</p><p>李四</p>", ["张三", "李四"]),
        ("采购<span>10</span><b>台</b>", ["采购10台"]),
        ("一行<br>二行<br/>三行", ["一行", "二行", "三行"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p>&nbsp;</p><p>甲&nbsp;&amp;&#20057;</p>", ["甲 &乙"]),
        ("<p>跨行的\n  中文和\nEnglish words\nhere</p>", ["跨行的中文和 English words here"]),
        ("<pre>one\n  two</pre>", ["one", "two"]),
        ("<div style='white-space:pre-wrap'>one\ntwo</div>", ["one", "two"]),
        ("<p>a\u200bb\u202ec\ufeff</p>", ["abc"]),
        ("<span style='display:block'>a</span>b", ["a", "b"]),
        ("<div style='display:inline'>a</div>b", ["ab"]),
        ("", []),
        ("   ", []),
        ("<!-- only a comment -->", []),
        ("plain", ["plain"]),
        ('<?xml version="1.0" encoding="gb2312"?><html><body>甲</body></html>', ["甲"]),
        ("<title>t</title><style>p{}</style><script>x()</script><p>甲</p>", ["甲"]),
        ("<p>好的<img alt='👍'><img alt='公司标志'></p>", ["好的👍"]),
    ],
)
def test_inline_joins_and_blocks_part(html: str, expected: list[str]) -> None:
    assert shape(read_html(html)) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<s>12</s>",
        "<del>12</del>",
        "<strike>12</strike>",
        "<span style='text-decoration:line-through'>12</span>",
        "<span style='text-decoration: underline line-through !important'><b>12</b></span>",
        "<span style='display:none'>12</span>",
        "<span style='DISPLAY: NONE'>12</span>",
        "<span style='visibility:hidden'>12</span>",
        "<span style='mso-hide:all'>12</span>",
        "<span style='font-size:0'>12</span>",
        "<span style='font-size:0px;line-height:0'>1<b>2</b></span>",
        "<span style='max-height:0;overflow:hidden'>12</span>",
        "<span style='height:0px;overflow:hidden'>12</span>",
        "<span hidden>12</span>",
        "<span style='opacity:0'>12</span>",
        "<span style='font-size:0.0pt'>12</span>",
        "<span class=old>12</span>",
        "<span class='b struck'>1<b>2</b></span>",
        "<span class='x Preheader'>12</span>",
        "<span id=gone>12</span>",
        "<!--[if mso]>12<![endif]-->",
        "<select><option>12</option></select>",
        "<template>12</template>",
        "<svg><text>12</text></svg>",
    ],
)
def test_what_no_reader_sees_is_dropped(hidden: str) -> None:
    sheet = "<style>span.old{text-decoration:line-through} .struck{text-decoration-line:line-through} \
.preheader, #gone{display:none !important} @media print{.seen{display:none}}</style>"
    assert shape(read_html(f"{sheet}<p class=seen>3月{hidden}15日</p>")) == ["3月15日"]


def test_a_size_inside_of_none_is_seen_again() -> None:
    assert shape(read_html("<td style='font-size:0px'>x<div style='font-size:13px'>甲</div></td>")) == ["甲"]


@pytest.mark.parametrize("size", ["0.5em", "10px", "05px", "100%"])
def test_small_is_not_hidden(size: str) -> None:
    assert shape(read_html(f"<p style='font-size:{size}'>甲</p>")) == ["甲"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲</li></ol>", ["3. 甲"]),
        ("<ol type=a><li>甲</li><li value=4>乙</li></ol>", ["a. 甲", "d. 乙"]),
        ("<ol type=I><li>甲</li><li>乙</li></ol>", ["I. 甲", "II. 乙"]),
        (
            "<ol type=i start=3><li>甲<ol type=a><li>子<li value=5>丑</ol><li>乙</ol>",
            ["iii. 甲", "a. 子", "e. 丑", "iv. 乙"],
        ),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲</li></ol>", ["一、 甲"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["• 甲", "• 乙"]),
        ("<ol><li data-list=bullet>甲</li><li data-list=ordered>乙</li></ol>", ["• 甲", "2. 乙"]),
        ("<ul style='list-style:none'><li>甲</li></ul>", ["甲"]),
        ("<ol><li>甲<ul><li>子</li></ul></li><li>乙</li></ol>", ["1. 甲", "• 子", "2. 乙"]),
        ("<ol><li><p>甲</p><p>责任人：张三</p></li></ol>", ["1. 甲\n责任人：张三"]),
        ("<ol><li>甲<br>3月6日</li></ol>", ["1. 甲\n3月6日"]),
        (MSO_ITEM.format(level=1, mark="1.", text="甲"), ["1. 甲"]),
        (MSO_ITEM.format(level=1, mark="(一)", text="甲"), ["(一) 甲"]),
        (MSO_ITEM.format(level=1, mark="一、", text="甲"), ["一、 甲"]),
        (MSO_ITEM.format(level=1, mark="·", text="甲"), ["• 甲"]),
        (MSO_ITEM.format(level=1, mark="Ø", text="甲"), ["• 甲"]),
    ],
)
def test_lists_are_numbered(html: str, expected: list[str]) -> None:
    assert shape(read_html(html)) == expected


def test_levels_of_lists() -> None:
    nested = "<ol><li>甲<ol><li>乙<ul><li>丙</ul></ol></ol>" + MSO_ITEM.format(level=2, mark="a)", text="丁")
    levels = [block.level for block in read_html(nested) if isinstance(block, Paragraph)]
    assert levels == [0, 1, 2, 1]


def test_headings_and_ticks() -> None:
    blocks = read_html(
        "<h2>结论</h2><p><input type=checkbox checked>甲</p><p>□ 乙</p>"
        "<ul><li data-list=checked>丙</ul><p>□进行中 ☑已闭环</p>"
    )
    assert [(b.text, b.heading, b.ticked) for b in blocks if isinstance(b, Paragraph)] == [
        ("结论", True, None),
        ("甲", False, True),
        ("乙", False, False),
        ("丙", False, True),
        ("□进行中 ☑已闭环", False, None),
    ]


def test_spans_fill_the_grid() -> None:
    html = (
        "<table border=1><tr><th rowspan=2>项目<th colspan=2>时间</tr><tr><td>计划<td>实际</tr>"
        "<tr><td>同步<td>3月6日<td>3月7日</tr></table>"
    )
    (table,) = read_html(html)
    assert isinstance(table, Table)
    assert shape([table]) == [[["项目", "时间", "时间"], ["项目", "计划", "实际"], ["同步", "3月6日", "3月7日"]]]
    assert [cell.origin for cell in table.rows[1]] == [(0, 0), (1, 1), (1, 2)]
    assert table.rows[0][1].origin == table.rows[0][2].origin == (0, 1)
    assert table.rows[2][1].source.place == "table 1 row 3 cell 2"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=9>甲<td>乙</tr><tr><td>丙</tr>", [["甲", "乙"], ["甲", "丙"]]),
        ("<tr><td rowspan=0>甲<td>乙</tr><tr><td>丙</tr>", [["甲", "乙"], ["甲", "丙"]]),
        ("<tr><td>甲<td>乙</tr><tr><td>丙</tr>", [["甲", "乙"], ["丙", ""]]),
        ("<tr><td colspan=2>甲<td>乙</tr><tr><td colspan=2>丙<td>丁</tr>", [["甲", "乙"], ["丙", "丁"]]),
        ("<tr><td>甲<td><td>乙</tr><tr><td>丙<td>&nbsp;<td>丁</tr>", [["甲", "乙"], ["丙", "丁"]]),
        ("<tr><td>甲<td>乙</tr><tr><td><td></tr><tr><td>丙<td>丁</tr>", [["甲", "乙"], ["丙", "丁"]]),
        ("<tr><td>甲<td>乙</tr><tr style='display:none'><td>x<td>y</tr>", [["甲", "乙"]]),
        ("<tr><td>甲<td style='display:none'>x<td>乙</tr>", [["甲", "乙"]]),
        ("<tr><td>甲<td colspan=bad rowspan=-1>乙</tr>", [["甲", "乙"]]),
        ("<thead><tr><th>甲<th>乙</thead><tbody><tr><td>丙<td>丁</tbody>", [["甲", "乙"], ["丙", "丁"]]),
        ("<tr><td>责任人：张伟<td><s>3月6日</s>3月7日</tr>", [["责任人：张伟", "3月7日"]]),
        ("<tr><td><div>任务</div><td><div><a href=x>@张伟</a></div></tr>", [["任务", "@张伟"]]),
        ("<tr><td>甲<br>子<td><ol><li>乙<li>丙</ol></tr>", [["甲\n子", "1. 乙\n2. 丙"]]),
        ("<tr><td>甲<td>□进行中<br>☑已闭环</tr>", [["甲", "□进行中\n☑已闭环"]]),
        ("<td>甲</td><td>乙</td>", [["甲", "乙"]]),
        ("<form><tr><td>甲<td>乙</tr></form>", [["甲", "乙"]]),
        ("<tr><form><td>甲</td><td>乙</td></form></tr>", [["甲", "乙"]]),
        ("<tr><td><h3>甲</h3><td><h3>乙</h3></tr>", [["甲", "乙"]]),
    ],
)
def test_grids(rows: str, expected: list[list[str]]) -> None:
    assert shape(read_html(f"<table border=1>{rows}</table>")) == [expected]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>甲<p>乙</table>",
        "<table><tr><td>甲<tr><td>乙</table>",
        "<table role=presentation><tr><td>甲<td>乙</table>",
        "<table><tr><td>&nbsp;<td>甲<p>乙<td>&nbsp;</table>",
        "<table><tr><td><table><tr><td>甲</table><tr><td>乙</table>",
    ],
)
def test_layout_tables_dissolve(html: str) -> None:
    assert shape(read_html(html)) == ["甲", "乙"]


def test_a_data_table_inside_of_layout() -> None:
    html = "<table><tr><td><table><tr><td>前言<table border=1><tr><td>甲<td>乙</table></table></table>"
    assert shape(read_html(html)) == ["前言", [["甲", "乙"]]]


def test_what_stands_in_a_table_outside_of_its_cells() -> None:
    html = "<table border=1>前<caption>表一</caption><div>中</div><tr><td>甲<td>乙</tr></table>"
    blocks = shape(read_html(html))
    assert blocks[-1] == [["甲", "乙"]]
    assert {"前", "表一", "中"} == set(map(str, blocks[:-1]))


def test_a_table_without_end_is_cut() -> None:
    (table,) = read_html("<table border=1>" + "<tr><td>甲<td>乙" * 30_000)
    assert isinstance(table, Table)
    assert 2_000 < len(table.rows) < 10_000


def test_an_empty_form_keeps_its_places() -> None:
    html = "<table border=1><tr><td>沟通主题<td></tr><tr><td>沟通时间<td></tr></table>"
    assert shape(read_html(html)) == [[["沟通主题", ""], ["沟通时间", ""]]]


def test_a_table_in_a_cell_is_text_there_and_a_table_after() -> None:
    inner = "<table border=1><tr><td>甲<td>3月6日</tr><tr><td>乙<td>3月7日</tr></table>"
    blocks = read_html(f"<table border=1><tr><td>行动<td>如下{inner}</tr></table>")
    assert shape(blocks) == [[["行动", "如下\n甲\t3月6日\n乙\t3月7日"]], [["甲", "3月6日"], ["乙", "3月7日"]]]
    assert [block.source.place for block in blocks] == ["table 1", "table 2"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>各位好，</div><div><br></div><div>甲</div>", "各位好，\n\n甲"),
        ("<p>甲</p><p>&nbsp;</p><p>&nbsp;</p><p>乙</p>", "甲\n\n乙"),
        ("甲<br><br>乙<br>", "甲\n\n乙"),
        ("<ol><li>甲<ul><li>子</ul></ol>", "1. 甲\n  • 子"),
        ("<table border=1><tr><td>甲<td>乙<td>丙</tr><tr><td>1<td>2<br>3<td></tr></table>", "甲\t乙\t丙\n1\t2 3"),
        ("<table border=1><tr><td colspan=2>标题<tr><td>甲<td>乙</table>", "标题\n甲\t乙"),
        ("<p>3月<s>12</s>15日</p>", "3月15日"),
        ("", ""),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "甲",
        "<p><span><b>" * 10_000 + "甲",
        "<blockquote><table><tr><td>" * 5_000 + "甲",
        "<ul><li>" * 20_000 + "甲",
    ],
)
def test_endless_nesting_keeps_the_text(html: str) -> None:
    assert "甲" in html_to_text(html)
    assert read_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<p>a<b>" * 140_000,
        "<table>" + "<tr><td colspan=1000 rowspan=1000>a" * 25_000,
        "a" + " " * 1_000_000 + "b",
        "&nbsp;\t" * 140_000,
        "<" * 1_000_000,
        "<p style='" + "a:b;" * 250_000 + "'>x</p>",
        "<style>" + "{" * 500_000 + "</style><p>x</p>",
        "<table border=1>" + "<td>甲" * 200_000,
        "<table border=1>" + "<tr><td>甲" * 120_000,
        "<!--" * 250_000,
        "中\n" * 250_000,
    ],
)
def test_hostile_html_costs_little(html: str) -> None:
    started = time.process_time()
    read_html(html)
    assert time.process_time() - started < 5


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_html(text)
    html_to_text(text)


TAGS = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td colspan=3>",
        "<td rowspan=2>",
        "</td>",
        "<li>",
        "<ol>",
        "</ol>",
        "<p>",
        "甲",
        "<br>",
        "<s>",
        "</s>",
        "<h1>",
        "<div style='display:none'>",
        "</div>",
        "<pre>",
        "\n",
        "<style>",
        "&nbsp;",
        "1",
    ]
)


@given(st.lists(TAGS, max_size=60).map("".join))
def test_any_soup_is_read_as_grids(html: str) -> None:
    for block in read_html(html):
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
            assert any(cell.text for row in block.rows for cell in row)
        else:
            assert block.text == block.text.strip() != ""
