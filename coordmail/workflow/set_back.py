"""A clock that was set back: what was put off by the hour that it showed before is reckoned anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coordmail.storage.database import instant
from coordmail.workflow.desk import ANSWERS_AT_ONCE

if TYPE_CHECKING:
    from coordmail.workflow.desk import Desk

HEARTBEAT = "heartbeat"
"""The setting that says when the clock last spoke."""
_TOLERANCE = timedelta(minutes=2)
"""Clocks that are kept in time by the network go back by seconds."""


def follow_the_clock(desk: Desk) -> timedelta | None:
    """Where the clock stands before the hour at which it spoke last: let nothing wait for the hour that was wrong.

    Returns by how much it was set back, None where it was not. What was done in the hour that never was stays done:
    its mails have their keys and do not go out again.
    """
    spoken = instant(desk.store.session.setting(HEARTBEAT))
    if spoken is None or spoken - desk.now < _TOLERANCE:
        return None
    with desk.store.transaction():
        desk.store.outbox.recall(
            desk.now, desk.calendar.next_working_time(desk.now), [str(kind) for kind in ANSWERS_AT_ONCE]
        )
        desk.store.meetings.wake_waiting(desk.now)
        # As after a change of the rules, every open item's next moment is reckoned anew.
        desk.store.session.remember("rules", "")
    return spoken - desk.now
