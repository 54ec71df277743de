"""The recorder corrects the minutes by words: what changes, who is asked again, and what is said to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.record import EventKind, MeetingStatus
from tests.workflow.office import MINUTES, NOTICE, mail_address

if TYPE_CHECKING:
    from coordmail.record import Item
    from tests.workflow.office import Office, Sent


def confirming(office: Office) -> Office:
    """The example meeting with its minutes sent and nobody's answer yet."""
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    office.sent()
    return office


def items(office: Office) -> dict[int, Item]:
    return {i.number: i for i in office.store.items.of_meeting(1) if str(i.status) != "cancelled"}


def one(sent: list[Sent], kind: str, who: str) -> Sent:
    (found,) = [s for s in sent if s.kind == kind and s.to == (mail_address(who),)]
    return found


def test_all_changes_of_one_mail_make_one_version(office: Office) -> None:
    confirming(office)
    words = "2 责任人 张伟\n第1项截止改为3月8日\n删除3\n加\uff1a李娜3月15日前完成验收"
    office.answer("chen.chen", "understood", words)
    now = items(office)
    assert {n: (i.task, i.owner_email, str(i.due)) for n, i in now.items()} == {
        1: ("调整同步频率,每小时同步一次", mail_address("zhang.wei"), "2024-03-08"),
        2: (now[2].task, mail_address("zhang.wei"), "2024-03-12"),
        4: ("完成验收", mail_address("li.na"), "2024-03-15"),
    }
    assert office.store.meetings.get(1).version == 2
    assert office.kinds() == [
        ("confirm-request", "li.na"),
        ("confirm-request", "wang.qiang"),
        ("confirm-request", "zhang.wei"),
        ("confirm-request", "zhao.min"),
        ("understood", "chen.chen"),
    ]


@pytest.mark.parametrize(
    ("words", "number", "name", "value"),
    [
        ("第2项责任人由王强改为张伟", 2, "owner_email", mail_address("zhang.wei")),
        ("2 owner Zhang Wei", 2, "owner", "Zhang Wei"),
        ("item 3 due 12 March", 3, "due", "2024-03-12"),
        ("第2项任务改为\uff1a采购两台服务器并上线", 2, "task", "采购两台服务器并上线"),
        ("第2项交付标准改为\uff1a延迟不超过1小时", 2, "deliverable", "延迟不超过1小时"),
        ("请把第1项的完成时间从3月6日改到3月8日\uff0c责任人不变", 1, "due", "2024-03-08"),
    ],
)
def test_each_field_can_be_corrected(office: Office, words: str, number: int, name: str, value: str) -> None:
    confirming(office).answer("chen.chen", "understood", words)
    assert str(getattr(items(office)[number], name)) == value
    assert office.store.meetings.get(1).version == 2


def test_an_owner_nobody_knows_is_shown_as_a_problem(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "删除1\n2 责任人改为孙丽")
    understood = one(office.sent(), "understood", "chen.chen")
    assert items(office)[2].owner_email is None
    assert "! 第2项的负责人「孙丽」" in understood.text


def test_what_was_not_understood_beside_a_change_is_named(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "第2项责任人改为张伟\n预算那块还要再斟酌一下")
    understood = one(office.sent(), "understood", "chen.chen")
    assert "未能读懂" in understood.text
    assert "- 预算那块还要再斟酌一下" in understood.text
    assert items(office)[2].owner_email == mail_address("zhang.wei")


def test_a_number_that_is_not_there_changes_nothing(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "2 责任人改为张伟\n删除9")
    (answer,) = office.sent()
    assert (answer.kind, answer.to) == ("unclear", (mail_address("chen.chen"),))
    assert "编号" in answer.text
    assert office.store.meetings.get(1).version == 1


def test_the_answer_to_unclear_corrects_as_well(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "预算那块还要再斟酌一下")
    assert office.kinds() == [("unclear", "chen.chen")]
    office.answer("chen.chen", "unclear", "2 责任人改为张伟")
    assert items(office)[2].owner_email == mail_address("zhang.wei")


def test_the_organizer_corrects_the_mail_that_went_to_the_recorder(office: Office) -> None:
    confirming(office)
    understood = next(s for s in office.all_sent() if s.kind == "understood")
    office.mail("li.na", f"Re: {understood.subject}", "第1项截止改为3月8日", understood)
    sent = office.sent()
    assert [s.kind for s in sent if s.to == (mail_address("li.na"),)] == ["understood"]
    assert str(items(office)[1].due) == "2024-03-08"
    assert office.store.meetings.minutes(1)[1]["sent_by"] == mail_address("li.na")


def test_a_participant_who_got_hold_of_it_does_not(office: Office) -> None:
    confirming(office)
    understood = next(s for s in office.all_sent() if s.kind == "understood")
    disposition = office.mail("zhao.min", f"Re: {understood.subject}", "第1项截止改为3月8日", understood)
    assert disposition is not None
    assert disposition.outcome == "quarantined"
    assert office.store.meetings.get(1).version == 1


def test_a_participant_who_adds_an_item_asks_for_a_change(office: Office) -> None:
    confirming(office).answer("zhao.min", "confirm-request", "加\uff1a张伟3月15日前完成验收")
    assert office.kinds() == [("noted", "zhao.min"), ("objection", "chen.chen"), ("objection", "li.na")]


def test_an_objection_is_met_by_words(office: Office) -> None:
    confirming(office).answer("zhao.min", "confirm-request", "有异议\uff1a第3项时限太紧")
    office.sent()
    office.answer("li.na", "objection", "第3项截止改为3月11日")
    request = one(office.sent(), "confirm-request", "zhao.min")
    assert "3月7日" in request.text
    assert "3月11日" in request.text


def test_agreeing_with_an_objection_does_not_overrule_it(office: Office) -> None:
    confirming(office).answer("zhao.min", "confirm-request", "有异议\uff1a第3项时限太紧")
    office.sent()
    office.answer("chen.chen", "objection", "同意")
    assert office.kinds() == [("unclear", "chen.chen")]


def test_two_corrections_in_quick_succession_both_count(office: Office) -> None:
    confirming(office)
    understood = next(s for s in office.all_sent() if s.kind == "understood")
    office.mail("chen.chen", f"Re: {understood.subject}", "2 责任人改为张伟", understood)
    office.mail("chen.chen", f"Re: {understood.subject}", "2 截止改为3月20日", understood)
    item = items(office)[2]
    assert (item.owner_email, str(item.due)) == (mail_address("zhang.wei"), "2024-03-20")
    assert office.store.meetings.get(1).version == 3


def test_the_same_correction_twice_makes_no_further_version(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "2 责任人改为张伟")
    office.sent()
    office.answer("chen.chen", "understood", "2 责任人改为张伟")
    (answer,) = office.sent()
    assert (answer.kind, answer.to) == ("noted", (mail_address("chen.chen"),))
    assert "无需改动" in answer.text
    assert office.store.meetings.get(1).version == 2


def test_the_same_item_added_twice_is_added_once(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "加\uff1a李娜3月15日前完成验收")
    office.sent()
    office.answer("chen.chen", "understood", "加\uff1a李娜3月15日前完成验收")
    assert [kind for kind, _ in office.kinds()] == ["noted"]
    assert sorted(items(office)) == [1, 2, 3, 4]


def test_a_change_without_a_number_is_not_guessed(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "责任人改为张伟")
    (answer,) = office.sent()
    assert answer.kind == "unclear"
    assert "请按编号写明" in answer.text


def test_an_item_dropped_and_changed_at_once_is_asked_about(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "第2项删除\uff0c改为由张伟负责")
    assert office.kinds() == [("unclear", "chen.chen")]
    assert sorted(items(office)) == [1, 2, 3]


def test_a_dropped_item_cannot_be_corrected_by_its_old_number(office: Office) -> None:
    confirming(office)
    understood = next(s for s in office.all_sent() if s.kind == "understood")
    office.mail("chen.chen", f"Re: {understood.subject}", "删除3", understood)
    office.sent()
    office.mail("chen.chen", f"Re: {understood.subject}", "3 责任人改为张伟", understood)
    (answer,) = office.sent()
    assert answer.kind == "unclear"
    assert "取消" in answer.text


def test_a_closed_meeting_takes_no_correction_and_says_so(office: Office) -> None:
    office.tracked()
    for item in office.store.items.of_meeting(1):
        office.store.items.update(item.id, {"status": "closed", "closed_at": office.now})
    office.store.meetings.update(1, {"status": MeetingStatus.CLOSED, "closed_at": office.now})
    for words in ("加\uff1a张伟3月15日前完成验收", MINUTES.replace("3月12日", "3月15日")):
        office.sent()
        office.answer("chen.chen", "understood", words)
        (answer,) = office.sent()
        assert (answer.kind, answer.to) == ("noted", (mail_address("chen.chen"),))
        assert "不再改动" in answer.text
    assert office.store.meetings.get(1).version == 1


def test_a_correction_by_words_keeps_the_resource_requests(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    asked = MINUTES + "资源需求:服务器采购预算5万元,由财务部吴静审批\n"
    office.at("2024-03-05 16:00").answer("chen.chen", "form", asked)
    before = [r.what for r in office.store.requests.of_meeting(1)]
    assert before
    office.answer("chen.chen", "understood", "2 责任人改为张伟")
    assert [r.what for r in office.store.requests.of_meeting(1)] == before


def test_the_history_tells_each_change(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "2 责任人改为张伟\n删除3")
    told = [(e.what, e.item_number) for e in office.store.history.of_meeting(1) if e.item_number]
    assert (EventKind.REVISED, 2) in told
    assert (EventKind.CANCELLED, 3) in told
