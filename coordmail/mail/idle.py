"""Waiting for new mail: IMAP IDLE (RFC 2177), or the passing of time where a server has none."""

from __future__ import annotations

import contextlib
import select
import ssl
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coordmail.mail.imap_client import Client

# Servers may log an idle client out after 30 minutes, and some routers forget a connection after ten.
LONGEST_IDLE_SECONDS = 9 * 60
_LEAVE_SECONDS = 2


class HasFileno(Protocol):
    """A socket, or anything else that `poll` can watch."""

    def fileno(self) -> int:
        """The file descriptor."""
        ...


Stop = HasFileno | int | None


class IdleRefused(Exception):
    """The server promised IDLE and does not let us."""


def told_of_mail(client: Client, opened_with: int) -> bool:
    """Whether the server spoke of new mail since the folder was opened with so many mails: in the midst of other
    answers, and it says so only once."""
    told = client._imap.untagged_responses
    _, *since = [int(count) for count in told.get("EXISTS", ())] or [0]
    return max(since, default=0) > opened_with - len(told.get("EXPUNGE", ()))


def wait_for_mail(client: Client, seconds: float, stop: Stop, opened_with: int) -> None:
    """Return when the open folder's contents change, when `stop` is readable, or after `seconds`.

    Raises what `client` raises when the connection breaks (OSError, IMAPClientError), and IdleRefused.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _idle(client)
        try:
            patience = 0 if told_of_mail(client, opened_with) else min(left, LONGEST_IDLE_SECONDS)
            stopped = _watch(client, patience, stop)
        except BaseException:
            _leave(client)
            raise
        if stopped:
            _leave(client)
            return
        _, responses = client.idle_done()
        if patience == 0 or any(_is_news(response) for response in responses):
            return


def wait_without_idle(client: Client, seconds: float, stop: Stop) -> None:
    """Return when `stop` is readable or after `seconds`; keeps the connection alive meanwhile."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if _poll(min(left, LONGEST_IDLE_SECONDS), stop):
            return
        if left > LONGEST_IDLE_SECONDS:
            client.noop()


def _idle(client: Client) -> None:
    """Enter IDLE. The library's own takes news that come before the consent for a refusal."""
    connection = client._imap
    client._idle_tag = tag = connection._command("IDLE")
    while connection._get_response() is not None:
        if answer := connection.tagged_commands[tag]:
            del connection.tagged_commands[tag]
            raise IdleRefused(b" ".join(answer[1]).decode("utf-8", "replace"))


def _watch(client: Client, seconds: float, stop: Stop) -> bool:
    """Whether `stop` ended the watch over `client`'s socket, rather than the server or the clock."""
    if _buffered(client):
        return False
    return _poll(seconds, stop, client.socket())


def _poll(seconds: float, stop: Stop, other: HasFileno | None = None) -> bool:
    poller = select.poll()
    watched = [fileno for fileno in (_fileno(stop), _fileno(other)) if fileno is not None]
    for fileno in watched:
        poller.register(fileno, select.POLLIN)
    ready = {fileno for fileno, _ in poller.poll(seconds * 1000)}
    return stop is not None and _fileno(stop) in ready


def _fileno(source: Stop) -> int | None:
    return source if source is None or isinstance(source, int) else source.fileno()


def _buffered(client: Client) -> bool:
    """Whether the server's words were read off the socket already, together with its consent to idle.

    They lie in a buffer of imaplib's, or in the TLS layer, where `poll` does not see them.
    """
    connection = client.socket()
    if isinstance(connection, ssl.SSLSocket) and connection.pending():
        return True
    own_buffer = getattr(client._imap, "_readbuf", None)  # from Python 3.14 on, in place of a buffered file
    if own_buffer is not None:
        return bool(own_buffer)
    patience = connection.gettimeout()
    connection.settimeout(0)
    try:
        return bool(client._imap.file.peek(1))
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        connection.settimeout(patience)


def _leave(client: Client) -> None:
    """End IDLE in a hurry: whoever stops does not wait for a server that has gone silent."""
    from imapclient.exceptions import IMAPClientError

    with contextlib.suppress(OSError):
        connection = client.socket()
        patience = connection.gettimeout()
        connection.settimeout(_LEAVE_SECONDS)
        try:
            client.idle_done()
        except (OSError, IMAPClientError):
            client.shutdown()
        else:
            connection.settimeout(patience)


def _is_news(response: tuple[object, ...]) -> bool:
    return len(response) > 1 and response[1] in (b"EXISTS", b"RECENT", b"EXPUNGE")
