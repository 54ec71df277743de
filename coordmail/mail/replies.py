"""What a refusal says: that an address is wrong, or that something is wrong on the way there."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_ENHANCED = re.compile(r"5\.(\d{1,3})\.(\d{1,3})(?!\d)")
"""RFC 3463: class, subject and detail."""
_NOBODY = frozenset({(1, n) for n in (0, 1, 2, 3, 4, 6, 10)} | {(2, 1), (4, 1), (4, 4), (6, 7)})
"""RFC 3463, 3.2 to 3.5, RFC 7505, RFC 6531: the mailbox or its host is not there, or cannot be named to the server;
5.4.1 is what Exchange Online says of an unknown recipient."""
_ABOUT_THE_MAILBOX = frozenset({501, 550, 551, 553})
"""RFC 5321, 4.2.2: the bare codes that speak of the mailbox."""


def recipient_is_wrong(code: int, text: str) -> bool:
    """Whether `code` and `text`, the refusal of one recipient, say that nobody can be reached at that address.

    Everything else is somebody else's to mend: the relay denies, the login lacks, the sender is blocked, the mailbox
    is full.
    """
    if _says("nobody", text):
        return True
    if status := _ENHANCED.search(text):
        return _status(status) in _NOBODY
    return code in _ABOUT_THE_MAILBOX and not _says("full", text) and not _says("way", text)


def mail_says_recipient_is_wrong(text: str) -> bool:
    """The same of the refusal of a mail to one recipient: some servers judge the recipient only after its text; most
    that refuse then dislike the sender or the mail."""
    status = _ENHANCED.match(text)
    return status is not None and _status(status) in _NOBODY - {(1, 0), (1, 4), (4, 1), (4, 4), (6, 7)}


def _status(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]), int(found[2])


def _says(what: str, text: str) -> bool:
    return _words()[what].search(text) is not None


@cache
def _words() -> dict[str, re.Pattern[str]]:
    given = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {what: re.compile("|".join(patterns), re.IGNORECASE) for what, patterns in given.items()}
