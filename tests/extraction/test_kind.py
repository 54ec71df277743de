"""Telling kinds apart: subject and text as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.message import Message, parse
from coordmail.model import Kind
from tests.extraction.invented import CALENDAR, DIRECTORY

CONTEXT = ReadingContext(DIRECTORY, CALENDAR)
LETTER = parse(b"From: li.na@example.com\r\nTo: m@example.com\r\nDate: Tue, 5 Mar 2024 10:00:00 +0800\r\n\r\nx\r\n")


def mail(subject: str, text: str, **more: object) -> Message:
    return replace(LETTER, subject=subject, new_text=text, **more)  # type: ignore[arg-type]


NOTICE, MINUTES, INCIDENT, OTHER, QUERY = Kind.NOTICE, Kind.MINUTES, Kind.INCIDENT, Kind.OTHER, Kind.QUERY


@pytest.mark.parametrize(
    ("kind", "subject", "text"),
    [
        (NOTICE, "会议通知:订单", "会议时间:3月7日14:00\n会议地点:3号会议室\n议程:\n1. 张伟汇报扩容进展\n2. 讨论"),
        (NOTICE, "紧急会议通知:系统故障处置", "时间:今天14:00\n地点:3号会议室\n议程:讨论系统宕机的处置"),
        (NOTICE, "关于召开Q1复盘会的通知", "各位:拟于3月8日上午9:30在2楼召开Q1复盘会,请各部门负责人参加。"),
        (NOTICE, "周五评审会", "大家好,周五下午3点在3号会议室开评审会,请提前准备材料。"),
        (NOTICE, "会议改期", "原定周四的评审会改到周五10:00,地点不变。"),
        (
            NOTICE,
            "Kick-off meeting new website",
            "Dear all,\nthe kick-off will take place on 8 March at 10:00 in Room 4.",
        ),
        (MINUTES, "会议纪要:紧急会议通知流程", "决议:\n1. 同意\n待办:\n1. 张伟3月8日前完成"),
        (MINUTES, "故障复盘会议纪要", "问题描述:系统宕机2小时\n解决方案:\n1. 张伟3月8日前完成扩容"),
        (MINUTES, "周例会", "沟通要点:\n1. 正常\n行动项:\n1. 张伟3月8日前补文档"),
        (MINUTES, "刚才会议的待办", "1. 张伟 3月8日前完成扩容\n2. 李娜 3月9日前更新需求"),
        (
            MINUTES,
            "Notes from today's call",
            "We agreed:\n- Peter Smith to send the quote by 8 March\n- Tom Green will call the vendor by Friday",
        ),
        (
            MINUTES,
            "Action items",
            "ACTION: Tom Green to send the report by Friday\nACTION: Peter Smith to test by 12 March",
        ),
        (INCIDENT, "支付系统宕机", "9:30起支付系统宕机,影响500+用户,请立即处理!"),
        (INCIDENT, "客户投诉:APP无法登录", "问题描述:APP无法登录\n影响范围:100名用户\n紧急程度:高"),
        (INCIDENT, "Outage: checkout is down", "Since 09:10 customers cannot place orders. Severity: high."),
        (INCIDENT, "生产线停线", "2号线从8点起停线,原因不明,请紧急支援。"),
        (NOTICE, "短会", "@张伟 @欧阳锋 明早9点线上开个短会,对一下根因\n我来记"),
        (NOTICE, "pricing", "Mary, can we sit down tomorrow at 4pm in the small room about the new price list?"),
        (MINUTES, "昨天会上说的几件事", "请李娜在3月7日前写明退货原因。\n请张伟在3月8日前完成扩容。"),
        (
            OTHER,
            "关于印发《会议纪要管理办法》的通知",
            "现予印发,自2024年5月1日起施行。\n第一条 为规范会议纪要,制定本办法。",
        ),
        (OTHER, "周末团建", "照片在网盘,请查收。"),
        (OTHER, "报价单", "您好,附件为报价单,请查收。如有问题请联系我。"),
        (OTHER, "Lunch?", "Shall we have lunch on Friday?"),
        (OTHER, "Invoice 4711", "Please find attached the invoice for March."),
        (QUERY, "我的待办", ""),
        (QUERY, "帮助", "帮助"),
        (QUERY, "status CM-12", ""),
    ],
)
def test_kind_of_a_new_mail(kind: Kind, subject: str, text: str) -> None:
    assert understand(mail(subject, text), CONTEXT).kind is kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.REPLY, "确认"),
        (Kind.REPLY, ""),
        (Kind.REPLY, "第2项:责任人改为张伟,完成时间:3月12日"),
        (Kind.REPLY, "1 已完成\n2 进展60%,原因:等待审批"),
        (Kind.REPLY, "问题:第1项的验收标准是什么?"),
        (Kind.REPLY, "I disagree with item 2: the deadline should be 15 March."),
        (Kind.MINUTES, "沟通要点:\n1. 正常\n解决方案:\n1. 张伟3月8日前完成扩容"),
    ],
)
@pytest.mark.parametrize("subject", ["Re: [CM-12-7K3Q9F] 请确认", "[CM-12-7K3Q9F] 确认", "回复: 请确认"])
def test_kind_of_an_answer(kind: Kind, text: str, subject: str) -> None:
    assert understand(mail(subject, text), CONTEXT).kind is kind


def test_cancelling_in_an_answer_to_a_notice_is_a_notice() -> None:
    answer = mail("Re: 会议通知:评审会", "各位,会议取消,另行通知。", in_reply_to=("<a@example.com>",))
    assert understand(answer, CONTEXT).kind is NOTICE
    assert understand(replace(answer, new_text="收到,准时参加"), CONTEXT).kind is Kind.REPLY


def test_machine_mail_is_automatic_whatever_it_says() -> None:
    text = "沟通要点:\n1. 正常\n解决方案:\n1. 张伟3月8日前完成扩容"
    assert understand(mail("会议纪要", text, automatic="List-Id"), CONTEXT).kind is Kind.AUTOMATIC
