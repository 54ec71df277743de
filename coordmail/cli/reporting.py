"""The command that writes the papers of the reports that look back, without mailing them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coordmail.cli.common import clocked, configured, instant, load_config, open_store, printable

if TYPE_CHECKING:
    from coordmail.mail.letters import Enclosure

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@click.command()
@click.argument("which", type=click.Choice(["weekly", "monthly"]))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The folder to write to."
)
@clocked
@configured
def report(which: str, config_path: Path, now: str | None, output: Path) -> None:
    """Write the papers of the present week up to now, or of the month before, without mailing them."""
    from coordmail.service.loop import desk_for
    from coordmail.workflow import reporting

    config = load_config(config_path)
    with open_store(config) as store:
        desk = desk_for(config, store, instant(now, config))
        papers = reporting.weekly_papers(desk) if which == "weekly" else reporting.monthly_papers(desk)
        found = [_write(output, paper, whose) for paper, whose in papers]
    if not found:
        click.echo("nothing to report")


def _write(folder: Path, enclosure: Enclosure, whose: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    stem, _, ending = enclosure.filename.rpartition(".")
    file = folder / _NOT_IN_NAMES.sub(" ", f"{stem} {whose}.{ending}" if whose else enclosure.filename)
    file.write_bytes(enclosure.content)
    click.echo(printable(file))
    return file
