"""What all commands share: finding the configuration, the clock, and failing in one line."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console
    from rich.table import Table

    from coordmail.config import Config
    from coordmail.storage.store import Store


_WHOLE = frozenset({"ref", "number", "start", "due", "percent", "status", "version", "when", "ID", "state", "tries"})


class Failing(click.Group):
    """A group whose failures are one line on stderr and exit code 1; a traceback only with --debug."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        if "--debug" not in sys.argv:
            # What it cannot use in a mail it says with every mail; coordmail says itself what it could not read.
            logging.getLogger("mailparser").setLevel(logging.CRITICAL)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # The reader of our output left (`| head`): nothing to say to nobody.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except Exception as error:
            if "--debug" in sys.argv:
                raise
            click.echo(f"coordmail: {printable(_explained(error))}", err=True)
            sys.exit(1)


def _explained(error: Exception) -> str:
    import sqlite3

    from coordmail.config import ConfigError
    from coordmail.mail.errors import MailError
    from coordmail.service.lease import AlreadyRunningError
    from coordmail.storage.database import StorageError

    if isinstance(error, ConfigError | MailError | StorageError | AlreadyRunningError):
        return str(error)
    if isinstance(error, sqlite3.DatabaseError):
        return f"the database cannot be used: {error}; check its permissions and the disk"
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    return f"internal error: {type(error).__name__}: {error} (run again with --debug and report this)"


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --config and --debug."""
    command = click.option("--debug", is_flag=True, expose_value=False, help="Print a traceback when something fails.")(
        command
    )
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        envvar="COORDMAIL_CONFIG",
        default=Path("config.toml"),
        show_default="$COORDMAIL_CONFIG, then ./config.toml",
        help="The configuration file.",
    )(command)


def clocked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --now."""
    return click.option(
        "--now", metavar="ISO", help="Take this for the present time (without an offset: in the configured time zone)."
    )(command)


def load_config(path: Path) -> Config:
    """The configuration at `path`. Raises ConfigError."""
    from coordmail.config import load

    return load(path)


def check_templates(config: Config) -> None:
    """Raises ConfigError where a template of a mail or a paper has a slip: it names each file and field."""
    from coordmail.config import ConfigError
    from coordmail.reports.check import check as check_papers
    from coordmail.service.loop import composer_for

    problems = [*composer_for(config).check(), *check_papers(Path(config.templates) if config.templates else None)]
    if problems:
        raise ConfigError("; ".join(problems))


def instant(text: str | None, config: Config, option: str = "--now") -> datetime:
    """The time that an option gives, else the real one."""
    from coordmail.config import parse_instant

    if text is None:
        return datetime.now(UTC)
    try:
        return parse_instant(text, config.timezone)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a time; write for example 2024-03-05T16:00", param_hint=option
        ) from None


def open_store(config: Config) -> Store:
    """The database of `config`. Raises StorageError."""
    from coordmail.storage.store import Store

    return Store.open(config.database)


def console(stderr: bool = False) -> Console:
    """Where tables are printed; plain where nobody looks."""
    from rich.console import Console

    # In a pipe or a file nothing is to be cut off that a person or grep looks for.
    width = None if (sys.stderr if stderr else sys.stdout).isatty() else 200
    return Console(stderr=stderr, highlight=False, markup=False, width=width)


def grid(columns: Sequence[str], title: str | None = None) -> Table:
    """An empty table in which long text wraps, and references, dates and numbers are always seen whole."""
    from rich.table import Table

    table = Table(title=title and printable(title), title_justify="left")
    for column in columns:
        table.add_column(column, no_wrap=column in _WHOLE, overflow="fold")
    return table


def json_line(facts: object) -> str:
    """One line of JSON; where the output cannot show a character, it is escaped."""
    text = json.dumps(facts, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return json.dumps(facts)
    return text


def printable(text: object) -> str:
    """`text` for a terminal: mail must not move the cursor or hide what follows."""
    shown = "" if text is None else str(text)
    return "".join(c if c.isprintable() or c == "\n" else " " for c in shown)
