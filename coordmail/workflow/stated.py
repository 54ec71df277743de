"""What each version of the minutes stated, as it is kept with the version, and what differs between two of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Change
from coordmail.storage.database import day, day_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordmail.mail.letters import Line
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk

SHOWN = ("task", "owner", "due", "deliverable")


@dataclass(frozen=True, slots=True)
class Stated:
    """One item as a version stated it; `due` as ISO 8601 text, `shared` the addresses of its co-owners."""

    number: int
    task: str
    owner: str | None = None
    owner_email: str | None = None
    due: str | None = None
    deliverable: str | None = None
    shared: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        """The value of the item's field `name`, of the field's own type."""
        return day(self.due) if name == "due" else getattr(self, name)


@dataclass(frozen=True, slots=True)
class Differences:
    """What one version changed against another: by item number, the numbers that are new, what was dropped."""

    changed: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)
    added: frozenset[int] = frozenset()
    dropped: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.dropped)


def stated_now(desk: Desk, meeting: Meeting, items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items as they stand, for the facts of the version that states them."""
    shared = desk.store.items.co_owners_of_meeting(meeting.id)
    return [
        asdict(
            Stated(
                item.number,
                item.task,
                item.owner,
                item.owner_email,
                day_text(item.due),
                item.deliverable,
                shared.get(item.id, ()),
            )
        )
        for item in items
    ]


def stated_in(desk: Desk, meeting: Meeting, version: int) -> dict[int, Stated]:
    """The items that `version` stated, by number; none for a version kept before they were."""
    facts = next((row["facts"] for row in desk.store.meetings.minutes(meeting.id) if row["version"] == version), None)
    items = json.loads(facts).get("items", []) if facts else []
    return {item["number"]: Stated(**{**item, "shared": tuple(item["shared"])}) for item in items}


def differences(old: Mapping[int, Stated], new: Mapping[int, Stated]) -> Differences:
    """What `new` says otherwise than `old`."""
    changed = {n: found for n in new if n in old and (found := _changes(old[n], new[n]))}
    added = frozenset(n for n in new if n not in old)
    dropped = tuple(dropped_change(old[n].number, old[n].task, old[n].owner) for n in old if n not in new)
    return Differences(changed, added, dropped)


def dropped_change(number: int, task: str, owner: str | None) -> Change:
    """An item that is not in the minutes any more."""
    return Change("task", _named(number, task, owner), None)


def _named(number: int, task: str, owner: str | None) -> str:
    if not owner:
        return f"{number}. {task}"
    chinese = any("\u4e00" <= c <= "\u9fff" for c in owner)
    return f"{number}. {task}\uff08{owner}\uff09" if chinese else f"{number}. {task} ({owner})"


def seen_by(desk: Desk, meeting: Meeting, email: str) -> int:
    """The last version before the present one that somebody was shown, or sent; 0 for none."""
    sent = {row["version"] for row in desk.store.meetings.minutes(meeting.id) if row["sent_by"] == email}
    for version in range(meeting.version - 1, 0, -1):
        if version in sent or desk.store.outbox.has(f"confirm-request/{meeting.ref}/{version}/{email}"):
            return version
    return 0


def summed_up(desk: Desk, meeting: Meeting) -> int:
    """The last version before the present one whose summary went out; 0 for none."""
    versions = range(meeting.version - 1, 0, -1)
    return next((v for v in versions if desk.store.outbox.has(f"summary/{meeting.ref}/{v}")), 0)


def since(desk: Desk, meeting: Meeting, version: int) -> Differences:
    """What the present version changed against `version`; nothing against none."""
    old = stated_in(desk, meeting, version) if version else {}
    return differences(old, stated_in(desk, meeting, meeting.version)) if old else Differences()


def shown_changes(desk: Desk, meeting: Meeting, version: int) -> tuple[Change, ...]:
    """All that the present version changed against `version`, in one list; an item's changes bear its number."""
    found = since(desk, meeting, version)
    present = stated_in(desk, meeting, meeting.version)
    changed = (replace(change, number=n) for n, changes in found.changed.items() for change in changes)
    added = (Change("task", None, _named(n, present[n].task, present[n].owner)) for n in sorted(found.added))
    return (*changed, *added, *found.dropped)


def with_changes(lines: Iterable[Line], found: Differences) -> tuple[Line, ...]:
    """`lines` with what is different about their items."""
    return tuple(
        replace(line, changes=found.changed.get(line.item.number, ()), new=line.item.number in found.added)
        for line in lines
    )


def _changes(old: Stated, new: Stated) -> tuple[Change, ...]:
    changes = []
    for name in SHOWN:
        before, after = getattr(old, name), getattr(new, name)
        same_people = name == "owner" and old.owner_email == new.owner_email is not None and old.shared == new.shared
        if before != after and not same_people:
            changes.append(Change(name, before, after))
    return tuple(changes)
