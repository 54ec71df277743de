"""Commands about one person: what is known of them, and that they be forgotten."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coordmail.cli.common import clocked, configured, instant, load_config, open_store, printable
from coordmail.cli.serving import nearest

if TYPE_CHECKING:
    from coordmail.service.personal import Whole


@click.group()
@click.pass_context
@configured
def person(context: click.Context, config_path: Path) -> None:
    """What is known of one person: to be told, or to be forgotten."""
    context.obj = config_path


@person.command("export")
@click.argument("email")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The JSON file to write.")
@click.pass_context
@clocked
@configured
def export(context: click.Context, email: str, output: Path, config_path: Path, now: str | None) -> None:
    """Write everything that is known of a person into a file."""
    from coordmail.service.personal import export as export_person

    config = load_config(nearest(context, config_path))
    moment = instant(now, config)
    with open_store(config) as store:
        known = export_person(config, store, _address(email), moment)
    if known is None:
        raise _unknown(email)
    output.unlink(missing_ok=True)
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(known, file, ensure_ascii=False, indent=2)
        file.write("\n")
    click.echo(printable(output))


@person.command("erase")
@click.argument("email")
@click.option("--force", is_flag=True, help="Also where items, answers or mails still wait for them.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, on a copy that is thrown away.")
@click.pass_context
@clocked
@configured
def erase(context: click.Context, email: str, force: bool, dry_run: bool, config_path: Path, now: str | None) -> None:
    """Put a pseudonym in the place of a person, for good, and remove what they wrote."""
    from coordmail.service.lease import lease
    from coordmail.service.personal import UnfinishedError
    from coordmail.service.personal import erase as erase_person
    from coordmail.storage.keeping import thrown_away

    config = load_config(nearest(context, config_path))
    moment = instant(now, config)
    with ExitStack() as stack:
        if dry_run:
            copy = stack.enter_context(thrown_away(Path(config.database)))
            config = config.model_copy(update={"database": str(copy)})
        else:
            stack.enter_context(lease(config.database))
        store = stack.enter_context(open_store(config))
        try:
            done = erase_person(config, store, _address(email), moment, force)
        except UnfinishedError as error:
            raise click.ClickException(str(error)) from None
    if done is None:
        raise _unknown(email)
    _report(done, _address(email), config.imap.processed_folder, config.imap.quarantine_folder)


def _report(done: Whole, address: str, *folders: str) -> None:
    erased = done.erased
    click.echo(f"{address} is called {erased.name} <{erased.address}> from now on")
    for table, count in sorted(erased.changed.items()):
        if count:
            click.echo(f"  {table}: {count} changed")
    click.echo(f"  {erased.texts} mails from them and {erased.mails} mails to or about them have lost their text")
    if erased.given_up or erased.dropped:
        click.echo(f"  {erased.given_up} open items have no owner now; {erased.dropped} waiting mails are dropped")
    for name, others in done.shared.items():
        click.echo(printable(f"left: {name} in free texts, for it may be {', '.join(others)}"))
    if done.in_directory:
        click.echo("left: the directory names them still; take them out of it")
    click.echo(
        f"left: {done.mails_came} mails from them in {' and '.join(folders)}, earlier backups, mails sent to others"
    )
    if not done.clean:
        raise click.ClickException(
            "remains may be left in the file: stop what else uses the database and run this again"
        )


def _address(email: str) -> str:
    return email.strip().lower()


def _unknown(email: str) -> click.ClickException:
    return click.ClickException(f"nothing is known of {printable(email)}; coordmail items --owner shows addresses")
