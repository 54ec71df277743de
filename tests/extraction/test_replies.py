"""What people answer, and how it is read: whole answers, answers by number, reasons, owners, decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext
from coordmail.extraction.replies import read_calendar_reply, read_reply
from coordmail.model import Answer
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from coordmail.model import Day

TUESDAY = DateContext(date(2024, 3, 5), WorkCalendar(ZoneInfo("Asia/Shanghai")), "zh")


def _said(day: Day | None) -> str | None:
    if day is None:
        return None
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


WHOLE = [
    ("确认", "yes", None, None),
    ("同意", "yes", None, None),
    ("无异议", "yes", None, None),
    ("没有异议。", "yes", None, None),
    ("收到,同意", "yes", None, None),
    ("收到", "unclear", None, None),
    ("收到,谢谢!", "unclear", None, None),
    ("好的", "yes", None, None),
    ("OK", "yes", None, None),
    ("可以", "yes", None, None),
    ("没问题", "yes", None, None),
    ("👍", "yes", None, None),
    ("您好,确认无误,谢谢。", "yes", None, None),
    ("不是不同意", "yes", None, None),
    ("不是不同意,但时间太紧", "no", None, None),
    ("不同意", "no", None, None),
    ("同意,但前提是采购预算先批", "no", None, None),
    ("同意但需要增加人手", "no", None, None),
    ("已完成", "done", 100, None),
    ("完成", "done", 100, None),
    ("还没完成", "progress", None, None),
    ("not done yet", "progress", None, None),
    ("进展60%", "progress", 60, None),
    ("已完成60%", "progress", 60, None),
    ("完成2/3", "progress", 67, None),
    ("2/3 完成", "progress", 67, None),
    ("完成一半了", "progress", 50, None),
    ("未开始", "progress", 0, None),
    ("尚未启动", "progress", 0, None),
    ("申请延至3月12日,因为供应商到货晚", "delay", None, "2024-03-12"),
    ("延期3天", "delay", None, None),
    ("由于供应商到货晚,申请延至3月12日", "delay", None, "2024-03-12"),
    ("进展60%,申请延期至3月12日,因为接口联调未完成", "delay", 60, "2024-03-12"),
    ("卡在采购审批", "blocked", None, None),
    ("blocked by legal review", "blocked", None, None),
    ("waiting for the supplier's reply", "blocked", None, None),
    ("为什么责任人是我?", "question", None, None),
    ("这项的验收标准是什么?", "question", None, None),
    ("全部完成", "done", 100, None),
    ("验收通过,结果:3月11日监控显示延迟≤1.5小时", "yes", None, None),
    ("未通过,还缺监控截图", "no", None, None),
    ("3月11日监控显示延迟≤1.5小时", "unclear", None, None),
    ("批准", "yes", None, None),
    ("不批", "no", None, None),
    ("驳回", "no", None, None),
    ("驳回,预算不足", "no", None, None),
    ("同意延期", "yes", None, None),
    ("同意延至3月12日", "yes", None, "2024-03-12"),
    ("不同意延期", "no", None, None),
    ("3月12日", "amend", None, "2024-03-12"),
    ("取消该项", "amend", None, None),
    ("cancel the item", "amend", None, None),
    ("维持", "yes", None, None),
    ("stands as it is", "yes", None, None),
    ("agree", "yes", None, None),
    ("I agree, no objections from my side.", "yes", None, None),
    ("I don't agree.", "no", None, None),
    ("Confirmed, thanks", "yes", None, None),
    ("No objection.", "yes", None, None),
    ("approved", "yes", None, None),
    ("rejected: over budget", "no", None, None),
    ("Approved provided that finance agrees", "no", None, None),
    ("Please extend to March 12, the vendor is late", "delay", None, "2024-03-12"),
    ("I need two more weeks because the vendor is late", "delay", None, None),
    ("60% done", "progress", 60, None),
    ("about half done, on track", "progress", 50, None),
    ("haven't started", "progress", 0, None),
    ("Done.", "done", 100, None),
    ("All done", "done", 100, None),
    ("Why is this assigned to me?", "question", None, None),
    ("The deadline should be March 12", "amend", None, "2024-03-12"),
    ("Thanks, noted.", "unclear", None, None),
    ("Got it", "unclear", None, None),
    ("確認,沒有異議", "yes", None, None),
    ("不同意,時間太緊", "no", None, None),
    ("申請延至3月12日", "delay", None, "2024-03-12"),
    ("進度60%", "progress", 60, None),
    ("预计3月12日完成", "progress", None, "2024-03-12"),
    ("无法按时完成,需要到下周五才能完成", "delay", None, "2024-03-15"),
    ("再给我两天时间", "delay", None, None),
    ("需要再确认一下", "unclear", None, None),
    ("能否延期到3月12日?", "delay", None, "2024-03-12"),
    ("All fine with me", "yes", None, None),
    ("Looks good to me, thanks for the minutes.", "yes", None, None),
    ("Not acceptable, the date is too early.", "no", None, None),
    ("还在等法务部的批复,暂时无法推进", "blocked", None, None),
    ("stuck on vendor approval", "blocked", None, None),
    ("进行中,已完成80%,按计划推进", "progress", 80, None),
    ("正在测试", "progress", None, None),
    ("已于3月4日上线", "done", 100, None),
    ("已提交,请查收", "done", 100, None),
    ("It's done, see attached report.", "done", 100, None),
    ("预计要到3月20日才能完成", "delay", None, "2024-03-20"),
    ("来不及了,推迟到下周三", "delay", None, "2024-03-13"),
    ("Postponed to 2024-03-15", "delay", None, "2024-03-15"),
    ("can't make it by Friday, need until March 15", "delay", None, "2024-03-15"),
    ("不行,3月6日太早", "no", None, None),
    ("责任人写错了,应为张伟", "amend", None, None),
    ("会议时间应为3月6日14:00", "amend", None, None),
    ("无需修改,同意", "yes", None, None),
    ("没什么意见", "yes", None, None),
    ("好的,我会按时完成", "yes", None, None),
    ("收到,没问题", "yes", None, None),
    ("Yes, works for me.", "yes", None, None),
    ("Who will provide the test data?", "question", None, None),
    ("我先看看", "unclear", None, None),
    ("Will check and get back to you", "unclear", None, None),
    ("同意批准该采购", "yes", None, None),
    ("暂不批准,预算需重新核算", "no", None, None),
    ("审批通过", "yes", None, None),
    ("验收合格", "yes", None, None),
    ("验收不通过:延迟仍有3小时", "no", None, None),
    ("No, still missing the log file", "no", None, None),
    ("Verified: latency is 1.4 hours", "yes", None, None),
    ("改由王强负责,截止3月15日", "amend", None, "2024-03-15"),
    ("责任人:李娜", "amend", None, None),
    ("Cancel it, no longer needed", "amend", None, None),
    ("按原纪要执行", "yes", None, None),
    ("維持原紀要", "yes", None, None),
    ("如果不增加预算,我不同意", "no", None, None),
    ("如果预算到位我同意", "no", None, None),
    ("全部搞定了", "done", 100, None),
    ("基本完成,剩文档", "progress", None, None),
    ("完成大半", "progress", None, None),
    ("过半了", "progress", None, None),
    ("六成", "progress", 60, None),
    ("百分之七十五", "progress", 75, None),
    ("still working on it, about two thirds done", "progress", 67, None),
    ("not started yet", "progress", 0, None),
    ("It is not finished, about 40%", "progress", 40, None),
    ("预计周五完成", "progress", None, "2024-03-08"),
    ("100%", "done", 100, None),
    ("0%", "progress", 0, None),
    ("之前还在排期,现在卡在安全评审", "blocked", None, None),
    ("之前卡在安全评审,现已完成", "done", 100, None),
    ("due to illness I'll be late, new date March 18", "delay", None, "2024-03-18"),
    ("记录有误,我没有同意提供2台服务器", "no", None, None),
    ("+1", "yes", None, None),
    ("同意。\n张伟", "yes", None, None),
    ("确认。谢谢!\n祝好", "yes", None, None),
    ("无法在3月6日前完成,申请延至3月12日", "delay", None, "2024-03-12"),
    ("can't finish by March 6, need until March 15", "delay", None, "2024-03-15"),
    ("以上内容确认,无修改意见。", "yes", None, None),
    ("待我和王强商量后答复", "unclear", None, None),
    ("我有异议:我没有承诺3月6日完成", "no", None, None),
    ("已阅,同意", "yes", None, None),
    ("同意会议纪要内容,谢谢!", "yes", None, None),
    ("好久不见", "unclear", None, None),
    ("任务已经全部完成,附件是测试报告", "done", 100, None),
    ("目前完成了大约70%,剩余部分下周处理", "progress", 70, None),
    ("建议截止时间改到下周五", "amend", None, "2024-03-15"),
    ("供应商发货延迟,预计3月15日才能完成", "delay", None, "2024-03-15"),
    ("被采购流程卡住了", "blocked", None, None),
    ("没意见,按纪要执行", "yes", None, None),
    ("取消不了,不同意", "no", None, None),
    ("没有问题,同意", "yes", None, None),
    ("我没有意见", "yes", None, None),
    ("认可", "yes", None, None),
    ("不认可", "no", None, None),
    ("无法接受这个时间", "no", None, None),
    ("拒绝", "no", None, None),
    ("暂不同意", "no", None, None),
    ("准予", "yes", None, None),
    ("同意 by 王强", "yes", None, None),
    ("Okay, fine with me.", "yes", None, None),
    ("approve", "yes", None, None),
    ("not approved", "no", None, None),
    ("Declined - budget exceeded", "no", None, None),
    ("Please correct the spelling of the project name", "amend", None, None),
    ("改成3月15日", "amend", None, "2024-03-15"),
    ("延后一周", "delay", None, None),
    ("推迟到月底", "delay", None, "2024-03-31"),
    ("申请顺延至4月10日", "delay", None, "2024-04-10"),
    ("请求宽限到下周五", "delay", None, "2024-03-15"),
    ("will slip to April 2", "delay", None, "2024-04-02"),
    ("asking for an extension until March 20", "delay", None, "2024-03-20"),
    ("尚未完成", "progress", None, None),
    ("没完成", "progress", None, None),
    ("尚在处理中", "progress", None, None),
    ("50%", "progress", 50, None),
    ("Progress: 45 %", "progress", 45, None),
    ("快完成了", "progress", None, None),
    ("three quarters done", "progress", 75, None),
    ("halfway there", "progress", 50, None),
    ("not complete", "progress", None, None),
    ("办结", "done", 100, None),
    ("已解决", "done", 100, None),
    ("已处理完毕", "done", 100, None),
    ("finished yesterday", "done", 100, None),
    ("closed", "done", 100, None),
    ("Completed on March 4.", "done", 100, None),
    ("受阻,缺少测试环境", "blocked", None, None),
    ("没有权限,无法继续", "blocked", None, None),
    ("We are blocked: the API key is missing", "blocked", None, None),
    ("on hold until legal approves", "blocked", None, None),
    ("这个要求是谁提的?", "question", None, None),
    ("When is the deadline?", "question", None, None),
    ("截止时间是哪天?", "question", None, None),
    ("知悉", "unclear", None, None),
    ("noted", "unclear", None, None),
    ("收到,我确认一下", "unclear", None, None),
    ("谢谢!", "unclear", None, None),
    ("maybe", "unclear", None, None),
    ("3月4日已完成", "done", 100, None),
    ("全部同意", "yes", None, None),
    ("逐项确认无误", "yes", None, None),
    ("有几点不同意见", "no", None, None),
]

BY_NUMBER = [
    ("有异议:第2项的责任人不是我", "no", [(2, "no", None, None)]),
    ("同意,但第2项截止改为3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("2 责任人改为张伟", "amend", [(2, "amend", None, None)]),
    ("第3项截止改为3月12日", "amend", [(3, "amend", None, "2024-03-12")]),
    ("第2项改由李娜负责", "amend", [(2, "amend", None, None)]),
    ("1 已完成;2 延至3月12日,因为供应商到货晚", "delay", [(1, "done", 100, None), (2, "delay", None, "2024-03-12")]),
    ("1、完成 2、进展60%", "progress", [(1, "done", 100, None), (2, "progress", 60, None)]),
    ("#2 done", "done", [(2, "done", 100, None)]),
    ("item 2: blocked by missing access rights", "blocked", [(2, "blocked", None, None)]),
    ("1-3项都完成", "done", [(1, "done", 100, None), (2, "done", 100, None), (3, "done", 100, None)]),
    ("第1、2项已完成", "done", [(1, "done", 100, None), (2, "done", 100, None)]),
    ("第1项已完成,第2项要延期到3月12日", "delay", [(1, "done", 100, None), (2, "delay", None, "2024-03-12")]),
    ("I disagree with item 2", "no", [(2, "no", None, None)]),
    ("2 owner should be Anna Lee", "amend", [(2, "amend", None, None)]),
    ("1 同意\n2 不同意,责任人应为李娜", "no", [(1, "yes", None, None), (2, "no", None, None)]),
    (
        "1. 已完成\n2. 60%\n3. 延到3月15日",
        "delay",
        [(1, "done", 100, None), (2, "progress", 60, None), (3, "delay", None, "2024-03-15")],
    ),
    ("除第2项外都同意", "no", [(2, "no", None, None)]),
    ("2 卡在法务审核", "blocked", [(2, "blocked", None, None)]),
    ("1、2、3已完成", "done", [(1, "done", 100, None), (2, "done", 100, None), (3, "done", 100, None)]),
    ("第二项申请延期一周", "delay", [(2, "delay", None, None)]),
    ("能否说明一下第3项的验收标准?", "question", [(3, "question", None, None)]),
    ("CM-12/2 已完成", "done", [(2, "done", 100, None)]),
    ("除第2项外都已完成", "progress", [(2, "progress", None, None)]),
    (
        "Item 1 is done, item 2 needs until March 12",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-12")],
    ),
    ("1: yes\n2: no, too tight", "no", [(1, "yes", None, None), (2, "no", None, None)]),
    ("任务1完成", "done", [(1, "done", 100, None)]),
    ("第一项完成,第二项60%", "progress", [(1, "done", 100, None), (2, "progress", 60, None)]),
    ("①已完成 ②60%", "progress", [(1, "done", 100, None), (2, "progress", 60, None)]),
    ("其他都完成,第3项延期", "delay", [(3, "delay", None, None)]),
    ("第2项 80%", "progress", [(2, "progress", 80, None)]),
    ("2:60%", "progress", [(2, "progress", 60, None)]),
    ("2 60%", "progress", [(2, "progress", 60, None)]),
    ("2\t延期\t3月12日", "delay", [(2, "delay", None, "2024-03-12")]),
    ("第2项措辞请改为「延迟不超过2小时」", "amend", [(2, "amend", None, None)]),
    ("Please change the owner of item 2 to Anna Lee", "amend", [(2, "amend", None, None)]),
    ("请将第1项截止时间调整为3月15日", "amend", [(1, "amend", None, "2024-03-15")]),
    ("同意。不过第2项的预算从哪里来?", "question", [(2, "question", None, None)]),
    ("取消第3项", "amend", [(3, "amend", None, None)]),
    ("第2项搞定", "done", [(2, "done", 100, None)]),
    ("第3项阻塞:接口权限没下来", "blocked", [(3, "blocked", None, None)]),
    ("3 blocked - no access to prod", "blocked", [(3, "blocked", None, None)]),
    ("3 需延期到3月20日,原因:供应商断货", "delay", [(3, "delay", None, "2024-03-20")]),
    (
        "1 done\n2 done\n3 delay to March 20 because of the supplier",
        "delay",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "delay", None, "2024-03-20")],
    ),
    ("1 ok了 2 好了", "done", [(1, "done", 100, None), (2, "done", 100, None)]),
    ("1 同意 2 同意", "yes", [(1, "yes", None, None), (2, "yes", None, None)]),
    ("1、同意\n2、同意\n3、无异议", "yes", [(1, "yes", None, None), (2, "yes", None, None), (3, "yes", None, None)]),
    (
        "1、同意\n2、不同意,工期太短\n3、无异议",
        "no",
        [(1, "yes", None, None), (2, "no", None, None), (3, "yes", None, None)],
    ),
    ("第2项截止时间3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("2 截止3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("2 3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("我不是第2项的责任人", "no", [(2, "no", None, None)]),
    ("(1)已完成\n(2)进行中,50%", "progress", [(1, "done", 100, None), (2, "progress", 50, None)]),
    (
        "1)已完成\n2)卡在供应商,等待到货\n3)3月12日前能完成",
        "blocked",
        [(1, "done", 100, None), (2, "blocked", None, None), (3, "progress", None, "2024-03-12")],
    ),
    ("2、责任人改为张伟,截止改为3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("不接受第3项", "no", [(3, "no", None, None)]),
    ("1-3 同意", "yes", [(1, "yes", None, None), (2, "yes", None, None), (3, "yes", None, None)]),
    ("第1到第3项均已完成", "done", [(1, "done", 100, None), (2, "done", 100, None), (3, "done", 100, None)]),
    ("items 1 and 3 are done", "done", [(1, "done", 100, None), (3, "done", 100, None)]),
    ("items 1-3 done", "done", [(1, "done", 100, None), (2, "done", 100, None), (3, "done", 100, None)]),
    ("第1项:已完成30%;第2项:未启动", "progress", [(1, "progress", 30, None), (2, "progress", 0, None)]),
    ("3. 请问验收标准是什么?", "question", [(3, "question", None, None)]),
    ("会议纪要第2项有误,责任人应为张伟", "amend", [(2, "amend", None, None)]),
    ("We object to point 3.", "no", [(3, "no", None, None)]),
    ("第1项负责人换成王强", "amend", [(1, "amend", None, None)]),
    ("Item 3: owner is now Bob Stone", "amend", [(3, "amend", None, None)]),
    ("第1项完成。第2项完成。", "done", [(1, "done", 100, None), (2, "done", 100, None)]),
    ("1:完成\n2:延期至3月20日", "delay", [(1, "done", 100, None), (2, "delay", None, "2024-03-20")]),
    ("1 完成 60%\n2 卡在采购", "blocked", [(1, "progress", 60, None), (2, "blocked", None, None)]),
    ("1 60%,2 80%", "progress", [(1, "progress", 60, None), (2, "progress", 80, None)]),
    ("第2项不同意,其余同意", "no", [(2, "no", None, None)]),
    (
        "items 1-3 agreed, item 4 rejected",
        "no",
        [(1, "yes", None, None), (2, "yes", None, None), (3, "yes", None, None), (4, "no", None, None)],
    ),
    ("3 截止改为1030", "amend", [(3, "amend", None, "2024-10-30")]),
    ("#3 approved", "yes", [(3, "yes", None, None)]),
]


@pytest.mark.parametrize(("text", "answer", "percent", "new_due"), in_both_widths(WHOLE))
def test_an_answer_to_the_mail_as_a_whole(text: str, answer: str, percent: int | None, new_due: str | None) -> None:
    facts = read_reply(text, TUESDAY)
    assert (str(facts.answer), facts.percent, _said(facts.new_due)) == (answer, percent, new_due)
    assert facts.items == ()


@pytest.mark.parametrize(("text", "answer", "items"), in_both_widths(BY_NUMBER))
def test_answers_by_number(text: str, answer: str, items: list[tuple[int, str, int | None, str | None]]) -> None:
    facts = read_reply(text, TUESDAY)
    assert [(i.number, str(i.answer), i.percent, _said(i.new_due)) for i in facts.items] == items
    assert str(facts.answer) == answer


@pytest.mark.parametrize("text", ["", "  \n ", "。", "1", "收到", "---"])
def test_nothing_said_is_unclear(text: str) -> None:
    assert read_reply(text, TUESDAY).answer is Answer.UNCLEAR


def test_top_level_figures_stand_for_one_item_and_not_for_two() -> None:
    one = read_reply("第2项进展60%,申请延至3月12日", TUESDAY)
    assert (one.answer, one.percent, _said(one.new_due)) == (Answer.DELAY, 60, "2024-03-12")
    two = read_reply("1 已完成;2 进展60%,申请延至3月12日", TUESDAY)
    assert (two.answer, two.percent, two.new_due) == (Answer.DELAY, None, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    in_both_widths(
        [
            ("申请延至3月12日,因为供应商到货晚", "供应商到货晚"),
            ("由于供应商到货晚,申请延至3月12日", "供应商到货晚"),
            ("因供应商到货晚,申请延至3月12日", "供应商到货晚"),
            ("3 需延期到3月20日,原因:供应商断货", "供应商断货"),
            ("不同意,时间太紧", "时间太紧"),
            ("驳回,预算不足", "预算不足"),
            ("rejected: over budget", "over budget"),
            ("Declined - budget exceeded", "budget exceeded"),
            ("卡在采购审批", "采购审批"),
            ("blocked by legal review", "legal review"),
            ("We are blocked: the API key is missing", "the API key is missing"),
            ("waiting for the supplier's reply", "the supplier's reply"),
            ("I need two more weeks because the vendor is late", "the vendor is late"),
            ("Please extend to March 12, the vendor is late", "the vendor is late"),
            ("未通过,还缺监控截图", "还缺监控截图"),
            ("同意,但前提是采购预算先批", "但前提是采购预算先批"),
            ("不同意,時間太緊", "時間太緊"),
            ("同意", None),
            ("延期3天", None),
            ("已完成", None),
        ]
    ),
)
def test_the_reason(text: str, reason: str | None) -> None:
    assert read_reply(text, TUESDAY).reason == reason


@pytest.mark.parametrize(
    ("text", "owner"),
    in_both_widths(
        [
            ("2 责任人改为张伟", "张伟"),
            ("第2项改由李娜负责", "李娜"),
            ("责任人:李娜", "李娜"),
            ("责任人写错了,负责人应为欧阳明", "欧阳明"),
            ("第1项负责人换成王强", "王强"),
            ("改由王强负责,截止3月15日", "王强"),
            ("2、责任人改为张伟,截止改为3月12日", "张伟"),
            ("2 owner should be Anna Lee", "Anna Lee"),
            ("Please change the owner of item 2 to Anna Lee", "Anna Lee"),
            ("Item 3: owner is now Bob Stone", "Bob Stone"),
            ("reassign to Bob Stone", "Bob Stone"),
            ("截止改为3月12日", None),
            ("责任人是谁?", None),
        ]
    ),
)
def test_the_new_owner(text: str, owner: str | None) -> None:
    facts = read_reply(text, TUESDAY)
    assert (facts.items[0].owner if facts.items else facts.owner) == owner


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        ["取消该项", "取消", "cancel the item", "Cancel it, no longer needed", "不做了", "第3项作废", "取消第3项"]
    ),
)
def test_a_word_to_drop_the_item(text: str) -> None:
    facts = read_reply(text, TUESDAY)
    assert facts.cancel
    assert facts.answer is Answer.AMEND


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        ["维持", "維持原紀要", "按原纪要执行", "stands as it is", "It stands.", "维持原状,不作修改", "keep as is"]
    ),
)
def test_a_word_that_the_minutes_stand(text: str) -> None:
    facts = read_reply(text, TUESDAY)
    assert facts.stands
    assert facts.answer is Answer.YES


@pytest.mark.parametrize(
    ("text", "comment"),
    in_both_widths(
        [
            ("同意", None),
            ("收到,谢谢!", None),
            ("3月11日监控显示延迟≤1.5小时", "3月11日监控显示延迟≤1.5小时"),
            ("验收通过,结果:3月11日监控显示延迟≤1.5小时", "验收通过,结果:3月11日监控显示延迟≤1.5小时"),
        ]
    ),
)
def test_the_comment_is_what_goes_beyond_the_answer(text: str, comment: str | None) -> None:
    assert read_reply(text, TUESDAY).comment == comment


def test_quoted_text_is_never_an_answer() -> None:
    assert read_reply("", TUESDAY, quoted="请回复 同意 或 有异议").answer is Answer.UNCLEAR
    assert read_reply("收到", TUESDAY, quoted="> 1 已完成").items == ()


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [
        ("ACCEPTED", "yes"),
        ("accepted", "yes"),
        ("DECLINED", "no"),
        ("TENTATIVE", "unclear"),
        ("NEEDS-ACTION", "unclear"),
        ("", "unclear"),
    ],
)
def test_a_calendar_answer(partstat: str, answer: str) -> None:
    assert str(read_calendar_reply(partstat).answer) == answer


@given(st.text(alphabet="0123456789第项、,;。:#%\n 已完成延期至月日同意不没有卡在因为doneitemsyesnoby", max_size=120))
def test_any_answer_is_read_without_error(text: str) -> None:
    facts = read_reply(text, TUESDAY)
    numbers = [item.number for item in facts.items]
    assert numbers == sorted(set(numbers))
    assert all(item.percent is None or 0 <= item.percent <= 100 for item in facts.items)
    weights = list(Answer)
    assert not facts.items or facts.answer is min((i.answer for i in facts.items), key=weights.index)


@given(st.integers(1, 30), st.sampled_from(["已完成", "延至3月12日", "进展60%", "卡在采购", "不同意"]))
def test_the_spelling_of_the_number_does_not_matter(number: int, words: str) -> None:
    spellings = [
        f"{number} {words}",
        f"{number}、{words}",
        f"{number}. {words}",
        f"第{number}项{words}",
        f"#{number} {words}",
        f"({number}) {words}",
        f"{number}:{words}",
        f"item {number}: {words}",
    ]
    read = [read_reply(spelling, TUESDAY) for spelling in spellings]
    assert {(f.items[0].number, f.items[0].answer, f.items[0].new_due) for f in read} == {
        (number, read[0].answer, read[0].new_due)
    }
