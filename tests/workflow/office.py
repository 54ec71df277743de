"""An office on paper: a real store, a clock that the test moves, mails written and read as people do."""

from __future__ import annotations

import email
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from typing import TYPE_CHECKING

from coordmail.config import Config, parse_instant
from coordmail.service.loop import composer_for, desk_for
from coordmail.service.receiving import Delivered, Receiver
from coordmail.workflow.clock import tick

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from coordmail.storage.store import Store
    from coordmail.workflow.desk import Desk
    from coordmail.workflow.outcome import Disposition

PEOPLE = [
    # name, address, department, title
    ("李娜", "li.na", "产品部", "经理"),
    ("陈晨", "chen.chen", "产品部", "助理"),
    ("王强", "wang.qiang", "技术部", "经理"),
    ("张伟", "zhang.wei", "技术部", "工程师"),
    ("刘洋", "liu.yang", "运营部", "经理"),
    ("赵敏", "zhao.min", "运营部", "主管"),
    ("吴静", "wu.jing", "财务部", "经理"),
]
LEADERS = [("产品部", "li.na"), ("技术部", "wang.qiang"), ("运营部", "liu.yang"), ("财务部", "wu.jing")]

LOOKING_BACK = frozenset({"weekly-report", "monthly-review"})

NOTICE = """\
会议主题:订单系统数据延迟专项沟通
会议目标:确定缓解措施
会议时间:2024年3月5日14:00-15:30
会议地点:3号会议室
参会人员:王强、张伟、赵敏
会议议程:
1. 现状
2. 措施
记录人:陈晨
"""

MINUTES = """\
沟通主题:订单系统数据延迟专项沟通
沟通时间:2024年3月5日14:00-15:30
参与部门及人员:王强、张伟、赵敏
解决方案:
1. 张伟于3月6日前调整同步频率,每小时同步一次
2. 王强于3月12日前完成服务器扩容,延迟≤2小时
3. 赵敏于3月7日前更新客户安抚方案
"""


def mail_address(who: str) -> str:
    return f"{who}@example.com"


def configuration(database: Path, **changes: object) -> Config:
    people = [
        {"name": name, "email": mail_address(who), "department": department, "title": title}
        for name, who, department, title in PEOPLE
    ]
    people[3]["delegates"] = [mail_address("chen.chen")]  # type: ignore[assignment]
    settings: dict[str, object] = {
        "database": str(database),
        "administrator": "it@example.com",
        "imap": {"host": "127.0.0.1", "security": "none", "username": "minutes@example.com", "password_env": "X"},
        "smtp": {"host": "127.0.0.1", "security": "none", "sender": "会议纪要 <minutes@example.com>"},
        "organisation": {
            "name": "示例公司",
            "people": people,
            "departments": [{"name": name, "leader": mail_address(leader)} for name, leader in LEADERS],
        },
    }
    return Config.model_validate(settings | changes)


@dataclass(frozen=True)
class Sent:
    """A mail of ours, as its reader sees it."""

    kind: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    mail: EmailMessage

    @property
    def attachments(self) -> list[str]:
        return [str(part.get_filename()) for part in self.mail.iter_attachments()]


@dataclass
class Office:
    store: Store
    config: Config
    now: datetime = field(init=False)
    _count: int = 0
    _read: int = 0
    _last: int = 0
    _written: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.composer = composer_for(self.config)
        self.at("2024-03-04 09:30")

    def at(self, when: str) -> Office:
        """Move the clock and let it tick."""
        self.now = parse_instant(when, self.config.timezone)
        return self.tick()

    def tick(self) -> Office:
        tick(self.desk)
        return self

    @property
    def desk(self) -> Desk:
        return desk_for(self.config, self.store, self.now, self.composer)

    def mail(
        self, who: str, subject: str, text: str, answers: Sent | None = None, **headers: str
    ) -> Disposition | None:
        """Somebody writes; what becomes of it, and then the clock ticks."""
        self._count += 1
        mail = EmailMessage()
        mail["From"] = who if "@" in who else mail_address(who)
        mail["To"] = "minutes@example.com"
        mail["Date"] = format_datetime(self.now)
        mail["Message-ID"] = f"<{self._count}@client.example>"
        mail["Subject"] = subject
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        if answers:
            mail["In-Reply-To"] = str(answers.mail["Message-ID"])
            header = f"发件人: {answers.mail['From']}\n发送时间: {answers.mail['Date']}\n收件人: x\n主题: y"
            text += f"\n\n{header}\n\n{answers.text}"
        mail.set_content(text)
        return self.take(mail.as_bytes())

    def take(self, raw: bytes) -> Disposition | None:
        disposition = Receiver(self.desk).take(Delivered(raw, self.now, None, "test"))
        self.tick()
        return disposition

    def answer(self, who: str, kind: str, words: str) -> Disposition | None:
        """Somebody answers the newest mail of `kind` that was sent to them."""
        asked = next(s for s in reversed(self.all_sent()) if s.kind == kind and s.to == (mail_address(who),))
        return self.mail(who, f"Re: {asked.subject}", words, asked)

    def all_sent(self) -> list[Sent]:
        """Every mail that was written, each read once: a mail in the outbox stays as it is until it is purged."""
        rows = self.store.session.rows("select id, mail from outbox where id > ? order by id", [self._last])
        self._written += [_sent(bytes(row["mail"])) for row in rows if row["mail"]]
        self._last = rows[-1]["id"] if rows else self._last
        return list(self._written)

    def sent(self) -> list[Sent]:
        """What was written since the last look."""
        everything = self.all_sent()
        fresh = everything[self._read :]
        self._read = len(everything)
        return fresh

    def kinds(self) -> list[tuple[str, str]]:
        """What was written since the last look, weekly and monthly reports aside: kind and first addressee's local
        part, sorted."""
        return sorted((s.kind, s.to[0].partition("@")[0]) for s in self.sent() if s.kind not in LOOKING_BACK)

    def statuses(self) -> dict[str, str]:
        return {item.ref: str(item.status) for item in self.store.items.of_meeting(1)}

    def tracked(self) -> Office:
        """Bring the example meeting to the morning after everybody agreed: items open, 2024-03-05 17:00."""
        self.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
        self.at("2024-03-05 15:30")
        self.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
        for who in ("li.na", "wang.qiang", "zhang.wei", "zhao.min"):
            self.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
        self.sent()
        return self


def _sent(raw: bytes) -> Sent:
    mail = email.message_from_bytes(raw, policy=default)
    body = mail.get_body(("plain",))
    return Sent(
        str(mail["X-Coordmail"]).partition(";")[0],
        tuple(a.addr_spec for a in mail["To"].addresses),
        tuple(a.addr_spec for a in mail["Cc"].addresses) if mail["Cc"] else (),
        str(mail["Subject"]),
        body.get_content() if body else "",
        mail,
    )
