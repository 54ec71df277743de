"""One SQLite file, opened safely, and its one way to write: a transaction that is immediate from its first line."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from coordmail.storage.schema import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.model import Day

Row = dict[str, Any]
Value = str | int | float | bytes | None

BUSY_SECONDS = 10
"""How long one process waits for another that is writing."""


class StorageError(Exception):
    """The database cannot be used; the message names the file and the remedy."""


class UnusableNowError(StorageError, sqlite3.OperationalError):
    """The database was fine when it was opened, and cannot be written now: locked, full, read-only.

    It stays an OperationalError, so that no mail is blamed for it.
    """


_NOT_NOW = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
    | {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN}
)


@dataclass(frozen=True)
class Session:
    """An open database and the installation's secret.

    The secret signs Message-IDs and tags. It lies beside the database, so that a database rebuilt from archived
    mails recognises the answers to mails that the lost one sent.
    """

    db: Database
    secret: bytes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside commits together or not at all. Not to be nested.

        A commit survives the process being killed at any moment; a power cut only after the next `settle()`.
        """
        # sqlite-utils' atomic() begins deferred and fails at once when another writer came in between.
        try:
            self.db.execute("begin immediate")
            try:
                yield
                self.db.commit()
            except BaseException:
                self.db.rollback()
                raise
        except sqlite3.DatabaseError as error:
            # The low byte is the primary code, whatever the extended one says.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _NOT_NOW:
                raise
            raise UnusableNowError(_unusable(self._file(), error)) from error

    def settle(self) -> None:
        """Force everything committed so far to the disk: to be called before others are told that it is done."""
        self.db.execute("pragma synchronous = full")
        try:
            # In WAL mode a full commit syncs the log, and with it all commits before (sqlite.org/wal.html).
            with self.transaction():
                self.remember("settled", instant_text(datetime.now(UTC)))
        finally:
            self.db.execute("pragma synchronous = normal")

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query, as dicts."""
        cursor = self.db.conn.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        cursor = self.db.conn.execute(sql, values)
        found = cursor.fetchone()
        return dict(zip([column[0] for column in cursor.description], found, strict=True)) if found else None

    def execute(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run a statement; how many rows it changed."""
        return self.db.conn.execute(sql, values).rowcount

    def insert(self, table: str, values: Row) -> int:
        """Insert a row; its rowid."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self.db.conn.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))  # noqa: S608
        return int(cursor.lastrowid or 0)

    def update(self, table: str, row_id: int, values: Row) -> None:
        """Change columns of the row with `id` = `row_id`."""
        if values:
            sets = ", ".join(f'"{name}" = ?' for name in values)
            self.db.conn.execute(f"update {table} set {sets} where id = ?", [*values.values(), row_id])  # noqa: S608

    def setting(self, key: str) -> str | None:
        """A setting that the program itself remembers."""
        row = self.row("select value from settings where key = ?", [key])
        return row["value"] if row else None

    def remember(self, key: str, value: str) -> None:
        """Keep a setting."""
        self.execute(
            "insert into settings(key, value) values (?, ?) on conflict(key) do update set value = excluded.value",
            [key, value],
        )

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _file(self) -> str:
        return str(self.db.conn.execute("pragma database_list").fetchone()[2])


def open_session(path: str | Path) -> Session:
    """Open the database at `path`, create or migrate it as needed. Raises StorageError."""
    file = Path(path)
    connection = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
        # Python's own implicit transactions stay off: every write goes through transaction().
        connection.isolation_level = None
        db = Database(connection, execute_plugins=False)
        _enable_wal(db)
        # settle() makes durable what must outlive a power cut; a sync for every commit would cost more than the rest.
        db.execute("pragma synchronous = normal")
        if migrations.pending(db):
            # Another process may be at the same: who comes second finds nothing left to apply.
            db.execute("begin immediate")
            migrations.apply(db)
            db.commit()
        db.execute("pragma foreign_keys = on")
        return Session(db, _secret(file.with_suffix(".secret")))
    except (sqlite3.Error, OSError, StorageError) as error:
        if connection:
            connection.close()
        if isinstance(error, StorageError):
            raise
        raise StorageError(_unusable(str(file), error)) from error


def _enable_wal(db: Database) -> None:
    """Switch to write-ahead logging; SQLite does not wait by itself for another process that is doing the same."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.enable_wal()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _unusable(file: str, error: Exception) -> str:
    return f"the database {file} cannot be used: {error}; check the path, its permissions and the disk"


def _secret(file: Path) -> bytes:
    """The installation's secret, made at the first start."""
    if not file.exists():
        fresh = file.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        try:
            # link() fails if another process was first, and never leaves a half-written secret.
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) < 16:
        raise StorageError(f"{file} is damaged; restore it from a backup, for answers to mails already sent need it")
    return secret


def instant_text(instant: datetime) -> str:
    """An instant as it is stored: UTC, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_of(text: str) -> datetime:
    """A stored instant."""
    return datetime.fromisoformat(text)


def instant(text: str | None) -> datetime | None:
    """A stored instant, or None."""
    return instant_of(text) if text else None


def day_text(day: Day | None) -> str | None:
    """A deadline as it is stored: `2024-03-06`, or `2024-03-06T18:00`."""
    if day is None:
        return None
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def day(text: str | None) -> Day | None:
    """A stored deadline."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def list_text(values: Sequence[str]) -> str:
    """A list as it is stored."""
    return json.dumps(list(values), ensure_ascii=False)


def list_of(text: str) -> tuple[str, ...]:
    """A stored list."""
    return tuple(json.loads(text))
