"""How many mails a second one pass takes, against the floor that its building blocks allow.

    python benchmarks/throughput.py [N]

N mails of mixed kinds (confirmations, reports, notices, minutes, machine mail, chatter) lie in an IMAP folder on the
embedded servers, which run in a process of their own. Each measurement is a fresh process: the floor (batch fetch,
mail-parser, one commit a mail, one SMTP send a mail on one connection), then one pass of coordmail.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.config import load
from coordmail.demo.cast import MAILBOX, PASSWORD, address, write_config
from coordmail.demo.letters import MINUTES, NOTICE, TABLE
from coordmail.demo.servers import EmbeddedServers
from coordmail.mail.mailbox import Mailbox
from coordmail.mail.smtp import Sender
from coordmail.service.loop import Service, desk_for
from coordmail.service.receiving import Delivered, Receiver
from coordmail.storage.store import Store
from coordmail.workflow.clock import tick

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NOW = datetime(2024, 3, 5, 8, 30, tzinfo=UTC)


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] in {"floor", "coordmail"}:
        print(json.dumps({"floor": floor, "coordmail": ours}[sys.argv[1]](Path(sys.argv[2]))))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), count)


def compare(folder: Path, count: int) -> None:
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    imap_port, smtp_port = here.recv()
    config = write_config(folder, imap_port, smtp_port)
    with config.open("a", encoding="utf-8") as file:
        # Five people stand for an office here: the cap would hold their mails back.
        file.write("\n[rules]\ncap_per_hour = 1000\n")
    mails = prepare(config, count)
    figures: dict[str, dict[str, Any]] = {}
    here.send(mails)
    here.recv()
    for what in ("floor", "coordmail"):
        done = subprocess.run([sys.executable, __file__, what, str(config)], check=True, capture_output=True, text=True)
        figures[what] = json.loads(done.stdout)
        print(
            f"{what:10} {figures[what]['mails']:6} mails in {figures[what]['seconds']:6.2f} s"
            f" {figures[what]['mails'] / figures[what]['seconds']:8.1f} mails/s"
            f" {figures[what]['sent']:6} sent {figures[what]['megabytes']:6.0f} MB peak"
        )
    rates = {what: f["mails"] / f["seconds"] for what, f in figures.items()}
    print(f"ratio      {rates['coordmail'] / rates['floor']:.2f}")
    here.send(None)
    server.join()


def serve(pipe: Connection) -> None:
    """The servers' own process: fills the folder with what it is sent."""
    with EmbeddedServers({MAILBOX: PASSWORD}) as servers:
        pipe.send((servers.imap_port, servers.smtp_port))
        while (mails := pipe.recv()) is not None:
            for mail in mails:
                servers.deliver(MAILBOX, mail, NOW)
            pipe.send(len(mails))


def prepare(path: Path, count: int) -> list[bytes]:
    """Meetings that are being confirmed, in the database; and the mails of the measured pass."""
    config = load(path)
    with Store.open(config.database) as store:
        desk = desk_for(config, store, NOW)
        receiver = Receiver(desk)
        for n in range(max(1, count // 12)):
            minutes = mail(
                n, "setup", "chen.chen", f"会议纪要:专项沟通{n}", MINUTES.replace("专项沟通", f"专项沟通{n}", 1)
            )
            receiver.take(Delivered(minutes, NOW, None, "setup"))
        tick(desk)
        asked = store.session.rows("select message_id, subject, mail from outbox where kind = 'confirm-request'")
        people = store.session.rows("select message_id, person from questions where kind = 'confirm-request'")
        store.session.execute("update deliveries set state = 'sent'")
        store.session.execute("update outbox set state = 'sent', next_try = null")
    persons = {row["message_id"]: row["person"] for row in people}
    return [mixed(n, asked, persons) for n in range(count)]


def mixed(n: int, asked: list[dict[str, Any]], persons: dict[str, str]) -> bytes:
    kind = n % 20
    if kind == 0:
        notice = NOTICE.replace("订单系统数据延迟专项沟通", f"季度计划{n}").replace("3月5日", "3月8日")
        return mail(n, "notice", "li.na", f"会议通知:季度计划{n}", notice)
    if kind == 1:
        return mail(n, "minutes", "chen.chen", f"会议纪要:周会{n}", MINUTES.replace("专项沟通", f"周会{n}", 1))
    if kind == 2:
        return mail(n, "table", "olivia.reed", f"Minutes: sync {n}", TABLE.replace("kickoff", f"sync {n}"), html=True)
    if kind in {3, 4, 5}:
        return mail(n, "automatic", "sun.yue", "自动回复:休假", "我在休假,下周一回复。", Auto_Submitted="auto-replied")
    if kind in {6, 7, 8}:
        return mail(n, "chatter", "wu.jing", "午餐", "今天中午一起吃饭吗?\n\n" + "天气不错。" * 200)
    if kind == 9:
        return mail(n, "query", "zhang.wei", "我的待办", "我的待办")
    question = asked[n % len(asked)]
    who = persons[question["message_id"]].partition("@")[0]
    words = ("确认", "同意,没有异议。", "有异议:第2项的完成时间应改为3月15日", "收到,确认")[n % 4]
    return mail(n, "reply", who, f"回复: {question['subject']}", words, In_Reply_To=question["message_id"])


def mail(n: int, kind: str, who: str, subject: str, text: str, *, html: bool = False, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = f"{who} <{address(who)}>"
    message["To"] = MAILBOX
    message["Date"] = format_datetime(NOW)
    message["Message-ID"] = f"<{kind}-{n}@client.example>"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if html else "plain")
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def ours(path: Path) -> dict[str, Any]:
    config = load(path)
    with Store.open(config.database) as store:
        service = Service(config, store)
        began = time.perf_counter()
        report = service.one_pass(NOW)
        seconds = time.perf_counter() - began
        service.close()
    if report.unreachable:
        raise SystemExit(f"not measured: {report.unreachable}")
    return measured(report.received, report.sent, seconds)


def floor(path: Path) -> dict[str, Any]:
    import mailparser

    config = load(path)
    with (
        tempfile.NamedTemporaryFile() as file,
        sqlite3.connect(file.name, isolation_level=None) as database,
        Mailbox(config.imap) as mailbox,
        Sender(config.smtp) as sender,
    ):
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = full")
        database.execute("create table mails (message_id text, subject text, body text)")
        began = time.perf_counter()
        count = 0
        mailbox.open()
        for _, raw in mailbox.fetch(mailbox.arrivals(0)):
            parsed = mailparser.MailParser(message_from_bytes(raw))
            database.execute("begin immediate")
            database.execute("insert into mails values (?, ?, ?)", (parsed.message_id, parsed.subject, parsed.body))
            database.execute("commit")
            sender.send(config.smtp.address, [address("li.na")], raw)
            count += 1
        seconds = time.perf_counter() - began
    return measured(count, count, seconds)


def measured(count: int, sent: int, seconds: float) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "mails": count,
        "sent": sent,
        "seconds": seconds,
        "megabytes": peak / (1024 if sys.platform != "darwin" else 1 << 20),
    }


if __name__ == "__main__":
    main()
