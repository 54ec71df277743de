"""What waits for an address that failed, once somebody writes from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2024, 3, 6, 9, tzinfo=UTC)
AWAY, OTHER = "zhang.wei@example.com", "li.na@example.com"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "record.db") as store:
        yield store


def held(store: Store, kind: str, *recipients: str) -> int:
    with store.transaction():
        written = store.outbox.add(kind, kind, None, f"<{kind}@example.com>", kind, b"", recipients, NOW)
        store.outbox.delivered(written, [r for r in recipients if r != AWAY], NOW)
        store.outbox.postpone(written, NOW + timedelta(hours=1), "rests")
    return written


def resume(store: Store, midnight: datetime = NOW + timedelta(hours=15)) -> dict[str, str]:
    with store.transaction():
        store.outbox.resume(AWAY, NOW, midnight)
    return {row["kind"]: row["state"] for row in store.session.rows("select kind, state from outbox")}


def test_what_still_counts_is_sent_and_reminders_of_the_day_are_not(store: Store) -> None:
    for kind in ("summary", "confirm-request", "reminder", "confirm-reminder"):
        held(store, kind, AWAY)
    assert resume(store) == {
        "summary": "waiting",
        "confirm-request": "waiting",
        "reminder": "dropped",
        "confirm-reminder": "dropped",
    }
    assert {mail.kind for mail in store.outbox.due(NOW)} == {"summary", "confirm-request"}


def test_a_reminder_that_others_got_counts_as_sent(store: Store) -> None:
    held(store, "form-reminder", AWAY, OTHER)
    assert resume(store) == {"form-reminder": "sent"}


def test_a_reminder_of_the_same_day_still_counts(store: Store) -> None:
    held(store, "reminder", AWAY)
    assert resume(store, midnight=NOW - timedelta(hours=9)) == {"reminder": "waiting"}
