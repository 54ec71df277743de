"""The archive: the mails that were dealt with, as they lie in folders on the server or in files, by their arrival."""

from __future__ import annotations

import heapq
import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from coordmail.mail.errors import FolderUnusable, Unreachable
from coordmail.mail.mailbox import Mailbox
from coordmail.service.feeding import stamped_date, stored_mails

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coordmail.config import ImapSettings
    from coordmail.mail.mailbox import Arrival

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Archived:
    """A mail of the archive: when it arrived, its bytes, its size. One that is too large has its header alone."""

    received: datetime
    raw: bytes
    size: int

    def is_whole(self, settings: ImapSettings) -> bool:
        """Whether it is one that a pass would have read."""
        return self.size <= settings.max_mail_mb * 1_000_000


@dataclass(frozen=True, slots=True)
class Archive:
    """Mails in the order of their arrival, and how many there are."""

    count: int
    mails: Iterator[Archived]


@contextmanager
def open_archive(settings: ImapSettings, folders: Sequence[str], paths: Sequence[Path]) -> Iterator[Archive]:
    """The mails in `folders` of the mailbox and in the files `paths`, each read when it is its turn.

    Of two that arrived in the same second comes first what lies in the folder named first, in a folder the one filed
    first. Raises Unreachable and FolderUnusable, also while the mails are read; OSError.
    """
    with ExitStack() as stack:
        sources = [_in_files(paths, stack)] if paths else []
        for name in _names(settings, folders) if folders else ():
            # A connection for each: their mails come in turns.
            mailbox = stack.enter_context(Mailbox(settings.model_copy(update={"folder": name})))
            mailbox.open()
            sources.append(_in_folder(mailbox, settings))
        count = sum(count for count, _ in sources)
        yield Archive(count, heapq.merge(*(mails for _, mails in sources), key=attrgetter("received")))


def _names(settings: ImapSettings, folders: Sequence[str]) -> Iterator[str]:
    """What the folders are called on the server."""
    with Mailbox(settings) as mailbox:
        for folder in dict.fromkeys(folders):
            name = mailbox.name_of(folder)
            if name:
                yield name
            elif folder != settings.quarantine_folder:
                raise FolderUnusable(
                    f"{mailbox.identity}: there is no folder {folder!r}; name with --folder where the mails lie"
                )
            # Where nothing was ever set aside there is no folder for it.


def _in_folder(mailbox: Mailbox, settings: ImapSettings) -> tuple[int, Iterator[Archived]]:
    arrivals = sorted(mailbox.arrivals(0), key=lambda arrival: (arrival.received, arrival.uid))
    return len(arrivals), _read(mailbox, arrivals, settings.max_mail_mb * 1_000_000)


def _read(mailbox: Mailbox, arrivals: Sequence[Arrival], limit: int) -> Iterator[Archived]:
    done = before = 0
    while done < len(arrivals):
        try:
            for mail in _fetched(mailbox, arrivals[done:], limit):
                done += 1
                if mail:
                    yield mail
        except Unreachable as error:
            # Servers hang up on those who are silent for long, as happens while other folders are read.
            if done == before > 0 or not done:
                raise
            log.info("%s; connecting again", error)
            before = done
            mailbox.close()
            mailbox.connect()
            mailbox.open()


def _fetched(mailbox: Mailbox, arrivals: Sequence[Arrival], limit: int) -> Iterator[Archived | None]:
    fetched = mailbox.fetch([arrival for arrival in arrivals if arrival.size <= limit])
    found = next(fetched, None)
    for arrival in arrivals:
        raw = mailbox.fetch_header(arrival.uid) if arrival.size > limit else None
        if found and found[0].uid == arrival.uid:
            raw, found = found[1], next(fetched, None)
        if raw is None:
            log.warning("%s: mail %d is not given out; the record will lack it", mailbox.identity, arrival.uid)
        yield Archived(arrival.received, raw, arrival.size) if raw is not None else None


def _in_files(paths: Sequence[Path], files: ExitStack) -> tuple[int, Iterator[Archived]]:
    found = [(stamped_date(read()), name, read) for name, read in stored_mails(paths, files)]
    first = min((received for received, *_ in found if received), default=datetime.now(UTC))
    for received, name, _ in found:
        if received is None:
            log.warning("%s: it does not say when it was sent; it is put before all others", name)
    dated = sorted(((received or first, read) for received, _, read in found), key=itemgetter(0))
    return len(found), (Archived(received, raw, len(raw)) for received, read in dated for raw in (read(),))
