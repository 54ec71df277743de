"""The IMAP half of the embedded servers: pymap with its mailboxes in memory."""

from __future__ import annotations

import asyncio
import hmac
from argparse import Namespace
from typing import TYPE_CHECKING

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Identity, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pymap.backend.dict.mailbox import MailboxSet

_ARGUMENTS = Namespace(
    host=None,
    port=0,
    debug=False,
    cert=None,
    key=None,
    tls=False,
    passlib_cfg=None,
    proxy_protocol=None,
    demo_data=False,
    demo_user="",
    demo_password="",
)


class _Config(Config):
    """pymap's settings, without asking the DNS for our own name at each connection."""

    hidden: frozenset[bytes] = frozenset()

    @property
    def greeting(self) -> bytes:
        return b"embedded server ready"

    @property
    def initial_capability(self) -> Sequence[bytes]:
        return [name for name in super().initial_capability if name not in self.hidden]

    @property
    def login_capability(self) -> Sequence[bytes]:
        return [name for name in super().login_capability if name not in self.hidden]


class _Cleartext(Cleartext):
    """Passwords as they are: pymap's default hashing costs a third of a second a login. Takes more than ASCII."""

    def verify(self, secret: str, digest: str) -> bool:
        return hmac.compare_digest(secret.encode(), digest.encode())


class ImapServer:
    """Users and their mailboxes. Every method belongs into the event loop that it was made in."""

    def __init__(self, without: frozenset[str]) -> None:
        self._config = _Config.from_args(
            _ARGUMENTS,
            hash_context=_Cleartext(),
            invalid_user_sleep=0.0,
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        self._config.hidden = frozenset(name.encode("ascii") for name in without)
        self._login = Login(self._config)

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Start serving; port 0 is any free one."""
        self._config.apply_context()
        server = IMAPServer(self._login, self._config)
        callback = ProxyProtocolReader(self._config.proxy_protocol).get_callback(server)
        return await asyncio.start_server(callback, host, port, limit=1 << 20)

    async def add_user(self, address: str, password: str) -> None:
        """Make `address` a user, or give it another password."""
        self._login.users_dict[address] = UserMetadata(self._config, address, password=password)

    async def append(self, address: str, folder: str, raw: bytes, when: datetime) -> int:
        """Put `raw` into a folder of `address`; returns the UID. Raises KeyError where there is no such user."""
        mailboxes = await self._mailboxes(address)
        mailbox = await mailboxes.get_mailbox(folder)
        message = await mailbox.append(AppendMessage(raw, when), recent=True)
        return message.uid

    async def contents(self, address: str, folder: str) -> list[bytes]:
        """The mails in a folder of `address`."""
        mailboxes = await self._mailboxes(address)
        try:
            mailbox = await mailboxes.get_mailbox(folder)
        except KeyError:
            return []
        return [bytes(message._content) async for message in mailbox.messages() if message._content is not None]

    async def _mailboxes(self, address: str) -> MailboxSet:
        if address not in self._login.users_dict:
            raise KeyError(address)
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            return session.mailbox_set
