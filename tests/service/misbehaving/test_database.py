"""The database is locked, full or read-only for a while, and the service goes on by itself."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.service.misbehaving.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.service.misbehaving.conftest import Said, Trouble

Spoil = Callable[["Trouble"], AbstractContextManager[None]]


@contextlib.contextmanager
def locked(trouble: Trouble) -> Iterator[None]:
    """Another program holds it."""
    trouble.store.session.db.conn.execute("pragma busy_timeout = 0")
    other = sqlite3.connect(trouble.config.database, isolation_level=None)
    with contextlib.closing(other):
        other.execute("begin immediate")
        yield


@contextlib.contextmanager
def full(trouble: Trouble) -> Iterator[None]:
    """Not a page can be added."""
    connection = trouble.store.session.db.conn
    connection.execute("vacuum")
    (pages,) = connection.execute("pragma page_count").fetchone()
    (most,) = connection.execute("pragma max_page_count").fetchone()
    connection.execute(f"pragma max_page_count = {pages}")
    yield
    connection.execute(f"pragma max_page_count = {most}")


@contextlib.contextmanager
def read_only(trouble: Trouble) -> Iterator[None]:
    """Nothing can be written."""
    connection = trouble.store.session.db.conn
    connection.execute("pragma query_only = on")
    yield
    connection.execute("pragma query_only = off")


SPOILS = [
    (locked, "database is locked"),
    (full, "database or disk is full"),
    (read_only, "attempt to write a readonly database"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILS, ids=["locked", "full", "read-only"])
def test_a_database_that_cannot_be_used(trouble: Trouble, said: Said, spoil: Spoil, words: str) -> None:
    with spoil(trouble):
        trouble.arrives(12)
        trouble.turns(5, minutes=6)
        line = said.one(trouble.config.database, words, "look whether", "growing pauses")
        assert line.count("cannot be used") == 1
        inbox, _, quarantine = trouble.folders()
        assert inbox > 0
        assert quarantine == 0
    trouble.turns(2, minutes=6)
    assert (trouble.folders(), trouble.answered(), trouble.waiting()) == ((0, 13, 0), 13, [])
    assert trouble.store.session.rows("select * from attempts") == []
    assert ["answers again" in told for told in said.lines()] == [True]


@pytest.mark.parametrize(("spoil", "words"), SPOILS, ids=["locked", "full", "read-only"])
def test_it_is_not_tried_without_a_pause(trouble: Trouble, said: Said, spoil: Spoil, words: str) -> None:
    trouble.arrives(12)
    with spoil(trouble):
        Serving(trouble).run(lambda: time.sleep(1))
        assert trouble.imap.commands.count("SELECT") <= 4
        said.one(words)


def test_a_mail_that_was_taken_and_could_not_be_recorded_goes_out_again_as_it_was(trouble: Trouble, said: Said) -> None:
    trouble.store.session.db.conn.execute("pragma busy_timeout = 0")
    other = sqlite3.connect(trouble.config.database, isolation_level=None, check_same_thread=False)
    before = len(trouble.smtp.taken)

    def lock(_line: str) -> None:
        if not other.in_transaction:
            other.execute("begin immediate")

    trouble.smtp.misdeeds["END"] = lock
    trouble.arrives(2)
    trouble.turns(3, minutes=6)
    trouble.smtp.misdeeds.clear()
    other.execute("rollback")
    other.close()
    trouble.turns(2, minutes=6)
    taken = [mail.data for mail in trouble.smtp.taken[before:]]
    # At most the one mail that was in hand came twice, byte for byte the same.
    assert len(set(taken)) == 2
    assert len(taken) == 3
    assert trouble.waiting() == []
    assert len(said.lines()) == 2


def test_a_database_that_is_locked_at_the_start_is_waited_for(trouble: Trouble, said: Said) -> None:
    """Not only from the second turn on."""
    trouble.store.session.db.conn.execute("pragma busy_timeout = 0")
    other = sqlite3.connect(trouble.config.database, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    trouble.arrives()
    serving = Serving(trouble)

    def meanwhile() -> None:
        time.sleep(0.3)
        other.execute("rollback")
        trouble.now += timedelta(seconds=6)
        serving.answered_within(2, 15)

    serving.run(meanwhile)
    other.close()
    assert ["is locked" in line for line in said.lines()] == [True, False]
