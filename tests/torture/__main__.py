"""Kill the service at every commit, every step at a mail server and at random moments; say what was lost or doubled.

python -m tests.torture [--kills N] [--seed S] [--workers N] [--minutes N] [--no-creeping]
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.torture import campaign
from tests.torture.trials import SIGNALS

if TYPE_CHECKING:
    from tests.torture.campaign import Found

_COUNTS = ("kills", "lost", "doubled", "repeated")
_ALL = "all"
_SHOWN = 20
"""How many faults are printed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500, help="beside those at every commit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=min(4, len(os.sched_getaffinity(0))))
    parser.add_argument("--minutes", type=float, default=60, help="leave out what is not done by then")
    parser.add_argument("--no-creeping", action="store_true", help="without SIGKILL at every single commit")
    options = parser.parse_args()
    out = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 170)
    order = campaign.Order(
        options.kills,
        options.seed,
        every_commit=not options.no_creeping,
        seconds=options.minutes * 60,
        workers=options.workers,
    )
    return tell(out, campaign.run(order))


def tell(out: Console, found: Found) -> int:
    """Print the table and the faults; the exit code."""
    rows: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for verdict in found.verdicts:
        for key in (verdict.trial.row, _ALL):
            rows[key][verdict.trial.number].update({name: getattr(verdict, name) for name in _COUNTS})
    out.print(_table(rows))
    faults = [(verdict, fault) for verdict in found.verdicts for fault in verdict.faults]
    everything = sum(rows[_ALL].values(), Counter[str]())
    out.print(
        f"{found.wrote} mails in, {found.kinds.total()} mails of {len(found.kinds)} kinds out; "
        f"{everything['kills']} kills in {found.seconds:.0f} s: {everything['lost']} lost, "
        f"{everything['doubled']} doubled, {everything['repeated']} sent again while in doubt, {len(faults)} faults"
    )
    if copied := sum(verdict.copied for verdict in found.verdicts):
        out.print(f"{copied} mails of people lie twice in the archive of a server without MOVE")
    if found.left_out:
        out.print(f"{found.left_out} trials were left out for want of time")
    for verdict, fault in faults[:_SHOWN]:
        trial = verdict.trial
        point = f"{trial.fault.moment} {trial.fault.nth}" if trial.fault else ""
        where = f"{signal.Signals(trial.number).name} {trial.row} {point}, scene {trial.scene}: "
        out.print(Text(where + fault, style="red"))
    return int(bool(faults or everything["lost"] or everything["doubled"]))


def _table(rows: dict[str, dict[int, Counter[str]]]) -> Table:
    table = Table(title="signal x step: kills, lost, doubled effects, mails sent again")
    table.add_column("step", no_wrap=True)
    for number in SIGNALS:
        for name in _COUNTS:
            table.add_column(f"{signal.Signals(number).name}\n{name}", justify="right")
    for key in sorted(rows, key=lambda row: (row == _ALL, row)):
        if key == _ALL:
            table.add_section()
        counts = [str(rows[key][number][name] or "-") for number in SIGNALS for name in _COUNTS]
        table.add_row(key, *counts)
    return table


if __name__ == "__main__":
    sys.exit(main())
