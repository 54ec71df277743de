"""The command that shows how a mail is understood, changing nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coordmail.cli.common import configured, json_line, load_config

if TYPE_CHECKING:
    from coordmail.extraction.understand import ReadingContext


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in the order of the files.")
@configured
@click.pass_context
def read(context: click.Context, files: tuple[Path, ...], config_path: Path, as_json: bool) -> None:
    """How a mail is understood, changing nothing: each fact with its words and the rule that read them."""
    from coordmail.cli.facts import show_facts
    from coordmail.extraction.json_view import as_json as facts_of
    from coordmail.extraction.understand import understand
    from coordmail.mail.message import parse

    given = context.get_parameter_source("config_path")
    reading = _reading_context(config_path, optional=given is click.core.ParameterSource.DEFAULT)
    for file in files:
        message = parse(file.read_bytes())
        # A name that is not UTF-8 on the disk cannot be printed as it is.
        name = str(file).encode("utf-8", "replace").decode("utf-8")
        understanding = understand(message, reading)
        if as_json:
            click.echo(json_line(facts_of(understanding, message, name)))
        else:
            show_facts(understanding, message, name)


def _reading_context(path: Path, optional: bool) -> ReadingContext:
    """Directory, calendar and addresses of the configuration; without one, nobody is known."""
    from zoneinfo import ZoneInfo

    from coordmail.calendar import WorkCalendar
    from coordmail.extraction.understand import ReadingContext
    from coordmail.model import Directory

    now = datetime.now(UTC)
    if optional and not path.exists():
        return ReadingContext(Directory(), WorkCalendar(ZoneInfo("Asia/Shanghai")), frozenset(), "zh", now)
    config = load_config(path)
    own = frozenset({config.smtp.address, config.imap.username.lower()})
    return ReadingContext(config.directory, config.calendar, own, config.language, now, config.house_labels)
