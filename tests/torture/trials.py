"""One trial: a scene is begun, struck by a signal, run again to its end, and compared with the undisturbed scene."""

from __future__ import annotations

import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.torture.story import SCENES
from tests.torture.taps import AFTER, EVERY_COMMIT, Fault

if TYPE_CHECKING:
    from tests.torture.site import Ended, Left, Site

KILL, TERM, INT = int(signal.SIGKILL), int(signal.SIGTERM), int(signal.SIGINT)
SIGNALS = (KILL, TERM, INT)
RANDOM = "a random moment"
AGAIN = "again and again, a commit later each time"
_MOST = 400
"""Kills in one trial after which it is given up."""


@dataclass(frozen=True)
class Undisturbed:
    """How a scene goes when nobody strikes: what is left, how often each point is passed, and how long it takes."""

    left: Left
    points: Counter[tuple[str, str]]
    seconds: float


@dataclass(frozen=True)
class Trial:
    """A signal at a point (`fault`), at a random moment (`share` of the undisturbed time), or, with neither, SIGKILL
    again and again, a commit later each time. `endless`: the form that waits for mail, as a supervisor runs it.
    `moves`: the server knows MOVE."""

    scene: int
    number: int
    fault: Fault | None = None
    share: float | None = None
    endless: bool = False
    moves: bool = True

    @property
    def row(self) -> str:
        """What the table calls it."""
        if self.fault is None:
            return RANDOM if self.share is not None else AGAIN
        where = "" if self.moves else "without MOVE, "
        return ("run, " if self.endless else where) + self.fault.step


@dataclass
class Verdict:
    """What a trial found. `repeated`: mails of ours that were taken twice; `copied`: mails of people that lie twice in
    the archive of a server without MOVE, for COPY and EXPUNGE are two steps; `faults`: what must not be, in words."""

    trial: Trial
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    repeated: int = 0
    copied: int = 0
    doubts: int = 0
    faults: list[str] = field(default_factory=list)


def undisturbed(site: Site, scene: int, *, moves: bool = True) -> Undisturbed:
    site.begin(scene, moves=moves)
    began = time.monotonic()
    runs = [site.run(scene, trace=True) for _ in range(SCENES[scene].runs)]
    seconds = time.monotonic() - began
    return Undisturbed(site.left(), Counter(runs[0].points), seconds / len(runs))


def undisturbed_endless(site: Site, scene: int) -> Undisturbed:
    ended = _serve(site, scene, None, trace=True)
    return Undisturbed(site.left(), Counter(point for one in ended for point in one.points), 0.0)


def attempt(site: Site, trial: Trial, expected: Undisturbed) -> Verdict:
    """Carry out `trial`."""
    verdict = Verdict(trial)
    if trial.endless:
        _attempt_endless(site, trial, verdict)
    elif trial.fault is None and trial.share is None:
        _attempt_again_and_again(site, trial, verdict)
    else:
        site.begin(trial.scene, moves=trial.moves)
        after = None if trial.share is None else trial.share * expected.seconds
        polite = trial.number != KILL
        _note_end(
            site,
            verdict,
            site.run(trial.scene, trial.fault, after=after, signal=trial.number, from_stoppable=polite),
        )
        for _ in range(SCENES[trial.scene].runs):
            ended = site.run(trial.scene)
            if ended.code:
                verdict.faults.append(f"the run after it ends with {ended.code}: {site.output()[-300:]}")
    _judge(site.left(), expected.left, verdict)
    return verdict


def _attempt_again_and_again(site: Site, trial: Trial, verdict: Verdict) -> None:
    """Killed after its first commit, then after its second, and so on, until it is done before its time has come."""
    site.begin(trial.scene)
    for n in range(1, _MOST):
        ended = site.run(trial.scene, Fault(EVERY_COMMIT, AFTER, n, KILL))
        if not ended.struck:
            break
        _note_end(site, verdict, ended)
    else:
        verdict.faults.append(f"not done after {_MOST} kills")
    for _ in range(SCENES[trial.scene].runs):
        site.run(trial.scene)


def _attempt_endless(site: Site, trial: Trial, verdict: Verdict) -> None:
    ends = _serve(site, trial.scene, trial.fault)
    for ended in ends[:-1]:
        _note_end(site, verdict, ended)
    if ends[-1].code:
        verdict.faults.append(f"told to stop, it ended with {ends[-1].code}: {site.output()[-300:]}")


def _serve(site: Site, scene: int, fault: Fault | None, *, trace: bool = False) -> list[Ended]:
    """The endless form, started again whenever it ends; the scene's last mail comes while it waits."""
    rest = max(0, len(site.mails[scene]) - 1)
    ends: list[Ended] = []
    site.begin(scene, rest)
    site.serve(scene, fault, trace=trace)
    _until_steady(site, scene, ends)
    if len(site.mails[scene]) > rest:
        site.deliver_rest(scene, rest)
        _until_steady(site, scene, ends)
    while True:
        ends.append(site.stop(TERM))
        if not ends[-1].struck or len(ends) > _MOST:
            return ends
        # The fault struck while it was told to stop.
        site.serve(scene)
        _until_steady(site, scene, ends)


def _until_steady(site: Site, scene: int, ends: list[Ended]) -> None:
    while (ended := site.until_idle()) is not None:
        ends.append(ended)
        site.serve(scene)


def _note_end(site: Site, verdict: Verdict, ended: Ended) -> None:
    """Take in how a run ended that was struck."""
    if not ended.struck:
        return
    number = verdict.trial.number
    verdict.kills += 1
    verdict.doubts += ended.doubt and number == KILL
    if site.on_the_server() < len(site.mails[verdict.trial.scene]) - verdict.trial.endless:
        verdict.lost += 1
        verdict.faults.append("a mail lies in no folder after the kill")
    if number == KILL:
        # A random moment may come after the end.
        if ended.code != -KILL and verdict.trial.share is None:
            verdict.faults.append(f"ended with {ended.code} for SIGKILL")
        return
    in_time = ended.stoppable or verdict.trial.share is None
    if ended.code and in_time:
        verdict.faults.append(f"told to stop, it ended with {ended.code}: {site.output()[-300:]}")
    if in_hand := site.left().in_hand:
        verdict.faults.append(f"told to stop, it left {in_hand} mails in hand")


def _judge(found: Left, expected: Left, verdict: Verdict) -> None:
    for table, rows in expected.tables.items():
        there = found.tables.get(table, {})
        _count(verdict, table, Counter(dict.fromkeys(rows, 1)), Counter(dict.fromkeys(there, 1)))
        for key in rows.keys() & there.keys():
            if rows[key] != there[key]:
                verdict.faults.append(f"{table} {key} is {there[key]} in place of {rows[key]}"[:2000])
    for folder, mails in expected.folders.items():
        there_are = found.folders[folder]
        if not verdict.trial.moves and verdict.trial.number == KILL:
            verdict.copied += (there_are - mails).total()
            there_are &= mails
        _count(verdict, folder, mails, there_are)
    _count(verdict, "mails sent", Counter(dict.fromkeys(expected.sent, 1)), Counter(dict.fromkeys(found.sent, 1)))
    verdict.repeated = sum(found.sent.values()) - sum(expected.sent.values())
    if verdict.repeated > verdict.doubts:
        verdict.faults.append(f"{verdict.repeated} mails were sent again, {verdict.doubts} were in doubt")
    if max(found.copies.values(), default=1) > 1:
        verdict.faults.append("a mail was sent again with other content")


def _count(verdict: Verdict, what: str, expected: Counter[str], found: Counter[str]) -> None:
    lost, doubled = expected - found, found - expected
    verdict.lost += lost.total()
    verdict.doubled += doubled.total()
    verdict.faults += [f"lost from {what}: {one}" for one in lost] + [f"too many in {what}: {one}" for one in doubled]
