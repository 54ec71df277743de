"""The demo: two meetings go their whole way on embedded servers, on a clock that is moved."""

from __future__ import annotations

import email
import re
import shutil
from email.policy import default
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from coordmail.config import load, parse_instant
from coordmail.demo.actors import Actors
from coordmail.demo.cast import MAILBOX, PASSWORD, PEOPLE, address, write_config
from coordmail.demo.script import SCENES, Scene
from coordmail.demo.servers import EmbeddedServers
from coordmail.service.loop import Service
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

    from coordmail.config import Config

_MARK = ".coordmail-demo"


def tell(output: Path, keep: bool) -> None:
    """Play the story, print its timeline, and leave mails, papers and database in `output`."""
    folder = _fresh(output)
    users = {MAILBOX: PASSWORD} | {address(who): PASSWORD for _, who, *_ in PEOPLE} | {"it@example.com": PASSWORD}
    with EmbeddedServers(users) as servers:
        config = load(write_config(folder, servers.imap_port, servers.smtp_port))
        stage = _Stage(folder, config, servers)
        with Store.open(config.database) as store:
            service = Service(config, store)
            for scene in SCENES:
                stage.play(scene, service)
            service.close()
            stage.finish(store)
        if keep:
            _keep(stage.out, servers)


def _fresh(output: Path) -> Path:
    """An empty folder; what an earlier demo left there is replaced, anything else is left alone."""
    if output.exists() and any(output.iterdir()):
        if not (output / _MARK).exists():
            raise click.ClickException(f"{output} is not empty; name another folder with --output")
        shutil.rmtree(output)
    for part in ("mails", "papers"):
        (output / part).mkdir(parents=True, exist_ok=True)
    (output / _MARK).touch()
    return output


class _Stage:
    """Where the story is played and what is left of it."""

    def __init__(self, folder: Path, config: Config, servers: EmbeddedServers) -> None:
        self.out = Console(highlight=False, markup=False)
        self._folder = folder
        self._config = config
        self._servers = servers
        self._actors = Actors(servers)
        self._mails = 0
        self._sent = 0
        self._day = ""

    def play(self, scene: Scene, service: Service) -> None:
        """One scene: the clock moves, somebody acts, coordmail makes a pass."""
        now = parse_instant(scene.when, self._config.timezone)
        self._tell_time(now, scene.what)
        if scene.act:
            mail = scene.act(self._actors, now)
            self._keep_mail(mail)
        service.one_pass(now)
        for sent in self._servers.sent[self._sent :]:
            self._tell_mail(email.message_from_bytes(sent.data, policy=default))
        self._sent = len(self._servers.sent)

    def finish(self, store: Store) -> None:
        """Say how it ended, and what to look at."""
        from coordmail.record import MeetingStatus

        meetings = store.meetings.all()
        unfinished = [m.ref for m in meetings if m.status is not MeetingStatus.CLOSED]
        self.out.print()
        for meeting in meetings:
            total, left = store.items.counts(meeting.id)
            self.out.print(
                Text(f"{meeting.ref} {meeting.topic}: {meeting.status}, {total - left} of {total} items closed")
            )
        if unfinished or len(meetings) != 2:
            raise click.ClickException(f"the story did not end as it should: {unfinished or len(meetings)}")
        self.out.print(Text(f"{self._sent} mails went out. What to look at:", style="bold"))
        config = self._folder / "config.toml"
        for what, where in (
            ("every mail, in order", self._folder / "mails"),
            ("the papers and sheets", self._folder / "papers"),
            ("the database", self._folder / "coordmail.db"),
            ("one meeting's history", f"coordmail show CM-1 --config {config}"),
            ("all items", f"coordmail items --config {config}"),
        ):
            self.out.print(Text(f"  {what:24}{where}"))

    def _tell_time(self, now: datetime, what: str) -> None:
        day = now.strftime("%a %d %B %Y")
        if day != self._day:
            self._day = day
            self.out.print(Text(f"\n{day}", style="bold"))
        self.out.print(Text.assemble((now.strftime("%H:%M  "), "cyan"), (what, "")))

    def _tell_mail(self, mail: EmailMessage) -> None:
        self._keep_mail(mail)
        kind = str(mail["X-Coordmail"]).partition(";")[0]
        copied = f"  CC {_names(mail['Cc'])}" if mail["Cc"] else ""
        line = Text.assemble("       → ", (f"{kind:17}", "green"), f"{_names(mail['To'])}", (copied, "magenta"))
        self.out.print(line)
        for part in mail.iter_attachments():
            name = part.get_filename() or "attachment"
            content = part.get_payload(decode=True)
            if name.endswith((".docx", ".xlsx")) and isinstance(content, bytes):
                (self._folder / "papers" / f"{self._mails:03}-{_safe(name)}").write_bytes(content)
                self.out.print(Text(f"         {name}", style="dim"))

    def _keep_mail(self, mail: EmailMessage) -> None:
        self._mails += 1
        kind = str(mail["X-Coordmail"] or "from-people").partition(";")[0]
        sender = str(mail["From"]).rpartition("<")[2].partition("@")[0]
        to = str(mail["To"]).rpartition("<")[2].partition("@")[0]
        name = f"{self._mails:03}-{kind}-{sender if to == 'minutes' else to}.eml"
        (self._folder / "mails" / _safe(name)).write_bytes(mail.as_bytes())


def _names(header: object) -> str:
    return ", ".join(a.display_name or a.addr_spec for a in getattr(header, "addresses", ()))


def _safe(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)


def _keep(out: Console, servers: EmbeddedServers) -> None:
    out.print(
        Text(
            f"\nThe servers stay up: IMAP 127.0.0.1:{servers.imap_port}, SMTP 127.0.0.1:{servers.smtp_port}, no TLS, "
            f"user {MAILBOX} or anybody's address, password {PASSWORD}. Enter ends them."
        )
    )
    click.pause("")
