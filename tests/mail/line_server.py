"""Servers of a few lines, for what real servers hardly ever do: hang up, fall silent, speak out of turn."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


class Connection:
    """The server's side of one connection, by lines."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb")

    def line(self) -> str | None:
        """The next line without its end; None when the client has gone."""
        line = self._file.readline()
        return line.decode("utf-8", "surrogateescape").rstrip("\r\n") if line else None

    def say(self, text: str) -> None:
        """Send `text` in one segment, its line ends as CRLF."""
        self._sock.sendall(text.replace("\n", "\r\n").encode("utf-8", "surrogateescape"))

    def close(self) -> None:
        self._file.close()
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()


Talk = Callable[[Connection], None]


class LineServer:
    """Runs `talk` for every connection, each in a thread, inside TLS if a context is given; counts `connections`."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self._talk = talk
        self.tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._open: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            stack.enter_context(contextlib.suppress(OSError))
            if self.tls is not None:
                sock = stack.enter_context(self.tls.wrap_socket(sock, server_side=True))
                self._open.append(sock)
            connection = Connection(sock)
            stack.callback(connection.close)
            self._talk(connection)


# What to say to a command, with {tag} in place of its tag; None hangs up.
Answer = str | Callable[[str], str | None] | None

_IMAP: Mapping[str, Answer] = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE ID MOVE UIDPLUS\n{tag} OK done\n",
    "LOGIN": "{tag} OK in\n",
    "ID": "* ID NIL\n{tag} OK done\n",
    "NOOP": "{tag} OK done\n",
    "SELECT": "* 3 EXISTS\n* 0 RECENT\n* FLAGS ()\n* OK [UIDVALIDITY 7] .\n{tag} OK [READ-WRITE] .\n",
    "UID_SEARCH": "* SEARCH 1 2 3\n{tag} OK done\n",
    "UID_FETCH": "* 1 FETCH (UID 1 RFC822.SIZE 4 BODY[] {4}\nm1\n)\n{tag} OK done\n",
    "UID_MOVE": "{tag} OK done\n",
    "IDLE": "+ idling\n",
    "DONE": "{tag} OK done\n",
    "LOGOUT": "* BYE\n{tag} OK done\n",
}


def imap(**answers: Answer) -> Talk:
    """An IMAP server with three mails that says `answers` to the commands so named (UID_FETCH is UID FETCH)."""

    def talk(connection: Connection) -> None:
        connection.say("* OK ready\n")
        tag = ""
        while (line := connection.line()) is not None:
            command = line
            if line != "DONE":  # which ends the IDLE whose tag it was
                tag, _, rest = line.partition(" ")
                words = rest.upper().split() or [""]
                command = "_".join(words[:2]) if words[0] == "UID" else words[0]
            answer = answers[command] if command in answers else _IMAP.get(command, "{tag} BAD unknown\n")
            said = answer(line) if callable(answer) else answer
            if said is None:
                return
            connection.say(said.replace("{tag}", tag))

    return talk


_SMTP: Mapping[str, Answer] = {
    "EHLO": "250-here\n250-8BITMIME\n250-AUTH PLAIN LOGIN\n250 SIZE 1000000\n",
    "MAIL": "250 ok\n",
    "RCPT": "250 ok\n",
    "DATA": "354 go on\n",
    ".": "250 taken\n",
    "RSET": "250 ok\n",
    "NOOP": "250 ok\n",
    "AUTH": "235 in\n",
    "QUIT": "221 bye\n",
}


def smtp(seen: list[str] | None = None, greeting: str = "220 here\n", **answers: Answer) -> Talk:
    """An SMTP server that says `answers` to the commands so named (END: the dot after DATA); `seen` gets its lines."""
    given = {("." if name == "END" else name): answer for name, answer in answers.items()}

    def talk(connection: Connection) -> None:
        connection.say(greeting)
        in_data = False
        while (line := connection.line()) is not None:
            if in_data and line != ".":
                continue
            command = line.split(" ")[0].upper()
            if seen is not None:
                seen.append(command + line[len(command) :])
            answer = given[command] if command in given else _SMTP.get(command, "500 unknown\n")
            said = answer(line) if callable(answer) else answer
            if said is None:
                return
            connection.say(said)
            in_data = said.startswith("354")

    return talk
