"""One person: everything that is known of them, and their way out of the record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coordmail.config import parse_instant
from coordmail.service.loop import desk_for
from coordmail.service.personal import UnfinishedError, erase, export
from coordmail.storage.store import Store
from coordmail.storage.traces import Traces
from coordmail.workflow.clock import tick
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coordmail.config import Config

ZHANG = "zhang.wei@example.com"
INVITATION = """\
BEGIN:VCALENDAR
METHOD:REQUEST
VERSION:2.0
BEGIN:VEVENT
UID:series@example.com
DTSTAMP:20240304T010000Z
SUMMARY:每周例会
ORGANIZER;CN=李娜:mailto:li.na@example.com
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN=张伟:mailto:zhang.w
 ei@example.com
DTSTART:20240311T010000Z
DTEND:20240311T020000Z
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = tmp_path / "coordmail.db"
    with Store.open(database) as store:
        office = Office(store, configuration(database)).tracked()
        calendar = INVITATION.replace("\n", "\r\n").encode()
        office.take(
            b"From: li.na@example.com\nTo: minutes@example.com\nSubject: x\nMessage-ID: <series@client.example>\n"
            b"Date: Tue, 05 Mar 2024 17:00:00 +0800\nMIME-Version: 1.0\n"
            b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" + calendar
        )
        office.at("2024-03-06 09:00").answer("zhang.wei", "reminder", "进展60%,等接口人确认")
        office.mail("zhang.wei", "自动回复: 休假", "我因住院休假,3月20日返回。", Auto_Submitted="auto-replied")
        office.mail("li.na", "状态 CM-1", "状态 CM-1")
        yield office


def trace(folder: Path, *words: str) -> list[str]:
    """The files in which one of some words can be read."""
    return [
        f"{file.name}: {word}"
        for file in sorted(folder.iterdir())
        for word in words
        if word.encode() in file.read_bytes()
    ]


def all_mails(store: Store) -> bytes:
    return b"".join(bytes(row["mail"]) for row in store.session.rows("select mail from outbox"))


def test_what_is_known_is_told(office: Office) -> None:
    known = export(office.config, office.store, ZHANG, office.now)
    assert known
    json.dumps(known)
    assert known["names"] == ["张伟"]
    assert known["directory"]["department"] == "技术部"
    record = known["record"]
    assert [row["task"] for row in record["items"]] == ["调整同步频率,每小时同步一次"]
    assert any("等接口人确认" in row["new_text"] for row in record["inbox"])
    assert "住院" in record["absences"][0]["words"]
    assert {"attendees", "signoffs", "events", "deliveries", "questions"} <= set(record)
    assert {mail["kind"] for mail in known["mails_written_to_them"]} >= {"confirm-request", "reminder", "summary"}
    assert all(mail["text"] for mail in known["mails_written_to_them"])
    mentioned = {(one["table"], one["column"]) for one in known["mentioned_in"]}
    assert {("inbox", "new_text"), ("minutes", "facts"), ("series", "calendar")} <= mentioned
    assert export(office.config, office.store, "nobody@example.com", office.now) is None


def test_who_is_waited_for_is_not_erased_unasked(office: Office) -> None:
    before = office.store.session.rows("select * from items")
    with pytest.raises(UnfinishedError, match=r"items CM-1/1; .* mails that wait .* --force"):
        erase(office.config, office.store, ZHANG, office.now)
    assert office.store.session.rows("select * from items") == before


def test_no_trace_is_left(office: Office, tmp_path: Path) -> None:
    assert trace(tmp_path, "张伟", ZHANG, "等接口人确认", "住院")
    done = erase(office.config, office.store, ZHANG, office.now, force=True)
    assert done
    assert done.clean
    assert done.erased.name == "已注销1"
    assert trace(tmp_path, "张伟", ZHANG, "等接口人确认", "住院") == []
    # What is encoded or packed cannot be found by looking: whatever named them is gone.
    stranger = configuration(tmp_path / "coordmail.db", organisation={"name": "示例公司"})
    left = export(stranger, office.store, ZHANG, office.now)
    assert left is None
    assert office.store.session.rows("pragma foreign_key_check") == []
    assert erase(office.config, office.store, ZHANG, office.now) is None


def test_others_keep_what_is_theirs(office: Office) -> None:
    erase(office.config, office.store, ZHANG, office.now, force=True)
    items = office.store.items.of_meeting(1)
    assert [(item.owner, item.owner_email) for item in items] == [
        ("已注销1", None),
        ("王强", "wang.qiang@example.com"),
        ("赵敏", "zhao.min@example.com"),
    ]
    signed = [(one.name, one.email, str(one.assent)) for one in office.store.signoffs.of_meeting(1)]
    assert ("已注销1", None, "yes") in signed
    assert ("王强", "wang.qiang@example.com", "yes") in signed
    history = office.store.history.of_meeting(1)
    assert {event.actor for event in history} >= {"erased-1@erased.invalid", "wang.qiang@example.com"}


def test_what_they_were_to_do_comes_back_to_the_organizer(office: Office) -> None:
    erase(office.config, office.store, ZHANG, office.now, force=True)
    event = office.store.history.of_item(1)[-1]
    assert (str(event.what), event.detail) == ("owner_changed", "已注销1 \u2192")
    office.sent()
    tick(desk_for(office.config, office.store, office.at("2024-03-07 09:00").now))
    sent = office.sent()
    assert ("overdue", ("li.na@example.com",)) in [(mail.kind, mail.to) for mail in sent]
    assert all("erased" not in address for mail in sent for address in (*mail.to, *mail.cc))


def test_the_demo_without_one_of_its_people(lived: Config, tmp_path: Path) -> None:
    for ending in (".db", ".secret"):
        shutil.copy(lived.database.replace(".db", ending), tmp_path)
    with Store.open(tmp_path / "coordmail.db") as store:
        for address, names in ((ZHANG, ("张伟",)), ("tom.walker@example.com", ("Tom Walker", "Tom"))):
            assert trace(tmp_path, address, *names)
            done = erase(lived, store, address, office_time(lived))
            assert done
            assert done.clean
            assert done.in_directory
            assert trace(tmp_path, address, names[0]) == []
        assert [str(meeting.status) for meeting in store.meetings.all()] == ["closed", "closed"]


def office_time(config: Config) -> datetime:
    return parse_instant("2024-04-01 09:00", config.timezone)


def test_a_second_one_gets_another_name(office: Office) -> None:
    erase(office.config, office.store, ZHANG, office.now, force=True)
    done = erase(office.config, office.store, "zhao.min@example.com", office.now, force=True)
    assert done
    assert (done.erased.name, done.erased.address) == ("已注销2", "erased-2@erased.invalid")
    assert [item.owner for item in office.store.items.of_meeting(1)] == ["已注销1", "王强", "已注销2"]


TRACES = Traces("wei@example.com", ("张伟", "Tom"), ("张伟明", "x.wei@example.com", "Tom Walker"))


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("张伟、张伟明", "N、张伟明"),
        ("请张伟于3月6日前", "请N于3月6日前"),
        ("Wei@Example.com", "A"),
        ("reminder/wei@example.com/2024-03-06", "reminder/A/2024-03-06"),
        ("<mailto:wei@example.com>.", "<mailto:A>."),
        (
            "x.wei@example.com wei@example.com.cn awei@example.com",
            "x.wei@example.com wei@example.com.cn awei@example.com",
        ),
        ("TOM, Tomorrow, Tom Walker, atom", "N, Tomorrow, Tom Walker, atom"),
        ("问Tom要", "问N要"),
        ("nobody", "nobody"),
    ],
)
def test_names_are_told_apart(text: str, replaced: str) -> None:
    assert TRACES.replaced(text, "N", "A") == replaced


def test_a_shared_name_stays_in_free_texts(office: Office) -> None:
    people = [{"name": "张伟", "email": address} for address in (ZHANG, "other@example.com")]
    config = configuration(Path(office.config.database), organisation={"people": people})
    done = erase(config, office.store, ZHANG, office.now, force=True)
    assert done
    assert done.shared == {"张伟": ["other@example.com"]}
    assert office.store.items.of_meeting(1)[0].owner == "已注销1"
    assert "张伟" in str(office.store.session.rows("select new_text from inbox"))


@pytest.mark.parametrize("who", ["li.na", "chen.chen", "zhao.min"])
def test_the_work_goes_on_without_them(office: Office, who: str) -> None:
    """Whoever goes, in the middle of the work: nothing fails, and nobody writes to a pseudonym."""
    erase(office.config, office.store, f"{who}@example.com", office.now, force=True)
    office.sent()
    for day in ("07", "08", "11", "12", "13"):
        office.at(f"2024-03-{day} 09:00")
        office.at(f"2024-03-{day} 17:00")
    failed = office.store.session.rows("select detail from notices_to_administrator where what = 'failed_mail'")
    assert failed == []
    sent = office.sent()
    assert sent
    assert not [one.to for one in sent if any("erased" in address for address in (*one.to, *one.cc))]
