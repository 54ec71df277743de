"""The monthly review 「月度复盘」: lateness by department, kinds of problem, who waits for whom, the trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.reports.charts import bars
from coordmail.reports.fields import CarriedFields, LatenessFields, MonthlyFields, ProblemFields, WaitFields
from coordmail.reports.items import due_text
from coordmail.reports.problem_types import problem_name
from coordmail.reports.render import Properties, render
from coordmail.reports.templates import find
from coordmail.reports.wording import wording

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from coordmail.mail.looking_back import Carried, Evidence, Lateness, Month, ProblemType
    from coordmail.model import Language
    from coordmail.reports.fields import Picture
    from coordmail.reports.wording import Wording

BAR = 10
"""So many cells make a bar."""
_FULL, _EMPTY = "1F4E8C", "E8EDF2"


@dataclass(frozen=True, slots=True)
class MonthlyPaper:
    """What one monthly review shows. `printed_at` is aware."""

    house: str
    language: Language
    month: Month
    printed_at: datetime


def monthly_paper(paper: MonthlyPaper, overrides: Path | None = None) -> bytes:
    """The review as .docx. `overrides` is the folder whose templates come before the built-in ones.

    TemplateError when the template cannot be filled in.
    """
    template = find(f"monthly.{paper.language}.docx", overrides)
    fields = monthly_fields(paper)
    return render(
        template, fields, Properties(fields.month, fields.month, paper.house, paper.language, paper.printed_at)
    )


def monthly_fields(paper: MonthlyPaper) -> MonthlyFields:
    """The fields of the review's template, all as text."""
    words, month = wording(paper.language), paper.month
    summary = words.months_words["summary" if month.total.late else "summary_none"].format(
        due=month.total.due, late=month.total.late, share=month.total.share, median=f"{month.total.median:g}"
    )
    return MonthlyFields(
        house=paper.house,
        month=f"{month.first:%Y-%m}",
        printed=words.day(paper.printed_at.date()),
        summary=summary,
        carried_summary=_carried_summary(month, words),
        carried=tuple(_carried(one, words) for one in month.carried),
        departments=tuple(_lateness(one, one.name or words.months_words["nobody"]) for one in month.departments),
        problems=tuple(_problem(problem, words) for problem in month.problems),
        waits=tuple(
            WaitFields(wait.waiting, wait.on, str(len(wait.refs)), words.list.join(wait.refs)) for wait in month.waits
        ),
        trend=tuple(_lateness(one.figures, f"{one.first:%Y-%m}") for one in month.trend),
        charts=_trend_chart(month, words),
    )


def _trend_chart(month: Month, words: Wording) -> tuple[Picture, ...]:
    names = [f"{one.first:%Y-%m}" for one in month.trend]
    late = [one.figures.late for one in month.trend]
    in_time = [one.figures.due - one.figures.late for one in month.trend]
    text = words.months_words
    return bars(text["chart"], names, [(text["chart_in_time"], in_time), (text["chart_late"], late)])


def _carried_summary(month: Month, words: Wording) -> str:
    if not month.carried:
        return ""
    total, still = len(month.carried), month.still_open
    single = "_one" if total == 1 else ""
    return words.months_words[f"carried{single}"].format(total=total, done=total - still, open=still)


def _carried(carried: Carried, words: Wording) -> CarriedFields:
    line = carried.line
    state = words.months_words["carried_done" if carried.done else "carried_open"]
    return CarriedFields(
        ref=line.item.ref,
        task=line.item.task,
        meeting=line.meeting.topic if line.meeting else "",
        owner=line.item.owner or line.item.owner_email or "",
        department=carried.department,
        due=due_text(line.item, words),
        state=state.format(day=words.day(carried.done) if carried.done else "", late=words.late(carried.days)),
    )


def _lateness(figures: Lateness, name: str) -> LatenessFields:
    filled = round(figures.share * BAR / 100) or int(figures.late > 0)
    return LatenessFields(
        name=name,
        due=str(figures.due),
        late=str(figures.late),
        share=f"{figures.share}%" if figures.due else "",
        median=f"{figures.median:g}" if figures.late else "",
        longest=str(max(figures.days)) if figures.late else "",
        bar=tuple(_FULL if n < filled else _EMPTY for n in range(BAR)),
    )


def _problem(problem: ProblemType, words: Wording) -> ProblemFields:
    return ProblemFields(
        name=problem_name(problem.name, words.language),
        count=str(len(problem.evidence)),
        evidence="\n".join(_evidence(one, words) for one in problem.evidence),
    )


def _evidence(evidence: Evidence, words: Wording) -> str:
    told = words.months_words["word"].format(word=evidence.word) if evidence.word else ""
    return f"{evidence.ref} {evidence.quote}{told}".strip()
