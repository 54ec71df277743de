"""Plain text bodies of replies, client by client: what is new stays, all else goes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coordmail.mail.trim import trim

NAMES = ("张伟", "Zhang Wei", "Wei", "zhang.wei@example.com")

DATA = tomllib.loads(Path(__file__).with_name("text_clients.toml").read_text("utf-8"))
CASES = {name: (case["body"], case["new"]) for name, case in DATA["replies"].items()}
CONTENT = {name: case["body"] for name, case in DATA["content"].items()}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_new_text(body: str, expected: str) -> None:
    assert trim(body, None, names=NAMES).new_text.split() == expected.split()


@pytest.mark.parametrize("body", CONTENT.values(), ids=CONTENT)
def test_content_is_not_cut(body: str) -> None:
    assert trim(body, None, names=NAMES).new_text == body


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_windows_line_ends_make_no_difference(body: str, expected: str) -> None:
    assert trim(body.replace("\n", "\r\n"), None, names=NAMES).new_text.split() == expected.split()


def test_what_was_cut_is_kept() -> None:
    trimmed = trim(CASES["gmail-zh"][0], None, names=NAMES)
    assert "> 请确认会议纪要。" in trimmed.quoted_text
    assert "写道" in trimmed.quoted_text
    assert "没问题" not in trimmed.quoted_text
