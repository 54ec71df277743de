"""The story in whose midst the service is killed: three weeks, four meetings, and everything that people send."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default

from coordmail.demo import letters
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, address
from tests.documents.making import docx, para
from tests.torture.nursery import POISON
from tests.workflow.office import MINUTES, NOTICE

Act = Callable[[Actors, datetime], object]

PARTNER = "wang.fang@partner.example"
"""No such mailbox, says the server."""
BUSY = address("david.miller")
"""Not now, says the server, in the scenes that say so."""


@dataclass(frozen=True)
class Scene:
    """What people send before one pass, and its clock; `runs`: how many passes at this moment it takes until
    another would change nothing."""

    when: str
    acts: tuple[Act, ...] = ()
    runs: int = 1
    busy: bool = False


def _says(who: str, kind: str, words: str) -> Act:
    return lambda people, now: people.answer(who, now, kind, words)


def _writes(who: str, subject: str, text: str) -> Act:
    return lambda people, now: people.text(who, now, subject, text)


def _twice(act: Act) -> Act:
    """The mail lies there twice, as it came two ways."""

    def deliver(people: Actors, now: datetime) -> None:
        act(people, now)
        people.servers.deliver(MAILBOX, b"X-Copy: 1\r\n" + people.servers.mails(MAILBOX)[-1], now)

    return deliver


def _stranger(people: Actors, now: datetime) -> None:
    raw = b"From: x@elsewhere.example\r\nMessage-ID: <x@elsewhere.example>\r\nSubject: minutes\r\n\r\n1. pay me\r\n"
    people.servers.deliver(MAILBOX, raw, now)


def _huge(people: Actors, now: datetime) -> None:
    head = f"From: {address('liu.yang')}\r\nMessage-ID: <huge@example.com>\r\nSubject: photos\r\n\r\n"
    people.servers.deliver(MAILBOX, head.encode() + b"x" * 76 + b"\r\n" * 600_000, now)


def _damaged(people: Actors, now: datetime) -> None:
    mail = EmailMessage()
    mail["Subject"] = "会议纪要\uff1a采购协调会"
    mail.set_content("纪要见附件。")
    mail.add_attachment(b"PK\x03\x04 damaged", maintype="application", subtype="octet-stream", filename="minutes.docx")
    people.write("liu.yang", now, mail)


def _in_word(people: Actors, now: datetime) -> None:
    mail = EmailMessage()
    mail["Subject"] = f"会议纪要\uff1a{_STOCKTAKING}"
    mail.set_content("纪要见附件。")
    body = "".join(para(line) for line in _elsewhere(MINUTES, _STOCKTAKING).splitlines())
    mail.add_attachment(docx(body), maintype="application", subtype="octet-stream", filename="minutes.docx")
    people.write("chen.chen", now, mail)


def _away(people: Actors, now: datetime) -> None:
    mail = EmailMessage()
    mail["Subject"] = "自动回复\uff1a休假"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("我在休假\uff0c3月13日返回。")
    people.write("wang.qiang", now, mail)


def _bounces(who: str, kind: str) -> Act:
    """The newest mail of `kind` to `who` comes back (RFC 3464)."""

    def deliver(people: Actors, now: datetime) -> None:
        returned = people.newest(who, kind)
        head = f"Message-ID: {returned['Message-ID']}\r\nTo: {address(who)}\r\nSubject: x\r\n\r\n"
        report = (
            "From: MAILER-DAEMON@example.com\r\nTo: minutes@example.com\r\nMessage-ID: <dsn@example.com>\r\n"
            "Return-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.com\r\n\r\n"
            f"Final-Recipient: rfc822; {address(who)}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}--b--\r\n"
        )
        people.servers.deliver(MAILBOX, report.encode(), now)

    return deliver


def _takes_over(who: str, asked: str, kind: str) -> Act:
    """`who` answers a mail that was `asked` alone."""

    def deliver(people: Actors, now: datetime) -> None:
        mail = EmailMessage()
        original = people.newest(asked, kind)
        mail["Subject"] = f"Re: {original['Subject']}"
        mail["In-Reply-To"] = str(original["Message-ID"])
        mail.set_content("确认")
        people.write(who, now, mail)

    return deliver


def _elsewhere(text: str, topic: str) -> str:
    """A letter of the other story, about other things and among other people."""
    names = {
        "订单系统数据延迟专项沟通": topic,
        "张伟": "刘洋",
        "王强": "周芳",
        "赵敏": f"王芳 <{PARTNER}>" if topic == _PARTNERS else "刘洋",
        "陈晨": "孙悦",
    }
    for old, new in names.items():
        text = text.replace(old, new)
    return text


_PARTNERS = "联合促销协调会"
_STOCKTAKING = "仓库盘点协调会"

SCENES = (
    Scene(
        "2024-03-04 09:30",
        (
            _twice(_writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)),
            lambda people, now: people.invite("emma.brown", now, letters.INVITATION_SUBJECT, letters.INVITATION),
            _stranger,
            _writes("sun.yue", "午餐", "今天中午一起吃饭吗\uff1f"),
            _writes("liu.yang", f"会议通知\uff1a{_PARTNERS}", _elsewhere(NOTICE, _PARTNERS)),
        ),
    ),
    Scene("2024-03-05 15:30"),
    Scene(
        "2024-03-05 16:00",
        (
            lambda people, now: people.answer("chen.chen", now, "form", letters.MINUTES),
            _says("sun.yue", "form", _elsewhere(MINUTES, _PARTNERS)),
        ),
        runs=2,
    ),
    Scene(
        "2024-03-05 16:30",
        (
            _says("zhang.wei", "confirm-request", "确认"),
            _says("li.na", "confirm-request", "同意\uff0c谢谢陈晨。"),
            _bounces("zhao.min", "confirm-request"),
            _says("sun.yue", "confirm-request", "有异议\uff1a第3项的客户安抚方案应先由客服部审核\uff0c再对外发布。"),
            _takes_over("tom.walker", "wang.qiang", "confirm-request"),
        ),
    ),
    Scene("2024-03-05 17:00", (_writes("liu.yang", POISON, "会议主题\uff1a下毒"),), runs=3),
    Scene(
        "2024-03-05 17:30",
        (
            _says("chen.chen", "objection", "第2项改为3月11日。"),
            _in_word,
            _huge,
            _damaged,
        ),
    ),
    Scene("2024-03-06 11:00", (_writes("zhao.min", "我的待办", "我的待办"),), busy=True),
    Scene(
        "2024-03-06 11:40",
        (
            lambda people, now: people.answer_html("olivia.reed", now, "form", letters.TABLE),
            _says("wang.qiang", "confirm-request", "确认\uff0c没有异议。"),
            _says("sun.yue", "confirm-request", "确认"),
        ),
        busy=True,
    ),
    Scene(
        "2024-03-06 13:00",
        (
            _says("tom.walker", "confirm-request", "Confirmed."),
            _says("emma.brown", "confirm-request", "Looks good to me, confirmed."),
            _says("zhao.min", "confirm-request", "确认"),
        ),
    ),
    Scene("2024-03-07 16:45"),
    Scene("2024-03-08 09:00"),
    Scene(
        "2024-03-08 10:30",
        (
            _says("wu.jing", "approval-request", "同意\uff0c请走加急采购流程。"),
            _says("zhang.wei", "overdue", "已完成\uff0c高优先级订单现在每小时同步一次。"),
            _says("zhao.min", "overdue", "进展60%\uff0c还在等客服部的话术。"),
            _away,
        ),
    ),
    Scene("2024-03-08 17:00", (_says("chen.chen", "verify-request", "验收通过\uff0c3月7日监控显示每小时同步正常。"),)),
    Scene("2024-03-11 09:00"),
    Scene(
        "2024-03-11 10:00",
        (
            _says("wang.qiang", "reminder", "申请延至3月14日\uff0c因为硬件3月13日才能到货。"),
            _says("tom.walker", "reminder", "Blocked: the staging server is not delivered."),
        ),
    ),
    Scene("2024-03-12 09:00", (_says("li.na", "delay-request", "同意"),)),
    Scene("2024-03-13 09:00"),
    Scene(
        "2024-03-13 16:00",
        (
            _says("tom.walker", "overdue", "Done - staging is up, pages load in 0.6 seconds."),
            _says("olivia.reed", "reminder", "1 done, all five pages are approved."),
        ),
    ),
    Scene(
        "2024-03-13 17:00",
        (
            _says("olivia.reed", "verify-request", "Verified, pages load in 0.6 s."),
            _says("emma.brown", "verify-request", "Accepted, I approved all five."),
        ),
    ),
    Scene("2024-04-01 09:00"),
)


def kind_of(raw: bytes) -> str:
    """The kind of a mail of ours."""
    return str(email.message_from_bytes(raw, policy=default)["X-Coordmail"]).partition(";")[0]
