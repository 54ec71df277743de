"""The command that shows how a mail is understood, changing nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coordmail.cli.common import configured, console, grid, json_line, load_config, printable

if TYPE_CHECKING:
    from coordmail.extraction.understand import ReadingContext


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in the order of the files.")
@configured
@click.pass_context
def read(context: click.Context, files: tuple[Path, ...], config_path: Path, as_json: bool) -> None:
    """How a mail is understood, changing nothing."""
    from coordmail.extraction.json_view import as_json as facts_of
    from coordmail.extraction.understand import understand
    from coordmail.mail.message import parse

    given = context.get_parameter_source("config_path")
    reading = _reading_context(config_path, optional=given is click.core.ParameterSource.DEFAULT)
    for file in files:
        message = parse(file.read_bytes())
        # A name that is not UTF-8 on the disk cannot be printed as it is.
        name = str(file).encode("utf-8", "replace").decode("utf-8")
        facts = facts_of(understand(message, reading), message, name)
        if as_json:
            click.echo(json_line(facts))
        else:
            _show(facts)


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
    return ReadingContext(config.directory, config.calendar, own, config.language, now)


def _show(facts: dict[str, Any]) -> None:
    from rich.table import Table

    out = console()
    table = Table(show_header=False, title=printable(facts["file"]), title_justify="left")
    for key in ("kind", "language", "sender", "subject", "new_text"):
        table.add_row(key, printable(facts[key]))
    for part in ("meeting", "minutes", "reply"):
        for key, value in (facts[part] or {}).items():
            if value not in (None, [], ""):
                table.add_row(f"{part}.{key}", _shown(value))
    out.print(table)
    if facts["actions"]:
        actions = grid(("", "task", "owner", "address", "due", "deliverable"), "actions")
        for number, action in enumerate(facts["actions"], 1):
            keys = ("task", "owner", "owner_email", "due", "deliverable")
            actions.add_row(str(number), *(printable(action[key]) for key in keys))
        out.print(actions)
    for resource in facts["resources"]:
        out.print(printable(f"resource: {_shown(resource)}"))
    for problem in facts["problems"]:
        out.print(printable(f"{problem['code']} ({problem['where']}): {problem['message']}"))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_shown(entry) for entry in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {entry}" for key, entry in value.items() if entry not in (None, [], ""))
    return printable(value)
