"""A month in looking back: what was late where, which kinds of problem recur, who waited for whom."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from coordmail.mail.looking_back import Carried, Evidence, Lateness, Month, MonthFigures, ProblemType, Wait
from coordmail.record import Assent, EventKind, ItemStatus
from coordmail.reports.problem_types import OTHER, problem_types
from coordmail.workflow.lines import day_of, line_for
from coordmail.workflow.week import department_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coordmail.record import Item
    from coordmail.storage.looking_back import Happening
    from coordmail.workflow.desk import Desk

_MONTHS = 6
_READ = (
    EventKind.DELAY_ASKED,
    EventKind.BLOCKED,
    EventKind.DECLINED,
    EventKind.REOPENED,
    EventKind.SIGNED_OFF,
    EventKind.MINUTES,
)
_ALWAYS_A_PROBLEM = frozenset({EventKind.DELAY_ASKED, EventKind.BLOCKED})
"""What is counted as another problem where no word tells its kind."""
_DATES = re.compile(r"\S{1,40}(?: [\d:]{5,8})? → [\d-]{10}(?: [\d:]{5,8})?\s*")
"""What a delay request's line of history begins with: from which deadline to which."""
_QUOTE = 60


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the month before a day's."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def month_of(desk: Desk, first: date, last: date) -> Month | None:
    """What is told of the month from `first` to `last`; None when nothing happened in it."""
    since = desk.calendar.at(first, time())
    until = desk.calendar.at(last + timedelta(days=1), time())
    told = list(_told(desk, desk.store.looking_back.events(_READ, since, until)))
    start = first
    for _ in range(_MONTHS - 1):
        start, _end = month_before(start)
    items = [i for i in desk.store.looking_back.due(start, last + timedelta(days=1)) if not i.recurrence]
    due = [item for item in items if item.due and day_of(item.due) >= first]
    waits = _waits(desk, told)
    carried = _carried(desk, first, last, since, until)
    if not (due or told or waits or carried or desk.store.looking_back.closed(since, until)):
        return None
    names = dict.fromkeys(department_of(desk, item) or "" for item in due)
    by_department = [
        _lateness(desk, name, [i for i in due if (department_of(desk, i) or "") == name], last) for name in names
    ]
    return Month(
        first,
        last,
        _lateness(desk, "", due, last),
        tuple(sorted(by_department, key=lambda one: (-one.share, -one.late, one.name))),
        _problems(told),
        waits,
        tuple(_trend(desk, items, start, last)),
        carried,
    )


def _carried(desk: Desk, first: date, last: date, since: datetime, until: datetime) -> tuple[Carried, ...]:
    """What earlier months left undone when the month began: first what is still open, the most days late first."""
    found = []
    for item in (*desk.store.items.unfinished(), *desk.store.looking_back.closed(since, desk.now)):
        due, done = item.due and day_of(item.due), _done_day(desk, item)
        if due is None or due >= first or item.recurrence or (item.opened_at and item.opened_at >= until):
            continue
        if done is None or done >= first:
            done = done if done and done <= last else None
            line = line_for(desk, item, 0, meeting=desk.store.meetings.get(item.meeting_id))
            found.append(Carried(line, department_of(desk, item) or "", ((done or last) - due).days, done))
    return tuple(sorted(found, key=lambda one: (one.done is not None, -one.days, one.line.item.ref)))


def _lateness(desk: Desk, name: str, items: Iterable[Item], last: date) -> Lateness:
    """How the deadlines of `items` were kept; what is still not done counts until the day `last`."""
    items = list(items)
    days = (_days_late(desk, item, last) for item in items)
    return Lateness(name, len(items), tuple(sorted(n for n in days if n > 0)))


def _days_late(desk: Desk, item: Item, last: date) -> int:
    return ((_done_day(desk, item) or last) - day_of(item.due)).days if item.due else 0


def _done_day(desk: Desk, item: Item) -> date | None:
    """The day when an item was called done; None while it waits for its owner."""
    done = item.claimed_at or item.closed_at if item.status is not ItemStatus.OPEN else None
    return desk.calendar.local(done).date() if done else None


def _trend(desk: Desk, items: Iterable[Item], start: date, last: date) -> Iterator[MonthFigures]:
    by_month: dict[date, list[Item]] = {}
    for item in items:
        if item.due:
            by_month.setdefault(day_of(item.due).replace(day=1), []).append(item)
    month = start
    while month <= last:
        yield MonthFigures(month, _lateness(desk, "", by_month.get(month, ()), last))
        month = (month + timedelta(days=31)).replace(day=1)


def _told(desk: Desk, happenings: Iterable[Happening]) -> Iterator[tuple[Happening, Item | None, str, str]]:
    """What people wrote about what went wrong: the happening, its item, the reference, and the words."""
    for happening in happenings:
        item = desk.store.items.get(happening.item_id) if happening.item_id else None
        words = _words(desk, happening)
        if words or happening.what in _ALWAYS_A_PROBLEM:
            yield happening, item, item.ref if item else f"CM-{happening.meeting_id}", words


def _words(desk: Desk, happening: Happening) -> str:
    if happening.what is EventKind.DELAY_ASKED:
        return _DATES.sub("", happening.detail, count=1)
    if happening.what is EventKind.MINUTES and happening.meeting_id:
        return desk.store.meetings.get(happening.meeting_id).problem or ""
    if happening.what is EventKind.SIGNED_OFF:
        objects = happening.detail.partition(":")[0] in {Assent.NO, Assent.AMEND}
        return happening.words if objects else ""
    return happening.detail


def _problems(told: Iterable[tuple[Happening, Item | None, str, str]]) -> tuple[ProblemType, ...]:
    found: dict[str, dict[tuple[str, str], Evidence]] = {}
    for happening, _, ref, words in told:
        kinds: tuple[tuple[str, str | None], ...] = problem_types(words)
        if not kinds and happening.what in _ALWAYS_A_PROBLEM:
            kinds = ((OTHER, None),)
        quote = " ".join(words.split())
        quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
        for name, word in kinds:
            found.setdefault(name, {}).setdefault((ref, quote), Evidence(ref, quote, word))
    problems = [ProblemType(name, tuple(evidence.values())) for name, evidence in found.items()]
    return tuple(sorted(problems, key=lambda one: (one.name == OTHER, -len(one.evidence))))


def _waits(desk: Desk, told: Iterable[tuple[Happening, Item | None, str, str]]) -> tuple[Wait, ...]:
    """Who named another department when stuck or late, and who waits for an approval."""
    pairs: dict[tuple[str, str], dict[str, None]] = {}
    for happening, item, ref, words in told:
        waiting = department_of(desk, item) if item else None
        if waiting and happening.what in _ALWAYS_A_PROBLEM:
            for on in _named(desk, words):
                pairs.setdefault((waiting, on), {})[ref] = None
    for request in desk.store.requests.unanswered():
        approver = desk.directory.person(request.approver_email)
        item = desk.store.items.get(request.item_id) if request.item_id else None
        needing = desk.directory.department(request.department)
        waiting = department_of(desk, item) if item else needing.name if needing else None
        asked = desk.directory.department(approver.department if approver else None)
        if waiting and asked:
            pairs.setdefault((waiting, asked.name), {})[f"CM-{request.meeting_id}"] = None
    waits = [Wait(waiting, on, tuple(refs)) for (waiting, on), refs in pairs.items() if waiting != on]
    return tuple(sorted(waits, key=lambda wait: (-len(wait.refs), wait.waiting, wait.on)))


def _named(desk: Desk, words: str) -> Iterator[str]:
    """The departments that a text names, themselves or by one of their people."""
    for department in desk.directory.departments:
        people = [p.name for p in desk.directory.people if desk.directory.department(p.department) is department]
        if any(len(name) > 1 and name in words for name in (department.name, *department.aliases, *people)):
            yield department.name
