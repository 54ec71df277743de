"""Running coordmail as a person does, in a folder with a configuration and a recorded meeting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from coordmail.storage.store import Store
from tests.workflow.office import LEADERS, PEOPLE, Office, configuration, mail_address

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "x\x1b]0;owned\x07\x1b[31m[bold]y[/bold]\u202e\x9b2J"


@dataclass(frozen=True)
class Shell:
    folder: Path

    def __call__(self, *args: str | Path, answers: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        # Of the environment only what does not lead to another configuration.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("COORDMAIL_")}
        kept.pop("COLUMNS", None)
        return subprocess.run(
            [sys.executable, "-m", "coordmail", *map(str, args)],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(__file__))), **env},  # noqa: PTH120
            input=answers,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def lines(self, *args: str | Path) -> list[dict[str, Any]]:
        done = self(*args)
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]


def write_configuration(folder: Path, imap_port: int = 1, smtp_port: int = 1, extra: str = "") -> Path:
    path = folder / "config.toml"
    tables = [f'[[organisation.departments]]\nname = "{n}"\nleader = "{mail_address(w)}"\n' for n, w in LEADERS]
    tables += [
        f'[[organisation.people]]\nname = "{name}"\nemail = "{mail_address(who)}"\ndepartment = "{department}"\n'
        for name, who, department, _ in PEOPLE
    ]
    path.write_text(
        f'administrator = "it@example.com"\n{extra}\n'
        f'[imap]\nhost = "127.0.0.1"\nport = {imap_port}\nsecurity = "none"\nusername = "minutes@corp.example"\n'
        'password_env = "SECRET"\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp_port}\nsecurity = "none"\nsender = "minutes@corp.example"\n'
        + "".join(tables),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder whose record nobody changes: the example meeting under way, and a hostile one."""
    folder = tmp_path_factory.mktemp("record")
    write_configuration(folder)
    with Store.open(folder / "coordmail.db") as store:
        office = Office(store, configuration(folder / "coordmail.db"))
        office.tracked()
        with store.transaction():
            meeting = store.meetings.by_ref("CM-1")
            assert meeting
            store.meetings.add(
                {"topic": HOSTILE, "topic_key": "x", "status": meeting.status, "language": "zh", "place": HOSTILE}, []
            )
            store.items.add(
                {"meeting_id": 2, "number": 1, "task": HOSTILE, "status": "open", "owner": HOSTILE, "blocked": "b"}
            )
            store.outbox.add("h", "form", 2, "<h>", HOSTILE, b"", ["li.na@example.com"], office.now)
    return Shell(folder)
