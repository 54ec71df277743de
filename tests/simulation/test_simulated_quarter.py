"""A short quarter: all checks hold, and the same seed gives the same record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.checks import faults
from tests.simulation.dump import dump
from tests.simulation.quarter import live

if TYPE_CHECKING:
    from pathlib import Path

DAYS, MEETINGS = 15, 8


def lived(folder: Path, seed: int) -> tuple[dict[str, list[str]], list[str]]:
    """The faults of a run, and its database as text."""
    folder.mkdir()
    quarter = live(folder, seed, DAYS, MEETINGS)
    found = faults(quarter)
    quarter.store.close()
    return {check: what for check, what in found.items() if what}, dump(folder / "coordmail.db")


def test_all_checks_hold_and_the_seed_alone_decides(tmp_path: Path) -> None:
    found, record = lived(tmp_path / "first", 1)
    assert found == {}
    again, same = lived(tmp_path / "again", 1)
    assert again == {}
    assert same == record
    _, other = lived(tmp_path / "other", 2)
    assert other != record
