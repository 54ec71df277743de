"""Feeding: mails from files take the way that arriving mails take."""

from __future__ import annotations

import mailbox
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING

from coordmail.service.receiving import Delivered, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from email.message import Message
    from pathlib import Path

    from coordmail.workflow.desk import Desk

_MBOX_START = b"From "


def feed_files(desk: Desk, paths: Iterable[Path], progress: Callable[[int, int], None] | None = None) -> Counter[str]:
    """Take in the mails of .eml files, mbox files, Maildirs and folders of .eml files; how many had which outcome."""
    counts: Counter[str] = Counter()
    receiver = Receiver(desk)
    with ExitStack() as files:
        for n, (name, read) in enumerate(stored_mails(paths, files), 1):
            raw = read()
            disposition = receiver.take(Delivered(raw, stated_date(raw) or desk.now, None, f"feed:{name}"))
            counts[disposition.outcome if disposition else "known already"] += 1
            if progress:
                progress(n, 0)
    return counts


def stored_mails(paths: Iterable[Path], files: ExitStack) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The mails of .eml files, mbox files, Maildirs and folders of .eml files: a name for each, and how to read it.

    What has to stay open for that is closed with `files`.
    """
    for path in paths:
        if path.is_dir() and (path / "cur").is_dir():
            folder = mailbox.Maildir(path, create=False)
            for key in sorted(folder.keys()):
                yield key, partial(folder.get_bytes, key)
        elif path.is_dir():
            for file in sorted(path.rglob("*.eml")):
                yield file.name, file.read_bytes
        elif _is_mbox(path):
            box = mailbox.mbox(path, create=False)
            files.callback(box.close)
            for number in box.keys():  # noqa: SIM118 - an mbox is no dict
                yield f"{path.name}#{number}", partial(box.get_bytes, number)
        else:
            yield path.name, path.read_bytes


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MBOX_START)) == _MBOX_START


def stated_date(raw: bytes) -> datetime | None:
    """When a mail is taken to have arrived: its Date, for a file has no INTERNALDATE."""
    return moment_of(_header(raw).get("Date"))


def stamped_date(raw: bytes) -> datetime | None:
    """When the last server took a mail in (RFC 5321, 4.4), else its Date."""
    header = _header(raw)
    return moment_of(str(header.get("Received", "")).rpartition(";")[2]) or moment_of(header.get("Date"))


def moment_of(stated: object) -> datetime | None:
    """A date as mails write it (RFC 5322, 3.3), aware."""
    try:
        moment = parsedate_to_datetime(str(stated))
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _header(raw: bytes) -> Message:
    from email.parser import BytesHeaderParser

    return BytesHeaderParser().parsebytes(raw[:65536])
