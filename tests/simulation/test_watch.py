"""The watch sees what it is there to see."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from coordmail.record import ItemStatus
from coordmail.storage.store import Store
from tests.simulation.watch import Watch
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    config = configuration(tmp_path / "coordmail.db")
    with Store.open(config.database) as store:
        yield Office(store, config)


def test_a_change_without_its_event_is_seen(office: Office) -> None:
    watch = Watch(office.store, office.config.calendar)
    office.tracked()
    watch.after(office.now)
    assert watch.faults == {}
    with office.store.transaction():
        office.store.items.update(1, {"status": ItemStatus.CLOSED})
    watch.after(office.now)
    assert watch.faults == {"every change of an item has its event": ["CM-1/1 open → closed: only []"]}


def test_a_second_reminder_and_one_at_night_are_seen(office: Office) -> None:
    watch = Watch(office.store, office.config.calendar)
    office.tracked().at("2024-03-06 09:00")
    (row,) = office.store.session.rows("select mail from outbox where kind = 'reminder'")
    mail = message_from_bytes(row["mail"], policy=default)
    watch.sent(office.now, row["mail"], mail, ("zhang.wei@example.com",))
    assert watch.faults == {}
    watch.sent(office.now, row["mail"], mail, ("zhang.wei@example.com",))
    assert list(watch.faults) == ["one reminder mail a person and day"]
    night = office.now.replace(hour=22)
    watch.sent(night, row["mail"], mail, ("zhang.wei@example.com",))
    assert "nothing but answers outside working hours" in watch.faults


def test_a_reminder_of_what_is_closed_is_seen(office: Office) -> None:
    watch = Watch(office.store, office.config.calendar)
    office.tracked()
    watch.after(office.now)
    office.at("2024-03-06 09:00")
    with office.store.transaction():
        office.store.items.update(1, {"status": ItemStatus.CLOSED})
    watch.after(office.now)
    assert any("CM-1/1 is closed" in fault for fault in watch.faults["no mail to a person with nothing to do"])
