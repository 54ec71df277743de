"""A sample of the campaign: the first scenes of the story, and a few kills of every sort."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.torture import campaign
from tests.torture.trials import INT, KILL, TERM

if TYPE_CHECKING:
    from tests.torture.campaign import Found

pytestmark = [
    pytest.mark.xdist_group("torture"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals a process by its handle"),
]


@pytest.fixture(scope="session")
def found() -> Found:
    return campaign.run(campaign.Order(40, seed=7, scenes=4, every_commit=False))


def test_nothing_is_lost_and_nothing_doubled(found: Found) -> None:
    assert [fault for verdict in found.verdicts for fault in verdict.faults] == []
    assert sum(verdict.lost + verdict.doubled for verdict in found.verdicts) == 0
    assert sum(verdict.kills for verdict in found.verdicts) >= 36
    assert found.left_out == 0


def test_every_signal_struck_in_every_form(found: Found) -> None:
    struck = [verdict.trial for verdict in found.verdicts if verdict.kills]
    assert {trial.number for trial in struck} == {KILL, TERM, INT}
    assert {(trial.endless, trial.moves) for trial in struck} == {(False, True), (True, True), (False, False)}
    assert any(trial.share is not None for trial in struck)


def test_only_a_mail_in_doubt_is_sent_again(found: Found) -> None:
    for verdict in found.verdicts:
        assert verdict.repeated <= verdict.doubts <= verdict.kills
        if verdict.trial.number != KILL:
            assert verdict.repeated == 0
