"""A listener between client and server: it passes everything on, and is told of every line that the client says."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self

Heard = Callable[[bytes], None]


class Relay:
    """Passes connections on to a port of the loopback interface. `heard` is called with each line of a client's,
    after it was passed on and before anything else is; `lines` holds them all."""

    def __init__(self, to_port: int, heard: Heard | None = None) -> None:
        self.lines: list[bytes] = []
        self._to_port = to_port
        self._heard = heard
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
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        for sock in self._open:
            sock.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to_port))
                self._open += [client, server]
                for target, arguments in ((self._listen, (client, server)), (_pass, (server, client))):
                    self._threads.append(threading.Thread(target=target, args=arguments))
                    self._threads[-1].start()

    def _listen(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError), client.makefile("rb") as lines:
            for line in lines:
                server.sendall(line)
                self.lines.append(line)
                if self._heard:
                    self._heard(line)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)


def _pass(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
