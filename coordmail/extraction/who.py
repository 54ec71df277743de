"""`Who:` in the head of a paper, beside When and Where: those who were there, and nobody's task."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.vocabulary import key_of

if TYPE_CHECKING:
    from coordmail.extraction.form import Form

_WHO = frozenset({"who"})
_HEAD = frozenset({"time", "date", "place", "topic", "link", "start"})
_TASKS = frozenset({"actions", "solutions", "decisions", "owners", "task"})


def with_who(form: Form) -> Form:
    """`form`, its `Who` read as attendees where it stands in the head and no other label names them."""
    if form.text("attendees"):
        return form
    fields = list(form.fields)
    for place, field in enumerate(fields):
        if field.name in _TASKS:
            break
        near = {one.name for one in fields[max(0, place - 3) : place + 4]}
        if field.name == "owner" and key_of(field.label) in _WHO and field.value and near & _HEAD:
            fields[place] = replace(field, name="attendees")
            return replace(form, fields=tuple(fields))
    return form
