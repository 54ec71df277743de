"""From settings to a logged-in SMTP connection: TLS, EHLO, AUTH (RFC 5321, 3207, 4954)."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import smtplib
from typing import TYPE_CHECKING

from coordmail.mail.errors import LoginRefused, MailError, Place, Unreachable, one_line
from coordmail.mail.tls import client_context

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from coordmail.config import SmtpSettings

CONNECT_SECONDS = 15
CLOSE_SECONDS = 5
_CLOSING = 421

# RFC 4954 section 6 and what is seen in its place: these say nothing about the mail, only about who sends it.
LOGIN_CODES = frozenset({530, 534, 535, 538})
_MECHANISM_TROUBLE = frozenset({500, 501, 502, 503, 504})


def connect(settings: SmtpSettings) -> smtplib.SMTP:
    """A connection that is ready for MAIL FROM. Raises Unreachable, LoginRefused, CertificateRefused; ConfigError for
    a password that cannot be fetched."""
    place = Place.of("smtp", settings)
    password = settings.password() if settings.username is not None else ""
    with _connecting(place):
        client = _dial(settings, place)
    try:
        with _connecting(place):
            _greet(client, settings, place)
            if settings.username is not None:
                _login(client, settings.username, password, place)
    except BaseException:
        client.close()
        raise
    return client


def hang_up(client: smtplib.SMTP) -> None:
    """Say QUIT, waiting for at most a few seconds, and close the socket."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if client.sock is not None:
            client.sock.settimeout(CLOSE_SECONDS)
            client.quit()
    client.close()


@contextlib.contextmanager
def _connecting(place: Place) -> Iterator[None]:
    """Turns what goes wrong inside into Unreachable."""
    try:
        yield
    except MailError:
        raise
    except smtplib.SMTPResponseException as error:
        said = f"{error.smtp_code} {one_line(error.smtp_error)}"
        raise Unreachable(f"{place}: the server does not want us now ({said})") from error
    except (OSError, ValueError) as error:
        # smtplib wraps a timeout in words of its own.
        cause = error.__context__ if isinstance(error.__context__, TimeoutError) else error
        raise place.unreachable(cause) from error


def _dial(settings: SmtpSettings, place: Place) -> smtplib.SMTP:
    # The host's own name would be asked of the DNS, which can take long; it is replaced before it is said.
    if settings.security == "tls":
        context = client_context(place, settings.ca_file)
        return smtplib.SMTP_SSL(settings.host, settings.port, "localhost", timeout=CONNECT_SECONDS, context=context)
    return smtplib.SMTP(settings.host, settings.port, "localhost", timeout=CONNECT_SECONDS)


def _greet(client: smtplib.SMTP, settings: SmtpSettings, place: Place) -> None:
    client.local_hostname = _address_literal(_socket(client).getsockname()[0])
    _introduce_ourselves(client)
    if settings.security == "starttls":
        if not client.has_extn("starttls"):
            raise Unreachable(f"{place}: the server offers no STARTTLS; set smtp.security = 'tls' and the port for it")
        client.starttls(context=client_context(place, settings.ca_file))
        _introduce_ourselves(client)
    _socket(client).settimeout(settings.timeout_seconds)


def _introduce_ourselves(client: smtplib.SMTP) -> None:
    """EHLO, or HELO for a server that knows no better. The library's own asks one that says goodbye, too."""
    code, text = client.ehlo()
    if not 200 <= code < 300 and code != _CLOSING:
        code, text = client.helo()
    if not 200 <= code < 300:
        raise smtplib.SMTPHeloError(code, text)


def _socket(client: smtplib.SMTP) -> socket.socket:
    if client.sock is None:
        raise smtplib.SMTPServerDisconnected("the server closed the connection")
    return client.sock


def _address_literal(address: str) -> str:
    """How a host without a name of its own introduces itself (RFC 5321 section 4.1.3)."""
    bare = address.partition("%")[0]
    return f"[IPv6:{bare}]" if ipaddress.ip_address(bare).version == 6 else f"[{bare}]"


def _login(client: smtplib.SMTP, username: str, password: str, place: Place) -> None:
    offered = client.esmtp_features.get("auth", "").upper().split()
    mechanisms = [mechanism for mechanism in ("PLAIN", "LOGIN") if mechanism in offered]
    if not mechanisms:
        raise LoginRefused(
            f"{place}: the server takes no user name and password ({' '.join(offered) or 'no AUTH'} offered); "
            "leave smtp.username out, or look whether smtp.port and smtp.security are those for submitting mail"
        )
    for mechanism in mechanisms:
        code, text = _authenticate(client, mechanism, username, password)
        if code not in _MECHANISM_TROUBLE:
            break
    said = f"{code} {one_line(text)}"
    if code == 235:
        return
    if 400 <= code < 500:
        raise Unreachable(f"{place}: the server cannot log anybody in now ({said})")
    raise LoginRefused(
        f"{place}: the login of {username} is refused ({said}); look at smtp.username and its password; "
        "some providers want an authorisation code in place of the password and SMTP switched on"
    )


def _authenticate(client: smtplib.SMTP, mechanism: str, username: str, password: str) -> tuple[int, bytes]:
    """The reply to AUTH. smtplib's own takes only ASCII; RFC 4616 says UTF-8."""
    if mechanism == "PLAIN":
        return client.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{username}{chr(0)}{password}')}")
    code, text = client.docmd("AUTH", "LOGIN")
    for answer in (username, password):
        if code != 334:
            break
        code, text = client.docmd(_base64(answer))
    return code, text


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
