"""Kinds of mails in plain words: faults told, polite questions to coordmail, mails that mention meetings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coordmail.extraction.understand import understand
from tests.extraction.test_kind import CONTEXT, mail
from tests.extraction.widths import in_both_widths

ROWS = tomllib.loads(Path(__file__).with_name("kind_plain_words.toml").read_text("utf-8"))["mails"]


@pytest.mark.parametrize(("kind", "subject", "text"), in_both_widths(ROWS))
def test_kind_of_plain_words(kind: str, subject: str, text: str) -> None:
    assert understand(mail(subject, text), CONTEXT).kind.value == kind
