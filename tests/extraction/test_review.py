from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.extraction.dates import DateContext
from coordmail.extraction.review import review_minutes, review_notice
from coordmail.model import ActionFacts, Language, MeetingFacts, NoticeMethod, ResourceFacts
from tests.extraction.invented import CALENDAR, dates
from tests.extraction.widths import in_both_widths

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOOD = ActionFacts("完成服务器扩容", "张伟", "zhang.wei@example.com", "技术部", date(2024, 3, 6))


def _codes(*actions: ActionFacts, language: Language = "zh", texts: dict[str, str] | None = None) -> list[str]:
    return [p.code for p in review_minutes(actions or (GOOD,), (), texts or {}, dates(language))]


@pytest.mark.parametrize(
    ("due", "codes"),
    [
        (None, []),
        (date(2024, 3, 6), []),
        (date(2024, 3, 5), []),
        (date(2024, 3, 4), ["due_past"]),
        (date(2023, 3, 6), ["due_past"]),
        (date(2024, 3, 9), ["due_on_holiday"]),
        (date(2024, 3, 10), ["due_on_holiday"]),
        (date(2024, 4, 4), ["due_on_holiday"]),
        (date(2024, 5, 1), ["due_on_holiday"]),
        (date(2024, 10, 1), ["due_on_holiday"]),
        (date(2024, 4, 7), []),
        (date(2024, 5, 11), []),
        (date(2024, 3, 3), ["due_past"]),
        (datetime.fromisoformat("2024-03-05T09:00"), []),
        (datetime.fromisoformat("2024-03-09T18:00"), ["due_on_holiday"]),
    ],
)
def test_deadlines(due: date | None, codes: list[str]) -> None:
    assert _codes(replace(GOOD, due=due)) == codes


def test_a_time_that_has_passed_today_is_past() -> None:
    context = DateContext(datetime.fromisoformat("2024-03-05T16:00"), CALENDAR, "zh")
    early = replace(GOOD, due=datetime.fromisoformat("2024-03-05T12:00"))
    late = replace(GOOD, due=datetime.fromisoformat("2024-03-05T18:00"))
    assert [p.code for p in review_minutes([early], (), {}, context)] == ["due_past"]
    assert review_minutes([late], (), {}, context) == ()


def test_a_day_off_is_told_with_the_working_days_around_it() -> None:
    (found,) = review_minutes([replace(GOOD, due=date(2024, 3, 10))], (), {}, dates())
    assert found.where == "actions[0]"
    assert "2024-03-08" in found.message
    assert "2024-03-11" in found.message


@pytest.mark.parametrize(
    "task",
    in_both_widths(
        [
            "加强沟通",
            "进一步加强沟通",
            "加强部门间沟通",
            "尽快解决",
            "尽快解决问题",
            "尽快处理该问题",
            "持续跟进",
            "跟进",
            "跟进相关事宜",
            "推进工作",
            "做好配合工作",
            "积极配合",
            "加强协作,提高效率",
            "加强管理",
            "提高服务意识",
            "完善流程",
            "落实相关工作",
            "持续关注",
            "及时沟通",
            "各部门加强配合",
            "努力提高服务质量",
            "look into it",
            "Look into the issue.",
            "follow up",
            "Follow up on this",
            "improve communication",
            "Strengthen cooperation between departments",
            "deal with the problem",
            "pay attention to quality",
            "Fix it as soon as possible",
            "discuss further",
        ]
    ),
)
def test_vague_tasks(task: str) -> None:
    assert _codes(replace(GOOD, task=task)) == ["task_vague"]


@pytest.mark.parametrize(
    "task",
    [
        "优化系统性能",
        "提升客户满意度",
        "降低投诉率",
        "缩短交付周期",
        "Improve performance",
        "reduce the response time",
        "increase sales",
    ],
)
def test_tasks_without_a_measure(task: str) -> None:
    assert _codes(replace(GOOD, task=task)) == ["not_measurable"]


@pytest.mark.parametrize(
    "task",
    in_both_widths(
        [
            "完成服务器扩容",
            "更新客户安抚方案,同步至客服部",
            "跟进供应商到货并反馈日期",
            "解决投诉响应超时问题",
            "加强沟通,每周五17:00前同步进展",
            "优化系统性能至2秒以内",
            "降低投诉率15%",
            "提升客户满意度方案",
            "调整同步频率",
            "协调供应商",
            "组织复盘会",
            "优化接口文档",
            "减少审批环节",
            "提交周报",
            "完善测试用例",
            "推进合同签署",
            "落实3号库房消防整改",
            "协调IT部优先分配测试环境",
            "处理订单数据延迟",
            "关注华东区订单同步",
            "配合审计提供凭证",
            "沟通合同条款",
            "增加监控告警",
            "控制台页面改版",
            "look into the login failures reported by Finance",
            "follow up with the supplier on delivery dates",
            "improve the onboarding guide",
            "reduce costs by 10%",
            "fix the printer",
            "discuss the contract with the lawyer",
            "increase the disk size of the database server",
            "Prepare the budget",
        ]
    ),
)
def test_clear_tasks(task: str) -> None:
    assert _codes(replace(GOOD, task=task)) == []


def test_a_stated_criterion_makes_a_task_measurable() -> None:
    assert _codes(replace(GOOD, task="优化系统性能", deliverable="响应时间≤2秒")) == []


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "技术部不配合",
            "技术部不配合,导致延期",
            "运营部需求不合理",
            "运营部的需求不合理",
            "客服部态度恶劣",
            "产品部一直拖后腿",
            "各部门互相推诿",
            "财务部办事效率低下",
            "供应商不给力",
            "技术部推卸责任",
            "张经理不负责任",
            "技术部门反应太慢",
            "Sales is always late",
            "IT is uncooperative",
            "Finance refuses to cooperate",
            "The developers are lazy",
            "it is IT's fault",
            "They never deliver on time",
            "Marketing does not care",
        ]
    ),
)
def test_blame(text: str) -> None:
    (found,) = review_minutes([GOOD], (), {"minutes.points[0]": text}, dates())
    assert (found.code, found.where) == ("wording_subjective", "minutes.points[0]")


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "技术部提出硬件采购需走流程,周期约5天",
            "运营部建议优先级需明确标准",
            "系统响应太慢",
            "索引设计不合理",
            "网络状况不好",
            "避免各部门互相推诿",
            "不使用“技术部不配合”等主观表述",
            "服务器扩容因硬件采购延迟,预计3月10日到位",
            "客服部需同步客户话术",
            "配合部门:技术部",
            "技术部负责扩容",
            "数据质量差",
            "由不同部门配合完成",
            "是否存在推诿扯皮",
            "Hardware orders take about 5 days",
            "The supplier delivered late on 3 March",
            "The server is unreliable",
            "",
        ]
    ),
)
def test_facts_are_no_blame(text: str) -> None:
    assert review_minutes([GOOD], (), {"minutes.problem": text}, dates()) == ()


def test_blame_in_a_task_is_told_at_the_task() -> None:
    found = review_minutes([GOOD, replace(GOOD, task="解决技术部不配合的问题")], (), {}, dates())
    assert [(p.code, p.where) for p in found] == [("wording_subjective", "actions[1]")]


def test_resources_need_an_approver() -> None:
    resources = [ResourceFacts("采购预算", 5000, "CNY", "技术部", "财务部经理"), ResourceFacts("服务器", 2)]
    found = review_minutes([GOOD], resources, {}, dates())
    assert [(p.code, p.where) for p in found] == [("resource_without_approver", "resources[1]")]
    assert "服务器" in found[0].message


def test_no_actions() -> None:
    assert [p.code for p in review_minutes((), (), {}, dates())] == ["no_actions"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_messages_are_in_the_mails_language_and_count_from_one(language: Language) -> None:
    actions = [GOOD, replace(GOOD, task="加强沟通", due=date(2024, 3, 4))]
    found = review_minutes(actions, (), {}, dates(language))
    assert [p.where for p in found] == ["actions[1]", "actions[1]"]
    assert all(("第2项" if language == "zh" else "tem 2") in p.message for p in found)


NOTICE = MeetingFacts(
    topic="订单延迟专项沟通",
    start=datetime.fromisoformat("2024-03-07T14:00"),
    goal="确定扩容方案",
    agenda=("扩容进展",),
    recorder="陈晨",
)
MONDAY = datetime(2024, 3, 4, 10, 0, tzinfo=SHANGHAI)


def _lacks(meeting: MeetingFacts, sent: datetime = MONDAY) -> list[str]:
    return [p.code for p in review_notice(meeting, sent, CALENDAR, "zh")]


@pytest.mark.parametrize(
    ("meeting", "codes"),
    [
        (NOTICE, []),
        (replace(NOTICE, topic=None), ["topic_missing"]),
        (replace(NOTICE, start=None), ["time_missing"]),
        (replace(NOTICE, goal=None), ["goal_missing"]),
        (replace(NOTICE, goal=""), ["goal_missing"]),
        (replace(NOTICE, agenda=()), ["agenda_missing"]),
        (replace(NOTICE, recorder=None), ["recorder_missing"]),
        (MeetingFacts(), ["topic_missing", "time_missing", "goal_missing", "agenda_missing", "recorder_missing"]),
        (MeetingFacts(method=NoticeMethod.CANCELLED), []),
        (MeetingFacts(method=NoticeMethod.MOVED), ["time_missing"]),
        (replace(NOTICE, method=NoticeMethod.MOVED, goal=None), []),
    ],
)
def test_what_a_notice_lacks(meeting: MeetingFacts, codes: list[str]) -> None:
    assert _lacks(meeting) == codes


@pytest.mark.parametrize(
    ("sent", "start", "short"),
    [
        ("2024-03-04T10:00", "2024-03-05T10:00", False),
        ("2024-03-04T10:00", "2024-03-05T09:30", True),
        ("2024-03-04T10:00", "2024-03-04T14:00", True),
        ("2024-03-04T10:00", "2024-03-05", False),
        ("2024-03-04T10:00", "2024-03-04", True),
        ("2024-03-08T15:00", "2024-03-11T09:00", True),
        ("2024-03-08T15:00", "2024-03-11T15:00", False),
        ("2024-03-09T12:00", "2024-03-11T14:00", True),
        ("2024-03-09T12:00", "2024-03-12T09:00", False),
        ("2024-03-04T20:00", "2024-03-05T14:00", True),
        ("2024-03-04T20:00", "2024-03-06T09:00", False),
        ("2024-04-03T10:00", "2024-04-07T09:00", True),
        ("2024-04-03T10:00", "2024-04-07T10:00", False),
        ("2024-03-04T10:00", "2024-03-01T10:00", True),
    ],
)
def test_lead_time(sent: str, start: str, short: bool) -> None:
    day = date.fromisoformat(start) if len(start) == 10 else datetime.fromisoformat(start)
    instant = datetime.fromisoformat(sent).replace(tzinfo=SHANGHAI)
    assert _lacks(replace(NOTICE, start=day), instant) == (["lead_time_short"] if short else [])


@given(st.text(alphabet="加强沟通尽快解决问题技术部不配合,。提升效率 improvelookintoit", max_size=60))
def test_whatever_is_written_is_reviewed(text: str) -> None:
    found = review_minutes([replace(GOOD, task=text)], (), {"minutes.problem": text}, dates())
    assert all(problem.message for problem in found)


@pytest.mark.parametrize(
    "text", ["加强" * 20000, "技术部一直" * 8000, "沟通" * 20000, "improve " * 8000, "部的" * 20000]
)
def test_hostile_text_is_reviewed_in_time(text: str) -> None:
    review_minutes([replace(GOOD, task=text)], (), {"minutes.problem": text}, dates())
