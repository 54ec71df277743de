"""Reports of mail that did not arrive, in the forms that servers write them."""

from __future__ import annotations

import pytest

from coordmail.mail.message import Bounce, parse

ORIGINAL = (
    "Message-ID: <confirm.1@minutes.example.com>\r\nFrom: minutes@example.com\r\n"
    "To: zhang.wei@example.org\r\nSubject: x\r\n"
)


def report(
    fields: str, returned: str = "message/rfc822", body: str = "This is the mail system at host mx.example.org."
) -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r\nTo: minutes@example.com\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{body}\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n{fields}\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\n{ORIGINAL}\r\nhello\r\n--b--\r\n"
    ).encode()


FAILED = (
    "Final-Recipient: rfc822; Zhang.Wei@example.org\r\n"
    "Original-Recipient: rfc822;zhang.wei@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <zhang.wei@example.org>: Recipient address rejected:\r\n User unknown\r\n"
)


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_rfc_3464(returned: str) -> None:
    assert parse(report(FAILED, returned)).bounce == Bounce(
        ("zhang.wei@example.org",),
        permanent=True,
        status="5.1.1",
        diagnostic="smtp; 550 5.1.1 <zhang.wei@example.org>: Recipient address rejected: User unknown",
        original_message_id="<confirm.1@minutes.example.com>",
    )


def test_several_recipients_of_whom_one_failed() -> None:
    arrived = "Final-Recipient: rfc822; li.na@example.org\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n"
    bounce = parse(report(arrived + FAILED)).bounce
    assert bounce is not None
    assert bounce.recipients == ("zhang.wei@example.org",)


def test_given_up_after_trying() -> None:
    bounce = parse(report("Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 4.4.1\r\n")).bounce
    assert bounce is not None
    assert not bounce.permanent


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure(action: str) -> None:
    message = parse(report(f"Final-Recipient: rfc822; a@example.org\r\nAction: {action}\r\nStatus: 2.0.0\r\n"))
    assert message.bounce is None
    assert message.automatic


def test_the_returned_mail_is_not_forwarded_mail() -> None:
    assert parse(report(FAILED)).forwarded is None


QQ = """抱歉，您的邮件被退回来了……
原邮件信息：
时间 2024-03-05 14:00:00
主题 请确认会议纪要
收件人 zhang.wei@example.org
退信原因 收件人邮件地址（zhang.wei@example.org）不存在，邮件无法送达。
host mx.example.org[192.0.2.1] said: 550 Mailbox not found
此外，您还可以 点击这里 获取更多关于退信的帮助信息。"""
NETEASE = """抱歉，您的邮件被退回来了……
原邮件信息：
时 间： 2024-03-05 14:00:00
主 题： 请确认会议纪要
收件人： zhang.wei@example.org
退信原因：
收件人邮箱已满
英文说明:SMTP error, RCPT TO: Host example.org(192.0.2.1) said 552 Mailbox quota exceeded
Message-ID: <confirm.1@minutes.example.com>"""
EXCHANGE = """传递到以下收件人或组时失败：

zhang.wei@example.org<mailto:zhang.wei@example.org>
找不到您输入的电子邮件地址。

供管理员使用的诊断信息:
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

Message-ID: <confirm.1@minutes.example.com>"""
EXIM = """This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

  zhang.wei@example.org
    Unrouteable address"""


@pytest.mark.parametrize(
    ("sender", "subject", "body", "permanent", "status"),
    [
        ("PostMaster@qq.example.com", "系统退信", QQ, True, None),
        ("Postmaster@163.example.com", "系统退信", NETEASE, True, None),
        ("postmaster@example.com", "未送达: 请确认会议纪要", EXCHANGE, True, "5.1.10"),
        ("Mailer-Daemon@mx.example.com", "Mail delivery failed: returning message to sender", EXIM, True, None),
    ],
)
def test_letters(sender: str, subject: str, body: str, permanent: bool, status: str | None) -> None:
    raw = (
        f"From: {sender}\r\nTo: minutes@example.com\r\nSubject: {subject}\r\nContent-Type: text/plain; "
        f"charset=utf-8\r\n\r\n{body}"
    )
    bounce = parse(raw.encode()).bounce
    assert bounce is not None
    assert bounce.recipients == ("zhang.wei@example.org",)
    assert (bounce.permanent, bounce.status) == (permanent, status)
    if "Message-ID" in body:
        assert bounce.original_message_id == "<confirm.1@minutes.example.com>"


def test_the_reason_is_kept() -> None:
    raw = f"From: PostMaster@qq.example.com\r\nSubject: 系统退信\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{QQ}"
    bounce = parse(raw.encode()).bounce
    assert bounce is not None
    assert bounce.diagnostic is not None
    assert "不存在" in bounce.diagnostic or "550" in bounce.diagnostic


@pytest.mark.parametrize("subject", ["退信问题讨论会通知", "Undeliverable: who looks into it?"])
def test_people_may_write_about_bounces(subject: str) -> None:
    assert parse(f"From: li.na@example.com\r\nSubject: {subject}\r\n\r\nx".encode()).bounce is None
