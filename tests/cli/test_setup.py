"""Setting coordmail up: what init writes, and what check proves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from coordmail.config import load
from tests.cli.conftest import Shell, write_configuration

if TYPE_CHECKING:
    from coordmail.demo.servers import EmbeddedServers

ANSWERS = 'minutes@example.com\n示例"公司"\nen\nEurope/Berlin\n\nmail.example.com\n\n'


def test_init_writes_what_loads(shell: Shell) -> None:
    done = shell("init", answers=ANSWERS)
    assert (done.returncode, done.stderr) == (0, "")
    config = load(shell.folder / "config.toml")
    assert (config.organisation.name, config.language, str(config.timezone)) == ('示例"公司"', "en", "Europe/Berlin")
    assert (config.imap.host, config.smtp.host) == ("imap.example.com", "mail.example.com")
    assert (config.administrator, config.imap.username) == ("it@example.com", "minutes@example.com")
    assert config.security.allowed_domains == ["example.com"]
    assert config.organisation.directory == str(shell.folder / "directory.toml")
    assert "geheim" not in (shell.folder / "config.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["config.toml", "directory.toml"])
def test_init_never_overwrites(shell: Shell, name: str) -> None:
    (shell.folder / name).write_text("mine", encoding="utf-8")
    done = shell("init", answers=ANSWERS)
    assert done.returncode == 1
    assert f"{name} exists already and is left as it is" in done.stderr
    assert {path.name: path.read_text(encoding="utf-8") for path in shell.folder.iterdir()} == {name: "mine"}


def test_init_asks_again_until_the_answer_can_be_used(shell: Shell) -> None:
    done = shell(
        "init",
        answers="minutes\nminutes@example.com\nx\nde\nen\nBeijing\nAsia/Shanghai\nimaps://x\nimap.example.com\n\n\n",
    )
    assert done.returncode == 0
    for words in ("is not an e-mail address", "is not a time zone", "is not a host"):
        assert words in done.stdout + done.stderr
    assert load(shell.folder / "config.toml").imap.host == "imap.example.com"


def test_init_given_up_writes_nothing(shell: Shell) -> None:
    done = shell("init", answers="minutes@example.com\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert list(shell.folder.iterdir()) == []


def test_check_is_content(shell: Shell, embedded: EmbeddedServers) -> None:
    write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port)
    for _ in range(2):
        done = shell("check", SECRET="geheim-1")
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert [line.split()[0] for line in lines] == ["ok"] * 6
        assert [line.split()[1].rstrip(":") for line in lines] == [
            "configuration",
            "imap",
            "smtp",
            "database",
            "templates",
            "directory",
        ]
    assert "7 people, 4 departments" in lines[-1]
    assert "geheim" not in done.stdout


def test_check_makes_missing_folders(shell: Shell, embedded: EmbeddedServers) -> None:
    from imapclient import IMAPClient

    write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port)
    shell("check", SECRET="geheim-1")
    with IMAPClient("127.0.0.1", embedded.imap_port, ssl=False) as client:
        client.login("minutes@corp.example", "geheim-1")
        assert {"INBOX", "Processed", "Quarantine"} <= {name for _, _, name in client.list_folders()}


@pytest.mark.parametrize(
    ("secret", "said"), [("geheim-9", "FAILED  imap: "), (None, "SECRET (password_env) is not set")]
)
def test_check_with_a_wrong_password(shell: Shell, embedded: EmbeddedServers, secret: str | None, said: str) -> None:
    write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port)
    done = shell("check", **({"SECRET": secret} if secret else {}))
    assert done.returncode == 1
    assert said in done.stdout
    assert done.stderr == "Error: not ready: imap\n"
    assert "ok      smtp" in done.stdout
    assert "geheim" not in done.stdout


def test_check_with_dead_ports_and_a_bad_database(shell: Shell) -> None:
    write_configuration(shell.folder)
    (shell.folder / "coordmail.db").mkdir()
    done = shell("check", SECRET="x")
    assert done.returncode == 1
    assert done.stderr == "Error: not ready: imap, smtp, database\n"
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok", *["FAILED"] * 3, "ok", "ok"]


def test_check_finds_a_broken_template(shell: Shell, embedded: EmbeddedServers) -> None:
    write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port, 'templates = "ours"')
    root = Path(__file__).parents[2] / "templates"
    file = next(iter(sorted(root.rglob("reminder*"))))
    broken = shell.folder / "ours" / file.relative_to(root)
    broken.parent.mkdir(parents=True)
    broken.write_text("{% if %}", encoding="utf-8")
    done = shell("check", SECRET="geheim-1")
    assert done.returncode == 1
    assert done.stderr == "Error: not ready: templates\n"
    assert broken.name in done.stdout


def test_a_paper_that_an_office_spoilt_is_named_before_anything_runs(shell: Shell) -> None:
    write_configuration(shell.folder, 1, 1, 'templates = "ours"')
    (shell.folder / "ours").mkdir()
    document = Document()
    document.add_paragraph("{{ topics }}")
    document.save(str(shell.folder / "ours" / "form.zh.docx"))
    done = shell("run", "--once", SECRET="geheim-1")
    assert done.returncode == 1
    assert "form.zh.docx: unknown field topics; form.zh.docx: missing field ref" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_who_is_missing(shell: Shell, embedded: EmbeddedServers) -> None:
    config = write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port)
    with config.open("a", encoding="utf-8") as file:
        file.write('[[organisation.people]]\nname = "林"\nemail = "lin@example.com"\ndepartment = "没有部"\n')
        file.write('[[organisation.departments]]\nname = "法务部"\n')
    done = shell("check", SECRET="geheim-1")
    assert done.returncode == 0
    assert "林: there is no department 没有部" in done.stdout
    assert "法务部 has no leader" in done.stdout
