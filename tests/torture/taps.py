"""In the process under test: every commit, every word to a mail server is a point at which a signal may strike.

Wraps what the product stands on (socket, sqlite3), nothing of the product itself, so that what is killed is what runs.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

BEFORE, UNANSWERED, ANSWERED, AFTER, HALF, MIDST = "before", "unanswered", "answered", "after", "half sent", "in it"

MESSAGE = "SMTP message"
IDLE = "IMAP IDLE"
RECORDED = "commit that a mail is sent"
READER = "office file in its reader"
TRANSACTION = "transaction"
EVERY_COMMIT = "every commit"


@dataclass(frozen=True, slots=True)
class Fault:
    """A signal at the `nth` time that a point is passed."""

    step: str
    moment: str
    nth: int
    number: int


class Points:
    """Counts the points that are passed; at one of them the signal strikes."""

    def __init__(self, tell: Callable[[str], None], fault: Fault | None, trace: bool) -> None:
        self.tell = tell
        self._fault = fault
        self._trace = trace
        self._passed = Counter[tuple[str, str]]()

    def strikes(self, step: str, moment: str) -> bool:
        """Whether this is the point; the caller strikes."""
        if self._trace:
            self.tell(f"point {step}|{moment}")
        names = (step, EVERY_COMMIT) if step.startswith("commit") else (step,)
        self._passed.update((name, moment) for name in names)
        fault = self._fault
        return (
            fault is not None
            and fault.step in names
            and fault.moment == moment
            and fault.nth == self._passed[fault.step, moment]
        )

    def at(self, step: str, moment: str) -> None:
        if self.strikes(step, moment):
            self.strike(os.getpid())

    def strike(self, *processes: int) -> None:
        assert self._fault is not None
        self.tell("struck")
        for process in processes:
            os.kill(process, self._fault.number)


def install(points: Points, imap_port: int, smtp_port: int) -> None:
    """Tap this process."""
    _tap_sockets(points, {imap_port: "IMAP", smtp_port: "SMTP"})
    _tap_database(points)
    _tap_reader(points)
    _tap_signals(points)


def _tap_sockets(points: Points, servers: dict[int, str]) -> None:
    connect = socket.create_connection

    def tapped(address: tuple[str, int], *arguments: Any, **named: Any) -> socket.socket:
        server = servers.get(address[1])
        if server is None:
            return connect(address, *arguments, **named)
        points.at(f"{server} connect", BEFORE)
        plain = connect(address, *arguments, **named)
        timeout = plain.gettimeout()
        tap = _Tap(plain.family, plain.type, plain.proto, fileno=plain.detach())
        tap.settimeout(timeout)
        tap.begin(points, server)
        return tap

    socket.create_connection = tapped  # type: ignore[assignment]


class _Tap(socket.socket):
    """A connection whose commands are points: before each, sent but unanswered, and when the answer has come."""

    points: Points
    server: str
    asked: str | None

    def begin(self, points: Points, server: str) -> None:
        self.points, self.server = points, server
        self.asked = f"{server} connect"
        self._step: str | None = None
        self._takes_message = False
        points.at(self.asked, UNANSWERED)

    def sendall(self, data: Any, flags: int = 0) -> None:
        sent = bytes(data)
        if self._step is None:
            self._step = MESSAGE if self._takes_message else f"{self.server} {_verb(sent, self.server)}"
            self.points.at(self._step, BEFORE)
        step = self._step
        if step == MESSAGE:
            super().sendall(sent[: len(sent) // 2], flags)
            self.points.at(step, HALF)
            sent = sent[len(sent) // 2 :]
            self.points.tell("doubt begins")
        super().sendall(sent, flags)
        # Some commands are sent in pieces.
        if sent.endswith(b"\r\n"):
            self._takes_message = step == "SMTP DATA"
            self.asked, self._step = step, None
            self.points.at(step, UNANSWERED)

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        count = super().recv_into(*arguments, **named)
        step, self.asked = self.asked, None
        if step == IDLE:
            self.points.tell("idle")
        if step is not None:
            self.points.at(step, ANSWERED)
        return count


def _verb(sent: bytes, server: str) -> str:
    words = sent[:200].decode("ascii", "replace").upper().split()
    if server == "IMAP" and len(words) > 1:
        words = words[1:]
    if words[0] == "UID" and len(words) > 1:
        return words[1]
    return words[0] if words else ""


_KINDS = (
    (re.compile(r"create table"), "commit of the tables"),
    (re.compile(r"'settled'"), "commit that settles"),
    (re.compile(r"insert into inbox"), "commit of a mail taken in"),
    (re.compile(r"insert into attempts"), "commit of a mail that failed"),
    (re.compile(r"set state = 'sending'"), "commit before sending"),
    (re.compile(r"update deliveries"), RECORDED),
    (re.compile(r"delete from filings where .* uid = "), "commit that mails are filed"),
    (re.compile(r"insert or replace into filings"), "commit of a mail known before"),
)


class _TappedConnection(sqlite3.Connection):
    points: Points

    def _note(self, sql: str) -> str:
        """The kind of the transaction, as far as it has come."""
        kind: str = getattr(self, "_kind", "commit of the clock")
        if sql.lstrip()[:5].lower() == "begin":
            kind = "commit of the clock"
            self._settled = False
        elif not getattr(self, "_settled", False):
            found = next((name for pattern, name in _KINDS if pattern.search(sql)), None)
            if found:
                kind, self._settled = found, True
        self._kind = kind
        return kind

    def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        word = sql.lstrip()[:6].lower()
        if word == "commit":
            kind = getattr(self, "_kind", "commit of the clock")
            self.points.at(kind, BEFORE)
            cursor = super().execute(sql, *arguments)
            if kind == RECORDED:
                self.points.tell("doubt ends")
            self.points.at(kind, AFTER)
            return cursor
        shown = sql + repr(arguments) if "settings" in sql else sql
        self._note(shown)
        cursor = super().execute(sql, *arguments)
        if word in ("insert", "update", "delete") and self.in_transaction:
            self.points.at(TRANSACTION, MIDST)
        return cursor

    def executemany(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        self._note(sql)
        cursor = super().executemany(sql, *arguments)
        self.points.at(TRANSACTION, MIDST)
        return cursor


def _tap_database(points: Points) -> None:
    connect = sqlite3.connect
    factory = type("Tapped", (_TappedConnection,), {"points": points})

    def tapped(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **({"factory": factory} | named))
        return connection

    sqlite3.connect = tapped  # type: ignore[assignment]


def _tap_reader(points: Points) -> None:
    """The reader of office files is a child: who stops a service as systemd does signals it too."""
    from coordmail.documents import sandbox

    exchange = sandbox._exchange

    def tapped(child: subprocess.Popen[bytes], question: bytes) -> tuple[bytes, bool] | None:
        if points.strikes(READER, BEFORE):
            points.strike(child.pid, os.getpid())
        return exchange(child, question)

    sandbox._exchange = tapped


def _tap_signals(points: Points) -> None:
    """Tell from when on SIGTERM is heard."""
    register = signal.signal

    def tapped(number: Any, handler: Any) -> Any:
        before = register(number, handler)
        if number == signal.SIGTERM:
            points.tell("stoppable" if callable(handler) else "deaf")
        return before

    signal.signal = tapped  # type: ignore[assignment]
