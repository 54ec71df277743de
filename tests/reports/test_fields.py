"""What the papers say, as text, before any Word file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from coordmail.model import Attendee
from coordmail.record import Approval, Assent, ItemStatus, MeetingStatus, SignOff
from coordmail.reports.form import form_fields
from coordmail.reports.head import people
from coordmail.reports.items import item_fields
from coordmail.reports.minutes import minutes_fields
from coordmail.reports.signoffs import signoff_fields
from coordmail.reports.wording import wording
from tests.reports.story import HOUSE, MEETING, NOW, REQUEST, SIGNOFFS, closed, item, meeting, paper

if TYPE_CHECKING:
    from coordmail.model import Day, Language


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("language", "day", "short", "long"),
    [
        ("zh", date(2024, 3, 5), "2024-03-05", "2024年3月5日\uff08周二\uff09"),
        ("zh", at("2024-12-16T09:05"), "2024-12-16 09:05", "2024年12月16日\uff08周一\uff0909:05"),
        ("en", date(2024, 3, 5), "5\u00a0Mar\u00a02024", "Tuesday, 5 March 2024"),
        ("en", at("2024-12-16T09:05"), "16\u00a0Dec\u00a02024 09:05", "Monday, 16 December 2024, 09:05"),
    ],
)
def test_days(language: Language, day: Day, short: str, long: str) -> None:
    words = wording(language)
    assert (words.day(day), words.long_day(day)) == (short, long)


@pytest.mark.parametrize(
    ("language", "start", "end", "expected"),
    [
        ("zh", None, None, ""),
        ("zh", None, at("2024-03-05T15:30"), ""),
        ("zh", at("2024-03-05T14:00"), None, "2024年3月5日\uff08周二\uff0914:00"),
        ("zh", at("2024-03-05T14:00"), at("2024-03-05T15:30"), "2024年3月5日\uff08周二\uff0914:00-15:30"),
        ("zh", date(2024, 3, 5), date(2024, 3, 5), "2024年3月5日\uff08周二\uff09"),
        (
            "zh",
            date(2024, 3, 5),
            date(2024, 3, 6),
            "2024年3月5日\uff08周二\uff09 至 2024年3月6日\uff08周三\uff09",
        ),
        ("en", at("2024-03-05T14:00"), at("2024-03-05T15:30"), "Tuesday, 5 March 2024, 14:00-15:30"),
        ("en", date(2024, 3, 5), date(2024, 3, 6), "Tuesday, 5 March 2024 to Wednesday, 6 March 2024"),
    ],
)
def test_periods(language: Language, start: Day | None, end: Day | None, expected: str) -> None:
    assert wording(language).period(start, end) == expected


@pytest.mark.parametrize(
    ("language", "amount", "currency", "expected"),
    [
        ("zh", None, None, ""),
        ("zh", None, "CNY", ""),
        ("zh", 5000.0, "CNY", "5,000元"),
        ("zh", 12.5, "USD", "12.50 USD"),
        ("zh", 2.0, None, "2"),
        ("en", 5000.0, "CNY", "CNY 5,000"),
        ("en", 1234567.0, "EUR", "EUR 1,234,567"),
    ],
)
def test_amounts(language: Language, amount: float | None, currency: str | None, expected: str) -> None:
    assert wording(language).amount(amount, currency) == expected


@pytest.mark.parametrize(
    ("attendees", "departments", "expected"),
    [
        ((), (), ""),
        ((), ("产品部", "技术部"), "产品部、技术部"),
        ((Attendee("李娜"), Attendee("张伟")), (), "李娜、张伟"),
        (
            (Attendee("产品部经理", "产品部"), Attendee("技术部工程师", "技术部")),
            ("产品部",),
            "产品部经理、技术部工程师",
        ),
        (
            (Attendee("张伟", "技术部"), Attendee("李娜", "产品部"), Attendee("陈晨", "技术部")),
            ("技术部", "产品部", "财务部"),
            "技术部\uff1a张伟、陈晨\uff1b产品部\uff1a李娜\uff1b财务部",
        ),
    ],
)
def test_people(attendees: tuple[Attendee, ...], departments: tuple[str, ...], expected: str) -> None:
    assert people(meeting(attendees=attendees, departments=departments), wording("zh")) == expected


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": ItemStatus.PROPOSED}, "待确认"),
        ({}, "进行中"),
        ({"percent": 60}, "进行中 60%"),
        ({"due": date(2024, 3, 10)}, "已延期"),
        ({"due": date(2024, 3, 11)}, "进行中"),
        ({"blocked": "缺人", "due": date(2024, 3, 1)}, "受阻"),
        ({"status": ItemStatus.CLAIMED, "due": date(2024, 3, 1)}, "待验证"),
        ({"status": ItemStatus.CLOSED}, "已闭环"),
        ({"status": ItemStatus.CANCELLED}, "已取消"),
    ],
)
def test_item_status(changes: dict[str, Any], status: str) -> None:
    assert item_fields(item(**changes), wording("zh"), NOW).status == status


@pytest.mark.parametrize(
    ("changes", "planned", "actual"),
    [
        ({}, "2024-03-12", "2024-03-12\n按期"),
        ({"due": date(2024, 3, 10), "original_due": date(2024, 3, 10)}, "2024-03-10", "2024-03-12\n晚2天"),
        (
            {"due": date(2024, 3, 12), "original_due": date(2024, 3, 10)},
            "2024-03-10\n延至\n2024-03-12",
            "2024-03-12\n按期",
        ),
        ({"due": None, "original_due": None}, "", "2024-03-12"),
        ({"due": at("2024-03-12T18:00"), "original_due": None}, "2024-03-12 18:00", "2024-03-12\n按期"),
    ],
)
def test_planned_and_actual(changes: dict[str, Any], planned: str, actual: str) -> None:
    # 17:00 UTC is already the next day where the paper is printed.
    done = closed(1, datetime(2024, 3, 11, 17, 0, tzinfo=UTC), **changes)
    fields = item_fields(done, wording("zh"), NOW)
    assert (fields.planned, fields.actual) == (planned, actual)


def test_an_item_that_is_not_closed_has_no_actual_day() -> None:
    claimed = item(status=ItemStatus.CLAIMED, claimed_at=NOW)
    assert item_fields(claimed, wording("en"), NOW).actual == ""


def test_one_day_late_in_english() -> None:
    done = closed(1, datetime(2024, 3, 13, 4, 0, tzinfo=UTC))
    assert item_fields(done, wording("en"), NOW).actual == "13\u00a0Mar\u00a02024\n1 day late"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"assent": Assent.SENDER}, "确认\uff08提交人\uff09"),
        ({"assent": Assent.YES}, "确认"),
        ({"assent": Assent.NO}, "有异议"),
        ({"assent": Assent.AMEND}, "提出修改"),
        ({"assent": Assent.SILENT}, "默认同意\uff08逾期未复\uff09"),
        ({"assent": Assent.NONE}, "未答复"),
        ({"assent": Assent.NONE, "email": None}, "未征询\uff08无邮箱\uff09"),
    ],
)
def test_signoff_results(changes: dict[str, Any], result: str) -> None:
    signoff = replace(SIGNOFFS[0], **changes)
    assert signoff_fields(signoff, paper(), wording("zh")).result == result


def test_a_signoff_says_department_local_time_and_delegate() -> None:
    signoff = replace(SIGNOFFS[0], answered_by="chen.chen@example.com", comment="同意")
    fields = signoff_fields(signoff, paper(), wording("zh"))
    assert (fields.department, fields.time) == ("技术部", "2024-03-06 01:05")
    assert fields.comment == "由 chen.chen@example.com 代为答复\n同意"


def test_somebody_without_department_or_answer() -> None:
    fields = signoff_fields(SignOff(1, 1, "周敏", None, Assent.NONE), paper(), wording("zh"))
    assert (fields.department, fields.time, fields.comment) == ("", "", "")


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((), ()),
        (("1.甲", "2.乙"), ("甲", "乙")),
        (("1. 甲", "\uff082\uff09乙", "3、丙"), ("甲", "乙", "丙")),
        (("1.甲", "3.乙"), ("1.甲", "3.乙")),
        (("1.甲", "乙"), ("1.甲", "乙")),
        (("1.5万元预算", "2.0版本上线"), ("1.5万元预算", "2.0版本上线")),
        (("2024年计划",), ("2024年计划",)),
        (("1.",), ("1.",)),
    ],
)
def test_typed_numbers_of_points(points: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert minutes_fields(paper(meeting=meeting(points=points))).points == expected


@pytest.mark.parametrize(
    ("changes", "items", "boxes"),
    [
        ({}, (item(1),), "☑□□"),
        ({}, (), "☑□□"),
        ({}, (item(1, due=date(2024, 3, 1)),), "□☑□"),
        ({}, (item(1, postponed=1),), "□☑□"),
        ({}, (closed(1, NOW, postponed=1), item(2)), "☑□□"),
        ({"status": MeetingStatus.CLOSED}, (closed(1, NOW),), "□□☑"),
        ({"status": MeetingStatus.CANCELLED}, (item(1, due=date(2024, 3, 1)),), "□□□"),
    ],
)
def test_status_boxes(changes: dict[str, Any], items: tuple[Any, ...], boxes: str) -> None:
    status = minutes_fields(paper(meeting=meeting(**changes), items=items)).status
    assert status.in_progress + status.delayed + status.closed == boxes


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"agreed_at": None}, "待确认"),
        ({}, "已确认\uff082024-03-06\uff09"),
        ({"closed_at": NOW}, "已闭环\uff082024-03-11\uff09"),
        ({"status": MeetingStatus.CANCELLED}, "已取消"),
    ],
)
def test_state(changes: dict[str, Any], state: str) -> None:
    assert minutes_fields(paper(meeting=meeting(**changes))).state == state


def test_summary_and_results_of_a_closed_meeting() -> None:
    late = closed(2, datetime(2024, 3, 20, 4, 0, tzinfo=UTC))
    items = (closed(1, NOW, result="延迟1.5小时"), late, item(3, status=ItemStatus.CANCELLED))
    fields = minutes_fields(paper(items=items))
    assert fields.summary == "共3项\uff1a已闭环2项\uff08按期1项、延期1项\uff09\uff0c已取消1项"
    assert fields.results == (
        "第1项\uff082024-03-11\uff09\uff1a延迟1.5小时",
        "第2项\uff082024-03-20\uff09\uff1a已闭环",
    )


def test_a_request_shows_its_answer() -> None:
    request = minutes_fields(paper()).requests[0]
    assert (request.amount, request.status, request.comment) == ("5,000元", "已批准", "2024-03-11\n同意列支")
    waiting = replace(REQUEST, status=Approval.UNADDRESSED, answered_at=None, comment=None, approver=None)
    empty = minutes_fields(paper(requests=(waiting,))).requests[0]
    assert (empty.approver, empty.status, empty.comment) == ("", "未指定审批人", "")


def test_the_form_has_what_the_notice_said_and_nothing_else() -> None:
    bare = meeting(start=None, end=None, place=None, organizer=None, recorder=None, goal=None, agenda=())
    fields = form_fields(bare, HOUSE, "zh")
    assert (fields.time, fields.place, fields.organizer, fields.recorder, fields.goal) == ("", "", "", "", "")
    assert form_fields(MEETING, HOUSE, "zh").agenda == ("现状", "方案")


def test_both_languages_have_the_same_words() -> None:
    content = resources.files("coordmail.reports").joinpath("wording.toml").read_text(encoding="utf-8")
    words = tomllib.loads(content)
    for table in ("meeting", "item", "assent", "approval", "phrases"):
        assert set(words["zh"][table]) == set(words["en"][table]) - {"late_one"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("table", "kinds"), [("item", ItemStatus), ("assent", Assent), ("approval", Approval)])
def test_every_state_has_a_word(language: Language, table: str, kinds: Any) -> None:
    assert {kind.value for kind in kinds} <= set(getattr(wording(language), table))


def test_a_recorder_who_was_not_in_the_meeting_has_a_department() -> None:
    signoff = SignOff(1, 2, "陈晨", "chen.chen@example.com", Assent.SENDER)
    (fields,) = minutes_fields(paper(signoffs=(signoff,), departments={"chen.chen@example.com": "产品部"})).signoffs
    assert fields.department == "产品部"
