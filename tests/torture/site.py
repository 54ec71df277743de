"""Where the service is killed: servers that outlive it, its folder at a scene's start, and what is left of both."""

from __future__ import annotations

import hashlib
import json
import os
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from coordmail.config import load, parse_instant
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, PASSWORD
from coordmail.demo.servers import EmbeddedServers
from tests.service.house import USERS, configure
from tests.torture.story import BUSY, PARTNER, SCENES, kind_of

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from tests.torture.taps import Fault

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a run that neither ends nor idles is given up."""
_CHANGES = {"rules": "cap_per_hour = 1000", "imap": "max_mail_mb = 1"}
_FILES = ("coordmail.db", "coordmail.db-wal", "coordmail.db-shm", "coordmail.secret")
_FOLDERS = ("INBOX", "Processed", "Quarantine")
_FOREIGN = frozenset({"uidvalidity", "last_uid"})
"""Chosen by the IMAP server, new with every start."""
_OWN_TABLES = frozenset({"_sqlite_migrations"})
_OWN_SETTINGS = frozenset({"settled"})


class StuckError(Exception):
    """A run neither ended nor idled."""


@dataclass
class Ended:
    """How one run ended, and the points that it passed (where they were asked for)."""

    code: int
    struck: bool
    stoppable: bool
    doubt: bool
    points: list[tuple[str, str]] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)


@dataclass
class Left:
    """Rows by table and primary key, how often each outgoing mail was taken, the mails in each folder."""

    tables: dict[str, dict[str, str]]
    sent: Counter[str]
    copies: dict[str, int]
    folders: dict[str, Counter[str]]
    in_hand: int


class Nursery:
    """The process that forks `coordmail`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        self._rest = b""

    def close(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(timeout=10)
        self._process.stdout.close()  # type: ignore[union-attr]

    def say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def line(self, seconds: float) -> str | None:
        """What it tells next; None after so many seconds of silence."""
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return None
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                raise StuckError("the nursery died")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


class Site:
    """One mailbox, one database, one service that is started again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.starts: list[Path] = []
        self.mails: list[list[tuple[bytes, datetime]]] = []
        self.kinds = Counter[str]()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.nursery = Nursery()
        self.servers = EmbeddedServers(USERS)
        self.servers.start()
        self.config = configure(self.folder, self.servers, _CHANGES)
        self.zone = load(self.config).timezone
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.servers.stop()
        self.nursery.close()

    def tell(self, scenes: int = len(SCENES)) -> None:
        """Live through the story undisturbed; keep what people wrote, and the database at the start of each scene."""
        people, modules = Actors(self.servers), list[str]()
        for number, scene in enumerate(SCENES[:scenes]):
            self.starts.append(self._keep(f"start-{number}"))
            now = parse_instant(scene.when, self.zone)
            for act in scene.acts:
                act(people, now)
            self.mails.append([(raw, now) for raw in self.servers.mails(MAILBOX)])
            self._refuse(number)
            self._warm(number, modules)
            for _ in range(scene.runs):
                ended = self.run(number, trace=True)
                if ended.code:
                    raise StuckError(f"scene {number} ends with {ended.code}: {self.output()}")
            modules = ended.modules
        # The first scene makes the database, but not the secret, on which every Message-ID depends.
        shutil.copy(self.folder / "coordmail.secret", self.starts[0])
        self.kinds = Counter(kind_of(mail.data) for mail in self.servers.sent)
        # From now on people's own mailboxes would only fill up.
        self.servers.stop()
        self.servers.users = {MAILBOX: PASSWORD}
        self.servers.start()

    def begin(self, number: int, mails: int | None = None, *, moves: bool = True) -> None:
        """Go back to the start of a scene: nothing but its mails (the first so many) on the servers, which know MOVE,
        or only COPY and EXPUNGE."""
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
            kept = self.starts[number] / name
            if kept.exists():
                shutil.copy(kept, self.folder / name)
        (self.folder / "output").unlink(missing_ok=True)
        self.servers.stop()
        self.servers.sent.clear()
        self.servers._without = frozenset() if moves else frozenset({"MOVE"})
        self.servers.start()
        self._refuse(number)
        for raw, when in self.mails[number][:mails]:
            self.servers.deliver(MAILBOX, raw, when)

    def deliver_rest(self, number: int, mails: int) -> None:
        for raw, when in self.mails[number][mails:]:
            self.servers.deliver(MAILBOX, raw, when)

    def run(
        self,
        number: int,
        fault: Fault | None = None,
        *,
        trace: bool = False,
        after: float | None = None,
        signal: int = 0,
        from_stoppable: bool = False,
    ) -> Ended:
        """`coordmail run --once` at the scene's clock, struck by `fault`, or by `signal` after so many seconds."""
        now = SCENES[number].when.replace(" ", "T")
        self._start(["run", "--once", "--now", now], fault, trace, None)
        return self._watch(after, signal, from_stoppable)

    def serve(self, number: int, fault: Fault | None = None, *, trace: bool = False) -> None:
        """Start `coordmail run`, the endless form, at the scene's clock."""
        self._start(["run"], fault, trace, parse_instant(SCENES[number].when, self.zone).isoformat())
        self._ended = Ended(0, False, False, False)

    def until_idle(self) -> Ended | None:
        """Wait until the endless form waits for mail; how it ended, if it did."""
        while True:
            line = self._line()
            if line == "idle":
                return None
            if self._note(self._ended, line):
                return self._ended

    def stop(self, signal: int) -> Ended:
        """Signal the endless form and wait for its end."""
        self.nursery.say({"signal": signal})
        while not self._note(self._ended, self._line()):
            pass
        return self._ended

    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")

    def left(self) -> Left:
        tables, in_hand = _tables(self.folder / "coordmail.db")
        sent, copies = Counter[str](), dict[str, set[bytes]]()
        for mail in self.servers.sent:
            message_id = str(BytesHeaderParser().parsebytes(mail.data)["Message-ID"])
            sent[message_id] += 1
            copies.setdefault(message_id, set()).add(mail.data)
        folders = {
            name: Counter(hashlib.sha256(raw).hexdigest()[:16] for raw in self.servers.mails(MAILBOX, name))
            for name in _FOLDERS
        }
        return Left(tables, sent, {key: len(value) for key, value in copies.items()}, folders, in_hand)

    def on_the_server(self) -> int:
        return sum(len(self.servers.mails(MAILBOX, name)) for name in _FOLDERS)

    def _warm(self, number: int, modules: list[str]) -> None:
        files = []
        for n, (raw, _) in enumerate(self.mails[number]):
            if len(raw) < 1_000_000:
                files.append(self.folder / f"{number}-{n}.eml")
                files[-1].write_bytes(raw)
        order = {"modules": modules, "config": str(self.config), "mails": [str(file) for file in files]}
        self.nursery.say({"warm": order})

    def _start(self, arguments: list[str], fault: Fault | None, trace: bool, clock: str | None) -> None:
        self.nursery.say(
            {
                "arguments": [*arguments, "--config", str(self.config)],
                "fault": [fault.step, fault.moment, fault.nth, fault.number] if fault else None,
                "trace": trace,
                "clock": clock,
                "output": str(self.folder / "output"),
                "ports": [self.servers.imap_port, self.servers.smtp_port],
            }
        )

    def _watch(self, after: float | None, signal: int, from_stoppable: bool) -> Ended:
        ended = Ended(0, False, False, False)
        strike = None if after is None or from_stoppable else time.monotonic() + after
        while True:
            if strike is None:
                line: str | None = self._line()
            else:
                line = self.nursery.line(max(0.0, strike - time.monotonic()))
                if line is None:
                    self.nursery.say({"signal": signal})
                    ended.struck, strike, after = True, None, None
                    continue
            if line == "stoppable" and from_stoppable and after is not None:
                strike = time.monotonic() + after
            if line is not None and self._note(ended, line):
                return ended

    def _line(self) -> str:
        line = self.nursery.line(PATIENCE)
        if line is None:
            raise StuckError(f"no word for {PATIENCE} seconds: {self.output()}")
        return line

    def _note(self, ended: Ended, line: str) -> bool:
        """Take in a line; whether it is the last."""
        word, _, rest = line.partition(" ")
        match word:
            case "point":
                step, _, moment = rest.partition("|")
                ended.points.append((step, moment))
            case "struck":
                ended.struck = True
            case "stoppable":
                ended.stoppable = True
            case "deaf":
                ended.stoppable = False
            case "doubt":
                ended.doubt = rest == "begins"
            case "modules":
                ended.modules = rest.split()
            case "exit":
                ended.code = int(rest)
                return True
        return False

    def _refuse(self, number: int) -> None:
        busy = SCENES[number].busy

        def answer(verb: str, to: str, _data: bytes) -> str | None:
            if verb == "RCPT" and to == PARTNER:
                return "550 5.1.1 no such user"
            return "451 4.3.0 not now" if verb == "RCPT" and to == BUSY and busy else None

        self.servers.on_mail = answer

    def _keep(self, name: str) -> Path:
        kept = self.folder / name
        kept.mkdir()
        for file in _FILES:
            if (self.folder / file).exists():
                shutil.copy(self.folder / file, kept / file)
        return kept


def _tables(database: Path) -> tuple[dict[str, dict[str, str]], int]:
    """Every row by table and primary key; how many mails are still in hand (to be moved, or handed over)."""
    found: dict[str, dict[str, str]] = {}
    connection = sqlite3.connect(database)
    try:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in names:
            if table in _OWN_TABLES or table.startswith("sqlite_"):
                continue
            columns = connection.execute("select name, pk from pragma_table_info(?)", [table]).fetchall()
            key = [c["name"] for c in columns if c["pk"] and c["name"] not in _FOREIGN]
            rows = found[table] = {}
            for row in connection.execute(f'select * from "{table}"'):
                if table == "settings" and row["key"] in _OWN_SETTINGS:
                    continue
                shown = {name: _plain(row[name]) for name in row.keys() if name not in _FOREIGN}  # noqa: SIM118
                rows[repr([row[name] for name in key])] = repr(shown)
        in_hand = connection.execute("select count(*) from filings").fetchone()[0]
        in_hand += connection.execute("select count(*) from outbox where state = 'sending'").fetchone()[0]
    finally:
        connection.close()
    return found, in_hand


_BOUNDARY = re.compile(rb"={10,}\w+==")


def _plain(value: object) -> object:
    return hashlib.sha256(_BOUNDARY.sub(b"", value)).hexdigest()[:16] if isinstance(value, bytes) else value
