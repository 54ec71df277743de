"""Values as each language writes them: days, times, money, lists; the filters that mail templates use."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from markupsafe import Markup, escape

from coordmail.mail.recurrence import format_recurrence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from jinja2.runtime import Context

    from coordmail.mail.letters import AdminEntry, Change, Line, Noted
    from coordmail.model import Day, Language
    from coordmail.record import Event, Item, Meeting, ResourceRequest, SignOff

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2})?)?", re.ASCII)
_DROPPED = re.compile(r"not in version (?P<version>\d{1,9}) any more")
_FIELD = re.compile(r"(?:^|(?<=; ))(task|owner|department|due|deliverable|resources|recurrence|urgency): ")
_LONG_WORD = re.compile(r"[!-~]{16}")
_NUMBER = re.compile(r"\d+\. ")
_LONG_RUN = re.compile(r"[\u4e00-\u9fff]{6}")
_BLANK = re.compile(r"\s{2,}")
_WHOLE = Markup('{}<span style="white-space:nowrap;">{}</span>{}')
_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_day(value: Day | None, language: Language, zone: ZoneInfo, year: int | None) -> str:
    """`value` for a reader: 3月7日（周四）16:00, Thu 7 Mar, 16:00; the year only where it is not `year`.

    An aware date-time is shown in `zone`, a naive one is taken as local; "" for None.
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(zone)
    other_year = value.year != year
    clock = f"{value:%H:%M}" if isinstance(value, datetime) else ""
    if language == "zh":
        prefix = f"{value.year}年" if other_year else ""
        return f"{prefix}{value.month}月{value.day}日（周{_ZH_DAYS[value.weekday()]}）{clock}"
    suffix = f" {value.year}" if other_year else ""
    text = f"{_EN_DAYS[value.weekday()]} {value.day} {_EN_MONTHS[value.month - 1]}{suffix}"
    return f"{text}, {clock}" if clock else text


def format_period(start: Day | None, end: Day | None, language: Language, zone: ZoneInfo, year: int | None) -> str:
    """A meeting's time; the day is said once where start and end share it."""
    text = format_day(start, language, zone, year)
    if start is None or end is None or end == start:
        return text
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        return f"{text}-{end:%H:%M}"
    return f"{text} - {format_day(end, language, zone, year)}"


def format_money(amount: float, currency: str, language: Language, names: Mapping[str, str]) -> str:
    """5000元, CNY 5,000; a currency without a name in `names` by its code."""
    number = f"{amount:,.2f}".removesuffix(".00") if language == "en" else f"{amount:.2f}".removesuffix(".00")
    return f"{number}{names[currency]}" if currency in names else f"{currency} {number}"


def breaks_html(value: object) -> Markup:
    """`value` escaped, its line breaks kept."""
    return escape(value).replace("\r\n", "\n").replace("\n", Markup("<br>"))


def breaks_text(value: object) -> str:
    """`value` with the lines after its first indented, so that they belong to it."""
    text = str(value)
    return "\n   ".join(line for line in text.splitlines() if line.strip()) if len(text.splitlines()) > 1 else text


@pass_context
def _day(context: Context, value: Day | None) -> str:
    return format_day(value, context["language"], context["zone"], context["this_year"])


@pass_context
def deadline(context: Context, item: Item) -> str:
    """The day of a deadline, and the rule by which it comes again; "" for neither."""
    rule = format_recurrence(item.recurrence, context["language"]) if item.recurrence else None
    if item.recurrence and item.due and f"UNTIL={item.due:%Y%m%d}" in item.recurrence:
        return str(rule)
    return str(context["wording"]["comma"].join(filter(None, (_day(context, item.due), rule))))


@pass_context
def _period(context: Context, meeting: Meeting, with_year: bool = False) -> str:
    year = None if with_year else context["this_year"]
    return format_period(meeting.start, meeting.end, context["language"], context["zone"], year)


@pass_context
def _topic(context: Context, meeting: Meeting) -> str:
    """The topic with its reference, which a narrow column may not break in two."""
    words = context["wording"]
    if not context.eval_ctx.autoescape:
        return meeting.topic + in_parentheses(words, meeting.ref)
    return escape(meeting.topic) + _WHOLE.format(words["paren_open"], meeting.ref, words["paren_close"])


@pass_context
def _attendees(context: Context, meeting: Meeting) -> str:
    """The people by department, in the order in which departments are first named; without people the departments."""
    words = context["wording"]
    groups: dict[str, list[str]] = {}
    for attendee in meeting.attendees:
        groups.setdefault(attendee.department or "", []).append(attendee.name)
    if not groups:
        return str(words["list_comma"].join(meeting.departments))
    return str(
        words["stop"].join(
            (f"{department}{words['colon']}" if department else "") + words["list_comma"].join(names)
            for department, names in groups.items()
        )
    )


def _numbered(values: Sequence[str]) -> str:
    return "\n".join(f"{n}. {value}" for n, value in enumerate(values, 1)) if len(values) > 1 else "".join(values)


@pass_context
def _joined(context: Context, values: Iterable[object]) -> str:
    return str(context["wording"]["comma"].join(str(value) for value in values if value not in (None, "")))


@pass_context
def _labelled(context: Context, row: Sequence[str], heads: Sequence[str]) -> str:
    """A table's row on one line: the first cell, then each other one that says something behind its heading."""
    words = context["wording"]
    cells = [_on_one_line(row[0])]
    cells += [
        f"{head}{words['colon']}{_on_one_line(cell)}" for head, cell in zip(heads[1:], row[1:], strict=True) if cell
    ]
    return str(words["stop"].join(cells))


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def fill(text: str, number: int | None) -> str:
    """`text` with a number where it has `{n}`."""
    return text.replace("{n}", "" if number is None else str(number))


@pass_context
def _spoken(context: Context, answers: Sequence[Mapping[str, str]], number: int | None) -> str:
    """Ready answers as one says them, each in quotation marks, dots where something is to be filled in."""
    words = context["wording"]
    said = [f"{words['open']}{_dotted(fill(answer['body'], number), words)}{words['close']}" for answer in answers]
    *first, last = said
    return str(words["answer_comma"].join(first) + words["or"] + last if first else last)


def _dotted(body: str, words: Mapping[str, str]) -> str:
    open_end = body.endswith((" ", ":", "\uff1a"))
    return _BLANK.sub(words["blank"], body.rstrip()) + (words["blank_end"] if open_end else "")


def _short(text: str, length: int) -> str:
    line = _on_one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


@pass_context
def timing(context: Context, line: Line) -> str:
    """How many days are left or over; "" where that says nothing."""
    words = context["wording"]
    if line.days_overdue:
        return fill(words["day_overdue" if line.days_overdue == 1 else "days_overdue"], line.days_overdue)
    if line.days_left is None or line.days_left < 0:
        return ""
    return str(
        {0: words["today"], 1: words["tomorrow"]}.get(line.days_left) or fill(words["days_left"], line.days_left)
    )


@pass_context
def _money(context: Context, request: ResourceRequest) -> str:
    """The amount where it is money and the words do not say it already, else ""."""
    if request.amount is None or not request.currency:
        return ""
    text = format_money(request.amount, request.currency, context["language"], context["wording"]["currency"])
    return "" if f"{request.amount:g}" in request.what.replace(",", "") else text


@pass_context
def _request_rows(context: Context, requests: Iterable[ResourceRequest]) -> list[tuple[str, ...]]:
    words = context["wording"]
    return [
        (
            f"{r.what} {_money(context, r)}".strip() + in_parentheses(words, r.department),
            r.approver or "",
            words["approval"]["unreachable" if r.status == "unaddressed" and r.approver else r.status]
            + (f"{words['colon']}{r.comment}" if r.comment else ""),
        )
        for r in requests
    ]


def in_parentheses(words: Mapping[str, Any], text: str | None) -> str:
    """`text` in the parentheses of a language; "" for none."""
    return f"{words['paren_open']}{text}{words['paren_close']}" if text else ""


@pass_context
def _signoff_rows(context: Context, signoffs: Iterable[SignOff]) -> list[tuple[str, ...]]:
    return [(s.name, _assent(context["wording"], s), _day(context, s.answered_at)) for s in signoffs]


def _assent(words: Mapping[str, Any], signoff: SignOff) -> str:
    if signoff.email is None and signoff.assent == "none":
        return str(words["no_address"])
    how = words["assent"][signoff.assent] + (words["stands"] if signoff.stands else "")
    said = how + (f"{words['colon']}{signoff.comment}" if signoff.comment else "")
    if not signoff.answered_by:
        return str(said)
    by = words["by_delegate"].replace("{by}", signoff.answered_by)
    return str(said) + in_parentheses(words, by)


@pass_context
def _changed(context: Context, change: Change) -> str:
    words = context["wording"]
    label = words["label"].get(change.field, change.field)
    if change.field == "task" and change.old is None:
        return f"{words['label']['added']}{words['colon']}{change.new}"
    if change.field == "task" and change.new is None:
        return f"{words['label']['removed']}{words['colon']}{change.old}"
    if change.number is not None:
        label = f"{fill(words['item'], change.number)}{words['comma']}{label}"
    nothing = words["nobody" if change.field == "owner" else "unset"]
    old, new = (_shown(context, value) if value else nothing for value in (change.old, change.new))
    return f"{label}{words['colon']}{old} → {new}"


def _shown(context: Context, value: str | None) -> str:
    """A value that changed: a day where it is written in ISO 8601, else as it is."""
    if not value:
        return str(context["wording"]["unset"])
    if value.startswith("FREQ="):
        return format_recurrence(value, context["language"])
    if not _ISO_DAY.fullmatch(value):
        return value
    try:
        day: Day = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return value
    return _day(context, day)


@pass_context
def _happened(context: Context, event: Event) -> str:
    words = context["wording"]
    who = f"{event.actor}{words['colon']}" if event.actor else ""
    said = _detail(context, event)
    detail = f"{words['colon']}{said}" if said else ""
    return f"{_day(context, event.at)} {who}{words['event'][event.what]}{detail}"


def _detail(context: Context, event: Event) -> str:
    """What the history says of an event, its field names and remarks in the words of the mail."""
    words = context["wording"]
    if not event.detail:
        return ""
    if event.what == "revised":
        changes = _revised(words["label"], event.detail)
        if changes:
            return str(words["stop"].join(_changed(context, change) for change in changes))
    dropped = _DROPPED.fullmatch(event.detail)
    if dropped:
        return fill(words["dropped"], int(dropped["version"]))
    return " ".join(_shown(context, word) for word in event.detail.split(" "))


def _revised(labels: Mapping[str, str], detail: str) -> list[Change]:
    """The changes that a line of the history names: `task: A → B; due: - → 2024-03-12`; none where it names others."""
    from coordmail.mail.letters import Change

    pieces = [piece for piece in _FIELD.split(detail) if piece]
    changes = []
    for field, said in zip(pieces[::2], pieces[1::2], strict=False):
        old, arrow, new = said.removesuffix("; ").partition(" \u2192 ")
        if field not in labels or not arrow:
            return []
        changes.append(Change(field, old if old != "-" else None, new if new != "-" else None))
    return changes


@pass_context
def _noted(context: Context, note: Noted) -> str:
    """One line: which item, what is noted, from what to what, in whose words."""
    words = context["wording"]
    parts = [f"{note.by}{words['colon']}"] if note.by else []
    if note.number is not None:
        parts.append(fill(words["item"], note.number))
    if note.item is not None:
        before = " " if parts and context["language"] == "en" and note.number is not None else ""
        parts.append(f"{before}{words['open']}{_short(note.item.task, 60)}{words['close']}")
    if note.number is not None or note.item is not None:
        parts.append(words["colon"])
    said = words["noted"][note.what]
    if "{new}" in said or "{old}" in said:
        parts.append(said.replace("{new}", _shown(context, note.new)).replace("{old}", _shown(context, note.old)))
    else:
        parts.append(said)
    if (note.old or note.new) and parts[-1] == said:
        new = _shown(context, note.new)
        arrow = f"{_shown(context, note.old)} → {new}" if note.old else new
        parts.append(in_parentheses(words, arrow))
    parts += [f"{words['stop']}{_changed(context, change)}" for change in note.changes]
    if note.detail:
        parts.append(f"{words['stop']}{note.detail}")
    return "".join(parts)


@pass_context
def _entry_rows(context: Context, entries: Iterable[AdminEntry]) -> list[tuple[str, ...]]:
    words = context["wording"]
    return [
        (
            _day(context, e.when),
            f"{words['admin'][e.what]}{words['colon']}{e.detail}" if e.detail else words["admin"][e.what],
            e.sender or "",
            e.subject or "",
        )
        for e in entries
    ]


@pass_context
def _planned_rows(context: Context, lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """Planned against actual: numbered task, owner, first date, day of closure or how it ended otherwise."""
    status = context["wording"]["item_status"]
    return [
        (
            f"{line.number}. {line.item.task}",
            line.item.owner or "",
            deadline(context, line.item)
            if line.item.recurrence
            else _day(context, line.item.original_due or line.item.due),
            _day(context, line.item.closed_at and line.item.closed_at.date()) or status[line.item.status],
        )
        for line in lines
    ]


def _is_short_worded(text: str) -> bool:
    """Whether no run of Chinese is so long that a column must break inside it: names, days."""
    return _LONG_RUN.search(text) is None


def _is_numbered(text: str) -> bool:
    """Whether `text` begins with its number and a stop."""
    return _NUMBER.match(text) is not None


def _has_long_word(text: str | None) -> bool:
    """Whether a narrow column would have to break a word, such as an address."""
    return text is not None and _LONG_WORD.search(text) is not None


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": _day,
    "deadline": deadline,
    "period": _period,
    "topic": _topic,
    "attendees": _attendees,
    "numbered": _numbered,
    "joined": _joined,
    "labelled": _labelled,
    "fill": fill,
    "short": _short,
    "spoken": _spoken,
    "timing": timing,
    "money": _money,
    "request_rows": _request_rows,
    "signoff_rows": _signoff_rows,
    "changed": _changed,
    "happened": _happened,
    "noted": _noted,
    "entry_rows": _entry_rows,
    "is_short_worded": _is_short_worded,
    "is_numbered": _is_numbered,
    "has_long_word": _has_long_word,
    "planned_rows": _planned_rows,
    "percent": lambda value: f"{value}%",
}
"""What templates may apply to a value beside Jinja's own filters; `breaks` is added for each kind of output."""
