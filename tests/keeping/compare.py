"""Two databases row by row, without what a rebuild cannot know.

What it cannot know: what the IMAP server chose (watermarks), when the machine looked at its own clock (the settings
`settled`, `heartbeat` and `polled`), on which day the first run was before any mail came (`first_run`), and how sending
went (the outbox says `rebuilt`). Where the passes of the lost service are not known either, an instant of the lost
record is that of its first pass after the one in the rebuilt, and the order in which mails were written in one pass
(their ids) may be another.
"""

from __future__ import annotations

import bisect
import hashlib
import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

UNKNOWN_TABLES = frozenset({"_sqlite_migrations", "watermarks"})
UNKNOWN_SETTINGS = frozenset({"settled", "heartbeat", "polled", "first_run"})
WRITTEN_IN_A_PASS = frozenset({"outbox", "questions", "events", "notices_to_administrator"})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Passes:
    """When the lost service made its passes, for those who compare."""

    moments: Sequence[datetime]

    def noticed(self, text: str) -> str:
        """The pass in which the service noticed what was due at an instant."""
        texts = [instant_text(moment) for moment in self.moments]
        return texts[min(bisect.bisect_left(texts, text), len(texts) - 1)]


def differences(lived: str, rebuilt: str, passes: Passes | None = None) -> list[str]:
    """Rows that stand in one of the two databases only."""
    first, second = rows(lived, passes), rows(rebuilt, passes)
    only = [f"lived only: {row}" for row in first if row not in set(second)]
    return only + [f"rebuilt only: {row}" for row in second if row not in set(first)]


def rows(database: str, passes: Passes | None) -> list[str]:
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table' order by 1")]
        stable = {
            "outbox_id": dict(connection.execute("select id, key from outbox").fetchall()),
            "question_id": dict(connection.execute("select id, message_id from questions").fetchall()),
        }
        found = []
        for table in names:
            if table in UNKNOWN_TABLES or table.startswith("sqlite_"):
                continue
            for row in connection.execute(f'select * from "{table}"'):
                if table == "settings" and row["key"] in UNKNOWN_SETTINGS:
                    continue
                shown = {name: _shown(table, name, row[name], passes) for name in row.keys()}  # noqa: SIM118
                if passes:
                    shown |= {name: keys[row[name]] for name, keys in stable.items() if shown.get(name)}
                    shown.pop("id" if table in WRITTEN_IN_A_PASS else "", None)
                found.append(f"{table} {shown}")
    connection.close()
    return sorted(found)


def _shown(table: str, column: str, value: object, passes: Passes | None) -> object:
    if table == "outbox" and column == "error" and value == "rebuilt":
        return None
    if isinstance(value, bytes):
        # The Date of a mail, and what its papers say of the day, follow the pass.
        return "" if passes else hashlib.sha256(value).hexdigest()
    if passes and isinstance(value, str):
        return _INSTANT.sub(lambda found: passes.noticed(found[0]), value)
    return value
