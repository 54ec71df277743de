"""Reminders, overdue warnings and escalations: one mail a person and morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind, ItemStatus, MailKind
from coordmail.workflow import absences
from coordmail.workflow.following import escalate
from coordmail.workflow.lines import day_of, lines_of_person
from coordmail.workflow.post import write
from coordmail.workflow.rungs import (
    ESCALATION,
    OVERDUE,
    counts_from,
    early_rungs,
    escalation_day,
    first_overdue_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.record import Item
    from coordmail.workflow.desk import Desk


def warn_of(desk: Desk, items: Iterable[Item]) -> None:
    """Send the warnings that are due for `items`, those of one owner in one mail."""
    by_person: dict[str, list[tuple[Item, str]]] = {}
    for item in items:
        rung = due_rung(desk, item)
        person = recipient(desk, item)
        if rung and person:
            by_person.setdefault(person, []).append((item, rung))
    for person, due in by_person.items():
        _remind(desk, person, due)


def escalate_overdue(desk: Desk, item: Item) -> None:
    """Bring an item to the leader that is overdue by more than the configured time, the next working morning."""
    day = escalation_day(item, desk.config.rules, desk.calendar)
    if item.status is not ItemStatus.OPEN or day is None or day > desk.today:
        return
    if not counts_from(item, desk.today, desk.calendar) or desk.store.items.warned(item, ESCALATION):
        return
    desk.store.items.warn(item, ESCALATION, None, None)
    escalate(desk, item, OVERDUE, "")


def due_rung(desk: Desk, item: Item) -> str | None:
    """The warning that an item has to have today and has not had: the latest, for earlier ones are stale."""
    if item.status is not ItemStatus.OPEN or item.due is None:
        return None
    overdue = first_overdue_day(item, desk.calendar)
    if overdue and overdue <= desk.today:
        fresh = counts_from(item, desk.today, desk.calendar)
        return OVERDUE if fresh and not desk.store.items.warned(item, OVERDUE, desk.today) else None
    if day_of(item.due) < desk.today:
        return None
    passed = [r for r in early_rungs(item, desk.config.rules, desk.calendar) if r.day <= desk.today]
    if not passed:
        return None
    latest = max(passed, key=lambda rung: rung.day)
    fresh = counts_from(item, latest.day, desk.calendar)
    return latest.name if fresh and not desk.store.items.warned(item, latest.name) else None


def recipient(desk: Desk, item: Item) -> str | None:
    """Who is warned of an item: its owner; the organizer where nobody is named, so that the item is not forgotten."""
    return item.owner_email or desk.store.meetings.get(item.meeting_id).organizer_email


def _remind(desk: Desk, owner: str, due: list[tuple[Item, str]]) -> None:
    kind = MailKind.OVERDUE if any(rung == OVERDUE for _, rung in due) else MailKind.REMINDER
    # Overdue items first, then by deadline: the number that one answers by follows the urgency.
    due.sort(key=lambda pair: (pair[1] != OVERDUE, day_of(pair[0].due) if pair[0].due else desk.today, pair[0].id))
    lines = lines_of_person(desk, [item for item, _ in due])
    meetings = {line.meeting.id: line.meeting for line in lines if line.meeting}
    late = {item.meeting_id for item, rung in due if rung == OVERDUE}
    away = absences.to_tell(desk, owner)
    copied = dict.fromkeys(m.organizer_email for m in meetings.values() if m.id in late or away)
    outbox_id = write(
        desk,
        kind,
        f"reminder/{owner}/{desk.today}",
        [owner],
        [address for address in copied if address and address != owner],
        meeting=next(iter(meetings.values()), None),
        lines=lines,
        asks=True,
        context={"away": away},
    )
    if outbox_id is None:
        # The person had this morning's mail: what has become due since comes the next morning.
        return
    if away:
        absences.told(desk, owner)
    for item, rung in due:
        desk.store.items.warn(item, rung, desk.today if rung == OVERDUE else None, outbox_id)
        happened = EventKind.OVERDUE if rung == OVERDUE else EventKind.REMINDED
        desk.log(happened, "", item.meeting_id, item.id)
