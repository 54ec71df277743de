"""Decisions and reports as they come: two in one sentence, said twice, by a delegate, after the matter went up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent

LI_NA, WANG, ZHANG = map(mail_address, ("li.na", "wang.qiang", "zhang.wei"))


def escalated(office: Office) -> Office:
    """张伟's item 1, due on Wednesday 6 March, is brought to 王强 on Monday the 11th."""
    office.tracked()
    for day in ("06", "07", "08", "11"):
        office.at(f"2024-03-{day} 09:00")
    return office


def escalations(sent: list[Sent]) -> list[tuple[str, ...]]:
    return [s.to for s in sent if s.kind == "escalation"]


def last(office: Office, kind: str, who: str) -> Sent:
    return next(s for s in reversed(office.all_sent()) if s.kind == kind and s.to == (mail_address(who),))


def test_another_owner_and_another_date_in_one_decision(office: Office) -> None:
    escalated(office)
    office.answer("wang.qiang", "escalation", "改由赵敏负责，3月20日前完成")
    item = office.store.items.of_meeting(1)[0]
    assert (item.owner_email, str(item.due)) == (mail_address("zhao.min"), "2024-03-20")
    said = last(office, "noted", "zhao.min").text
    assert "3月20日" in said
    assert "责任人已调整" in said


def test_lateness_goes_up_once_also_when_somebody_else_takes_over(office: Office) -> None:
    escalated(office)
    office.sent()
    office.answer("wang.qiang", "escalation", "改由李娜负责")
    later = [office.at(f"2024-03-{day} 09:00").sent() for day in (12, 13, 14)]
    assert [escalations(sent) for sent in later] == [[], [], []]


def test_what_is_stuck_goes_up_once_also_when_it_gets_more_time(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    office.sent()
    office.answer("wang.qiang", "reminder", "卡在采购审批，无法继续")
    assert len(escalations(office.sent())) == 1
    office.answer("wang.qiang", "reminder", "申请延至3月20日，因为审批未过")
    office.answer("li.na", "delay-request", "同意")
    assert str(office.store.items.of_meeting(1)[1].due) == "2024-03-20"
    office.sent()
    later = [s for day in (18, 19, 20) for s in office.at(f"2024-03-{day} 09:00").sent()]
    # 王强 leads the department himself: what is his goes to the organizer.
    assert (LI_NA,) not in escalations(later)


def test_done_said_again_does_not_ask_the_verifier_again(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.sent()
    office.at("2024-03-06 10:00").answer("zhang.wei", "reminder", "已经完成了")
    assert office.kinds() == [("noted", "zhang.wei")]
    assert office.at("2024-03-06 11:00").kinds() == []


def test_whose_item_it_is_hears_what_a_delegate_reported(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    reminder = last(office, "reminder", "zhang.wei")
    office.mail("chen.chen", f"Re: {reminder.subject}", "进展60%", reminder)
    assert office.kinds() == [("noted", "chen.chen"), ("noted", "zhang.wei")]


def test_progress_told_with_a_delay_is_noted_too(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "进展40%，申请延至3月12日")
    noted = last(office, "noted", "zhang.wei").text
    assert "0% → 40%" in noted
    assert "等待组织者答复" in noted


def test_a_second_wish_for_time_says_that_the_leader_decides(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "申请延至3月8日")
    office.answer("li.na", "delay-request", "同意")
    office.at("2024-03-08 09:00").answer("zhang.wei", "reminder", "申请延至3月15日")
    noted = last(office, "noted", "zhang.wei").text
    assert "已上报部门负责人" in noted
    assert last(office, "escalation", "wang.qiang")


def test_the_owner_in_cc_reports_on_the_item_that_went_up(office: Office) -> None:
    escalated(office)
    office.sent()
    up = last(office, "escalation", "wang.qiang")
    office.mail("zhang.wei", f"Re: {up.subject}", "已完成", up)
    assert office.statuses()["CM-1/1"] == "claimed"
    assert office.kinds() == [("noted", "zhang.wei"), ("verify-request", "chen.chen")]


def test_a_courtesy_or_a_correction_does_not_close_an_item(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    for words in ("收到，我看看", "责任人改为赵敏"):
        office.answer("chen.chen", "verify-request", words)
        assert office.statuses()["CM-1/1"] == "claimed", words
    office.answer("chen.chen", "verify-request", "3月6日监控显示延迟1.5小时")
    assert office.statuses()["CM-1/1"] == "closed"


def test_a_verifier_is_told_what_was_said_of_that_item_only(office: Office) -> None:
    office.mail(
        "li.na",
        "会议纪要:第二次会议",
        "会议主题：第二次会议\n参会人员：张伟\n行动项：\n"
        "1. 张伟于3月7日前整理接口文档\n2. 张伟于3月7日前补充测试用例\n",
    )
    office.at("2024-03-04 10:00").answer("zhang.wei", "confirm-request", "确认")
    office.at("2024-03-05 09:00").answer("zhang.wei", "reminder", "1 申请延至3月12日，2 已完成")
    asked = next(s for s in office.all_sent() if s.kind == "verify-request")
    assert "补充测试用例" in asked.text
    assert "申请延至" not in asked.text.split("原始邮件")[0]


def test_a_question_about_the_summary_goes_to_the_recorder(office: Office) -> None:
    office.tracked()
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    office.mail("zhao.min", f"Re: {summary.subject}", "请问第1项的高优先级订单是指哪些？", summary)
    assert office.kinds() == [("noted", "chen.chen"), ("noted", "zhao.min")]
    assert mail_address("zhao.min") in last(office, "noted", "chen.chen").text


def test_minutes_without_items_end_with_their_summary(office: Office) -> None:
    office.mail("li.na", "会议纪要:周例会", "会议主题：周例会\n参会人员：张伟\n会议决议：\n1. 继续按现有方案运行\n")
    office.at("2024-03-04 10:00").answer("zhang.wei", "confirm-request", "确认")
    kinds = [s.kind for s in office.all_sent()]
    assert kinds.count("summary") == 1
    assert "closed" not in kinds


def test_after_a_long_pause_the_form_comes_before_its_reminder(office: Office) -> None:
    office.mail(
        "li.na",
        "会议通知:周例会",
        "会议主题：周例会\n会议时间：2024年3月5日14:00-15:00\n参会人员：张伟\n记录人：陈晨\n",
    )
    office.sent()
    assert office.at("2024-03-12 09:00").kinds() == [("form", "chen.chen")]
    assert office.at("2024-03-13 17:59").kinds() == []
    assert office.at("2024-03-13 18:00").kinds() == [("form-reminder", "chen.chen")]
