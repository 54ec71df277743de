"""The UIDs of the calendar files that we write (RFC 5545, 3.8.4.7): stable, and ours to be told by."""

from __future__ import annotations

import re

_OURS = re.compile(r"coordmail-(CM-\d{1,15})(-[\w-]{1,60})?@", re.IGNORECASE)


def uid_of_meeting(ref: str, address: str) -> str:
    """The UID of the meeting `ref`; `address` is our own."""
    return _uid(ref, address)


def uid_of_deadline(item_ref: str, address: str) -> str:
    """The UID of the deadline of the item `CM-12/2`."""
    return _uid(f"{item_ref.replace('/', '-')}-due", address)


def uid_of_second_meeting(ref: str, week: str, address: str) -> str:
    """The UID of the meeting on the open points of `ref` that was proposed in the ISO week `2024-W11`."""
    return _uid(f"{ref}-again-{week}", address)


def uids_of_second_meetings(ref: str) -> str:
    """How the UIDs of all meetings on the open points of `ref` begin."""
    return f"coordmail-{ref}-again-"


def is_ours(uid: str | None) -> bool:
    """Whether a calendar file with this UID is one that we wrote."""
    return bool(uid and _OURS.match(uid))


def meeting_of(uid: str) -> str | None:
    """The reference of the meeting that `uid`, one of ours, stands for."""
    found = _OURS.match(uid)
    return found[1].upper() if found and found[2] is None else None


def _uid(name: str, address: str) -> str:
    return f"coordmail-{name}@{address.rpartition('@')[2]}"
