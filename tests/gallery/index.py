"""The page that shows all pictures by kind: zh beside en, light beside dark, wide beside narrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.model import Language


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One mail or paper. `files` are (name, path), `pictures` (path, look: wide, narrow or paper); paths lie in the
    gallery's folder."""

    kind: str
    title: str
    language: Language
    caption: str
    files: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, str], ...]


@dataclass
class _Kind:
    """What hangs side by side: by title, then by language."""

    name: str
    rows: dict[str, dict[str, list[Exhibit]]] = field(default_factory=dict)


def index(exhibits: Sequence[Exhibit], faults: Sequence[str]) -> str:
    """The page as HTML."""
    kinds: dict[str, _Kind] = {}
    for one in exhibits:
        row = kinds.setdefault(one.kind, _Kind(one.kind)).rows.setdefault(one.title, {"zh": [], "en": []})
        row[one.language].append(one)
    papers = sum(look == "paper" for one in exhibits for _, look in one.pictures[:1])
    template = Path(__file__).with_name("index.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        kinds=list(kinds.values()), faults=faults, letters=len(exhibits) - papers, papers=papers
    )
