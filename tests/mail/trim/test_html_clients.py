"""HTML bodies of replies, client by client: the DOM is cut, the text of what is left is the new text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coordmail.mail.trim import trim

NAMES = ("张伟", "Zhang Wei")

DATA = tomllib.loads(Path(__file__).with_name("html_clients.toml").read_text("utf-8"))
CASES = {name: (case["body"], case["new"]) for name, case in DATA["html"].items()}
GMAIL_QUOTE = CASES["gmail"][0].removeprefix('<div dir="ltr">没问题</div>')


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_new_text(body: str, expected: str) -> None:
    trimmed = trim(None, body, names=NAMES)
    assert trimmed.new_text.split() == expected.split()


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_new_html_holds_nothing_else(body: str, expected: str) -> None:
    again = trim(None, trim(None, body, names=NAMES).new_html or "", names=NAMES)
    assert again.new_text.split() == expected.split()
    assert again.quoted_text.split() == []


def test_tables_of_the_new_part_stay() -> None:
    row = "<tr><td>{}</td><td>{}</td></tr>"
    table = f"<table>{row.format('任务', '状态')}{row.format('1', '')}{row.format('2', '已完成')}</table>"
    trimmed = trim(None, f"<p>进度如下</p>{table}{GMAIL_QUOTE}", names=NAMES)
    assert trimmed.new_html is not None
    assert trimmed.new_html.count("<td") == 6
    assert "blockquote" not in trimmed.new_html


def test_text_between_deep_elements_stays_in_place() -> None:
    html = f"<div><p>一</p><div><blockquote type=cite>旧</blockquote>二</div><p>三</p>{GMAIL_QUOTE}</div>"
    assert trim(None, html).new_text.split() == ["一", "二", "三"]


def test_html_is_believed_where_its_marks_show_that_the_text_kept_a_signature() -> None:
    text = "没问题\n\n技术中心 小张\n\n李娜 <li.na@example.com> 于2024年3月5日周二 14:00写道：\n\n> 请确认\n"
    html = f'<div>没问题</div><div class="gmail_signature">技术中心 小张</div>{GMAIL_QUOTE}'
    assert trim(text, html).new_text == "没问题"


@pytest.mark.parametrize("text", ["", " \n", "??????? ???? ??", "您的邮件客户端不支持HTML格式"])
def test_html_is_believed_where_the_text_part_is_empty_or_garbled(text: str) -> None:
    assert trim(text, f"<div>同意第一项</div>{GMAIL_QUOTE}").new_text == "同意第一项"


def test_the_text_part_is_believed_otherwise() -> None:
    assert trim("同意\n", f"<div>同意</div>{GMAIL_QUOTE}").new_text == "同意"


def test_a_name_in_a_table_of_facts_is_no_signature() -> None:
    def row(*cells: str) -> str:
        return "<tr>" + "".join(f"<td><p class=MsoNormal>{cell}</p></td>" for cell in cells) + "</tr>"

    table = (
        "<table class=MsoTableGrid>"
        + row("No.", "Action", "Owner", "Due", "")
        + row("1", "Order spare parts", "Emma Brown", "12 April", "")
        + row("2", "Collect feedback", "", "11 April", "")
        + "</table>"
    )
    signature = (
        "<p class=MsoNormal>Emma Brown</p><p class=MsoNormal>Engineering</p><p class=MsoNormal>Tel. 555 0100</p>"
    )
    for html in (table, table + signature):
        trimmed = trim(None, f"<html><body><p>Minutes</p>{html}</body></html>", names=["Emma Brown"])
        assert "Emma Brown" in trimmed.new_text
        assert trimmed.new_text.endswith("11 April")


def test_comments_among_rows_and_cells_are_nothing() -> None:
    row = "<tr><!--[if mso]>x<![endif]--><td>1</td><?xml a?><td>张伟</td></tr>"
    html = f"<table><!-- rows -->{row}<!-- more -->{row}</table><p>确认</p>"
    assert trim("", html, names=("张伟",)).new_text.endswith("确认")
