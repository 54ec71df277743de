"""The main way over Dovecot and Postfix: TLS, SASL, LMTP, and mail that really bounces."""

from __future__ import annotations

import email
import time
from datetime import date
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.config import Config, parse_instant
from coordmail.service.loop import Service
from coordmail.storage.store import Store
from tests.mail.conftest import PASSWORD, SENDER, USER
from tests.real_servers import DOMAIN, NAMES, REFUSING_DOMAIN
from tests.service.house import Seen, seen
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from coordmail.service.loop import PassReport
    from coordmail.storage.database import Row
    from tests.real_servers import RealServers

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

SECONDS = 20
LI_NA, CHEN_CHEN, WANG_QIANG, ZHANG_WEI, SUN_YUE = (
    f"{name}@{DOMAIN}" for name in ("li.na", "chen.chen", "wang.qiang", "zhang.wei", "sun.yue")
)
FOREIGN = "partner@elsewhere.example"
GONE = f"old.hand@{REFUSING_DOMAIN}"
NOBODY = f"nobody@{DOMAIN}"
PEOPLE = [
    # name, address, department, title
    ("李娜", LI_NA, "产品部", "经理"),
    ("陈晨", CHEN_CHEN, "产品部", "助理"),
    ("王强", WANG_QIANG, "技术部", "经理"),
    ("张伟", ZHANG_WEI, "技术部", "工程师"),
    ("赵敏", FOREIGN, "运营部", "主管"),
    ("郑老", GONE, "顾问部", "顾问"),
    ("何人", NOBODY, "顾问部", "顾问"),
]
PROJECT = "订单系统数据延迟专项沟通"


class Office:
    """The service between Dovecot and Postfix; what people write comes by LMTP."""

    def __init__(self, folder: Path, servers: RealServers, password_file: str) -> None:
        servers.need_postfix()
        for name in NAMES:
            servers.clear(f"{name}@{DOMAIN}")
        self.servers = servers
        self._seen = len(servers.sink.sent)
        self._count = 0
        given = {"host": "localhost", "ca_file": servers.ca_file, "username": USER, "password_file": password_file}
        self.config = Config.model_validate(
            {
                "database": str(folder / "coordmail.db"),
                "administrator": f"it@{DOMAIN}",
                "imap": given | {"port": servers.imaps_port, "security": "tls", "since": date(2024, 3, 1)},
                "smtp": given | {"port": servers.smtp_port, "security": "starttls", "sender": SENDER},
                "organisation": {
                    "people": [
                        {"name": name, "email": address, "department": department, "title": title}
                        for name, address, department, title in PEOPLE
                    ],
                    "departments": [
                        {"name": "产品部", "leader": LI_NA},
                        {"name": "技术部", "leader": WANG_QIANG},
                        {"name": "运营部", "leader": SUN_YUE},
                    ],
                },
            }
        )
        self.store = Store.open(self.config.database)
        self.service = Service(self.config, self.store)
        self.now = self.time("2024-03-04 09:30")

    def rows(self, sql: str) -> list[Row]:
        return self.store.session.rows(sql)

    def close(self) -> None:
        self.service.close()
        self.store.close()

    def time(self, when: str) -> datetime:
        return parse_instant(when, self.config.timezone)

    def at(self, when: str) -> PassReport:
        self.now = self.time(when)
        return self.one_pass()

    def one_pass(self) -> PassReport:
        report = self.service.one_pass(self.now)
        assert report.unreachable == []
        return report

    def writes(self, who: str, subject: str, text: str, answered: Seen | None = None) -> None:
        """Somebody's mail is brought to the shared mailbox by LMTP."""
        self._count += 1
        mail = EmailMessage()
        mail["From"] = who
        mail["To"] = USER
        mail["Date"] = format_datetime(self.now)
        mail["Message-ID"] = f"<{self._count}@client.example>"
        mail["Subject"] = subject
        if answered:
            mail["In-Reply-To"] = answered.message_id
        mail.set_content(text)
        self.servers.deliver(USER, mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))

    def answers(self, who: str, kind: str, words: str) -> None:
        asked = self.awaited(who, kind)
        quoted = "".join(f"> {line}\n" for line in asked.text.splitlines())
        self.writes(who, f"Re: {asked.mail['Subject']}", f"{words}\n\n{quoted}", asked)
        self.one_pass()

    def mails(self, who: str) -> list[Seen]:
        """What somebody got, at Dovecot or beyond Postfix, oldest first."""
        if who in self.servers.users:
            return [seen(raw) for raw in self.servers.mails(who)]
        return [seen(mail.data) for mail in self.servers.sink.sent[self._seen :] if who in mail.recipients]

    def awaited(self, who: str, kind: str) -> Seen:
        """The newest mail of `kind` to somebody, once Postfix has handed it on."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for mail in reversed(self.mails(who)):
                if mail.kind == kind:
                    return mail
        pytest.fail(f"{who} got no {kind}")

    def await_bounces(self, count: int) -> None:
        """Wait until so many delivery reports lie in the shared INBOX."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            mails = [email.message_from_bytes(raw, policy=default) for raw in self.servers.mails(USER)]
            if sum(mail.get_content_type() == "multipart/report" for mail in mails) == count:
                return
        pytest.fail("Postfix reports nothing")

    def told(self, who: str) -> list[str]:
        """The texts of what somebody was told by notes."""
        return [mail.text for mail in self.mails(who) if mail.kind == "noted"]


@pytest.fixture
def office(tmp_path: Path, real_servers: RealServers, password_file: str) -> Iterator[Office]:
    opened = Office(tmp_path, real_servers, password_file)
    yield opened
    opened.close()


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    return str(file)


def test_from_notice_to_reminder(office: Office) -> None:
    office.writes(LI_NA, f"会议通知:{PROJECT}", NOTICE)
    office.one_pass()
    assert office.awaited(LI_NA, "registered").mail["In-Reply-To"] == "<1@client.example>"
    office.at("2024-03-05 15:30")
    office.now = office.time("2024-03-05 16:00")
    office.answers(CHEN_CHEN, "form", MINUTES)
    assert office.awaited(CHEN_CHEN, "understood").mail.get_content_type() == "multipart/alternative"
    for who in (LI_NA, WANG_QIANG, ZHANG_WEI, FOREIGN):
        office.answers(who, "confirm-request", "确认")
    everybody = {LI_NA, CHEN_CHEN, WANG_QIANG, ZHANG_WEI, FOREIGN}
    for who in (*everybody, SUN_YUE):
        summary = office.awaited(who, "summary")
        assert {a.addr_spec for a in summary.mail["To"].addresses} == everybody
        assert [a.addr_spec for a in summary.mail["Cc"].addresses] == [SUN_YUE]
        assert [part.get_filename() for part in summary.mail.iter_attachments()] == [f"CM-1 {PROJECT}.docx"]
    office.at("2024-03-06 09:00")
    assert "调整同步频率" in office.awaited(ZHANG_WEI, "reminder").text
    office.at("2024-03-07 09:00")
    assert "更新客户安抚方案" in office.awaited(FOREIGN, "reminder").text
    assert office.awaited(ZHANG_WEI, "overdue").cc == ("li.na",)
    assert office.servers.mails(USER) == []
    assert len(office.servers.mails(USER, "Processed")) == 6
    assert office.store.outbox.unsent() == []


def test_an_address_that_bounces_is_told_once_and_rests(office: Office) -> None:
    for topic in ("甲项目", "乙项目"):
        office.writes(LI_NA, f"会议通知:{topic}", NOTICE.replace(PROJECT, topic).replace("赵敏", "郑老"))
    office.at("2024-03-05 16:00")
    for topic in ("甲项目", "乙项目"):
        minutes = MINUTES.replace(PROJECT, topic).replace("赵敏于3月7日", "郑老于3月12日").replace("赵敏", "郑老")
        office.writes(CHEN_CHEN, f"会议纪要:{topic}", minutes)
    office.one_pass()
    assert office.told(LI_NA) == []
    office.await_bounces(2)
    office.now = office.time("2024-03-05 16:30")
    assert office.one_pass().received == 2
    office.awaited(LI_NA, "noted")
    office.at("2024-03-07 16:00")
    office.awaited(WANG_QIANG, "summary")
    office.at("2024-03-08 09:00")
    assert "甲项目" in office.awaited(WANG_QIANG, "reminder").text
    (word,) = office.told(LI_NA)
    assert GONE in word
    assert (
        office.rows("select outcome, kind from inbox where kind = 'bounce'")
        == [{"outcome": "processed", "kind": "bounce"}] * 2
    )
    (reminder,) = (row for row in office.store.outbox.unsent() if row["kind"] == "reminder")
    assert (reminder["state"], reminder["recipients"], reminder["attempts"]) == ("waiting", GONE, 0)
    assert "bounced" in reminder["error"]
    sent = office.rows(f"select sent_at from deliveries where address = '{GONE}' and state = 'sent'")
    assert {row["sent_at"] for row in sent} == {"2024-03-05T08:00:00Z"}
    assert office.servers.mails(USER) == []


def test_an_address_that_the_server_refuses_is_told_in_the_same_pass(office: Office) -> None:
    office.writes(LI_NA, f"会议通知:{PROJECT}", NOTICE.replace("赵敏", "何人"))
    office.one_pass()
    office.now = office.time("2024-03-05 16:00")
    office.writes(CHEN_CHEN, f"会议纪要:{PROJECT}", MINUTES.replace("赵敏", "何人"))
    office.one_pass()
    assert NOBODY in office.awaited(LI_NA, "noted").text
    (row,) = office.store.outbox.unsent()
    assert (row["kind"], row["state"], row["recipients"]) == ("confirm-request", "failed", NOBODY)
    assert "550 5.1.1" in row["error"]
    office.at("2024-03-05 16:10")
    assert len(office.told(LI_NA)) == 1
