"""What is missing, vague or unfair in minutes and notices: pointed out, never refused for (DOMAIN.md, Minutes)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from coordmail.extraction.people.names import halve
from coordmail.extraction.problems import problem
from coordmail.extraction.review_words import review_words
from coordmail.model import NoticeMethod

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from coordmail.calendar import WorkCalendar
    from coordmail.extraction.dates import DateContext
    from coordmail.model import ActionFacts, Day, Language, MeetingFacts, Problem, ResourceFacts

_CLAUSE = re.compile(r"[,，、;；。!！]")
_SHOWN = 60


def review_minutes(
    actions: Sequence[ActionFacts],
    resources: Sequence[ResourceFacts],
    texts: Mapping[str, str],
    dates: DateContext,
) -> tuple[Problem, ...]:
    """The problems of minutes beside those of owners and missing deadlines, which `read_actions` tells.

    `texts` are the running texts by the path that `Problem.where` gives (`minutes.problem`, `minutes.points[0]`).
    Codes: due_past, due_on_holiday, task_vague, wording_subjective, not_measurable, resource_without_approver,
    no_actions.
    """
    language = dates.language
    found: list[Problem] = []
    for index, action in enumerate(actions):
        found += [*_due(action.due, index, dates), *_task(action, index, language)]
        found += _blame(action.task, f"actions[{index}]", language)
    for where, text in texts.items():
        found += _blame(text, where, language)
    for index, resource in enumerate(resources):
        if not resource.approver:
            found.append(
                problem("resource_without_approver", f"resources[{index}]", language, what=_short(resource.what))
            )
    if not actions:
        found.append(problem("no_actions", "actions", language))
    return tuple(found)


def review_notice(
    meeting: MeetingFacts, sent: datetime, calendar: WorkCalendar, language: Language
) -> tuple[Problem, ...]:
    """What a notice sent at the instant `sent` lacks; a cancelled meeting lacks nothing, a moved one only its time.

    Codes: topic_missing, time_missing, goal_missing, agenda_missing, recorder_missing, lead_time_short.
    """
    if meeting.method is NoticeMethod.CANCELLED:
        return ()
    lacking: list[tuple[str, object]] = [("time", meeting.start)]
    if meeting.method is NoticeMethod.NEW:
        lacking = [
            ("topic", meeting.topic),
            *lacking,
            ("goal", meeting.goal),
            ("agenda", meeting.agenda),
            ("recorder", meeting.recorder),
        ]
    found = [
        problem(f"{name}_missing", f"meeting.{'start' if name == 'time' else name}", language)
        for name, value in lacking
        if not value
    ]
    if meeting.start is not None and _is_short(meeting.start, sent, calendar):
        found.append(problem("lead_time_short", "meeting.start", language))
    return tuple(found)


def _due(due: Day | None, index: int, dates: DateContext) -> list[Problem]:
    if due is None:
        return []
    day, where = _day_of(due), f"actions[{index}]"
    if day < dates.today or _is_earlier(due, dates.anchor):
        return [problem("due_past", where, dates.language, n=index + 1, due=_said(due))]
    if dates.calendar.is_workday(day):
        return []
    before = dates.calendar.previous_workday(day).isoformat()
    after = dates.calendar.next_workday(day).isoformat()
    return [problem("due_on_holiday", where, dates.language, n=index + 1, due=_said(due), before=before, after=after)]


def _task(action: ActionFacts, index: int, language: Language) -> list[Problem]:
    """A task that says nothing one could check, or one that moves a figure without naming it."""
    if action.deliverable or re.search(r"\d", action.task):
        return []
    words = review_words()
    clauses = [clause for part in _CLAUSE.split(halve(action.task).lower()) if (clause := part.strip(" .:\"'“”"))]
    where, said = f"actions[{index}]", _short(action.task)
    if clauses and all(words.vague.fullmatch(clause[:200]) for clause in clauses):
        return [problem("task_vague", where, language, n=index + 1, words=said)]
    if clauses and all(words.unmeasured.fullmatch(clause[:200]) for clause in clauses):
        return [problem("not_measurable", where, language, n=index + 1, words=said)]
    return []


def _blame(text: str, where: str, language: Language) -> list[Problem]:
    """The first judgement in `text` that is not itself spoken of (避免推诿扯皮)."""
    half = halve(text).lower()
    for found in review_words().blame.finditer(half):
        if review_words().spoken_of.search(half[max(0, found.start() - 20) : found.start()]):
            continue
        start = max((half.rfind(mark, 0, found.start()) for mark in ",;。:\n!"), default=-1) + 1
        said = text[max(start, found.end() - 30) : found.end()].strip(" “”\"'「」")
        return [problem("wording_subjective", where, language, words=said)]
    return []


def _is_short(start: Day, sent: datetime, calendar: WorkCalendar) -> bool:
    """Whether less than one working day lies between `sent` and `start`; a day without a time counts to its end."""
    counted = calendar.next_working_time(sent)
    ready = calendar.at(calendar.next_workday(counted.date()), counted.time())
    if isinstance(start, datetime):
        return start < ready.replace(tzinfo=None)
    return start < ready.date()


def _is_earlier(due: Day, anchor: Day) -> bool:
    """Whether both have a time of day and that of `due` comes first."""
    if not isinstance(due, datetime) or not isinstance(anchor, datetime):
        return False
    return due.replace(tzinfo=None) < anchor.replace(tzinfo=None)


def _day_of(day: Day) -> date:
    return day.date() if isinstance(day, datetime) else day


def _said(day: Day) -> str:
    return day.isoformat(sep=" ", timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
