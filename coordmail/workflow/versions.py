"""Versions of minutes: the items of a new version matched with those of the version before."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Change
from coordmail.record import EventKind, ItemStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.model import ActionFacts
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk

_STATED = (
    "task", "owner", "owner_email", "department", "due", "deliverable", "resources", "urgency", "recurrence",
)  # fmt: skip
_SHOWN = ("task", "owner", "due", "deliverable")
_SAME_TASK = 0.6
"""How alike two tasks must be (difflib ratio) to be the same item in two versions of the minutes."""


@dataclass
class Revision:
    """What a version changed: by item id for items that were there, the ids of new ones, and whom it concerns."""

    changed: dict[int, tuple[Change, ...]] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    concerned: set[str] = field(default_factory=set)

    def concerns(self, *emails: str | None) -> None:
        """Note whose items are touched."""
        self.concerned |= {email for email in emails if email}


def current_items(desk: Desk, meeting: Meeting) -> tuple[Item, ...]:
    """The items that the current minutes state."""
    return tuple(i for i in desk.store.items.of_meeting(meeting.id) if i.status is not ItemStatus.CANCELLED)


def revise_items(desk: Desk, meeting: Meeting, actions: Sequence[ActionFacts]) -> Revision:
    """Bring the meeting's items in line with `actions`: kept ones keep their numbers, dropped ones are cancelled."""
    revision = Revision()
    before = list(current_items(desk, meeting))
    number = max((i.number for i in desk.store.items.of_meeting(meeting.id)), default=0)
    for action, item in _paired(actions, before):
        if item is None:
            number += 1
            added = _add(desk, meeting, action, number)
            revision.added.add(added.id)
            revision.concerns(added.owner_email)
        else:
            before.remove(item)
            _revise(desk, item, action, revision)
    for dropped in before:
        if dropped.status is ItemStatus.CLOSED:
            continue
        desk.store.items.finish(dropped.id, {"status": ItemStatus.CANCELLED})
        desk.log(EventKind.CANCELLED, f"not in version {meeting.version} any more", meeting.id, dropped.id)
        revision.concerns(dropped.owner_email)
    return revision


def _add(desk: Desk, meeting: Meeting, action: ActionFacts, number: int) -> Item:
    stated = {key: getattr(action, key) for key in _STATED}
    return desk.store.items.add(
        {
            **stated,
            "meeting_id": meeting.id,
            "number": number,
            "status": ItemStatus.PROPOSED,
            "original_due": action.due,
        }
    )


def _revise(desk: Desk, item: Item, action: ActionFacts, revision: Revision) -> None:
    changes = _item_changes(item, action)
    if not changes or item.status is ItemStatus.CLOSED:
        return
    # What changed has to be agreed anew; what did not goes on as it was agreed.
    values: dict[str, Any] = {key: getattr(action, key) for key in _STATED} | {"status": ItemStatus.PROPOSED}
    if item.due != action.due:
        values["deadline_version"] = item.deadline_version + 1
        if item.opened_at is None:
            # What was agreed once stays the first date on record, whatever it is moved to.
            values["original_due"] = action.due
    desk.store.items.update(item.id, values)
    desk.store.items.wake(item.id, None)
    detail = "; ".join(f"{c.field}: {c.old or '-'} → {c.new or '-'}" for c in changes)
    desk.log(EventKind.REVISED, detail, item.meeting_id, item.id)
    revision.changed[item.id] = changes
    revision.concerns(item.owner_email, action.owner_email)


def _paired(actions: Sequence[ActionFacts], items: Sequence[Item]) -> list[tuple[ActionFacts, Item | None]]:
    """Each action with the item that it was in the version before: by its number, else by the likest task."""
    left = list(items)
    pairs: list[tuple[ActionFacts, Item | None]] = []
    for action in actions:
        ranked = sorted(left, key=lambda item: -_likeness(action, item))
        best = ranked[0] if ranked and _likeness(action, ranked[0]) >= _SAME_TASK else None
        if best:
            left.remove(best)
        pairs.append((action, best))
    return pairs


def _likeness(action: ActionFacts, item: Item) -> float:
    ratio = difflib.SequenceMatcher(None, action.task[:300], item.task[:300]).ratio()
    same_owner = action.owner_email is not None and action.owner_email == item.owner_email
    return ratio + (0.1 if action.number == item.number else 0.0) + (0.1 if same_owner else 0.0)


def _item_changes(item: Item, action: ActionFacts) -> tuple[Change, ...]:
    changes = []
    same_owner = item.owner_email is not None and item.owner_email == action.owner_email
    for key in _SHOWN:
        old, new = getattr(item, key), getattr(action, key)
        if old != new and not (key == "owner" and same_owner):
            changes.append(Change(key, str(old) if old else None, str(new) if new else None))
    if not changes and item.owner_email != action.owner_email:
        changes.append(Change("owner", item.owner_email, action.owner_email))
    return tuple(changes)
