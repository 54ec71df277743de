"""The commands that keep the record: backup, purge, and those about one person."""

from __future__ import annotations

import json
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from coordmail.storage.store import Store
from tests.cli.conftest import Shell

if TYPE_CHECKING:
    from pathlib import Path

ZHANG = "zhang.wei@example.com"


@pytest.fixture
def own(record: Shell, tmp_path: Path) -> Shell:
    """A copy of the record that may be changed."""
    for file in record.folder.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return Shell(tmp_path)


def test_backup(own: Shell) -> None:
    done = own("backup", "monday.db")
    assert (done.returncode, done.stdout, done.stderr) == (0, "monday.db\nmonday.secret\n", "")
    again = own("backup", "monday.db")
    assert again.returncode == 1
    assert again.stderr == (
        "coordmail: monday.db exists already and is left as it is; name another file, or give --force\n"
    )
    assert own("backup", "monday.db", "--force").returncode == 0
    # A backup beside its secret is a database that can be looked at.
    config = own.folder / "config.toml"
    config.write_text('database = "monday.db"\n' + config.read_text(encoding="utf-8"), encoding="utf-8")
    assert "订单系统数据延迟专项沟通" in own("meetings").stdout


def test_a_backup_where_nothing_may_be_written(own: Shell) -> None:
    done = own("backup", "no/such/folder/b.db")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_purge(own: Shell) -> None:
    with Store.open(own.folder / "coordmail.db") as store, store.transaction():
        session = store.session
        session.execute("update items set status = 'closed', next_at = null where meeting_id = 1")
        session.execute("update meetings set status = 'closed', closed_at = '2024-03-06T01:00:00Z' where id = 1")
        session.execute("update outbox set state = 'sent', next_try = null where meeting_id = 1")
    trial = own("purge", "--before", "2024-05-01", "--dry-run")
    assert (trial.returncode, trial.stderr) == (0, "")
    assert trial.stdout.startswith("would go, ended before 2024-05-01: CM-1\n")
    assert "CM-1" in own("meetings").stdout
    done = own("purge", "--before", "30 days", "--now", "2024-05-31T09:00")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == trial.stdout.replace("would go", "gone")
    assert "CM-1" not in own("meetings").stdout
    assert "CM-2" in own("meetings").stdout
    assert sorted(path.name for path in own.folder.iterdir()) == ["config.toml", "coordmail.db", "coordmail.secret"]


def test_a_person_is_told(own: Shell) -> None:
    done = own("person", "export", "Zhang.Wei@example.com", "-o", "zhang.json", "--now", "2024-03-07T09:00")
    assert (done.returncode, done.stdout, done.stderr) == (0, "zhang.json\n", "")
    file = own.folder / "zhang.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = json.loads(file.read_text(encoding="utf-8"))
    assert (known["person"], known["names"]) == (ZHANG, ["张伟"])
    assert own("person", "export", ZHANG, "-o", "zhang.json").returncode == 0
    done = own("person", "export", "nobody@example.com", "-o", "n.json")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: nothing is known of nobody@example.com")
    assert not (own.folder / "n.json").exists()


def test_a_person_is_forgotten(own: Shell) -> None:
    database = own.folder / "coordmail.db"
    refused = own("person", "erase", ZHANG)
    assert refused.returncode == 1
    assert "zhang.wei@example.com is still waited for: items CM-1/1" in refused.stderr
    assert refused.stderr.count("\n") == 1
    trial = own("person", "erase", ZHANG, "--force", "--dry-run")
    assert trial.returncode == 0
    assert ZHANG.encode() in database.read_bytes()
    done = own("person", "--config", "config.toml", "erase", ZHANG, "--force")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", trial.stdout)
    assert done.stdout.startswith(f"{ZHANG} is called 已注销1 <erased-1@erased.invalid> from now on\n")
    assert "left: the directory names them still" in done.stdout
    held = b"".join(file.read_bytes() for file in own.folder.glob("coordmail.db*"))
    assert ZHANG.encode() not in held
    assert "张伟".encode() not in held
    assert own("person", "erase", ZHANG).returncode == 1


def test_nobody_is_forgotten_while_the_service_runs(own: Shell) -> None:
    from coordmail.service.lease import lease

    with lease(own.folder / "coordmail.db"):
        done = own("person", "erase", ZHANG, "--force")
    assert done.returncode == 1
    assert "another coordmail run works on" in done.stderr
