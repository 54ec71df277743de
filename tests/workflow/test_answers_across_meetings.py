"""One mail a person and morning, its items from several meetings: answers by number, by words, for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent

SECOND = """\
沟通主题:客户续约专项沟通
沟通时间:2024年3月5日10:00-11:00
参与部门及人员:王强、赵敏
解决方案:
1. 赵敏于3月7日前核对续约合同清单
2. 赵敏于3月7日前整理客户回访记录
3. 王强于3月20日前开放续约接口
"""


def two_meetings(office: Office) -> Sent:
    """Both meetings agreed; zhao.min's reminder of three items from two meetings."""
    office.tracked()
    office.mail("li.na", "会议纪要:客户续约专项沟通", SECOND)
    for who in ("wang.qiang", "zhao.min"):
        office.answer(who, "confirm-request", "确认")
    office.sent()
    office.at("2024-03-06 09:00").at("2024-03-07 09:00")
    reminders = [s for s in office.sent() if s.kind == "reminder" and s.to == (mail_address("zhao.min"),)]
    assert len(reminders[-1:]) == 1
    assert "您有3项任务" in reminders[-1].subject
    return reminders[-1]


def states(office: Office) -> dict[str, tuple[str, int]]:
    items = (*office.store.items.of_meeting(1), *office.store.items.of_meeting(2))
    return {i.ref: (str(i.status), i.percent) for i in items if i.owner_email == mail_address("zhao.min")}


OPEN = {"CM-1/3": ("open", 0), "CM-2/1": ("open", 0), "CM-2/2": ("open", 0)}


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("1 已完成\n3 进展40%", {"CM-1/3": ("claimed", 100), "CM-2/2": ("open", 40)}),
        ("客户安抚方案已完成\uff0c续约合同清单进展60%", {"CM-1/3": ("claimed", 100), "CM-2/1": ("open", 60)}),
        ("回访记录整理完了\u3002", {"CM-2/2": ("claimed", 100)}),
        ("CM-2/2 已完成", {"CM-2/2": ("claimed", 100)}),
        ("全部完成", dict.fromkeys(OPEN, ("claimed", 100))),
        ("都完成了\u3002", dict.fromkeys(OPEN, ("claimed", 100))),
        ("all done", dict.fromkeys(OPEN, ("claimed", 100))),
    ],
)
def test_an_answer_touches_what_it_names(office: Office, words: str, changed: dict[str, tuple[str, int]]) -> None:
    reminder = two_meetings(office)
    office.at("2024-03-07 10:00").mail("zhao.min", "Re: " + reminder.subject, words, reminder)
    assert states(office) == OPEN | changed
    answers = [s for s in office.sent() if s.to == (mail_address("zhao.min"),)]
    assert [s.kind for s in answers] == ["noted"]


@pytest.mark.parametrize(
    "words",
    [
        "客户方面的已完成",
        "进展顺利\uff0c60%了",
        "已完成",
        "除客户安抚方案外都已完成",
        "客户安抚方案已完成\uff0c大屏还没上线",
    ],
)
def test_words_that_could_mean_several_touch_nothing(office: Office, words: str) -> None:
    reminder = two_meetings(office)
    office.at("2024-03-07 10:00").mail("zhao.min", "Re: " + reminder.subject, words, reminder)
    assert states(office) == OPEN
    assert [s.kind for s in office.sent()] == ["unclear"]


def test_a_number_too_many_is_said_and_the_rest_is_done(office: Office) -> None:
    reminder = two_meetings(office)
    office.at("2024-03-07 10:00").mail("zhao.min", "Re: " + reminder.subject, "2 进展30%\n7 已完成", reminder)
    assert states(office) == OPEN | {"CM-2/1": ("open", 30)}
    sent = [s for s in office.sent() if s.to == (mail_address("zhao.min"),)]
    assert sorted(s.kind for s in sent) == ["noted", "unclear"]
    noted = next(s for s in sent if s.kind == "noted")
    assert "30%" in noted.text


def test_yesterdays_mail_is_answered_by_its_own_numbers(office: Office) -> None:
    reminder = two_meetings(office)
    office.at("2024-03-07 10:00").mail("zhao.min", "Re: " + reminder.subject, "1 已完成", reminder)
    office.at("2024-03-08 09:00")
    overdue = next(s for s in office.sent() if s.kind == "overdue" and s.to == (mail_address("zhao.min"),))
    assert "您有2项任务" in overdue.subject
    office.mail("zhao.min", "Re: " + reminder.subject, "3 进展80%", reminder)
    assert states(office) == {"CM-1/3": ("claimed", 100), "CM-2/1": ("open", 0), "CM-2/2": ("open", 80)}


def test_what_is_somebody_elses_now_is_not_touched(office: Office) -> None:
    reminder = two_meetings(office)
    office.at("2024-03-07 10:00").mail("li.na", "CM-2/2 改由刘洋负责", "")
    office.sent()
    office.mail("zhao.min", "Re: " + reminder.subject, "3 已完成", reminder)
    item = office.store.items.of_meeting(2)[1]
    assert (str(item.status), item.owner_email) == ("open", mail_address("liu.yang"))
    (noted,) = [s for s in office.sent() if s.to == (mail_address("zhao.min"),)]
    assert "责任人不是您" in noted.text
