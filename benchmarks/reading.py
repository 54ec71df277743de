"""How fast mails are understood, by shape: from raw bytes to facts, files read in the sandbox as in service.

    python benchmarks/reading.py [PART]

Each shape is read in many copies for half a second or so, and every reading is checked; the printed figure is the
median (of one reading for a hostile text). PART picks the shapes whose name contains it. The aims: a plain mail within
5 ms, a file of 200 rows within 200 ms, 1 MB of hostile text within 1 s. A missed aim is printed, and is no failure, for
machines differ; wrong facts or an error are (exit 1).
"""

from __future__ import annotations

import base64
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from coordmail.calendar import WorkCalendar
from coordmail.demo.letters import MINUTES, NOTICE
from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Directory, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.model import Understanding

NOW = datetime(2024, 3, 5, 8, 30, tzinfo=UTC)
ROWS = 200
MEGABYTE = 1_000_000
MEASURED_SECONDS = 0.5

PLAIN_AIM, FILE_AIM, HOSTILE_AIM = 0.005, 0.2, 1.0

LABELLED = """\
会议主题：第12周项目例会
时间：2024年3月5日 10:00-11:00
地点：2号会议室
参会人员：张伟、李娜、陈晨
会议决议：
1. 先修复订单延迟，再上线新版本
行动项：
1. 修复订单同步延迟，延迟降到2小时以内 责任人：张伟 完成时间：3月8日
2. 更新客户安抚方案并发给客服部 责任人：李娜 完成时间：3月7日
3. 整理测试用例，不少于50条 责任人：陈晨 完成时间：3月12日
"""
OUTLOOK_REPLY = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm; font-size:10.5pt}
--></style></head><body lang=ZH-CN><div class=WordSection1>
<p class=MsoNormal>第1项已完成。<o:p></o:p></p>
<p class=MsoNormal>第2项需要延期到3月12日，因为接口还要联调。<o:p></o:p></p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal><b>发件人<span lang=EN-US>:</span></b> 会议纪要 &lt;minutes@example.com&gt;<br><b>发送时间:</b>
2024年3月5日 8:00<br><b>收件人:</b> 张伟 &lt;zhang.wei@example.com&gt;<br><b>主题:</b> 请确认：第12周项目例会</p>
</div></div><table border=1><tr><td>序号<td>任务<td>负责人<td>截止</tr>{rows}</table></div></body></html>
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of mail, what must be read from it, and the seconds that it may take."""

    name: str
    written: Callable[[int], bytes]
    """The mail as bytes; each number makes another copy, so that nothing is remembered from the copy before."""
    aim: float
    right: Callable[[Understanding], bool] = lambda _: True


def main() -> None:
    chosen = [shape for shape in shapes() if len(sys.argv) < 2 or sys.argv[1] in shape.name]
    print(f"{'shape':32} {'mails/s':>9} {'ms a mail':>10} {'aim ms':>7}  met")
    wrong = [shape.name for shape in chosen if not report(shape)]
    if wrong:
        raise SystemExit(f"read wrongly: {', '.join(wrong)}")


def report(shape: Shape) -> bool:
    """Prints the line of the shape; whether it was read rightly."""
    context = ReadingContext(
        Directory(
            (
                Person("张伟", "zhang.wei@example.com", "技术部"),
                Person("李娜", "li.na@example.com", "产品部"),
                Person("陈晨", "chen.chen@example.com", "产品部"),
            )
        ),
        WorkCalendar(ZoneInfo("Asia/Shanghai")),
        frozenset({"minutes@example.com"}),
    )
    right = True
    taken: list[float] = []
    copies = 1 if shape.aim == HOSTILE_AIM else 500
    for number in range(copies):
        raw = shape.written(number)
        start = time.perf_counter()
        found = understand(parse(raw), context)
        taken.append(time.perf_counter() - start)
        right = right and shape.right(found)
        if sum(taken) > MEASURED_SECONDS and len(taken) > 2:
            break
    seconds = statistics.median(taken)
    met = ("yes" if seconds <= shape.aim else "NO") + ("" if right else ", but read WRONGLY")
    print(f"{shape.name:32} {1 / seconds:9.1f} {seconds * 1000:10.2f} {shape.aim * 1000:7.0f}  {met}", flush=True)
    return right


def shapes() -> Iterator[Shape]:
    yield from plain_shapes()
    yield from file_shapes()
    for name, text, html in hostile_texts():
        yield Shape(f"1 MB {name}", letter("你好", text, html=html), HOSTILE_AIM)
    for name, subject in (("Re:", "Re: " * (MEGABYTE // 4)), ("[[[", "[" * MEGABYTE)):
        yield Shape(f"1 MB subject {name}", letter(subject, "收到"), HOSTILE_AIM)


def plain_shapes() -> Iterator[Shape]:
    yield Shape(
        "plain reply",
        letter("Re: 请确认：第12周项目例会", "同意，没有异议。\n\n张伟\n", In_Reply_To="<a@example.com>"),
        PLAIN_AIM,
        lambda found: found.reply is not None and found.reply.answer == "yes",
    )
    yield Shape(
        "plain notice",
        letter("会议通知：订单系统数据延迟专项沟通", NOTICE),
        PLAIN_AIM,
        lambda found: found.meeting is not None and found.meeting.place == "3号会议室（线下）/腾讯会议（线上）",
    )
    yield Shape("labelled minutes", letter("会议纪要：第12周项目例会", LABELLED), PLAIN_AIM, actions(3))
    yield Shape("guide minutes", letter("会议纪要：专项沟通", MINUTES), PLAIN_AIM, actions(3))
    rows = "".join(f"<tr><td>{n}<td>第{n}项任务<td>张伟<td>3月8日</tr>" for n in range(1, 6))
    yield Shape(
        "Outlook reply with quote",
        letter(
            "答复: 请确认：第12周项目例会",
            OUTLOOK_REPLY.replace("{rows}", rows),
            html=True,
            In_Reply_To="<a@example.com>",
        ),
        PLAIN_AIM,
        lambda found: found.reply is not None and [item.answer for item in found.reply.items] == ["done", "delay"],
    )
    head = "<tr><th>序号<th>任务<th>负责人<th>完成时间</tr>"
    yield Shape(
        "HTML action table",
        letter("会议纪要：周会", f"<p>会议主题：周会</p><table border=1>{head}{rows}</table>", html=True),
        PLAIN_AIM,
        actions(5),
    )


def actions(count: int) -> Callable[[Understanding], bool]:
    return lambda found: len(found.actions) == count and all(one.owner and one.due for one in found.actions)


def file_shapes() -> Iterator[Shape]:
    for name, content in (("minutes.docx", word()), ("minutes.xlsx", sheet())):
        yield Shape(
            f"{ROWS}-row .{name[-4:]}", letter("会议纪要", "见附件。", file=(name, content)), FILE_AIM, actions(ROWS)
        )


def table() -> Iterator[tuple[str, ...]]:
    yield "序号", "任务", "负责人", "完成时间", "备注"
    for n in range(1, ROWS + 1):
        yield (
            str(n),
            f"完成第{n}个模块的开发并通过测试",
            ("张伟", "李娜", "陈晨")[n % 3],
            f"2024年3月{n % 20 + 8}日",
            "",
        )


def word() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("会议纪要", 1)
    grid = document.add_table(ROWS + 1, 5)
    for cell, text in zip(grid._cells, (text for row in table() for text in row), strict=True):
        cell.text = text
    return saved(document.save)


def sheet() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in table():
        book.worksheets[0].append(row)
    return saved(book.save)


def saved(save: Callable[[BytesIO], None]) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()


def hostile_texts() -> Iterator[tuple[str, str, bool]]:
    """Names, texts of a megabyte, and whether they are HTML."""
    for name, piece in (
        ("one long line", "订单同步延迟"),
        ("brackets", "("),
        ("brackets 【", "【"),
        ("quotes", '"'),
        (">", ">"),
        ("> lines", "> 甲\n"),
        ("1.1.1.1", "1.1."),
        ("3月3月", "3月"),
        ("12/12/", "12/"),
        ("digits", "1"),
        ("由由由", "由"),
        ("责任人:", "责任人:"),
        ("责任人 lines", "责任人:\n"),
        ("action lines", "1. 完成测试 责任人：张伟 完成时间：3月8日\n"),
        ("spaces", " "),
        ("tabs", "甲\t"),
        ("pipes", "|"),
        ("写道:", "写道:"),
        ("写道: lines", "2024年3月5日，张伟写道:\n"),
        ("Re:", "Re: "),
        ("From: lines", "发件人: a\n"),
        ("blank lines", "\n"),
        ("dashes", "-"),
        ("at signs", "a@"),
        ("@names", "@张伟"),
        ("、names", "张伟、"),
        ("commas", "，"),
        ("colons", "："),
        ("links", "http://"),
    ):
        yield name, filled(piece), False
    deep = 100_000
    for name, html in (
        ("div 100,000 deep", "<div>" * deep + "甲" + "</div>" * deep),
        ("blockquote deep", "<blockquote>" * (MEGABYTE // 12)),
        ("table deep", "<table><tr><td>" * (MEGABYTE // 15)),
        ("font deep", "<font>甲" * (MEGABYTE // 9)),
        ("<td>", "<table border=1>" + filled("<td>")),
        ("<td>甲", "<table border=1>" + filled("<td>甲")),
        ("<tr><td>甲", "<table border=1>" + filled("<tr><td>甲")),
        ("<p>", filled("<p>甲")),
        ("<br>", filled("<br>")),
        ("<li>", "<ol>" + filled("<li>甲")),
        ("<", filled("<")),
        ("&", filled("&")),
        ("attributes", "<p " + filled("a=b ") + ">甲"),
        ("styles", "<style>" + filled(".a,#b{display:none}") + "</style>甲"),
        ("<span style>", filled("<span style='color:red'>甲</span>")),
        ("<!--", filled("<!--")),
        ("nbsp", filled("&nbsp;")),
    ):
        yield f"HTML {name}", html, True


def filled(piece: str) -> str:
    return piece * (MEGABYTE // len(piece.encode()))


def mail(
    copy: int, subject: str, text: str, *, html: bool = False, file: tuple[str, bytes] | None = None, **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"] = "张伟 <zhang.wei@example.com>"
    message["To"] = "minutes@example.com"
    message["Date"] = format_datetime(NOW)
    message["Message-ID"] = "<reading@client.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("TEXT", subtype="html" if html else "plain", cte="base64")
    if file:
        message.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
    body = base64.encodebytes(text.encode() + b" " * copy)
    raw = message.as_bytes().replace(base64.encodebytes(b"TEXT\n"), body, 1)
    return b"Subject: " + subject.encode() + b"\n" + raw


def letter(subject: str, text: str, *, html: bool = False, **more: Any) -> Callable[[int], bytes]:
    return lambda copy: mail(copy, subject, text, html=html, **more)


if __name__ == "__main__":
    main()
