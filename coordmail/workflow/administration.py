"""The administrator's mail: quarantine, failures, held addresses; at most one a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.mail.letters import AdminEntry
from coordmail.record import MailKind
from coordmail.storage.database import instant_of
from coordmail.workflow.post import write

if TYPE_CHECKING:
    from coordmail.workflow.desk import Desk


def tell(desk: Desk) -> None:
    """Send what the administrator has not heard, unless today's mail went out already."""
    administrator = desk.config.administrator
    if administrator is None:
        return
    entries = tuple(
        AdminEntry(
            row["what"], row["detail"], desk.calendar.local(instant_of(row["at"])), row["subject"], row["sender"]
        )
        for row in desk.store.administration.untold()
    )
    if write(desk, MailKind.ADMIN, f"admin/{desk.today}", [administrator], context={"entries": entries, "me": ""}):
        desk.store.administration.told()
