"""Commands that work: the service itself, feeding it files, the outbox."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coordmail.cli.common import (
    check_templates,
    clocked,
    configured,
    console,
    grid,
    instant,
    load_config,
    open_store,
    printable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@click.command()
@click.option("--once", is_flag=True, help="Make one complete pass and exit (for cron and for rehearsals).")
@click.option("--verbose", "-v", is_flag=True, help="Say what is done with every mail.")
@clocked
@configured
def run(config_path: Path, now: str | None, once: bool, verbose: bool) -> None:
    """The service: receive, process, send, keep the clock."""
    from coordmail.service.lease import lease
    from coordmail.service.loop import Service
    from coordmail.service.stopping import signals_wait

    if now and not once:
        raise click.UsageError("--now sets the clock of one pass: give --once with it")
    config = load_config(config_path)
    if config.templates:
        # An office's own; a slip found only when its mail is due would hold that mail back.
        check_templates(config)
    log_to_stderr(verbose or not once)
    with signals_wait(), lease(config.database), open_store(config) as store:
        if not once:
            Service(config, store).run()
            return
        with progress("mails") as show:
            report = Service(config, store, show).run_once(instant(now, config))
    click.echo(f"{report.received} received, {report.sent} sent")
    for reason in report.unreachable:
        click.echo(f"coordmail: {printable(reason)}", err=True)
    if report.unreachable:
        sys.exit(1)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@clocked
@configured
def feed(paths: tuple[Path, ...], config_path: Path, now: str | None) -> None:
    """Take .eml files, an mbox or a Maildir as if they had arrived in the mailbox."""
    from coordmail.service.feeding import feed_files
    from coordmail.service.lease import lease
    from coordmail.service.loop import desk_for

    config = load_config(config_path)
    log_to_stderr(verbose=False)
    with lease(config.database), open_store(config) as store, progress("mails") as show:
        counts = feed_files(desk_for(config, store, instant(now, config)), paths, show)
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "no mails")


@click.group(invoke_without_command=True)
@click.pass_context
@configured
def outbox(context: click.Context, config_path: Path) -> None:
    """What waits to be sent, and why."""
    context.obj = config_path
    if context.invoked_subcommand is not None:
        return
    from coordmail.service.breaker import held_until

    table = grid(("ID", "kind", "to", "subject", "state", "tries", "next", "reason"))
    config = load_config(config_path)
    with open_store(config) as store:
        rows = store.outbox.unsent()
        until = held_until(store, instant(None, config))
    for row in rows:
        table.add_row(
            *(
                printable(row[key])
                for key in ("id", "kind", "recipients", "subject", "state", "attempts", "next_try", "error")
            )
        )
    if until:
        local = until.astimezone(config.timezone)
        click.echo(f"the breaker holds all mail until {local:%Y-%m-%d %H:%M}; coordmail outbox release lets it go")
    if rows:
        console().print(table)
    else:
        click.echo("nothing waits")


@outbox.command("retry")
@click.argument("mail_id", metavar="[ID]", type=int, required=False)
@click.option("--failed", is_flag=True, help="Every mail that was given up or refused.")
@click.pass_context
@clocked
@configured
def retry(context: click.Context, config_path: Path, mail_id: int | None, failed: bool, now: str | None) -> None:
    """Send a mail again with the next pass."""
    if (mail_id is None) is not failed:
        raise click.UsageError("give the ID of a mail, or --failed for all that failed")
    config = load_config(nearest(context, config_path))
    with open_store(config) as store, store.transaction():
        ids = store.outbox.failed() if mail_id is None else [mail_id]
        found = [store.outbox.retry(one, instant(now, config)) for one in ids]
    if mail_id is None:
        click.echo(f"{len(found)} mails go out with the next pass")
    else:
        _done(all(found), mail_id, "goes out with the next pass")


@outbox.command("release")
@click.pass_context
@clocked
@configured
def release(context: click.Context, config_path: Path, now: str | None) -> None:
    """Let the mails that the breaker holds go out with the next pass."""
    from coordmail.service import breaker

    config = load_config(nearest(context, config_path))
    with open_store(config) as store, store.transaction():
        count = breaker.release(store, instant(now, config))
    click.echo(f"{count} mails go out with the next pass")


@outbox.command("drop")
@click.argument("mail_id", metavar="ID", type=int)
@click.pass_context
@configured
def drop(context: click.Context, config_path: Path, mail_id: int) -> None:
    """Give a mail up."""
    with open_store(load_config(nearest(context, config_path))) as store, store.transaction():
        found = store.outbox.drop(mail_id)
    _done(found, mail_id, "is dropped")


def nearest(context: click.Context, config_path: Path) -> Path:
    """The --config that stands behind the subcommand, else the one before it."""
    given = context.get_parameter_source("config_path")
    before: Path = context.obj
    return config_path if given is click.core.ParameterSource.COMMANDLINE else before


def _done(found: bool, mail_id: int, what: str) -> None:
    if not found:
        raise click.ClickException(f"no unsent mail has the ID {mail_id}; coordmail outbox lists them")
    click.echo(f"mail {mail_id} {what}")


@contextmanager
def progress(unit: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import MofNCompleteColumn, Progress

    with Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), console=console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task(unit, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


class _Printable(logging.Formatter):
    """Log lines quote mails and servers, which must not write to the terminal as they like."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or several with a traceback."""
        return printable(super().format(record))


def log_to_stderr(verbose: bool) -> None:
    """Say on stderr what is logged: warnings, or every mail too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Printable("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    if "--debug" in sys.argv:
        logging.getLogger("coordmail").setLevel(logging.DEBUG)
