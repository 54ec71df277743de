"""The demo, played once; and houses whose database is lost."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from coordmail.config import load, parse_instant
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, PASSWORD, PEOPLE, address, write_config
from coordmail.demo.script import SCENES
from coordmail.demo.servers import EmbeddedServers
from coordmail.service.loop import Service
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.config import Config


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The demo, played to its end; its mails lie on a server still."""
    folder = tmp_path_factory.mktemp("demo")
    users = {MAILBOX: PASSWORD} | {address(who): PASSWORD for _, who, *_ in PEOPLE} | {"it@example.com": PASSWORD}
    with EmbeddedServers(users) as servers:
        config = load(write_config(folder, servers.imap_port, servers.smtp_port))
        actors = Actors(servers)
        with Store.open(config.database) as store:
            service = Service(config, store)
            for scene in SCENES:
                now = parse_instant(scene.when, config.timezone)
                if scene.act:
                    scene.act(actors, now)
                service.one_pass(now)
            service.close()
        yield config


@pytest.fixture
def lost(lived: Config, tmp_path: Path) -> Config:
    """The same house, of whose database nothing but the secret is left."""
    lost = lived.model_copy(update={"database": str(tmp_path / "coordmail.db")})
    shutil.copy(lived.database.replace(".db", ".secret"), tmp_path / "coordmail.secret")
    return lost
