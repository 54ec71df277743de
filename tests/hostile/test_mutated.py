"""A sample of `python -m tests.mutated`: no mail crashes the reader, is lost, or makes us write to a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mutated import feed, mutated, odd_mails, own_mails

if TYPE_CHECKING:
    from pathlib import Path


def test_mutated_mails(tmp_path: Path) -> None:
    found = feed(list(mutated(own_mails(), 200, seed=7)), tmp_path)
    assert found.faults == []
    assert sum(found.outcomes.values()) == 200


@pytest.mark.skipif(not odd_mails(), reason="the public corpus is not on this machine")
def test_the_odd_mails_of_the_public_corpus(tmp_path: Path) -> None:
    found = feed(odd_mails(), tmp_path)
    assert found.faults == []
