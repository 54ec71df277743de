"""What people say against what they said before, late or out of hours, leaves a record without contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind, ItemStatus
from tests.workflow.office import MINUTES

if TYPE_CHECKING:
    from coordmail.record import Item
    from tests.workflow.office import Office, Sent


def item(office: Office, number: int) -> Item:
    return office.store.items.of_meeting(1)[number - 1]


def newest(office: Office, kind: str) -> Sent:
    return next(mail for mail in reversed(office.all_sent()) if mail.kind == kind)


def test_an_owner_who_reports_less_than_done_takes_the_claim_back(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.answer("zhang.wei", "reminder", "进展60%")
    found = item(office, 1)
    assert (found.status, found.percent, found.claimed_at) == (ItemStatus.OPEN, 60, None)
    assert EventKind.REOPENED in {event.what for event in office.store.history.of_item(found.id)}


def test_an_owner_who_is_stuck_after_all_takes_the_claim_back(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.sent()
    office.answer("zhang.wei", "reminder", "卡在测试环境没有权限")
    assert item(office, 1).status is ItemStatus.OPEN
    assert ("escalation", "wang.qiang") in office.kinds()


def test_an_owner_who_needs_more_time_after_all_asks_for_it(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.sent()
    office.answer("zhang.wei", "reminder", "申请延至3月12日")
    assert item(office, 1).status is ItemStatus.OPEN
    assert ("delay-request", "li.na") in office.kinds()


def test_a_cancelled_item_is_neither_stuck_nor_to_be_postponed(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "申请延至3月12日")
    office.answer("zhang.wei", "reminder", "卡在测试环境没有权限")
    office.answer("wang.qiang", "escalation", "取消")
    found = item(office, 1)
    assert (found.status, found.blocked, found.requested_due) == (ItemStatus.CANCELLED, None, None)


def test_an_item_that_a_version_drops_is_neither_stuck_nor_to_be_postponed(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00").answer("zhao.min", "reminder", "卡在测试环境没有权限")
    office.answer("zhao.min", "reminder", "申请延至3月12日")
    office.answer("chen.chen", "understood", MINUTES.replace("3. 赵敏于3月7日前更新客户安抚方案\n", ""))
    found = item(office, 3)
    assert (found.status, found.blocked, found.requested_due) == (ItemStatus.CANCELLED, None, None)


def test_silence_counts_from_when_the_organizer_was_asked(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    # Late on Friday, and then the service stands still until Wednesday.
    office.at("2024-03-08 20:00").answer("wang.qiang", "reminder", "申请延至3月15日")
    office.sent()
    assert ("delay-request", "li.na") in office.at("2024-03-13 10:00").kinds()
    assert str(item(office, 2).due) == "2024-03-12"
    assert str(office.at("2024-03-15 09:59").store.items.of_meeting(1)[1].due) == "2024-03-12"
    assert str(office.at("2024-03-15 10:00").store.items.of_meeting(1)[1].due) == "2024-03-15"


def test_a_yes_to_an_old_request_is_no_yes_to_the_next(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00").answer("wang.qiang", "reminder", "申请延至3月15日")
    first = newest(office, "delay-request")
    office.mail("li.na", "Re: " + first.subject, "不同意", first)
    office.at("2024-03-08 11:00").answer("wang.qiang", "reminder", "申请延至4月30日")
    office.sent()
    office.mail("li.na", "Re: " + first.subject, "同意", first)
    assert (str(item(office, 2).due), str(item(office, 2).requested_due)) == ("2024-03-12", "2024-04-30")
    assert office.kinds() == [("unclear", "li.na")]
    office.answer("li.na", "delay-request", "同意")
    assert str(item(office, 2).due) == "2024-04-30"


def test_the_date_first_agreed_stays_on_record_through_later_versions(office: Office) -> None:
    office.tracked()
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月14日"))
    found = item(office, 2)
    assert (str(found.due), str(found.original_due)) == ("2024-03-14", "2024-03-12")


def test_the_date_of_minutes_that_nobody_agreed_to_yet_is_corrected(office: Office) -> None:
    office.mail("chen.chen", "会议纪要", MINUTES)
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月14日"))
    found = item(office, 2)
    assert (str(found.due), str(found.original_due)) == ("2024-03-14", "2024-03-14")


def test_who_confirms_a_later_version_and_calls_a_running_item_done_claims_it(office: Office) -> None:
    office.tracked()
    # Item 3 is given to 张伟, whose item 1 goes on as it was agreed.
    office.answer("chen.chen", "understood", MINUTES.replace("3. 赵敏", "3. 张伟"))
    office.answer("zhang.wei", "confirm-request", "确认\n1 已完成")
    found = item(office, 1)
    assert (found.status, found.percent) == (ItemStatus.CLAIMED, 100)


def test_an_objection_at_night_reaches_the_recorder_in_the_morning(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("chen.chen", "会议纪要", MINUTES)
    asked = newest(office, "confirm-request")
    who = asked.to[0]
    office.at("2024-03-05 22:00").mail(who, "Re: " + asked.subject, "不同意", asked)
    outbox, morning = (
        office.store.outbox,
        office.config.calendar.at(office.now.date().replace(day=6), office.config.calendar.start),
    )
    assert "objection" in {mail.kind for mail in outbox.due(morning)}
    assert "objection" not in {mail.kind for mail in outbox.due(office.now)}
    assert "noted" in {mail.kind for mail in outbox.due(office.now)}


def test_a_courtesy_for_a_note_is_not_asked_back(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00")
    office.mail("wang.qiang", "CM-1/1", "CM-1/1 改由陈晨负责")
    note = next(s for s in office.all_sent() if s.kind == "noted" and s.to == ("chen.chen@example.com",))
    office.sent()
    disposition = office.mail("chen.chen", f"Re: {note.subject}", "收到", note)
    assert disposition is not None
    assert disposition.outcome == "ignored"
    assert office.sent() == []
    # What says more than that counts.
    office.mail("chen.chen", f"Re: {note.subject}", "进展30%", note)
    assert office.store.items.of_meeting(1)[0].percent == 30


def test_who_reports_on_an_item_that_was_handed_on_is_told_whose_it_is(office: Office) -> None:
    office.tracked()
    # 王强 leads the department, so that he has a say in his own item too.
    office.at("2024-03-13 09:00").mail("li.na", "CM-1/2", "CM-1/2 改由张伟负责")
    office.sent()
    office.answer("wang.qiang", "overdue", "已完成")
    (told,) = office.sent()
    assert told.kind == "noted"
    assert "张伟" in told.text
    assert office.statuses()["CM-1/2"] == "open"
