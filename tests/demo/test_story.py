"""The demo: the whole story once, and what it leaves behind."""

from __future__ import annotations

import email
import os
import subprocess
import sys
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl import load_workbook

from coordmail.record import ItemStatus, MeetingStatus
from coordmail.storage.store import Store

if TYPE_CHECKING:
    from email.message import EmailMessage

pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).parents[2]

# Every connection and every look-up of a name is told to this process before it is made.
WATCHED = """
import sys
def watch(event, args):
    if event == "socket.connect" and not (isinstance(args[1], tuple) and args[1][0] in ("127.0.0.1", "::1")):
        print("CONNECTS TO", args[1], file=sys.stderr)
    if event == "socket.getaddrinfo" and args[0] not in ("127.0.0.1", "::1", "localhost", None):
        print("LOOKS UP", args[0], file=sys.stderr)
sys.addaudithook(watch)
from coordmail.cli import main
main(prog_name="coordmail")
"""


def demo(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCHED, "demo", *args],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COORDMAIL_CONFIG": "/nowhere"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@dataclass(frozen=True)
class Told:
    folder: Path
    done: subprocess.CompletedProcess[str]
    seconds: float
    """Of processor time: what else the machine does at the time is not the demo's doing."""

    def mails(self, kind: str) -> list[EmailMessage]:
        files = sorted((self.folder / "mails").glob(f"*-{kind}-*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("demo") / "out"
    before = os.times()
    done = demo("--output", str(folder))
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Told(folder, done, used)


def addresses(header: object) -> set[str]:
    return {address.addr_spec.partition("@")[0] for address in getattr(header, "addresses", ())}


def test_it_ends_well_quietly_and_in_time(told: Told) -> None:
    assert (told.done.returncode, told.done.stderr) == (0, "")
    assert told.seconds < 20
    for words in (
        "Mon 04 March 2024",
        "张伟 confirms",
        "escalation",
        "CM-1",
        "3 of 3 items closed",
        "2 of 2",
        "papers",
    ):
        assert words in told.done.stdout


def test_what_is_left(told: Told) -> None:
    names = {path.name for path in told.folder.iterdir()}
    assert names >= {"mails", "papers", "coordmail.db", "coordmail.secret", "config.toml", "directory.toml"}
    assert len(list((told.folder / "mails").glob("*.eml"))) > 70
    with Store.open(told.folder / "coordmail.db") as store:
        meetings = store.meetings.all()
        assert [meeting.status for meeting in meetings] == [MeetingStatus.CLOSED] * 2
        items = [item for meeting in meetings for item in store.items.of_meeting(meeting.id)]
        assert [item.status for item in items] == [ItemStatus.CLOSED] * 5
        assert store.outbox.unsent() == []
        assert store.administration.untold() == []


def test_to_and_copies_of_the_summaries(told: Told) -> None:
    chinese, english = told.mails("summary")
    people = {"li.na", "wang.qiang", "zhang.wei", "zhao.min", "sun.yue"}
    # The recorder took no part and has no item, but she wrote the minutes.
    assert people <= addresses(chinese["To"]) <= people | {"chen.chen"}
    assert addresses(chinese["Cc"]) >= {"liu.yang", "zhou.fang"}
    assert not addresses(chinese["Cc"]) & addresses(chinese["To"])
    assert addresses(english["To"]) == {"emma.brown", "olivia.reed", "tom.walker", "david.miller"}
    assert [part.get_filename() for part in english.iter_attachments()] == ["CM-2 Website relaunch kickoff.docx"]


def test_every_kind_of_the_main_line_was_sent(told: Told) -> None:
    kinds = "registered form understood confirm-request confirm-reminder objection summary approval-request reminder"
    kinds += " overdue escalation delay-request verify-request noted closed query-answer from-people"
    assert [kind for kind in kinds.split() if not told.mails(kind)] == []


def test_every_paper_opens_and_says_something(told: Told) -> None:
    papers = list((told.folder / "papers").glob("*.docx"))
    assert len(papers) >= 6
    for paper in papers:
        document = Document(str(paper))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert "".join([*cells, *(paragraph.text for paragraph in document.paragraphs)]).strip()


def test_leaders_get_the_reports_of_the_week_and_the_month(told: Told) -> None:
    weekly = [
        (addresses(m["To"]), [part.get_filename() for part in m.iter_attachments()])
        for m in told.mails("weekly-report")
    ]
    assert ({"wang.qiang"}, ["周度协作报告 2024-W10.docx", "协作事项跟踪表 2024-W10.xlsx"]) in weekly
    assert ({"emma.brown"}, ["Weekly report 2024-W10.docx", "Tracking sheet 2024-W10.xlsx"]) in weekly
    assert {str(m["To"].addresses[0].username) for m in told.mails("monthly-review")} >= {"li.na", "emma.brown"}
    sheets = [load_workbook(file) for file in (told.folder / "papers").glob("*跟踪表*.xlsx")]
    rows = [str(row) for sheet in sheets for row in sheet.worksheets[0].values]
    assert any("CM-1/1 调整同步频率" in row for row in rows)


def test_its_own_output_is_replaced(told: Told, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "mails").mkdir(parents=True)
    (folder / ".coordmail-demo").touch()
    (folder / "mails" / "old.eml").touch()
    done = demo("--output", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "mails" / "old.eml").exists()
    # The same story comes out the same, whenever it is told: mail for mail.
    assert {p.name for p in (folder / "mails").iterdir()} == {p.name for p in (told.folder / "mails").iterdir()}


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = demo("--output", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"Error: {tmp_path} is not empty; name another folder with --output\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    assert demo("--output", str(tmp_path / "out")).returncode == 2
