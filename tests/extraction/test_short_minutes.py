"""Minutes as people type them in a hurry: labels without colons, a list right below the names, the title before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import parse
from coordmail.model import Kind
from tests.extraction.invented import CALENDAR, DIRECTORY, LIU, WANG, ZHAO, read
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Understanding


def mail(subject: str, text: str, *, answers: str = "") -> Understanding:
    """What a mail of 5 March 2024 with these words says."""
    message = EmailMessage()
    message["From"] = "li.na@example.com"
    message["To"] = "minutes@example.com"
    message["Subject"] = subject
    message["Date"] = "Tue, 05 Mar 2024 09:00:00 +0800"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text + "\n")
    own = frozenset({"minutes@example.com"})
    context = ReadingContext(DIRECTORY, CALENDAR, own, "zh", datetime(2024, 3, 5, tzinfo=UTC))
    return understand(parse(message.as_bytes()), context)


@pytest.mark.parametrize(
    ("line", "task", "owner", "due"),
    in_both_widths(
        [
            ("完成接口文档,责任人孙悦,3月21日前完成", "完成接口文档", "孙悦", date(2024, 3, 21)),
            ("整理需求清单,负责人张伟,3月21日前", "整理需求清单", "张伟", date(2024, 3, 21)),
            ("整理需求清单(责任人王工,3月21日前)", "整理需求清单", "王工", date(2024, 3, 21)),
            ("明确各项任务的责任人和时间", "明确各项任务的责任人和时间", None, None),
            ("提醒各项目,负责人方案须报批", "提醒各项目,负责人方案须报批", None, None),
        ]
    ),
)
def test_a_label_without_a_colon_is_no_part_of_the_name(
    line: str, task: str, owner: str | None, due: date | None
) -> None:
    (action,), _ = read(f"待办事项:\n1. {line}")
    assert (action.task, action.owner, action.due) == (task, owner, due)


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "1. 整理需求清单(责任人:张伟,完成时限:4月19日)\n2. 准备测试环境(责任人:王强,完成时限:4月20日)",
            "- 整理需求清单,责任人:张伟,完成时限:4月19日\n- 准备测试环境,责任人:王强,完成时限:4月20日",
        ]
    ),
)
def test_tasks_right_below_the_attendees_are_tasks(text: str) -> None:
    found = mail("会议纪要", f"参会人员:王强、张伟\n{text}")
    assert found.meeting is not None
    assert [one.name for one in found.meeting.attendees] == ["王强", "张伟"]
    told = [(action.task, action.owner, action.due) for action in found.actions]
    assert told == [("整理需求清单", "张伟", date(2024, 4, 19)), ("准备测试环境", "王强", date(2024, 4, 20))]


@pytest.mark.parametrize(
    ("line", "topic", "recorder"),
    in_both_widths(
        [
            ("会议纪要:技术部周例会", "技术部周例会", None),
            ("会议纪要:市场部季度会", "市场部季度会", None),
            ("会议记录:陈晨", None, "陈晨"),
            ("会议记录:技术部张伟", None, "张伟"),
        ]
    ),
)
def test_what_a_title_stands_before(line: str, topic: str | None, recorder: str | None) -> None:
    found = mail("会议纪要", f"{line}\n待办事项:\n1. 张伟3月8日前提交报告")
    assert found.kind is Kind.MINUTES
    assert found.meeting is not None
    assert (found.meeting.topic, found.meeting.recorder) == (topic, recorder)


@pytest.mark.parametrize(
    ("line", "what", "amount", "currency", "approver", "email"),
    in_both_widths(
        [
            (
                "张伟3月20日前完成扩容,需财务部经理审批云资源费用5000元",
                "云资源费用",
                5000,
                "CNY",
                "财务部经理",
                ZHAO.email,
            ),
            (
                "张伟3月20日前完成回访,需运营部支持2名客服人员,由运营部主管审批",
                "运营部支持2名客服人员",
                2,
                None,
                "运营部主管",
                LIU.email,
            ),
            (
                "搭建环境(责任人:张伟,完成时限:3月20日,资源:2台服务器,由王强审批)",
                "2台服务器",
                2,
                None,
                "王强",
                WANG.email,
            ),
            (
                "搭建环境(责任人:张伟,完成时限:3月20日,所需资源:云资源费用5000元,审批人:王强)",
                "云资源费用",
                5000,
                "CNY",
                "王强",
                WANG.email,
            ),
            (
                "张伟3月20日前完成采购,申请预算8万元,报财务部经理批准",
                "预算",
                80000,
                "CNY",
                "财务部经理",
                ZHAO.email,
            ),
        ]
    ),
)
def test_an_approval_in_an_item_is_a_request_of_this_item(
    line: str, what: str, amount: float, currency: str | None, approver: str, email: str
) -> None:
    found = mail("会议纪要", f"会议纪要\n待办事项:\n1. {line}\n2. 李娜3月22日前提交报告")
    (request,) = found.resources
    told = (request.what, request.amount, request.currency, request.approver, request.approver_email)
    assert told == (what, amount, currency, approver, email)
    assert [action.resources for action in found.actions] == [(what,), ()]


@pytest.mark.parametrize("text", in_both_widths(["资源需求:采购预算5000元,财务部经理审批"]))
def test_an_approval_without_a_word_before_it(text: str) -> None:
    (request,) = mail("会议纪要", f"会议纪要\n待办事项:\n1. 张伟3月20日前完成采购\n{text}").resources
    assert (request.what, request.approver, request.approver_email) == ("采购预算", "财务部经理", ZHAO.email)


@pytest.mark.parametrize(
    "line",
    in_both_widths(
        [
            "张伟3月20日前完成采购方案并报财务部经理审批",
            "张伟3月20日前完成2份方案,由王强审批",
            "张伟3月20日前完成报价,报价不超过5万元,报财务部经理审批",
            "王强3月20日前审批5000元的预算方案",
        ]
    ),
)
def test_an_approval_of_the_work_is_no_request(line: str) -> None:
    assert mail("会议纪要", f"会议纪要\n待办事项:\n1. {line}\n2. 李娜3月22日前提交报告").resources == ()


@pytest.mark.parametrize(
    ("subject", "text"),
    in_both_widths(
        [
            ("产品例会", "会议纪要:产品例会\n时间:2024年3月4日\n参会人员:张伟、李娜\n本次会议无待办事项。"),
            ("产品例会", "会议纪要:会上交流了近期进展。本次会议没有形成待办事项,特此说明。"),
            ("产品例会", "产品例会会议纪要\n参会人员:张伟、李娜\n待办事项:无"),
            ("Product meeting", "Meeting minutes\nWe talked about the figures. There were no action items."),
        ]
    ),
)
def test_minutes_without_items_in_answer_to_a_form(subject: str, text: str) -> None:
    found = mail(subject, text, answers="<form@example.com>")
    assert (found.kind, found.actions) == (Kind.MINUTES, ())
    assert "no_actions" in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    "text", in_both_widths(["会议纪要已收到,我这边没有待办事项", "没有待办事项", "会议纪要没问题,无其他事项"])
)
def test_an_answer_that_speaks_of_minutes_stays_an_answer(text: str) -> None:
    assert mail("Re: 产品例会", text, answers="<form@example.com>").kind is Kind.REPLY
