"""Backups: whole, made while others write, never in the place of something else; and put back."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from coordmail.storage.database import StorageError, secret_of
from coordmail.storage.keeping import back_up
from coordmail.storage.store import Store
from tests.keeping.compare import differences
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "house" / "coordmail.db"
    with Store.open(database) as store:
        Office(store, configuration(database)).tracked()
    return database


def test_a_backup_put_back_is_the_house_as_it_was(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "monday.db")
    assert made == (tmp_path / "monday.db", tmp_path / "monday.secret")
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600, 0o600]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["house", "monday.db", "monday.secret"]
    shutil.copytree(database.parent, tmp_path / "before")
    shutil.rmtree(database.parent)
    database.parent.mkdir()
    shutil.copy(made[0], database)
    shutil.copy(made[1], secret_of(database))
    with Store.open(database) as store:
        assert differences(str(tmp_path / "before" / "coordmail.db"), str(database)) == []
        office = Office(store, configuration(database))
        office.at("2024-03-06 09:00")
        # The request went out before the backup was made.
        answered = office.answer("zhang.wei", "reminder", "已完成")
    assert answered
    assert answered.outcome == "processed"
    assert answered.reason != "unclear"


def test_while_others_write(database: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Store.open(database) as store:
            number = 0
            while not stop.is_set():
                number += 1
                with store.transaction():
                    store.session.remember("first", str(number))
                    store.session.remember("second", str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            file = tmp_path / f"{number}.db"
            back_up(database, file)
            with sqlite3.connect(file) as connection:
                assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
                query = "select count(distinct value) from settings where key in ('first', 'second')"
                assert connection.execute(query).fetchone()[0] <= 1
            connection.close()
    finally:
        stop.set()
        writer.join()


def test_nothing_is_overwritten_unasked(database: Path, tmp_path: Path) -> None:
    for name in ("a.db", "a.secret"):
        (tmp_path / name).write_text("precious", encoding="ascii")
        with pytest.raises(StorageError, match=rf"{name} exists already .* --force"):
            back_up(database, tmp_path / "a.db")
        assert (tmp_path / name).read_text(encoding="ascii") == "precious"
        (tmp_path / name).unlink()
    (tmp_path / "a.db").write_text("old", encoding="ascii")
    (tmp_path / "a.db-wal").write_text("of the old one", encoding="ascii")
    back_up(database, tmp_path / "a.db", force=True)
    assert not (tmp_path / "a.db-wal").exists()
    assert differences(str(database), str(tmp_path / "a.db")) == []
    # The secret is the same one: the next day's backup beside it is no overwriting.
    (tmp_path / "a.db").unlink()
    back_up(database, tmp_path / "a.db")


def test_the_database_itself_is_no_place_for_a_backup(database: Path) -> None:
    for file in (database, database.with_name("coordmail.secret"), database.with_name("coordmail.other")):
        with pytest.raises(StorageError, match="name another file"):
            back_up(database, file, force=True)
    with pytest.raises(StorageError, match="does not exist yet"):
        back_up(database.with_name("none.db"), database.with_name("b.db"))


def test_a_failure_leaves_nothing_behind(database: Path, tmp_path: Path) -> None:
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 20_000)
    with pytest.raises(StorageError, match=r"damaged|cannot be copied"):
        back_up(database, tmp_path / "a.db")
    assert {path.name for path in tmp_path.iterdir()} <= {"house", "a.secret"}
