"""Who is addressed for which kind of mail, as one table of roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.record import MailKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordmail.record import Item, Meeting, ResourceRequest
    from coordmail.workflow.desk import Desk


ADDRESSED: Mapping[MailKind, tuple[tuple[Role, ...], tuple[Role, ...]]] = {
    MailKind.REGISTERED: ((Role.ORGANIZER,), ()),
    MailKind.FORM: ((Role.RECORDER,), ()),
    MailKind.FORM_REMINDER: ((Role.RECORDER,), (Role.ORGANIZER,)),
    MailKind.OBJECTION: ((Role.RECORDER, Role.ORGANIZER), ()),
    MailKind.SUMMARY: ((Role.PARTICIPANTS, Role.OWNERS), (Role.LEADERS, Role.SUPPORTING_LEADERS)),
    MailKind.APPROVAL_REQUEST: ((Role.APPROVER,), (Role.OWNER,)),
    MailKind.REMINDER: ((Role.OWNER,), ()),
    MailKind.OVERDUE: ((Role.OWNER,), (Role.ORGANIZER,)),
    MailKind.ESCALATION: ((Role.OWNER_LEADER,), (Role.OWNER, Role.ORGANIZER)),
    MailKind.DELAY_REQUEST: ((Role.ORGANIZER,), ()),
    MailKind.VERIFY_REQUEST: ((Role.VERIFIER,), ()),
    MailKind.SECOND_MEETING: ((Role.ORGANIZER,), ()),
    MailKind.CLOSED: ((Role.PARTICIPANTS, Role.OWNERS), (Role.LEADERS,)),
}
"""SURFACE.md, the mail table: To and CC. Kinds that answer a mail go to its sender and are not listed."""


def addressees(
    desk: Desk,
    kind: MailKind,
    meeting: Meeting,
    item: Item | None = None,
    request: ResourceRequest | None = None,
    step: int = 1,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To and CC of a mail of `kind`: addresses, each once, nobody in both, never our own.

    `step` counts the people above the owner whom a matter was brought to, this mail's own included.
    """
    part = _Part(meeting, item, request, step)
    own = desk.config.recipients_of(kind)
    built_in_to, built_in_cc = ADDRESSED[kind]
    to = _resolve(desk, built_in_to if own.to is None else own.to, part)
    cc = _resolve(desk, built_in_cc if own.cc is None else own.cc, part)
    if not to:
        # Nobody plays the first part: the mail must not fall silent, so the organizer gets it.
        to = _resolve(desk, (Role.ORGANIZER,), part)
    return to, tuple(address for address in cc if address not in to)


@dataclass(frozen=True, slots=True)
class _Part:
    """What the roles are played in."""

    meeting: Meeting
    item: Item | None
    request: ResourceRequest | None
    step: int


def _resolve(desk: Desk, roles: Iterable[Role | str], part: _Part) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for role in roles:
        for address in _holders(desk, role, part) if isinstance(role, Role) else (role,):
            if address and address != desk.config.smtp.address:
                found[address] = None
    return tuple(found)


def _holders(desk: Desk, role: Role, part: _Part) -> Iterable[str | None]:
    meeting, item, request = part.meeting, part.item, part.request
    match role:
        case Role.ORGANIZER:
            return [meeting.organizer_email]
        case Role.RECORDER:
            return [meeting.recorder_email or meeting.organizer_email]
        case Role.PARTICIPANTS:
            return participants(meeting)
        case Role.OWNERS:
            return owners(desk, meeting)
        case Role.OWNER:
            return [item.owner_email if item else None]
        case Role.OWNER_LEADER:
            return chain(desk, item)[part.step - 1 : part.step] if item else []
        case Role.LEADERS:
            return leaders(desk, meeting)
        case Role.SUPPORTING_LEADERS:
            requests = desk.store.requests.of_meeting(meeting.id)
            return [leader for r in requests for leader in (desk.directory.leader_of(r.department), r.approver_email)]
        case Role.APPROVER:
            return [request.approver_email if request else None]
        case Role.VERIFIER:
            return [verifier(desk, meeting, item)]


def participants(meeting: Meeting) -> list[str | None]:
    """Who took part: attendees, organizer, recorder."""
    return [*(a.email for a in meeting.attendees), meeting.organizer_email, meeting.recorder_email]


def owners(desk: Desk, meeting: Meeting) -> list[str | None]:
    """Who has an item that still counts, alone or with others."""
    shared = desk.store.items.co_owners_of_meeting(meeting.id)
    items = [item for item in desk.store.items.of_meeting(meeting.id) if item.status != "cancelled"]
    return [email for item in items for email in (item.owner_email, *shared.get(item.id, ()))]


def chain(desk: Desk, item: Item) -> tuple[str, ...]:
    """Whom a matter of `item` is brought to, step by step: the leader of its owner's department, then those above.

    Nobody is their own leader: a leader's own item goes to who stands above.
    """
    person = desk.directory.person(item.owner_email)
    for name in (person.department if person else None, item.department):
        department = desk.directory.department(name)
        if department and department.leader:
            people = dict.fromkeys((department.leader, *department.above))
            return tuple(address for address in people if address != item.owner_email)
    return ()


def owner_leader(desk: Desk, item: Item) -> str | None:
    """The first of the people above an item's owner."""
    return next(iter(chain(desk, item)), None)


def leaders(desk: Desk, meeting: Meeting) -> list[str | None]:
    """The leaders of every department that takes part or has an item."""
    departments = [*meeting.departments, *(a.department for a in meeting.attendees)]
    departments += [item.department for item in desk.store.items.of_meeting(meeting.id) if item.status != "cancelled"]
    departments += [p.department for p in map(desk.directory.person, participants(meeting)) if p]
    departments += [p.department for p in map(desk.directory.person, owners(desk, meeting)) if p]
    return [desk.directory.leader_of(department) for department in dict.fromkeys(filter(None, departments))]


def verifier(desk: Desk, meeting: Meeting, item: Item | None) -> str | None:
    """Who checks that an item is done: the recorder, else the organizer, else the owner's leader; never its owner."""
    owner = item.owner_email if item else None
    candidates = (meeting.recorder_email, meeting.organizer_email, owner_leader(desk, item) if item else None)
    return next((email for email in candidates if email and email != owner), None)
