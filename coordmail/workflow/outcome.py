"""What became of a mail, for the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.mail.letters import AdminWhat
    from coordmail.storage.inbox import Outcome


@dataclass(frozen=True, slots=True)
class Disposition:
    """The decision about one mail. `reason` says why it was ignored or quarantined, or what it did."""

    outcome: Outcome
    reason: str | None = None
    meeting_id: int | None = None
    told: AdminWhat = "quarantined"
    """Which of the reasons for quarantine the administrator is told, and in `detail` of whom or what."""
    detail: str = ""


def processed(reason: str, meeting_id: int | None = None) -> Disposition:
    """It took effect."""
    return Disposition("processed", reason, meeting_id)


def ignored(reason: str, meeting_id: int | None = None) -> Disposition:
    """It is nothing to act on, and nobody needs to hear of it."""
    return Disposition("ignored", reason, meeting_id)


def quarantined(reason: str, told: AdminWhat = "quarantined", detail: str = "") -> Disposition:
    """It may not act; the administrator is told, the sender is not."""
    return Disposition("quarantined", reason, None, told, detail)
