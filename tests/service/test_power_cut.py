"""A power cut is not a kill: what others were told must be on the disk, not only in the file system's memory."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from coordmail.demo import letters

if TYPE_CHECKING:
    import pytest

    from tests.service.house import House


def settled(house: House) -> bool:
    connection = sqlite3.connect(house.config.database)
    try:
        found = connection.execute("select 1 from settings where key = 'settled'").fetchone()
    finally:
        connection.close()
    return found is not None


def forget(house: House) -> None:
    with house.store.transaction():
        house.store.session.execute("delete from settings where key = 'settled'")


def test_a_mail_of_the_clock_is_on_the_disk_before_it_goes_out(house: House) -> None:
    house.writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)
    house.at("2024-03-04 09:30")
    forget(house)
    seen: list[tuple[str, bool]] = []
    house.servers.on_mail = lambda verb, _address, _data: seen.append((verb, settled(house)))
    house.at("2024-03-05 15:30")
    assert house.kinds()[0][0] == "form"
    assert seen
    assert all(safe for _, safe in seen)


def test_a_mail_is_on_the_disk_before_it_leaves_the_folder(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from imapclient import IMAPClient

    move = IMAPClient.move
    seen: list[bool] = []

    def watched(client: IMAPClient, *arguments: object) -> object:
        seen.append(settled(house))
        return move(client, *arguments)

    monkeypatch.setattr(IMAPClient, "move", watched)
    house.writes("li.na", letters.NOTICE_SUBJECT, letters.NOTICE)
    house.at("2024-03-04 09:30")
    assert seen
    assert all(seen)
