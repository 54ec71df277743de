"""`make score`: our own mails by kind, shape, client and language, then the public corpus where it is there.

`python -m tests.score [FOLDER…] [--wrong]` measures other folders of pairs, and names what was read wrong.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.score.figure import CORPUS
from tests.score.measures import MEASURES, Tally, measure
from tests.score.own import OWN, pairs
from tests.score.public_dates import deadlines, false_dates
from tests.score.public_mime import odd_messages
from tests.score.public_minutes import marked_actions
from tests.score.public_replies import kept_text


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--wrong", action="store_true")
    given = arguments.parse_args()
    groups: dict[tuple[str, str], Tally] = defaultdict(Tally)
    mails: dict[tuple[str, str], int] = defaultdict(int)
    console = Console(width=200)
    for folder in given.folders or [OWN]:
        for name, expected, found in pairs(folder):
            tally = measure(expected, found)
            if given.wrong and tally.wrong:
                console.print(f"{folder / name}", *tally.wrong, sep="\n   ", markup=False, highlight=False)
            about = {"kind": expected["kind"], "language": found["language"], **expected.get("about", {})}
            for group in (("all", "all"), *about.items()):
                groups[group].add(tally)
                mails[group] += 1
    table = Table(title="mails by group")
    for column in ("", "", "mails", *MEASURES):
        table.add_column(column)
    for (by, value), counted in sorted(groups.items()):
        shares = (counted.share(name) for name in MEASURES)
        table.add_row(by, value, str(mails[by, value]), *("" if s is None else f"{s:.2f}" for s in shares))
    console.print(table)
    if given.folders:
        return
    if not CORPUS.is_dir():
        console.print(f"the public corpus is not at {CORPUS}: set COORDMAIL_CORPUS")
        return
    for figure in (deadlines("zh"), deadlines("en"), false_dates(), kept_text(), odd_messages(), marked_actions()):
        console.print(str(figure), markup=False, highlight=False)


if __name__ == "__main__":
    main()
