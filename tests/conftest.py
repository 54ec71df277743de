"""Fixtures for all tests: a time zone that is nobody's, embedded mail servers, and real ones."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from coordmail.demo.servers import EmbeddedServers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.real_servers import RealServers

# An offset of half an hour, on the other side of the world from the organisation's: local time betrays itself.
os.environ["TZ"] = "America/St_Johns"
time.tzset()


@pytest.fixture
def embedded() -> Iterator[EmbeddedServers]:
    """Embedded IMAP and SMTP servers with one user, minutes@corp.example, password "geheim-1"."""
    with EmbeddedServers({"minutes@corp.example": "geheim-1"}) as servers:
        yield servers


@pytest.fixture(scope="session")
def real_servers() -> Iterator[RealServers]:
    """Dovecot and Postfix, started once; mark the test `servers` and put it into the xdist group "servers"."""
    from tests import real_servers as servers

    with servers.start() as running:
        yield running


_LONG = frozenset({"killed", "torture"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups that take long begin first, so that no worker is left alone with one in the end."""
    items.sort(key=lambda item: not any(mark.args[0] in _LONG for mark in item.iter_markers("xdist_group")))
