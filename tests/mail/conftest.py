"""One mailbox and one way to send, on the embedded servers and on Dovecot with Postfix: what must hold on both."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from imapclient import IMAPClient

from coordmail.config import ImapSettings, SmtpSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from coordmail.demo.servers import EmbeddedServers
    from tests.real_servers import RealServers

USER = "minutes@corp.example"
PASSWORD = "geheim-1"
SENDER = "会议纪要 <minutes@corp.example>"


class Site(Protocol):
    """A mailbox of USER, empty at first, and a server to send by."""

    def imap(self, **changes: Any) -> ImapSettings: ...
    def smtp(self, **changes: Any) -> SmtpSettings: ...
    def deliver(self, raw: bytes) -> None: ...
    def mails(self, folder: str = "INBOX") -> list[bytes]: ...
    def session(self) -> AbstractContextManager[Any]: ...
    def interrupt(self) -> None: ...


class EmbeddedSite:
    """The embedded servers."""

    def __init__(self, servers: EmbeddedServers, password_file: Path) -> None:
        self.servers = servers
        self._file = password_file
        self._file.write_text(PASSWORD, encoding="utf-8")

    def imap(self, **changes: Any) -> ImapSettings:
        return imap_settings(self.servers.imap_port, **({"password_file": str(self._file)} | changes))

    def smtp(self, **changes: Any) -> SmtpSettings:
        given = {"username": USER, "password_file": str(self._file)}
        return smtp_settings(self.servers.smtp_port, **(given | changes))

    def deliver(self, raw: bytes) -> None:
        self.servers.deliver(USER, raw)

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        return self.servers.mails(USER, folder)

    @contextlib.contextmanager
    def session(self) -> Iterator[Any]:
        with IMAPClient("127.0.0.1", self.servers.imap_port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    def interrupt(self) -> None:
        self.servers.drop_connections()


class RealSite:
    """Dovecot and Postfix, by TLS."""

    def __init__(self, servers: RealServers, password_file: Path) -> None:
        self.servers = servers
        self._file = password_file
        self._file.write_text(PASSWORD, encoding="utf-8")
        servers.clear(USER)

    def imap(self, **changes: Any) -> ImapSettings:
        given = {"host": "localhost", "security": "tls", "ca_file": self.servers.ca_file}
        return imap_settings(self.servers.imaps_port, **(given | {"password_file": str(self._file)} | changes))

    def smtp(self, **changes: Any) -> SmtpSettings:
        self.servers.need_postfix()
        given = {"host": "localhost", "security": "starttls", "ca_file": self.servers.ca_file, "username": USER}
        return smtp_settings(self.servers.smtp_port, **(given | {"password_file": str(self._file)} | changes))

    def deliver(self, raw: bytes) -> None:
        self.servers.deliver(USER, raw)

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        return self.servers.mails(USER, folder)

    def session(self) -> AbstractContextManager[Any]:
        return self.servers.session(USER)

    def interrupt(self) -> None:
        self.servers.kick(USER)


def imap_settings(at: int, /, **changes: Any) -> ImapSettings:
    """Settings for an IMAP server on the loopback interface."""
    given: dict[str, Any] = {"host": "127.0.0.1", "port": at, "security": "none", "username": USER}
    return ImapSettings(**(given | {"timeout_seconds": 10} | changes))


def smtp_settings(at: int, /, **changes: Any) -> SmtpSettings:
    """Settings for an SMTP server on the loopback interface."""
    given: dict[str, Any] = {"host": "127.0.0.1", "port": at, "security": "none", "sender": SENDER}
    return SmtpSettings(**(given | {"timeout_seconds": 10} | changes))


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    """A file that holds PASSWORD."""
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    return str(file)


@pytest.fixture
def embedded_site(embedded: EmbeddedServers, tmp_path: Path) -> EmbeddedSite:
    """The embedded servers."""
    return EmbeddedSite(embedded, tmp_path / "password")


@pytest.fixture
def real_site(real_servers: RealServers, tmp_path: Path) -> RealSite:
    """Dovecot and Postfix."""
    return RealSite(real_servers, tmp_path / "password")


@pytest.fixture(
    params=[
        "embedded_site",
        pytest.param("real_site", marks=[pytest.mark.servers, pytest.mark.xdist_group("servers")]),
    ]
)
def site(request: pytest.FixtureRequest) -> Site:
    """Both, one after the other."""
    found: Site = request.getfixturevalue(request.param)
    return found
