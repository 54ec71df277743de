"""Verification: no claim lies forgotten; what comes late, twice or against an earlier answer changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent


def claimed(office: Office) -> Office:
    """The example meeting on Wednesday 2024-03-06 at 10:00: item 1 is called done, and the recorder is asked."""
    office.tracked().at("2024-03-06 09:00")
    office.sent()
    office.at("2024-03-06 10:00").answer("zhang.wei", "reminder", "1 已完成")
    return office


def requests(office: Office) -> list[Sent]:
    return [s for s in office.sent() if s.kind == "verify-request"]


def newest(office: Office, kind: str, who: str) -> Sent:
    return next(s for s in reversed(office.all_sent()) if s.kind == kind and s.to == (f"{who}@example.com",))


def happened(office: Office) -> list[str]:
    return [str(event.what) for event in office.store.history.of_item(1)]


def test_the_recorder_is_asked_twice_then_the_organizer_every_week(office: Office) -> None:
    claimed(office)
    asked: dict[str, list[Sent]] = {"2024-03-06": requests(office)}
    for day in ("07", "08", "11", "12", "13", "14", "15", "18", "19", "20", "26", "27"):
        for clock in ("09:00", "10:00", "15:00"):
            found = requests(office.at(f"2024-03-{day} {clock}"))
            if found:
                asked.setdefault(f"2024-03-{day}", []).extend(found)
    assert {day: [s.to[0].partition("@")[0] for s in found] for day, found in asked.items()} == {
        "2024-03-06": ["chen.chen"],
        "2024-03-13": ["chen.chen"],
        "2024-03-20": ["li.na"],
        "2024-03-27": ["li.na"],
    }
    assert "] 请验收" in asked["2024-03-06"][0].subject
    again = asked["2024-03-13"][0]
    assert "] 再次提请验收" in again.subject
    assert "3月6日（周三）提请验收的邮件尚未收到答复" in again.text
    assert "曾提请陈晨验收" in asked["2024-03-20"][0].text
    assert "曾提请" not in asked["2024-03-13"][0].text
    assert happened(office).count("verification_reminded") == 3
    assert office.statuses()["CM-1/1"] == "claimed"


def test_nothing_is_asked_once_it_is_answered(office: Office) -> None:
    claimed(office).at("2024-03-08 11:00").answer("chen.chen", "verify-request", "验收通过,每小时同步一次")
    requests(office)
    assert office.statuses()["CM-1/1"] == "closed"
    for day in ("12", "13", "19", "26"):
        assert requests(office.at(f"2024-03-{day} 15:00")) == []


def test_a_new_claim_is_asked_about_anew(office: Office) -> None:
    claimed(office).at("2024-03-08 11:00").answer("chen.chen", "verify-request", "未通过,还缺监控截图")
    office.at("2024-03-11 09:00")
    requests(office)
    office.at("2024-03-11 10:00").answer("zhang.wei", "overdue", "1 已完成")
    assert [(s.to[0], "再次" in s.subject) for s in requests(office)] == [("chen.chen@example.com", False)]
    assert requests(office.at("2024-03-15 10:00")) == []
    assert [s.to[0] for s in requests(office.at("2024-03-18 10:00"))] == ["chen.chen@example.com"]


def test_the_organizer_who_verifies_is_reminded(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要", "沟通主题:例会\n解决方案:\n1. 张伟于3月7日前提交方案\n")
    office.at("2024-03-05 17:00").answer("zhang.wei", "confirm-request", "确认,1 已完成")
    assert [s.to[0] for s in requests(office)] == ["li.na@example.com"]
    assert [s.to[0] for s in requests(office.at("2024-03-12 17:00"))] == ["li.na@example.com"]
    third = requests(office.at("2024-03-19 17:00"))
    assert [s.to[0] for s in third] == ["li.na@example.com"]
    assert "曾提请" not in third[0].text


def test_after_downtime_it_is_asked_once(office: Office) -> None:
    claimed(office)
    requests(office)
    assert [s.to[0] for s in requests(office.at("2024-03-25 09:00"))] == ["chen.chen@example.com"]
    assert requests(office.at("2024-03-26 09:00")) == []
    assert [s.to[0] for s in requests(office.at("2024-04-01 09:00"))] == ["li.na@example.com"]


def test_a_second_answer_hears_that_it_is_closed(office: Office) -> None:
    claimed(office).at("2024-03-13 11:00")
    office.at("2024-03-20 11:00")
    recorder, organizer = newest(office, "verify-request", "chen.chen"), newest(office, "verify-request", "li.na")
    office.mail("chen.chen", f"Re: {recorder.subject}", "验收通过,每小时同步一次", recorder)
    before = happened(office)
    office.sent()
    for words in ("未通过,还缺监控截图", "验收通过,结果正常"):
        office.at("2024-03-20 14:00").mail("li.na", f"Re: {organizer.subject}", words, organizer)
        (told,) = office.sent()
        assert (told.kind, told.to) == ("noted", ("li.na@example.com",))
        assert "此前已验收闭环，未作改动" in told.text
    assert office.statuses()["CM-1/1"] == "closed"
    assert happened(office) == before


def test_an_answer_after_it_was_reopened_changes_nothing(office: Office) -> None:
    claimed(office).at("2024-03-08 11:00").answer("chen.chen", "verify-request", "未通过,还缺监控截图")
    office.sent()
    office.at("2024-03-08 14:00").answer("chen.chen", "verify-request", "验收通过,结果正常")
    (told,) = office.sent()
    assert (told.kind, told.to) == ("noted", ("chen.chen@example.com",))
    assert "已退回继续办理" in told.text
    assert office.statuses()["CM-1/1"] == "open"


def test_who_is_everything_verifies_for_themselves(office: Office) -> None:
    office.at("2024-03-05 16:00").mail("li.na", "会议纪要", "沟通主题:例会\n解决方案:\n1. 李娜于3月7日前提交方案\n")
    office.at("2024-03-07 09:00").answer("li.na", "reminder", "已完成")
    assert [s.to[0] for s in requests(office)] == ["li.na@example.com"]
    office.answer("li.na", "verify-request", "验收通过,方案已发")
    assert office.statuses()["CM-1/1"] == "closed"
