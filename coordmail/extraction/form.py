"""What a form says: its fields, the rows of its action tables, and what stands outside both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.documents.blocks import Block, Source


@dataclass(frozen=True, slots=True)
class Field:
    """One label with what it says (the forms of DOMAIN.md).

    `name` is the field's name in vocabulary.toml, `label` the label as written. `value` is the text without the
    label, lines joined by "\\n", "" where the form was left blank; `blocks` are the same as paragraphs (one a line,
    the label cut off, automatic numbers kept apart) and tables that were no form themselves.
    """

    name: str
    label: str
    value: str
    blocks: tuple[Block, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an action table: the texts by column (vocabulary.toml, `columns`); blank cells are left out."""

    cells: dict[str, str]
    source: Source
    headers: dict[str, str] = field(default_factory=dict)
    """The header of each column as written."""


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that was read from the blocks of one text, in order.

    `prose` is what stands outside labels and tables that could be read.
    """

    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    prose: tuple[Block, ...] = ()
    references: tuple[str, ...] = ()
    """The items of ours (CM-12/2) that its rows are about: a sheet that we sent."""

    def get(self, name: str) -> Field | None:
        """The first field `name` that was filled in, else the first that was left blank, else None."""
        found = self.all(name)
        return next((f for f in found if f.value), found[0] if found else None)

    def all(self, name: str) -> tuple[Field, ...]:
        """Every field `name`, in order."""
        return tuple(f for f in self.fields if f.name == name)

    def text(self, name: str) -> str | None:
        """What the first filled-in field `name` says; None if there is none."""
        found = self.get(name)
        return found.value or None if found else None

    def names(self) -> frozenset[str]:
        """The fields that were filled in."""
        return frozenset(f.name for f in self.fields if f.value)
