"""An action item while it is being read: words as they stand, before people and dates are settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateContext, DateMention
    from coordmail.extraction.people import Context


@dataclass(frozen=True, slots=True)
class Reader:
    """What a sentence is read with."""

    people: Context
    dates: DateContext


@dataclass(frozen=True, slots=True)
class Draft:
    """One action item as written. `sure` says how plainly the text marks it as one: see the constants below."""

    task: str
    owner: str | None = None
    department: str | None = None
    due_text: str | None = None
    """A deadline under its own label or in its own column, not yet read."""
    due: DateMention | None = None
    deliverable: str | None = None
    resources: tuple[str, ...] = ()
    number: int | None = None
    done: bool = False
    sure: int = 0
    listed: bool = False
    """Whether it stands in a list or table of tasks, where nothing more has to mark it."""

    @property
    def dated(self) -> bool:
        """Whether it says anything about when."""
        return self.due is not None or bool(self.due_text)

    def filled(self, other: Draft) -> Draft:
        """This draft with what it lacks taken from `other`."""
        return replace(
            self,
            owner=self.owner or other.owner,
            department=self.department or other.department,
            due_text=self.due_text or (None if self.due else other.due_text),
            due=self.due or (None if self.due_text else other.due),
            deliverable=self.deliverable or other.deliverable,
            resources=self.resources or other.resources,
            done=self.done or other.done,
            sure=max(self.sure, other.sure),
        )


NOTHING, HINTED, STATED, LABELLED = range(4)
"""`Draft.sure`: no owner or deadline; one of them; a sentence that charges somebody; labels or ACTION: say so."""
