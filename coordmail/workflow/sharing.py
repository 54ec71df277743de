"""Items with several owners: who leads has the address and the reminders, the others share the item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction import people

if TYPE_CHECKING:
    from coordmail.record import Item, Meeting
    from coordmail.workflow.desk import Desk


def sharers(desk: Desk, meeting: Meeting, owner: str | None, lead: str | None) -> tuple[str, ...]:
    """The addresses of those whom `owner` names beside the `lead`; who cannot be told has none."""
    names = people.split_owners(owner) if owner else ()
    if len(names) < 2:
        return ()
    known = people.Context(desk.directory, meeting.attendees)
    found = (people.resolve(name, known).email for name in names)
    return tuple(dict.fromkeys(email for email in found if email and email not in {lead, desk.config.smtp.address}))


def share(desk: Desk, meeting: Meeting, item: Item) -> None:
    """Keep who shares `item` as its owners are written now."""
    desk.store.items.share(item.id, sharers(desk, meeting, item.owner, item.owner_email))


def is_own(desk: Desk, item: Item, email: str | None) -> bool:
    """Whether somebody owns an item, alone or with others."""
    return email is not None and (item.owner_email == email or email in desk.store.items.co_owners(item.id))
