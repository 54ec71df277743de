"""Deadlines and meeting times, Chinese and English, as people write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext, find_dates, read_deadline, read_period
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Day

WORK = WorkCalendar(ZoneInfo("Asia/Shanghai"))
TUESDAY = DateContext(date(2024, 3, 5), WORK, "zh")
ENGLISH = DateContext(date(2024, 3, 5), WORK, "en")


def _said(day: Day | None) -> str | None:
    if day is None:
        return None
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


DEADLINES = [
    ("3月6日", "2024-03-06"),
    ("3月6日前", "2024-03-06"),
    ("3 月 6 日", "2024-03-06"),
    ("2022年6月23日", "2022-06-23"),
    ("2025/10/30", "2025-10-30"),
    ("2024-03-05T14:00", "2024-03-05T14:00"),
    ("2024-03-05T14:00:00+08:00", "2024-03-05T14:00"),
    ("2024.03.15", "2024-03-15"),
    ("2024年03月15日", "2024-03-15"),
    ("24年3月15日", "2024-03-15"),
    ("3/6", "2024-03-06"),
    ("3.6", "2024-03-06"),
    ("3-6", "2024-03-06"),
    ("1030", "2024-10-30"),
    ("0306", "2024-03-06"),
    ("20240306", "2024-03-06"),
    ("三月六日", "2024-03-06"),
    ("二〇二四年三月六日", "2024-03-06"),
    ("二零二四年三月六日", "2024-03-06"),
    ("十二月二十五日", "2024-12-25"),
    ("3月15", "2024-03-15"),
    ("３月６日", "2024-03-06"),
    ("2024／3／6", "2024-03-06"),
    ("15号", "2024-03-15"),
    ("15日前", "2024-03-15"),
    ("截止15号", "2024-03-15"),
    ("本月15日", "2024-03-15"),
    ("下月10日前", "2024-04-10"),
    ("下个月5号", "2024-04-05"),
    ("本周五前", "2024-03-08"),
    ("这周五", "2024-03-08"),
    ("周四前", "2024-03-07"),
    ("周四之前", "2024-03-07"),
    ("下周三", "2024-03-13"),
    ("下星期三", "2024-03-13"),
    ("下礼拜三", "2024-03-13"),
    ("下下周一", "2024-03-18"),
    ("星期五", "2024-03-08"),
    ("礼拜天", "2024-03-10"),
    ("週五前", "2024-03-08"),
    ("下週三", "2024-03-13"),
    ("周日", "2024-03-10"),
    ("月底", "2024-03-31"),
    ("月底前", "2024-03-31"),
    ("本月底", "2024-03-31"),
    ("4月底", "2024-04-30"),
    ("下月底", "2024-04-30"),
    ("下个月底", "2024-04-30"),
    ("2024年4月底", "2024-04-30"),
    ("下月初", "2024-04-05"),
    ("下月中旬", "2024-04-20"),
    ("3月中旬", "2024-03-20"),
    ("4月上旬", "2024-04-10"),
    ("4月下旬", "2024-04-30"),
    ("季度末", "2024-03-31"),
    ("本季度末", "2024-03-31"),
    ("Q3末", "2024-09-30"),
    ("Q1季度末", "2024-03-31"),
    ("三季度末", "2024-09-30"),
    ("第二季度末", "2024-06-30"),
    ("2024年Q2", "2024-06-30"),
    ("年底", "2024-12-31"),
    ("年底前", "2024-12-31"),
    ("明年3月", "2025-03-31"),
    ("明年一季度", "2025-03-31"),
    ("上半年", "2024-06-30"),
    ("下半年", "2024-12-31"),
    ("年内", "2024-12-31"),
    ("本月内", "2024-03-31"),
    ("本周内", "2024-03-10"),
    ("本周", "2024-03-10"),
    ("下周", "2024-03-17"),
    ("下周内", "2024-03-17"),
    ("下周初", "2024-03-12"),
    ("下周前", "2024-03-10"),
    ("本周末", "2024-03-10"),
    ("周末前", "2024-03-08"),
    ("4月第二周", "2024-04-14"),
    ("下月第一个周五", "2024-04-05"),
    ("三个工作日内", "2024-03-08"),
    ("3个工作日内", "2024-03-08"),
    ("3-5个工作日", "2024-03-12"),
    ("3个工作日", "2024-03-08"),
    ("两周内", "2024-03-19"),
    ("2周", "2024-03-19"),
    ("一个月内", "2024-04-05"),
    ("半个月内", "2024-03-20"),
    ("半年内", "2024-09-05"),
    ("十天内", "2024-03-15"),
    ("一周之内", "2024-03-12"),
    ("48小时内", "2024-03-07"),
    ("24小时内", "2024-03-06"),
    ("会后三天内", "2024-03-08"),
    ("收到本邮件后两个工作日内", "2024-03-07"),
    ("3天后", "2024-03-08"),
    ("两周后", "2024-03-19"),
    ("一个月后", "2024-04-05"),
    ("今天", "2024-03-05"),
    ("今日", "2024-03-05"),
    ("明天", "2024-03-06"),
    ("明日", "2024-03-06"),
    ("后天", "2024-03-07"),
    ("後天", "2024-03-07"),
    ("大后天", "2024-03-08"),
    ("今天下班前", "2024-03-05"),
    ("明天下班前", "2024-03-06"),
    ("明早10点", "2024-03-06T10:00"),
    ("今晚8点", "2024-03-05T20:00"),
    ("今晚12点前", "2024-03-05"),
    ("明天中午", "2024-03-06T12:00"),
    ("明天上午", "2024-03-06"),
    ("下午3点前", "2024-03-05T15:00"),
    ("周五下午5点前", "2024-03-08T17:00"),
    ("3月6日18:00前", "2024-03-06T18:00"),
    ("3月6日 18：00", "2024-03-06T18:00"),
    ("3月6日24:00前", "2024-03-06"),
    ("3月6日下午三点半", "2024-03-06T15:30"),
    ("下周三上午九点半", "2024-03-13T09:30"),
    ("下周五(3月15日)", "2024-03-15"),
    ("3月15日(周五)", "2024-03-15"),
    ("周五(3月8日)前", "2024-03-08"),
    ("国庆节前", "2024-09-30"),
    ("五一前", "2024-04-30"),
    ("清明节后", "2024-04-07"),
    ("节前", "2024-04-03"),
    ("节后第一个工作日", "2024-04-07"),
    ("国庆节后三天内", "2024-10-10"),
    ("下个工作日", "2024-03-06"),
    ("下月第一个工作日", "2024-04-01"),
    ("本月最后一个工作日", "2024-03-29"),
    ("3月5日至3月8日", "2024-03-08"),
    ("3月5日-8日", "2024-03-08"),
    ("3月5-8日", "2024-03-08"),
    ("3.5-3.8", "2024-03-08"),
    ("2024/3/5-2024/3/8", "2024-03-08"),
    ("原定3月6日,延至3月12日", "2024-03-12"),
    ("短期:3月6日;长期:4月1日", "2024-04-01"),
    ("最晚3月8日", "2024-03-08"),
    ("不晚于3月8日", "2024-03-08"),
    ("截至3月8日", "2024-03-08"),
    ("延至3月12日", "2024-03-12"),
    ("12 March", "2024-03-12"),
    ("March 12th", "2024-03-12"),
    ("by Friday", "2024-03-08"),
    ("3/12", "2024-03-12"),
    ("15/03/2024", "2024-03-15"),
    ("3月8日12时", "2024-03-08T12:00"),
    ("10月", "2024-10-31"),
    ("2024年10月", "2024-10-31"),
    ("下次例会前(3月8日)", "2024-03-08"),
]

ENGLISH_DEADLINES = [
    ("12 March", "2024-03-12"),
    ("March 12", "2024-03-12"),
    ("March 12th", "2024-03-12"),
    ("12th of March", "2024-03-12"),
    ("Mar 12, 2024", "2024-03-12"),
    ("12-Mar-2024", "2024-03-12"),
    ("2024-03-12", "2024-03-12"),
    ("3/12", "2024-03-12"),
    ("3/12/2024", "2024-03-12"),
    ("22/04", "2024-04-22"),
    ("the 15th", "2024-03-15"),
    ("by the 15th", "2024-03-15"),
    ("Friday", "2024-03-08"),
    ("by Friday", "2024-03-08"),
    ("this Friday", "2024-03-08"),
    ("next Tuesday", "2024-03-12"),
    ("next week Wednesday", "2024-03-13"),
    ("Friday next week", "2024-03-15"),
    ("Friday, March 8", "2024-03-08"),
    ("Fri 8 March", "2024-03-08"),
    ("tomorrow", "2024-03-06"),
    ("today", "2024-03-05"),
    ("the day after tomorrow", "2024-03-07"),
    ("tomorrow noon", "2024-03-06T12:00"),
    ("tomorrow 3pm", "2024-03-06T15:00"),
    ("EOD", "2024-03-05"),
    ("EOD Friday", "2024-03-08"),
    ("by EOD tomorrow", "2024-03-06"),
    ("COB", "2024-03-05"),
    ("COB Thursday", "2024-03-07"),
    ("close of business Friday", "2024-03-08"),
    ("end of day", "2024-03-05"),
    ("by 5pm Friday", "2024-03-08T17:00"),
    ("by 5pm", "2024-03-05T17:00"),
    ("Friday at 14:30", "2024-03-08T14:30"),
    ("9am on Tuesday", "2024-03-05T09:00"),
    ("within 3 business days", "2024-03-08"),
    ("3 business days", "2024-03-08"),
    ("in two weeks", "2024-03-19"),
    ("two weeks", "2024-03-19"),
    ("within a month", "2024-04-05"),
    ("in 10 days", "2024-03-15"),
    ("within 48 hours", "2024-03-07"),
    ("a week from today", "2024-03-12"),
    ("two weeks from Friday", "2024-03-22"),
    ("10 days from March 12", "2024-03-22"),
    ("end of month", "2024-03-31"),
    ("end of the month", "2024-03-31"),
    ("EOM", "2024-03-31"),
    ("end of next month", "2024-04-30"),
    ("by the end of March", "2024-03-31"),
    ("end of next week", "2024-03-17"),
    ("EOW", "2024-03-10"),
    ("end of the week", "2024-03-10"),
    ("this week", "2024-03-10"),
    ("next week", "2024-03-17"),
    ("next month", "2024-04-30"),
    ("end of Q3", "2024-09-30"),
    ("by Q3", "2024-09-30"),
    ("Q3 2024", "2024-09-30"),
    ("Q3 end", "2024-09-30"),
    ("end of the quarter", "2024-03-31"),
    ("end of year", "2024-12-31"),
    ("EOY", "2024-12-31"),
    ("mid-April", "2024-04-15"),
    ("early next week", "2024-03-12"),
    ("late April", "2024-04-30"),
    ("April 2024", "2024-04-30"),
    ("by April", "2024-04-30"),
    ("before April", "2024-03-31"),
    ("before the weekend", "2024-03-08"),
    ("the weekend", "2024-03-10"),
    ("week of March 18", "2024-03-24"),
    ("first Monday of next month", "2024-04-01"),
    ("first working day of April", "2024-04-01"),
    ("next business day", "2024-03-06"),
    ("before Christmas", "2024-12-24"),
    ("after the National Day holiday", "2024-10-08"),
    ("March 5-8", "2024-03-08"),
    ("5-8 March 2024", "2024-03-08"),
    ("March 11 to 15", "2024-03-15"),
    ("no later than March 8", "2024-03-08"),
    ("not later than 8 March", "2024-03-08"),
    ("due March 8", "2024-03-08"),
    ("until 8 March", "2024-03-08"),
    ("on or before March 8", "2024-03-08"),
    ("May 2", "2024-05-02"),
    ("8 May", "2024-05-08"),
    ("sixth of April", "2024-04-06"),
    ("April twenty-first", "2024-04-21"),
]


@pytest.mark.parametrize(("text", "day"), in_both_widths(DEADLINES))
def test_a_deadline_field_in_a_chinese_mail(text: str, day: str) -> None:
    found = read_deadline(text, TUESDAY)
    assert found is not None
    assert (_said(found.day), found.vague, found.conflict) == (day, False, False)


@pytest.mark.parametrize(("text", "day"), ENGLISH_DEADLINES)
def test_a_deadline_field_in_an_english_mail(text: str, day: str) -> None:
    found = read_deadline(text, ENGLISH)
    assert found is not None
    assert (_said(found.day), found.vague, found.conflict) == (day, False, False)


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "尽快",
            "下次例会前",
            "持续跟进",
            "每周更新",
            "待评估后给出",
            "下一个release版本前",
            "ASAP",
            "ongoing",
            "TBD",
            "待定",
            "长期",
            "近期",
            "每周五前",
            "每月5日前",
            "上线前",
            "上述工作完成后",
            "与基础设施工作组进一步沟通后确定",
            "7.x版本",
            "另行通知",
            "every Friday",
            "weekly",
            "as soon as possible",
            "by the next meeting",
            "before the next release",
            "to be confirmed",
            "until further notice",
            "上线后3天内",
            "签约后两周内",
            "盡快",
            "立即",
            "soon",
        ]
    ),
)
def test_what_names_no_day_is_vague(text: str) -> None:
    found = read_deadline(text, TUESDAY)
    assert found is not None
    assert found.vague
    assert found.day is None


@pytest.mark.parametrize("text", ["", "  ", "-", "/", "——", "无", "N/A", "none"])
def test_an_empty_field_says_nothing(text: str) -> None:
    assert read_deadline(text, TUESDAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "3月8日(周四)前",
        "2024年3月8日 星期一",
        "10.12星期五晚上8:00",
        "Thursday, March 8",
        "8 March 2024 (Mon)",
        "周五(3月9日)",
    ],
)
def test_a_weekday_that_contradicts_its_date_is_no_day(text: str) -> None:
    found = read_deadline(text, TUESDAY)
    assert found is not None
    assert found.conflict
    assert found.day is None


def test_a_weekday_that_fits_its_date_is_read_with_it() -> None:
    found = read_deadline("10.12星期五晚上8:00", DateContext(date(2018, 10, 8), WORK, "zh"))
    assert found is not None
    assert _said(found.day) == "2018-10-12T20:00"


IN_TEXT = [
    ("技术部张工于3月6日前完成同步频率调整,每小时同步一次", "于3月6日前", "2024-03-06"),
    ("升级到3.6版本,3月15日前上线", "3月15日前", "2024-03-15"),
    ("请李娜在3.15前提交方案", "在3.15前", "2024-03-15"),
    ("截止日期:3/15,预算5000元", "3/15", "2024-03-15"),
    ("闭环时间:1030", "1030", "2024-10-30"),
    ("方案1030前给出", "1030前", "2024-10-30"),
    ("由产品部负责,本周五前给出结论", "本周五前", "2024-03-08"),
    ("完成时间:下周三", "下周三", "2024-03-13"),
    ("李娜明天下班前反馈", "明天下班前", "2024-03-06"),
    ("Anna to send the report by Friday", "by Friday", "2024-03-08"),
    ("ACTION: deploy the fix by March 12th", "by March 12th", "2024-03-12"),
    ("Due: 2024-03-12 - Owner: Anna", "2024-03-12", "2024-03-12"),
    ("The call is on 3/12 at 2pm", "on 3/12 at 2pm", "2024-03-12T14:00"),
    ("会议定于周五14:00召开", "于周五14:00", "2024-03-08T14:00"),
    ("请于三个工作日内回复", "于三个工作日内", "2024-03-08"),
    ("计划3月底完成", "3月底", "2024-03-31"),
    ("请各部门12号前报送", "12号前", "2024-03-12"),
    ("3.8(周五)前完成", "3.8(周五)前", "2024-03-08"),
    ("预计Q2末上线", "Q2末", "2024-06-30"),
    ("2024年3月5日通过的方案", "2024年3月5日", "2024-03-05"),
    ("deadline 3.15", "3.15", "2024-03-15"),
    ("postponed to 3/12", "3/12", "2024-03-12"),
    ("2台服务器下周到位", "下周", "2024-03-17"),
    ("第3项延至3月12日", "3月12日", "2024-03-12"),
    ("Name will finish within 3 business days", "within 3 business days", "2024-03-08"),
]


@pytest.mark.parametrize(("text", "words", "day"), in_both_widths(IN_TEXT))
def test_a_date_in_running_text(text: str, words: str, day: str) -> None:
    dated = [m for m in find_dates(text, TUESDAY) if m.day]
    assert [(m.text, _said(m.day)) for m in dated] == [(words, day)]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "升级到3.6版本",
            "使用Python 3.11",
            "v2.3.1已发布",
            "预算5000元",
            "预算1030元",
            "完成60%",
            "2/3 完成",
            "已完成2/3",
            "电话13800138000",
            "010-82345678",
            "第3项由李娜负责",
            "依据第10.12条",
            "4-6小时内响应",
            "每小时同步一次高优先级订单数据",
            "延迟≤2小时",
            "192.168.1.10",
            "3号会议室(线下)",
            "2号楼3层",
            "今日头条投放",
            "不少于200个SKU",
            "环节前置",
            "社会前沿",
            "3天前已提交",
            "提前3天通知",
            "延期3天",
            "比例4:3",
            "评分3.6",
            "会议号 123 456 789",
            "订单20台",
            "从1030台服务器中抽取",
            "第1-3项",
            "全天候7*24小时",
            "下面3点建议",
            "以后每天备份",
            "one may ask",
            "the first prize",
            "Have a great week!",
            "the sun is out",
            "This may take longer",
            "march on",
            "version 3.12",
            "see 4.2 of the report",
            "ticket ABC-12345",
            "see section 3/4",
            "We have 2 servers",
            "second thoughts",
            "https://example.com/2024-03-05/x",
        ]
    ),
)
def test_what_is_no_date(text: str) -> None:
    assert [m.text for m in find_dates(text, TUESDAY) if not m.vague] == []


PERIODS = [
    ("2024年3月5日14:00-15:30", "2024-03-05T14:00", "2024-03-05T15:30"),
    ("2024-03-05 14:00—15:30", "2024-03-05T14:00", "2024-03-05T15:30"),
    ("2018 年 10 月 10  日 19 时 30 分 —— 19  时40 分", "2018-10-10T19:30", "2018-10-10T19:40"),
    ("3月8日(周五)下午2:00-4:00", "2024-03-08T14:00", "2024-03-08T16:00"),
    ("3月8日14点-16点", "2024-03-08T14:00", "2024-03-08T16:00"),
    ("下周三上午9:30~11:00", "2024-03-13T09:30", "2024-03-13T11:00"),
    ("明天下午两点半到四点", "2024-03-06T14:30", "2024-03-06T16:00"),
    ("2024/3/15 周五 下午2:30", "2024-03-15T14:30", None),
    ("March 15, 2024 2:00 PM - 3:30 PM", "2024-03-15T14:00", "2024-03-15T15:30"),
    ("Fri, 15 Mar 2024 14:00 (GMT+8)", "2024-03-15T14:00", None),
    ("Friday 15 March, 2-4pm", "2024-03-15T14:00", "2024-03-15T16:00"),
    ("14:00-15:30, 15 March 2024", "2024-03-15T14:00", "2024-03-15T15:30"),
    ("下午2点至4点,3月15日", "2024-03-15T14:00", "2024-03-15T16:00"),
    ("3月15日14:00(时长1.5小时)", "2024-03-15T14:00", "2024-03-15T15:30"),
    ("3月15日 14:00,90分钟", "2024-03-15T14:00", "2024-03-15T15:30"),
    ("2024-03-15 14:00 至 2024-03-15 15:30", "2024-03-15T14:00", "2024-03-15T15:30"),
    ("2024-03-15 14:00\n2024-03-15 15:30", "2024-03-15T14:00", None),
    ("3月11日至3月13日", "2024-03-11", "2024-03-13"),
    ("3月8日", "2024-03-08", None),
    ("周五 14:00", "2024-03-08T14:00", None),
    ("2024年3月8日(星期四)14:00", None, None),
    ("3月15日上午", "2024-03-15", None),
    ("10.12 14:00", "2024-10-12T14:00", None),
    ("20240315 14:00-15:00", "2024-03-15T14:00", "2024-03-15T15:00"),
    ("Tuesday 11am to 1pm", "2024-03-05T11:00", "2024-03-05T13:00"),
    ("3月5日(星期二)下午14:00至15:30", "2024-03-05T14:00", "2024-03-05T15:30"),
    ("2024-03-05T14:00", "2024-03-05T14:00", None),
    ("tomorrow at 3", "2024-03-06T15:00", None),
    ("3月8日 15时", "2024-03-08T15:00", None),
]


@pytest.mark.parametrize(("text", "start", "end"), in_both_widths(PERIODS))
def test_when_a_meeting_is(text: str, start: str | None, end: str | None) -> None:
    first, last = read_period(text, TUESDAY)
    assert (_said(first), _said(last)) == (start, end)


@pytest.mark.parametrize("text", ["14:00-15:30", "下午3点", "会议室A", ""])
def test_a_time_without_a_day_is_no_meeting_time(text: str) -> None:
    assert read_period(text, TUESDAY) == (None, None)


@pytest.mark.parametrize(
    ("anchor", "text", "day"),
    [
        (date(2024, 3, 30), "3月1日", "2024-03-01"),  # a month back at most
        (date(2024, 4, 5), "3月1日", "2025-03-01"),
        (date(2023, 12, 20), "1月5日", "2024-01-05"),
        (date(2024, 1, 31), "一个月内", "2024-02-29"),
        (date(2019, 3, 22), "2月29日", "2020-02-29"),
        (date(2024, 3, 9), "周五", "2024-03-15"),
        (date(2024, 3, 9), "本周五", "2024-03-08"),
        (date(2024, 9, 27), "三个工作日内", "2024-09-30"),  # the 29th is an adjusted workday, the 30th the third day
        (date(2024, 9, 20), "国庆节前", "2024-09-30"),
        (date(2024, 9, 20), "国庆后第一个工作日", "2024-10-08"),
        (date(2025, 9, 20), "国庆节前", "2025-09-30"),
        (date(2024, 1, 20), "春节前", "2024-02-09"),
        (date(2024, 1, 20), "年前", "2024-02-09"),
        (date(2024, 1, 20), "节后第一个工作日", "2024-02-18"),
        (date(2024, 4, 20), "五一节前", "2024-04-30"),
        (date(2024, 5, 20), "before the Dragon Boat Festival", "2024-06-07"),
        (date(2024, 12, 30), "Q1末", "2025-03-31"),
    ],
)
def test_dates_reckoned_from_other_days(anchor: date, text: str, day: str) -> None:
    if text == "三个工作日内":
        day = _said(WORK.next_workday(anchor, 3)) or ""
    found = read_deadline(text, DateContext(anchor, WORK, "zh"))
    assert found is not None
    assert _said(found.day) == day


def test_a_house_day_off_counts() -> None:
    work = WorkCalendar(ZoneInfo("Asia/Shanghai"), days_off=frozenset({date(2024, 3, 6)}))
    found = read_deadline("2个工作日内", DateContext(date(2024, 3, 5), work, "zh"))
    assert found is not None
    assert found.day == date(2024, 3, 8)


def test_before_a_holiday_is_marked_as_such() -> None:
    found = find_dates("请于国庆节前完成部署", TUESDAY)
    assert [(m.text, m.before_event, m.deadline) for m in found] == [("于国庆节前", True, True)]


def test_a_vague_phrase_and_a_date_are_two_mentions() -> None:
    found = find_dates("请尽快处理,3月6日前给出方案", TUESDAY)
    assert [(m.text, m.vague) for m in found] == [("尽快", True), ("3月6日前", False)]


def test_a_range_has_both_ends() -> None:
    (found,) = find_dates("3月5日至3月8日集中整改", TUESDAY)
    assert (found.day, found.until) == (date(2024, 3, 5), date(2024, 3, 8))


def test_a_period_is_coarse_and_a_day_is_not() -> None:
    assert [m.coarse for m in find_dates("下周完成初稿,3月20日前定稿", TUESDAY)] == [True, False]


@given(
    st.text(
        alphabet="0123456789年月日号前后内周一二三四五六下本底末上午点:-/.~至 ,()fridaymarchnextweekbyeod\n",
        max_size=80,
    )
)
def test_any_text_is_read_without_error_and_places_fit(text: str) -> None:
    end = 0
    for mention in find_dates(text, TUESDAY):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        assert mention.day is None or not (mention.vague or mention.conflict)
        end = mention.end
    read_deadline(text, TUESDAY)
    first, last = read_period(text, TUESDAY)
    assert last is None or first is not None


@given(st.text(max_size=200))
def test_any_unicode_is_read_without_error(text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in find_dates(text, ENGLISH))


@given(st.dates(date(2024, 2, 4), date(2025, 2, 2)))
def test_every_day_of_the_year_ahead_is_read_in_each_spelling(day: date) -> None:
    spellings = (
        f"{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.month}/{day.day}",
        f"{day.month}.{day.day}前",
        f"{day:%m%d}",
        f"{day:%B} {day.day}",
        f"{day.day} {day:%b} {day.year}",
    )
    assert {read.day if (read := read_deadline(s, TUESDAY)) else None for s in spellings} == {day}
