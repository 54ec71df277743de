from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.storage.store import Store
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    config = configuration(tmp_path / "coordmail.db")
    with Store.open(config.database) as store:
        yield Office(store, config)
