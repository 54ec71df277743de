"""Duties that come again: reminded as they recur, recorded, moved on, and never verified but the last time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.model import ActionFacts
from coordmail.record import Item, ItemStatus
from coordmail.workflow.occurrences import as_it_runs, first_due, next_due
from tests.extraction.invented import CALENDAR

if TYPE_CHECKING:
    from tests.workflow.office import Office

HEAD = "沟通主题:项目例会\n沟通时间:2024年3月5日14:00-15:30\n参与部门及人员:王强、张伟、赵敏\n解决方案:\n"
WEEKLY = HEAD + "1. 张伟每周五前提交周报\n2. 王强于3月29日前完成服务器扩容,延迟≤2小时\n"


def agreed(office: Office, minutes: str) -> Office:
    """Minutes that everybody confirmed on Tuesday 2024-03-05 at 17:00."""
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要:项目例会", minutes)
    for who in ("wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    return office


def item(office: Office, number: int = 1) -> Item:
    return office.store.items.of_meeting(1)[number - 1]


def happened(office: Office, number: int = 1) -> list[str]:
    return [str(event.what) for event in office.store.history.of_item(item(office, number).id)]


def noted(office: Office) -> str:
    return next(s for s in reversed(office.all_sent()) if s.kind == "noted").text


def mornings(office: Office, *days: str) -> dict[str, list[tuple[str, str]]]:
    """What is sent on each morning."""
    office.sent()
    return {day: office.at(f"{day} 09:00").kinds() for day in days}


def test_it_gets_its_first_day_when_it_is_agreed(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要:项目例会", WEEKLY)
    shown = next(s for s in office.sent() if s.kind == "understood")
    assert "每周五" in shown.text
    assert "没有完成时限" not in shown.text
    assert item(office).due is None
    for who in ("wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    first = item(office)
    assert (first.due, first.original_due, first.status) == (date(2024, 3, 8), date(2024, 3, 8), "open")
    assert "recurs" in happened(office)
    summary = next(s for s in office.sent() if s.kind == "summary")
    assert "3月8日（周五），每周五" in summary.text


def test_a_weekly_duty_is_reminded_of_on_its_day_only(office: Office) -> None:
    agreed(office, WEEKLY)
    sent = mornings(office, "2024-03-06", "2024-03-07", "2024-03-08")
    assert sent == {"2024-03-06": [], "2024-03-07": [], "2024-03-08": [("reminder", "zhang.wei")]}


def test_done_is_recorded_and_the_next_one_follows(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00")
    office.sent()
    office.at("2024-03-08 15:00").answer("zhang.wei", "reminder", "已完成")
    assert office.kinds() == [("noted", "zhang.wei")]
    assert "本次已记录，下次时限为3月15日（周五）" in noted(office)
    moved = item(office)
    assert (moved.due, moved.status, moved.percent) == (date(2024, 3, 15), ItemStatus.OPEN, 0)
    assert (moved.deadline_version, moved.postponed, moved.original_due) == (2, 0, date(2024, 3, 8))
    assert happened(office)[-1] == "occurrence_done"
    sent = mornings(office, "2024-03-11", "2024-03-13", "2024-03-15")
    assert sent == {"2024-03-11": [], "2024-03-13": [], "2024-03-15": [("reminder", "zhang.wei")]}


def test_done_said_twice_counts_once(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00").answer("zhang.wei", "reminder", "已完成")
    office.at("2024-03-08 15:00").answer("zhang.wei", "reminder", "完成了")
    assert item(office).due == date(2024, 3, 15)
    assert "此前已记录" in noted(office)
    assert happened(office).count("occurrence_done") == 1


def test_done_before_the_day_counts_for_the_occurrence_at_hand(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-06 10:00").mail("zhang.wei", "我的待办", "")
    office.answer("zhang.wei", "query-answer", "1 已完成")
    assert item(office).due == date(2024, 3, 15)
    assert mornings(office, "2024-03-08") == {"2024-03-08": []}


def test_what_nobody_answers_is_overdue_until_the_next_day_comes(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00")
    sent = mornings(office, "2024-03-11", "2024-03-12", "2024-03-14")
    assert sent["2024-03-11"] == [("overdue", "zhang.wei")]
    assert sent["2024-03-12"] == [("escalation", "wang.qiang"), ("overdue", "zhang.wei")]
    assert sent["2024-03-14"] == [("overdue", "zhang.wei")]
    assert mornings(office, "2024-03-15") == {"2024-03-15": [("reminder", "zhang.wei")]}
    assert item(office).due == date(2024, 3, 15)
    assert "occurrence_missed" in happened(office)
    # An answer to the mail about the missed one puts that one down, and leaves the one at hand.
    overdue = next(s for s in reversed(office.all_sent()) if s.kind == "overdue")
    office.mail("zhang.wei", f"Re: {overdue.subject}", "已完成", overdue)
    assert item(office).due == date(2024, 3, 15)
    assert "3月8日（周五）的一次已补记" in noted(office)
    office.mail("zhang.wei", f"Re: {overdue.subject}", "完成", overdue)
    assert "此前已记录" in noted(office)
    assert happened(office).count("occurrence_done") == 1


def test_after_a_long_silence_only_the_present_occurrence_is_warned_of(office: Office) -> None:
    agreed(office, WEEKLY)
    office.sent()
    sent = [s for s in office.at("2024-03-26 09:00").sent() if s.to == ("zhang.wei@example.com",)]
    assert [s.kind for s in sent] == ["overdue"]
    assert item(office).due == date(2024, 3, 22)
    assert happened(office).count("occurrence_missed") == 2


def test_a_day_off_is_due_on_the_working_day_before(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-29 09:00").answer("zhang.wei", "reminder", "已完成")
    # 5 April 2024 is within the Qingming holiday.
    assert item(office).due == date(2024, 4, 3)
    office.at("2024-04-03 09:00").answer("zhang.wei", "reminder", "已完成")
    assert item(office).due == date(2024, 4, 12)


def test_a_new_date_moves_one_occurrence(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00").answer("zhang.wei", "reminder", "申请延期至3月12日,原因:等数据")
    office.at("2024-03-08 10:00").answer("li.na", "delay-request", "同意")
    assert (item(office).due, item(office).postponed) == (date(2024, 3, 12), 1)
    # The answer to the mail from before the new date is about the same occurrence.
    office.at("2024-03-12 10:00")
    first = next(s for s in office.all_sent() if s.kind == "reminder")
    office.mail("zhang.wei", f"Re: {first.subject}", "已完成", first)
    assert (item(office).due, item(office).postponed) == (date(2024, 3, 15), 0)


def test_monthly_duties_are_warned_of_early(office: Office) -> None:
    agreed(office, HEAD + "1. 张伟每月15日前报送费用明细\n")
    assert item(office).due == date(2024, 3, 15)
    sent = mornings(office, "2024-03-13", "2024-03-15")
    assert sent == {"2024-03-13": [("reminder", "zhang.wei")], "2024-03-15": [("reminder", "zhang.wei")]}
    office.at("2024-03-15 16:00").answer("zhang.wei", "reminder", "已完成")
    assert item(office).due == date(2024, 4, 15)


def test_a_daily_duty_sends_no_reminders(office: Office) -> None:
    agreed(office, HEAD + "1. 张伟每日巡检服务器\n")
    days = [f"2024-03-{n:02}" for n in range(6, 23)]
    assert not any(mornings(office, *days).values())
    assert (item(office).due, item(office).status) == (None, "open")
    office.mail("zhang.wei", "我的待办", "")
    office.answer("zhang.wei", "query-answer", "1 已完成")
    assert item(office).status == "open"
    assert "本次已记录" in noted(office)


def test_the_last_one_is_verified_and_closes_the_meeting(office: Office) -> None:
    agreed(office, HEAD + "1. 张伟每周五前提交周报,至3月15日\n")
    assert (item(office).due, item(office).original_due) == (date(2024, 3, 8), date(2024, 3, 8))
    office.at("2024-03-08 09:00").answer("zhang.wei", "reminder", "已完成")
    assert item(office).due == date(2024, 3, 15)
    office.at("2024-03-15 09:00").answer("zhang.wei", "reminder", "已完成")
    assert item(office).status == "claimed"
    office.answer("li.na", "verify-request", "验收通过,结果:两期周报齐全")
    assert item(office).status == "closed"
    assert office.store.meetings.get(1).status == "closed"


def test_the_meeting_stays_open_until_the_duty_is_cancelled(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00").answer("zhang.wei", "reminder", "已完成")
    office.at("2024-03-29 09:00").answer("wang.qiang", "reminder", "已完成")
    office.answer("li.na", "verify-request", "验收通过,延迟1小时")
    assert office.store.meetings.get(1).status == "tracking"
    office.at("2024-04-01 09:00")
    overdue = next(s for s in reversed(office.all_sent()) if s.kind == "overdue" and "li.na@example.com" in s.cc)
    number = next(n for n in (1, 2) if f"{n}. 每周五前提交周报" in overdue.text)
    office.mail("li.na", f"Re: {overdue.subject}", f"{number} 取消", overdue)
    assert item(office).status == "cancelled"
    assert office.store.meetings.get(1).status == "closed"


def test_done_while_confirming_does_not_end_it(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要:项目例会", WEEKLY)
    for who, words in (("wang.qiang", "确认"), ("zhang.wei", "确认,1 已完成"), ("zhao.min", "确认")):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", words)
    assert (item(office).status, item(office).claimed_at, item(office).due) == ("open", None, date(2024, 3, 8))


def test_corrected_minutes_leave_a_running_duty_alone(office: Office) -> None:
    agreed(office, WEEKLY).at("2024-03-08 09:00").answer("zhang.wei", "reminder", "已完成")
    office.sent()
    corrected = WEEKLY.replace("3月29日", "3月28日")
    office.at("2024-03-11 10:00").mail("li.na", "会议纪要:项目例会", corrected)
    assert (item(office).status, item(office).due) == ("open", date(2024, 3, 15))
    assert [s.to[0] for s in office.sent() if s.kind == "confirm-request"] == ["wang.qiang@example.com"]
    office.mail("li.na", "会议纪要:项目例会", corrected.replace("每周五", "每两周周五"))
    assert item(office).status == "proposed"
    shown = next(s for s in reversed(office.all_sent()) if s.kind == "understood")
    assert "每周五 →" in shown.text


def _item(rule: str, due: date | datetime) -> Item:
    return Item(1, 1, "CM-1", 1, "t", ItemStatus.OPEN, due=due, original_due=due, recurrence=rule)


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("FREQ=WEEKLY", date(2024, 3, 8), date(2024, 3, 15)),
        ("FREQ=WEEKLY;INTERVAL=2", date(2024, 3, 15), date(2024, 3, 29)),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", date(2024, 3, 6), date(2024, 3, 8)),
        ("FREQ=MONTHLY", date(2024, 3, 29), date(2024, 4, 30)),
        ("FREQ=MONTHLY;INTERVAL=3", date(2024, 3, 29), date(2024, 6, 28)),
        ("FREQ=MONTHLY;BYMONTHDAY=5", date(2024, 4, 3), date(2024, 4, 30)),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", date(2024, 3, 29), date(2024, 6, 28)),
        ("FREQ=MONTHLY;BYDAY=2WE", date(2024, 3, 13), date(2024, 4, 10)),
        ("FREQ=YEARLY", date(2024, 12, 31), date(2025, 12, 31)),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20240310", date(2024, 3, 8), None),
    ],
)
def test_the_days_of_a_rule(rule: str, first: date, second: date | None) -> None:
    assert first_due(rule, date(2024, 3, 5), CALENDAR) == first
    assert next_due(_item(rule, first), CALENDAR) == second


def test_the_time_of_day_stays() -> None:
    due = datetime.fromisoformat("2024-03-08T17:00")
    assert next_due(_item("FREQ=WEEKLY;BYDAY=FR", due), CALENDAR) == datetime.fromisoformat("2024-03-15T17:00")


def test_new_minutes_keep_the_occurrence_unless_they_name_another_day() -> None:
    rule = "FREQ=WEEKLY;BYDAY=FR"
    running = _item(rule, date(2024, 3, 15))
    assert as_it_runs(running, ActionFacts("t", recurrence=rule)).due == date(2024, 3, 15)
    other = ActionFacts("t", due=date(2024, 3, 20), recurrence=rule)
    assert as_it_runs(running, other).due == date(2024, 3, 20)
    assert as_it_runs(running, ActionFacts("t")).due is None
