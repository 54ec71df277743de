"""What a service manager hears of us: systemd's notification protocol, sd_notify(3), in a few datagrams."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


class Supervisor:
    """Whoever listens on $NOTIFY_SOCKET; nobody where that is not set, or cannot be reached."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):  # Linux's abstract name space
            self._address = "\0" + self._address[1:]

    def ready(self, status: str) -> None:
        """The service is up."""
        self._say(f"READY=1\nSTATUS={status}")

    def alive(self) -> None:
        """The service goes on: to be called between any two things that take long. Without it systemd restarts us
        after WatchdogSec."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The service is about to leave."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if not self._address:
            return
        with suppress(OSError, AttributeError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as talk:
            # A manager that does not read must not hold us up.
            talk.setblocking(False)
            talk.connect(self._address)
            talk.send(words.encode())
