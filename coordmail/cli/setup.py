"""Commands that set coordmail up: asking for what it needs, and proving that it works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from coordmail.cli.common import check_templates, clocked, configured, instant, load_config, open_store, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from coordmail.config import Config


@click.command()
@configured
def init(config_path: Path) -> None:
    """Ask a few questions and write config.toml and directory.toml; nothing is ever overwritten."""
    from coordmail.config import ConfigError, load
    from coordmail.config.fields import Address, Host, Text, Zone

    directory = config_path.with_name("directory.toml")
    for path in (config_path, directory):
        if path.exists():
            raise click.ClickException(
                f"{path} exists already and is left as it is; edit it, or name another with --config"
            )
    address = click.prompt("Address of the shared mailbox (minutes@example.com)", value_proc=_asked(Address))
    domain = address.rpartition("@")[2]
    answers = {
        "address": address,
        "house": click.prompt("Name of the organisation", value_proc=_asked(Text)),
        "language": click.prompt("Language of papers and mails", type=click.Choice(["zh", "en"]), default="zh"),
        "timezone": click.prompt("Time zone", default="Asia/Shanghai", value_proc=_asked(Zone)),
        "imap_host": click.prompt("IMAP server", default=f"imap.{domain}", value_proc=_asked(Host)),
        "smtp_host": click.prompt("SMTP server", default=f"smtp.{domain}", value_proc=_asked(Host)),
        "administrator": click.prompt(
            "Address of the administrator", default=f"it@{domain}", value_proc=_asked(Address)
        ),
        "domain": domain,
    }
    config_path.write_text(_CONFIG.format(**{key: _quoted(value) for key, value in answers.items()}), encoding="utf-8")
    directory.write_text(_DIRECTORY.format(domain=domain), encoding="utf-8")
    try:
        load(config_path)
    except ConfigError as error:
        click.echo(f"written, but something is not right yet:\n{error}", err=True)
    click.echo(f"{config_path} and {directory} are written. Next:")
    click.echo("  1. put the mailbox's password into the environment variable COORDMAIL_PASSWORD")
    click.echo(f"  2. enter people and departments in {directory}")
    click.echo("  3. coordmail check, then coordmail run")


@click.command()
@click.option("--health", "as_monitor", is_flag=True, help="Whether the running service is well, in one line.")
@click.option(
    "--max-age",
    metavar="MINUTES",
    type=click.IntRange(1),
    default=15,
    show_default=True,
    help="With --health: how old the last tick and the last poll may be.",
)
@clocked
@configured
def check(config_path: Path, now: str | None, as_monitor: bool, max_age: int) -> None:
    """Prove the configuration: servers, folders, database, templates, directory."""
    config = load_config(config_path)
    if as_monitor:
        _report_health(config, instant(now, config), timedelta(minutes=max_age))
        return
    click.echo(f"ok      configuration: {config_path}")
    proofs: list[tuple[str, Callable[[Config], Iterable[str]]]] = [
        ("imap", _check_imap),
        ("smtp", _check_smtp),
        ("database", _check_database),
        ("templates", _check_templates),
        ("directory", _check_directory),
    ]
    failed = [name for name, proof in proofs if not _prove(name, proof, config)]
    if failed:
        raise click.ClickException(f"not ready: {', '.join(failed)}")


def _report_health(config: Config, now: datetime, limit: timedelta) -> None:
    from coordmail.service.health import health

    found = health(config.database, now, limit)
    if found.faults:
        raise click.ClickException(printable(found))
    click.echo(f"ok: {printable(found)}")


def _prove(name: str, proof: Callable[[Config], Iterable[str]], config: Config) -> bool:
    from coordmail.config import ConfigError
    from coordmail.mail.errors import MailError
    from coordmail.storage.database import StorageError

    try:
        remarks = list(proof(config))
    except (ConfigError, MailError, StorageError, OSError) as error:
        click.echo(f"FAILED  {name}: {printable(error)}")
        return False
    click.echo(f"ok      {name}" + (f": {printable('; '.join(remarks))}" if remarks else ""))
    return True


def _check_imap(config: Config) -> Iterable[str]:
    from coordmail.mail.mailbox import Mailbox

    with Mailbox(config.imap) as mailbox:
        return [mailbox.identity, *mailbox.check()]


def _check_smtp(config: Config) -> Iterable[str]:
    from coordmail.mail.smtp import Sender

    with Sender(config.smtp) as sender:
        sender.check()
    return [f"{config.smtp.host} as {config.smtp.address}"]


def _check_database(config: Config) -> Iterable[str]:
    with open_store(config) as store, store.transaction():
        store.session.remember("checked", datetime.now(UTC).isoformat())
    return [config.database]


def _check_templates(config: Config) -> Iterable[str]:
    check_templates(config)
    return []


def _check_directory(config: Config) -> Iterable[str]:
    directory = config.directory
    yield f"{len(directory.people)} people, {len(directory.departments)} departments"
    known = {department.name for department in directory.departments}
    for person in directory.people:
        if person.department and directory.department(person.department) is None:
            yield f"{person.name}: there is no department {person.department}"
    for name in sorted(known):
        if directory.leader_of(name) is None:
            yield f"{name} has no leader: its escalations go to the organizer"
    if not directory.people and not config.security.allowed_domains:
        yield "nobody may send notices: enter people, or security.allowed_domains"
    soon = datetime.now(config.timezone) + timedelta(days=45)
    for year in sorted({datetime.now(config.timezone).year, soon.year}):
        if not config.calendar.adjusted_days_known(year):
            yield (
                f"the adjusted workdays of {year} are not known (China publishes them each November): update the "
                "holidays library, or enter organisation.days_off and organisation.workdays"
            )


def _asked(kind: Any) -> Callable[[str], str]:
    """What a question takes: asked again, with the remedy, until the configuration would take it."""
    from pydantic import TypeAdapter, ValidationError

    def taken(answer: str) -> str:
        try:
            return str(TypeAdapter(kind).validate_python(answer.strip()))
        except ValidationError as error:
            raise click.UsageError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None

    return taken


def _quoted(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


_CONFIG = """\
# coordmail; every key: config.example.toml
language = {language}
timezone = {timezone}
database = "coordmail.db"
administrator = {administrator}

[imap]
host = {imap_host}
port = 993
security = "tls"
username = {address}
password_env = "COORDMAIL_PASSWORD"

[smtp]
host = {smtp_host}
port = 465
security = "tls"
username = {address}
password_env = "COORDMAIL_PASSWORD"
sender = {address}

[organisation]
name = {house}
holidays = "CN"
working_hours = ["09:00", "18:00"]
directory = "directory.toml"

[security]
allowed_domains = [{domain}]
"""

_DIRECTORY = """\
# Who is who: names as minutes write them, where their mail goes, who leads which department.
#
# [[organisation.departments]]
# name = "技术部"
# aliases = ["技术", "研发部"]
# leader = "wang.qiang@{domain}"
#
# [[organisation.people]]
# name = "张伟"
# email = "zhang.wei@{domain}"
# department = "技术部"
# title = "工程师"
# aliases = ["张工"]
"""
