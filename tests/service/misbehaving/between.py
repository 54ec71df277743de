"""Stands between an IMAP client and a server that works, and misbehaves at the commands that it is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Fault(Enum):
    """What is done with a command in place of passing it on."""

    GONE = "hangs up"
    SILENT = "says nothing any more"


@dataclass(frozen=True)
class CutAfter:
    """The command is passed on, and the line cut when so many bytes of the answer have come."""

    bytes: int


Misdeed = Fault | CutAfter | str | Callable[[str], str | None]
"""A str is answered in place of the server, with {tag} for the command's tag. Something to call gets the line: what it
returns is answered; where that is None, the command is passed on."""


class Between:
    """A listener on the loopback interface in front of `to_port`. `misdeeds` maps a command (SELECT, UID FETCH, IDLE
    …; CONNECT for the greeting) to what is done at it, from the next one on until it is taken out."""

    def __init__(self, to_port: int) -> None:
        self.misdeeds: dict[str, Misdeed] = {}
        self.commands: list[str] = []
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listener.close()
        for sock in self._open:
            _hang_up(sock)
        for thread in self._threads[1:]:
            thread.join()
        for sock in self._open:
            sock.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                match self.misdeeds.get("CONNECT"):
                    case Fault.GONE:
                        _hang_up(client)
                        continue
                    case Fault.SILENT:
                        continue
                    case str(greeting):
                        client.sendall(greeting.replace("\n", "\r\n").encode())
                        _hang_up(client)
                        continue
                server = socket.create_connection(("127.0.0.1", self._to_port))
                self._open.append(server)
                line = _Line(client, server, self)
                for work in (line.upwards, line.downwards):
                    self._threads.append(threading.Thread(target=work))
                    self._threads[-1].start()


class _Line:
    """One connection."""

    def __init__(self, client: socket.socket, server: socket.socket, between: Between) -> None:
        self._client = client
        self._server = server
        self._between = between
        self._left: int | None = None

    def upwards(self) -> None:
        with contextlib.suppress(OSError), self._client.makefile("rb") as lines:
            for line in lines:
                if not self._pass_on(line):
                    break
        _hang_up(self._server)

    def _pass_on(self, line: bytes) -> bool:
        tag, command = _command(line)
        self._between.commands.append(command)
        misdeed = self._between.misdeeds.get(command)
        if callable(misdeed):
            misdeed = misdeed(line.decode("utf-8", "replace"))
        match misdeed:
            case Fault.GONE:
                _hang_up(self._client)
                return False
            case Fault.SILENT:
                return True
            case str(answer):
                self._client.sendall(answer.replace("{tag}", tag).replace("\n", "\r\n").encode())
                return True
            case CutAfter(count):
                self._left = count
        self._server.sendall(line)
        return True

    def downwards(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._server.recv(65536):
                if self._left is None:
                    self._client.sendall(data)
                    continue
                self._client.sendall(data[: self._left])
                self._left -= len(data)
                if self._left <= 0:
                    break
        _hang_up(self._client)


def _command(line: bytes) -> tuple[str, str]:
    words = line.decode("utf-8", "replace").split()
    if words[:1] == ["DONE"] or len(words) < 2:
        return "", words[0] if words else ""
    name = " ".join(words[1:3]) if words[1].upper() == "UID" else words[1]
    return words[0], name.upper()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
