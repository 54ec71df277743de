"""Whether the service is well, in one line for monitors: judged from the database alone, without the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.storage.database import instant
from coordmail.storage.vitals import read_vitals
from coordmail.workflow.set_back import HEARTBEAT

if TYPE_CHECKING:
    from coordmail.storage.vitals import Vitals

POLLED = "polled"
"""The setting that says when the mailbox was last read."""
LATE_MAIL = timedelta(hours=1)
"""A mail that could not be sent for so long is a fault."""
_AHEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Health:
    """What is wrong (nothing: all is well), and the figures."""

    faults: tuple[str, ...]
    figures: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join((*self.faults, *self.figures))


def health(database: str, now: datetime, limit: timedelta) -> Health:
    """How the service on `database` is; `limit` is how old the last tick and the last poll may be. Raises
    StorageError."""
    vitals = read_vitals(database, now)
    ticked, polled = (instant(vitals.settings.get(key)) for key in (HEARTBEAT, POLLED))
    faults = [
        *_too_old("tick", ticked, now, limit, "coordmail run does not run, or hangs"),
        *_too_old("poll", polled, now, limit, "the IMAP server cannot be used; coordmail check says why"),
    ]
    if vitals.oldest and now - vitals.oldest > LATE_MAIL:
        faults.append(
            f"mail waits for {_span(now - vitals.oldest)}: the SMTP server cannot be used, or takes it not; "
            "coordmail outbox says why"
        )
    if vitals.held:
        faults.append(f"the breaker holds {vitals.held} mails: look at coordmail outbox, then coordmail outbox release")
    return Health(tuple(faults), _figures(vitals, ticked, polled, now))


def _too_old(what: str, moment: datetime | None, now: datetime, limit: timedelta, why: str) -> list[str]:
    if moment is None:
        return [f"no {what} yet: {why}"]
    if moment - now > _AHEAD:
        return [f"the last {what} lies {_span(moment - now)} ahead: this machine's clock is or was wrong"]
    return [f"last {what} {_span(now - moment)} ago: {why}"] if now - moment > limit else []


def _figures(vitals: Vitals, ticked: datetime | None, polled: datetime | None, now: datetime) -> tuple[str, ...]:
    ages = [f"last {what} {_ago(moment, now)}" for what, moment in _named(ticked, polled, vitals.sent)]
    oldest = f", the oldest for {_span(now - vitals.oldest)}" if vitals.oldest else ""
    return (*ages, f"{vitals.waiting} mails wait{oldest}", f"{vitals.failed} failed")


def _named(*moments: datetime | None) -> zip[tuple[str, datetime | None]]:
    return zip(("tick", "poll", "send"), moments, strict=True)


def _ago(moment: datetime | None, now: datetime) -> str:
    return f"{_span(now - moment)} ago" if moment else "never"


def _span(span: timedelta) -> str:
    """A length of time in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size or (unit != "d" and seconds >= size):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
