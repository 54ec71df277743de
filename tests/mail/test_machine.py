"""Mail that machines wrote is told from mail that people wrote."""

from __future__ import annotations

import pytest

from coordmail.mail.message import parse


def mail(headers: str = "", subject: str = "纪要", body: str = "同意", sender: str = "a@example.com") -> bytes:
    opening = f"From: {sender}\r\nSubject: {subject}\r\n{headers}"
    return f"{opening}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ("Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-replied"),
        ("Auto-Submitted: auto-generated; x=y\r\n", "Auto-Submitted: auto-generated; x=y"),
        ("List-Id: Team <team.example.com>\r\n", "List-Id: Team <team.example.com>"),
        ("Return-Path: <>\r\n", "Return-Path: <>"),
        ("Precedence: bulk\r\n", "Precedence: bulk"),
        ("X-Autoreply: yes\r\n", "X-Autoreply: yes"),
        ("X-Auto-Response-Suppress: All\r\n", "X-Auto-Response-Suppress: all"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply\r\n", "X-Auto-Response-Suppress: dr, oof, autoreply"),
    ],
)
def test_headers(headers: str, reason: str) -> None:
    assert parse(mail(headers)).automatic == reason


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no\r\n",
        "Return-Path: <a@example.com>\r\n",
        "Precedence: normal\r\n",
        "X-Auto-Response-Suppress: DR, RN, NRN\r\n",
    ],
)
def test_people(headers: str) -> None:
    assert parse(mail(headers)).automatic is None


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复: 纪要",
        "自动回复：纪要",
        "[自动回复] 纪要",
        "自動回覆: 紀錄",
        "Automatic reply: Minutes",
        "Auto: Minutes",
        "Auto Reply: x",
        "Automatische Antwort: x",
        "系统自动回复",
        "(auto-reply) x",
    ],
)
def test_automatic_subjects(subject: str) -> None:
    assert parse(mail(subject=subject)).automatic == f"Subject: {subject.replace('：', ':')}"


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office: Minutes",
        "Out of the office",
        "OOO Re: Minutes",
        "外出：纪要",
        "外出自动回复: 纪要",
        "休假中",
        "出差期间自动回复",
        "不在办公室: 纪要",
        "我正在休假",
        "假期自动回复",
        "[外部邮件] 外出自动回复",
        "On vacation until Monday",
    ],
)
def test_absence(subject: str) -> None:
    message = parse(mail(subject=subject, body="我会尽快回复"))
    assert message.automatic
    assert message.out_of_office


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("自动回复: 纪要", "您好，我正在休假，3月11日回来。"),
        ("Automatic reply: Minutes", "I am out of the office until Monday."),
        ("Re: 纪要", "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。"),
    ],
)
def test_absence_by_words(subject: str, body: str) -> None:
    message = parse(mail(subject=subject, body=body))
    assert message.automatic
    assert message.out_of_office


@pytest.mark.parametrize(
    "subject",
    [
        "Re: 自动回复: 纪要",
        "回复: 外出培训的安排",
        "外出培训会议纪要",
        "会议纪要\uff1a自动回复",
        "会议通知: 客服自动回复",
        "出差报销会议通知",
        "关于自动化测试的会议通知",
        "Automation meeting minutes",
        "Office move minutes",
        "休假制度讨论会",
        "Read the minutes",
    ],
)
def test_ordinary_subjects(subject: str) -> None:
    assert parse(mail(subject=subject)).automatic is None


def test_an_automatic_answer_that_tells_of_no_absence() -> None:
    message = parse(mail(subject="自动回复: 纪要", body="您的来信已收到。"))
    assert message.automatic
    assert not message.out_of_office


@pytest.mark.parametrize(
    "subject", ["已读: 纪要", "Read: Minutes", "未读: 纪要", "阅读回执：纪要", "Not read: Minutes"]
)
def test_receipts(subject: str) -> None:
    assert str(parse(mail(subject=subject)).automatic).startswith("receipt")


def test_disposition_notification() -> None:
    raw = (
        "From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/report; "
        "report-type=disposition-notification; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nread\r\n--b\r\n"
        "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; "
        "a@example.com\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n"
    )
    message = parse(raw.encode())
    assert message.automatic == "read receipt"
    assert message.bounce is None


@pytest.mark.parametrize(
    "sender", ["mailer-daemon@example.com", "no-reply@example.com", "noreply@example.com", "postmaster@example.com"]
)
def test_senders(sender: str) -> None:
    assert parse(mail(sender=sender)).automatic == f"sender: {sender}"
