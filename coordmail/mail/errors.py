"""What can go wrong at the mail servers: each kind is a class, each message names the place and the remedy."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.config import ImapSettings, SmtpSettings


class MailError(Exception):
    """Something at a mail server went wrong."""


class Unreachable(MailError):
    """The server cannot be used now and nothing was done: wait and try again."""


class LoginRefused(Unreachable):
    """The server does not take the user name and password."""


class CertificateRefused(Unreachable):
    """The server could not prove who it is."""


class FolderUnusable(Unreachable):
    """A folder is missing, read-only or full, or cannot be created."""


class Deferred(MailError):
    """One mail was not accepted now: try it again, with the same Message-ID.

    `code` and `text` are the 4xx reply (RFC 5321 section 4.2), None and "" when the connection was lost. `in_doubt`:
    the server may have been given the whole mail, and may have accepted it all the same.
    """

    def __init__(self, message: str, code: int | None = None, text: str = "", *, in_doubt: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.text = text
        self.in_doubt = in_doubt


class Refused(MailError):
    """One mail was refused for good: `code` is the 5xx reply code (RFC 5321 section 4.2), `text` what was said."""

    def __init__(self, message: str, code: int, text: str) -> None:
        super().__init__(message)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is: its host and port, and the table of the configuration that says so ("imap" or "smtp")."""

    table: str
    host: str
    port: int
    security: str

    @classmethod
    def of(cls, table: str, settings: ImapSettings | SmtpSettings) -> Place:
        """The place that `settings`, the configuration's `table`, name."""
        return cls(table, settings.host, settings.port, settings.security)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def unreachable(self, error: BaseException) -> Unreachable:
        """`error`, met while connecting, as an error that says what to do."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return CertificateRefused(f"{self}: {_certificate(error, self)}")
        if isinstance(error, ssl.SSLError):
            return Unreachable(
                f"{self}: no TLS connection ({_reason(error)}); "
                f"look whether {self.table}.port and {self.table}.security belong together"
            )
        if isinstance(error, socket.gaierror):
            return Unreachable(f"{self}: the host name is not known ({_reason(error)}); correct {self.table}.host")
        if isinstance(error, TimeoutError):
            return Unreachable(
                f"{self}: no answer in time; look whether {self.table}.host and {self.table}.port are right "
                "and no firewall stands between"
            )
        return Unreachable(
            f"{self}: no connection ({_reason(error)}); look whether {self.table}.host and {self.table}.port "
            "are right and the server runs"
        )

    def lost(self, action: str, error: BaseException) -> Unreachable:
        """`error`, met while doing `action` on a connection that stood."""
        said = "no answer in time" if isinstance(error, TimeoutError) else _reason(error)
        return Unreachable(f"{self}: {action}: {said}")


def one_line(text: str | bytes, limit: int = 300) -> str:
    """What a server said, as one printable line of at most `limit` characters."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return one_line(str(error).partition("\n")[0]) or type(error).__name__


# X509_V_ERR_*: see openssl-verification-options(1)
_NOT_YET, _EXPIRED, _WRONG_NAME, _WRONG_ADDRESS = 9, 10, 62, 64


def _certificate(error: ssl.SSLCertVerificationError, place: Place) -> str:
    said = f"the certificate is refused ({error.verify_message.rstrip('.')})"
    if error.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
        return f"{said}; put the name that stands in the certificate into {place.table}.host"
    if error.verify_code == _EXPIRED:
        return f"{said}; it must be renewed on the server, unless this machine's clock is wrong"
    if error.verify_code == _NOT_YET:
        return f"{said}; look whether this machine's clock is right"
    return (
        f"{said}; if your organisation has a certificate authority of its own, name its file in {place.table}.ca_file"
    )
