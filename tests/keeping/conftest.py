"""The demo, played once; and houses whose database is lost."""

from __future__ import annotations

import shutil
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.config import load, parse_instant
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, PASSWORD, PEOPLE, address, write_config
from coordmail.demo.script import SCENES, Scene
from coordmail.demo.servers import EmbeddedServers
from coordmail.service.loop import Service
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.config import Config


def passes(config: Config) -> list[tuple[datetime, Scene | None]]:
    """The demo's passes, each with its scene; and those of a service on the days that the demo leaps over."""
    found: list[tuple[datetime, Scene | None]] = []
    for scene in SCENES:
        moment = parse_instant(scene.when, config.timezone)
        day = found[-1][0].date() + timedelta(days=1) if found else moment.date()
        while (moment.date() - day).days > 0:
            if config.calendar.is_workday(day):
                found += [(config.calendar.at(day, time(hour)), None) for hour in (9, 12, 17)]
            day += timedelta(days=1)
        found.append((moment, scene))
    return found


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
            for moment, scene in passes(config):
                if scene and scene.act:
                    scene.act(actors, moment)
                service.one_pass(moment)
            service.close()
        yield config


@pytest.fixture
def lost(lived: Config, tmp_path: Path) -> Config:
    """The same house, of whose database nothing but the secret is left."""
    lost = lived.model_copy(update={"database": str(tmp_path / "coordmail.db")})
    shutil.copy(lived.database.replace(".db", ".secret"), tmp_path / "coordmail.secret")
    return lost
