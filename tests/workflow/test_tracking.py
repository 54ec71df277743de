"""Tracking and closure (DOMAIN.md, steps 6 and 7): reminders, warnings, escalation, and what people answer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.record import ItemStatus, MeetingStatus
from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office

# The example's deadlines: item 1 Wednesday 6 March (张伟), 2 Tuesday 12 March (王强), 3 Thursday 7 March (赵敏).

TWO_ITEMS = """\
会议主题：第二次会议
参会人员：张伟
行动项：
1. 张伟于3月7日前整理接口文档
2. 张伟于3月7日前补充测试用例
"""


def test_the_day_itself_and_the_days_after_are_warned_of(office: Office) -> None:
    office.tracked()
    assert office.at("2024-03-06 08:59").kinds() == []
    assert office.at("2024-03-06 09:00").kinds() == [("reminder", "zhang.wei")]
    assert office.at("2024-03-06 17:00").kinds() == []
    (overdue, today) = sorted(office.at("2024-03-07 09:00").sent(), key=lambda s: s.kind)
    assert (overdue.kind, overdue.to) == ("overdue", (mail_address("zhang.wei"),))
    assert overdue.cc == (mail_address("li.na"),)
    assert (today.kind, today.to) == ("reminder", (mail_address("zhao.min"),))
    kinds = office.at("2024-03-08 09:00").kinds()
    late = [("overdue", "zhang.wei"), ("overdue", "zhao.min")]
    assert kinds == [*late, ("reminder", "wang.qiang"), ("second-meeting", "li.na")]


def test_an_early_warning_comes_two_days_before_or_the_working_morning_before_that(office: Office) -> None:
    office.tracked()
    # 12 March less two days is Sunday the 10th: Friday the 8th.
    kinds = [office.at(f"2024-03-0{day} 09:00").kinds() for day in (6, 7, 8)]
    assert [("reminder", "wang.qiang") in day for day in kinds] == [False, False, True]


def test_nothing_is_sent_at_the_weekend(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    office.sent()
    assert office.at("2024-03-09 10:00").kinds() == []
    assert office.at("2024-03-10 10:00").kinds() == []


def test_more_than_three_days_overdue_goes_to_the_leader_the_next_working_morning(office: Office) -> None:
    office.tracked()
    for day in ("06", "07", "08"):
        office.at(f"2024-03-{day} 09:00")
    office.sent()
    escalations = [s for s in office.at("2024-03-11 09:00").sent() if s.kind == "escalation"]
    assert [(s.to, s.cc) for s in escalations] == [
        ((mail_address("wang.qiang"),), (mail_address("zhang.wei"), mail_address("li.na"))),
        ((mail_address("liu.yang"),), (mail_address("zhao.min"), mail_address("li.na"))),
    ]
    assert [k for k, _ in office.at("2024-03-12 09:00").kinds() if k == "escalation"] == []


def test_after_downtime_one_current_mail_comes(office: Office) -> None:
    office.tracked()
    kinds = office.at("2024-03-08 14:00").kinds()
    late = [("overdue", "zhang.wei"), ("overdue", "zhao.min")]
    assert kinds == [*late, ("reminder", "wang.qiang"), ("second-meeting", "li.na")]


def test_done_is_a_claim_that_the_recorder_verifies(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "已完成，每小时同步一次。")
    assert office.statuses()["CM-1/1"] == "claimed"
    verify = next(s for s in office.sent() if s.kind == "verify-request")
    assert verify.to == (mail_address("chen.chen"),)
    assert office.at("2024-03-07 09:00").kinds() == [("reminder", "zhao.min")]
    office.answer("chen.chen", "verify-request", "验收通过，监控正常。")
    assert office.statuses()["CM-1/1"] == "closed"
    assert office.kinds() == [("noted", "chen.chen"), ("noted", "zhang.wei")]


def test_a_verifier_may_just_state_the_result(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "完成了")
    office.answer("chen.chen", "verify-request", "3月11日监控显示延迟≤1.5小时")
    item = office.store.items.of_meeting(1)[0]
    assert (item.status, item.result) == (ItemStatus.CLOSED, "3月11日监控显示延迟≤1.5小时")


def test_a_failed_verification_reopens(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "已完成")
    office.sent()
    office.answer("chen.chen", "verify-request", "未通过，还缺监控截图。")
    assert office.statuses()["CM-1/1"] == "open"
    assert office.kinds() == [("noted", "chen.chen"), ("noted", "zhang.wei")]
    assert ("overdue", "zhang.wei") in office.at("2024-03-07 09:00").kinds()


def test_progress_is_noted_and_changes_no_deadline(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    office.answer("zhang.wei", "reminder", "进展60%")
    item = office.store.items.of_meeting(1)[0]
    assert (item.percent, item.status, str(item.due)) == (60, ItemStatus.OPEN, "2024-03-06")
    assert office.kinds() == [("noted", "zhang.wei")]


def test_a_new_date_is_a_request_to_the_organizer(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    office.sent()
    office.answer("wang.qiang", "reminder", "申请延至3月15日，因为硬件未到货")
    assert office.kinds() == [("delay-request", "li.na"), ("noted", "wang.qiang")]
    assert str(office.store.items.of_meeting(1)[1].due) == "2024-03-12"
    office.answer("li.na", "delay-request", "同意")
    item = office.store.items.of_meeting(1)[1]
    assert (str(item.due), str(item.original_due), item.postponed) == ("2024-03-15", "2024-03-12", 1)
    assert office.kinds() == [("noted", "li.na"), ("noted", "wang.qiang")]


@pytest.mark.parametrize(
    ("words", "due"), [("不同意，必须按期完成。", "2024-03-12"), ("改为3月13日", "2024-03-13"), ("可以", "2024-03-15")]
)
def test_the_organizer_agrees_refuses_or_names_another_date(office: Office, words: str, due: str) -> None:
    office.tracked().at("2024-03-08 09:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日，因为硬件未到货")
    office.answer("li.na", "delay-request", words)
    assert str(office.store.items.of_meeting(1)[1].due) == due


def test_the_organizers_silence_agrees(office: Office) -> None:
    office.tracked().at("2024-03-08 10:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日")
    assert str(office.at("2024-03-12 09:59").store.items.of_meeting(1)[1].due) == "2024-03-12"
    assert str(office.at("2024-03-12 10:00").store.items.of_meeting(1)[1].due) == "2024-03-15"


def test_a_second_postponement_goes_to_the_leader(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00")
    office.answer("zhao.min", "reminder", "延至3月8日")
    office.answer("li.na", "delay-request", "同意")
    office.at("2024-03-08 09:00")
    office.sent()
    office.answer("zhao.min", "reminder", "延至3月14日")
    sent = office.sent()
    assert [(s.kind, s.to[0]) for s in sent if s.kind in {"delay-request", "escalation"}] == [
        ("escalation", mail_address("liu.yang"))
    ]
    office.answer("liu.yang", "escalation", "同意延期")
    assert str(office.store.items.of_meeting(1)[2].due) == "2024-03-14"


def test_blocked_is_escalated_the_same_working_day(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    office.answer("zhang.wei", "reminder", "卡在测试环境没有权限")
    (escalation,) = [s for s in office.sent() if s.kind == "escalation"]
    assert escalation.to == (mail_address("wang.qiang"),)
    assert "测试环境" in escalation.text
    office.answer("zhang.wei", "reminder", "还是卡住，环境没有权限")
    assert [kind for kind, _ in office.kinds() if kind == "escalation"] == []


def test_a_leader_gives_the_item_to_somebody_else(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "卡在测试环境没有权限")
    office.sent()
    office.answer("wang.qiang", "escalation", "改由王强负责")
    item = office.store.items.of_meeting(1)[0]
    assert (item.owner_email, item.blocked) == (mail_address("wang.qiang"), None)
    assert office.kinds() == [("noted", "wang.qiang"), ("noted", "zhang.wei")]


def test_a_number_that_the_mail_did_not_have_changes_nothing(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    office.answer("zhang.wei", "reminder", "7 已完成")
    assert office.statuses()["CM-1/1"] == "open"
    assert office.kinds() == [("unclear", "zhang.wei")]


def test_an_answer_that_says_nothing_is_asked_about_once(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    office.answer("zhang.wei", "reminder", "收到")
    assert office.kinds() == [("unclear", "zhang.wei")]
    office.answer("zhang.wei", "unclear", "已完成")
    assert office.statuses()["CM-1/1"] == "claimed"


def test_the_last_closed_item_closes_the_meeting(office: Office) -> None:
    office.tracked()
    for day, who, kind in (
        ("06", "zhang.wei", "reminder"),
        ("07", "zhao.min", "reminder"),
        ("08", "wang.qiang", "reminder"),
    ):
        office.at(f"2024-03-{day} 09:00").answer(who, kind, "已完成")
        office.sent()
        office.answer("chen.chen", "verify-request", "通过，检查无误。")
    assert office.store.meetings.get(1).status is MeetingStatus.CLOSED
    closed = next(s for s in office.sent() if s.kind == "closed")
    assert set(closed.to) == {mail_address(w) for w in ("wang.qiang", "zhang.wei", "zhao.min", "li.na", "chen.chen")}
    assert closed.attachments
    assert office.at("2024-03-11 09:00").kinds() == []


def test_several_items_of_one_person_are_one_mail_answered_by_number(office: Office) -> None:
    office.tracked()
    office.at("2024-03-05 17:10").mail("li.na", "会议纪要：第二次会议", TWO_ITEMS)
    office.answer("zhang.wei", "confirm-request", "确认")
    office.sent()
    (mail,) = [s for s in office.at("2024-03-07 09:00").sent() if s.to == (mail_address("zhang.wei"),)]
    assert mail.kind == "overdue"
    office.answer("zhang.wei", "overdue", "1 已完成\n2 进展50%\n3 延至3月11日，因为环境未就绪")
    assert office.statuses()["CM-1/1"] == "claimed"
    other = office.store.items.of_meeting(2)
    assert (other[0].percent, str(other[1].requested_due)) == (50, "2024-03-11")


def test_everything_done_means_all_items_of_the_mail(office: Office) -> None:
    office.tracked()
    office.at("2024-03-05 17:10").mail("li.na", "会议纪要：第二次会议", TWO_ITEMS)
    office.answer("zhang.wei", "confirm-request", "确认")
    office.at("2024-03-07 09:00")
    office.sent()
    office.answer("zhang.wei", "overdue", "已完成")
    assert ("unclear", "zhang.wei") in office.kinds()
    office.answer("zhang.wei", "overdue", "全部完成")
    assert {str(i.status) for i in office.store.items.of_meeting(2)} == {"claimed"}


def test_the_owner_hears_that_silence_agreed(office: Office) -> None:
    office.tracked().at("2024-03-08 10:00")
    office.answer("wang.qiang", "reminder", "申请延至3月15日")
    office.sent()
    assert ("noted", "wang.qiang") in office.at("2024-03-12 10:00").kinds()


def test_a_reply_to_a_note_counts_for_the_senders_own_items(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.answer("zhang.wei", "reminder", "进展60%")
    office.answer("zhang.wei", "noted", "1 进展80%")
    assert office.store.items.of_meeting(1)[0].percent == 80
    office.sent()
    office.answer("zhang.wei", "noted", "谢谢")
    assert office.kinds() == []


def test_a_question_to_the_summary_goes_to_the_recorder(office: Office) -> None:
    office.tracked()
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    office.mail("liu.yang", "Re: " + summary.subject, "第3项的安抚方案由谁审核？", summary)
    assert office.kinds() == [("noted", "chen.chen"), ("noted", "liu.yang")]


def test_the_organizer_copied_on_a_warning_may_decide(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").at("2024-03-07 09:00")
    warning = next(s for s in office.all_sent() if s.kind == "overdue")
    office.sent()
    office.mail("li.na", "Re: " + warning.subject, "延期至3月11日", warning)
    assert str(office.store.items.of_meeting(1)[0].due) == "2024-03-11"
    assert office.kinds() == [("noted", "li.na"), ("noted", "zhang.wei")]


def test_an_item_without_an_owner_is_brought_to_the_organizer_with_their_own(office: Office) -> None:
    minutes = "会议主题:复盘会\n参会人员:张伟\n行动项:\n1. 李娜于3月7日前确认预算\n2. 3月7日前完成数据备份\n"
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要:复盘会", minutes)
    office.answer("zhang.wei", "confirm-request", "确认")
    office.sent()
    (mail,) = office.at("2024-03-07 09:00").sent()
    assert (mail.kind, mail.to) == ("reminder", (mail_address("li.na"),))
    assert "确认预算" in mail.text
    assert "数据备份" in mail.text


def test_the_history_of_what_is_late_says_what_happened_and_no_more(office: Office) -> None:
    office.tracked()
    for day in ("07", "08", "11"):
        office.at(f"2024-03-{day} 09:00")
    (up, *_) = [s for s in office.sent() if s.kind == "escalation"]
    lines = [line for line in up.text.splitlines() if "超期提醒" in line]
    assert lines
    assert all(line.endswith("超期提醒") for line in lines)
