"""What runs inside the sandbox: limits first, then one file after the other until the input ends."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Unreadable
from coordmail.documents.ooxml import damaged, too_large
from coordmail.documents.sandbox import ANSWER, LENGTH
from coordmail.documents.wire import encode, encode_unreadable

if TYPE_CHECKING:
    from typing import BinaryIO

_GRACE = 2.0
"""Seconds after which the child ends itself if its parent, which should have ended it, is gone."""


def serve(seconds: float, memory: int) -> None:
    """Answers on standard output for each file on standard input, `seconds` and `memory` bytes allowed."""
    _limit(memory)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        size = sys.stdin.buffer.read(LENGTH.size)
        if len(size) < LENGTH.size:
            return
        content = sys.stdin.buffer.read(*LENGTH.unpack(size))
        _alarm(seconds + _GRACE)
        answer, usable = _answer(content)
        _alarm(0)
        _send(answers, answer, usable)
        if not usable:
            return


def _answer(content: bytes) -> tuple[bytes, bool]:
    """The encoded answer, and whether this process is still good for another file."""
    from coordmail.documents.office import read_office

    try:
        return encode(read_office(content, "")), True
    except Unreadable as error:
        return encode_unreadable(error), True
    except (MemoryError, RecursionError):
        return encode_unreadable(too_large()), False
    except Exception:  # noqa: BLE001 - whatever a reader stumbles over, the file is to blame
        return encode_unreadable(damaged()), False


def _send(answers: BinaryIO, answer: bytes, usable: bool) -> None:
    with suppress(BrokenPipeError):
        answers.write(ANSWER.pack(len(answer), usable) + answer)
        answers.flush()


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
