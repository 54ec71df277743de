"""An SMTP server that takes mail and misbehaves at the commands that it is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.mail.line_server import LineServer

if TYPE_CHECKING:
    import ssl

    from tests.mail.line_server import Connection

GONE = None
"""Hangs up without a word."""
SILENT = ""
"""Says nothing and keeps the connection."""

Misdeed = str | None | Callable[[str], str | None]
"""What is said to a command, without its line end; a callable gets the command's line."""

_GOOD = {
    "CONNECT": "220 here",
    "EHLO": "250-here\n250-AUTH PLAIN LOGIN\n250 SIZE 1000000",
    "AUTH": "235 in",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "END": "250 taken",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "QUIT": "221 bye",
}


@dataclass(frozen=True)
class Taken:
    """A mail that was accepted."""

    recipients: tuple[str, ...]
    data: bytes


class SmtpScript(LineServer):
    """`misdeeds` maps a stage (CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, END for the final dot) to what is said at it in
    place of what is right; GONE_IN_DATA as a stage hangs up after a few lines of the mail. `slow`: seconds before each
    answer. What was accepted stands in `taken`, the lines of the client in `heard`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(self._serve_mail, tls)
        self.misdeeds: dict[str, Misdeed] = {}
        self.slow = 0.0
        self.taken: list[Taken] = []
        self.heard: list[str] = []

    def _answer(self, connection: Connection, stage: str, line: str = "", mail: Taken | None = None) -> str | None:
        """What was said; None: hang up. `mail` is taken where that is good."""
        said = self.misdeeds.get(stage, _GOOD.get(stage, "500 unknown"))
        if callable(said):
            said = said(line) or _GOOD[stage]
        time.sleep(self.slow)
        if mail and said and said.startswith("250"):
            self.taken.append(mail)
        if said:
            connection.say(f"{said}\n")
        return said

    def _serve_mail(self, connection: Connection) -> None:
        recipients: list[str] = []
        said = self._answer(connection, "CONNECT")
        while said is not None and (line := connection.line()) is not None:
            self.heard.append(line)
            stage = line.split(" ")[0].upper()
            said = self._answer(connection, stage, line)
            code = (said or "")[:3]
            if stage == "MAIL":
                recipients = []
            elif stage == "RCPT" and code == "250":
                recipients.append(line.partition("<")[2].partition(">")[0])
            elif stage == "DATA" and code == "354":
                data = self._data(connection)
                if data is None:
                    return
                said = self._answer(connection, "END", mail=Taken(tuple(recipients), data))
            elif code in {"221", "421"}:
                return

    def _data(self, connection: Connection) -> bytes | None:
        lines: list[str] = []
        while (line := connection.line()) is not None:
            if line == ".":
                return "".join(f"{one.removeprefix('.')}\r\n" for one in lines).encode()
            lines.append(line)
            if "GONE_IN_DATA" in self.misdeeds and len(lines) == 3:
                return None
        return None
