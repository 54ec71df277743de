"""What the weekly report and the monthly review tell: facts by department, for mails and papers. Frozen, plain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from coordmail.mail.letters import Line


class Risk(StrEnum):
    """Why an item may not be done in time."""

    BLOCKED = "blocked"
    DELAY_ASKED = "delay_asked"
    POSTPONED = "postponed"
    MISSED = "missed"
    """An occurrence of a duty that comes again passed without an answer."""
    UNVERIFIED = "unverified"
    """Called done before this week, and still not verified."""
    DUE_SOON = "due_soon"
    """Due within three working days with less than half done."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """An item, or an occurrence of one, that was done on `day` (local); `days_late` None where it had no deadline,
    0 in time; not `verified`: its owner says so, and nobody has checked."""

    line: Line
    day: date
    days_late: int | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An item that may not be done in time, and why."""

    line: Line
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class DepartmentWeek:
    """A department's week. `under_way` counts all its items that are not finished."""

    name: str
    done: tuple[DoneLine, ...] = ()
    planned: tuple[Line, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    overdue: tuple[Line, ...] = ()
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """What a weekly report tells: `first` to `last` is the week looked back on, both included, then the next one."""

    first: date
    last: date
    next_first: date
    next_last: date
    departments: tuple[DepartmentWeek, ...]

    def count(self, part: str) -> int:
        """How many lines a part (`done`, `planned`, `risks`, `overdue`) has in all departments."""
        return sum(len(getattr(department, part)) for department in self.departments)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a kind of problem was read: the item or meeting, what was written there, and the word that told."""

    ref: str
    quote: str
    word: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem by its name in problem_types.toml ("other" for the rest), and each place it was read in."""

    name: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How a department, or everybody, kept the deadlines of a time: `days` are those of the late items, ascending."""

    name: str
    due: int
    days: tuple[int, ...] = ()

    @property
    def late(self) -> int:
        """How many were late."""
        return len(self.days)

    @property
    def share(self) -> int:
        """The late ones in percent of all."""
        return round(100 * self.late / self.due) if self.due else 0

    @property
    def median(self) -> float:
        """The middle of the days late; 0 where none was."""
        return float(median(self.days)) if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A department that waited for another, and for which items or meetings."""

    waiting: str
    on: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of the trend, by its first day."""

    first: date
    figures: Lateness


@dataclass(frozen=True, slots=True)
class Carried:
    """An item that was due before the month and not done when it began; `days` late when it was done, on the day
    `done`, or at the month's end where it was not."""

    line: Line
    department: str
    days: int
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What a monthly review tells of the days `first` to `last`; `trend` ends with this month."""

    first: date
    last: date
    total: Lateness
    departments: tuple[Lateness, ...]
    problems: tuple[ProblemType, ...]
    waits: tuple[Wait, ...]
    trend: tuple[MonthFigures, ...]
    carried: tuple[Carried, ...] = ()

    @property
    def still_open(self) -> int:
        """How many of the items from earlier months were not done at the end."""
        return sum(one.done is None for one in self.carried)
