"""Days of forty people with habits, made anew from what they wrote: the record is the one that was lived."""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time as machine
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from coordmail.config import load
from coordmail.demo.servers import EmbeddedServers
from coordmail.service.archive import open_archive
from coordmail.service.rebuilding import Replay, rebuild
from coordmail.storage.store import Store
from tests.keeping.compare import differences
from tests.simulation.cast import MAILBOX, PASSWORD, hire, write_configuration
from tests.simulation.quarter import FIRST_DAY, Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDERS = ("Processed", "Quarantine")
_EVERY = timedelta(minutes=5)


@dataclass
class InPasses(Quarter):
    """A quarter that keeps the moments of its passes."""

    moments: list[datetime] = field(default_factory=list)

    def _moments(self) -> Iterator[datetime]:
        for moment in super()._moments():
            self.moments.append(moment)
            yield moment


@dataclass
class Watching(Quarter):
    """A quarter whose service looks at its mailbox and the clock every five minutes; people write on those minutes."""

    def _moments(self) -> Iterator[datetime]:
        # The first notices are written on the days before.
        moment = min(self._at(FIRST_DAY, time(9)), self._agenda[0][0])
        while moment.date() <= self.last_day:
            if moment.time() == time(10):
                self._put(moment + timedelta(minutes=30), self._small_things)
            yield moment
            following = moment + _EVERY
            if not self.calendar.is_working_time(following):
                # At night and on days off there is something to do only when somebody writes.
                morning = self.calendar.next_working_time(following).astimezone(self.calendar.timezone)
                following = max(following, min(morning, self._agenda[0][0] if self._agenda else morning))
            moment = following

    def _put(self, when: datetime, act: Callable[[datetime], None]) -> None:
        super()._put(when + (self._at(FIRST_DAY, time()) - when) % _EVERY, act)


def live_and_rebuild(kind: type[Quarter], folder: Path, seed: int, days: int, meetings: int) -> list[str]:
    """What differs between the record of a simulated time and the one made anew from its archive."""
    cast = hire(Random(f"{seed}"))
    with EmbeddedServers({MAILBOX: PASSWORD}) as servers:
        config = load(write_configuration(folder, cast, servers.imap_port, servers.smtp_port))
        with Store.open(config.database) as store:
            quarter = kind(seed, days, meetings, config, store, servers)
            quarter.run()
        lost = config.model_copy(update={"database": str(folder / "anew" / "coordmail.db")})
        (folder / "anew").mkdir()
        shutil.copy(folder / "coordmail.secret", folder / "anew")
        sent = len(servers.sent)
        with open_archive(lost.imap, FOLDERS, []) as archive:
            assert archive.count == len(quarter.letters)
            began = machine.perf_counter()
            if isinstance(quarter, InPasses):
                with Store.open(lost.database) as store:
                    replay = Replay(lost, store)
                    replay.serve_in_passes(archive.mails, quarter.moments)
                    done = replay.finish()
            else:
                done = rebuild(lost, archive.mails, until=quarter.calendar.at(quarter.last_day, time(23, 55)))
        assert len(servers.sent) == sent
        seconds = machine.perf_counter() - began
        logging.info("%d mails rebuilt in %d passes and %.0f s", archive.count, done.passes, seconds)
    assert done.written == sent
    return differences(config.database, lost.database)


def test_the_passes_of_the_lost_service_make_its_record(tmp_path: Path) -> None:
    assert live_and_rebuild(InPasses, tmp_path, seed=1, days=10, meetings=6) == []


def test_a_service_that_watched_all_the_time_is_known_without_its_passes(tmp_path: Path) -> None:
    assert live_and_rebuild(Watching, tmp_path, seed=2, days=6, meetings=4) == []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--meetings", type=int, default=60)
    parser.add_argument("--watching", action="store_true", help="passes every five minutes, unknown to the rebuild")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("coordmail").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        kind = Watching if options.watching else InPasses
        found = live_and_rebuild(kind, Path(folder), options.seed, options.days, options.meetings)
    logging.info("%d rows differ %s", len(found), "\n".join(["", *found[:40]]))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
