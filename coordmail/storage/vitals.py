"""How the service is doing, read beside it: nothing is written, created or migrated."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import pathname2url

from coordmail.storage.database import BUSY_SECONDS, StorageError, instant, instant_text
from coordmail.storage.outbox import BREAKER, CAPPED, RESTS

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database says. `settings`: what the service remembers; `oldest` was first tried or is the longest due.

    `waiting` counts what is due or was tried, without what rests for an address or for somebody's working hours;
    `held` what the breaker holds; `failed` what was given up or refused and neither sent again nor dropped.
    """

    settings: dict[str, str]
    sent: datetime | None
    waiting: int
    oldest: datetime | None
    held: int
    failed: int


def read_vitals(path: str | Path, now: datetime) -> Vitals:
    """The vitals in the database at `path`. Raises StorageError."""
    file = Path(path)
    if not file.exists():
        raise StorageError(f"there is no database {file} yet: coordmail run makes it")
    try:
        uri = f"file:{pathname2url(str(file.absolute()))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
            settings = dict(connection.execute("select key, value from settings").fetchall())
            (sent,) = connection.execute("select max(sent_at) from outbox where sent_at is not null").fetchone()
            waiting, oldest = connection.execute(
                "select count(*), min(coalesce(first_try, next_try)) from outbox where state in ('waiting', 'sending')"
                " and (next_try <= ? or attempts > 0) and (error is null or not (instr(error, ?) = 1"
                " or instr(error, ?) = 1 or instr(error, ?) = 1))",
                [instant_text(now), BREAKER, RESTS, CAPPED],
            ).fetchone()
            held, failed = connection.execute(
                "select count(*) filter (where state <> 'failed' and instr(error, ?) = 1),"
                " count(*) filter (where state = 'failed') from outbox"
                " where state in ('waiting', 'sending', 'failed')",
                [BREAKER],
            ).fetchone()
    except sqlite3.Error as error:
        raise StorageError(
            f"the database {file} cannot be read: {error}; check its permissions and the disk"
        ) from error
    return Vitals(settings, instant(sent), waiting, instant(oldest), held, failed)
