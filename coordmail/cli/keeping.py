"""Commands that keep the record safe: making it anew from the archived mails, and copying it."""

from __future__ import annotations

from pathlib import Path

import click

from coordmail.cli.common import configured, instant, load_config, printable
from coordmail.cli.serving import log_to_stderr, progress


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--folder",
    "folders",
    multiple=True,
    help="A folder of the mailbox; may be repeated. Without it and without PATHS: the two that mails are filed in.",
)
@click.option("--until", metavar="ISO", help="Keep the clock up to this time: when the lost service was last running.")
@click.option(
    "--from",
    "backup",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Begin with this backup, and add what the archive has since.",
)
@configured
def rebuild(
    paths: tuple[Path, ...], folders: tuple[str, ...], until: str | None, backup: Path | None, config_path: Path
) -> None:
    """Make a lost database anew from the archived mails, sending nothing."""
    from coordmail.service.archive import open_archive
    from coordmail.service.lease import lease
    from coordmail.service.rebuilding import rebuild as make_anew

    config = load_config(config_path)
    log_to_stderr(verbose=False)
    end = instant(until, config, "--until") if until else None
    if not folders and not paths:
        folders = (config.imap.processed_folder, config.imap.quarantine_folder)
    with (
        lease(config.database),
        open_archive(config.imap, folders, paths) as archive,
        progress("mails") as show,
    ):
        done = make_anew(config, archive.mails, end, backup, (lambda n: show(n, archive.count)) if show else None)
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(done.outcomes.items())) or "no mails")
    if done.last:
        reached = done.last.astimezone(config.timezone)
        click.echo(f"{config.database} is as it was on {reached:%Y-%m-%d %H:%M}")
    click.echo(f"{done.written} mails were written and not sent; {done.waiting} wait for coordmail run")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Take the place of an earlier backup.")
@configured
def backup(file: Path, force: bool, config_path: Path) -> None:
    """Copy the database and its secret, also while the service runs."""
    from coordmail.storage.keeping import back_up

    config = load_config(config_path)
    for path in back_up(Path(config.database), file, force):
        click.echo(printable(path))
