"""Sending: one SMTP connection for many mails, with what is refused for good kept apart from what may be retried."""

from __future__ import annotations

import contextlib
import smtplib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from coordmail.mail import smtp_connection
from coordmail.mail.errors import Deferred, LoginRefused, MailError, Place, Refused, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.config import SmtpSettings

# Servers hang up on a client that says nothing for long; asking costs a round trip.
IDLE_SECONDS = 10

_OK = 250
_CLOSING = 421
_NO_ADDRESS = (553, b"5.6.7 not an address that this server could be told")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A recipient that the server did not take: the address, the reply code and its text (RFC 5321 section 4.2)."""

    address: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail: who gets it, who never (5xx), and who is to be tried again (4xx)."""

    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    deferred: tuple[Refusal, ...] = ()


class Sender:
    """The sending server. The connection is made when it is needed and kept between mails and batches.

    Not to be shared between threads.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._place = Place.of("smtp", settings)
        self._client: smtplib.SMTP | None = None
        self._used = 0.0

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as is known without asking the server."""
        return self._client is not None

    def connect(self) -> None:
        """Connect and log in, unless that is done. Raises Unreachable, LoginRefused, CertificateRefused."""
        self._connection()

    def close(self) -> None:
        """Say goodbye and close the connection, whatever state it is in."""
        client, self._client = self._client, None
        if client is not None:
            smtp_connection.hang_up(client)

    def send(self, envelope_from: str, recipients: Sequence[str], mail: bytes) -> Outcome:
        """Send `mail` (RFC 5322, lines ending in CRLF) to `recipients`; "" as `envelope_from` is the null sender.

        Raises Unreachable when there is no connection to be had, so that nothing was sent; Deferred when the server
        said 4xx to the mail as a whole or the connection broke; Refused when it said 5xx to the mail as a whole.
        Recipients that are turned down stand in the outcome, also when it is all of them.
        """
        with self._guarded():
            client = self._begin(envelope_from, recipients, mail)
            outcome = self._offer(client, recipients)
            if outcome.accepted:
                self._hand_over(client, mail)
            elif recipients:
                self._reset()
            self._used = time.monotonic()
        return outcome

    def check(self) -> None:
        """Prove that mail can be sent: connection, login, and that the server takes `smtp.sender` as sender.

        Raises Unreachable, LoginRefused, CertificateRefused, Deferred or Refused, each with its remedy.
        """
        with self._guarded():
            try:
                self._begin(self._settings.address, (), b"")
            except Refused as error:
                raise Refused(f"{error}; correct smtp.sender", error.code, error.text) from error
            self._reset()

    def _connection(self) -> smtplib.SMTP:
        if self._client is None:
            self._client = smtp_connection.connect(self._settings)
            self._used = time.monotonic()
        return self._client

    def _begin(self, envelope_from: str, recipients: Sequence[str], mail: bytes) -> smtplib.SMTP:
        """A connection on which MAIL FROM was accepted; a kept one that has died is replaced once."""
        kept = self._alive()
        client = self._connection()
        try:
            code, text = _mail_from(client, envelope_from, recipients, mail)
        except smtplib.SMTPServerDisconnected:
            if not kept:
                raise
            code, text = _CLOSING, b""
        if code == _CLOSING and kept:
            self._drop()
            client = self._connection()
            code, text = _mail_from(client, envelope_from, recipients, mail)
        if code in smtp_connection.LOGIN_CODES:
            raise LoginRefused(
                f"{self._place}: the server wants another login to send from {envelope_from} "
                f"({code} {one_line(text)}); look at smtp.username and smtp.sender"
            )
        self._judge(code, text, f"the sender {envelope_from}")
        return client

    def _offer(self, client: smtplib.SMTP, recipients: Sequence[str]) -> Outcome:
        accepted: list[str] = []
        refused: list[Refusal] = []
        deferred: list[Refusal] = []
        for address in recipients:
            wire = _wire(address, utf8=client.has_extn("smtputf8"))
            code, text = client.docmd("RCPT", f"TO:<{wire}>") if wire is not None else _NO_ADDRESS
            if 200 <= code < 300:
                accepted.append(address)
            elif 500 <= code < 600:
                refused.append(Refusal(address, code, one_line(text)))
            elif 400 <= code < 500 and code != _CLOSING:
                deferred.append(Refusal(address, code, one_line(text)))
            else:
                self._judge(code, text, f"the recipient {address}")
        return Outcome(tuple(accepted), tuple(refused), tuple(deferred))

    def _hand_over(self, client: smtplib.SMTP, mail: bytes) -> None:
        code: int
        text: str | bytes
        try:
            code, text = client.data(mail)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, error.smtp_error
        except OSError as error:
            self._drop()
            raise self._broken(error, in_doubt=True) from error
        self._judge(code, text, "the mail")

    def _judge(self, code: int, text: str | bytes, what: str) -> None:
        """Raise Deferred or Refused where `code`, the reply to `what`, is no success."""
        if 200 <= code < 300:
            return
        said = f"{code} {one_line(text)}"
        if 500 <= code < 600:
            raise Refused(f"{self._place}: {what} is refused ({said})", code, one_line(text))
        if code == _CLOSING or not 400 <= code < 500:
            self._drop()
        raise Deferred(f"{self._place}: {what} is not taken now ({said})", code, one_line(text))

    def _alive(self) -> bool:
        """Whether there is a connection; asked of the server only when nothing was said for long."""
        if self._client is None:
            return False
        if time.monotonic() - self._used <= IDLE_SECONDS:
            return True
        with contextlib.suppress(OSError):
            if self._client.noop()[0] == _OK:
                return True
        self._drop()
        return False

    def _reset(self) -> None:
        """Forget the transaction that has begun; a connection on which that fails is given up."""
        if self._client is None:
            return
        try:
            if self._client.rset()[0] == _OK:
                return
        except OSError:
            pass
        self._drop()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Leaves either a connection without a transaction or none."""
        try:
            yield
        except MailError:
            self._reset()
            raise
        except OSError as error:  # every exception of smtplib is one
            self._drop()
            raise self._broken(error, in_doubt=False) from error
        except BaseException:
            self._drop()
            raise

    def _broken(self, error: OSError, *, in_doubt: bool) -> Deferred:
        doubt = "; the server may have taken the mail all the same" if in_doubt else ""
        return Deferred(f"{self._place}: the connection broke ({one_line(str(error))}){doubt}", in_doubt=in_doubt)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _mail_from(client: smtplib.SMTP, envelope_from: str, recipients: Sequence[str], mail: bytes) -> tuple[int, bytes]:
    utf8 = client.has_extn("smtputf8")
    sender = _wire(envelope_from, utf8=utf8)
    if sender is None:
        return _NO_ADDRESS
    options = []
    if client.has_extn("size"):
        options.append(f" SIZE={len(mail)}")
    if client.has_extn("8bitmime") and not mail.isascii():
        options.append(" BODY=8BITMIME")
    if utf8 and not all((_wire(address, utf8=True) or "").isascii() for address in (envelope_from, *recipients)):
        options.append(" SMTPUTF8")
        client.command_encoding = "utf-8"
    return client.docmd("MAIL", f"FROM:<{sender}>{''.join(options)}")


def _wire(address: str, *, utf8: bool) -> str | None:
    """`address` as it may stand in a command, with its domain in ASCII; None when it cannot (RFC 6531, 5890)."""
    if any(c in "<>" or c.isspace() or not c.isprintable() for c in address):
        return None
    local, at, domain = address.rpartition("@")
    if not local.isascii() and not utf8:
        return None
    try:
        return local + at + (domain if domain.isascii() else domain.encode("idna").decode("ascii"))
    except UnicodeError:
        return None
