"""The minutes paper of a meeting, as an enclosure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.mail.letters import Enclosure
from coordmail.workflow.lines import lines_of_meeting
from coordmail.workflow.versions import current_items

if TYPE_CHECKING:
    from coordmail.record import Meeting, SignOff
    from coordmail.workflow.desk import Desk

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_of(desk: Desk, meeting: Meeting, final: bool = False) -> Enclosure:
    """The minutes paper as things stand; `final` with planned and actual dates."""
    from coordmail.reports.minutes import MinutesPaper, minutes_paper

    paper = MinutesPaper(
        desk.config.organisation.name,
        meeting.language,
        meeting,
        tuple(line.item for line in lines_of_meeting(desk, current_items(desk, meeting))),
        desk.store.requests.of_meeting(meeting.id),
        signoffs_of(desk, meeting),
        desk.local_now,
        final,
        {person.email: person.department for person in desk.directory.people if person.department},
    )
    return Enclosure(f"{meeting.ref} {meeting.topic}.docx", DOCX, minutes_paper(paper, desk.overrides))


def signoffs_of(desk: Desk, meeting: Meeting) -> tuple[SignOff, ...]:
    """How everybody stands to the minutes, with the delegates who answered by name."""
    return tuple(
        replace(signoff, answered_by=desk.name_of(signoff.answered_by, meeting)) if signoff.answered_by else signoff
        for signoff in desk.store.signoffs.of_meeting(meeting.id)
    )


def form_of(desk: Desk, meeting: Meeting) -> Enclosure:
    """The form for the recorder, filled in as far as the notice goes."""
    from coordmail.reports.form import form_paper

    content = form_paper(meeting, desk.config.organisation.name, meeting.language, desk.overrides)
    name = "沟通记录表" if meeting.language == "zh" else "Minutes form"
    return Enclosure(f"{meeting.ref} {name}.docx", DOCX, content)
