"""Purging: what is over goes, what is under way stays whole, and a mail that comes again is known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.config import parse_instant
from coordmail.storage.purging import compact, purge
from coordmail.storage.store import Store
from tests.workflow.office import NOTICE, Office, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.storage.purging import Purged

DAY = "2024-04-01"
SECOND = """\
会议主题:仓库盘点流程改进
会议目标:缩短盘点时间
会议时间:2024年3月7日10:00-11:00
参会人员:张伟、赵敏
会议议程:
1. 现状
记录人:陈晨
"""
SECOND_MINUTES = """\
沟通主题:仓库盘点流程改进
沟通时间:2024年3月7日10:00-11:00
参与部门及人员:张伟、赵敏
解决方案:
1. 张伟于3月11日前整理盘点清单,提交10份
2. 赵敏于3月28日前完成盘点系统培训,覆盖30人
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The first meeting is closed on 12 March; of the second an item is open; a third was cancelled."""
    database = tmp_path / "coordmail.db"
    with Store.open(database) as store:
        office = Office(store, configuration(database)).tracked()
        office.at("2024-03-06 10:00").mail("li.na", "会议通知:仓库盘点流程改进", SECOND)
        office.mail(
            "wu.jing",
            "会议通知:预算会",
            NOTICE.replace("订单系统数据延迟专项沟通", "预算会").replace("3月5日", "3月9日"),
        )
        office.mail(
            "wu.jing", "取消:预算会", NOTICE.replace("订单系统数据延迟专项沟通", "预算会").replace("3月5日", "3月9日")
        )
        office.at("2024-03-07 11:30").answer("chen.chen", "form", SECOND_MINUTES)
        for who in ("li.na", "zhang.wei", "zhao.min"):
            office.answer(who, "confirm-request", "确认")
        office.at("2024-03-08 09:00")
        # One mail about both meetings.
        for who, words in (("zhang.wei", "1 已完成"), ("zhao.min", "1 已完成")):
            office.answer(who, "overdue", words)
            office.answer("chen.chen", "verify-request", "通过")
        office.at("2024-03-12 09:00").answer("wang.qiang", "reminder", "已完成,延迟1.5小时")
        office.answer("chen.chen", "verify-request", "通过")
        office.at("2024-03-12 10:00")
        send_everything(office)
        yield office


def send_everything(office: Office) -> None:
    with office.store.transaction():
        office.store.session.execute("update outbox set state = 'sent', next_try = null")
        office.store.session.execute("update deliveries set state = 'sent'")


def purged(office: Office, day: str = DAY) -> Purged:
    return purge(office.store.session, parse_instant(day, office.config.timezone), day)


def record_of(office: Office, meeting_id: int) -> list[object]:
    """A meeting, its items, people and history, with the mails that caused it."""
    store = office.store
    signoffs, requests = store.signoffs.of_meeting(meeting_id), store.requests.of_meeting(meeting_id)
    inbox = store.session.rows("select * from inbox where meeting_id = ?", [meeting_id])
    outbox = store.session.rows("select * from outbox where meeting_id = ?", [meeting_id])
    history = store.history.of_meeting(meeting_id)
    return [
        store.meetings.get(meeting_id),
        store.items.of_meeting(meeting_id),
        signoffs,
        requests,
        inbox,
        outbox,
        history,
    ]


def test_the_story_is_what_the_tests_need(office: Office) -> None:
    statuses = {meeting.ref: str(meeting.status) for meeting in office.store.meetings.all()}
    assert statuses == {"CM-1": "closed", "CM-2": "tracking", "CM-3": "cancelled"}


def test_what_is_under_way_stays_whole(office: Office) -> None:
    before = record_of(office, 2)
    done = purged(office)
    assert done.refs == ["CM-1", "CM-3"]
    assert (done.items, done.mails > 10, done.texts > 5) == (3, True, True)
    assert record_of(office, 2) == before
    assert office.store.session.rows("pragma foreign_key_check") == []
    assert office.store.session.rows("pragma integrity_check") == [{"integrity_check": "ok"}]


def test_an_answer_to_a_mail_from_before_still_counts(office: Office) -> None:
    asked = next(
        one for one in office.all_sent() if one.kind == "overdue" and "CM-1" in one.text and "CM-2" in one.text
    )
    assert asked.to == ("zhang.wei@example.com",)
    purged(office)
    office.mail("zhang.wei", f"Re: {asked.subject}", "2 进展60%", asked)
    assert [(item.ref, item.percent) for item in office.store.items.of_meeting(2)] == [("CM-2/1", 60), ("CM-2/2", 0)]


def test_nothing_is_left_of_what_is_over(office: Office, tmp_path: Path) -> None:
    database = tmp_path / "coordmail.db"
    words = "完成服务器扩容".encode()
    assert words in database.read_bytes() + database.with_name("coordmail.db-wal").read_bytes()
    purged(office)
    assert compact(office.store.session)
    assert [path.name for path in tmp_path.iterdir() if words in path.read_bytes()] == []


def test_a_mail_that_comes_again_is_known(office: Office) -> None:
    purged(office)
    known = office.store.session.rows("select message_id, digest from inbox where new_text = ''")
    assert known
    assert all(row["message_id"] and len(row["digest"]) == 64 for row in known)
    sent = len(office.all_sent())
    office._count = 0
    office.now = parse_instant("2024-03-04 09:30", office.config.timezone)
    assert office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE) is None
    assert len(office.all_sent()) == sent


def test_what_happened_since_keeps_a_meeting(office: Office) -> None:
    office.now = parse_instant("2024-04-02 09:00", office.config.timezone)
    with office.store.transaction():
        office.store.history.add(office.now, "", "question", "late", meeting_id=1)  # type: ignore[arg-type]
    assert purged(office).refs == ["CM-3"]
    assert purged(office, "2024-04-03").refs == ["CM-1"]


def test_twice_is_once(office: Office) -> None:
    purged(office)
    again = purged(office)
    assert (again.meetings, again.mails, again.texts, again.events) == (0, 0, 0, 0)


def test_every_table_that_hangs_on_a_meeting_is_thought_of(office: Office) -> None:
    """A new table that refers to a meeting, an item or a mail has to say here, and in purging, what becomes of it."""
    tables = [row["name"] for row in office.store.session.rows("select name from sqlite_master where type = 'table'")]
    hanging = {
        table
        for table in tables
        for row in office.store.session.rows("select * from pragma_foreign_key_list(?)", [table])
        if row["table"] in {"meetings", "items", "requests", "questions", "outbox", "inbox"}
    }
    assert hanging == {
        *(
            "inbox",
            "attendees",
            "minutes",
            "items",
            "requests",
            "signoffs",
            "events",
            "outbox",
            "deliveries",
            "questions",
        ),
        *("question_lines", "warnings", "series", "absences", "co_owners"),
    }


def test_a_whole_year_goes_in_small_steps(office: Office) -> None:
    at = datetime(2024, 3, 1, tzinfo=office.config.timezone)
    with office.store.transaction():
        for number in range(130):
            meeting = office.store.meetings.add(
                {"topic": f"T{number}", "topic_key": "t", "status": "closed", "language": "zh", "closed_at": at}, []
            )
            office.store.items.add({"meeting_id": meeting.id, "number": 1, "task": "t", "status": "closed"})
    assert purged(office).meetings == 132
