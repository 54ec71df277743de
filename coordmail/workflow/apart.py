"""What fails by itself: one meeting, one person, one report must not hold the others up."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.workflow.desk import Desk

log = logging.getLogger(__name__)


@contextmanager
def apart(desk: Desk, what: str) -> Iterator[None]:
    """A transaction whose failure the administrator hears of, and which holds nothing else up."""
    try:
        with desk.store.transaction():
            yield
    except sqlite3.OperationalError:
        # A locked or full database concerns everything.
        raise
    except Exception as error:
        # One meeting must not stop the others.
        reason = f"{what}: {type(error).__name__}: {error}"[:500]
        with desk.store.transaction():
            new = desk.store.administration.note_once(desk.now, "failed_mail", reason)
        # It is tried with every tick: once is enough for the log, too.
        log.log(
            logging.WARNING if new else logging.DEBUG,
            "%s; it is tried again",
            reason,
            exc_info=error if log.isEnabledFor(logging.DEBUG) else None,
        )
