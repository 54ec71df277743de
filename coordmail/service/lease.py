"""Only one process works on a database: a lock that the operating system gives back when its holder dies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class AlreadyRunningError(Exception):
    """Another process holds the lease."""


@contextmanager
def lease(database: str | Path) -> Iterator[None]:
    """Hold the right to work on `database`; raises AlreadyRunningError when another process has it."""
    path = Path(database)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunningError(
                f"another coordmail run works on {path}; stop it first, or give this one a database of its own"
            ) from error
        yield
