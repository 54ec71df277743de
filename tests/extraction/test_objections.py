"""Objections, promised answers and agreements that look alike: none may be taken for another."""

from __future__ import annotations

import pytest

from coordmail.extraction.replies import read_reply
from tests.extraction.test_replies import TUESDAY
from tests.extraction.widths import in_both_widths

OBJECTS = [
    "有异议,第3项不对",
    "有异议:第3项不对",
    "有异议",
    "不太同意第2项",
    "不大同意",
    "不是很同意第1项",
    "接受不了",
    "第2项有问题",
    "有问题,第2项责任人不是我",
    "有意见,第1项责任人错了",
    "异议",
    "Objection",
    "I don't think I can agree",
    "没问题才怪",
    "我不怎么同意",
    "不完全同意",
    "不能完全同意",
    "并不同意",
    "同意不了",
    "没法同意第2项",
    "不敢苟同",
    "恕不能同意",
    "我反对第2项",
    "有意见",
    "我有意见,第2项不对",
    "有点意见",
    "有些异议",
    "对第2项有异议",
    "对第2项有意见",
    "第2项不对",
    "第3项写得不对",
    "第2项我不认",
    "不认可第1项",
    "不太认可",
    "不太合适",
    "不合适",
    "不太妥",
    "不太好吧",
    "这个不行",
    "难以认同",
    "不怎么赞成",
    "谈不上同意",
    "不见得同意",
    "不想同意",
    "不愿意接受",
    "不愿接受",
    "不可能同意",
    "我不是很赞同",
    "无法完全认可",
    "纪要有问题",
    "内容有问题",
    "第1项有出入",
    "与会上说的不一致",
    "和会上说的不符",
    "不对",
    "错了",
    "记录不对",
    "第2项责任人写错了",
    "我不能签字确认,第2项不对",
    "没问题?才怪",
    "怎么可能没问题",
    "No objection? I do object.",
    "I have an objection",
    "I have objections",
    "I cannot agree with item 2",
    "I do not think this is right",
    "I don't think item 2 is correct",
    "I don't believe I can accept this",
    "I can't say I agree",
    "I'm not happy with item 2",
    "I am not comfortable with this",
    "Not OK with item 2",
    "I have a problem with item 2",
    "There is a problem with item 2",
    "There's an issue with item 2",
    "Item 2 is not right",
    "That's not right",
    "Not quite right",
    "I wouldn't agree",
    "I would not accept that",
    "Hardly acceptable",
    "Objections: item 2 is wrong",
    "Strong objection",
    "Can't agree",
    "I don't really agree",
    "I don't entirely agree",
    "I only partly agree",
    "部分同意",
    "只同意第1项,第2项不同意",
    "I disagree with item 2",
    "Item 3 is wrong",
    "I object.",
    "Objection: item 3 was not decided",
    "I have some concerns about item 2",
    "有顾虑",
    "不能接受第2项的时限",
]
PROMISES = [
    "还没确认",
    "尚未确认,等供应商答复",
    "稍后确认",
    "明天确认",
    "待核实后确认",
    "I'll confirm tomorrow",
    "Will confirm later",
    "我没参加会议,不好确认",
    "我不在场,不便确认",
    "好,我看一下",
    "还未确认",
    "还没有确认",
    "暂未确认",
    "暂时不能确认",
    "待确认",
    "稍后再确认",
    "回头确认",
    "晚点确认",
    "下午确认",
    "下周一确认",
    "等我核实后再确认",
    "核对后确认",
    "看完再确认",
    "我先看看再确认",
    "周五前确认",
    "今天下班前确认",
    "开完会再确认",
    "确认需要时间",
    "还在确认",
    "再确认一下",
    "等领导确认",
    "需要领导确认",
    "需要跟领导确认",
    "跟王总确认后回复",
    "向供应商确认后再答复",
    "没看,稍后确认",
    "好的,稍后回复",
    "好的,我先看一下",
    "好的,我看看",
    "好,我核对一下",
    "收到,稍后确认",
    "我会确认的",
    "我会尽快确认",
    "尽快确认",
    "不便确认",
    "不方便确认",
    "没法确认",
    "无从确认",
    "无法确认",
    "I will confirm tomorrow",
    "I'll confirm by Friday",
    "I'll get back to you",
    "OK, I'll have a look",
    "OK, let me check",
    "Will confirm",
    "To be confirmed",
    "Not confirmed yet",
    "Not yet confirmed",
    "I haven't confirmed yet",
    "Can't confirm yet",
    "I need to check before I can confirm",
    "I need to confirm with my manager",
    "Let me confirm with the supplier first",
    "I am unable to confirm at the moment",
    "Pending confirmation",
    "Once I have checked I will confirm",
    "After checking I'll confirm",
    "Going to confirm later today",
    "Should be able to confirm on Monday",
    "Sure, I'll take a look",
    "Yes, will check",
]
AGREES = [
    "没意见",
    "无异议",
    "没有问题",
    "同意第2项",
    "现确认",
    "已确认",
    "确认无误",
    "没有异议",
    "没什么意见",
    "没有任何意见",
    "我没有意见,同意",
    "我已确认",
    "现已确认,没有问题",
    "已核对确认",
    "今天已确认",
    "经核实,确认无误",
    "与王总确认过,没问题",
    "看过了,没问题",
    "已核实,确认",
    "同意",
    "完全同意",
    "非常同意",
    "我很同意第2项",
    "同意全部内容",
    "确认",
    "我确认",
    "请确认,我这边没有问题",
    "好的",
    "好的,没问题",
    "行",
    "可以",
    "以上内容确认",
    "内容确认,谢谢",
    "收到,确认",
    "本人确认以上内容",
    "没有反对意见",
    "不反对",
    "我部门无意见",
    "没问题,按纪要执行",
    "确认,下周三前提供",
    "同意,明天开始",
    "我没参加会议,但没有意见",
    "我不在场,没有意见",
    "都没有问题",
    "第2项没有问题",
    "第2项没问题",
    "对第2项没意见",
    "接受",
    "可以接受",
    "能接受",
    "没有不同意见",
    "没有不对的地方",
    "没什么问题",
    "没啥问题",
    "没啥意见",
    "没发现问题",
    "ok",
    "OK, confirmed",
    "I confirm",
    "I hereby confirm",
    "Confirmed",
    "I can confirm",
    "I can confirm that this is correct",
    "I agree",
    "Fully agree",
    "I have no objection",
    "I have no objections",
    "No objection",
    "No objections from my side",
    "No objection from us",
    "I don't have any objections",
    "I do not have any objection",
    "I have no problem with item 2",
    "There is no problem",
    "No issues with item 2",
    "I have no concerns",
    "Without objection",
    "I think I can agree",
    "I think that's fine",
    "I don't see any problem",
    "I see no issue",
    "Happy to confirm",
    "Confirmed, thanks",
    "Yes, I have checked and confirm",
]
LIMITED = [
    ("同意,但最晚3月21日", "2024-03-21"),
    ("可以,不过请在3月20日前", "2024-03-20"),
    ("同意,最迟下周三", "2024-03-13"),
    ("好的,但不能晚于3月21日", "2024-03-21"),
    ("第2项同意,但请3月21日前完成", "2024-03-21"),
    ("ok, but 21 March at the latest", "2024-03-21"),
    ("Agreed, but no later than 21 March.", "2024-03-21"),
    ("Fine, but by March 21 please", "2024-03-21"),
]


@pytest.mark.parametrize("text", in_both_widths(OBJECTS))
def test_an_objection_is_never_a_yes(text: str) -> None:
    assert read_reply(text, TUESDAY).answer.value in ("no", "amend")


@pytest.mark.parametrize("text", in_both_widths(PROMISES))
def test_the_promise_of_an_answer_is_none(text: str) -> None:
    facts = read_reply(text, TUESDAY)
    assert (facts.answer.value, facts.new_due) == ("unclear", None)


@pytest.mark.parametrize("text", in_both_widths(AGREES))
def test_an_agreement_stays_one(text: str) -> None:
    assert read_reply(text, TUESDAY).answer.value == "yes"


@pytest.mark.parametrize(("text", "new_due"), in_both_widths(LIMITED))
def test_an_agreement_until_a_day_is_a_change_with_that_day(text: str, new_due: str) -> None:
    facts = read_reply(text, TUESDAY)
    assert (facts.answer.value, str(facts.new_due)) == ("amend", new_due)


@pytest.mark.parametrize("text", in_both_widths(["同意,但须先批预算", "同意,但3月20日前须先批预算", "同意,但时间太紧"]))
def test_a_condition_is_still_an_objection(text: str) -> None:
    assert read_reply(text, TUESDAY).answer.value == "no"


def test_an_objection_before_an_item_is_one_to_that_item() -> None:
    facts = read_reply("第1项同意。有异议:第3项王强已离职", TUESDAY)
    assert [(item.number, item.answer.value) for item in facts.items] == [(1, "yes"), (3, "no")]
    assert facts.answer.value == "no"


@pytest.mark.parametrize("text", in_both_widths(["不同意。第2项可以", "有异议,第3项同意"]))
def test_an_objection_to_the_whole_outweighs_the_yes_to_an_item(text: str) -> None:
    facts = read_reply(text, TUESDAY)
    assert (facts.answer.value, [item.answer.value for item in facts.items]) == ("no", ["yes"])


@pytest.mark.parametrize(
    ("text", "answer"),
    in_both_widths(
        [
            ("测试有问题,正在修复,进度60%", "progress"),
            ("已完成,有问题随时联系", "done"),
            ("同意,如有问题再联系", "yes"),
            ("不好意思,没问题", "yes"),
            ("3月5日会议纪要确认", "yes"),
            ("可以,您看一下", "yes"),
            ("我看一下,可以的", "yes"),
            ("确认。供应商名单明天确认后发出", "yes"),
            ("明天完成", "progress"),
        ]
    ),
)
def test_troubles_of_the_work_and_polite_words_mean_what_they_did(text: str, answer: str) -> None:
    assert read_reply(text, TUESDAY).answer.value == answer


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        ["第2项 改由张伟负责,3月20日前完成", "2 责任人改为张伟,时限3月20日", "第2项 延期至3月20日,改由张伟负责"]
    ),
)
def test_a_new_owner_and_a_new_date_are_both_kept(text: str) -> None:
    (item,) = read_reply(text, TUESDAY).items
    assert (item.number, item.owner, str(item.new_due)) == (2, "张伟", "2024-03-20")
