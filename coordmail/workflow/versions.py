"""Versions of minutes: the items of a new version matched with those of the version before."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Change
from coordmail.record import EventKind, ItemStatus
from coordmail.workflow.sharing import share, sharers
from coordmail.workflow.stated import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordmail.model import ActionFacts
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk
    from coordmail.workflow.stated import Stated

_STATED = (
    "task", "owner", "owner_email", "department", "due", "deliverable", "resources", "urgency", "recurrence",
)  # fmt: skip
_SAME_TASK = 0.6
"""How alike two tasks must be (difflib ratio) to be the same item in two versions of the minutes."""
_NO_REQUEST: dict[str, Any] = {"requested_due": None, "requested_reason": None, "requested_at": None}

Pair = tuple["ActionFacts", "Item | None"]


@dataclass
class Revision:
    """What a version changed: by item id for items that were there, the ids of new ones, those dropped, and whom it
    concerns. `numbers` are those of the items, in the order of the actions that state them."""

    changed: dict[int, tuple[Change, ...]] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    dropped: list[Item] = field(default_factory=list)
    concerned: set[str] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)

    def concerns(self, *emails: str | None) -> None:
        """Note whose items are touched."""
        self.concerned |= {email for email in emails if email}


def current_items(desk: Desk, meeting: Meeting) -> tuple[Item, ...]:
    """The items that the current minutes state."""
    return tuple(i for i in desk.store.items.of_meeting(meeting.id) if i.status is not ItemStatus.CANCELLED)


def paired(
    desk: Desk, meeting: Meeting, actions: Sequence[ActionFacts], before: Mapping[int, Stated] | None
) -> list[Pair]:
    """Each action with the item that it was in the version `before`; None: corrections, which name items by number.

    What a decision changed since (a deadline that was moved, an item that was cancelled) stays so where the new
    version only says again what the one before said.
    """
    items = desk.store.items.of_meeting(meeting.id)
    if before is None:
        by_number = {item.number: item for item in items if item.status is not ItemStatus.CANCELLED}
        return [(action, by_number.get(action.number) if action.number else None) for action in actions]
    candidates = [i for i in items if i.status is not ItemStatus.CANCELLED or i.number in before]
    pairs: list[Pair] = []
    for stated, item in _alike(actions, candidates):
        action = _as_it_stands(stated, item, before.get(item.number)) if item else stated
        gone = item is not None and item.status is ItemStatus.CANCELLED
        # What was cancelled since stays so, unless it is asked for in other words.
        pairs.append((action, None if item and gone and _item_changes(desk, meeting, item, action) else item))
    return pairs


def changes_nothing(desk: Desk, meeting: Meeting, pairs: Sequence[Pair]) -> bool:
    """Whether a version with these `pairs` would leave every item as it is."""
    kept = {item.id for _, item in pairs if item}
    dropped = [i for i in current_items(desk, meeting) if i.id not in kept and i.status is not ItemStatus.CLOSED]
    return not dropped and all(item is not None and not _item_changes(desk, meeting, item, a) for a, item in pairs)


def revise_items(desk: Desk, meeting: Meeting, pairs: Sequence[Pair]) -> Revision:
    """Bring the meeting's items in line with `pairs`: kept ones keep their numbers, dropped ones are cancelled."""
    revision = Revision()
    kept = {item.id for _, item in pairs if item}
    number = max((i.number for i in desk.store.items.of_meeting(meeting.id)), default=0)
    dropped = [i for i in current_items(desk, meeting) if i.id not in kept and i.status is not ItemStatus.CLOSED]
    for action, item in pairs:
        if item is None:
            number += 1
            added = _add(desk, meeting, action, number)
            revision.added.add(added.id)
            revision.concerns(added.owner_email, *desk.store.items.co_owners(added.id))
        else:
            _revise(desk, meeting, item, action, revision)
        revision.numbers.append(item.number if item else number)
    for item in dropped:
        desk.store.items.update(item.id, {"status": ItemStatus.CANCELLED, **_NO_REQUEST})
        desk.store.items.wake(item.id, None)
        desk.log(EventKind.CANCELLED, f"not in version {meeting.version} any more", meeting.id, item.id)
        revision.dropped.append(item)
        revision.concerns(item.owner_email, *desk.store.items.co_owners(item.id))
    return revision


def _add(desk: Desk, meeting: Meeting, action: ActionFacts, number: int) -> Item:
    stated = {key: getattr(action, key) for key in _STATED}
    added = desk.store.items.add(
        {
            **stated,
            "meeting_id": meeting.id,
            "number": number,
            "status": ItemStatus.PROPOSED,
            "original_due": action.due,
        }
    )
    share(desk, meeting, added)
    return added


def _revise(desk: Desk, meeting: Meeting, item: Item, action: ActionFacts, revision: Revision) -> None:
    changes = _item_changes(desk, meeting, item, action)
    if not changes or item.status in {ItemStatus.CLOSED, ItemStatus.CANCELLED}:
        return
    # What changed has to be agreed anew; what did not goes on as it was agreed.
    values: dict[str, Any] = {key: getattr(action, key) for key in _STATED} | {"status": ItemStatus.PROPOSED}
    if item.due != action.due:
        values |= {"original_due": action.due, "deadline_version": item.deadline_version + 1, **_NO_REQUEST}
    revision.concerns(item.owner_email, action.owner_email, *desk.store.items.co_owners(item.id))
    revised = desk.store.items.update(item.id, values)
    share(desk, meeting, revised)
    revision.concerns(*desk.store.items.co_owners(item.id))
    desk.store.items.wake(item.id, None)
    detail = "; ".join(f"{c.field}: {c.old or '-'} → {c.new or '-'}" for c in changes)
    desk.log(EventKind.REVISED, detail, item.meeting_id, item.id)
    revision.changed[item.id] = changes


def _as_it_stands(action: ActionFacts, item: Item, before: Stated | None) -> ActionFacts:
    """`action` with the item's present value wherever it says what the version before said already."""
    if before is None:
        return action
    kept: dict[str, Any] = {
        name: getattr(item, name)
        for name in ("task", "due", "deliverable")
        if getattr(action, name) == before.value(name)
    }
    if (action.owner, action.owner_email) == (before.owner, before.owner_email):
        kept |= {"owner": item.owner, "owner_email": item.owner_email, "department": item.department}
    return replace(action, **kept)


def _alike(actions: Sequence[ActionFacts], items: Sequence[Item]) -> list[Pair]:
    """Each action with the item that it is most like, the likest pairs first; then those of one number and owner,
    which were worded anew."""
    ranked = sorted(
        ((_likeness(action, item), a, i) for a, action in enumerate(actions) for i, item in enumerate(items)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    found: dict[int, int] = {}
    for likeness, a, i in ranked:
        if likeness >= _SAME_TASK and a not in found and i not in found.values():
            found[a] = i
    for a, action in enumerate(actions):
        for i, item in enumerate(items):
            reworded = action.owner_email is not None and action.owner_email == item.owner_email
            if a not in found and i not in found.values() and reworded and (action.number or a + 1) == item.number:
                found[a] = i
    return [(action, items[found[a]] if a in found else None) for a, action in enumerate(actions)]


def _likeness(action: ActionFacts, item: Item) -> float:
    matcher = difflib.SequenceMatcher(None, action.task[:300], item.task[:300])
    ratio = 1.0 if action.task == item.task else matcher.quick_ratio()
    same_owner = action.owner_email is not None and action.owner_email == item.owner_email
    if ratio < 1.0 and ratio + 0.2 >= _SAME_TASK:
        ratio = matcher.ratio()
    return ratio + (0.1 if action.number == item.number else 0.0) + (0.1 if same_owner else 0.0)


def _item_changes(desk: Desk, meeting: Meeting, item: Item, action: ActionFacts) -> tuple[Change, ...]:
    changes = []
    for key in SHOWN:
        old, new = getattr(item, key), getattr(action, key)
        if old != new and not (key == "owner" and _same_people(desk, meeting, item, action)):
            changes.append(Change(key, _text(old), _text(new)))
    if not changes and item.owner_email != action.owner_email:
        changes.append(Change("owner", item.owner_email, action.owner_email))
    return tuple(changes)


def _same_people(desk: Desk, meeting: Meeting, item: Item, action: ActionFacts) -> bool:
    """Whether the owners are the same people, only written otherwise."""
    if item.owner_email is None or item.owner_email != action.owner_email:
        return False
    shared = sharers(desk, meeting, action.owner, action.owner_email)
    return sorted(shared) == sorted(desk.store.items.co_owners(item.id))


def _text(value: object) -> str | None:
    if not value:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
