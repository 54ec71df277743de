"""The demo's record made anew from its archive equals the one that was lived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.service.archive import open_archive
from coordmail.service.rebuilding import Replay, rebuild
from coordmail.storage.store import Store
from tests.keeping.compare import Passes, differences
from tests.keeping.conftest import passes

if TYPE_CHECKING:
    from coordmail.config import Config

FOLDERS = ("Processed", "Quarantine")


def test_the_same_passes_make_the_same_record(lived: Config, lost: Config) -> None:
    moments = [moment for moment, _ in passes(lost)]
    with open_archive(lost.imap, FOLDERS, []) as archive, Store.open(lost.database) as store:
        replay = Replay(lost, store)
        replay.serve_in_passes(archive.mails, moments)
        replay.finish()
    assert differences(lived.database, lost.database) == []


def test_without_the_passes_nothing_differs_but_when_the_clock_noticed(lived: Config, lost: Config) -> None:
    moments = [moment for moment, _ in passes(lost)]
    with open_archive(lost.imap, FOLDERS, []) as archive:
        rebuild(lost, archive.mails, until=moments[-1])
    assert differences(lived.database, lost.database, Passes(moments)) == []
