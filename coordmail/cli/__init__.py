"""The front door: commands, their arguments, what they print, their exit codes. Decides nothing."""

from __future__ import annotations

import click

from coordmail.cli import keeping, listing, person, reading, reporting, serving, setup, story
from coordmail.cli.common import Failing


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coordmail")
def main() -> None:
    """Follows up meeting minutes by e-mail: action items, confirmations, deadlines, escalation, closure."""


for command in (
    story.demo,
    setup.init,
    setup.check,
    serving.run,
    reading.read,
    serving.feed,
    listing.meetings,
    listing.items,
    listing.show,
    listing.minutes,
    reporting.report,
    serving.outbox,
    keeping.backup,
    keeping.rebuild,
    keeping.purge,
    person.person,
):
    main.add_command(command)
