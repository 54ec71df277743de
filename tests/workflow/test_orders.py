"""Decisions that nobody asked for: new mails about items by reference, and the same words in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent


def mails(office: Office) -> dict[tuple[str, str], Sent]:
    return {(s.kind, s.to[0].partition("@")[0]): s for s in office.sent()}


def item(office: Office, number: int) -> tuple[str, str | None, str]:
    found = office.store.items.of_meeting(1)[number - 1]
    return str(found.status), found.owner_email, str(found.due)


def test_the_organizer_gives_an_item_to_somebody_else(office: Office) -> None:
    office.tracked().at("2024-03-05 17:30")
    disposition = office.mail("li.na", "CM-1 第2项 改由张伟负责", "请知悉\u3002")
    assert disposition is not None
    assert disposition.outcome == "processed"
    assert item(office, 2)[1] == mail_address("zhang.wei")
    found = mails(office)
    assert set(found) == {("noted", "li.na"), ("noted", "wang.qiang"), ("noted", "zhang.wei")}
    given = found["noted", "zhang.wei"]
    assert "任务改由您负责" in given.subject
    assert "服务器扩容" in given.text
    assert "3月12日" in given.text
    assert "王强 → 张伟" in found["noted", "li.na"].text
    office.at("2024-03-05 17:40").mail("zhang.wei", "Re: " + given.subject, "2 申请延期至3月20日\uff0c因为出差", given)
    assert str(office.store.items.of_meeting(1)[1].requested_due) == "2024-03-20"


@pytest.mark.parametrize(
    ("who", "subject", "text", "number", "expected"),
    [
        ("li.na", "CM-1/3 取消", "客户已撤回", 3, ("cancelled", "zhao.min", "2024-03-07")),
        ("li.na", "调整", "CM-1 第2、3项 延期至3月20日", 3, ("open", "zhao.min", "2024-03-20")),
        ("liu.yang", "CM-1/3", "延期至3月20日", 3, ("open", "zhao.min", "2024-03-20")),
        ("wang.qiang", "CM-1 item 1: reassign to 王强", "", 1, ("open", "wang.qiang", "2024-03-06")),
    ],
    ids=["cancel", "several", "the owner's leader", "english"],
)
def test_who_may_decides(
    office: Office, who: str, subject: str, text: str, number: int, expected: tuple[str, str, str]
) -> None:
    office.tracked().at("2024-03-05 17:30").mail(who, subject, text)
    status, owner, due = expected
    assert item(office, number) == (status, mail_address(owner), due)
    noted = {to for kind, to in mails(office) if kind == "noted"}
    assert {who, "zhao.min" if number == 3 else "zhang.wei"} <= noted


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("zhao.min", "CM-1/2 取消"),
        ("liu.yang", "CM-1/2 取消"),
        ("chen.chen", "CM-1/3 改由张伟负责"),
        ("zhao.min", "CM-1/3 已完成"),
        ("zhao.min", "CM-1/3 延期至3月20日"),
        ("li.na", "CM-1/2 已完成"),
        ("zhao.min", "CM-99/1 取消"),
    ],
)
def test_who_may_not_changes_nothing_and_is_not_answered(office: Office, who: str, text: str) -> None:
    office.tracked().at("2024-03-05 17:30")
    before = [item(office, number) for number in (1, 2, 3)]
    disposition = office.mail(who, "事项", text)
    assert disposition is not None
    assert disposition.outcome == "quarantined"
    assert [item(office, number) for number in (1, 2, 3)] == before
    assert [s for s in office.sent() if s.to != ("it@example.com",)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CM-1/9 取消", "不由您决定"),
        ("CM-99 第1项 取消", "没有找到您提到的编号"),
        ("CM-1/2 改由孙悟空负责", "暂未作任何改动"),
        ("CM-1 第2项延期", "暂未作任何改动"),
    ],
    ids=["no such item", "no such meeting", "nobody of that name", "no date"],
)
def test_what_cannot_be_done_is_said(office: Office, text: str, said: str) -> None:
    office.tracked().at("2024-03-05 17:30").mail("li.na", "调整", text)
    found = mails(office)
    assert set(found) == {("unclear", "li.na")}
    assert said in found["unclear", "li.na"].text


def test_what_can_be_done_beside_it_is_done(office: Office) -> None:
    office.tracked().at("2024-03-05 17:30").mail("li.na", "调整", "CM-1/3 取消\nCM-1/9 取消")
    assert item(office, 3)[0] == "cancelled"
    found = mails(office)
    assert set(found) == {("noted", "li.na"), ("noted", "zhao.min"), ("unclear", "li.na")}
    assert "其中能判明的部分已记录" in found["unclear", "li.na"].text


def test_a_finished_item_stays_as_it_is_and_the_sender_learns_it(office: Office) -> None:
    office.tracked().at("2024-03-05 17:30").mail("li.na", "CM-1/3 取消", "")
    office.sent()
    office.mail("li.na", "CM-1/3 延期至3月20日", "")
    found = mails(office)
    assert set(found) == {("noted", "li.na")}
    assert "此前已取消" in found["noted", "li.na"].text


def test_several_decisions_in_answer_to_the_summary(office: Office) -> None:
    office.tracked()
    office.at("2024-03-06 09:00")
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    office.sent()
    office.mail("li.na", "Re: " + summary.subject, "第1项取消\uff0c第2项改由李娜负责", summary)
    assert item(office, 1)[0] == "cancelled"
    assert item(office, 2)[1] == mail_address("li.na")
    assert {("noted", "li.na"), ("noted", "zhang.wei"), ("noted", "wang.qiang")} <= set(mails(office))


def test_a_participants_wish_after_the_summary_is_passed_on_only(office: Office) -> None:
    office.tracked()
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    office.mail("zhao.min", "Re: " + summary.subject, "第1项取消", summary)
    assert item(office, 1)[0] == "open"


def test_the_organizer_in_copy_decides_by_the_numbers_of_the_warning(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    warning = next(s for s in office.sent() if s.kind == "overdue" and s.to == (mail_address("zhao.min"),))
    assert warning.cc == (mail_address("li.na"),)
    office.mail("li.na", "Re: " + warning.subject, "第1项改由刘洋负责\uff0c第4项取消", warning)
    assert item(office, 3)[1] == mail_address("liu.yang")
    found = mails(office)
    assert {("noted", "li.na"), ("noted", "liu.yang"), ("noted", "zhao.min"), ("unclear", "li.na")} == set(found)


def test_a_leader_decides_on_an_escalation_by_reference(office: Office) -> None:
    office.tracked().at("2024-03-06 10:00").mail("li.na", "CM-1/2 延期至3月8日", "")
    office.at("2024-03-11 09:00")
    office.at("2024-03-12 09:00")
    escalation = next(s for s in office.all_sent() if s.kind == "escalation" and "liu.yang" in s.to[0])
    office.sent()
    office.mail("liu.yang", "Re: " + escalation.subject, "CM-1/3 延期至3月20日", escalation)
    assert item(office, 3)[2] == "2024-03-20"


def test_several_decisions_in_answer_to_a_delay_request(office: Office) -> None:
    office.tracked().at("2024-03-06 09:30")
    office.answer("zhang.wei", "reminder", "1 申请延期至3月12日\uff0c因为出差")
    request = next(s for s in office.sent() if s.kind == "delay-request")
    office.mail("li.na", "Re: " + request.subject, "第1项改由王强负责\uff0c第2项取消", request)
    assert item(office, 1)[1] == mail_address("wang.qiang")
    assert item(office, 2)[0] == "open"
    assert ("unclear", "li.na") in mails(office)
