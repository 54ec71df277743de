"""An IMAP and an SMTP server inside this process, in one thread: for the demo, the tests and the benchmark."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from coordmail.demo.imap_server import ImapServer

T = TypeVar("T")

HOST = "127.0.0.1"

# Called with the command (MAIL, RCPT or DATA), its address ("" for DATA) and the mail (b"" but for DATA). An SMTP
# reply such as "550 5.1.1 no such user" refuses; None accepts; HANG_UP closes the connection without a word.
Hook = Callable[[str, str, bytes], str | None]
HANG_UP = ""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail as the SMTP server took it: the envelope, the bytes between DATA and the dot, and when."""

    envelope_from: str
    recipients: tuple[str, ...]
    data: bytes
    seen_at: datetime


class EmbeddedServers:
    """Mail servers without TLS on free ports of the loopback interface.

    `users` maps an address to its password; mail to one of them lies in that user's INBOX, mail to anybody else is
    only recorded in `sent`, where all of it stands. `without` names IMAP capabilities to hide (IDLE, MOVE, UIDPLUS).
    May be started again after `stop`, with empty mailboxes, on the same ports. Any thread may call any method.
    """

    def __init__(
        self,
        users: Mapping[str, str] | None = None,
        *,
        on_mail: Hook | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.users: dict[str, str] = dict(users or {})
        self.sent: list[SentMail] = []
        self.on_mail = on_mail
        self.imap_port = 0
        self.smtp_port = 0
        self._without = without
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._imap: ImapServer | None = None
        self._listeners: list[asyncio.Server] = []
        self._ours: set[asyncio.Task[Any] | None] = set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start both servers; they accept connections when this returns."""
        for name in ("mail.log", "pymap", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda *_: None)
        self._thread = threading.Thread(target=self._loop.run_forever, name="embedded mail servers", daemon=True)
        self._thread.start()
        try:
            self._run(self._listen())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close every connection and both servers."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._run(self._close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        self._loop = self._thread = self._imap = None

    def add_user(self, address: str, password: str) -> None:
        """Let `address` log in and receive mail from now on."""
        self.users[address] = password
        if self._imap is not None:
            self._run(self._imap.add_user(address, password))

    def deliver(self, address: str, raw: bytes, when: datetime | None = None) -> int:
        """Put the mail `raw` into the INBOX of `address`, with `when` (aware; default: now) as INTERNALDATE.

        Returns its UID. Raises KeyError for an address that is no user.
        """
        return self._run(self._server.append(address, "INBOX", raw, when or datetime.now(UTC)))

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder of `address`, oldest first; none where there is no such folder."""
        return self._run(self._server.contents(address, folder))

    def drop_connections(self) -> None:
        """Cut every connection there is, as a failing network does. New ones are taken."""
        self._run(self._drop_connections())

    @property
    def _server(self) -> ImapServer:
        if self._imap is None:
            raise RuntimeError("the embedded servers are not running")
        return self._imap

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            coroutine.close()
            raise RuntimeError("the embedded servers are not running")
        return asyncio.run_coroutine_threadsafe(self._as_ours(coroutine), self._loop).result()

    async def _as_ours(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Marks a task that is no connection."""
        task = asyncio.current_task()
        self._ours.add(task)
        try:
            return await coroutine
        finally:
            self._ours.discard(task)

    async def _listen(self) -> None:
        from coordmail.demo.imap_server import ImapServer
        from coordmail.demo.smtp_server import SmtpServer

        self._imap = ImapServer(self._without)
        for address, password in self.users.items():
            await self._imap.add_user(address, password)
        imap = await self._imap.listen(HOST, self.imap_port)
        smtp = await asyncio.get_running_loop().create_server(SmtpServer(self).protocol, HOST, self.smtp_port)
        self._listeners = [imap, smtp]
        self.imap_port, self.smtp_port = (server.sockets[0].getsockname()[1] for server in self._listeners)

    async def take(self, mail: SentMail) -> None:
        """Record `mail` and deliver it to those of its recipients who are users here; called by the SMTP server."""
        self.sent.append(mail)
        local = {address.lower(): address for address in self.users}
        stored = b"Return-Path: <%s>\r\n" % mail.envelope_from.encode() + mail.data
        for recipient in mail.recipients:
            if (user := local.get(recipient.lower())) is not None:
                await self._server.append(user, "INBOX", stored, mail.seen_at)

    async def _drop_connections(self) -> None:
        tasks = asyncio.all_tasks() - self._ours
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Transports close in the loop's next rounds.
        for _ in range(3):
            await asyncio.sleep(0)

    async def _close(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._listeners = []
        await self._drop_connections()
        await asyncio.get_running_loop().shutdown_asyncgens()
