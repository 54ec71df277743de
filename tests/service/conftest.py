"""Houses on the embedded servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from coordmail.demo.servers import EmbeddedServers
from tests.service.house import USERS, House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Build(Protocol):
    def __call__(self, **changes: str) -> House: ...


@pytest.fixture
def servers() -> Iterator[EmbeddedServers]:
    with EmbeddedServers(USERS) as running:
        yield running


@pytest.fixture
def build(servers: EmbeddedServers, tmp_path: Path) -> Iterator[Build]:
    """Makes a house whose configuration has lines of its own, by table ("top" for the top)."""
    built: list[House] = []

    def make(**changes: str) -> House:
        tables = {"" if table == "top" else table: lines for table, lines in changes.items()}
        built.append(House(tmp_path, servers, tables))
        return built[-1]

    yield make
    for house in built:
        house.close()


@pytest.fixture
def house(build: Build) -> House:
    """A house with the demo's configuration."""
    return build()
