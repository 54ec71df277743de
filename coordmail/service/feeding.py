"""Feeding: mails from files take the way that arriving mails take."""

from __future__ import annotations

import mailbox
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from coordmail.service.receiving import Delivered, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from coordmail.workflow.desk import Desk

_MBOX_START = b"From "


def feed_files(desk: Desk, paths: Iterable[Path], progress: Callable[[int, int], None] | None = None) -> Counter[str]:
    """Take in the mails of .eml files, mbox files, Maildirs and folders of .eml files; how many had which outcome."""
    counts: Counter[str] = Counter()
    receiver = Receiver(desk)
    for n, (name, raw) in enumerate(_mails(paths), 1):
        disposition = receiver.take(Delivered(raw, _received(raw, desk.now), None, f"feed:{name}"))
        counts[disposition.outcome if disposition else "known already"] += 1
        if progress:
            progress(n, 0)
    return counts


def _mails(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.is_dir() and (path / "cur").is_dir():
            folder = mailbox.Maildir(path, create=False)
            for key in sorted(folder.keys()):
                yield key, folder.get_bytes(key)
        elif path.is_dir():
            for file in sorted(path.rglob("*.eml")):
                yield file.name, file.read_bytes()
        elif _is_mbox(path):
            box = mailbox.mbox(path, create=False)
            for number in box.keys():  # noqa: SIM118 - an mbox is no dict
                yield f"{path.name}#{number}", box.get_bytes(number)
            box.close()
        else:
            yield path.name, path.read_bytes()


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MBOX_START)) == _MBOX_START


def _received(raw: bytes, now: datetime) -> datetime:
    """When a mail is taken to have arrived: its Date, for a file has no INTERNALDATE."""
    from email.parser import BytesHeaderParser

    stated = BytesHeaderParser().parsebytes(raw[:65536]).get("Date")
    try:
        moment = parsedate_to_datetime(str(stated))
    except (TypeError, ValueError):
        return now
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
