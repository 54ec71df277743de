"""A mail as the rest of the program sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from coordmail.mail.language import detect
from coordmail.mail.message import parse
from coordmail.mail.moments import read_moment

CHINA = timezone(timedelta(hours=8))
HEAD = (
    "From: 张伟 <Zhang.Wei@example.com>\r\nTo: 会议纪要 <minutes@example.com>\r\n"
    "Cc: li.na@example.com\r\nReply-To: team@example.com\r\n"
    "Subject: 回复：纪要\r\nDate: Tue, 5 Mar 2024 14:00:00 +0800\r\nMessage-ID: <1@example.com>\r\n"
    "In-Reply-To: <q@minutes.example.com>\r\nReferences: <a@example.com>\r\n <q@minutes.example.com>\r\n"
)
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:周会\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def mail(body: str, content_type: str = "text/plain; charset=utf-8", head: str = HEAD) -> bytes:
    return f"{head}Content-Type: {content_type}\r\n\r\n{body}".encode()


def multipart(kind: str, *parts: tuple[str, str]) -> bytes:
    body = "".join(f"--b\r\n{headers}\r\n\r\n{content}\r\n" for headers, content in parts)
    return mail(f"{body}--b--\r\n", f"multipart/{kind}; boundary=b")


PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"


def test_headers() -> None:
    message = parse(mail("同意"))
    assert message.message_id == "<1@example.com>"
    assert message.in_reply_to == ("<q@minutes.example.com>",)
    assert message.references == ("<a@example.com>", "<q@minutes.example.com>")
    assert (message.from_name, message.from_address) == ("张伟", "zhang.wei@example.com")
    assert message.to == (("会议纪要", "minutes@example.com"),)
    assert message.cc == (("", "li.na@example.com"),)
    assert message.reply_to == (("", "team@example.com"),)
    assert message.subject == "回复：纪要"
    assert message.date == datetime(2024, 3, 5, 14, tzinfo=CHINA)
    assert message.date.utcoffset() == timedelta(hours=8)
    assert message.text.strip() == message.new_text == "同意"
    assert message.html is None
    assert message.new_html is None
    assert message.automatic is None


def test_a_mail_without_any_header() -> None:
    message = parse(b"\r\nhello")
    assert (message.message_id, message.from_address, message.subject, message.date) == ("", "", "", None)
    assert message.new_text == "hello"


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        ("Date: 2024-03-05 14:00:00\r\n", datetime(2024, 3, 5, 14, tzinfo=UTC)),
        ("Received: by mx.example.com; Tue, 5 Mar 2024 14:00:00 +0800\r\n", datetime(2024, 3, 5, 14, tzinfo=CHINA)),
        ("Date: yesterday\r\n", None),
    ],
)
def test_dates_out_of_the_ordinary(headers: str, moment: datetime | None) -> None:
    assert parse(f"{headers}\r\nx".encode()).date == moment


def test_authentication_results_top_first() -> None:
    head = "Authentication-Results: mx.example.com;\r\n spf=pass\r\nAuthentication-Results: other; spf=fail\r\n"
    assert parse(mail("x", head=head)).authentication_results == ("mx.example.com; spf=pass", "other; spf=fail")


def test_the_digest_is_that_of_the_content() -> None:
    first = parse(mail("同意")).digest
    assert parse(b"Received: by a; x\r\nX-Spam: no\r\n" + mail("同意")).digest == first
    assert parse(mail("不同意")).digest != first
    assert parse(mail("同意", head=HEAD.replace("纪要", "通知"))).digest != first


def test_alternative_gives_both() -> None:
    message = parse(multipart("alternative", (PLAIN, "同意\r\n"), (HTML, "<p>同意</p>")))
    assert message.new_text == "同意"
    assert message.html == "<p>同意</p>"
    assert message.new_html is not None


def test_html_alone_gives_text() -> None:
    message = parse(mail("<p>一</p><p>二</p>", "text/html; charset=utf-8"))
    assert message.text.split() == message.new_text.split() == ["一", "二"]


def test_pieces_of_a_body_are_joined() -> None:
    message = parse(multipart("mixed", (PLAIN, "一"), (HTML, "<p>二</p>"), (PLAIN, "三")))
    assert message.new_text.split() == ["一", "二", "三"]


def test_flowed_text() -> None:
    body = "第2项申请 \r\n延期。\r\n\r\n-- \r\n张伟\r\n"
    assert parse(mail(body, "text/plain; charset=utf-8; format=flowed; delsp=yes")).new_text == "第2项申请延期。"
    assert parse(mail(body, "text/plain; charset=utf-8; format=flowed")).new_text == "第2项申请 延期。"


def test_a_line_end_with_two_carriage_returns_is_one() -> None:
    assert parse(mail("一\r\r\n二\r\r\n\r\r\n三\r\r\n", "text/plain; charset=utf-8")).new_text == "一\n二\n\n三"


def test_calendar_parts_and_files() -> None:
    message = parse(
        multipart(
            "mixed",
            (PLAIN, ""),
            ("Content-Type: text/calendar; method=REQUEST; charset=utf-8", INVITATION),
            (
                (
                    'Content-Type: application/ics; name="invite.ics"\r\nContent-Disposition: attachment; '
                    'filename="invite.ics"'
                ),
                INVITATION,
            ),
        )
    )
    assert len(message.calendars) == 1
    assert "SUMMARY:周会" in message.calendars[0].decode()
    assert message.attachments == ()


def test_pictures_in_the_body_are_no_attachments() -> None:
    message = parse(
        multipart(
            "related",
            (HTML, '<p>同意</p><img src="cid:logo">'),
            ("Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline", "x"),
            ("Content-Type: image/png\r\nContent-Disposition: attachment; filename=photo.png", "x"),
        )
    )
    assert [attachment.filename for attachment in message.attachments] == ["photo.png"]


FORWARD = (
    "FYI\r\n\r\n---------- Forwarded message ---------\r\nFrom: 李娜 <Li.Na@example.com>\r\n"
    "Date: 2024年3月4日周一 09:30\r\nSubject: 会议纪要：延迟\r\n"
    "To: 张伟 <zhang.wei@example.com>\r\n\r\n\r\n1. 张伟于周三前完成\r\n2. 李娜于周五前完成\r\n"
)


def test_forwarded_inline() -> None:
    message = parse(mail(FORWARD, head=HEAD.replace("回复", "Fwd")))
    assert message.new_text == "FYI"
    assert message.forwarded is not None
    assert message.forwarded.sender == "li.na@example.com"
    assert message.forwarded.date == datetime(2024, 3, 4, 9, 30, tzinfo=CHINA)
    assert message.forwarded.subject == "会议纪要：延迟"
    assert message.forwarded.text.splitlines() == ["1. 张伟于周三前完成", "2. 李娜于周五前完成"]


def test_forwarded_html_keeps_its_table() -> None:
    html = (
        "<div>请处理</div>"
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
        "发件人： <strong>李娜</strong> &lt;li.na@example.com&gt;<br>"
        "Date: 2024年3月4日周一 09:30<br>Subject: 纪要<br>To: 张伟<br></div><br>"
        "<table><tr><td>任务</td><td>责任人</td></tr><tr><td>扩容</td><td>张伟</td></tr></table></div>"
    )
    message = parse(mail(html, "text/html; charset=utf-8", head=HEAD.replace("回复", "转发")))
    assert message.new_text == "请处理"
    assert message.forwarded is not None
    assert message.forwarded.html is not None
    assert "<table>" in message.forwarded.html
    assert "Forwarded" not in message.forwarded.html
    assert "请处理" not in message.forwarded.html
    assert "扩容" in message.forwarded.text


def test_forwarded_twice_leads_to_the_content() -> None:
    outer = (
        "\r\n________________________________\r\n发件人： 王强 <wang.qiang@example.com>\r\n"
        "发送时间： 2024年3月5日 10:00\r\n收件人： 张伟\r\n主题： 转发： 纪要\r\n\r\n请看\r\n\r\n"
    )
    message = parse(mail(outer + FORWARD, head=HEAD.replace("回复", "转发")))
    assert message.new_text == ""
    assert message.forwarded is not None
    assert message.forwarded.sender == "li.na@example.com"


def test_a_reply_forwards_nothing() -> None:
    body = (
        "同意\r\n\r\n发件人： 李娜 <li.na@example.com>\r\n发送时间： 2024年3月4日 09:30\r\n"
        "收件人： 张伟\r\n主题： 纪要\r\n\r\n1. 张伟于周三前完成\r\n"
    )
    assert parse(mail(body)).forwarded is None
    assert parse(mail(body.removeprefix("同意"))).forwarded is None


def test_forwarded_as_attachment() -> None:
    inner = (
        "From: li.na@example.com\r\nSubject: 会议纪要\r\nDate: Mon, 4 Mar 2024 09:30:00 +0800\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n1. 张伟于周三前完成\r\n"
    )
    message = parse(multipart("mixed", (PLAIN, "请处理"), ("Content-Type: message/rfc822", inner)))
    assert message.new_text == "请处理"
    assert message.forwarded is not None
    assert (message.forwarded.text, message.forwarded.sender) == ("1. 张伟于周三前完成", "li.na@example.com")
    assert message.forwarded.date == datetime(2024, 3, 4, 9, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024年3月5日(星期二) 下午2:00", (2024, 3, 5, 14, 0)),
        ("2024年3月5日 下午 02:00", (2024, 3, 5, 14, 0)),
        ("2024-03-05 14:00:00", (2024, 3, 5, 14, 0)),
        ("2024/3/5 14:00", (2024, 3, 5, 14, 0)),
        ("Tuesday, March 5, 2024 2:00 PM", (2024, 3, 5, 14, 0)),
        ("Tue, Mar 5, 2024 at 12:30 AM", (2024, 3, 5, 0, 30)),
        ("Tuesday, 5 March 2024 2:00 p.m.", (2024, 3, 5, 14, 0)),
        ("05.03.2024 14:00", (2024, 3, 5, 14, 0)),
        ("24/3/5 14:00 (GMT+08:00)", (2024, 3, 5, 14, 0)),
        ("Tue, 5 Mar 2024 14:00:00 +0800", (2024, 3, 5, 14, 0)),
        ("next week", None),
    ],
)
def test_moments(written: str, moment: tuple[int, int, int, int, int] | None) -> None:
    assert read_moment(written, CHINA) == (datetime(*moment, tzinfo=CHINA) if moment else None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("同意", "zh"),
        ("OK", "en"),
        ("", "en"),
        ("Hi 张伟, please confirm the minutes by Friday", "en"),
        ("请确认会议纪要，PR 和 release 由张伟负责", "zh"),
        ("https://example.com/a/very/long/path 已完成", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language
