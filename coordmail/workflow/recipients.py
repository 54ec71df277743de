"""Who is addressed for which kind of mail, as one table of roles."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from coordmail.record import MailKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordmail.record import Item, Meeting, ResourceRequest
    from coordmail.workflow.desk import Desk


class Role(Enum):
    """A part that somebody plays in a meeting or an item."""

    ORGANIZER = auto()
    RECORDER = auto()
    PARTICIPANTS = auto()
    OWNERS = auto()
    OWNER = auto()
    OWNER_LEADER = auto()
    LEADERS = auto()
    """The leaders of all departments taking part or owning items."""
    SUPPORTING_LEADERS = auto()
    """The leaders of the departments that resources are asked of."""
    APPROVER = auto()
    VERIFIER = auto()
    """The recorder, or the organizer where there is none other than the owner."""


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
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To and CC of a mail of `kind`: addresses, each once, nobody in both, never our own."""
    to_roles, cc_roles = ADDRESSED[kind]
    to = _resolve(desk, to_roles, meeting, item, request)
    cc = _resolve(desk, cc_roles, meeting, item, request)
    if not to:
        # Nobody plays the first part: the mail must not fall silent, so the organizer gets it.
        to = _resolve(desk, (Role.ORGANIZER,), meeting, item, request)
    return to, tuple(address for address in cc if address not in to)


def _resolve(
    desk: Desk, roles: Iterable[Role], meeting: Meeting, item: Item | None, request: ResourceRequest | None
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for role in roles:
        for address in _holders(desk, role, meeting, item, request):
            if address and address != desk.config.smtp.address:
                found[address] = None
    return tuple(found)


def _holders(  # one line a role
    desk: Desk, role: Role, meeting: Meeting, item: Item | None, request: ResourceRequest | None
) -> Iterable[str | None]:
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
            return [owner_leader(desk, item) if item else None]
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


def owner_leader(desk: Desk, item: Item) -> str | None:
    """The leader of the owner's department; none for a leader's own item."""
    person = desk.directory.person(item.owner_email)
    departments = (person.department if person else None, item.department)
    leader = next(filter(None, map(desk.directory.leader_of, departments)), None)
    return leader if leader != item.owner_email else None


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
