"""Minutes as running text and lists in Chinese: what stands around a task and what belongs to it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from coordmail.documents.text import read_text
from coordmail.extraction.dates import read_period
from coordmail.extraction.fields import read_form
from coordmail.extraction.held import held_place, held_sentences
from coordmail.extraction.subject import read_subject, without_date
from tests.extraction.invented import dates, read
from tests.extraction.widths import in_both_widths

MARCH_8 = date(2024, 3, 8)


@pytest.mark.parametrize(
    ("line", "task", "owner", "due"),
    in_both_widths(
        [
            ("由张伟负责将队列迁移到独立服务器,于3月8日前完成", "将队列迁移到独立服务器", "张伟", MARCH_8),
            ("陈晨于3月8日前将修改意见回复供应商", "将修改意见回复供应商", "陈晨", MARCH_8),
            ("张伟将提交报告,3月8日前", "提交报告", "张伟", MARCH_8),
            ("Alan Ho 于3月8日前索取三家报价", "索取三家报价", "Alan Ho", MARCH_8),
            ("Tom Green下周二前提供用量数据", "提供用量数据", "Tom Green", date(2024, 3, 12)),
            ("张伟: 修复登录页 crash,ETA 3/8", "修复登录页 crash", "张伟", MARCH_8),
            ("施工单位于3月8日前补报专项方案,由董志强负责。", "补报专项方案", "董志强", MARCH_8),
            ("技术部3月8日前完成扩容,由张伟牵头落实。", "完成扩容", "张伟", MARCH_8),
            ("刘洋会后把客户名单整理好", "把客户名单整理好", "刘洋", None),
            ("张伟、李娜及其他同事完成问卷", "完成问卷", "张伟、李娜及其他同事", None),
            ("修复登录问题 @张伟 @李娜 3月8日", "修复登录问题", "张伟、李娜", MARCH_8),
            ("单元门禁:邓国强3月8日前统计户数", "单元门禁:统计户数", "邓国强", MARCH_8),
            ("【张伟】3月8日前修复导出功能", "修复导出功能", "张伟", MARCH_8),
            ("接口开发(张伟、欧阳锋):3月8日前完成", "接口开发", "张伟、欧阳锋", MARCH_8),
            ("更新原型 —— 李娜,3.8", "更新原型", "李娜", MARCH_8),
            ("任务一:修复导出功能(责任:张伟;时间:3月8日前)", "修复导出功能", "张伟", MARCH_8),
            ("李娜跟客户确认范围,下周一给结果", "跟客户确认范围,给结果", "李娜", date(2024, 3, 11)),
            (
                "采购服务器\uff0c由赵敏审批\uff0c张伟3月8日前下单",
                "采购服务器\uff0c由赵敏审批\uff0c下单",
                "张伟",
                MARCH_8,
            ),
            ("赵敏同志3月8日前提交说明", "提交说明", "赵敏同志", MARCH_8),
            ("陈晨组织两场培训,3月8日前完成,参训率不低于95%", "组织两场培训,参训率不低于95%", "陈晨", MARCH_8),
            ("其余由李明跟进", "其余", "李明", None),
        ]
    ),
)
def test_item(line: str, task: str, owner: str, due: date | None) -> None:
    actions, _ = read(f"待办事项\uff1a\n1. {line}\n2. 编写测试计划\uff0c李娜\uff0c3月15日")
    assert (actions[0].task, actions[0].owner, actions[0].due) == (task, owner, due)
    assert len(actions) == 2


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "3. 新增行动项\n3.1 清理卡片(负责人:张伟,完成时间:3月8日)\n3.2 提供汇率表(负责人:李娜,完成时间:3月11日)",
            "一、清理卡片\n主办:张伟    协办:运营部\n完成时限:3月8日\n二、提供汇率表\n主办:李娜\n完成时限:3月11日",
            "经讨论,明确分工如下:\n1. 清理卡片(张伟,3月8日)\n2. 提供汇率表(李娜,3月11日)",
            "任务安排如下:\n1  清理卡片  张伟  3月8日\n2  提供汇率表  李娜  3月11日",
            "会议要求:\n1)请张伟在3月8日前清理卡片;\n2)请李娜3月11日前提供汇率表。",
        ]
    ),
)
def test_two_items(text: str) -> None:
    actions, _ = read(text)
    assert [(one.task, str(one.owner).partition("、")[0], one.due) for one in actions] == [
        ("清理卡片", "张伟", MARCH_8),
        ("提供汇率表", "李娜", date(2024, 3, 11)),
    ]


@pytest.mark.parametrize("text", in_both_widths(["2024年3月6日(三)上午10:00", "3/6(三)10:00"]))
def test_weekday_alone_in_brackets(text: str) -> None:
    assert read_period(text, dates())[0] == datetime(2024, 3, 6, 10)  # noqa: DTZ001


def test_a_documents_number_is_no_date() -> None:
    assert read_period("办公会纪要〔2025〕3号", dates()) == (None, None)


@pytest.mark.parametrize(
    ("subject", "topic"),
    in_both_widths(
        [
            ("会议纪要-20240305-订单系统数据延迟", "订单系统数据延迟"),
            ("网关重构周会纪要 2025-07-24", "网关重构周会"),
            ("运营周例会会议纪要(3月5日)", "运营周例会"),
            ("ERP月结专题会 会议纪要", "ERP月结专题会"),
        ]
    ),
)
def test_topic_of_the_subject(subject: str, topic: str) -> None:
    named = read_subject(without_date(subject), minutes=True).topic
    assert named is not None
    assert without_date(named) == topic


@pytest.mark.parametrize(
    ("line", "start", "place"),
    in_both_widths(
        [
            ("2024年3月5日上午9:00,公司在13楼会议室召开办公会。", datetime(2024, 3, 5, 9), "13楼会议室"),  # noqa: DTZ001
            ("权限整改讨论会(今天下午四点,小会议室)要点记录如下:", datetime(2024, 3, 5, 16), "小会议室"),  # noqa: DTZ001
            ("例会于3月5日上午9:00在行政楼305召开,任务安排如下:", datetime(2024, 3, 5, 9), "行政楼305"),  # noqa: DTZ001
            ("下次会议定于3月4日召开,纪要如下:", None, None),
            ("第一次理事会拟于3月29日召开。", None, None),
        ]
    ),
)
def test_when_and_where_the_meeting_was_held(line: str, start: datetime | None, place: str | None) -> None:
    told = held_sentences(read_form(read_text(line)), dates())
    assert (read_period(told[0], dates())[0] if told else None, held_place(told)) == (start, place)


def test_a_section_below_the_attendees_names_nobody() -> None:
    form = read_form(read_text("参会人员\uff1a张伟、李娜\n1. 首页设计\n大家同意方案B。"))
    assert form.text("attendees") == "张伟、李娜"


@pytest.mark.parametrize(
    "text", in_both_widths(["后续安排:\n张伟:1)3月8日前清理卡片;2)3月11日前提供汇率表。\n李娜:3月12日前验收。"])
)
def test_numbers_behind_a_name_are_its_tasks(text: str) -> None:
    actions, _ = read(text)
    assert [(one.task, one.owner) for one in actions] == [
        ("清理卡片", "张伟"),
        ("提供汇率表", "张伟"),
        ("验收", "李娜"),
    ]


def test_a_ticked_line_is_done() -> None:
    assert [one.task for one in read("待办\uff1a\n1、[已完成]【刘洋】发周报\n2、【李娜】更新原型")[0]] == ["更新原型"]
