"""A child process that reads files from outside, with limits of time and memory, so that no file can hurt the service.

Kept from one file to the next, for starting costs more than reading. It ends with its input, hence with its parent;
a file on which it dies or does not finish costs that process, and the next file gets a new one. Where the platform
knows no limits (Windows), only the time is limited.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from coordmail.documents.blocks import Block, Reason, Unreadable
from coordmail.documents.ooxml import too_large
from coordmail.documents.wire import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

SECONDS = 10.0
MEMORY = 1_000_000_000
"""Bytes of address space, of which the interpreter and its libraries take about 200 MB."""
LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">I?")
"""Before an answer: its length, and whether the child reads on (after it ran out of memory it ends)."""

_FILES_PER_CHILD = 200
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL", "LC_CTYPE")
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from coordmail.documents.sandbox_child import serve; serve(float(sys.argv[2]), int(sys.argv[3]))"
)


class Sandbox:
    """Reads one file at a time in a child that is started when it is first needed; usable from any thread."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, part: str, content: bytes) -> tuple[Block, ...]:
        """The blocks of the office file `content`; Unreadable where it cannot be read or not within the limits."""
        with self._lock:
            if self._files >= _FILES_PER_CHILD:
                self._end()
            self._files += 1
            answer = self._ask(LENGTH.pack(len(content)) + content)
        return decode(answer, part)

    def close(self) -> None:
        """Ends the child, if there is one."""
        with self._lock:
            self._end()

    def _ask(self, question: bytes) -> bytes:
        child = self._running()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(child, question)
        except BaseException:
            self._end()
            raise
        finally:
            timer.cancel()
        if answer is None:
            raise self._failure(child, late=late.is_set())
        said, reads_on = answer
        if not reads_on:
            self._end()
        return said

    def _failure(self, child: subprocess.Popen[bytes], *, late: bool) -> Exception:
        """Why the child did not answer. One that ends of itself with an error has not even come to the file."""
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=1)
        broken = child.returncode == 1
        self._end()
        if late:
            return Unreadable(Reason.TOO_SLOW, f"the file could not be read within {self._seconds:g} seconds")
        return RuntimeError(f"{sys.executable} cannot run the reader of attachments") if broken else too_large()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None:
            return self._child
        self._end()
        with _deaf():
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-B", "-c", _PROGRAM, json.dumps(sys.path), str(self._seconds), str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )

    def _end(self) -> None:
        child, self._child, self._files = self._child, None, 0
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        child.wait()


@contextmanager
def _deaf() -> Iterator[None]:
    """A child started inside hears no SIGTERM and no SIGINT, for ever: a service manager signals every process of a
    service at once, and the mail in hand is to be finished with its file read."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@lru_cache(maxsize=1)
def shared() -> Sandbox:
    """The sandbox of this process, closed at its end."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def _exchange(child: subprocess.Popen[bytes], question: bytes) -> tuple[bytes, bool] | None:
    """The child's answer and whether it reads on, or None if it died over the file."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(question)
        child.stdin.flush()
        size = child.stdout.read(ANSWER.size)
        if len(size) < ANSWER.size:
            return None
        length, reads_on = ANSWER.unpack(size)
        answer = child.stdout.read(length)
    except OSError:
        return None
    return (answer, reads_on) if len(answer) == length else None
