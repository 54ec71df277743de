"""A campaign: which trials, on how many processors, and what they found."""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.torture.site import Site, StuckError
from tests.torture.story import SCENES
from tests.torture.taps import AFTER, BEFORE, EVERY_COMMIT, Fault
from tests.torture.trials import (
    KILL,
    SIGNALS,
    Trial,
    Undisturbed,
    Verdict,
    attempt,
    undisturbed,
    undisturbed_endless,
)

Points = Counter[tuple[str, str]]

_ENDLESS = (0, 3, 8)
"""Scenes that the endless form plays too: one that makes the database, two with several mails."""
_FILING = (0, 3, 5)
"""Scenes that are played on a server without MOVE too."""
_COPYING = frozenset({"IMAP COPY", "IMAP STORE", "IMAP EXPUNGE", "commit that mails are filed"})
_AT_RANDOM = 0.15
_IN_ENDLESS = 0.15
_WITHOUT_MOVE = 0.1
"""Of all trials: those at a moment that the clock chooses, in the endless form, and where mails are copied away."""


@dataclass
class Found:
    """What a share of the campaign found. `kinds`: the mails of ours that the story has; `wrote`: those of people."""

    verdicts: list[Verdict] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    wrote: int = 0
    seconds: float = 0.0
    left_out: int = 0


@dataclass(frozen=True)
class Order:
    """What is wanted: so many trials drawn with a seed, over the first so many scenes, within so many seconds.

    `every_commit`: beside them SIGKILL at every single commit of these scenes, and again and again.
    """

    kills: int
    seed: int = 1
    scenes: int = len(SCENES)
    every_commit: bool = True
    seconds: float = 3600.0
    workers: int = 1


def run(order: Order) -> Found:
    """Carry out an order."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        shares = [(Path(folder) / str(n), order, n) for n in range(order.workers)]
        if order.workers == 1:
            parts = [share(*shares[0])]
        else:
            with ProcessPoolExecutor(order.workers, multiprocessing.get_context("spawn")) as pool:
                parts = list(pool.map(share, *zip(*shares, strict=True)))
    found = Found([v for part in parts for v in part.verdicts], parts[0].kinds, parts[0].wrote)
    found.left_out = sum(part.left_out for part in parts)
    found.seconds = time.monotonic() - began
    return found


def share(folder: Path, order: Order, number: int) -> Found:
    """One worker's share: a story of its own, every so many-th trial of the plan."""
    end = time.monotonic() + order.seconds
    with Site(folder) as site:
        site.tell(order.scenes)
        calm = {scene: undisturbed(site, scene) for scene in range(order.scenes)}
        waiting = {scene: undisturbed_endless(site, scene) for scene in _ENDLESS if scene < order.scenes}
        copying = {scene: undisturbed(site, scene, moves=False) for scene in _FILING if scene < order.scenes}
        trials = plan(order, calm, waiting, copying)[number :: order.workers]
        found = Found(kinds=site.kinds, wrote=sum(map(len, site.mails)))
        for n, trial in enumerate(trials, 1):
            if time.monotonic() > end:
                found.left_out = len(trials) - n + 1
                break
            expected = waiting if trial.endless else calm if trial.moves else copying
            try:
                found.verdicts.append(attempt(site, trial, expected[trial.scene]))
            except StuckError as error:
                found.verdicts.append(Verdict(trial, kills=1, faults=[f"stuck: {error}"]))
                break
            if sys.stderr.isatty() or n % 50 == 0:
                sys.stderr.write(f"\rworker {number + 1}: {n} of {len(trials)} trials ")
                sys.stderr.flush()
    return found


def plan(
    order: Order, calm: dict[int, Undisturbed], waiting: dict[int, Undisturbed], copying: dict[int, Undisturbed]
) -> list[Trial]:
    """Each signal at each kind of point before any a second time; where in the story is drawn by lot."""
    chance, kills = Random(order.seed), order.kills
    trials = _at_every_commit(calm, chance) if order.every_commit else []
    at_random, in_endless = round(kills * _AT_RANDOM), round(kills * _IN_ENDLESS)
    trials += [Trial(chance.choice(list(calm)), SIGNALS[n % 3], share=chance.random()) for n in range(at_random)]
    without_move = round(kills * _WITHOUT_MOVE)
    trials += _spread({s: u.points for s, u in waiting.items()}, in_endless, chance, endless=True)
    filing = {
        s: Counter({point: n for point, n in u.points.items() if point[0] in _COPYING}) for s, u in copying.items()
    }
    trials += _spread(filing, without_move, chance, moves=False)
    trials += _spread({s: u.points for s, u in calm.items()}, kills - at_random - in_endless - without_move, chance)
    chance.shuffle(trials)
    return trials


def _at_every_commit(calm: dict[int, Undisturbed], chance: Random) -> list[Trial]:
    trials = [Trial(scene, KILL) for scene in calm]
    for scene, usual in calm.items():
        commits = sum(n for (step, moment), n in usual.points.items() if step.startswith("commit") and moment == BEFORE)
        trials += [
            Trial(scene, KILL, Fault(EVERY_COMMIT, chance.choice((BEFORE, AFTER)), nth, KILL))
            for nth in range(1, commits + 1)
        ]
    return trials


def _spread(
    points: dict[int, Points], count: int, chance: Random, *, endless: bool = False, moves: bool = True
) -> list[Trial]:
    kinds = sorted({(point, number) for passed in points.values() for point in passed for number in SIGNALS})
    trials: list[Trial] = []
    while kinds and len(trials) < count:
        chance.shuffle(kinds)
        for (step, moment), number in kinds[: count - len(trials)]:
            scenes = [scene for scene, passed in points.items() for _ in range(passed[step, moment])]
            scene = chance.choice(scenes)
            nth = chance.randint(1, points[scene][step, moment])
            trials.append(Trial(scene, number, Fault(step, moment, nth, number), endless=endless, moves=moves))
    return trials
