"""Reading a form, whatever its shape: labelled lines, label and value lines, tables, or all of them in one mail."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Paragraph, Table
from coordmail.extraction.board_style import with_owners_below, with_records_joined
from coordmail.extraction.collapsed_tables import restore_tables
from coordmail.extraction.form import Field, Form, Row
from coordmail.extraction.form_builder import FormBuilder
from coordmail.extraction.form_tables import read_table
from coordmail.extraction.own_sheets import with_own_rows
from coordmail.extraction.split_tables import join_tables
from coordmail.extraction.who import with_who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.documents.blocks import Block

__all__ = ["Field", "Form", "Row", "read_form"]


def read_form(blocks: Sequence[Block]) -> Form:
    """The fields, action rows and prose of `blocks` (all forms of DOMAIN.md)."""
    builder = FormBuilder()
    for kind, run in groupby(join_tables(blocks), type):
        if kind is Paragraph:
            _read_text([block for block in run if isinstance(block, Paragraph)], builder)
            continue
        for block in run:
            if isinstance(block, Table):
                read_table(block, builder)
    return with_own_rows(with_who(builder.finish()))


def _read_text(paragraphs: list[Paragraph], builder: FormBuilder) -> None:
    waiting: list[Paragraph] = []
    for block in restore_tables(with_owners_below(with_records_joined(paragraphs))):
        if isinstance(block, Paragraph):
            waiting.append(block)
            continue
        builder.text(waiting)
        waiting = []
        read_table(block, builder)
    builder.text(waiting)
