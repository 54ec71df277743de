"""Papers of every kind with a hostile text in every field that a mail or the configuration can fill."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coordmail.mail.letters import Line
from coordmail.mail.looking_back import (
    Carried,
    DepartmentWeek,
    DoneLine,
    Evidence,
    Lateness,
    Month,
    MonthFigures,
    ProblemType,
    Risk,
    RiskLine,
    Wait,
    Week,
)
from coordmail.model import Attendee
from coordmail.reports.form import form_paper
from coordmail.reports.minutes import minutes_paper
from coordmail.reports.monthly import MonthlyPaper, monthly_paper
from coordmail.reports.tracking_sheet import TrackedItem, TrackingFacts, tracking_sheet
from coordmail.reports.weekly import WeeklyPaper, weekly_paper
from tests.reports.story import MEETING, NOW, REQUEST, SIGNOFFS, closed, item, paper

if TYPE_CHECKING:
    from coordmail.model import Language

TEXTS = {
    "markup": "<A&B> ]]> &amp; \"'</w:t>",
    "code": "{{ 7 * 7 }} {% if x %} {# y #} {%tr for z in items %}",
    "control": "a\x00b\x0bc\x0cd\x1be\x7ff\x85g\u2028h\a\r\ni",
    "surrogate": "a\ud800b\udfffc\ufffed\uffffe",
    "long": "长" * 10_000,
    "unbroken": "x" * 10_000,
    "rtl": "العربية\u202eabc\u202c עברית",
    "emoji": "😀👨\u200d👩\u200d👧🇨🇳 \U00020bb7",
    "formula": '=HYPERLINK("http://example.com","x")',
}


def spoilt(value: Any, text: str) -> Any:
    """The same with `text` for every text and every text of a list in it; references and addresses stay."""
    if isinstance(value, tuple):
        return tuple(spoilt(part, text) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: spoilt(getattr(value, field.name), text) for field in fields(value)}
        kept = ("ref", "meeting_ref", "email", "language", "currency", "recurrence", "uid")
        return replace(value, **{name: new for name, new in changes.items() if name not in kept})
    return text if type(value) is str else value


def papers(text: str, language: Language) -> dict[str, bytes]:
    """Every paper, by its file name."""
    meeting = spoilt(replace(MEETING, attendees=(*MEETING.attendees, Attendee("x", "y"))), text)
    one, done = (
        spoilt(replace(item(1), blocked="x", requested_reason="x"), text),
        spoilt(closed(2, NOW, result="x"), text),
    )
    line = Line(1, one, meeting)
    minutes = replace(
        paper(language=language, house=text, meeting=meeting, items=(one, done)),
        requests=(spoilt(REQUEST, text),),
        signoffs=spoilt(SIGNOFFS, text),
    )
    department = DepartmentWeek(
        text, (DoneLine(line, date(2024, 3, 7), 1),), (line,), (RiskLine(line, tuple(Risk)),), (line,), 4
    )
    days = [date(2024, 3, day) for day in (4, 8, 11, 17)]
    week = Week(days[0], days[1], days[2], days[3], (department,))
    lateness = Lateness(text, 2, (1, 3))
    month = Month(
        date(2024, 3, 1),
        date(2024, 3, 31),
        lateness,
        (lateness,),
        (ProblemType("other", (Evidence("CM-12/1", text, text),)),),
        (Wait(text, text, ("CM-12/1",)),),
        (MonthFigures(date(2024, 3, 1), lateness),),
        (Carried(line, text, 3),),
    )
    rows = (
        TrackedItem(one, text, text, text, days[0], risk=text),
        TrackedItem(done, text, text, text, days[0], days[1]),
    )
    return {
        "minutes.docx": minutes_paper(minutes),
        "closing.docx": minutes_paper(replace(minutes, final=True)),
        "form.docx": form_paper(meeting, text, language),
        "weekly.docx": weekly_paper(WeeklyPaper(text, language, text, week, NOW)),
        "monthly.docx": monthly_paper(MonthlyPaper(text, language, month, NOW)),
        "sheet.xlsx": tracking_sheet(TrackingFacts(text, text, rows, NOW), language),
    }
