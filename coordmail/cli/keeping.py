"""Commands that keep the record: making it anew from the archived mails, copying it, removing what is over."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from coordmail.cli.common import clocked, configured, instant, load_config, printable
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


@click.command()
@click.option("--before", "before", metavar="DATE", required=True, help="A day, or how long ago: '730 days'.")
@click.option("--dry-run", is_flag=True, help="Say what would go, on a copy that is thrown away.")
@clocked
@configured
def purge(before: str, dry_run: bool, config_path: Path, now: str | None) -> None:
    """Remove what ended before a day, also while the service runs."""
    from coordmail.storage.keeping import thrown_away
    from coordmail.storage.purging import compact
    from coordmail.storage.purging import purge as purge_store
    from coordmail.storage.store import Store

    config = load_config(config_path)
    today = instant(now, config).astimezone(config.timezone).date()
    day = _day(before, today)
    moment = datetime.combine(day, time(), tzinfo=config.timezone)
    with ExitStack() as stack:
        database = Path(config.database)
        if dry_run:
            database = stack.enter_context(thrown_away(database))
        store = stack.enter_context(Store.open(database))
        size = database.stat().st_size
        done = purge_store(store.session, moment, day.isoformat())
        clean = compact(store.session)
        freed = size - database.stat().st_size
    click.echo(f"{'would go' if dry_run else 'gone'}, ended before {day}: {', '.join(done.refs) or 'no meetings'}")
    click.echo(
        f"  {done.meetings} meetings, {done.items} items, {done.events} lines of history, {done.notices} notices"
    )
    click.echo(f"  {done.mails} mails that went out ({done.mail_bytes} bytes), the texts of {done.texts} that came in")
    click.echo(f"  {max(freed, 0)} bytes of the file")
    if not clean:
        click.echo("the space is given back when nobody else uses the database")


def _day(text: str, today: date) -> date:
    """The day that --before names, which has begun."""
    try:
        ago = re.fullmatch(r"(\d{1,6}) days?", text.strip())
        day = today - timedelta(days=int(ago[1])) if ago else date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no day; write for example 2024-03-05 or '730 days'", param_hint="--before"
        ) from None
    if day > today:
        raise click.BadParameter(f"{day} has yet to come; what is under way is never removed", param_hint="--before")
    return day
