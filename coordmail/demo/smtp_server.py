"""The SMTP half of the embedded servers: aiosmtpd with hooks for refusing, one for each command."""

from __future__ import annotations

import asyncio
import hmac
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult

from coordmail.demo.servers import HANG_UP, SentMail

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, LoginPassword, Session

    from coordmail.demo.servers import EmbeddedServers

LARGEST_MAIL = 100 << 20


class SmtpServer:
    """Takes mails for `servers`, which says who may log in and what is refused."""

    def __init__(self, servers: EmbeddedServers) -> None:
        self._servers = servers

    def protocol(self) -> SMTP:
        """What serves one connection."""
        hooks = SimpleNamespace(handle_MAIL=self._mail, handle_RCPT=self._rcpt, handle_DATA=self._data)
        return SMTP(
            hooks,
            hostname="localhost",
            ident="embedded server ready",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(self, *arguments: Any) -> AuthResult:
        given: LoginPassword = arguments[-1]
        expected = self._servers.users.get(given.login.decode("utf-8", "replace"))
        right = expected is not None and hmac.compare_digest(expected.encode(), given.password)
        return AuthResult(success=right, handled=False)

    async def _mail(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object) -> str:
        refusal = self._refusal("MAIL", address)
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def _rcpt(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object) -> str:
        refusal = self._refusal("RCPT", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def _data(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        data = envelope.original_content or b""
        refusal = self._refusal("DATA", "", data)
        if refusal is None:
            sender = (envelope.mail_from or "").replace("<>", "")
            await self._servers.take(SentMail(sender, tuple(envelope.rcpt_tos), data, datetime.now(UTC)))
        return refusal or "250 OK"

    def _refusal(self, command: str, address: str, data: bytes = b"") -> str | None:
        hook = self._servers.on_mail
        reply = hook(command, address, data) if hook is not None else None
        if reply == HANG_UP:
            raise ConnectionResetError
        return reply
