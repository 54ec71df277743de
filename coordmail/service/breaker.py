"""The breaker: when more mail goes out than any normal day brings, all of it stops for an hour and somebody is told."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coordmail.record import MailKind
from coordmail.storage.database import instant, instant_text
from coordmail.storage.outbox import BREAKER

if TYPE_CHECKING:
    from coordmail.storage.store import Store
    from coordmail.workflow.desk import Desk

log = logging.getLogger(__name__)

_HOUR = timedelta(hours=1)
_OPENED = "breaker_opened"
_COUNTED_FROM = "breaker_counted_from"


def held_until(store: Store, now: datetime) -> datetime | None:
    """Until when the breaker holds all mail; None where it does not."""
    opened = instant(store.session.setting(_OPENED))
    # One that lies ahead was opened by a clock that has been set back since.
    return opened + _HOUR if opened and opened <= now < opened + _HOUR else None


def release(store: Store, now: datetime) -> int:
    """Let what is held go out with the next pass, and count anew; how many mails. To be called in a transaction."""
    store.session.remember(_OPENED, "")
    store.session.remember(_COUNTED_FROM, instant_text(now))
    return store.outbox.let_go(BREAKER, now)


class Breaker:
    """Counts what goes out at a desk's hour."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store = desk.store
        self._cap = desk.config.rules.cap_all_per_hour

    def room(self, most: int) -> int:
        """How many mails may go out now, at most `most`; where there is no room for what is due, the breaker opens.

        The administrator's own mail always has room.
        """
        now = self._desk.now
        until = held_until(self._store, now)
        left = 0 if until else self._cap - self._store.outbox.all_sent_since(self._counted_from(), now)
        if left > 0:
            return min(most, left)
        if until:
            with self._store.transaction():
                self._hold(until)
        elif self._store.outbox.due(now, 1):
            self._open()
        return 1

    def _counted_from(self) -> datetime:
        anew = instant(self._store.session.setting(_COUNTED_FROM))
        hour_ago = self._desk.now - _HOUR
        return max(hour_ago, anew) if anew and anew <= self._desk.now else hour_ago

    def _open(self) -> None:
        now = self._desk.now
        with self._store.transaction():
            held = self._hold(now + _HOUR)
            if held:
                self._store.session.remember(_OPENED, instant_text(now))
                self._store.administration.note_once(now, "breaker", self._reason)
        if held:
            log.warning(
                "%s; %d wait for an hour: look at coordmail outbox for what writes so many, drop what must not go out, "
                "and let the rest go with coordmail outbox release",
                self._reason,
                held,
            )

    def _hold(self, until: datetime) -> int:
        return self._store.outbox.hold_all(until, self._reason, self._desk.now, MailKind.ADMIN)

    @property
    def _reason(self) -> str:
        return f"{BREAKER}: more than rules.cap_all_per_hour = {self._cap} in an hour"
