"""Who confirmed, when and how: the rows of the sign-off table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import Assent
from coordmail.reports.fields import SignOffFields

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.record import Meeting, SignOff
    from coordmail.reports.minutes import MinutesPaper
    from coordmail.reports.wording import Wording


def signoff_fields(signoff: SignOff, paper: MinutesPaper, words: Wording) -> SignOffFields:
    """The row of `signoff`; its time is shown in the zone in which the paper is printed."""
    comment = []
    if signoff.answered_by:
        comment.append(words.phrases["delegate"].format(address=signoff.answered_by))
    if signoff.stands:
        comment.append(words.phrases["stands"])
    if signoff.comment:
        comment.append(signoff.comment)
    return SignOffFields(
        name=signoff.name,
        department=_department(signoff, paper.meeting) or paper.departments.get(signoff.email or "", ""),
        result=_result(signoff, words),
        time=_time(signoff.answered_at, words, paper.printed_at),
        comment="\n".join(comment),
    )


def _result(signoff: SignOff, words: Wording) -> str:
    asked_in_vain = signoff.assent is Assent.NONE and signoff.email is None
    return words.assent["unreachable" if asked_in_vain else signoff.assent]


def _department(signoff: SignOff, meeting: Meeting) -> str:
    by_address = [a for a in meeting.attendees if a.email and a.email == signoff.email]
    by_name = [a for a in meeting.attendees if a.name == signoff.name]
    return next((a.department for a in by_address + by_name if a.department), "")


def _time(answered: datetime | None, words: Wording, now: datetime) -> str:
    if answered is None:
        return ""
    local = answered.astimezone(now.tzinfo) if answered.tzinfo else answered
    return words.day(local)
