"""Our own mails: pairs of NAME.eml and the expected facts in NAME.json, read with the invented firm's directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction.json_view import as_json
from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from tests.extraction.invented import CALENDAR, DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.score.measures import Facts

OWN = Path(__file__).parents[1] / "corpus"
CONTEXT = ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"}))


def pairs(folder: Path) -> Iterator[tuple[str, Facts, Facts]]:
    """Each mail of `folder`: its name, what is expected, and what was read."""
    for path in sorted(folder.rglob("*.eml")):
        message = parse(path.read_bytes())
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield path.stem, expected, as_json(understand(message, CONTEXT), message, path.name)
