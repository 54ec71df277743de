"""The reports that look back: when they are due, to whom they go, and that each goes once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from coordmail.mail.letters import Enclosure
from coordmail.record import MailKind
from coordmail.reports.problem_types import problem_name
from coordmail.workflow.apart import apart
from coordmail.workflow.month import month_before, month_of
from coordmail.workflow.papers import DOCX
from coordmail.workflow.post import write
from coordmail.workflow.week import Gathered, Period, gather, partners, week_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.calendar import WorkCalendar
    from coordmail.mail.looking_back import Month, Week
    from coordmail.model import Language
    from coordmail.workflow.desk import Desk

_MONTHLY = "monthly_review"
"""The setting that remembers the last month whose review was written."""
_MORNING = time(9)
_WEEKLY = "weekly_report"
"""The setting that remembers the last week whose report was written."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FRIDAY = 4
_AFTERNOON = time(17)
_WEEKS_OFF = 8
"""The longest that a house is closed, in weeks."""


def send_due(desk: Desk) -> None:
    """Write the reports that are due and were not written, in working hours."""
    period = _last_week_due(desk)
    label = week_label(period.last) if period else ""
    if period and desk.store.session.setting(_WEEKLY) != label and _send_weekly(desk, period):
        with desk.store.transaction():
            desk.store.session.remember(_WEEKLY, label)
    month = _last_month_due(desk)
    label = month_label(month[0])
    if desk.store.session.setting(_MONTHLY) != label and _send_monthly(desk, *month):
        with desk.store.transaction():
            desk.store.session.remember(_MONTHLY, label)


def next_moment(desk: Desk) -> datetime:
    """The next instant after now at which a report is due."""
    calendar, first = desk.calendar, desk.today.replace(day=1)
    weekly = (_moment(calendar, desk.today + timedelta(weeks=n)) for n in range(_WEEKS_OFF))
    monthly = (_review_moment(calendar, day) for day in (first, (first + timedelta(days=31)).replace(day=1)))
    return min(moment for moment in (*weekly, *monthly) if moment and moment > desk.now)


def week_label(day: date) -> str:
    """The week of a day as ISO 8601 writes it: `2024-W10`."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def month_label(first: date) -> str:
    """A month as ISO 8601 writes it: `2024-03`."""
    return f"{first:%Y-%m}"


def monthly_papers(desk: Desk) -> Iterator[tuple[Enclosure, str]]:
    """The paper of the month before, for a review on demand; it is nobody's in particular."""
    month = month_of(desk, *month_before(desk.today))
    if month:
        yield monthly_enclosure(desk, desk.config.language, month), ""


def monthly_enclosure(desk: Desk, language: Language, month: Month) -> Enclosure:
    """The review's paper."""
    from coordmail.reports.monthly import MonthlyPaper, monthly_paper

    name = "月度复盘" if language == "zh" else "Monthly review"
    paper = MonthlyPaper(desk.config.organisation.name, language, month, desk.local_now)
    return Enclosure(f"{name} {month_label(month.first)}.docx", DOCX, monthly_paper(paper, desk.overrides))


def weekly_papers(desk: Desk) -> Iterator[tuple[Enclosure, str]]:
    """The papers of the present week up to now, for a report on demand, and the name of the leader whose each is."""
    gathered = gather(desk, _period(desk.calendar, desk.today, desk.now))
    for leader, week in weeks(desk, gathered):
        for enclosure in weekly_enclosures(desk, leader, week, gathered):
            yield enclosure, desk.name_of(leader)


def weeks(desk: Desk, gathered: Gathered) -> Iterator[tuple[str, Week]]:
    """Each leader who has something to be told, and what."""
    for leader in dict.fromkeys(d.leader for d in desk.directory.departments if d.leader):
        week = week_of(desk, leader, gathered)
        if week:
            yield leader, week


def weekly_enclosures(desk: Desk, leader: str, week: Week, gathered: Gathered) -> list[Enclosure]:
    """The report's papers."""
    from coordmail.reports.tracking_sheet import TrackingFacts, tracking_sheet
    from coordmail.reports.weekly import WeeklyPaper, weekly_paper
    from coordmail.workflow.tracked import tracked

    language = desk.language_for(leader)
    label, now = week_label(week.last), desk.local_now
    name = "周度协作报告" if language == "zh" else "Weekly report"
    paper = WeeklyPaper(desk.config.organisation.name, language, desk.name_of(leader), week, now)
    sheet_name = "协作事项跟踪表" if language == "zh" else "Tracking sheet"
    facts = TrackingFacts(desk.config.organisation.name, f"{sheet_name} {label}", tracked(desk, week, gathered), now)
    return [
        Enclosure(f"{name} {label}.docx", DOCX, weekly_paper(paper, desk.overrides)),
        Enclosure(f"{sheet_name} {label}.xlsx", XLSX, tracking_sheet(facts, language)),
    ]


def _send_weekly(desk: Desk, period: Period) -> bool:
    """Write to every leader; whether nothing failed."""
    gathered = gather(desk, period)
    whole = True
    for leader, week in weeks(desk, gathered):
        done = False
        with apart(desk, f"{MailKind.WEEKLY_REPORT} {leader}"):
            _write_weekly(desk, leader, week, gathered)
            done = True
        whole = whole and done
    return whole


def _write_weekly(desk: Desk, leader: str, week: Week, gathered: Gathered) -> None:
    key = f"{MailKind.WEEKLY_REPORT}/{leader}/{week_label(week.last)}"
    if desk.store.outbox.has(key):
        return
    enclosures = weekly_enclosures(desk, leader, week, gathered)
    cc = partners(desk, leader, gathered)
    write(desk, MailKind.WEEKLY_REPORT, key, [leader], cc, context={"week": week}, enclosures=enclosures)


def _send_monthly(desk: Desk, first: date, last: date) -> bool:
    """Write to everybody who gets the review of a month; whether nothing failed."""
    month = month_of(desk, first, last)
    leaders = [d.leader for d in desk.directory.departments if d.leader]
    whole = True
    for address in dict.fromkeys(desk.config.reports.monthly_to or leaders) if month else ():
        done = False
        with apart(desk, f"{MailKind.MONTHLY_REVIEW} {address}"):
            key = f"{MailKind.MONTHLY_REVIEW}/{address}/{month_label(first)}"
            if month and not desk.store.outbox.has(key):
                context = _monthly_context(month, desk.language_for(address))
                enclosures = [monthly_enclosure(desk, desk.language_for(address), month)]
                write(desk, MailKind.MONTHLY_REVIEW, key, [address], context=context, enclosures=enclosures)
            done = True
        whole = whole and done
    return whole


def _monthly_context(month: Month, language: Language) -> dict[str, object]:
    return {"month": month, "problem_names": {p.name: problem_name(p.name, language) for p in month.problems}}


def _last_month_due(desk: Desk) -> tuple[date, date]:
    """The latest month whose review is due by now."""
    first = desk.today.replace(day=1)
    due = desk.now >= _review_moment(desk.calendar, first)
    return month_before(desk.today if due else first - timedelta(days=1))


def _review_moment(calendar: WorkCalendar, first: date) -> datetime:
    """When the review is due that is written in the month beginning with `first`."""
    return calendar.at(calendar.on_or_after(first), min(max(_MORNING, calendar.start), calendar.end))


def _last_week_due(desk: Desk) -> Period | None:
    """The latest week whose report is due by now."""
    moment = _last_moment(desk.calendar, desk.today, desk.now)
    return _period(desk.calendar, desk.calendar.local(moment).date(), moment) if moment else None


def _last_moment(calendar: WorkCalendar, day: date, by: datetime) -> datetime | None:
    """The latest moment up to `by` at which a weekly report is due, looking back from the week of `day`."""
    for weeks_ago in range(_WEEKS_OFF):
        moment = _moment(calendar, day - timedelta(weeks=weeks_ago))
        if moment and moment <= by:
            return moment
    return None


def _moment(calendar: WorkCalendar, day: date) -> datetime | None:
    """When the report of the week of `day` is due: Friday, else the week's last working day; None where all are off."""
    monday = day - timedelta(days=day.weekday())
    friday = monday + timedelta(days=_FRIDAY)
    last = 7 if _FRIDAY not in calendar.weekdays_off(friday.year) else _FRIDAY
    working = [monday + timedelta(days=n) for n in range(last) if calendar.is_workday(monday + timedelta(days=n))]
    if not working:
        return None
    clock = max(calendar.start, min(_AFTERNOON, calendar.end))
    return calendar.at(friday if friday in working else working[-1], clock)


def _period(calendar: WorkCalendar, day: date, until: datetime) -> Period:
    """What the report of the week of `day` looks back on: since the one before."""
    monday = day - timedelta(days=day.weekday())
    before = _last_moment(calendar, monday - timedelta(days=1), until)
    if before is None:
        return Period(calendar.at(monday, time()), until, monday, day)
    earlier = calendar.local(before).date()
    first = earlier - timedelta(days=earlier.weekday()) + timedelta(weeks=1)
    return Period(before, until, first, day)
