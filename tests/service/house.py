"""A house on the embedded servers: coordmail's configuration and service, people's mailboxes, a clock to move."""

from __future__ import annotations

import email
import subprocess
import sys
from dataclasses import dataclass
from email.policy import default
from typing import TYPE_CHECKING

from imapclient import IMAPClient

from coordmail.config import load, parse_instant
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, PASSWORD, PEOPLE, address, write_config
from coordmail.service.loop import Service
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

    from coordmail.demo.servers import EmbeddedServers
    from coordmail.service.loop import PassReport
    from coordmail.storage.database import Row

USERS = {MAILBOX: PASSWORD} | {address(who): PASSWORD for _, who, *_ in PEOPLE} | {"it@example.com": PASSWORD}
SUBJECT = "会议通知:订单系统数据延迟专项沟通"
ASKED = ("li.na", "wang.qiang", "zhang.wei", "zhao.min")
"""Who is asked to confirm the minutes of `tests.workflow.office`."""


@dataclass(frozen=True)
class Seen:
    """A mail of ours, as the server took it: kind, local parts in To and CC, its recipients in the envelope."""

    kind: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    envelope: tuple[str, ...]
    mail: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return str(body.get_content()) if body else ""


def seen(raw: bytes, envelope: tuple[str, ...] = ()) -> Seen:
    mail = email.message_from_bytes(raw, policy=default)
    to, cc = (
        tuple(a.addr_spec.partition("@")[0] for a in mail[name].addresses) if mail[name] else ()
        for name in ("To", "Cc")
    )
    return Seen(str(mail["X-Coordmail"]).partition(";")[0], to, cc, envelope, mail)


def configure(folder: Path, servers: EmbeddedServers, changes: Mapping[str, str] | None = None) -> Path:
    """Write the configuration; `changes` maps a table ("" for the top) to lines that are added to it."""
    path = write_config(folder, servers.imap_port, servers.smtp_port)
    text = path.read_text(encoding="utf-8")
    for table, lines in (changes or {}).items():
        head = f"[{table}]\n"
        if not table:
            text = f"{lines}\n{text}"
        elif head in text:
            text = text.replace(head, f"{head}{lines}\n")
        else:
            text += f"\n{head}{lines}\n"
    path.write_text(text, encoding="utf-8")
    return path


class House:
    """The service in this process, one pass at a time."""

    def __init__(self, folder: Path, servers: EmbeddedServers, changes: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.servers = servers
        self.config_path = configure(folder, servers, changes)
        self.config = load(self.config_path)
        self.store = Store.open(self.config.database)
        self.service = Service(self.config, self.store)
        self.people = Actors(servers)
        self.now = self.time("2024-03-04 09:30")
        self._seen = 0

    def close(self) -> None:
        self.service.close()
        self.store.close()

    def time(self, when: str) -> datetime:
        return parse_instant(when, self.config.timezone)

    def at(self, when: str) -> PassReport:
        """Move the clock; one pass."""
        self.now = self.time(when)
        return self.one_pass()

    def one_pass(self) -> PassReport:
        return self.service.one_pass(self.now)

    def again(self) -> None:
        """A new process: nothing is remembered but what the database says."""
        self.close()
        self.store = Store.open(self.config.database)
        self.service = Service(self.config, self.store)

    def writes(self, who: str, subject: str, text: str) -> EmailMessage:
        return self.people.text(who, self.now, subject, text)

    def answers(self, who: str, kind: str, words: str) -> EmailMessage:
        """Somebody answers the newest mail of `kind` in the own mailbox; one pass."""
        mail = self.people.answer(who, self.now, kind, words)
        self.one_pass()
        return mail

    def deliver(self, raw: bytes) -> int:
        return self.servers.deliver(MAILBOX, raw, self.now)

    def sent(self) -> list[Seen]:
        """What the SMTP server took since the last look."""
        fresh = self.servers.sent[self._seen :]
        self._seen += len(fresh)
        return [seen(mail.data, mail.recipients) for mail in fresh]

    def kinds(self) -> list[tuple[str, str]]:
        """Kind and first addressee of what was sent since the last look, sorted."""
        return sorted((mail.kind, mail.to[0]) for mail in self.sent())

    def folders(self) -> tuple[int, int, int]:
        """How many mails lie in INBOX, Processed and Quarantine."""
        inbox, processed, quarantine = (
            len(self.servers.mails(MAILBOX, folder)) for folder in ("INBOX", "Processed", "Quarantine")
        )
        return inbox, processed, quarantine

    def rows(self, sql: str) -> list[Row]:
        return self.store.session.rows(sql)

    def outcomes(self) -> list[tuple[str, str | None]]:
        return [(row["outcome"], row["reason"]) for row in self.rows("select * from inbox order by id")]


def mailbox_of(servers: EmbeddedServers, who: str) -> list[Seen]:
    """What somebody finds in the own mailbox, logged in as a mail client does."""
    with IMAPClient("127.0.0.1", servers.imap_port, ssl=False, timeout=10) as client:
        client.login(address(who), PASSWORD)
        client.select_folder("INBOX", readonly=True)
        answers = client.fetch(client.search(), ["BODY.PEEK[]"])
        return [seen(answers[uid][b"BODY[]"]) for uid in sorted(answers)]


def command(config: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "coordmail", *arguments, "--config", str(config)]


def coordmail(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end."""
    return subprocess.run(
        command(config, *arguments), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
