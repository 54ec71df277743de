"""What a mail says about its meeting: from the invitation, the form's labels, or the sentences of a letter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph
from coordmail.extraction.dates import read_period
from coordmail.extraction.held import held_place, held_sentences
from coordmail.extraction.meeting_origins import meeting_origins, of_calendar
from coordmail.extraction.meeting_times import meeting_times
from coordmail.extraction.minutes_head import Head, read_head
from coordmail.extraction.notice_prose import (
    attendees_in,
    cancels,
    goal_in,
    is_open,
    moves_to,
    opening_of_minutes,
    place_in,
    platform_in,
    present_in,
    recorders_in,
    says_unchanged,
)
from coordmail.extraction.ordinals import split_list
from coordmail.extraction.people import read_attendees, resolve
from coordmail.extraction.recorders import is_chinese_name, is_one_name, marked_recorders, without_department
from coordmail.extraction.subject import read_subject
from coordmail.extraction.topics import topic_of
from coordmail.model import Attendee, MeetingFacts, NoticeMethod

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.invitation import Invitation
    from coordmail.extraction.people import Context
    from coordmail.mail.message import Message

_OPENING = 12
_FULL_NAME = 3
"""A name of so many characters is nothing else; of two it may be any word (全程记录)."""
_NOTES = re.compile(r"\s?\((?:chair|notes|minutes|minute-taker|minute taker|主持|记录|主持人|记录人)\)", re.IGNORECASE)
"""What is said in brackets of those who were there."""
_WHO = frozenset({"who", "人员", "谁"})
_MATERIAL_MARKS = str.maketrans(";\uff1b、", "\n\n\n")


def read_meeting(
    form: Form,
    message: Message,
    dates: DateContext,
    people: Context,
    *,
    invitation: Invitation | None = None,
    minutes: bool = False,
) -> MeetingFacts:
    """What `form` and the header of `message` say; of `minutes` only the letter's opening is asked."""
    lines = list(_sentences(form))
    sentences = [] if minutes else lines
    attendees, departments = _people(form, sentences, people, present_in(lines) if minutes else None)
    near = replace(people, attendees=(*people.attendees, *attendees))
    organizer = _named(form, "organizer", near) or (message.from_name or message.from_address, message.from_address)
    opening = [*opening_of_minutes(lines), *held_sentences(form, dates)] if minutes else None
    head = read_head(form, dates) if minutes else Head()
    recorder = _named(form, "recorder", near) or _recorder_in(form, lines if opening is None else opening, near)
    start, end, time = meeting_times(form, message.subject, lines, dates, opening, head)
    facts = MeetingFacts(
        topic=topic_of(form, message.subject, sentences, start, dates, minutes=minutes),
        start=start,
        end=end,
        place=_place(form, lines) if opening is None else _place(form, opening) or head.place or held_place(opening),
        organizer=organizer[0] or None,
        organizer_email=organizer[1] or None,
        recorder=recorder[0],
        recorder_email=recorder[1],
        departments=departments,
        attendees=attendees,
        goal=_goal(form) or goal_in(sentences),
        agenda=_agenda(form, minutes=minutes),
        materials=_materials(form),
        method=_method(form, message.subject, sentences, dates),
    )
    facts = replace(facts, origins=meeting_origins(facts, form, message, lines, time))
    return _with_invitation(facts, invitation, people) if invitation else facts


def _sentences(form: Form) -> Iterable[str]:
    """The lines of the letter around the form, and its remarks."""
    for block in form.prose:
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
    for name in ("background", "remarks", "cause"):
        for field in form.all(name):
            yield from field.value.split("\n")


def _place(form: Form, lines: Sequence[str]) -> str | None:
    """The place under its label, in a sentence of `lines`, or what the meeting is held with; a number is no place."""
    stated = form.text("place")
    if stated and not says_unchanged(stated) and not is_open(stated):
        return " ".join(stated.split("\n"))
    method, link = form.text("method"), form.get("link")
    if said := place_in(lines):
        return said
    if method and platform_in(method):
        return method
    if link is None or not link.value or is_open(link.value):
        return None
    named = (platform_in(text) for text in (f"{link.label} {link.value}", *lines[:_OPENING]))
    return next(filter(None, named), None) or " ".join(link.value.split("\n"))


def _goal(form: Form) -> str | None:
    goal = form.text("goal")
    return None if goal and is_open(goal) else goal


def _agenda(form: Form, *, minutes: bool) -> tuple[str, ...]:
    """The agenda; in a notice 会议内容 is one too."""
    names = ("agenda",) if minutes or form.text("agenda") else ("points",)
    return tuple(item for name in names for field in form.all(name) for item in split_list(field.blocks))


def _materials(form: Form) -> tuple[str, ...]:
    """The materials; those in one line are parted by their marks."""
    found: list[str] = []
    for field in form.all("materials"):
        items = split_list(field.blocks)
        found += (
            items if len(items) != 1 else [part.strip() for part in items[0].translate(_MATERIAL_MARKS).split("\n")]
        )
    return tuple(filter(None, found))


def _named(form: Form, name: str, people: Context) -> tuple[str | None, str | None] | None:
    """The one person under the label `name`, as written, and their address; None where the form names nobody."""
    text = form.text(name)
    if not text or is_open(text):
        return None
    attendees = read_attendees(text, people)[0]
    if len(attendees) == 1:
        return attendees[0].name, attendees[0].email
    return text, resolve(text, people).email


def _recorder_in(form: Form, sentences: Sequence[str], people: Context) -> tuple[str | None, str | None]:
    """The minute-taker whom the list of attendees marks, or a sentence names: somebody known, or a name."""
    marked = (name for field in form.all("attendees") for name in marked_recorders(field.value))
    for text in (*marked, *recorders_in(sentences)):
        name = without_department(text)
        email = resolve(text, people).email or resolve(name, people).email
        if email or (is_chinese_name(name) and (name != text or len(name) == _FULL_NAME)):
            return name, email
    return None, None


def _people(
    form: Form, sentences: Sequence[str], people: Context, present: str | None
) -> tuple[tuple[Attendee, ...], tuple[str, ...]]:
    """Who takes part and which departments, from all labels that say so, each once."""
    attendees: dict[tuple[str, str | None], Attendee] = {}
    departments: dict[str, None] = {}
    for name in ("initiator_department", "departments", "attendees", "optional_attendees"):
        for field in form.all(name):
            who, which = read_attendees(field.value, people)
            departments |= dict.fromkeys(which)
            if name.endswith("attendees"):
                attendees |= {(one.name, one.email): one for one in who}
            elif not which:
                departments |= dict.fromkeys(one.name for one in who)
    if present and not attendees:
        who, which = read_attendees(_NOTES.sub("", present), people)
        named = [one for one in who if one.email or one.department or is_one_name(one.name)]
        return tuple(named), tuple(departments | dict.fromkeys(which))
    if attendees or not (asked := _who(form) or attendees_in(sentences)):
        return tuple(attendees.values()), tuple(departments)
    who, which = read_attendees(asked, people)
    known = [one for one in who if one.email or one.department]
    return tuple(known), tuple(departments | dict.fromkeys(which))


def _who(form: Form) -> str | None:
    """Who comes, where a notice says `Who:` beside its time; on other papers that is an owner."""
    field = form.get("owner")
    asked = field and field.value and field.label.lower().strip(" :*") in _WHO
    return field.value if field and asked and form.text("time") and form.text("place") else None


def _method(form: Form, subject: str, sentences: Sequence[str], dates: DateContext) -> NoticeMethod:
    marks = read_subject(subject).marks | read_subject(form.text("topic") or "").marks
    if "cancelled" in marks or cancels(sentences):
        return NoticeMethod.CANCELLED
    if "moved" in marks or form.text("old_time") or any(_moves(line, dates) for line in sentences):
        return NoticeMethod.MOVED
    return NoticeMethod.NEW


def _moves(line: str, dates: DateContext) -> bool:
    """Whether `line` moves a meeting to another time or place; 有效期由24个月改为12个月 does not."""
    behind = moves_to(line)
    if behind is None:
        return False
    return read_period(behind, dates)[0] is not None or place_in([behind]) is not None


def _with_invitation(facts: MeetingFacts, invitation: Invitation, people: Context) -> MeetingFacts:
    """`facts` with what the calendar object says in its own words; it is what people's calendars show."""
    told = invitation.organizer
    attendees = tuple(
        _invited(one.name, one.email, people) for one in invitation.attendees if one.email != "" or one.name
    )
    method = NoticeMethod.CANCELLED if invitation.cancelled else facts.method
    if method is NoticeMethod.NEW and invitation.sequence > 0:
        method = NoticeMethod.MOVED
    summary = read_subject(invitation.summary or "").topic
    invited = tuple(dict.fromkeys(one.department for one in attendees if one.department))
    told_here = replace(
        facts,
        topic=summary or facts.topic,
        start=invitation.start or facts.start,
        end=invitation.end if invitation.start else facts.end,
        place=invitation.location or invitation.room or facts.place,
        organizer=_shown(told.name, told.email, people) if told else facts.organizer,
        organizer_email=told.email or None if told else facts.organizer_email,
        departments=facts.departments or invited,
        attendees=attendees or facts.attendees,
        method=method,
        uid=invitation.uid,
        sequence=invitation.sequence,
        recurrence_id=invitation.recurrence_id,
        series=invitation.series,
        stamp=invitation.stamp,
    )
    return replace(told_here, origins=of_calendar(told_here, facts))


def _invited(name: str, email: str, people: Context) -> Attendee:
    person = people.directory.person(email)
    return Attendee(_shown(name, email, people), person.department if person else None, email or None)


def _shown(name: str, email: str, people: Context) -> str:
    """The name as the invitation writes it; where that is only the address, the directory's."""
    person = people.directory.person(email)
    return person.name if person and (not name or "@" in name) else name
