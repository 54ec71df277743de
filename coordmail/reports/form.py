"""The recorder's form 「沟通记录表」: filled in as far as the notice goes, the rest left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.reports.fields import FormFields
from coordmail.reports.head import people
from coordmail.reports.render import Properties, render
from coordmail.reports.templates import find
from coordmail.reports.wording import wording

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.model import Language
    from coordmail.record import Meeting


def form_paper(meeting: Meeting, house: str, language: Language, overrides: Path | None = None) -> bytes:
    """The form as .docx. `overrides` is the folder whose templates come before the built-in ones.

    Labels stand left (DOMAIN.md, 「跨部门沟通记录及问题解决方案表」) or above their column, cells to fill are empty.
    TemplateError when the template cannot be filled in.
    """
    template = find(f"form.{language}.docx", overrides)
    return render(
        template, form_fields(meeting, house, language), Properties(meeting.topic, meeting.ref, house, language)
    )


def form_fields(meeting: Meeting, house: str, language: Language) -> FormFields:
    """The fields of the form's template, all as text."""
    words = wording(language)
    return FormFields(
        house=house,
        ref=meeting.ref,
        topic=meeting.topic,
        time=words.period(meeting.start, meeting.end),
        place=meeting.place or "",
        people=people(meeting, words),
        organizer=meeting.organizer or "",
        recorder=meeting.recorder or "",
        goal=meeting.goal or "",
        agenda=meeting.agenda,
    )
