"""Answers of every kind as people write them: hurried, polite, negated, with reasons, dates and several items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.replies import read_reply
from coordmail.mail.trim import trim
from tests.extraction.test_replies import TUESDAY
from tests.extraction.widths import in_both_widths

if TYPE_CHECKING:
    from datetime import date

    from coordmail.model import ReplyFacts

WHOLE = [
    ("申请延期到3月12日,因为服务器还没有到货。", "delay", None, "2024-03-12"),
    ("需要延期到3月12日,供应商那边还没有发货", "delay", None, "2024-03-12"),
    ("这个得往后拖几天,3月12号给您", "delay", None, "2024-03-12"),
    ("3月8日完不成,改到3月15日行吗", "delay", None, "2024-03-15"),
    ("时间来不及,麻烦帮我延到15号", "delay", None, "2024-03-15"),
    ("申请将完成时间由3月8日顺延至3月15日,原因是测试环境尚未就绪", "delay", None, "2024-03-15"),
    ("能不能晚两天交?", "delay", None, None),
    ("可否宽限至3月18日?测试人员请假了", "delay", None, "2024-03-18"),
    ("本周内恐怕完成不了,想申请延到下周五", "delay", None, "2024-03-15"),
    ("需要多一周时间", "delay", None, None),
    ("抱歉,要到3月20号才能交付", "delay", None, "2024-03-20"),
    ("由於供應商缺貨,懇請延期至3月18日", "delay", None, "2024-03-18"),
    ("還需要三天", "delay", None, None),
    ("15号前给您行吗?", "delay", None, "2024-03-15"),
    ("This will slip by a week.", "delay", None, None),
    ("妥", "yes", None, None),
    ("我方确认,清单下周三前提供", "yes", None, None),
    ("2/3,测试还剩一轮", "progress", 67, None),
    ("还需要三天时间才能做完", "delay", None, None),
    ("目前只做了40%,周五之前肯定交不了,申请延到3月13日", "delay", 40, "2024-03-13"),
    ("因张工出差未归,申请推迟到3月14日提交", "delay", None, "2024-03-14"),
    ("推迟一周", "delay", None, None),
    ("Need to push this to March 14, testing isn't finished.", "delay", None, "2024-03-14"),
    ("Could we move the deadline to March 20? The parts have not arrived.", "delay", None, "2024-03-20"),
    ("I won't be able to finish on time, can I have until next Friday?", "delay", None, "2024-03-15"),
    ("Running late, new ETA March 11", "delay", None, "2024-03-11"),
    ("We'll need another week, the vendor has not delivered yet.", "delay", None, None),
    ("Requesting a postponement to 18 March as the lab is closed.", "delay", None, "2024-03-18"),
    ("Sorry, this will take until March 22.", "delay", None, "2024-03-22"),
    ("Please give me two more days", "delay", None, None),
    ("还没做,一直在等IT部门开通账号", "blocked", None, None),
    ("做不下去了,测试机一直没给", "blocked", None, None),
    ("法务没批合同,现在动不了", "blocked", None, None),
    ("无法推进:供应商未报价", "blocked", None, None),
    ("等采购那边的回复,目前停着", "blocked", None, None),
    ("目前卡住了,财务还没有付款", "blocked", None, None),
    ("因采購未核准,目前無法進行", "blocked", None, None),
    ("Can't proceed until the contract is signed.", "blocked", None, None),
    ("We are waiting on procurement, nothing we can do right now.", "blocked", None, None),
    ("I'm blocked, nobody has given me access to the repository.", "blocked", None, None),
    ("Stuck. The supplier does not answer.", "blocked", None, None),
    ("This is on hold, legal has not signed off.", "blocked", None, None),
    ("昨天已经弄完了", "done", 100, None),
    ("早就做完了,上周就发给李娜了", "done", 100, None),
    ("已按要求完成,报告见附件,请查收。", "done", 100, None),
    ("都弄好了,您看一下", "done", 100, None),
    ("搞定", "done", 100, None),
    ("已完成,没有遗留问题", "done", 100, None),
    ("已经上线,没有发现异常", "done", 100, None),
    ("已經完成,請確認", "done", 100, None),
    ("全部處理完畢", "done", 100, None),
    ("已于3月1日完成并提交验收", "done", 100, None),
    ("Done yesterday, please verify.", "done", 100, None),
    ("This has been completed.", "done", 100, None),
    ("Finished, the report is attached. No issues found.", "done", 100, None),
    ("Already done last week!", "done", 100, None),
    ("We rolled it out on Monday, everything works.", "done", 100, None),
    ("Yes, it's done.", "done", 100, None),
    ("做了一大半了", "progress", None, None),
    ("差不多一半", "progress", 50, None),
    ("还在弄,大概百分之六十", "progress", 60, None),
    ("正在做,周四能交", "progress", None, "2024-03-07"),
    ("目前进度约七成,预计3月8日可以完成", "progress", 70, "2024-03-08"),
    ("没做完,还差最后一步", "progress", None, None),
    ("刚刚开始做", "progress", None, None),
    ("还没动", "progress", 0, None),
    ("還沒開始", "progress", 0, None),
    ("完成度85%,剩下文档没写", "progress", 85, None),
    ("已完成三分之二,余下部分本周五前完成", "progress", 67, "2024-03-08"),
    ("不是全部完成,只完成了一部分", "progress", None, None),
    ("正在按计划进行,无延期", "progress", None, None),
    ("在做了在做了", "progress", None, None),
    ("About 30 percent so far", "progress", 30, None),
    ("Still in progress, should be ready by Friday", "progress", None, "2024-03-08"),
    ("Haven't got round to it yet", "progress", 0, None),
    ("Almost there, just the documentation left", "progress", None, None),
    ("We're at 75% and on schedule", "progress", 75, None),
    ("Work has started, nothing to show yet", "progress", None, None),
    ("I'm halfway through", "progress", 50, None),
    ("同意,无其他意见", "yes", None, None),
    ("没有意见,辛苦了", "yes", None, None),
    ("内容无误,同意发布", "yes", None, None),
    ("我这边OK", "yes", None, None),
    ("ok的", "yes", None, None),
    ("行", "yes", None, None),
    ("行,就按这个来", "yes", None, None),
    ("对,没错", "yes", None, None),
    ("嗯", "yes", None, None),
    ("纪要我看了,没有需要修改的地方", "yes", None, None),
    ("已核对,准确无误", "yes", None, None),
    ("無意見,同意", "yes", None, None),
    ("確認", "yes", None, None),
    ("同意批准,请按流程办理", "yes", None, None),
    ("可以,批了", "yes", None, None),
    ("准", "yes", None, None),
    ("验收通过,监控截图显示延迟1.2小时", "yes", None, None),
    ("我不反对", "yes", None, None),
    ("Agreed on all points.", "yes", None, None),
    ("Fine by me, no changes needed", "yes", None, None),
    ("All correct, thank you", "yes", None, None),
    ("Yes please go ahead", "yes", None, None),
    ("No comments from my side.", "yes", None, None),
    ("I have nothing to add, minutes are accurate.", "yes", None, None),
    ("I can confirm this.", "yes", None, None),
    ("I approve the purchase.", "yes", None, None),
    ("Extension granted until March 15", "yes", None, "2024-03-15"),
    ("可以延到3月15日", "yes", None, "2024-03-15"),
    ("同意延期,但最晚3月13日", "yes", None, "2024-03-13"),
    ("我不认可这个安排", "no", None, None),
    ("这不是我说的", "no", None, None),
    ("我没法同意", "no", None, None),
    ("預算超支,不予批准", "no", None, None),
    ("同意,但是需要先增加两个人", "no", None, None),
    ("除非增加人手,否则不同意", "no", None, None),
    ("验收没过,数据还是不对", "no", None, None),
    ("暂不通过,请补充测试报告", "no", None, None),
    ("不可以再延了", "no", None, None),
    ("这个不该由我负责", "no", None, None),
    ("I cannot confirm, this was not discussed.", "no", None, None),
    ("Sorry, I can't accept that.", "no", None, None),
    ("I never agreed to this date.", "no", None, None),
    ("Only if we get two more people.", "no", None, None),
    ("Yes, but only after the budget is approved.", "no", None, None),
    ("Not yet, the screenshot is missing", "no", None, None),
    ("That is not what I said.", "no", None, None),
    ("No further extension please, the date stays.", "no", None, None),
    ("我的任务截止日期写错了,应该是3月18日", "amend", None, "2024-03-18"),
    ("责任人不是我,是王强", "amend", None, None),
    ("请把截止日期改为3月20日,其他没意见", "amend", None, "2024-03-20"),
    ("参会人漏了李娜,请加上", "amend", None, None),
    ("會議地點應為3樓會議室", "amend", None, None),
    ("会议是下午3点开始的,不是2点", "amend", None, None),
    ("纪要里「每天」应改成「每周」", "amend", None, None),
    ("换张伟来做吧", "amend", None, None),
    ("这项不用做了", "amend", None, None),
    ("My name is misspelled, it should be Anna Li.", "amend", None, None),
    ("The date is wrong: it was March 15, not March 5.", "amend", None, "2024-03-15"),
    ("Please assign this to Bob instead", "amend", None, None),
    ("Please drop this item", "amend", None, None),
    ("这个预算是谁批的?", "question", None, None),
    ("请问具体要交什么材料?", "question", None, None),
    ("完成的标准是啥?", "question", None, None),
    ("是哪个系统?我不太清楚", "question", None, None),
    ("Which server do you mean?", "question", None, None),
    ("Can somebody explain what is expected here?", "question", None, None),
    ("Is this really mine?", "question", None, None),
    ("好的收到", "yes", None, None),
    ("收到,我尽快处理", "unclear", None, None),
    ("知道了,谢谢提醒", "unclear", None, None),
    ("我问一下同事", "unclear", None, None),
    ("Thanks for the reminder.", "unclear", None, None),
    ("I will come back to you on this.", "unclear", None, None),
    ("Let me check with my team.", "unclear", None, None),
    ("先这样吧", "unclear", None, None),
    ("明天给您", "delay", None, "2024-03-06"),
    ("I'll send it tomorrow", "progress", None, "2024-03-06"),
    ("报告已发送,请审核", "done", 100, None),
    ("已完成,等待您确认", "done", 100, None),
    ("已完成,等待验收", "done", 100, None),
    ("资料已交,等财务审核", "done", 100, None),
    ("已经联系了供应商,还没回复", "blocked", None, None),
    ("没有问题,会按时完成", "yes", None, None),
    ("同意,谢谢李娜的整理", "yes", None, None),
    ("同意。另外建议下次会议提前发材料", "yes", None, None),
    ("看过了,没毛病", "yes", None, None),
    ("OK没意见", "yes", None, None),
    ("我同意会议纪要的全部内容", "yes", None, None),
    ("没什么要补充的", "yes", None, None),
    ("和我理解的一致", "yes", None, None),
    ("Agreed, thanks for writing this up!", "yes", None, None),
    ("Minutes look fine to me", "yes", None, None),
    ("No changes, good to go.", "yes", None, None),
    ("Happy with that.", "yes", None, None),
    ("You have my approval.", "yes", None, None),
    ("批准采购,按5000元执行", "yes", None, None),
    ("同意采购2台服务器", "yes", None, None),
    ("金额太高,请重新询价后再报", "no", None, None),
    ("预算已用完,本季度不批", "no", None, None),
    ("Not approved this quarter, resubmit in April", "no", None, None),
    ("I can't approve this without a quote", "no", None, None),
    ("截止日期不对,应该是3月12日", "amend", None, "2024-03-12"),
    ("时间有误,是3月12号", "amend", None, "2024-03-12"),
    ("不是我负责,是李娜负责", "amend", None, None),
    ("麻烦把我的任务截止时间改到3月15日", "amend", None, "2024-03-15"),
    ("请更正:参会人员没有王强", "amend", None, None),
    ("少写了一条:法务审核合同", "amend", None, None),
    ("Please add Tom to the attendees", "amend", None, None),
    ("The owner should be Anna, not me", "amend", None, None),
    ("It should say weekly instead of daily", "amend", None, None),
    ("完成了90%左右,收尾中", "progress", 90, None),
    ("快好了,还剩一点", "progress", None, None),
    ("初稿写好了,在等领导审", "progress", None, None),
    ("不是没做,是还在测试", "progress", None, None),
    ("已经启动,预计3月15日完成", "progress", None, "2024-03-15"),
    ("还没完成,争取明天", "progress", None, "2024-03-06"),
    ("进行中", "progress", None, None),
    ("3/5 done", "progress", 60, None),
    ("Nearly finished, will be ready tomorrow", "progress", None, "2024-03-06"),
    ("I started yesterday, maybe 20%", "progress", 20, None),
    ("Not finished yet but I'm working on it", "progress", None, None),
    ("三分之一做完了", "progress", 33, None),
    ("完成八成", "progress", 80, None),
    ("無法如期完成,希望延到3月20日", "delay", None, "2024-03-20"),
    ("設備還沒到,申請延後一週", "delay", None, None),
    ("3月8日前完不成,3月15日前可以", "delay", None, "2024-03-15"),
    ("请批准延期到3月14日", "delay", None, "2024-03-14"),
    ("再宽限两天可以吗?", "delay", None, None),
    ("Can I get an extension to March 15?", "delay", None, "2024-03-15"),
    ("I need more time, at least until 20 March.", "delay", None, "2024-03-20"),
    ("We cannot deliver before 20 March because the plant is closed.", "delay", None, None),
    ("It will be late by a week", "delay", None, None),
    ("卡在法务,合同没盖章", "blocked", None, None),
    ("服务器坏了,没办法继续", "blocked", None, None),
    ("权限还没开通,做不了", "blocked", None, None),
    ("被财务卡着,报销单没批", "blocked", None, None),
    ("供应商联系不上,推进不了", "blocked", None, None),
    ("We are stuck because the licence has expired.", "blocked", None, None),
    ("Cannot continue, the test system is down.", "blocked", None, None),
    ("谁来提供数据?", "question", None, None),
    ("这个任务具体指什么?", "question", None, None),
    ("能说明一下背景吗?", "question", None, None),
    ("Do I have to do this alone?", "question", None, None),
    ("What exactly should I deliver?", "question", None, None),
    ("收到,马上处理", "unclear", None, None),
    ("Noted, thanks", "unclear", None, None),
    ("我正在出差,下周回来再看", "unclear", None, None),
    ("已张贴公示,照片稍后补", "done", 100, None),
    ("合同已签", "done", 100, None),
    ("设备已经到货并安装好了", "done", 100, None),
    ("36家门店都通知到了", "done", 100, None),
    ("早上已经发布了", "done", 100, None),
    ("The batteries were replaced on Tuesday.", "done", 100, None),
    ("We sent the report this morning.", "done", 100, None),
    ("I've just submitted it", "done", 100, None),
    ("因为已经完成,不需要延期", "done", 100, None),
    ("Can you extend the deadline to March 15?", "delay", None, "2024-03-15"),
    ("We can't accept the new date", "no", None, None),
    ("We are no longer waiting for legal; finished today.", "done", 100, None),
    ("I'll have it done by March 15", "progress", None, "2024-03-15"),
    ("如期完成没有问题", "yes", None, None),
    ("我们没说过要3月6日完成", "no", None, None),
    ("我不确定是否完成了", "unclear", None, None),
    ("我已安装了测试版本,还在调试", "progress", None, None),
    ("合同未签", "progress", None, None),
    ("这事儿不是我们部门的", "no", None, None),
    ("很抱歉,没做", "progress", 0, None),
    ("完成不了,因为人手不够", "delay", None, None),
    ("完成情况见附件", "unclear", None, None),
    ("已联系供应商", "unclear", None, None),
    ("申请取消该项,因为客户已撤单", "amend", None, None),
]

BY_NUMBER = [
    ("第2项需要延期到3月12日,因为服务器还没有到货。", "delay", [(2, "delay", None, "2024-03-12")]),
    ("2号任务完成了", "done", [(2, "done", 100, None)]),
    ("1和2做完了,3做了一半", "progress", [(1, "done", 100, None), (2, "done", 100, None), (3, "progress", 50, None)]),
    (
        "第一条已完成,第二条进行中(50%),第三条延期到3月15日。",
        "delay",
        [(1, "done", 100, None), (2, "progress", 50, None), (3, "delay", None, "2024-03-15")],
    ),
    (
        "1.done 2.还要两天 3.卡在财务",
        "blocked",
        [(1, "done", 100, None), (2, "delay", None, None), (3, "blocked", None, None)],
    ),
    (
        "第1、3项没问题,第2项时间太紧,不同意",
        "no",
        [(1, "yes", None, None), (2, "no", None, None), (3, "yes", None, None)],
    ),
    ("取消第2、3项", "amend", [(2, "amend", None, None), (3, "amend", None, None)]),
    ("第2项和第3项取消", "amend", [(2, "amend", None, None), (3, "amend", None, None)]),
    ("请取消第2项,第4项也不做了", "amend", [(2, "amend", None, None), (4, "amend", None, None)]),
    ("cancel items 2 and 3", "amend", [(2, "amend", None, None), (3, "amend", None, None)]),
    (
        "Please drop items 2, 3 and 4, no longer needed.",
        "amend",
        [(2, "amend", None, None), (3, "amend", None, None), (4, "amend", None, None)],
    ),
    ("Delete 2 and 4", "amend", [(2, "amend", None, None), (4, "amend", None, None)]),
    (
        "#1 done, #2 80%, #3 not started",
        "progress",
        [(1, "done", 100, None), (2, "progress", 80, None), (3, "progress", 0, None)],
    ),
    (
        "Items 1, 2 and 4 are finished. Item 3 is waiting for legal.",
        "blocked",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "blocked", None, None), (4, "done", 100, None)],
    ),
    (
        "1) finished\n2) half way\n3) need until 20 March, vendor has not delivered",
        "delay",
        [(1, "done", 100, None), (2, "progress", 50, None), (3, "delay", None, "2024-03-20")],
    ),
    (
        "For item 2 the owner should be Bob Stone; item 3 is fine.",
        "amend",
        [(2, "amend", None, None), (3, "yes", None, None)],
    ),
    (
        "第1項已完成,第2項申請延至3月15日,因為設備尚未到貨",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-15")],
    ),
    ("第三項責任人應為王強", "amend", [(3, "amend", None, None)]),
    (
        "1-4项同意,5项不同意",
        "no",
        [
            (1, "yes", None, None),
            (2, "yes", None, None),
            (3, "yes", None, None),
            (4, "yes", None, None),
            (5, "no", None, None),
        ],
    ),
    ("关于第2项:因测试环境没有准备好,希望延期至3月18日", "delay", [(2, "delay", None, "2024-03-18")]),
    ("第2项,供应商还没回复,可能要到3月20日才能完成", "delay", [(2, "delay", None, "2024-03-20")]),
    ("第2项没完成,第3项没开始", "progress", [(2, "progress", None, None), (3, "progress", 0, None)]),
    (
        "1:完成,2:完成60%,预计周五完成,3:等待采购",
        "blocked",
        [(1, "done", 100, None), (2, "progress", 60, "2024-03-08"), (3, "blocked", None, None)],
    ),
    (
        "第1项 完成\n第2项 完成\n第3项 未完成,原因:人手不足",
        "progress",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "progress", None, None)],
    ),
    ("任务二已经交付,任务三还需要一周", "delay", [(2, "done", 100, None), (3, "delay", None, None)]),
    ("1 yes\n2 yes\n3 no - wrong owner", "no", [(1, "yes", None, None), (2, "yes", None, None), (3, "no", None, None)]),
    (
        "Item 1 done. Item 2: what is the acceptance criterion?",
        "question",
        [(1, "done", 100, None), (2, "question", None, None)],
    ),
    (
        "2和3都还没开始,1已上线",
        "progress",
        [(1, "done", 100, None), (2, "progress", 0, None), (3, "progress", 0, None)],
    ),
    ("第2项:3月12日", "amend", [(2, "amend", None, "2024-03-12")]),
    ("First item is done, second one needs another week", "delay", [(1, "done", 100, None), (2, "delay", None, None)]),
    (
        "Point 1: agreed. Point 2: I object, the budget is not approved.",
        "no",
        [(1, "yes", None, None), (2, "no", None, None)],
    ),
    (
        "1、2已完成,3、4未开始",
        "progress",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "progress", 0, None), (4, "progress", 0, None)],
    ),
    (
        "1已完成,2延至3月12日,3已完成",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-12"), (3, "done", 100, None)],
    ),
    (
        "任务1:进度90%;任务2:进度30%,申请延期至4月10日",
        "delay",
        [(1, "progress", 90, None), (2, "delay", 30, "2024-04-10")],
    ),
    (
        "no. 3 is blocked by the network team, no. 1 done",
        "blocked",
        [(1, "done", 100, None), (3, "blocked", None, None)],
    ),
    (
        "第一项、第二项均已办结,第三项完成约80%",
        "progress",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "progress", 80, None)],
    ),
    ("取消第2项、第3项", "amend", [(2, "amend", None, None), (3, "amend", None, None)]),
    ("不同意第2项和第3项", "no", [(2, "no", None, None), (3, "no", None, None)]),
    ("I disagree with item 2 and item 3.", "no", [(2, "no", None, None), (3, "no", None, None)]),
    ("1√ 2❌", "no", [(1, "yes", None, None), (2, "no", None, None)]),
    (
        "- 1:已完成\n- 2:完成一半左右(50%)\n- 3:还没开始,等B区结果",
        "progress",
        [(1, "done", 100, None), (2, "progress", 50, None), (3, "progress", 0, None)],
    ),
    ("1 已完成\n2 进展80%,还差进口轴承的型号", "progress", [(1, "done", 100, None), (2, "progress", 80, None)]),
    (
        "1、3已完成,2下周三给",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-13"), (3, "done", 100, None)],
    ),
    ("第2项已完成,其余未开始", "done", [(2, "done", 100, None)]),
    (
        "1、2项按计划,3项要延到3月15日",
        "delay",
        [(1, "progress", None, None), (2, "progress", None, None), (3, "delay", None, "2024-03-15")],
    ),
    (
        "第一项:已完成。第二项:尚未开始,原因是人员未到位。",
        "progress",
        [(1, "done", 100, None), (2, "progress", 0, None)],
    ),
    (
        "1. 已完成,2. 进行中,预计3月8日完成,3. 受阻",
        "blocked",
        [(1, "done", 100, None), (2, "progress", None, "2024-03-08"), (3, "blocked", None, None)],
    ),
    ("Item 1: 100%. Item 2: 50%.", "progress", [(1, "done", 100, None), (2, "progress", 50, None)]),
    (
        "1 - done\n2 - waiting for quotes\n3 - will finish by Friday",
        "blocked",
        [(1, "done", 100, None), (2, "blocked", None, None), (3, "progress", None, "2024-03-08")],
    ),
    (
        "#1: completed\n#2: need until March 15 (supplier late)",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-15")],
    ),
    (
        "第3项我这边没问题,第1项时间太赶,建议改到3月15日",
        "amend",
        [(1, "amend", None, "2024-03-15"), (3, "yes", None, None)],
    ),
    ("第2项責任人應該是李娜,不是我", "amend", [(2, "amend", None, None)]),
    ("Item 2 is not mine, it belongs to Anna.", "no", [(2, "no", None, None)]),
    ("The second item is done.", "done", [(2, "done", 100, None)]),
    ("第2项取消吧,不需要了", "amend", [(2, "amend", None, None)]),
    (
        "任务1、任务3已完成,任务2申请延期至3月13日",
        "delay",
        [(1, "done", 100, None), (2, "delay", None, "2024-03-13"), (3, "done", 100, None)],
    ),
    (
        "item 1, item 2 done; item 3 in progress",
        "progress",
        [(1, "done", 100, None), (2, "done", 100, None), (3, "progress", None, None)],
    ),
]

QUOTED = """张伟,您好:

1. 调整同步频率(责任人:张伟,截止:3月6日)
2. 完成服务器扩容(责任人:张伟,截止:3月7日)
3. 更新客户安抚方案(责任人:张伟,截止:3月8日)

直接回复本邮件即可:
「1 已完成」
"""

OTHERS = [
    ("第3项延期,其余已完成", {1: "done", 2: "done", 3: "delay"}),
    ("第2项已完成,其余未开始", {1: "progress", 2: "done", 3: "progress"}),
    ("1 已完成\n其他都还没开始", {1: "done", 2: "progress", 3: "progress"}),
    ("除第2项外都已完成", {1: "done", 2: "progress", 3: "done"}),
    ("除第2项延期到3月12日外,其余均已完成", {1: "done", 2: "delay", 3: "done"}),
    ("item 2 needs another week, the rest is done", {1: "done", 2: "delay", 3: "done"}),
    ("Everything is done except item 2", {1: "done", 2: "progress", 3: "done"}),
    ("第2项不同意,其余同意", {2: "no"}),
    ("第2项截止日期应为3月12日,其他没有问题", {2: "amend"}),
    ("第7项完成,其余未开始", {7: "done"}),
]

BETWEEN_QUOTED_LINES = [
    (
        "> 1. Replace\nAll six replaced.\n> 2. Test\n>    the server\n\n40% so far.\n>\n> Please reply.",
        {1: "done", 2: "progress"},
    ),
    (
        "见下\n\n> 1、调整频率\n已完成\n> 2、扩容\n等供应商报价,申请延到3月12日\n> 3、更新方案\n还没开始",
        {1: "done", 2: "delay", 3: "progress"},
    ),
    ("> 1. Replace\n> 2. Restore test\n\ndone\n> 3. Third", {2: "done"}),
    ("> 3. Third\n\ndone", {3: "done"}),
    ("> 1. Replace\n> 2. Restore test\n> 3. Third\n\ndone", {}),
    ("> 1. Replace\n> 2. Restore test\n>\n> Please reply.\n\ndone", {}),
    ("> 2. Restore test\n> Please reply.\n\ndone", {}),
    ("done\n\n> 1. Replace\n> 2. Restore test", {}),
    ("> 1. Replace\n> 2. Restore test\n2 done\n> 3. Third\n1 60%", {1: "progress", 2: "done"}),
]


def _items(facts: ReplyFacts) -> list[tuple[int, str, int | None, str | None]]:
    return [(one.number, str(one.answer), one.percent, _day(one.new_due)) for one in facts.items]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("text", "answer", "percent", "new_due"), in_both_widths(WHOLE))
def test_an_answer_as_a_whole(text: str, answer: str, percent: int | None, new_due: str | None) -> None:
    facts = read_reply(text, TUESDAY)
    assert (str(facts.answer), facts.percent, _day(facts.new_due)) == (answer, percent, new_due)
    assert facts.items == ()


@pytest.mark.parametrize(("text", "answer", "items"), in_both_widths(BY_NUMBER))
def test_answers_by_number(text: str, answer: str, items: list[tuple[int, str, int | None, str | None]]) -> None:
    facts = read_reply(text, TUESDAY)
    assert _items(facts) == items
    assert str(facts.answer) == answer


@pytest.mark.parametrize(("text", "items"), in_both_widths(OTHERS))
def test_what_is_said_of_the_other_items_of_the_quoted_mail(text: str, items: dict[int, str]) -> None:
    facts = read_reply(text, TUESDAY, QUOTED)
    assert {one.number: str(one.answer) for one in facts.items} == items


@pytest.mark.parametrize(("body", "items"), in_both_widths(BETWEEN_QUOTED_LINES))
def test_answers_between_the_quoted_lines(body: str, items: dict[int, str]) -> None:
    mail = trim(body, None)
    facts = read_reply(mail.new_text, TUESDAY, mail.quoted_text, mail.pieces)
    assert {one.number: str(one.answer) for one in facts.items} == items
