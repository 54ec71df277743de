"""What is used and may fail: it is tried again with growing pauses, and spoken of once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

_PAUSES = (5, 15, 60, 300)
"""Seconds before what failed is tried again, growing."""


@dataclass
class Resource:
    """How a server or the database has answered lately: a failure is said once, and pauses grow until it works again.

    `quiet`: it is not said here, for there is only one pass, whose report says it.
    """

    name: str
    quiet: bool = False
    failures: int = 0
    _failed_at: datetime | None = None
    _pause: timedelta = timedelta()
    _said: type[Exception] | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it may be tried. A clock that was set back does not lengthen the pause."""
        return self.seconds_left(now) == 0

    def seconds_left(self, now: datetime) -> float:
        """How long it is to be left alone."""
        if self._failed_at is None or now < self._failed_at:
            return 0
        return max(0.0, (self._failed_at + self._pause - now).total_seconds())

    def failed(self, error: Exception, now: datetime) -> None:
        """It cannot be used: said when that is new, or of another kind than before."""
        if type(error) is not self._said and not self.quiet:
            log.warning("%s; it is tried again with growing pauses", error)
        self._said = type(error)
        self._failed_at = now
        self._pause = timedelta(seconds=_PAUSES[min(self.failures, len(_PAUSES) - 1)])
        self.failures += 1

    def answered(self) -> None:
        """It works."""
        if self.failures and not self.quiet:
            log.warning("%s: answers again after %s", self.name, _times(self.failures))
        self.failures = 0
        self._failed_at = self._said = None


def _times(failures: int) -> str:
    return "a failure" if failures == 1 else f"{failures} failures"
