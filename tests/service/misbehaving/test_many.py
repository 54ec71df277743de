"""A folder in which tens of thousands of old mails lie: only what is new is read, and nothing old is touched."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

from coordmail.service.loop import Service
from tests.mail.line_server import LineServer, imap
from tests.service.test_receiving import notice

if TYPE_CHECKING:
    from tests.service.misbehaving.conftest import Trouble

OLD = 50_000
NEW = 3


class Folder:
    """The old mails have the first numbers, the new ones those behind."""

    def __init__(self) -> None:
        self.uids = list(range(1, OLD + NEW + 1))
        self.given_out: set[int] = set()
        self.moved: set[int] = set()
        self.searches: list[int] = []

    def select(self, _line: str) -> str:
        return (
            f"* {len(self.uids)} EXISTS\n* 0 RECENT\n* FLAGS ()\n* OK [UIDVALIDITY 7] .\n"
            f"* OK [UIDNEXT {OLD + NEW + 1}] .\n{{tag}} OK [READ-WRITE] .\n"
        )

    def search(self, line: str) -> str:
        first, _, last = line.rsplit(maxsplit=1)[-1].strip("()").partition(":")
        found = [u for u in self.uids if u >= int(first) and (last == "*" or u <= int(last))] or self.uids[-1:]
        self.searches.append(len(found))
        return "* SEARCH " + " ".join(map(str, found)) + "\n{tag} OK done\n"

    def fetch(self, line: str) -> str:
        uids = [int(u) for u in line.split()[3].split(",")]
        if "BODY" not in line:
            return "".join(map(self._listed, uids)) + "{tag} OK done\n"
        self.given_out |= set(uids)
        raws = {u: notice(u).decode().replace("\r\n", "\n") for u in uids}
        sizes = {u: len(raw.replace("\n", "\r\n").encode()) for u, raw in raws.items()}
        return "".join(f"* {u} FETCH (UID {u} BODY[] {{{sizes[u]}}}\n{raws[u]})\n" for u in uids) + "{tag} OK done\n"

    def _listed(self, uid: int) -> str:
        day = "01-Feb-2021" if uid <= OLD else "04-Mar-2024"
        return f'* {uid} FETCH (UID {uid} RFC822.SIZE 900 INTERNALDATE "{day} 01:00:00 +0000")\n'

    def move(self, line: str) -> str:
        gone = {int(u) for u in line.split()[3].split(",")}
        self.moved |= gone
        self.uids = [u for u in self.uids if u not in gone]
        return "{tag} OK done\n"


def test_fifty_thousand_old_mails(trouble: Trouble) -> None:
    folder = Folder()
    talk = imap(SELECT=folder.select, UID_SEARCH=folder.search, UID_FETCH=folder.fetch, UID_MOVE=folder.move)
    with LineServer(talk) as server:
        settings = trouble.config.imap.model_copy(update={"port": server.port, "timeout_seconds": 30})
        trouble.service.close()
        trouble.service = Service(
            trouble.config.model_copy(update={"imap": settings}), trouble.store, clock=lambda: trouble.now
        )
        start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert trouble.turn(minutes=1).received == NEW
        took = time.process_time() - start
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        new = set(range(OLD + 1, OLD + NEW + 1))
        assert (folder.given_out, folder.moved) == (new, new)
        assert trouble.answered() == 1 + NEW
        assert took < 60
        assert megabytes < 150
        # From then on nobody looks at the old ones again, nor after a start anew.
        folder.searches.clear()
        trouble.turn(minutes=1)
        trouble.service.close()
        trouble.turn(minutes=1)
        assert folder.searches
        assert max(folder.searches) == 1
        trouble.service.close()
