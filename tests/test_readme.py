"""The READMEs: the two say the same, what they show exists, and their examples work as they say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from coordmail.cli import main
from coordmail.config import load
from coordmail.demo.script import SCENES
from coordmail.extraction.dates import DateContext
from coordmail.extraction.orders import read_orders
from coordmail.extraction.people import Context
from coordmail.extraction.queries import read_query
from coordmail.extraction.replies import read_reply
from coordmail.extraction.reply_corrections import read_corrections
from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Answer, Kind, Person
from coordmail.record import MailKind
from tests.extraction.invented import CALENDAR, DIRECTORY

if TYPE_CHECKING:
    from coordmail.model import Understanding

ROOT = Path(__file__).parent.parent
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
READMES = pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])
ENGLISH_PEOPLE = (Person("Tom Walker", "tom.walker@example.com"), Person("Olivia Reed", "olivia.reed@example.com"))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r'\]\(([^)#\s]+)\)|(?:src|href)="([^"]+)"')
_ROW = re.compile(r"^\| `coordmail (\w+)[^`]*` \| (.*) \|$", re.MULTILINE)
_OPTION = re.compile(r"`(--[a-z]+)`")


def blocks(readme: Path) -> list[tuple[str, str]]:
    """The code blocks of a README: language and content."""
    return [(found[1], found[2]) for found in _BLOCK.finditer(readme.read_text(encoding="utf-8"))]


def block(start: str) -> str:
    """The one code block that begins with `start`."""
    (found,) = (content for _, content in blocks(ENGLISH) if content.startswith(start))
    return found


def prose(readme: Path) -> str:
    """A README without its code blocks."""
    return _BLOCK.sub("", readme.read_text(encoding="utf-8"))


def shape(readme: Path) -> list[str]:
    """What kind of line each line of the prose is: heading, picture, list entry, row with so many cells, text."""
    marks = re.compile(r"#+ |<img |- |\d\. |\|")
    lines = [line for line in prose(readme).split("\n") if line.strip()]
    found = [(marks.match(line), line.count("|")) for line in lines]
    return [f"{mark[0]}{cells}" if mark else "text" for mark, cells in found]


def test_the_two_have_the_same_shape() -> None:
    assert shape(ENGLISH) == shape(CHINESE)
    assert shape(ENGLISH).count("## 0") >= 8


def test_code_blocks_are_equal_but_for_the_words_of_the_diagram() -> None:
    def bare(readme: Path) -> list[tuple[str, str]]:
        return [
            (language, re.sub(r'"[^"]*"', '""', content) if language == "mermaid" else content)
            for language, content in blocks(readme)
        ]

    assert bare(ENGLISH) == bare(CHINESE)


@READMES
def test_links_and_pictures_exist(readme: Path) -> None:
    targets = {inline or attribute for inline, attribute in _LINK.findall(prose(readme))}
    local = {target for target in targets if "://" not in target}
    assert len(local) >= 6
    assert {target for target in local if not (ROOT / target).is_file()} == set()


def test_pictures_are_light() -> None:
    pictures = list((ROOT / "docs").glob("*.png"))
    assert len(pictures) == 4
    assert all(picture.stat().st_size < 200_000 for picture in pictures)


@READMES
def test_every_command_and_no_other_is_in_the_table(readme: Path) -> None:
    rows = dict(_ROW.findall(prose(readme)))
    assert set(rows) == set(main.commands)
    for name, row in rows.items():
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        assert set(_OPTION.findall(row)) <= known


@READMES
def test_every_kind_of_mail_and_no_other_is_in_the_table(readme: Path) -> None:
    cells = [line.split(" | ")[1] for line in prose(readme).split("\n") if re.match(r"\|[^|]*\| `[a-z-]+`", line)]
    kinds = [kind for cell in cells for kind in re.findall(r"`([a-z-]+)`", cell)]
    assert sorted(kinds) == sorted(MailKind)


def test_chinese_is_punctuated_in_chinese() -> None:
    words = re.sub(r"`[^`]*`|\]\([^)]*\)|<img [^ ]*", "", prose(CHINESE))
    assert re.findall(r".{0,9}[\u4e00-\u9fff][,.:;?!()]+.{0,9}|.{0,9}[,:;?!][\u4e00-\u9fff].{0,9}", words) == []


def test_timeline_is_the_demo_s() -> None:
    day, scenes = "", set()
    for line in block("Tue 05 March").split("\n"):
        if re.match(r"[A-Z][a-z]{2} \d\d ", line):
            day = line
        elif re.match(r"\d\d:\d\d  ", line):
            scenes.add((day, line[:5], line[7:]))
    played = {
        (when.strftime("%a %d %B %Y"), when.strftime("%H:%M"), scene.what)
        for scene in SCENES
        for when in [datetime.fromisoformat(scene.when).replace(tzinfo=UTC)]
    }
    assert len(scenes) >= 4
    assert scenes <= played


def test_configuration_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    answers = "minutes@example.com\nExample\nzh\nAsia/Shanghai\n\n\nit@example.com\n"
    assert CliRunner().invoke(main, ["init", "--config", str(path)], input=answers).exit_code == 0
    written = path.read_text(encoding="utf-8").replace('database = "coordmail.db"\n', "")
    path.write_text(block('mode = "rehearsal"') + written, encoding="utf-8")
    path.with_name("directory.toml").write_text(block("[[organisation"), encoding="utf-8")
    config = load(path)
    assert config.mode == "rehearsal"
    assert Path(config.database).name == "rehearsal.db"
    assert config.administrator == "it@example.com"
    assert config.directory.leader_of("Engineering") == "wang.qiang@example.com"
    assert config.directory.may_answer_for("wang.qiang@example.com", "tom.walker@example.com")


def understood(example: str, when: datetime) -> Understanding:
    """How an example is read that begins with its subject."""
    subject, _, text = block(example).partition("\n\n")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = "li.na@example.com", "minutes@example.com", when
    mail["Subject"] = subject.removeprefix("Subject: ")
    mail.set_content(text)
    directory = replace(DIRECTORY, people=(*DIRECTORY.people, *ENGLISH_PEOPLE))
    return understand(parse(mail.as_bytes()), ReadingContext(directory, CALENDAR, frozenset({"minutes@example.com"})))


def test_notice_is_read() -> None:
    read = understood("Subject: 会议", datetime(2024, 3, 1, 9, tzinfo=UTC))
    assert read.kind is Kind.NOTICE
    assert read.problems == ()
    assert read.meeting is not None
    assert read.meeting.recorder == "陈晨"
    assert [attendee.name for attendee in read.meeting.attendees] == ["王强", "张伟", "赵敏"]


def test_minutes_are_read() -> None:
    read = understood("Subject: Minutes", datetime(2024, 3, 6, 3, tzinfo=UTC))
    assert read.kind is Kind.MINUTES
    assert read.problems == ()
    assert [(action.owner, str(action.due)) for action in read.actions] == [
        ("Tom Walker", "2024-03-11"),
        ("Olivia Reed", "2024-03-13"),
    ]


@READMES
def test_questions_are_read(readme: Path) -> None:
    asked = _quoted(readme, "待办")
    assert len(asked) >= 7
    assert [text for text in asked if read_query("", text) is None] == []


@READMES
def test_corrections_and_orders_are_read(readme: Path) -> None:
    dates = DateContext(datetime(2024, 3, 6, 9, tzinfo=UTC), CALENDAR, "zh")
    words = _quoted(readme, "2 责任人 ")
    orders = [text for text in words if text.startswith("CM-")]
    assert len(orders) == 2
    assert [text for text in orders if not read_orders("", text, dates)] == []
    people = Context(DIRECTORY)
    found = [read_corrections(text, dates, people) for text in words if text not in orders and "…" not in text]
    assert len(found) == 3
    assert [bool(one.items) and not one.unread for one in found] == [True, True, True]


def _quoted(readme: Path, mark: str) -> list[str]:
    """What stands in quotation marks in the paragraph that first quotes `mark`."""
    paragraph = next(p for p in prose(readme).split("\n") if re.search(f"「[^」]*{mark}", p))
    return re.findall(r"[「“]([^」”\n]+)[」”]", paragraph)


def test_answers_are_read() -> None:
    dates = DateContext(datetime(2024, 3, 6, 9, tzinfo=UTC), CALENDAR, "zh")
    answers = [read_reply(line, dates).answer for line in block("确认").strip().split("\n")]
    assert answers == [
        Answer.YES,
        Answer.NO,
        Answer.DONE,
        Answer.PROGRESS,
        Answer.DELAY,
        Answer.PROGRESS,
        Answer.YES,
        Answer.DONE,
        Answer.DELAY,
        Answer.BLOCKED,
    ]
