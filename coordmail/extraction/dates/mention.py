"""What a date reading says, and what it is reckoned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.calendar import WorkCalendar
    from coordmail.model import Day, Language


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that a text names, from `start` to `end` with the words that belong to it (by, 于, 前, 之前).

    A period (下周, 3月底, next month) is its last day. `until` is the last day or time of a range.
    """

    start: int
    end: int
    text: str
    day: Day | None
    until: Day | None = None
    vague: bool = False
    """Names no day: 尽快, 下次例会前, ASAP, every Friday."""
    conflict: bool = False
    """The weekday contradicts the date, so there is no day."""
    before_event: bool = False
    """The day lies before a holiday or an event that the text names (国庆节前, 上线前)."""
    deadline: bool = False
    """A word stands with it that makes it a deadline: 前, 内, 截止, by, due."""
    coarse: bool = False
    """Names a week, month, quarter or year rather than a day."""


@dataclass(frozen=True, slots=True)
class DateContext:
    """What relative dates are reckoned from: the local day (or date-time) of the mail's Date header."""

    anchor: date | datetime
    calendar: WorkCalendar
    language: Language
    day_first: bool = False
    """Whether dates such as 11/10/2024 begin with the day, as another one in the mail shows (30/09/2024)."""

    @property
    def today(self) -> date:
        """The anchor's day."""
        return self.anchor.date() if isinstance(self.anchor, datetime) else self.anchor
