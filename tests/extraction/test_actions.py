from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordmail.extraction.people import Context
from coordmail.model import ActionFacts, Directory
from tests.extraction.invented import CHEN, JONES, LI, LIU, MING, SMITH, WANG, ZHANG, read
from tests.extraction.widths import in_both_widths

MARCH = {day: date(2024, 3, day) for day in range(1, 32)}

GUIDE = """沟通主题:订单系统数据延迟问题专项沟通记录
沟通时间:2024年3月5日14:00-15:30
沟通地点/形式:3号会议室(线下)/腾讯会议(线上)
参与部门及人员:产品部经理、技术部工程师、运营部主管、客服部专员
问题描述:自3月1日起,华东区订单系统数据同步延迟至4-6小时,导致客户投诉量上升30%,影响新客转化率。
沟通要点:1.技术部:服务器扩容因硬件采购延迟,预计3月10日到位;2.运营部:建议临时优化数据同步频率,优先处理高优先级订单;\
3.客服部:需同步客户话术,解释延迟原因并致歉。
解决方案:1.短期:技术部工程师于3月6日前调整同步频率,每小时同步一次高优先级订单数据;2.长期:技术部经理协调供应商,\
3月10日前完成服务器扩容,同步后延迟≤2小时;3.运营部*主管于3月7日前更新客户安抚方案,同步至客服部。
责任人/完成时限:技术部工程师(3月6日前)、技术部经理(3月10日前)、运营部*主管(3月7日前)
资源需求:技术部需紧急协调采购预算5000元(由财务部*经理审批)
状态跟踪:□进行中□已延期□已闭环
备注:下次沟通会定于3月8日10:00,同步服务器扩容进展。
"""
GUIDE_ACTIONS = [
    ("调整同步频率,每小时同步一次高优先级订单数据", "技术部工程师", ZHANG.email, MARCH[6]),
    ("协调供应商,完成服务器扩容,同步后延迟≤2小时", "技术部经理", WANG.email, MARCH[10]),
    ("更新客户安抚方案,同步至客服部", "运营部*主管", LIU.email, MARCH[7]),
]


def _told(actions: tuple[ActionFacts, ...]) -> list[tuple[str, str | None, str | None, Any]]:
    return [(a.task, a.owner, a.owner_email, a.due) for a in actions]


def test_the_guides_example() -> None:
    actions, problems = read(GUIDE)
    assert _told(actions) == GUIDE_ACTIONS
    assert problems == ()
    assert [a.department for a in actions] == ["技术部", "技术部", "运营部"]
    assert actions[1].deliverable == "同步后延迟≤2小时"


def test_the_guides_example_in_full_width() -> None:
    wide = str.maketrans({":": "：", ",": "，", "(": "（", ")": "）", ";": "；"})
    actions, _ = read(GUIDE.translate(wide))
    assert _told(actions) == [(task.translate(wide), *rest) for task, *rest in GUIDE_ACTIONS]


@pytest.mark.parametrize(
    ("item", "task", "owner", "due"),
    in_both_widths(
        [
            ("张伟于3月6日前完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("张伟在3月6日之前完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("张伟需在3月6日前完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("张伟须于3月6日前完成数据库迁移。", "完成数据库迁移", "张伟", MARCH[6]),
            ("张伟3月6日前完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("3月6日前张伟完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("3月6日前,由张伟完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("3月6日前：张伟完成数据库迁移", "完成数据库迁移", "张伟", MARCH[6]),
            ("请李娜牵头制定推广方案,3月15日前提交", "制定推广方案", "李娜", MARCH[15]),
            ("请李娜于3月15日前制定推广方案", "制定推广方案", "李娜", MARCH[15]),
            ("由刘洋负责更新客户话术,本周五前完成", "更新客户话术", "刘洋", MARCH[8]),
            ("由刘洋负责更新客户话术,于3月8日前完成", "更新客户话术", "刘洋", MARCH[8]),
            ("更新客户话术由刘洋负责,3月8日前完成", "更新客户话术", "刘洋", MARCH[8]),
            ("更新客户话术,由刘洋负责,3月8日前", "更新客户话术", "刘洋", MARCH[8]),
            ("刘洋负责更新客户话术,3月8日前完成", "更新客户话术", "刘洋", MARCH[8]),
            ("编写接口文档(责任人:陈晨,完成时间:3月12日)", "编写接口文档", "陈晨", MARCH[12]),
            ("编写接口文档（责任人：陈晨，完成时间：3月12日）", "编写接口文档", "陈晨", MARCH[12]),
            ("编写接口文档 责任人:陈晨 完成时间:3月12日", "编写接口文档", "陈晨", MARCH[12]),
            ("编写接口文档 责任人:陈晨 完成时限:0312", "编写接口文档", "陈晨", MARCH[12]),
            ("编写接口文档。责任人:陈晨;截止日期:2024-03-12", "编写接口文档", "陈晨", MARCH[12]),
            ("编写接口文档 责任人 陈晨", "编写接口文档", "陈晨", None),
            ("编写接口文档,负责人:陈晨", "编写接口文档", "陈晨", None),
            ("编写接口文档-责任人:陈晨 完成时间:3月12日", "编写接口文档", "陈晨", MARCH[12]),
            ("责任人:陈晨 完成时间:3月12日 任务:编写接口文档", "编写接口文档", "陈晨", MARCH[12]),
            ("任务:编写接口文档;责任人:陈晨;截止:3月12日", "编写接口文档", "陈晨", MARCH[12]),
            ("整理测试报告 -- 李明 闭环时间:0310", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告。-- 李明 闭环时间 0310", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告——李明,3月10日前", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告(李明,3月10日前)", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告（李明 3/10）", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告【李明】", "整理测试报告", "李明", None),
            ("【李明】整理测试报告,3月10日前", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告,李明,3月10日前", "整理测试报告", "李明", MARCH[10]),
            ("整理测试报告(3月10日前)", "整理测试报告", None, MARCH[10]),
            ("@张伟 检查备份策略 3月8日前", "检查备份策略", "张伟", MARCH[8]),
            ("张伟:检查备份策略,3月8日前", "检查备份策略", "张伟", MARCH[8]),
            ("张伟：检查备份策略（3月8日前）", "检查备份策略", "张伟", MARCH[8]),
            ("技术部张伟：检查备份策略", "检查备份策略", "技术部张伟", None),
            ("技术部(张工)于3月8日前检查备份策略", "检查备份策略", "技术部(张工)", MARCH[8]),
            ("技术部工程师检查备份策略,3月8日前完成", "检查备份策略", "技术部工程师", MARCH[8]),
            ("后勤部于5月10日前完成食堂改造", "完成食堂改造", "后勤部", date(2024, 5, 10)),
            ("技术部:更新文档", "更新文档", "技术部", None),
            ("采购2台服务器", "采购2台服务器", None, None),
            ("短期:采购服务器", "采购服务器", None, None),
            ("王强尽快解决投诉问题", "解决投诉问题", "王强", None),
            ("张伟、李娜共同完成方案评审,3月9日前", "完成方案评审", "张伟、李娜", MARCH[9]),
            ("张伟和李娜于3月9日前完成方案评审", "完成方案评审", "张伟和李娜", MARCH[9]),
            ("整理上线清单(不少于200个SKU),责任人:陈晨,3月18日", "整理上线清单(不少于200个SKU)", "陈晨", MARCH[18]),
            ("陈晨整理上线清单(不少于200个SKU),3月18日前完成", "整理上线清单(不少于200个SKU)", "陈晨", MARCH[18]),
            ("孙杰于3月9日前提交样品", "提交样品", "孙杰", MARCH[9]),
            ("孙工负责样品检测", "样品检测", "孙工", None),
            ("方案评审于3月9日前完成", "方案评审", None, MARCH[9]),
            ("项目组需在3月9日前提交方案", "提交方案", "项目组", MARCH[9]),
            ("申请服务器权限,3月9日前", "申请服务器权限", None, MARCH[9]),
            ("组织架构调整方案,责任人:李娜", "组织架构调整方案", "李娜", None),
        ]
    ),
)
def test_an_item_of_a_chinese_list(item: str, task: str, owner: str | None, due: date | None) -> None:
    actions, _ = read(f"待办事项:\n1. {item}\n2. 核对库存(责任人:赵敏,完成时间:3月29日)")
    assert [(a.task, a.owner, a.due) for a in actions] == [(task, owner, due), ("核对库存", "赵敏", MARCH[29])]


@pytest.mark.parametrize(
    ("item", "task", "owner", "due"),
    [
        ("Peter Smith to prepare the release notes by Friday", "prepare the release notes", "Peter Smith", MARCH[8]),
        (
            "Peter Smith will prepare the release notes by 8 March.",
            "prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        ("Peter Smith should prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("Peter Smith agreed to prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("Peter Smith volunteered to prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("Peter Smith needs to prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("By 8 March, Peter Smith to prepare the release notes", "prepare the release notes", "Peter Smith", MARCH[8]),
        ("Peter Smith: prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("Peter Smith - prepare the release notes - 8 March", "prepare the release notes", "Peter Smith", MARCH[8]),
        (
            "Peter Smith, please prepare the release notes by 8 March",
            "prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        ("@Peter Smith prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("[Peter Smith] prepare the release notes by 8 March", "prepare the release notes", "Peter Smith", MARCH[8]),
        ("Prepare the release notes (Peter Smith)", "Prepare the release notes", "Peter Smith", None),
        ("Prepare the release notes (Peter Smith, by 8 March)", "Prepare the release notes", "Peter Smith", MARCH[8]),
        ("Prepare the release notes - Peter Smith", "Prepare the release notes", "Peter Smith", None),
        ("Prepare the release notes – Peter Smith – 8 March", "Prepare the release notes", "Peter Smith", MARCH[8]),
        ("Prepare the release notes | Peter Smith | 8 March", "Prepare the release notes", "Peter Smith", MARCH[8]),
        (
            "Prepare the release notes - Owner: Peter Smith - Due: 8 March",
            "Prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        (
            "Prepare the release notes. Owner: Peter Smith. Due: 8 March",
            "Prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        (
            "Prepare the release notes (owner: Peter Smith, due: 8 March)",
            "Prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        (
            "[ ] Prepare the release notes - Owner: Peter Smith - Due: 8 March",
            "Prepare the release notes",
            "Peter Smith",
            MARCH[8],
        ),
        ("ACTION: Peter Smith to prepare the release notes", "prepare the release notes", "Peter Smith", None),
        ("Action #1: prepare the release notes (Peter Smith)", "prepare the release notes", "Peter Smith", None),
        (
            "peter.smith@example.com to prepare the release notes",
            "prepare the release notes",
            "peter.smith@example.com",
            None,
        ),
        (
            "Peter Smith and Mary to prepare the release notes",
            "prepare the release notes",
            "Peter Smith and Mary",
            None,
        ),
        ("Finance Manager to approve the budget by 8 March", "approve the budget", "Finance Manager", MARCH[8]),
        ("Order two laptops", "Order two laptops", None, None),
        ("Order two laptops by 8 March", "Order two laptops", None, MARCH[8]),
    ],
)
def test_an_item_of_an_english_list(item: str, task: str, owner: str | None, due: date | None) -> None:
    actions, _ = read(f"Action items:\n- {item}\n- Check stock (Mary Jones, by 29 March)", "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [(task, owner, due), ("Check stock", "Mary Jones", MARCH[29])]


@pytest.mark.parametrize(
    ("text", "expected"),
    in_both_widths(
        [
            (
                "解决方案:\n1. 调整同步频率\n2. 完成扩容\n责任人/完成时限:张伟(3月6日前)、王强(3月11日前)",
                [("调整同步频率", "张伟", 6), ("完成扩容", "王强", 11)],
            ),
            (
                "解决方案:\n1. 调整同步频率\n2. 完成扩容\n责任人/完成时限:\n1. 张伟,3月6日\n2. 王强,3月11日",
                [("调整同步频率", "张伟", 6), ("完成扩容", "王强", 11)],
            ),
            (
                "解决方案:\n1. 调整同步频率\n2. 完成扩容\n责任人/完成时限:1.张伟:3月6日;2.王强:3月11日",
                [("调整同步频率", "张伟", 6), ("完成扩容", "王强", 11)],
            ),
            (
                "解决方案:\n1. 张伟调整同步频率\n2. 王强完成扩容\n责任人/完成时限:王强(3月11日前)、张伟(3月6日前)",
                [("调整同步频率", "张伟", 6), ("完成扩容", "王强", 11)],
            ),
            (
                "解决方案:\n1. 调整同步频率\n2. 完成扩容\n责任人/完成时限:张伟(3月11日前)",
                [("调整同步频率", "张伟", 11), ("完成扩容", "张伟", 11)],
            ),
            (
                "解决方案:\n1. 调整同步频率\n2. 完成扩容\n责任人:张伟\n完成时限:3月11日",
                [("调整同步频率", "张伟", 11), ("完成扩容", "张伟", 11)],
            ),
            (
                "行动项\n任务:升级服务器\n责任人:张伟\n完成时间:3月6日\n任务:更新话术\n责任人:陈晨\n完成时间:3月8日",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                (
                    "待办事项:\n1、升级服务器\n--- 责任人:张伟 完成时间:3月6日\n2、更新话术\n"
                    "--- 责任人:陈晨 完成时间:3月8日"
                ),
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:1.张伟3月6日前升级服务器;2.陈晨3月8日前更新话术",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:(1)张伟3月6日前升级服务器;(2)陈晨3月8日前更新话术",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:①张伟3月6日前升级服务器;②陈晨3月8日前更新话术",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:\n一、张伟3月6日前升级服务器\n二、陈晨3月8日前更新话术",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:\n张伟3月6日前升级服务器\n陈晨3月8日前更新话术",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                "待办事项:\n技术部:\n1. 张伟3月6日前升级服务器\n2. 王强3月8日前更新文档",
                [("升级服务器", "张伟", 6), ("更新文档", "王强", 8)],
            ),
            (
                "待办事项:\n短期:\n1. 张伟3月6日前升级服务器\n长期:\n2. 王强3月8日前更新文档",
                [("升级服务器", "张伟", 6), ("更新文档", "王强", 8)],
            ),
            (
                "会议决定,由张伟负责数据库升级,于3月12日前完成。另外请运营部李明在3月8日前提交客户清单。",
                [("数据库升级", "张伟", 12), ("提交客户清单", "运营部李明", 8)],
            ),
            ("李娜将于下周三前完成原型评审。销售额同比增长30%。", [("完成原型评审", "李娜", 13)]),
            (
                "会议结论:\n1、同意上线。\n2、由技术部王强负责服务器扩容,于3月10日前完成。",
                [("服务器扩容", "技术部王强", 10)],
            ),
            (
                "任务\t负责人\t截止日期\n升级服务器\t张伟\t3月6日\n更新话术\t陈晨\t3月8日",
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                (
                    "| 任务 | 责任人 | 完成时间 | 状态 |\n|--|--|--|--|\n"
                    "| 升级服务器 | 张伟 | 3月6日 | 进行中 |\n| 更新话术 | 陈晨 | 3月8日 | 未开始 |\n"
                    "| 清理日志 | 张伟 | 3月4日 | 已完成 |"
                ),
                [("升级服务器", "张伟", 6), ("更新话术", "陈晨", 8)],
            ),
            (
                (
                    "| 事项 | 负责部门 | 负责人 | 计划完成时间 | 实际完成时间 | 状态 |\n|--|--|--|--|--|--|\n"
                    "| 升级服务器 | 技术部 | 张工 | 3月6日 | - | 进行中(已完成60%) |\n"
                    "| 备份 | 技术部 | 张工 | 3月1日 | 3月2日 | 已完成(延期1天) |"
                ),
                [("升级服务器", "张工", 6)],
            ),
            (
                (
                    "| 各环节待办事项 | 负责人 | 截止日期 | 完成状态 |\n|--|--|--|--|\n"
                    "| 技术部3月15日前反馈开发排期 | 张工 | 2024-03-15 | 未开始 |\n"
                    "| 更新话术 | 陈晨 | 2024-03-08 | 未开始 |"
                ),
                [("反馈开发排期", "张工", 15), ("更新话术", "陈晨", 8)],
            ),
            (
                (
                    "| Owner | Task | Due | Status |\n|---|---|---|---|\n"
                    "| Peter Smith | Update the wiki | 12 March | Open |\n"
                    "| Mary Jones | Send budget | 15 March | Done |"
                ),
                [("Update the wiki", "Peter Smith", 12)],
            ),
            (
                (
                    "Peter Smith will update the website by 15 March. Mary agreed to contact the supplier "
                    "by Friday. Sales will be lower this month."
                ),
                [("update the website", "Peter Smith", 15), ("contact the supplier", "Mary", 8)],
            ),
        ]
    ),
)
def test_shapes(text: str, expected: list[tuple[str, str, int]]) -> None:
    language = "zh" if re.search("[一-龥]", text) else "en"
    actions, _ = read(text, "zh" if language == "zh" else "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [(t, o, MARCH[d]) for t, o, d in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    in_both_widths(
        [
            (
                (
                    "结论如下:\n1、服务器扩容由技术部王强负责,3月12日前完成,需采购2台服务器;\n"
                    "2、客户话术由客服部陈晨更新,3月8日前发给大家;"
                ),
                [("服务器扩容，需采购2台服务器", "技术部王强", 12), ("客户话术更新,发给大家", "客服部陈晨", 8)],
            ),
            (
                "会议决议:\n(一)由技术部牵头,运营部配合,于3月15日前完成监控系统上线。\n(二)财务部须在3月底前完成预算调整。",
                [("完成监控系统上线", "技术部", 15), ("完成预算调整", "财务部", 31)],
            ),
            (
                "下一步工作:\n1. 李娜:输出PRD初稿,3月11日(周一)\n2. 张伟:评估工作量——3月12日",
                [("输出PRD初稿", "李娜", 11), ("评估工作量", "张伟", 12)],
            ),
            (
                "待办:\n☐ 张伟 提交技术方案 3/8\n☑ 李娜 确认需求\n☐ 陈晨 更新话术 3/11",
                [("提交技术方案", "张伟", 8), ("更新话术", "陈晨", 11)],
            ),
            (
                "待办:张伟负责联调,3月8日完成;李娜负责验收测试,3月15日完成。",
                [("联调", "张伟", 8), ("验收测试", "李娜", 15)],
            ),
            (
                "会议决定如下:\n张伟负责联调,3月8日完成;李娜负责验收测试,3月15日完成。",
                [("联调", "张伟", 8), ("验收测试", "李娜", 15)],
            ),
            (
                "待办:张伟本周五前把文档发给产品部,李娜下周一前验收文档",
                [("把文档发给产品部", "张伟", 8), ("验收文档", "李娜", 11)],
            ),
            (
                (
                    "Action items:\n* Extend the disk [Peter Smith] - Mar 12\n"
                    "* Mary Jones: buy 2 servers, deadline 14 March"
                ),
                [("Extend the disk", "Peter Smith", 12), ("buy 2 servers", "Mary Jones", 14)],
            ),
            (
                "Next steps:\n1. IT: extend the server, 20 March\n2. Sales and Finance to agree on the forecast by EOM",
                [("extend the server", "IT", 20), ("agree on the forecast", "Sales and Finance", 31)],
            ),
            (
                "會議紀要\n待辦事項:\n1. 張偉於3月6日前完成資料庫遷移\n2. 請李娜牽頭制定推廣方案,3月15日前提交",
                [("完成資料庫遷移", "張偉", 6), ("制定推廣方案", "李娜", 15)],
            ),
        ]
    ),
)
def test_more_shapes(text: str, expected: list[tuple[str, str, int]]) -> None:
    actions, _ = read(text, "zh" if re.search("[一-龥]", text) else "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [(t, o, MARCH[d]) for t, o, d in expected]


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "待办事项:无",
            "待办事项:\n无",
            "待办事项:暂无。",
            "Action items: none",
            "Action items:\n- [x] Order laptops - Owner: Peter Smith",
            "待办事项:\n1. 已完成:日志清理(张伟)",
            "待办事项:\n1. 日志清理 责任人:张伟 状态:已完成",
            "待办事项:\n1. 日志清理,责任人:张伟,已闭环",
            "议程:\n1. 订单延迟分析 -- 张伟\n2. 推广方案 -- 李娜",
            "会议议程:1.张伟汇报扩容进展;2.李娜介绍推广方案",
            "问题描述:自3月1日起,订单延迟4-6小时,技术部已于3月2日前定位原因。",
            "沟通要点:1.技术部:服务器扩容因硬件采购延迟,预计3月10日到位;2.运营部:建议优化同步频率",
            "备注:下次沟通会定于3月8日10:00,同步服务器扩容进展。",
            "会议结论:同意上线。",
            "各位好,今天会议讨论了订单延迟问题,销售额同比增长30%。",
            "参会人员:张伟、李娜\n主持人:王强",
            "The launch was discussed. Sales will be lower this month. We will meet again on 12 March.",
            "会议主题:3月6日前完成扩容的讨论\n会议时间:3月5日14:00",
            "",
        ]
    ),
)
def test_nothing_is_to_be_done(text: str) -> None:
    assert read(text)[0] == ()


@pytest.mark.parametrize(
    ("item", "codes"),
    in_both_widths(
        [
            ("张伟于3月6日前完成数据库迁移", []),
            ("于3月6日前完成数据库迁移", ["owner_missing"]),
            ("完成数据库迁移(责任人:待定,完成时间:3月6日)", ["owner_missing"]),
            ("小李于3月6日前完成数据库迁移", ["owner_ambiguous"]),
            ("孙杰于3月6日前完成数据库迁移", ["owner_unknown"]),
            ("法务部于3月6日前完成合同审核", ["owner_unknown"]),
            ("完成数据库迁移(责任人:张伟)", ["due_missing"]),
            ("完成数据库迁移(责任人:张伟,完成时间:待定)", ["due_missing"]),
            ("张伟尽快完成数据库迁移", ["due_vague"]),
            ("完成数据库迁移(责任人:张伟,完成时间:尽快)", ["due_vague"]),
            ("完成数据库迁移(责任人:张伟,完成时间:下次例会前)", ["due_vague"]),
            ("完成数据库迁移", ["owner_missing", "due_missing"]),
        ]
    ),
)
def test_problems_of_owners_and_deadlines(item: str, codes: list[str]) -> None:
    _, problems = read(f"待办事项:\n1. 核对库存(责任人:赵敏,完成时间:3月29日)\n2. {item}")
    assert [(p.code, p.where) for p in problems] == [(code, "actions[1]") for code in codes]
    assert all("第2项" in p.message for p in problems)


def test_candidates_are_named() -> None:
    _, problems = read("待办事项:\n1. 小李于3月6日前完成数据库迁移")
    assert LI.email in problems[0].message
    assert MING.email in problems[0].message
    _, problems = read("Action items:\n1. Peter to call the supplier by 8 March", "en")
    assert "Peter Smith" in problems[0].message
    assert problems[0].message.startswith("The owner of item 1")


def test_without_a_directory_nobody_is_called_unknown() -> None:
    _, problems = read("待办事项:\n1. 张伟于3月6日前完成数据库迁移", people=Context(Directory()))
    assert problems == ()


def test_a_row_tells_department_deliverable_and_resources() -> None:
    text = (
        "| 序号 | 任务 | 责任部门 | 责任人 | 完成时间 | 交付标准 | 所需资源 |\n|--|--|--|--|--|--|--|\n"
        "| 1 | 服务器扩容 | 技术部 | 张工 | 3月10日18:00 | 延迟≤2小时 | 2台服务器;预算5000元 |\n"
        "| 2 | 更新话术 | 客服部 |  | 3月8日 |  |  |"
    )
    first, second = read(text)[0]
    assert (first.department, first.owner_email, first.deliverable) == ("技术部", ZHANG.email, "延迟≤2小时")
    assert first.resources == ("2台服务器", "预算5000元")
    assert first.due == datetime.fromisoformat("2024-03-10T18:00")
    assert (first.number, second.number) == (1, 2)
    assert (second.owner, second.owner_email, second.department) == ("客服部", None, "客服部")


@pytest.mark.parametrize(
    ("item", "deliverable"),
    in_both_widths(
        [
            ("张伟3月6日前完成扩容,延迟≤2小时", "延迟≤2小时"),
            ("张伟3月6日前完成接口开发,交付标准:响应时间≤2秒", "响应时间≤2秒"),
            ("张伟3月6日前完成接口开发,验收标准为通过全部用例", "通过全部用例"),
            ("张伟3月6日前完成清单(不少于200个SKU)", "不少于200个SKU"),
            ("张伟3月6日前完成清单", None),
        ]
    ),
)
def test_by_what_it_is_recognised(item: str, deliverable: str | None) -> None:
    assert read(f"待办事项:\n1. {item}")[0][0].deliverable == deliverable


def test_the_first_of_several_owners_leads_unless_the_text_says_otherwise() -> None:
    actions, _ = read(
        "待办事项:\n1. 方案评审 责任人:李娜、张伟 完成时间:3月9日\n"
        "2. 上线 责任人:李娜(配合)、张伟(主办) 完成时间:3月9日"
    )
    assert [a.owner_email for a in actions] == [LI.email, ZHANG.email]


def test_tasks_told_twice_are_one() -> None:
    text = (
        "会议决定由张伟负责数据库升级,3月12日前完成。\n待办事项:\n"
        "1. 数据库升级 责任人:张伟 完成时间:3月12日\n2. 更新话术 责任人:陈晨"
    )
    actions, _ = read(text)
    assert [(a.task, a.owner_email) for a in actions] == [("数据库升级", ZHANG.email), ("更新话术", CHEN.email)]


def test_english_owners_are_found() -> None:
    actions, _ = read("Action items:\n- Mary will send the budget by 12 March\n- Smith to call", "en")
    assert [a.owner_email for a in actions] == [JONES.email, SMITH.email]


_PIECES = st.lists(
    st.sampled_from(
        [
            "待办事项:",
            "解决方案:",
            "1.",
            "2、",
            "(1)",
            "- ",
            "张伟",
            "技术部",
            "责任人:",
            "完成时间:",
            "3月6日前",
            "尽快",
            "(",
            ")",
            ",",
            "。",
            ";",
            "\n",
            "由",
            "请",
            "负责",
            "完成扩容",
            "-- ",
            " | ",
            "@",
            "ACTION: ",
            "Peter to ",
            "by Friday",
            "无",
            "*",
            "：",
            "（",
        ]
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(_PIECES)
def test_whatever_is_written_is_read(pieces: list[str]) -> None:
    actions, problems = read("".join(pieces))
    assert all(action.task.strip() for action in actions)
    places = {f"actions[{n}]" for n in range(len(actions))}
    assert all(problem.where in places and problem.message for problem in problems)


@pytest.mark.parametrize(
    "text",
    ["(" * 20000, "责任人:" * 5000, "张伟、" * 8000, "1." * 10000, "- " * 20000, "由" * 20000, "请张伟于" * 4000],
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    for label in ("待办事项:\n", "解决方案:扩容\n责任人/完成时限:", ""):
        read(f"{label}{text}")
