"""The command that shows the whole story with nothing to configure."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where mails, papers and the database are left.",
)
@click.option("--keep", is_flag=True, help="Leave the servers up for a mail client to look in.")
@click.option("--debug", is_flag=True, expose_value=False, help="Print a traceback when something fails.")
def demo(output: Path, keep: bool) -> None:
    """A meeting's whole way on an embedded mail server, from notice to closure."""
    from importlib.util import find_spec

    missing = [name for name in ("aiosmtpd", "pymap", "proxyprotocol") if find_spec(name) is None]
    if missing:
        raise click.ClickException(f"the demo needs {', '.join(missing)}: pip install 'coordmail[demo]'")
    from coordmail.demo.story import tell

    tell(output, keep)
