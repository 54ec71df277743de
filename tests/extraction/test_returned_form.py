"""Our form mail, filled in where it is quoted below the answer, as the common mail programs send it back."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail import samples
from coordmail.mail.compose import Composer
from coordmail.mail.message import parse
from coordmail.model import Kind
from coordmail.record import MailKind
from tests.extraction.invented import CALENDAR, DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from coordmail.mail.templates import Rendered
    from coordmail.model import Language, Understanding

CONTEXT = ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"}))
KINDS = (MailKind.FORM, MailKind.FORM_REMINDER)
ANSWERS: dict[Language, dict[str, str]] = {
    "zh": {
        "问题描述": "华东区订单同步延迟2小时",
        "解决方案": "1. 完成服务器扩容\n2. 调整同步频率为每小时一次",
        "责任人/完成时限": "1. 张伟,3月12日前;2. 李娜,3月15日前",
        "备注": "下次会议3月18日10:00",
    },
    "en": {
        "Problem": "Orders are two hours late",
        "Solutions": "1. Extend the server\n2. Write the test plan for the order system",
        "Owners and deadlines": "1. Peter Smith, 12 March; 2. Mary Jones, 15 March",
        "Remarks": "Next meeting on 18 March",
    },
}


@cache
def form(kind: MailKind, language: Language) -> Rendered:
    """The form as it was sent."""
    story = next(story for story in samples.STORIES if story.language == language)
    composer = Composer("Minutes <minutes@example.com>", "Example Ltd", ZoneInfo("Asia/Shanghai"))
    context = next(iter(samples.contexts(kind, story)))
    return composer.render(samples.heading(kind, story), {**context, "now": samples.NOW})


def typed_in(text: str, language: Language, *, html: bool = False) -> str:
    """The form with the answers typed behind its labels."""
    colon = "\uff1a" if language == "zh" else ":"
    line_break = "<br>" if html else "\n"
    for label, answer in ANSWERS[language].items():
        for blank in (f"{label}{colon}", f"{label}:"):
            if f"{blank}\n" in text or f"{blank}</div>" in text or f"{blank} </div>" in text or f"{blank} \n" in text:
                lines = answer.split("\n")
                said = line_break.join([lines[0], *lines[1:]] if len(lines) == 1 else ["", *lines])
                for end in ("\n", "</div>", " \n", " </div>"):
                    text = text.replace(f"{blank}{end}", f"{blank}{said}{end}")
                break
        else:
            raise AssertionError(label)
    return text


def outlook(new: str, quoted: str, subject: str) -> str:
    return (
        f"{new}\n\nFrom: Minutes <minutes@example.com>\nSent: Tuesday, March 5, 2024 4:00 PM\n"
        f"To: Chen Chen <chen.chen@example.com>\nSubject: {subject}\n\n{quoted}"
    )


def outlook_zh(new: str, quoted: str, subject: str) -> str:
    return (
        f"{new}\n\n________________________________\n发件人: Minutes <minutes@example.com>\n"
        f"发送时间: 2024年3月5日 16:00\n收件人: 陈晨 <chen.chen@example.com>\n主题: {subject}\n\n{quoted}"
    )


def qq(new: str, quoted: str, subject: str) -> str:
    return (
        f"{new}\n\n\n------------------&nbsp;Original&nbsp;------------------\n"
        f'From: &nbsp;"Minutes"<minutes@example.com>;\nDate: &nbsp;Tue, Mar 5, 2024 04:00 PM\n'
        f'To: &nbsp;"陈晨"<chen.chen@example.com>;\n\nSubject: &nbsp;{subject}\n\n\n\n{quoted}'
    )


def foxmail(new: str, quoted: str, subject: str) -> str:
    return (
        f"{new}\n\n\n陈晨\n\n发件人\uff1a Minutes\n发送时间\uff1a 2024-03-05 16:00\n收件人\uff1a 陈晨\n"
        f"主题\uff1a {subject}\n{quoted}"
    )


def gmail(new: str, quoted: str, subject: str) -> str:
    del subject
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
    return f"{new}\n\nOn Tue, Mar 5, 2024 at 4:00 PM Minutes <minutes@example.com> wrote:\n\n{lines}"


PROGRAMS = (outlook, outlook_zh, qq, foxmail, gmail)


def answer(text: str | None, html: str | None, subject: str) -> Understanding:
    """What the recorder's answer is understood to say."""
    mail = EmailMessage()
    mail["From"] = "陈晨 <chen.chen@example.com>"
    mail["To"] = "Minutes <minutes@example.com>"
    mail["Subject"] = f"Re: [CM-12-7K3Q9F] {subject}"
    mail["Date"] = "Tue, 5 Mar 2024 17:00:00 +0800"
    mail["Message-ID"] = "<answer@example.com>"
    mail["In-Reply-To"] = "<sample.form@example.com>"
    if text is not None:
        mail.set_content(text)
    if html is not None and text is not None:
        mail.add_alternative(html, subtype="html")
    elif html is not None:
        mail.set_content(html, subtype="html")
    return understand(parse(mail.as_bytes()), CONTEXT)


def check(found: Understanding, language: Language) -> None:
    """Nothing is lost, and nothing of our own words is taken for the recorder's."""
    assert found.kind is Kind.MINUTES
    emails = ("zhang.wei", "li.na") if language == "zh" else ("peter.smith", "mary.jones")
    assert [action.owner_email for action in found.actions] == [f"{name}@example.com" for name in emails]
    assert [action.due for action in found.actions] == [date(2024, 3, 12), date(2024, 3, 15)]
    assert found.minutes is not None
    assert found.meeting is not None
    answers = list(ANSWERS[language].values())
    assert (found.minutes.problem, found.minutes.remarks) == (answers[0], answers[3])
    assert (found.minutes.points, found.resources) == ((), ())
    story = next(story for story in samples.STORIES if story.language == language)
    assert found.meeting.topic == story.topic


@pytest.mark.parametrize("new", ["", "见下", "已填好\uff0c请查收\u3002"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_form_filled_in_below(
    program: Callable[[str, str, str], str], language: Language, kind: MailKind, new: str
) -> None:
    sent = form(kind, language)
    text = program(new, typed_in(sent.text, language), sent.subject)
    check(answer(text, None, sent.subject), language)


@pytest.mark.parametrize("new", ["稍后发", "", "Will send it tomorrow.", "收到"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_form_that_was_left_blank_is_no_minutes(
    program: Callable[[str, str, str], str], language: Language, new: str
) -> None:
    sent = form(MailKind.FORM, language)
    found = answer(program(new, sent.text, sent.subject), None, sent.subject)
    assert (found.kind, found.actions) == (Kind.REPLY, ())


def outlook_html(new: str, quoted: str, subject: str) -> str:
    return (
        f'<html><body><div class="WordSection1"><p class="MsoNormal">{new or "&nbsp;"}</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        "<b>From:</b> Minutes &lt;minutes@example.com&gt;<br><b>Sent:</b> Tuesday, March 5, 2024 4:00 PM<br>"
        f"<b>To:</b> Chen Chen &lt;chen.chen@example.com&gt;<br><b>Subject:</b> {subject}</p></div>"
        f"<p class='MsoNormal'>&nbsp;</p>{quoted}</div></body></html>"
    )


def gmail_html(new: str, quoted: str, subject: str) -> str:
    del subject
    return (
        f'<div dir="ltr">{new}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Mar 5, 2024 '
        "at 4:00 PM Minutes &lt;minutes@example.com&gt; wrote:<br></div><blockquote class='gmail_quote' "
        f'style="margin:0px 0px 0px 0.8ex">{quoted}</blockquote></div>'
    )


def qq_html(new: str, quoted: str, subject: str) -> str:
    return (
        f"<div>{new}</div><div><br></div><div style='font-size:12px;'>------------------&nbsp;Original&nbsp;"
        '------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>From: </b>&nbsp;'
        '"Minutes"&lt;minutes@example.com&gt;;</div><div><b>Date: </b>&nbsp;Tue, Mar 5, 2024 04:00 PM</div>'
        '<div><b>To: </b>&nbsp;"陈晨"&lt;chen.chen@example.com&gt;;</div>'
        f"<div><b>Subject: </b>&nbsp;{subject}</div></div><div><br></div>{quoted}"
    )


def body_of(html: str) -> str:
    """What programs quote of a page: its body."""
    return html.partition("<body")[2].partition(">")[2].rpartition("</body>")[0]


@pytest.mark.parametrize("alternative", [True, False])
@pytest.mark.parametrize("new", ["", "见下"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("program", "plain"), [(outlook_html, outlook), (gmail_html, gmail), (qq_html, qq)], ids=["outlook", "gmail", "qq"]
)
def test_form_filled_in_below_in_html(
    program: Callable[[str, str, str], str],
    plain: Callable[[str, str, str], str],
    language: Language,
    new: str,
    alternative: bool,
) -> None:
    sent = form(MailKind.FORM, language)
    html = program(new, typed_in(body_of(sent.html), language, html=True), sent.subject)
    text = plain(new, typed_in(sent.text, language), sent.subject) if alternative else None
    check(answer(text, html, sent.subject), language)


def test_table_typed_into_the_quoted_form() -> None:
    sent = form(MailKind.FORM, "zh")
    table = (
        "<table border=1><tr><td>任务</td><td>责任人</td><td>完成时间</td></tr>"
        "<tr><td>完成服务器扩容</td><td>张伟</td><td>3月12日</td></tr>"
        "<tr><td>调整同步频率为每小时一次</td><td>李娜</td><td>3月15日</td></tr></table>"
    )
    quoted = body_of(sent.html).replace("解决方案\uff1a</div>", f"解决方案\uff1a{table}</div>")
    found = answer(None, outlook_html("", quoted, sent.subject), sent.subject)
    assert found.kind is Kind.MINUTES
    assert [(action.task, action.owner_email) for action in found.actions] == [
        ("完成服务器扩容", "zhang.wei@example.com"),
        ("调整同步频率为每小时一次", "li.na@example.com"),
    ]


def test_answers_typed_between_quoted_lines() -> None:
    sent = form(MailKind.FORM, "zh")
    quoted = "\n".join(f"> {line}".rstrip() for line in sent.text.split("\n"))
    quoted = quoted.replace("> 解决方案\uff1a", "> 解决方案\uff1a\n1. 完成服务器扩容\n2. 调整同步频率为每小时一次\n")
    quoted = quoted.replace(
        "> 责任人/完成时限\uff1a", "> 责任人/完成时限\uff1a\n1. 张伟\uff0c3月12日前\uff1b2. 李娜\uff0c3月15日前\n"
    )
    found = answer(f"On Tue, Mar 5, 2024 Minutes <minutes@example.com> wrote:\n{quoted}", None, sent.subject)
    assert found.kind is Kind.MINUTES
    assert [(action.owner, action.due) for action in found.actions] == [
        ("张伟", date(2024, 3, 12)),
        ("李娜", date(2024, 3, 15)),
    ]


def test_form_that_lost_its_quote_marks() -> None:
    sent = form(MailKind.FORM, "zh")
    check(answer(typed_in(sent.text, "zh"), None, sent.subject), "zh")


@pytest.mark.parametrize("kind", [MailKind.CONFIRM_REQUEST, MailKind.UNDERSTOOD, MailKind.SUMMARY])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_other_mails_of_ours_are_no_forms(language: Language, kind: MailKind) -> None:
    sent = form(kind, language)
    for new in ("确认", ""):
        found = answer(outlook(new, sent.text, sent.subject), None, sent.subject)
        assert (found.kind, found.actions) == (Kind.REPLY, ())
