"""`coordmail read` and the long-running commands, as scripts use them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import HOSTILE, Shell, write_configuration

if TYPE_CHECKING:
    from coordmail.demo.servers import EmbeddedServers

CORPUS = Path(__file__).parents[1] / "corpus"
KEYS = "file kind language sender subject new_text meeting minutes actions resources reply problems"
PARTS = {
    "meeting": "topic start end place organizer recorder departments attendees goal agenda materials",
    "minutes": "problem points decisions next_meeting remarks",
    "reply": "answer percent new_due reason comment items",
}
LISTS = {
    "actions": "task owner owner_email department due resources deliverable",
    "resources": "what amount currency department approver",
    "problems": "code where message",
}
KINDS = {"notice", "minutes", "reply", "incident", "query", "automatic", "bounce", "other"}


def mail(folder: Path, subject: str = "会议通知:周会", text: str = "会议主题:周会\n", name: str = "a.eml") -> Path:
    path = folder / name
    header = "From: li.na@example.com\r\nDate: Mon, 04 Mar 2024 09:30:00 +0800\r\nMessage-ID: <1@example.com>\r\n"
    path.write_bytes(f"{header}Subject: {subject}\r\n\r\n{text}".encode())
    return path


def test_one_object_a_line_in_the_order_of_the_files(shell: Shell) -> None:
    files = sorted(CORPUS.glob("*.eml"), reverse=True)
    facts = shell.lines("read", "--json", *files, files[0])
    assert [f["file"] for f in facts] == [str(file) for file in (*files, files[0])]
    assert {f["kind"] for f in facts} >= {"notice", "minutes", "reply", "bounce"}
    for one in facts:
        assert list(one) == KEYS.split()
        assert one["kind"] in KINDS
        for part, keys in PARTS.items():
            assert one[part] is None or set(one[part]) == set(keys.split())
        for part, keys in LISTS.items():
            assert all(set(entry) == set(keys.split()) for entry in one[part])


def test_reading_changes_nothing(shell: Shell) -> None:
    write_configuration(shell.folder)
    file = mail(shell.folder)
    before = sorted(shell.folder.iterdir())
    shell.lines("read", "--json", file)
    assert sorted(shell.folder.iterdir()) == before


def test_the_directory_is_used_where_there_is_one(shell: Shell) -> None:
    file = mail(shell.folder, text="会议主题:周会\n会议时间:2024年3月5日14:00\n参会人员:张伟\n")
    (without,) = shell.lines("read", "--json", file)
    write_configuration(shell.folder)
    (with_one,) = shell.lines("read", "--json", file)
    assert [a["email"] for f in (without, with_one) for a in f["meeting"]["attendees"]] == [
        None,
        "zhang.wei@example.com",
    ]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_hostile_mail_for_a_person(shell: Shell, as_json: bool) -> None:
    file = mail(shell.folder, HOSTILE, HOSTILE)
    done = shell("read", *(["--json"] if as_json else []), file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[bold]y[/bold]" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 999, b"Content-Type: multipart/mixed\r\n\r\n--\r\n"])
def test_nonsense_is_other(shell: Shell, content: bytes) -> None:
    (shell.folder / "a.eml").write_bytes(content)
    (facts,) = shell.lines("read", "--json", "a.eml")
    assert list(facts) == KEYS.split()


def test_a_file_name_that_is_no_utf_8(shell: Shell) -> None:
    name = os.fsdecode(b"\xd6\xdc\xbb\xe1.eml")
    mail(shell.folder, name=name)
    done = shell("read", "--json", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["file"].endswith(".eml")


def test_feeding_takes_a_mail_once(shell: Shell) -> None:
    write_configuration(shell.folder)
    file = mail(shell.folder, text="会议主题:周会\n会议时间:2024年3月5日14:00\n")
    for _ in range(2):
        done = shell("feed", file, "--now", "2024-03-04T10:00")
        assert (done.returncode, done.stderr) == (0, "")
    (meeting,) = shell.lines("meetings", "--json")
    assert (meeting["topic"], meeting["start"]) == ("周会", "2024-03-05T14:00")


def test_one_pass(shell: Shell, embedded: EmbeddedServers) -> None:
    write_configuration(shell.folder, embedded.imap_port, embedded.smtp_port)
    embedded.deliver("minutes@corp.example", mail(shell.folder).read_bytes())
    for expected in ("1 received, 1 sent\n", "0 received, 0 sent\n"):
        done = shell("run", "--once", SECRET="geheim-1")
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    (sent,) = embedded.sent
    assert sent.recipients == ("li.na@example.com",)


def test_one_pass_without_servers(shell: Shell) -> None:
    write_configuration(shell.folder)
    shell("feed", mail(shell.folder), "--now", "2024-03-04T10:00")
    done = shell("run", "--once", "--now", "2024-03-04T10:05", SECRET="x")
    assert done.returncode == 1
    assert done.stdout == "0 received, 0 sent\n"
    for line in ("coordmail: 127.0.0.1:1: no connection",):
        assert line in done.stderr
    assert "Traceback" not in done.stderr


def table_of(printed: str) -> list[list[str]]:
    """The rows of the printed table of facts; cells that wrapped are joined again."""
    rows: list[list[str]] = []
    for line in printed.splitlines():
        if line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [f"{known}{cell}" for known, cell in zip(rows[-1], cells, strict=True)]
    return rows


def test_a_person_sees_the_words_and_the_rule_of_each_fact(shell: Shell) -> None:
    write_configuration(shell.folder)
    text = (
        "会议主题:周会\n会议时间:2024年3月5日14:00\n待办事项:\n1. 由张伟负责于3月8日前完成接口联调\n"
        "2. 更新话术 责任人:李娜 完成时间:3月11日\n下次会议:2024年3月12日10:00\n"
    )
    done = shell("read", mail(shell.folder, "会议纪要:周会", text))
    assert (done.returncode, done.stderr) == (0, "")
    told = {row[0]: row[1:] for row in table_of(done.stdout)}
    assert told["meeting.start"] == ["2024-03-05T14:00", "会议时间: 2024年3月5日14:00", "label", "line 2"]
    assert told["meeting.organizer"][2] == "sender"
    first = ["由张伟负责于3月8日前完成接口联调", "item of a task list", "line 4"]
    assert told["action 1 task"] == ["完成接口联调", *first]
    assert told["action 1 owner"] == ["张伟", "〃", "sentence that charges somebody", "line 4"]
    assert told["action 1 due"] == ["2024-03-08", "〃", "deadline in the sentence", "line 4"]
    assert told["action 2 owner"][2:] == ["label on the item's line", "line 5"]
    assert told["minutes.next_meeting"] == ["2024-03-12T10:00", "下次会议: 2024年3月12日10:00", "label", "line 6"]
    assert "because of label" in done.stdout


def test_a_person_sees_which_words_answered_which_item(shell: Shell) -> None:
    text = "1 已完成\n2 申请延期到3月12日,因为供应商未报价\n\n> 原来的话\n"
    done = shell("read", mail(shell.folder, "Re: [CM-12-7K3Q9F] 提醒", text))
    told = {row[0]: row[1:] for row in table_of(done.stdout)}
    assert told["item 1 answer"][:3] == ["done", "已完成", "words of an answer"]
    assert told["item 2 new_due"][0::2][:2] == ["2024-03-12", "date in the answer"]
    assert done.stdout.count("> 原来的话") == 1
    assert "cut off:" in done.stdout
