"""Odd, broken and hostile messages: each is read from its octets to its facts, without a crash, within five seconds."""

from __future__ import annotations

import time

from coordmail.extraction.json_view import as_json
from coordmail.extraction.understand import understand
from coordmail.mail.message import Unparsable, parse
from tests.score.figure import CORPUS, Figure
from tests.score.own import CONTEXT

_KINDS = (".eml", ".msg", ".raw", ".txt", "")
_SECONDS = 5


def odd_messages() -> Figure:
    """Messages that neither crash nor hang the reading; one that is refused by name counts as a crash."""
    paths = sorted(path for path in (CORPUS / "mime").rglob("*") if path.is_file() and path.suffix in _KINDS)
    wrong = []
    for path in paths:
        started = time.perf_counter()
        try:
            message = parse(path.read_bytes())
            as_json(understand(message, CONTEXT), message, path.name)
        except Unparsable:
            wrong.append(path.name)
        if time.perf_counter() - started > _SECONDS:
            wrong.append(path.name)
    return Figure("odd messages, no crash or hang", len(paths), 0, wrong)
