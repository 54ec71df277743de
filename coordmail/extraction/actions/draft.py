"""An action item while it is being read: words as they stand, before people and dates are settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coordmail.extraction.rules import Rule, origin

if TYPE_CHECKING:
    from coordmail.documents.blocks import Source
    from coordmail.extraction.dates import DateContext, DateMention
    from coordmail.extraction.people import Context
    from coordmail.model import Origin, Urgency


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
    urgency: Urgency | None = None
    sure: int = 0
    listed: bool = False
    """Whether it stands in a list or table of tasks, where nothing more has to mark it."""
    owner_rule: Rule = Rule.LIST
    due_rule: Rule = Rule.DEADLINE
    origins: tuple[Origin, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it says anything about when."""
        return self.due is not None or bool(self.due_text)

    def heard(self, words: str, source: Source | None, rule: Rule | None = None) -> Draft:
        """This draft as read from `words`, by `rule` or its own rules; what was heard elsewhere stays so."""
        rules = {
            "task": Rule.MARKER if self.sure >= LABELLED and self.owner_rule is Rule.LIST else Rule.LIST,
            "owner": self.owner_rule,
            "due": self.due_rule,
            "deliverable": Rule.LIST,
            "resources": Rule.LIST,
        }
        found = {
            "task": self.task,
            "owner": self.owner,
            "due": self.dated,
            "deliverable": self.deliverable,
            "resources": self.resources,
        }
        told = {one.fact for one in self.origins}
        new = (origin(fact, words, rule or rules[fact], source) for fact in found if found[fact] and fact not in told)
        return replace(self, origins=(*self.origins, *new))

    def filled(self, other: Draft) -> Draft:
        """This draft with what it lacks taken from `other`."""
        told = {one.fact for one in self.origins}
        return replace(
            self,
            owner=self.owner or other.owner,
            department=self.department or other.department,
            due_text=self.due_text or (None if self.due else other.due_text),
            due=self.due or (None if self.due_text else other.due),
            deliverable=self.deliverable or other.deliverable,
            resources=self.resources or other.resources,
            done=self.done or other.done,
            urgency=self.urgency or other.urgency,
            sure=max(self.sure, other.sure),
            owner_rule=self.owner_rule if self.owner else other.owner_rule,
            due_rule=self.due_rule if self.dated else other.due_rule,
            origins=(*self.origins, *(one for one in other.origins if one.fact not in told)),
        )


NOTHING, HINTED, STATED, LABELLED = range(4)
"""`Draft.sure`: no owner or deadline; one of them; a sentence that charges somebody; labels or ACTION: say so."""
