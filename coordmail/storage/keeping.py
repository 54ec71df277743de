"""Keeping the database safe: whole copies of it while others write, and files that take its place at once or not."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.storage.database import BUSY_SECONDS, StorageError, secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_RECORDS = ("inbox", "meetings", "outbox", "events", "watermarks")
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; left behind by another file of the same name, it would be played into this."""


def back_up(database: Path, file: Path, force: bool = False) -> tuple[Path, Path]:
    """Copy `database` to `file` and its secret beside it, where a database looks for its secret; the two paths.

    Others may write meanwhile: the copy is what was committed when it began. Both files appear whole or not at all,
    readable by their owner alone. Raises StorageError for a file that exists, unless `force`d.
    """
    secret = secret_of(file)
    own = {path.resolve() for path in (database, secret_of(database))}
    if own & {file.resolve(), secret.resolve()} or file == secret:
        raise StorageError(f"{file} is where the database or its secret lies; name another file for the backup")
    if not database.exists():
        raise StorageError(f"{database} does not exist yet: there is nothing to back up")
    held = secret_of(database).read_bytes()
    existing = [file] if file.exists() else []
    existing += [secret] if secret.exists() and secret.read_bytes() != held else []
    if existing and not force:
        raise StorageError(f"{existing[0]} exists already and is left as it is; name another file, or give --force")
    with _appearing(secret) as fresh:
        fresh.write_bytes(held)
    with _appearing(file) as fresh:
        copy_database(database, fresh)
    return file, secret


def copy_database(source: Path, target: Path) -> None:
    """Copy the database `source` into the file `target`, new or empty. Raises StorageError."""
    target.touch(mode=0o600)
    try:
        with (
            contextlib.closing(_reading(source)) as reader,
            contextlib.closing(sqlite3.connect(target)) as writer,
        ):
            # All pages in one step: with several, a service that writes makes it begin anew each time.
            reader.backup(writer)
            found = writer.execute("pragma quick_check(1)").fetchone()[0]
            # One file, with nothing beside it that could be left behind.
            writer.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        raise StorageError(f"{source} cannot be copied: {error}; check the file and the disk") from error
    if found != "ok":
        raise StorageError(f"{source} is damaged ({found}); keep your last backup, and see coordmail rebuild")


@contextlib.contextmanager
def thrown_away(database: Path) -> Iterator[Path]:
    """A copy of `database` to try something on, with its secret, on the same disk; gone when the block ends."""
    if not database.exists():
        raise StorageError(f"{database} does not exist yet: there is nothing to look at")
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=f".{database.name}.") as folder:
        copy = Path(folder) / database.name
        copy_database(database, copy)
        shutil.copy(secret_of(database), secret_of(copy))
        yield copy


def recorded(database: Path) -> bool:
    """Whether there is a record in `database`: a new one has settings at most. Raises StorageError."""
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        with contextlib.closing(_reading(database)) as reader:
            tables = {row[0] for row in reader.execute("select name from sqlite_master where type = 'table'")}
            return any(reader.execute(f"select 1 from {name} limit 1").fetchone() for name in tables & {*_RECORDS})  # noqa: S608
    except sqlite3.Error as error:
        raise StorageError(f"{database} cannot be read ({error}); move it away and try again") from error


def put_in_place(fresh: Path, database: Path) -> None:
    """Let the closed database `fresh` take the place of `database`, on the same disk."""
    _sync(fresh)
    for ending in _BESIDE:
        database.with_name(database.name + ending).unlink(missing_ok=True)
    fresh.replace(database)
    _sync(database.parent)


@contextlib.contextmanager
def _appearing(file: Path) -> Iterator[Path]:
    """An empty file for the block to write, which takes the name `file` when the block ends well."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600, exist_ok=False)
    try:
        yield fresh
        put_in_place(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
