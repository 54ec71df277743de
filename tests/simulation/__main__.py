"""A simulated quarter from the command line: what was sent to whom, how long it took, and whether all checks hold.

python -m tests.simulation [--seed N] [--days N] [--meetings N] [--output DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.simulation.checks import faults
from tests.simulation.quarter import live

if TYPE_CHECKING:
    from coordmail.storage.database import Row
    from tests.simulation.quarter import Quarter

_SHOWN = 8
"""How many faults of a check are printed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=60, help="working days")
    parser.add_argument("--meetings", type=int, default=60)
    parser.add_argument("--output", type=Path, help="keep the database in this folder")
    options = parser.parse_args()
    out = Console(highlight=False, markup=False)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.output or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "coordmail.db").exists():
            parser.error(f"{folder} holds a database already; name another folder")
        began = time.perf_counter()
        quarter = live(folder, options.seed, options.days, options.meetings)
        seconds = time.perf_counter() - began
        print_kinds(out, quarter)
        print_people(out, quarter)
        print_outcome(out, quarter, seconds)
        found = faults(quarter)
        quarter.store.close()
    for check, what in found.items():
        out.print(Text.assemble(("✗ ", "red") if what else ("✓ ", "green"), check, f" ({len(what)})" if what else ""))
        for fault in what[:_SHOWN]:
            out.print(Text(f"    {fault}", style="red"))
        if len(what) > _SHOWN:
            out.print(Text(f"    and {len(what) - _SHOWN} more", style="red"))
    return int(any(found.values()))


def print_kinds(out: Console, quarter: Quarter) -> None:
    table = Table(title="Mails sent, by kind")
    table.add_column("kind")
    table.add_column("mails", justify="right")
    for kind, count in sorted(quarter.watch.kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        table.add_row(kind, str(count))
    table.add_section()
    table.add_row("all", str(quarter.watch.kinds.total()))
    out.print(table)


def print_people(out: Console, quarter: Quarter) -> None:
    table = Table(title="Mails by person (* leads the department)")
    for title in ("person", "department", "habit"):
        table.add_column(title)
    for title in ("wrote", "got", "reminded", "asked", "escalations"):
        table.add_column(title, justify="right")
    wrote = Counter(letter.who for letter in quarter.letters.values())
    for person in quarter.cast.people:
        got = {kind: n for (address, kind), n in quarter.watch.received.items() if address == person.email}
        asked = sum(n for kind, n in got.items() if kind.endswith("-request") or kind in {"confirm-reminder", "form"})
        table.add_row(
            person.name,
            person.department + (" *" if person.leads else ""),
            person.habit,
            str(wrote[person.who]),
            str(sum(got.values())),
            str(got.get("reminder", 0) + got.get("overdue", 0)),
            str(asked),
            str(got.get("escalation", 0)),
        )
    out.print(table)


def print_outcome(out: Console, quarter: Quarter, seconds: float) -> None:
    rows = quarter.store.session.rows("select status, count(*) as n from items group by status order by status")
    meetings = quarter.store.session.rows("select status, count(*) as n from meetings group by status order by status")
    out.print(Text(f"items: {_counts(rows)}"))
    out.print(Text(f"meetings: {_counts(meetings)}"))
    out.print(
        Text(
            f"seed {quarter.seed}: {quarter.days} working days, {len(quarter.plans)} meetings,"
            f" {len(quarter.letters)} mails came in, {quarter.watch.kinds.total()} went out,"
            f" {quarter.passes} passes, {seconds:.0f} s"
        )
    )


def _counts(rows: list[Row]) -> str:
    return ", ".join(f"{row['n']} {row['status']}" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
