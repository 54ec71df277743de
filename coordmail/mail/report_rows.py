"""The rows of the reports that look back, as their mails show them: filters for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import pass_context

from coordmail.mail.wording import deadline, fill, format_day, in_parentheses, timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from jinja2.runtime import Context

    from coordmail.mail.letters import Line
    from coordmail.mail.looking_back import (
        Carried,
        DepartmentWeek,
        DoneLine,
        Lateness,
        MonthFigures,
        ProblemType,
        RiskLine,
        Wait,
    )

    Rows = list[tuple[str, ...]]


@pass_context
def _week_rows(context: Context, departments: Iterable[DepartmentWeek]) -> Rows:
    """The figures of a week: done, planned, at risk, overdue, under way."""
    return [
        (d.name, *map(str, (len(d.done), len(d.planned), len(d.risks), len(d.overdue), d.under_way)))
        for d in departments
    ]


@pass_context
def _done_rows(context: Context, lines: Iterable[DoneLine]) -> Rows:
    return [(_task(done.line), _owner(done.line), _how(context, done)) for done in lines]


@pass_context
def _planned_week_rows(context: Context, lines: Iterable[Line]) -> Rows:
    return [(_task(line), _owner(line), _due(context, line)) for line in lines]


@pass_context
def _risk_rows(context: Context, lines: Iterable[RiskLine]) -> Rows:
    words = context["wording"]
    return [
        (
            _task(risk.line),
            _owner(risk.line),
            words["stop"].join(_risk(context, r, risk.line) for r in risk.risks),
            _due(context, risk.line),
        )
        for risk in lines
    ]


@pass_context
def _late_rows(context: Context, lines: Iterable[Line]) -> Rows:
    words = context["wording"]
    rows: Rows = []
    for line in lines:
        state = timing(context, line) or words["item_status"][line.item.status]
        if line.item.blocked:
            state += f"{words['stop']}{words['risk']['blocked'].replace('{reason}', line.item.blocked)}"
        rows.append((_task(line), _owner(line), deadline(context, line.item), state))
    return rows


@pass_context
def _span(context: Context, days: tuple[date, date]) -> str:
    """From one day to another: 3月4日至3月8日, 4 Mar to 8 Mar."""
    first, last = (_short_day(context, day) for day in days)
    return first if first == last else f"{first}{context['wording']['to']}{last}"


def _short_day(context: Context, day: date) -> str:
    """A day without its weekday."""
    text = format_day(day, context["language"], context["zone"], context["this_year"])
    return text.split("\uff08")[0] if context["language"] == "zh" else text.partition(" ")[2]


def _task(line: Line) -> str:
    return f"{line.item.ref} {line.item.task}"


def _owner(line: Line) -> str:
    return line.item.owner or line.item.owner_email or ""


def _due(context: Context, line: Line) -> str:
    item = line.item
    percent = f"{item.percent}%" if item.percent and item.status == "open" else ""
    return str(context["wording"]["comma"].join(filter(None, (deadline(context, item), percent))))


def _how(context: Context, done: DoneLine) -> str:
    words = context["wording"]["week"]
    day = _short_day(context, done.day)
    if not done.verified:
        return f"{day}{context['wording']['comma']}{words['unverified']}"
    if done.days_late is None:
        return day
    late = fill(words["late_one" if done.days_late == 1 else "late"], done.days_late)
    return f"{day}{context['wording']['comma']}{late if done.days_late else words['in_time']}"


def _risk(context: Context, risk: str, line: Line) -> str:
    words: Mapping[str, str] = context["wording"]["risk"]
    item = line.item
    day = _short_day(context, item.requested_due) if item.requested_due else ""
    reason = in_parentheses(context["wording"], item.requested_reason)
    text = fill(words["postponed_once" if risk == "postponed" and item.postponed == 1 else risk], item.postponed)
    text = text.replace("{day}", day + reason)
    return text.replace("{percent}", f"{item.percent}%").replace("{reason}", item.blocked or "")


@pass_context
def _lateness_rows(context: Context, departments: Iterable[Lateness]) -> Rows:
    return [
        (d.name or context["wording"]["month"]["nobody"], str(d.due), str(d.late), f"{d.share}%", f"{d.median:g}")
        for d in departments
    ]


@pass_context
def _problem_rows(context: Context, problems: Iterable[ProblemType]) -> Rows:
    """Kinds of problem with their number and the first of the places that they were read in."""
    names: Mapping[str, str] = context["problem_names"]
    rows: Rows = []
    for problem in problems:
        shown = [f"{e.ref} {e.quote}".strip() for e in problem.evidence[:_SHOWN]]
        rest = len(problem.evidence) - len(shown)
        more = [fill(context["wording"]["month"]["more"], rest)] if rest else []
        rows.append((names[problem.name], str(len(problem.evidence)), context["wording"]["stop"].join([*shown, *more])))
    return rows


@pass_context
def _wait_rows(context: Context, waits: Iterable[Wait]) -> Rows:
    comma = context["wording"]["list_comma"]
    return [(wait.waiting, wait.on, str(len(wait.refs)), comma.join(wait.refs[:10])) for wait in waits]


@pass_context
def _trend_rows(context: Context, trend: Iterable[MonthFigures]) -> list[tuple[str, int, str]]:
    """Months as bars: which one, the late ones in percent, what the bar says."""
    words = context["wording"]["month"]
    return [
        (
            f"{one.first:%Y-%m}",
            one.figures.share,
            words["bar"].replace("{late}", str(one.figures.late)).replace("{due}", str(one.figures.due))
            if one.figures.due
            else words["no_items"],
        )
        for one in trend
    ]


@pass_context
def _carried_rows(context: Context, carried: Iterable[Carried]) -> Rows:
    """What was due before the month: the task, its owner, its deadline, how late it is."""
    words = context["wording"]
    rows: Rows = []
    for one in carried:
        late = fill(words["week"]["late_one" if one.days == 1 else "late"], one.days)
        day = _short_day(context, one.done) if one.done else ""
        state = words["month"]["carried_done" if one.done else "carried_open"].replace("{day}", day)
        due = deadline(context, one.line.item)
        rows.append((_task(one.line), _owner(one.line), due, f"{state}{words['comma']}{late}"))
    return rows


_SHOWN = 3
"""So much evidence of one kind of problem stands in a mail; all of it is in the paper."""

FILTERS: Mapping[str, Callable[..., object]] = {
    "week_rows": _week_rows,
    "done_rows": _done_rows,
    "planned_week_rows": _planned_week_rows,
    "risk_rows": _risk_rows,
    "late_rows": _late_rows,
    "span": _span,
    "lateness_rows": _lateness_rows,
    "carried_rows": _carried_rows,
    "problem_rows": _problem_rows,
    "wait_rows": _wait_rows,
    "trend_rows": _trend_rows,
}
"""What the templates of the reports may apply beside the filters of all mails."""
