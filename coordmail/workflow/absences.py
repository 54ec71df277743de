"""Notes of absence: kept, never answered, and told once to the organizer with the next warning about their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind
from coordmail.workflow.outcome import Disposition, ignored, processed

if TYPE_CHECKING:
    from coordmail.model import Absence
    from coordmail.storage.absences import Away
    from coordmail.workflow.desk import Desk, MailInHand


def note_absence(desk: Desk, mail: MailInHand, absence: Absence) -> Disposition:
    """Keep that the sender is away. The same note again, in answer to our next mail, says nothing new."""
    own = desk.store.items.of_owner(mail.sender)
    if not own and desk.directory.person(mail.sender) is None:
        return ignored("a note of absence from somebody who has nothing to do with us")
    before = desk.store.absences.get(mail.sender)
    if before and before.until == absence.until and not _is_past(desk, before):
        return ignored("a note of absence that is known")
    desk.store.absences.note(mail.sender, absence, mail.inbox_id, desk.now)
    until = f"{absence.until.isoformat()} " if absence.until else ""
    for item in own:
        desk.log(EventKind.AWAY, f"{until}{absence.words}".strip(), item.meeting_id, item.id)
    return processed("a note of absence")


def back(desk: Desk, sender: str) -> None:
    """Somebody writes in person: they are back."""
    desk.store.absences.forget(sender)


def to_tell(desk: Desk, owner: str) -> Away | None:
    """The absence of `owner` that no organizer has been told of, while it lasts."""
    away = desk.store.absences.get(owner)
    return away if away and not away.told and not _is_past(desk, away) else None


def told(desk: Desk, owner: str) -> None:
    """The organizers of the items at hand were told of the absence of `owner`."""
    desk.store.absences.told(owner, desk.now)


def _is_past(desk: Desk, away: Away) -> bool:
    return away.until is not None and away.until < desk.today
