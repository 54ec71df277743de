"""Duties that come again, and how urgent a task is: read beside task, owner and deadline, which stay as they are."""

from __future__ import annotations

from datetime import date

import pytest

from coordmail.extraction.actions import read_actions
from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import _action
from tests.extraction.forms import table
from tests.extraction.invented import PEOPLE, SMITH, ZHANG, dates, read
from tests.extraction.widths import in_both_widths

MONTHLY_FIRST = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"


@pytest.mark.parametrize(
    ("words", "rule"),
    in_both_widths(
        [
            ("每周五前提交周报", "FREQ=WEEKLY;BYDAY=FR"),
            ("每周提交周报", "FREQ=WEEKLY"),
            ("每周一次汇总进展", "FREQ=WEEKLY"),
            ("每周两次检查日志", "FREQ=WEEKLY"),
            ("每周一、三、五检查备份", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("每周二至周四值班", "FREQ=WEEKLY;BYDAY=TU,WE,TH"),
            ("每周末前汇总问题", "FREQ=WEEKLY;BYDAY=FR"),
            ("每两周一次组织复盘", "FREQ=WEEKLY;INTERVAL=2"),
            ("每月5日前报送费用明细", "FREQ=MONTHLY;BYMONTHDAY=5"),
            ("每月十五号前报送费用明细", "FREQ=MONTHLY;BYMONTHDAY=15"),
            ("每月底前报送费用明细", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("每月初报送费用明细", "FREQ=MONTHLY;BYMONTHDAY=5"),
            ("每月最后一个工作日报送费用明细", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            ("每月第二个周三组织评审", "FREQ=MONTHLY;BYDAY=2WE"),
            ("每季度末汇总客户投诉", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
            ("每季度首月10日前汇总客户投诉", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
            ("每半年汇总客户投诉", "FREQ=MONTHLY;INTERVAL=6"),
            ("每年6月30日前盘点资产", "FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=30"),
            ("每天巡检服务器", "FREQ=DAILY"),
            ("每个工作日巡检服务器", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("提交周报(每周五)", "FREQ=WEEKLY;BYDAY=FR"),
            ("更新进度表,每周一次", "FREQ=WEEKLY"),
            ("需每周五前提交周报", "FREQ=WEEKLY;BYDAY=FR"),
            # What a task is about is not when it is done.
            ("确定每周例会的时间", None),
            ("整理每月的费用明细", None),
            ("将同步频率调整为每天一次", None),
            ("调整同步频率,每小时同步一次", None),
            ("优化接口,每天同步一次数据", None),
            ("定期汇报进展", None),
            ("第一周完成周报模板", None),
        ]
    ),
)
def test_when_a_chinese_task_comes_again(words: str, rule: str | None) -> None:
    (action,), _ = read(f"待办事项:\n1. 张伟{words}")
    assert (action.recurrence, action.owner_email, action.due) == (rule, ZHANG.email, None)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("to send the status report every Friday", "FREQ=WEEKLY;BYDAY=FR"),
        ("to send the status report on Mondays", "FREQ=WEEKLY;BYDAY=MO"),
        ("to send the status report weekly", "FREQ=WEEKLY"),
        ("to call the supplier every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("to call the supplier every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("to publish figures by the 5th of each month", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("to publish figures on the first working day of every month", MONTHLY_FIRST),
        ("to publish figures at the end of each quarter", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("to check the logs every working day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("to check the logs daily", "FREQ=DAILY"),
        ("to prepare the weekly report template", None),
        ("to raise the limit to 100 requests per week", None),
        ("to check every invoice", None),
    ],
)
def test_when_an_english_task_comes_again(words: str, rule: str | None) -> None:
    (action,), _ = read(f"Action items:\n1. Peter Smith {words}", "en")
    assert (action.recurrence, action.owner_email) == (rule, SMITH.email)


@pytest.mark.parametrize(
    ("words", "rule", "due"),
    [
        ("张伟每周五前提交周报,至6月底", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20240630", date(2024, 6, 30)),
        ("张伟每周五前提交周报,直到5月31日", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20240531", date(2024, 5, 31)),
        ("张伟每周五前提交周报,首次3月15日", "FREQ=WEEKLY;BYDAY=FR", date(2024, 3, 15)),
        ("张伟每双周周三提交复盘", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2024, 3, 6)),
        ("张伟隔周周五前提交复盘", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", date(2024, 3, 8)),
        ("Peter Smith to check the backups every Monday and Thursday", "FREQ=WEEKLY;BYDAY=MO,TH", date(2024, 3, 7)),
        ("张伟3月20日前确定每周例会时间", None, date(2024, 3, 20)),
        ("张伟3月20日前完成每周五的值班表", None, date(2024, 3, 20)),
    ],
)
def test_a_day_beside_the_rule_is_its_last_or_first(words: str, rule: str | None, due: date) -> None:
    (action,), _ = read(f"待办事项:\n1. {words}")
    assert (action.recurrence, action.due) == (rule, due)


def test_the_day_of_the_month_that_was_read_as_a_date() -> None:
    (action,), _ = read("Action items:\n1. Peter Smith to submit the expenses monthly by the 5th", "en")
    assert (action.recurrence, action.due) == ("FREQ=MONTHLY;BYMONTHDAY=5", date(2024, 3, 5))


def test_a_deadline_column_that_names_a_rule() -> None:
    rows = table(("任务", "责任人", "完成时限"), ("提交周报", "张伟", "每周五"), ("更新台账", "张伟", "3月6日"))
    actions, problems = read_actions(read_form([rows]), dates(), PEOPLE)
    assert [(a.recurrence, a.due) for a in actions] == [("FREQ=WEEKLY;BYDAY=FR", None), (None, date(2024, 3, 6))]
    # The contract's JSON goes on saying that no day was named.
    assert [p.code for p in problems] == ["due_vague"]
    assert "recurrence" not in _action(actions[0])


@pytest.mark.parametrize(
    ("header", "cell", "urgency"),
    [
        ("紧急程度", "高", "high"),
        ("优先级", "中", "medium"),
        ("优先级别", "低", "low"),
        ("紧急程度", "\u2611高 \u25a1中 \u25a1低", "high"),
        ("紧急程度", "\u25a1高 \u2611中 \u25a1低", "medium"),
        ("紧急程度", "\u25a1高 \u25a1中 \u25a1低", None),
        ("优先级", "P0", "high"),
        ("优先级", "P2 - 一般", "medium"),
        ("Priority", "High", "high"),
        ("Urgency", "low", "low"),
        ("Priority", "1 (urgent)", "high"),
        ("优先级", "", None),
        ("优先级", "待定", None),
    ],
)
def test_the_urgency_of_a_column(header: str, cell: str, urgency: str | None) -> None:
    rows = table(("任务", "责任人", "完成时限", header), ("更新台账", "张伟", "3月6日", cell))
    ((action,), _) = read_actions(read_form([rows]), dates(), PEOPLE)
    assert (action.urgency, action.task, action.owner, action.due) == (urgency, "更新台账", "张伟", date(2024, 3, 6))
    assert "urgency" not in _action(action)


@pytest.mark.parametrize(
    ("item", "urgency"),
    in_both_widths(
        [
            ("更新台账,责任人:张伟,完成时限:3月6日,优先级:高", "high"),
            ("更新台账(责任人:张伟;完成时限:3月6日;紧急程度:低)", "low"),
            ("(紧急)张伟于3月6日前更新台账", "high"),
            ("张伟于3月6日前更新台账[P2]", "medium"),
            ("张伟于3月6日前更新台账", None),
            ("张伟于3月6日前确定问题的优先级", None),
        ]
    ),
)
def test_the_urgency_of_an_item(item: str, urgency: str | None) -> None:
    (action,), _ = read(f"待办事项:\n1. {item}")
    assert (action.urgency, action.owner, action.due) == (urgency, "张伟", date(2024, 3, 6))


@pytest.mark.parametrize(
    ("line", "rule", "due"),
    in_both_widths(
        [
            ("提交项目周报(责任人:张伟,每周五前)", "FREQ=WEEKLY;BYDAY=FR", None),
            ("提交项目周报(责任人:张伟,每周五前完成)", "FREQ=WEEKLY;BYDAY=FR", None),
            ("提交项目周报,责任人:张伟,每周五前", "FREQ=WEEKLY;BYDAY=FR", None),
            ("提交项目周报(张伟,每周五前)", "FREQ=WEEKLY;BYDAY=FR", None),
            ("提交项目周报(责任人:张伟,每周五下班前)", "FREQ=WEEKLY;BYDAY=FR", None),
            ("提交项目周报,责任人:张伟,时限:每天下班前", "FREQ=DAILY", None),
            ("准备月报,责任人:张伟,首次3月15日", None, date(2024, 3, 15)),
            ("准备月报(责任人:张伟,每月5日前,首次3月15日)", "FREQ=MONTHLY;BYMONTHDAY=5", date(2024, 3, 15)),
        ]
    ),
)
def test_a_rule_beside_the_owner_is_no_part_of_the_name(line: str, rule: str | None, due: date | None) -> None:
    (action,), _ = read(f"待办事项:\n1. {line}")
    assert (action.owner, action.owner_email, action.recurrence, action.due) == ("张伟", ZHANG.email, rule, due)


def test_a_rule_beside_an_english_owner_is_no_part_of_the_name() -> None:
    (action,), _ = read("Action items:\n1. Send the status report (Peter Smith, every Friday)", "en")
    assert (action.task, action.owner, action.recurrence) == (
        "Send the status report",
        "Peter Smith",
        "FREQ=WEEKLY;BYDAY=FR",
    )


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("每周五下班前提交周报", "FREQ=WEEKLY;BYDAY=FR"),
        ("每天下班前更新看板", "FREQ=DAILY"),
        ("每周一上午10点前提交周报", "FREQ=WEEKLY;BYDAY=MO"),
        ("每月5日下午3点前报送费用明细", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每个工作日17:00前更新看板", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ],
)
def test_a_time_of_day_is_part_of_the_rule_and_no_day(words: str, rule: str) -> None:
    (action,), _ = read(f"待办事项:\n1. 张伟{words}")
    assert (action.task, action.owner, action.recurrence, action.due) == (words, "张伟", rule, None)


def test_a_time_of_day_beside_a_day_stays_a_deadline() -> None:
    (action,), _ = read("待办事项:\n1. 张伟3月8日下班前提交周报")
    assert (action.recurrence, str(action.due)[:10]) == (None, "2024-03-08")
