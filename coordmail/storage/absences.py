"""Who is away, as their automatic notes say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.model import Absence
    from coordmail.storage.database import Session


@dataclass(frozen=True, slots=True)
class Away:
    """What somebody's last note of absence said. `until` is the last day of it, None where it did not say."""

    words: str
    until: date | None
    told: bool
    """Whether an organizer was told of it."""


@dataclass(frozen=True)
class Absences:
    """The last note of absence of each address."""

    session: Session

    def get(self, email: str) -> Away | None:
        """What the note of `email` said; None where none came, or they have written since."""
        row = self.session.row("select words, until, told_at from absences where email = ?", [email])
        if row is None:
            return None
        return Away(row["words"], date.fromisoformat(row["until"]) if row["until"] else None, bool(row["told_at"]))

    def note(self, email: str, absence: Absence, inbox_id: int, now: datetime) -> None:
        """Keep a note in place of the one before it; nobody has been told of it."""
        self.session.execute("delete from absences where email = ?", [email])
        self.session.insert(
            "absences",
            {
                "email": email,
                "noted_at": instant_text(now),
                "until": absence.until.isoformat() if absence.until else None,
                "words": absence.words,
                "told_at": None,
                "inbox_id": inbox_id,
            },
        )

    def told(self, email: str, now: datetime) -> None:
        """Remember that an organizer was told."""
        self.session.execute("update absences set told_at = ? where email = ?", [instant_text(now), email])

    def forget(self, email: str) -> None:
        """They are back."""
        self.session.execute("delete from absences where email = ?", [email])
