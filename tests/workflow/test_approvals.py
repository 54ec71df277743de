"""Resource requests: who is asked, what becomes of every kind of answer, and of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import MINUTES, mail_address

if TYPE_CHECKING:
    from coordmail.record import ResourceRequest
    from tests.workflow.office import Office, Sent

BUDGET = "技术部需扩容预算5000元(由财务部经理审批)"


def asked(office: Office, resources: str = BUDGET) -> Office:
    """The example meeting with a resource request, agreed on Tuesday 2024-03-05 at 17:00."""
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要", f"{MINUTES}资源需求:{resources}\n")
    for who in ("wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    return office


def request(office: Office) -> ResourceRequest:
    return office.store.requests.of_meeting(1)[0]


def approvals(office: Office) -> list[Sent]:
    return [s for s in office.sent() if s.kind == "approval-request"]


def events(office: Office) -> list[str]:
    known = ("approval", "approved", "refused", "question")
    return [str(e.what) for e in office.store.history.of_meeting(1) if str(e.what).startswith(known)]


def told(office: Office) -> list[tuple[str, str]]:
    return [(s.kind, s.to[0].partition("@")[0]) for s in office.sent()]


@pytest.mark.parametrize(
    ("resources", "approver", "who"),
    [
        (BUDGET, "财务部经理", "wu.jing"),
        ("技术部需扩容预算5000元(由吴静审批)", "吴静", "wu.jing"),
        ("技术部需扩容预算5000元(由财务部审批)", "财务部", "wu.jing"),
        ("技术部需要财务部支持5000元", "吴静", "wu.jing"),
        ("技术部需扩容预算5000元(由财务部总监审批)", "财务部总监", "wu.jing"),
    ],
)
def test_who_is_asked(office: Office, resources: str, approver: str, who: str) -> None:
    asked(office, resources)
    assert [s.to[0].partition("@")[0] for s in approvals(office)] == [who]
    assert (request(office).approver, request(office).status) == (approver, "asked")
    assert "没有写由谁审批" not in next(s for s in office.all_sent() if s.kind == "understood").text
    assert request(office).asked_at == office.now


def test_an_approver_without_an_address_is_shown_as_such(office: Office) -> None:
    asked(office, "技术部需扩容预算5000元(由钱总审批)")
    sent = office.sent()
    assert not [s for s in sent if s.kind == "approval-request"]
    for kind in ("understood", "confirm-request", "summary"):
        text = next(s for s in sent if s.kind == kind).text
        assert "未能确定审批人的邮箱，尚未提请审批" in text, kind


def test_no_answer_is_reminded_once_and_passed_on_once(office: Office) -> None:
    asked(office)
    first = approvals(office)
    assert ["再次" in s.subject for s in first] == [False]
    sent: dict[str, list[Sent]] = {}
    for day in ("06", "07", "08", "11", "12", "13", "14", "15"):
        for clock in ("09:00", "17:00"):
            mails = [s for s in office.at(f"2024-03-{day} {clock}").sent() if s.kind in {"approval-request", "noted"}]
            if mails:
                sent[f"{day} {clock}"] = mails
    assert list(sent) == ["07 17:00", "11 17:00"]
    (again,), (passed_on,) = sent.values()
    assert (again.kind, again.to) == ("approval-request", ("wu.jing@example.com",))
    assert "] 再次提请审批资源需求" in again.subject
    assert "3月5日（周二）提请审批的邮件尚未收到答复" in again.text
    assert (passed_on.kind, passed_on.to) == ("noted", ("li.na@example.com",))
    assert "两次提请审批，吴静仍未答复" in passed_on.text
    assert events(office) == ["approval_asked", "approval_reminded", "approval_unanswered"]
    assert request(office).status == "asked"
    # A late answer to either mail still counts, and the organizer who was told of the silence hears of it.
    office.at("2024-03-18 10:00").mail("wu.jing", f"Re: {first[0].subject}", "同意", first[0])
    assert request(office).status == "approved"
    assert ("noted", "li.na") in told(office)


def test_the_reminder_can_be_answered(office: Office) -> None:
    asked(office).at("2024-03-07 17:00").answer("wu.jing", "approval-request", "不同意,预算已用完")
    assert (request(office).status, request(office).comment) == ("refused", "不同意,预算已用完")
    office.sent()
    assert not [s for s in office.at("2024-03-12 17:00").sent() if s.kind == "approval-request"]
    assert "approval_unanswered" not in events(office)


def test_yes_and_no_are_told_to_the_owner(office: Office) -> None:
    asked(office)
    office.sent()
    office.answer("wu.jing", "approval-request", "同意")
    assert told(office) == [("noted", "wu.jing"), ("noted", "wang.qiang")]
    assert (request(office).status, request(office).answered_by) == ("approved", "wu.jing@example.com")
    assert events(office) == ["approval_asked", "approved"]


def test_the_same_answer_again_is_no_event(office: Office) -> None:
    asked(office).answer("wu.jing", "approval-request", "同意")
    office.answer("wu.jing", "approval-request", "同意!")
    assert events(office) == ["approval_asked", "approved"]


def test_a_second_answer_replaces_the_first_and_all_hear_of_it(office: Office) -> None:
    asked(office).answer("wu.jing", "approval-request", "同意")
    office.sent()
    office.at("2024-03-06 10:00")
    office.sent()
    office.answer("wu.jing", "approval-request", "不同意,预算已冻结")
    assert told(office) == [("noted", "wu.jing"), ("noted", "wang.qiang"), ("noted", "li.na")]
    assert request(office).status == "refused"
    assert events(office) == ["approval_asked", "approved", "refused"]


def test_a_question_goes_to_owner_and_organizer(office: Office) -> None:
    asked(office)
    office.sent()
    office.answer("wu.jing", "approval-request", "请问这笔预算是哪个科目的?")
    sent = office.sent()
    assert [(s.kind, s.to[0].partition("@")[0]) for s in sent] == [
        ("noted", "wu.jing"), ("noted", "wang.qiang"), ("noted", "li.na"),
    ]  # fmt: skip
    assert all("请问这笔预算是哪个科目的" in s.text for s in sent)
    assert (request(office).status, events(office)[-1]) == ("asked", "question")


def test_unclear_words_are_asked_back(office: Office) -> None:
    asked(office)
    office.sent()
    office.answer("wu.jing", "approval-request", "预算科目:管理费用")
    assert told(office) == [("unclear", "wu.jing")]
    assert request(office).status == "asked"


def test_a_delegate_answers_for_the_approver(office: Office) -> None:
    asked(office, "运营部需2台测试机(由张伟审批)")
    (mail,) = approvals(office)
    office.mail("chen.chen", f"Re: {mail.subject}", "同意", mail)
    assert (request(office).status, request(office).answered_by) == ("approved", "chen.chen@example.com")


def test_a_closed_meeting_does_not_ask(office: Office) -> None:
    asked(office)
    for who in ("zhang.wei", "wang.qiang", "zhao.min"):
        office.at("2024-03-06 10:00").mail(who, "我的待办", "")
        office.answer(who, "query-answer", "1 已完成")
        office.answer("li.na", "verify-request", "验收通过,结果符合标准")
    assert office.store.meetings.get(1).status == "closed"
    office.sent()
    for day in ("07", "08", "11", "12", "13"):
        assert approvals(office.at(f"2024-03-{day} 17:30")) == []


def test_a_cancelled_item_needs_no_approval(office: Office) -> None:
    asked(office)
    item = request(office).item_id
    assert item is not None
    office.at("2024-03-06 10:00").mail(
        "li.na", "会议纪要", MINUTES.replace("2. 王强于3月12日前完成服务器扩容,延迟≤2小时\n", "")
    )
    for who in ("wang.qiang", "zhang.wei", "zhao.min"):
        if any(s.kind == "confirm-request" and s.to[0].startswith(who) for s in office.sent()):
            office.answer(who, "confirm-request", "确认")
    office.at("2024-03-11 17:30")
    assert office.store.items.get(item).status == "cancelled"
    assert approvals(office) == []


def test_another_sum_is_another_question(office: Office) -> None:
    minutes = "沟通主题:采购例会\n解决方案:\n1. 张伟于3月20日前完成采购\n资源需求:采购预算{}元，由财务部经理审批\n"
    office.mail("li.na", "会议纪要:采购例会", minutes.format(5000))
    office.at("2024-03-04 10:00").answer("zhang.wei", "confirm-request", "确认")
    assert [s.to[0] for s in office.sent() if s.kind == "approval-request"] == [mail_address("wu.jing")]
    office.answer("wu.jing", "approval-request", "同意")
    office.at("2024-03-04 14:00").mail("li.na", "会议纪要:采购例会", minutes.format(8000))
    assert "8000" in next(s for s in reversed(office.sent()) if s.kind == "understood").text
    asked = [s for s in office.tick().all_sent() if s.kind == "approval-request"]
    assert len(asked) == 2
    assert "8000" in asked[1].text
    (request,) = office.store.requests.of_meeting(1)
    assert (request.amount, str(request.status)) == (8000, "asked")
