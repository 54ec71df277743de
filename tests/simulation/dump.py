"""The database as text: every row of every table, without what the mail server and the machine's clock put in."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FOREIGN_COLUMNS = frozenset({"uidvalidity"})
"""Chosen by the IMAP server, new with every start."""
_FOREIGN_SETTINGS = frozenset({"settled"})
"""When the file was last made safe, by the machine's own clock."""
_FOREIGN_TABLES = frozenset({"_sqlite_migrations"})
"""Says when the tables were made."""


def dump(database: Path) -> list[str]:
    """One line a row, tables by name, rows by their primary key. Blobs as their digest."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        tables = [
            row[0] for row in connection.execute("select name from sqlite_master where type = 'table' order by 1")
        ]
        lines = []
        for table in tables:
            if table in _FOREIGN_TABLES or table.startswith("sqlite_"):
                continue
            columns = connection.execute("select name, pk from pragma_table_info(?)", [table]).fetchall()
            key = ", ".join(f'"{c["name"]}"' for c in sorted(columns, key=lambda c: c["pk"]) if c["pk"]) or "rowid"
            for row in connection.execute(f'select * from "{table}" order by {key}'):
                if table == "settings" and row["key"] in _FOREIGN_SETTINGS:
                    continue
                shown = {name: _plain(row[name]) for name in row.keys() if name not in _FOREIGN_COLUMNS}  # noqa: SIM118
                lines.append(f"{table} {shown}")
    connection.close()
    return lines


def _plain(value: object) -> object:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
