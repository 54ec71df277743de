"""Where the paper templates lie: the office's own folder first, then the built-in one."""

from __future__ import annotations

from pathlib import Path

import coordmail


class TemplateError(Exception):
    """A paper template that cannot be used; the message names the file and what is wrong with it."""


def find(name: str, overrides: Path | None = None) -> Path:
    """The file of the paper template `name` (`minutes.zh.docx`).

    An office's file counts when it lies in `overrides` itself or in its folder `papers`. TemplateError when there is
    none anywhere.
    """
    candidates = [_built_in() / "papers" / name]
    if overrides is not None:
        candidates = [overrides / "papers" / name, overrides / name, *candidates]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise TemplateError(f"{name}: there is no such template")


def _built_in() -> Path:
    package = Path(coordmail.__file__).parent
    # In the wheel the templates lie inside the package, in a checkout beside it.
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
