"""SIGTERM and SIGINT: from the first line of a command to its last they are heard, or wait until they can be."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPING = frozenset({signal.SIGTERM, signal.SIGINT})


@contextmanager
def signals_wait() -> Iterator[None]:
    """Let the signals wait that would end the process; `signals_heard` says from when to when they are heard.

    One that comes after all is done is forgotten: the process ends anyway, and in order.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        while signal.sigtimedwait(STOPPING, 0):
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def signals_heard() -> Iterator[None]:
    """Hear the signals inside, also those that have waited."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
