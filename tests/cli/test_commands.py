"""Every command: that it is there, that it helps, and how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coordmail.cli import main
from tests.cli.conftest import HOSTILE, Shell, write_configuration

if TYPE_CHECKING:
    import click

COMMANDS = ["demo", "init", "check", "run", "read", "feed", "meetings", "items", "show", "minutes", "report", "outbox"]
COMMANDS += ["backup", "rebuild", "purge", "person"]
SUBCOMMANDS = [*COMMANDS, "outbox retry", "outbox drop", "outbox release", "person export", "person erase"]
CLOCKED = ["check", "run", "feed", "items", "show", "minutes", "report", "outbox retry", "outbox release"]
CLOCKED += ["purge", "person export", "person erase"]
HEAVY = ["docx", "docxtpl", "icalendar", "holidays", "lxml", "imapclient", "openpyxl", "mailparser", "nh3", "pydantic"]
README = Path(__file__).parents[2] / "README.md"


def command(name: str) -> click.Command:
    found: click.Command = main
    for part in name.split():
        found = found.commands[part]  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    table = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `coordmail ")]
    if not table:
        pytest.skip("README.md has no table of commands")
    assert any(f"`coordmail {name}" in line for line in table)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_options_that_every_command_takes(name: str) -> None:
    options = {option for parameter in command(name).params for option in parameter.opts}
    assert "--debug" in options
    assert ("--config" in options) is (name != "demo")
    assert ("--now" in options) is (name in CLOCKED)
    assert (command(name).help or "").endswith(".")


@pytest.mark.parametrize("name", ["", "items", "outbox drop"])
def test_help_is_read_without_a_configuration(shell: Shell, name: str) -> None:
    done = shell(*name.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom coordmail.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["items", "--nonsense"],
        ["items", "--status", "lost"],
        ["items", "--now", "yesterday"],
        ["show"],
        ["minutes", "CM-1"],
        ["read"],
        ["read", "missing.eml"],
        ["feed", "missing.eml"],
        ["outbox", "retry", "x"],
        ["run", "--now", "2024-03-05"],
        ["backup"],
        ["rebuild", "missing"],
        ["rebuild", "--until", "soon"],
        ["purge"],
        ["purge", "--before", "soon"],
        ["purge", "--before", "2 workdays"],
        ["purge", "--before", "2024-03-08", "--now", "2024-03-07T09:00"],
        ["person", "export", "li.na@example.com"],
        ["person", "erase"],
    ],
)
def test_wrong_usage(record: Shell, args: list[str]) -> None:
    done = record(*args)
    assert done.returncode == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


NEEDS_CONFIG = [["check"], ["run", "--once"], ["feed", "."], ["meetings"], ["items"], ["show", "CM-1"], ["outbox"]]
NEEDS_CONFIG += [["minutes", "CM-1", "-o", "x.docx"], ["outbox", "retry", "1"], ["outbox", "drop", "1"]]
NEEDS_CONFIG += [
    ["backup", "b.db"],
    ["rebuild"],
    ["purge", "--before", "2024-03-01"],
    ["person", "erase", "a@b.example"],
]
NEEDS_CONFIG += [["person", "export", "a@b.example", "-o", "x.json"]]


@pytest.mark.parametrize("args", NEEDS_CONFIG)
def test_one_line_without_a_configuration(shell: Shell, args: list[str]) -> None:
    done = shell(*args)
    assert done.returncode == 1
    assert done.stderr == "coordmail: config.toml does not exist; create it with: coordmail init\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["show", "CM-77"], "there is no meeting 'CM-77'"),
        (["show", "CM-1/77"], "CM-1 has no item 77"),
        (["show", ""], "there is no meeting ''"),
        (["minutes", "CM-2", "-o", "x.docx"], "CM-2 has no minutes yet"),
        (["minutes", "CM-1", "-o", "no/such/folder/x.docx"], "No such file or directory: no/such/folder/x.docx"),
        (["outbox", "retry", "999"], "no unsent mail has the ID 999"),
        (["outbox", "drop", "999"], "no unsent mail has the ID 999"),
        (["items", "--config", "missing.toml"], "missing.toml does not exist"),
    ],
)
def test_one_line_when_something_fails(record: Shell, args: list[str], said: str) -> None:
    done = record(*args)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_traceback_comes_with_debug_only(shell: Shell) -> None:
    assert "Traceback" not in shell("items").stderr
    done = shell("items", "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_where_the_configuration_is_found(record: Shell, shell: Shell) -> None:
    config = record.folder / "config.toml"
    assert shell("items", "--config", config).returncode == 0
    assert shell("items", COORDMAIL_CONFIG=str(config)).returncode == 0
    assert shell("items", "--config", "missing.toml", COORDMAIL_CONFIG=str(config)).returncode == 1
    assert shell("items", COORDMAIL_CONFIG="missing.toml").returncode == 1
    assert record("items").returncode == 0


def test_a_database_that_cannot_be_used(shell: Shell) -> None:
    write_configuration(shell.folder)
    (shell.folder / "coordmail.db").write_bytes(b"garbage")
    done = shell("items")
    assert done.returncode == 1
    assert done.stderr.startswith(f"coordmail: the database {shell.folder / 'coordmail.db'} cannot be used: ")
    assert done.stderr.count("\n") == 1


def test_a_second_run_says_so(shell: Shell) -> None:
    from coordmail.service.lease import lease

    write_configuration(shell.folder)
    with lease(shell.folder / "coordmail.db"):
        done = shell("run", "--once")
    assert done.returncode == 1
    assert "another coordmail run works on" in done.stderr
    assert done.stderr.count("\n") == 1


ITEM_KEYS = "ref meeting number task owner owner_email department due original_due percent status overdue blocked"
ITEM_KEYS += " deliverable resources"
MEETING_KEYS = "ref topic start end place organizer recorder status version items open_items"


def test_items_as_json(record: Shell) -> None:
    items = record.lines("items", "--json", "--now", "2024-03-07T10:00")
    assert [item["ref"] for item in items] == ["CM-1/1", "CM-1/2", "CM-1/3", "CM-2/1"]
    assert all(list(item) == ITEM_KEYS.split() for item in items)
    first, last = items[0], items[-1]
    assert (first["meeting"], first["number"], first["due"], first["status"]) == ("CM-1", 1, "2024-03-06", "open")
    assert (first["owner_email"], first["percent"], first["resources"]) == ("zhang.wei@example.com", 0, [])
    assert [item["overdue"] for item in items] == [True, False, False, False]
    assert (last["blocked"], last["due"], last["task"]) == (True, None, HOSTILE)


@pytest.mark.parametrize(
    ("filters", "refs"),
    [
        (["--overdue", "--now", "2024-03-08T10:00"], ["CM-1/1", "CM-1/3"]),
        (["--overdue", "--now", "2024-03-05T10:00"], []),
        (["--owner", "张伟"], ["CM-1/1"]),
        (["--owner", "Wang.Qiang@example.com"], ["CM-1/2"]),
        (["--department", "技术部"], ["CM-1/1", "CM-1/2"]),
        (["--department", "技术部", "--owner", "赵敏"], []),
        (["--status", "closed"], []),
        (["--status", "open", "--owner", "赵敏"], ["CM-1/3"]),
    ],
)
def test_filters(record: Shell, filters: list[str], refs: list[str]) -> None:
    assert [item["ref"] for item in record.lines("items", "--json", *filters)] == refs


def test_meetings_as_json(record: Shell) -> None:
    first, second = record.lines("meetings", "--json")
    assert list(first) == list(second) == MEETING_KEYS.split()
    assert (first["ref"], first["start"], first["status"]) == ("CM-1", "2024-03-05T14:00", "tracking")
    assert (first["version"], first["items"], first["open_items"]) == (1, 3, 3)
    assert second["start"] is None


def test_json_where_the_output_is_no_utf_8(record: Shell) -> None:
    done = record("items", "--json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "张伟" in [json.loads(line)["owner"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("args", [["meetings"], ["items"], ["show", "CM-2"], ["show", "CM-2/1"], ["outbox"]])
def test_hostile_text_does_not_reach_the_terminal(record: Shell, args: list[str]) -> None:
    done = record(*args)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[bold]y[/bold]" in done.stdout
    assert not [c for c in done.stdout if not c.isprintable() and c != "\n"]


def test_show(record: Shell) -> None:
    meeting = record("show", "cm-1").stdout
    for words in ("订单系统数据延迟专项沟通", "会议通知", "summary", "2024-03-05 17:00", "registered", "2024-03-06"):
        assert words in meeting
    item = record("show", "CM-1/2").stdout
    assert "王强" in item
    assert "张伟" not in item


def test_minutes(record: Shell, tmp_path: Path) -> None:
    from docx import Document

    paper = tmp_path / "minutes.docx"
    done = record("minutes", "CM-1", "-o", paper)
    assert (done.returncode, done.stdout) == (0, f"{paper}: CM-1 订单系统数据延迟专项沟通\n")
    document = Document(str(paper))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "完成服务器扩容" in text


def test_the_weekly_report(record: Shell, tmp_path: Path) -> None:
    from docx import Document

    folder = tmp_path / "papers"
    done = record("report", "weekly", "-o", folder, "--now", "2024-03-08T12:00")
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(folder.glob("*.docx"))
    assert sorted(done.stdout.splitlines()) == [str(file) for file in sorted(folder.iterdir())]
    assert [file.stem.rpartition(" ")[2] for file in files] == ["刘洋", "王强"]
    text = "\n".join(cell.text for table in Document(str(files[1])).tables for row in table.rows for cell in row.cells)
    assert "完成服务器扩容" in text


def test_nothing_to_report(shell: Shell) -> None:
    write_configuration(shell.folder)
    for which in ("weekly", "monthly"):
        done = shell("report", which, "--now", "2024-03-08T12:00")
        assert (done.returncode, done.stdout) == (0, "nothing to report\n")


def test_the_outbox_is_retried_and_dropped(shell: Shell) -> None:
    from datetime import UTC, datetime

    from coordmail.storage.store import Store

    config = write_configuration(shell.folder)
    assert shell("outbox").stdout == "nothing waits\n"
    with Store.open(shell.folder / "coordmail.db") as store:
        now = datetime(2024, 3, 5, tzinfo=UTC)
        ids = [store.outbox.add(f"k{n}", "form", None, f"<{n}>", "s", b"", ["a@example.com"], now) for n in range(2)]
    assert "a@example.com" in shell("outbox").stdout
    assert shell("outbox", "drop", str(ids[0])).stdout == f"mail {ids[0]} is dropped\n"
    done = shell("outbox", "retry", str(ids[0]), "--config", config, "--now", "2024-03-06T09:00")
    assert done.stdout == f"mail {ids[0]} goes out with the next pass\n"
    assert "2024-03-06T01:00:00Z" in shell("outbox", "--config", config).stdout
    for n in ids:
        assert shell("outbox", "--config", config, "drop", str(n)).returncode == 0
    assert shell("outbox").stdout == "nothing waits\n"
