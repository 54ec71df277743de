"""How a mail is understood, for a person: each fact with the words that it came from and the rule that read them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from coordmail.cli.common import console, printable
from coordmail.extraction.json_view import iso
from coordmail.model import Attendee

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.table import Table

    from coordmail.mail.message import Message
    from coordmail.model import Origin, ReplyFacts, Understanding

_UNTOLD = frozenset({"origins", "method", "uid", "sequence", "items", "number", "organizer_email", "recorder_email"})
_BESIDE = {
    "owner_email": "owner",
    "percent": "answer",
    "reason": "answer",
    "department": "owner",
    "amount": "what",
    "currency": "what",
    "approver": "what",
}
"""Facts that the words of another one told."""
_ITEM = ("answer", "percent", "new_due", "reason", "owner", "cancel")


def show_facts(understanding: Understanding, message: Message, file: str) -> None:
    """Print what `message` says, as it is understood; `file` is the name under which it was read."""
    from rich.table import Table

    out = console()
    out.print(printable(f"{file}: {understanding.kind.value} ({understanding.language})"), style="bold")
    out.print(printable(f"  because of {'; '.join(understanding.reasons) or 'its header'}"))
    out.print(printable(f"  from {message.from_address or 'nobody'}, subject: {message.subject}"))
    table = Table(show_header=True, expand=False)
    for column in ("fact", "value", "words", "rule", "place"):
        table.add_column(column, overflow="fold", no_wrap=column == "fact")
    _add_parts(table, understanding)
    if table.row_count:
        out.print(table)
    for title, text in (("new text", message.new_text), ("cut off", message.quoted_text)):
        if text:
            out.print(f"{title}:", style="bold")
            out.print(printable(_indented(text)))
    for problem in understanding.problems:
        out.print(printable(f"problem {problem.code} ({problem.where}): {problem.message}"))


def _add_parts(table: Table, understanding: Understanding) -> None:
    for name in ("meeting", "minutes"):
        part = getattr(understanding, name)
        if part is not None:
            _add(table, f"{name}.", _values(part), part.origins)
    for number, action in enumerate(understanding.actions, 1):
        _add(table, f"action {number} ", _values(action), action.origins)
    for number, resource in enumerate(understanding.resources, 1):
        _add(table, f"resource {number} ", _values(resource), resource.origins)
    if understanding.reply is not None:
        _add_reply(table, understanding.reply)


def _add_reply(table: Table, reply: ReplyFacts) -> None:
    _add(table, "reply.", _values(reply), reply.origins)
    for item in reply.items:
        own = [one for one in reply.origins if one.fact.startswith(f"{item.number}.")]
        told = {one.fact.partition(".")[2]: one for one in own}
        values = ((name, _shown(getattr(item, name))) for name in _ITEM)
        _add_rows(table, f"item {item.number} ", values, told)


def _add(table: Table, prefix: str, values: Iterable[tuple[str, str]], origins: Iterable[Origin]) -> None:
    _add_rows(table, prefix, values, {one.fact: one for one in origins})


def _add_rows(table: Table, prefix: str, values: Iterable[tuple[str, str]], told: dict[str, Origin]) -> None:
    before = ""
    for name, value in values:
        if not value:
            continue
        source = told.get(name) or told.get(_BESIDE.get(name, ""))
        words = source.words if source else ""
        cells = (f"{prefix}{name}", value, "〃" if words and words == before else words)
        table.add_row(*map(printable, cells), source.rule if source else "", printable(source.place if source else ""))
        before = words or before


def _values(facts: object) -> Iterator[tuple[str, str]]:
    for field in fields(facts):  # type: ignore[arg-type]
        if field.name not in _UNTOLD:
            yield field.name, _shown(getattr(facts, field.name))


def _shown(value: object) -> str:
    if value is None or value is False or value == ():
        return ""
    if value is True:
        return "yes"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, tuple):
        return "\n".join(map(_shown, value))
    if isinstance(value, date):
        return iso(value) or ""
    if isinstance(value, Attendee):
        return " ".join(filter(None, (value.name, value.department, f"<{value.email}>" if value.email else None)))
    return str(value)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
