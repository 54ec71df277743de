"""Reminders, overdue warnings and escalations: one mail a person and morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow.following import climb
from coordmail.workflow.lines import day_of, lines_of_person
from coordmail.workflow.post import write
from coordmail.workflow.recipients import addressees
from coordmail.workflow.rungs import OVERDUE, Rung, ladder_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.record import Item
    from coordmail.workflow.desk import Desk


def warn_of(desk: Desk, items: Iterable[Item]) -> None:
    """Send the warnings that are due for `items`, those of one owner in one mail."""
    by_person: dict[str, list[tuple[Item, Rung]]] = {}
    for item in items:
        rung = due_rung(desk, item)
        person = recipient(desk, item)
        if rung and person:
            by_person.setdefault(person, []).append((item, rung))
    for person, due in by_person.items():
        _remind(desk, person, due)


def escalate_overdue(desk: Desk, item: Item) -> None:
    """Bring an item up that is overdue by more than the configured time, the next working morning."""
    if item.status is ItemStatus.OPEN:
        climb(desk, item, OVERDUE, ladder_for(desk, item).escalations(item))


def due_rung(desk: Desk, item: Item) -> Rung | None:
    """The warning that an item has to have by now and has not had: the latest, for earlier ones are stale."""
    if item.status is not ItemStatus.OPEN or item.due is None:
        return None
    ladder = ladder_for(desk, item)
    late = ladder.last_overdue_day(item, desk.today)
    if late:
        fresh = ladder.counts_from(item, late) and not desk.store.items.warned(item, OVERDUE, late)
        return Rung(OVERDUE, late) if fresh else None
    if day_of(item.due) < desk.today:
        return None
    latest = max((r for r in ladder.early(item) if r.day <= desk.today), key=lambda rung: rung.day, default=None)
    if latest is None or not ladder.counts_from(item, latest.day) or desk.store.items.warned(item, latest.name):
        return None
    return latest


def recipient(desk: Desk, item: Item) -> str | None:
    """Who is warned of an item: its owner; the organizer where nobody is named, so that the item is not forgotten."""
    if item.owner_email and "reminder" not in desk.config.recipients:
        return item.owner_email
    to, _ = addressees(desk, MailKind.REMINDER, desk.store.meetings.get(item.meeting_id), item)
    return next(iter(to), None)


def _copied(desk: Desk, kind: MailKind, person: str, items: Iterable[Item]) -> list[str]:
    """Who gets the mail about `items` beside `person`."""
    found: dict[str, None] = {}
    for item in items:
        to, cc = addressees(desk, kind, desk.store.meetings.get(item.meeting_id), item)
        found |= dict.fromkeys((*to, *cc))
    return [address for address in found if address != person]


def _remind(desk: Desk, owner: str, due: list[tuple[Item, Rung]]) -> None:
    kind = MailKind.OVERDUE if any(rung.name == OVERDUE for _, rung in due) else MailKind.REMINDER
    # Overdue items first, then by deadline: the number that one answers by follows the urgency.
    due.sort(key=lambda pair: (pair[1].name != OVERDUE, day_of(pair[0].due) if pair[0].due else desk.today, pair[0].id))
    lines = lines_of_person(desk, [item for item, _ in due])
    meetings = {line.meeting.id: line.meeting for line in lines if line.meeting}
    # Who hears of what is late need not hear of what is not.
    concerned = [item for item, rung in due if kind is MailKind.REMINDER or rung.name == OVERDUE]
    outbox_id = write(
        desk,
        kind,
        f"reminder/{owner}/{desk.today}",
        [owner],
        _copied(desk, kind, owner, concerned),
        meeting=next(iter(meetings.values()), None),
        lines=lines,
        asks=True,
    )
    if outbox_id is None:
        # The person had this morning's mail: what has become due since comes the next morning.
        return
    for item, rung in due:
        daily = rung.name == OVERDUE
        desk.store.items.warn(item, rung.name, rung.day if daily else None, outbox_id)
        happened = EventKind.OVERDUE if daily else EventKind.REMINDED
        desk.log(happened, "", item.meeting_id, item.id)
