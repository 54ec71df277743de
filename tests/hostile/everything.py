"""Reading all our examples in one go, and a story with answers, so that every pattern has been used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.storage.store import Store
from tests.extraction.invented import DIRECTORY
from tests.mutated import own_mails
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from pathlib import Path


def read_everything(folder: Path) -> None:
    """Read every example mail, and take a meeting through its beginning."""
    config = configuration(folder / "everything.db")
    context = ReadingContext(DIRECTORY, config.calendar)
    for _, raw in own_mails():
        understand(parse(raw), context)
    with Store.open(config.database) as store:
        office = Office(store, config).tracked()
        office.mail("zhang.wei", "my items", "my items")
        office.at("2024-03-07 09:30").answer("zhang.wei", "overdue", "1: done")
