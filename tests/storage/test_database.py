"""The database: transactions, schema, secret, and files that cannot be used."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from coordmail.storage.database import (
    StorageError,
    UnusableNowError,
    day,
    day_text,
    instant,
    instant_text,
    list_of,
    list_text,
    open_session,
)
from coordmail.storage.schema import migrations
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

_OUTBOX = "insert into outbox(key, kind, message_id, subject, mail, state, created_at)"


def test_a_transaction_commits(store: Store, path: Path) -> None:
    with store.transaction():
        store.session.remember("a", "1")
        store.session.remember("a", "2")
    with Store.open(path) as other:
        assert other.session.setting("a") == "2"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, sqlite3.IntegrityError])
def test_rollback_leaves_nothing(store: Store, error: type[BaseException]) -> None:
    def fail() -> None:
        with store.transaction():
            store.session.remember("a", "1")
            raise error

    with pytest.raises(error):
        fail()
    assert store.session.setting("a") is None
    with store.transaction():
        store.session.remember("b", "2")
    assert store.session.setting("b") == "2"


def test_a_transaction_locks_from_its_first_line(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with store.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("begin immediate")
    other.close()


def test_a_second_writer_waits_even_after_reading(store: Store, path: Path) -> None:
    inside, done = threading.Event(), threading.Event()
    waited: list[float] = []

    def second() -> None:
        with Store.open(path) as other:
            inside.wait(10)
            begun = time.monotonic()
            with other.transaction():
                count = int(other.session.setting("count") or 0)
                other.session.remember("count", str(count + 1))
            waited.append(time.monotonic() - begun)
        done.set()

    thread = threading.Thread(target=second)
    thread.start()
    with store.transaction():
        count = int(store.session.setting("count") or 0)
        inside.set()
        assert not done.wait(0.3)
        store.session.remember("count", str(count + 1))
    thread.join(10)
    assert waited[0] > 0.1
    assert store.session.setting("count") == "2"


def test_a_reader_sees_the_last_commit_meanwhile(store: Store, path: Path) -> None:
    with Store.open(path) as reader, store.transaction():
        store.session.remember("a", "1")
        assert reader.session.setting("a") is None


def test_pragmas(store: Store) -> None:
    pragmas = {name: store.session.row(f"pragma {name}") for name in ("journal_mode", "foreign_keys", "synchronous")}
    assert pragmas == {
        "journal_mode": {"journal_mode": "wal"},
        "foreign_keys": {"foreign_keys": 1},
        "synchronous": {"synchronous": 1},
    }


def test_settling_syncs_once_and_then_commits_are_quick_again(store: Store) -> None:
    seen: list[str] = []
    store.session.db.conn.set_trace_callback(seen.append)
    store.session.settle()
    store.session.db.conn.set_trace_callback(None)
    assert seen[0] == "pragma synchronous = full"
    assert seen[-2:] == ["COMMIT", "pragma synchronous = normal"]
    assert store.session.row("pragma synchronous") == {"synchronous": 1}


def test_every_table_is_strict(store: Store) -> None:
    tables = store.session.rows("select name, strict from pragma_table_list where schema = 'main'")
    ours = {row["name"]: row["strict"] for row in tables if not row["name"].startswith(("sqlite_", "_sqlite_"))}
    assert len(ours) >= 19
    assert set(ours.values()) == {1}


@pytest.mark.parametrize(
    "statement",
    [
        "insert into watermarks values ('INBOX', 'one', 2)",
        "insert into settings values ('a', null)",
        "insert into attendees values (77, 0, '张伟', null, null)",
        "insert into notices_to_administrator(at, what, detail, told) values ('x', 'x', 'x', 2)",
        f"{_OUTBOX} values ('k', 'form', 'm', 's', 'text', 'waiting', 'x')",
        f"{_OUTBOX} values ('k', 'form', 'm', 's', x'00', 'flying', 'x')",
    ],
)
def test_wrong_values_are_refused(store: Store, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.transaction():
        store.session.execute(statement)


def test_migrations_are_applied_once(path: Path) -> None:
    for _ in range(3):
        with Store.open(path) as store:
            assert migrations.pending(store.session.db) == []
            migrations.apply(store.session.db)
            rows = store.session.rows("select name from _sqlite_migrations where migration_set = 'coordmail'")
            assert len(rows) == len({row["name"] for row in rows}) == len(migrations.applied(store.session.db))


def _open(path: Path, barrier: object, results: object) -> None:
    barrier.wait()  # type: ignore[attr-defined]
    try:
        with Store.open(path) as store, store.transaction():
            store.session.remember(str(multiprocessing.current_process().pid), "here")
            results.put(store.session.secret.hex())  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - told to the test
        results.put(repr(error))  # type: ignore[attr-defined]


def test_many_processes_start_on_a_fresh_database(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_open, args=(path, barrier, results)) for _ in range(4)]
    for process in processes:
        process.start()
    said = {results.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(60)
    with Store.open(path) as store:
        assert said == {store.session.secret.hex()}
        assert len(store.session.rows("select * from settings where value = 'here'")) == 4


def test_settling_writes_the_log_however_soon_it_comes_again(store: Store, path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    for number in range(3):
        with store.transaction():
            store.session.remember("a", str(number))
        before = log.read_bytes()
        store.session.settle()
        assert log.read_bytes() != before


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be opened")
def test_the_secret_is_on_the_disk_before_anything_is_signed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[int] = set()
    fsync = os.fsync

    def watched(handle: int) -> None:
        fsync(handle)
        synced.add(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", watched)
    with Store.open(path):
        assert {path.with_suffix(".secret").stat().st_ino, path.parent.stat().st_ino} <= synced


def test_the_secret_stays_and_is_ours_alone(path: Path) -> None:
    with Store.open(path) as store:
        secret = store.session.secret
    file = path.with_suffix(".secret")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(secret) == 32
    with Store.open(path) as store:
        assert store.session.secret == secret
    path.unlink()
    with Store.open(path) as store:
        assert store.session.secret == secret
    assert sorted(p.name for p in path.parent.iterdir()) == ["coordmail.db", "coordmail.secret"]


def test_two_installations_differ(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as first, Store.open(tmp_path / "b.db") as second:
        assert first.session.secret != second.session.secret


@pytest.mark.parametrize("content", ["", "xyz", "ab12\n", "\xff\xfe"])
def test_a_damaged_secret_is_not_used(path: Path, content: str) -> None:
    path.with_suffix(".secret").write_text(content, encoding="latin-1")
    with pytest.raises(StorageError, match=r"coordmail\.secret is damaged; restore it from a backup"):
        open_session(path)


@pytest.mark.parametrize("content", [b"garbage", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_corrupt_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StorageError, match=f"the database {path} cannot be used: .*; check the path"):
        open_session(path)
    assert path.read_bytes() == content


def test_a_folder_and_a_file_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=str(tmp_path)):
        open_session(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"file/coordmail\.db"):
        open_session(tmp_path / "file" / "coordmail.db")


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a" / "b" / "c.db"):
        assert (tmp_path / "a" / "b" / "c.db").exists()


def test_a_locked_file_is_said_after_a_while(store: Store, path: Path) -> None:
    store.session.db.execute("pragma busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with (
        pytest.raises(UnusableNowError, match=f"{path} cannot be used: database is locked") as refused,
        store.transaction(),
    ):
        pass
    assert isinstance(refused.value, StorageError)
    assert isinstance(refused.value, sqlite3.OperationalError)
    other.execute("rollback")
    other.close()
    with store.transaction():
        store.session.remember("a", "1")


def test_a_full_disk_is_said_and_leaves_nothing(store: Store, path: Path) -> None:
    pages = store.session.row("pragma page_count")
    assert pages
    store.session.db.execute(f"pragma max_page_count = {pages['page_count']}")
    with pytest.raises(UnusableNowError, match=f"{path} cannot be used: database or disk is full"), store.transaction():
        store.session.remember("a", "x" * 100_000)
    assert store.session.setting("a") is None


def test_a_read_only_database_is_said(store: Store) -> None:
    store.session.db.execute("pragma query_only = on")
    with pytest.raises(UnusableNowError, match="readonly database"), store.transaction():
        store.session.remember("a", "1")


def test_our_own_mistakes_are_not_the_disk(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table") as refused, store.transaction():
        store.session.execute("delete from missing")
    assert not isinstance(refused.value, StorageError)


def test_instants_are_kept_in_utc_to_the_second() -> None:
    moment = datetime(2024, 3, 5, 16, 0, 30, 999999, tzinfo=timezone(timedelta(hours=8)))
    assert instant_text(moment) == "2024-03-05T08:00:30Z"
    assert instant("2024-03-05T08:00:30Z") == datetime(2024, 3, 5, 8, 0, 30, tzinfo=UTC)
    assert instant(None) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(date(2024, 3, 6), "2024-03-06"), (datetime(2024, 3, 6, 18), "2024-03-06T18:00"), (None, None)],  # noqa: DTZ001
)
def test_deadlines_are_kept_as_they_are(value: date | None, text: str | None) -> None:
    assert day_text(value) == text
    kept = day(text)
    assert kept == value
    assert type(kept) is type(value)


def test_lists() -> None:
    assert list_of(list_text(["2台服务器", 'a "b"', ""])) == ("2台服务器", 'a "b"', "")
