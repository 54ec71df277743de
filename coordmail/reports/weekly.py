"""The weekly report 「周度协作报告」: by department what was done, what comes, what is at risk, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.mail.looking_back import Risk
from coordmail.record import ItemStatus
from coordmail.reports.charts import bars
from coordmail.reports.fields import DepartmentWeekFields, WeeklyFields, WeekRowFields
from coordmail.reports.items import due_text
from coordmail.reports.render import Properties, render
from coordmail.reports.templates import find
from coordmail.reports.wording import wording

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from coordmail.mail.letters import Line
    from coordmail.mail.looking_back import DepartmentWeek, DoneLine, RiskLine, Week
    from coordmail.model import Language
    from coordmail.reports.fields import Picture
    from coordmail.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class WeeklyPaper:
    """What one weekly report shows. `printed_at` is aware; `leader` is whom it is for."""

    house: str
    language: Language
    leader: str
    week: Week
    printed_at: datetime


def weekly_paper(paper: WeeklyPaper, overrides: Path | None = None) -> bytes:
    """The report as .docx. `overrides` is the folder whose templates come before the built-in ones.

    TemplateError when the template cannot be filled in.
    """
    template = find(f"weekly.{paper.language}.docx", overrides)
    fields = weekly_fields(paper)
    names = wording(paper.language).list.join(department.name for department in paper.week.departments)
    title = f"{fields.week} {names}"
    return render(template, fields, Properties(title, fields.period, paper.house, paper.language, paper.printed_at))


def weekly_fields(paper: WeeklyPaper) -> WeeklyFields:
    """The fields of the report's template, all as text."""
    words, week = wording(paper.language), paper.week
    year, number, _ = week.last.isocalendar()
    span = words.risks["span"]
    return WeeklyFields(
        house=paper.house,
        leader=paper.leader,
        week=f"{year}-W{number:02}",
        period=span.format(first=words.day(week.first), last=words.day(week.last)),
        next_period=span.format(first=words.day(week.next_first), last=words.day(week.next_last)),
        printed=words.day(paper.printed_at.date()),
        departments=tuple(_department(department, words) for department in week.departments),
        charts=_chart(week, words),
    )


def _chart(week: Week, words: Wording) -> tuple[Picture, ...]:
    """The departments side by side, where there are several."""
    if len(week.departments) < 2:
        return ()
    parts = ("done", "overdue", "risks", "planned")
    series = [(words.week_chart[part], [len(getattr(one, part)) for one in week.departments]) for part in parts]
    return bars(words.week_chart["title"], [one.name for one in week.departments], series)


def _department(department: DepartmentWeek, words: Wording) -> DepartmentWeekFields:
    return DepartmentWeekFields(
        name=department.name,
        done=tuple(_row(done.line, _done(done, words), words) for done in department.done),
        planned=tuple(_row(line, _progress(line, words), words) for line in department.planned),
        risks=tuple(_row(risk.line, _risks(risk, words), words) for risk in department.risks),
        overdue=tuple(_row(line, _late(line, words), words) for line in department.overdue),
        done_count=str(len(department.done)),
        planned_count=str(len(department.planned)),
        risks_count=str(len(department.risks)),
        overdue_count=str(len(department.overdue)),
        under_way=str(department.under_way),
    )


def _row(line: Line, state: str, words: Wording) -> WeekRowFields:
    item = line.item
    return WeekRowFields(
        ref=item.ref,
        task=item.task,
        meeting=line.meeting.topic if line.meeting else "",
        owner=item.owner or item.owner_email or "",
        due=due_text(item, words),
        state=state,
    )


def _done(done: DoneLine, words: Wording) -> str:
    kept = [] if done.days_late is None else [words.late(done.days_late)]
    if done.line.item.status is not ItemStatus.CLOSED and done.verified:
        kept.append(words.risks["occurrence"])
    else:
        kept.append(words.risks["verified" if done.verified else "to_verify"])
    return f"{words.day(done.day)}\n{words.risks['between'].join(kept)}"


def _progress(line: Line, words: Wording) -> str:
    percent = words.risks["percent"].format(percent=line.item.percent) if line.item.percent else ""
    return percent or words.item["open"]


def _late(line: Line, words: Wording) -> str:
    one = "_one" if line.days_overdue == 1 else ""
    key = f"overdue_by{one}" if line.days_overdue else "overdue_today"
    parts = [words.risks[key].format(n=line.days_overdue)]
    if line.item.percent:
        parts.append(words.risks["percent"].format(percent=line.item.percent))
    parts += [_risk(risk, line, words) for risk in (Risk.BLOCKED,) if line.item.blocked]
    parts += [_risk(risk, line, words) for risk in (Risk.DELAY_ASKED,) if line.item.requested_due]
    return words.risks["between"].join(parts)


def _risks(risk: RiskLine, words: Wording) -> str:
    return words.risks["between"].join(_risk(one, risk.line, words) for one in risk.risks)


def _risk(risk: Risk, line: Line, words: Wording) -> str:
    item = line.item
    key = str(risk)
    if risk is Risk.POSTPONED and item.postponed == 1:
        key = "postponed_one"
    if risk is Risk.DELAY_ASKED and item.requested_reason:
        key = "delay_asked_because"
    return words.risks[key].format(
        reason=(item.blocked if risk is Risk.BLOCKED else item.requested_reason) or "",
        day=words.day(item.requested_due) if item.requested_due else "",
        n=item.postponed,
        percent=item.percent,
    )
