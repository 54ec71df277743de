"""`run --once` is killed in the middle and run again: every mail took effect exactly once, nothing is lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.demo.cast import MAILBOX
from coordmail.demo.servers import EmbeddedServers
from coordmail.storage.store import Store
from tests.service.house import ASKED, USERS, House, command, configure, coordmail, seen
from tests.service.relay import Relay
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coordmail.storage.database import Row

pytestmark = pytest.mark.xdist_group("killed")

TOPIC = "订单系统数据延迟专项沟通"
ASKING = ("甲项目", "乙项目", "丙项目", "丁项目")
NOW = "2024-03-05T16:30"
ARRIVED = datetime(2024, 3, 5, 8, 20, tzinfo=UTC)
CHANGES = {"rules": "cap_per_hour = 1000"}

TABLES = {
    "events": "select at, actor, what, detail, meeting_id, item_id, inbox_id from events order by id",
    "items": "select * from items order by id",
    "meetings": "select * from meetings order by id",
    "inbox": "select * from inbox order by id",
    "outbox": "select key, kind, meeting_id, subject, state from outbox order by key",
    "deliveries": "select key, address, deliveries.state from deliveries join outbox on id = outbox_id order by 1, 2",
}


@dataclass
class Morning:
    """A database in which four minutes wait for confirmation, and 40 mails that have come since."""

    database: Path
    mails: list[bytes] = field(default_factory=list)


@dataclass
class Outcome:
    """What is left: rows by table, how often each outgoing mail was taken, how many mails each folder holds."""

    rows: dict[str, list[Row]]
    sent: Counter[str]
    written: set[str]
    copies: dict[str, set[bytes]]
    folders: tuple[int, ...]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    folder = tmp_path_factory.mktemp("morning")
    with EmbeddedServers(USERS) as servers:
        house = House(folder, servers, CHANGES)
        for topic in ASKING:
            house.writes("li.na", f"会议通知:{topic}", NOTICE.replace(TOPIC, topic))
        house.one_pass()
        house.now = house.time("2024-03-05 16:00")
        for topic in ASKING:
            house.writes("chen.chen", f"会议纪要:{topic}", MINUTES.replace(TOPIC, topic))
        house.one_pass()
        assert {str(m.status) for m in house.store.meetings.all()} == {"confirming"}
        house.now = house.time(NOW)
        mails = _forty_mails(house)
        house.close()
    return Morning(folder / "coordmail.db", mails)


def _forty_mails(house: House) -> list[bytes]:
    asked = [mail for mail in house.sent() if mail.kind == "confirm-request"]
    assert len(asked) == len(ASKING) * len(ASKED)
    for mail in asked:
        quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
        # Without In-Reply-To: the tag in the subject says what it answers.
        house.writes(mail.to[0], f"Re: {mail.mail['Subject']}", f"确认\n\n{quoted}")
    for number in range(12):
        house.writes("li.na", f"会议通知:第{number}号会议", NOTICE.replace(TOPIC, f"第{number}号会议"))
    for number in range(6):
        house.writes("chen.chen", f"会议纪要:第{number}号例会", MINUTES.replace(TOPIC, f"第{number}号例会"))
    for who in ("zhao.min", "zhang.wei", "wang.qiang"):
        house.writes(who, "我的待办", "我的待办")
    house.writes("sun.yue", "午餐", "今天中午一起吃饭吗？")
    mails = house.servers.mails(MAILBOX)
    assert len(mails) == 38
    # One mail lies there twice, and one comes from nobody whom the directory knows.
    mails.append(b"X-Copy: 1\r\n" + mails[0])
    mails.append(b"From: x@elsewhere.example\r\nMessage-ID: <x@elsewhere.example>\r\nSubject: x\r\n\r\nx\r\n")
    assert len(mails) == 40
    return mails


class Site:
    """The morning's database in a folder of its own, the 40 mails in a mailbox of its own."""

    def __init__(self, morning: Morning, folder: Path) -> None:
        self.servers = EmbeddedServers(USERS)
        self.folder = folder
        self._morning = morning

    def __enter__(self) -> Site:
        self.servers.start()
        self.config = configure(self.folder, self.servers, CHANGES)
        for name in ("coordmail.db", "coordmail.secret"):
            shutil.copy(self._morning.database.with_name(name), self.folder / name)
        for mail in self._morning.mails:
            self.servers.deliver(MAILBOX, mail, ARRIVED)
        return self

    def __exit__(self, *_: object) -> None:
        self.servers.stop()

    def listen_on_imap(self, port: int, instead_of: int | None = None) -> None:
        text = self.config.read_text(encoding="utf-8")
        old = instead_of or self.servers.imap_port
        self.config.write_text(text.replace(f"port = {old}", f"port = {port}"), encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command(self.config, "run", "--once", "--now", NOW, "--verbose"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run_to_the_end(self) -> None:
        done = coordmail(self.config, "run", "--once", "--now", NOW)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr

    def outcome(self) -> Outcome:
        with Store.open(self.folder / "coordmail.db") as store:
            rows = {table: store.session.rows(sql) for table, sql in TABLES.items()}
            written = {
                row["message_id"]
                for row in store.session.rows(
                    "select message_id from outbox where created_at >= '2024-03-05T08:30:00Z'"
                )
            }
        copies: dict[str, set[bytes]] = {}
        taken = Counter[str]()
        for mail in self.servers.sent:
            message_id = seen(mail.data).message_id
            copies.setdefault(message_id, set()).add(mail.data)
            taken[message_id] += 1
        folders = tuple(len(self.servers.mails(MAILBOX, name)) for name in ("INBOX", "Processed", "Quarantine"))
        return Outcome(rows, taken, written, copies, folders)


@pytest.fixture(scope="module")
def undisturbed(morning: Morning, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    with Site(morning, tmp_path_factory.mktemp("undisturbed")) as site:
        site.run_to_the_end()
        outcome = site.outcome()
    assert outcome.folders == (0, 39, 1)
    assert len(outcome.rows["inbox"]) == 8 + 39
    assert set(outcome.sent) == outcome.written
    assert set(outcome.sent.values()) == {1}
    assert Counter(row["kind"] for row in outcome.rows["outbox"])["summary"] == len(ASKING)
    return outcome


@pytest.fixture
def site(morning: Morning, tmp_path: Path) -> Iterator[Site]:
    with Site(morning, tmp_path) as running:
        yield running


def agrees(found: Outcome, expected: Outcome, kills: int) -> None:
    for table, rows in expected.rows.items():
        assert found.rows[table] == rows, table
    assert found.folders == expected.folders
    assert set(found.sent) == found.written
    assert sum(found.sent.values()) <= len(found.written) + kills
    assert all(len(copies) == 1 for copies in found.copies.values())


def finish(process: subprocess.Popen[bytes]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def after_lines(process: subprocess.Popen[bytes], count: int, stop: Callable[[], None]) -> None:
    """Call `stop` when the process has said that it is done with so many mails, received and sent."""
    assert process.stderr is not None
    for _ in range(count):
        assert process.stderr.readline(), "it ended before"
    stop()


@pytest.mark.parametrize("count", [1, 17, 60])
def test_killed_while_it_works(site: Site, undisturbed: Outcome, count: int) -> None:
    process = site.start()
    after_lines(process, count, process.kill)
    assert finish(process) == -signal.SIGKILL
    site.run_to_the_end()
    agrees(site.outcome(), undisturbed, kills=1)


@pytest.mark.parametrize(("command_name", "number"), [(b"FETCH", 2), (b"MOVE", 1)])
def test_killed_when_a_command_was_heard(site: Site, undisturbed: Outcome, command_name: bytes, number: int) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    count = 0

    def heard(line: bytes) -> None:
        nonlocal count
        count += b" " + command_name + b" " in line
        if count == number:
            processes[0].kill()

    with Relay(site.servers.imap_port, heard) as relay:
        site.listen_on_imap(relay.port)
        processes.append(site.start())
        assert finish(processes[0]) == -signal.SIGKILL
        count = number
        site.run_to_the_end()
    agrees(site.outcome(), undisturbed, kills=1)


def test_killed_again_and_again_between_a_mail_and_the_servers_word(site: Site, undisturbed: Outcome) -> None:
    process: subprocess.Popen[bytes] | None = None
    count = 0

    def die(verb: str, _address: str, _data: bytes) -> None:
        nonlocal count
        count += verb == "DATA"
        if verb == "DATA" and count % 9 == 1 and process is not None:
            process.kill()

    site.servers.on_mail = die
    for _ in range(3):
        process = site.start()
        assert finish(process) == -signal.SIGKILL
    site.servers.on_mail = None
    site.run_to_the_end()
    found = site.outcome()
    agrees(found, undisturbed, kills=3)
    # The server had taken those mails: each came a second time, under the same Message-ID.
    assert sorted(found.sent.values())[-4:] == [1, 2, 2, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that a process could take note of")
@pytest.mark.parametrize("command_name", [b"LOGIN", b"LOGOUT"])
def test_told_to_stop_before_the_first_mail_and_after_the_last(
    site: Site, undisturbed: Outcome, command_name: bytes
) -> None:
    processes: list[subprocess.Popen[bytes]] = []

    def heard(line: bytes) -> None:
        if b" " + command_name in line:
            processes[0].terminate()

    with Relay(site.servers.imap_port, heard) as relay:
        site.listen_on_imap(relay.port)
        processes.append(site.start())
        assert finish(processes[0]) == 0
    site.listen_on_imap(site.servers.imap_port, relay.port)
    site.run_to_the_end()
    agrees(site.outcome(), undisturbed, kills=0)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that a process could take note of")
@pytest.mark.parametrize(("number", "count"), [(signal.SIGTERM, 5), (signal.SIGTERM, 50), (signal.SIGINT, 20)])
def test_told_to_stop_it_leaves_in_order(site: Site, undisturbed: Outcome, count: int, number: signal.Signals) -> None:
    process = site.start()
    after_lines(process, count, lambda: process.send_signal(number))
    assert finish(process) == 0
    with Store.open(site.folder / "coordmail.db") as store:
        dealt_with = store.session.rows("select count(*) as n from inbox")[0]["n"] - 8
        assert store.session.rows("select * from filings") == []
    left = len(site.servers.mails(MAILBOX))
    assert left >= 40 - 1 - dealt_with
    assert sum(len(site.servers.mails(MAILBOX, name)) for name in ("Processed", "Quarantine")) == 40 - left
    site.run_to_the_end()
    agrees(site.outcome(), undisturbed, kills=0)
