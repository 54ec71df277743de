"""Whose agreement a version of the minutes needs: who took part, who has an item, whom a change concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import Assent
from coordmail.workflow.recipients import owners, participants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordmail.record import Meeting
    from coordmail.workflow.desk import Desk, MailInHand
    from coordmail.workflow.versions import Revision


def expect_signoffs(desk: Desk, mail: MailInHand, meeting: Meeting, revision: Revision, first: bool) -> list[str]:
    """Expect the sign-off of everybody concerned; the addresses of those who will be asked."""
    signoffs = desk.store.signoffs
    people = _people(desk, meeting) | _left(desk, meeting, revision)
    concerned = set(people) if first else revision.concerned | objectors(desk, meeting)
    concerned |= {email for email in people if signoffs.of_person(meeting.id, email) is None}
    asked = []
    for email, name in people.items():
        if email in concerned:
            signoffs.expect(meeting.id, meeting.version, name, email)
        if email == mail.sender:
            signoffs.answered(meeting.id, email, Assent.SENDER, desk.now)
        elif email in concerned:
            asked.append(email)
    expected = signoffs.of_meeting(meeting.id)
    for gone in (s.email for s in expected if s.email and s.email not in people):
        signoffs.unexpect(meeting.id, gone)
    unreachable = {attendee.name for attendee in meeting.attendees if attendee.email is None}
    known = {s.name for s in expected if s.email is None}
    for name in sorted(known - unreachable):
        signoffs.unexpect_unreachable(meeting.id, name)
    for attendee in meeting.attendees:
        if attendee.email is None and attendee.name not in known:
            signoffs.expect(meeting.id, meeting.version, attendee.name, None)
    return asked


def _left(desk: Desk, meeting: Meeting, revision: Revision) -> dict[str, str]:
    """Who was asked about items that the new version drops or gives to others: they are asked about that as well."""
    asked = {s.email for s in desk.store.signoffs.of_meeting(meeting.id) if s.email and (s.asked_at or s.answered_at)}
    return {email: desk.name_of(email, meeting) for email in sorted(revision.concerned & asked)}


def _people(desk: Desk, meeting: Meeting) -> dict[str, str]:
    """Everybody whose agreement counts, name by address: who took part, and who has an item."""
    own = desk.config.smtp.address
    emails: Iterable[str | None] = (*participants(meeting), *owners(desk, meeting))
    return {email: desk.name_of(email, meeting) for email in emails if email and email != own}


def objectors(desk: Desk, meeting: Meeting) -> set[str]:
    """Who objects to the version before, and was not overruled: the new one answers them, and asks again."""
    signoffs = desk.store.signoffs.of_meeting(meeting.id)
    return {s.email for s in signoffs if s.assent in {Assent.NO, Assent.AMEND} and s.email and not s.stands}
