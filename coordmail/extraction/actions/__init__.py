"""Action items: who does what by when, from tables, lists, labels and sentences (SURFACE.md, `actions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import STATED, Reader
from coordmail.extraction.actions.groups import grouped_drafts
from coordmail.extraction.actions.items import list_drafts, without_leads
from coordmail.extraction.actions.join import joined, owner_entries
from coordmail.extraction.actions.lines import lines_of
from coordmail.extraction.actions.prose import prose_drafts
from coordmail.extraction.actions.sections import behind_headings, sections_of
from coordmail.extraction.actions.settle import merged, settled
from coordmail.extraction.actions.tables import row_drafts

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Draft
    from coordmail.extraction.actions.sections import Section
    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.form import Form
    from coordmail.extraction.people import Context
    from coordmail.model import ActionFacts, Problem

__all__ = ["read_actions"]


def read_actions(
    form: Form, dates: DateContext, people: Context
) -> tuple[tuple[ActionFacts, ...], tuple[Problem, ...]]:
    """The action items that `form` states, in its order, and the problems with their owners and deadlines.

    Problems are `owner_missing`, `owner_unknown`, `owner_ambiguous`, `due_missing` and `due_vague` at `actions[i]`,
    in the language of `dates`. What is done, background, discussion and agenda give none.
    """
    reader = Reader(people, dates)
    sections = sections_of(form)
    rows = row_drafts(form.rows, reader)
    todo, solutions = _lists(sections, reader, rows=bool(rows))
    stated = [draft for part in sections if part.role == "strict" for draft in prose_drafts(part.blocks, reader)]
    grouped = grouped_drafts(lines_of(form.prose), reader)
    loose = (*form.prose, *behind_headings(form))
    prose = prose_drafts(without_leads(loose) if rows or todo else loose, reader)
    drafts = merged([rows, todo, solutions, stated, grouped, prose])
    points = [draft for part in sections if part.role == "points" for draft in prose_drafts(part.blocks, reader)]
    alone = not drafts
    drafts = merged([drafts, [draft for draft in points if draft.sure > STATED or (alone and draft.dated)]])
    return settled(drafts, reader)


def _lists(sections: list[Section], reader: Reader, *, rows: bool) -> tuple[list[Draft], list[Draft]]:
    """The drafts of to-do lists and of solutions, each joined with the owners and deadlines that stand apart.

    Where a to-do list or table stands beside them, solutions without an owner are no tasks of their own.
    """
    todo: list[Draft] = []
    solutions: list[Draft] = []
    for part in sections:
        if part.role != "list":
            continue
        drafts = joined(list_drafts(part.blocks, reader), owner_entries(part.apart, reader), reader)
        (solutions if part.name == "solutions" else todo).extend(drafts)
    if todo or rows:
        solutions = [draft for draft in solutions if draft.owner]
    return todo, solutions
