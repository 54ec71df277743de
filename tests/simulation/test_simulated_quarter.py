"""A short quarter: all checks hold; and the seed alone decides what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.checks import faults
from tests.simulation.dump import dump
from tests.simulation.quarter import live

if TYPE_CHECKING:
    from pathlib import Path


def test_all_checks_hold(tmp_path: Path) -> None:
    quarter = live(tmp_path, seed=1, days=15, meetings=8)
    found = {check: what for check, what in faults(quarter).items() if what}
    quarter.store.close()
    assert found == {}


def test_the_seed_alone_decides(tmp_path: Path) -> None:
    def record(name: str, seed: int) -> list[str]:
        folder = tmp_path / name
        folder.mkdir()
        live(folder, seed, days=6, meetings=3).store.close()
        return dump(folder / "coordmail.db")

    first = record("first", 1)
    assert record("again", 1) == first
    assert record("other", 2) != first
