"""What every paper about a meeting has at its head: when, and who took part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.record import Meeting
    from coordmail.reports.wording import Wording


def people(meeting: Meeting, words: Wording) -> str:
    """Who took part, by department: `技术部：张伟、陈晨；产品部：李娜`.

    Somebody whose title says the department (技术部工程师) and somebody without one stand alone; a department of whose
    people nobody is named stands at the end.
    """
    groups: dict[str, list[str]] = {}
    for attendee in meeting.attendees:
        alone = attendee.department is None or attendee.name.startswith(attendee.department)
        groups.setdefault("" if alone else attendee.department or "", []).append(attendee.name)
    alone_names = groups.pop("", [])
    named = {attendee.department for attendee in meeting.attendees}
    alone_names += [department for department in meeting.departments if department not in named]
    parts = [f"{department}{words.after_department}{words.list.join(names)}" for department, names in groups.items()]
    if alone_names:
        parts.append(words.list.join(alone_names))
    return words.between_people.join(parts)
