"""Mails that were written without looking at the reader, each with the facts that a careful person takes from it.

What is not read right yet is named in `unmet.toml` with what is wrong: it fails here as soon as it is right, or gone.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.json_view import as_json
from coordmail.extraction.understand import understand
from coordmail.mail.message import parse
from tests.score.measures import measure
from tests.score.own import CONTEXT, OWN

if TYPE_CHECKING:
    from pathlib import Path

BLIND = OWN / "blind"
MAILS = sorted(BLIND.glob("*.eml"))
UNMET: dict[str, str] = tomllib.loads((BLIND / "unmet.toml").read_text(encoding="utf-8"))
KEYS = {
    "about", "kind", "language", "new_text", "meeting", "minutes", "actions", "resources", "reply", "problem_codes",
    "sender", "subject",
}  # fmt: skip


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_mail_is_read_as_its_writer_meant_it(path: Path) -> None:
    message = parse(path.read_bytes())
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    wrong = measure(expected, as_json(understand(message, CONTEXT), message, path.name)).wrong
    if path.stem in UNMET:
        assert wrong, f"{path.stem} is read right: take it out of unmet.toml"
    else:
        assert wrong == []


def test_every_mail_has_its_expectation() -> None:
    assert {path.stem for path in MAILS} == {path.stem for path in BLIND.glob("*.json")} >= set(UNMET)
    for path in MAILS:
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert {"kind", "about"} <= set(expected) <= KEYS
        assert set(expected["about"]) == {"shape", "client"}


def test_few_mails_are_not_read_right() -> None:
    assert len(UNMET) <= 0.1 * len(MAILS)
