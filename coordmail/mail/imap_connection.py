"""From settings to a logged-in IMAP connection: TLS, login, and the ID that some providers insist on."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from coordmail.mail.errors import LoginRefused, MailError, Place, Unreachable, one_line
from coordmail.mail.tls import client_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.config import ImapSettings
    from coordmail.mail.imap_client import Client

CONNECT_SECONDS = 15
CLOSE_SECONDS = 5

# In a LOGIN command the user name goes out as an atom, which none of these may stand in (RFC 3501 section 9).
_NO_ATOM = frozenset('(){ %*"\\]')


def connect(settings: ImapSettings) -> Client:
    """A connection that is logged in. Raises Unreachable, LoginRefused, CertificateRefused; ConfigError for a password
    that cannot be fetched."""
    place = Place.of("imap", settings)
    # The library would log what is said on the wire, passwords in some mechanisms included.
    logging.getLogger("imapclient").setLevel(logging.ERROR)
    password = settings.password()
    with connecting(place):
        client = _dial(settings, place)
    try:
        with connecting(place):
            if settings.security == "starttls":
                _start_tls(client, settings, place)
            _login(client, settings.username, password, place)
            _say_who_we_are(client)
    except BaseException:
        drop(client)
        raise
    return client


@contextlib.contextmanager
def connecting(place: Place) -> Iterator[None]:
    """Turns what goes wrong inside into Unreachable."""
    from imapclient.exceptions import IMAPClientError

    try:
        yield
    except MailError:
        raise
    except (OSError, IMAPClientError, ValueError, LookupError, TypeError) as error:
        raise place.unreachable(error) from error


def drop(client: Client) -> None:
    """Close the socket without a word to the server."""
    with contextlib.suppress(OSError):
        client.shutdown()


def hang_up(client: Client) -> None:
    """Log out, waiting for at most a few seconds, and close the socket."""
    from imapclient.exceptions import IMAPClientError

    try:
        client.socket().settimeout(CLOSE_SECONDS)
        client.logout()
    except (OSError, IMAPClientError, ValueError):
        drop(client)


def _dial(settings: ImapSettings, place: Place) -> Client:
    from imapclient import IMAPClient, SocketTimeout

    tls = settings.security == "tls"
    dial: Callable[..., Client] = IMAPClient
    client = dial(
        settings.host,
        settings.port,
        ssl=tls,
        ssl_context=client_context(place, settings.ca_file) if tls else None,
        timeout=SocketTimeout(connect=CONNECT_SECONDS, read=settings.timeout_seconds),
    )
    client.normalise_times = False
    return client


def _start_tls(client: Client, settings: ImapSettings, place: Place) -> None:
    if not client.has_capability("STARTTLS"):
        raise Unreachable(f"{place}: the server offers no STARTTLS; set imap.security = 'tls' and the port for it")
    client.starttls(client_context(place, settings.ca_file))


def _login(client: Client, username: str, password: str, place: Place) -> None:
    from imapclient.exceptions import IMAPClientAbortError, LoginError

    plain = not (username + password).isascii() or not _NO_ATOM.isdisjoint(username)
    try:
        if plain:
            client.plain_login(username, password)
        else:
            client.login(username, password)
    except LoginError as error:
        # IMAPClient reports a connection that broke during the login as a refused login too.
        if isinstance(error.__context__, IMAPClientAbortError):
            raise place.unreachable(error.__context__) from None
        said = one_line(str(error))
        if "UNAVAILABLE" in said or "INUSE" in said:  # RFC 5530: not the password's fault
            raise Unreachable(f"{place}: the server cannot log anybody in now ({said})") from None
        raise LoginRefused(
            f"{place}: the login of {username} is refused ({said}); look at imap.username and its password; "
            "some providers want an authorisation code in place of the password and IMAP switched on"
        ) from None


def _say_who_we_are(client: Client) -> None:
    """RFC 2971: without it NetEase's servers (163, 126, yeah.net) refuse to open any folder."""
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

    if not client.has_capability("ID"):
        return
    try:
        client.id_({"name": "coordmail", "vendor": "coordmail"})
    except IMAPClientAbortError:
        raise
    except (IMAPClientError, ValueError, LookupError):
        return
