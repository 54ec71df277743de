"""The demo's script: what happens when, in the order of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.demo import letters

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import EmailMessage

    from coordmail.demo.actors import Actors

    Act = Callable[[Actors, datetime], EmailMessage]


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment (local time), what is told of it, and what somebody does; without an act only time passes."""

    when: str
    what: str
    act: Act | None = None


def _says(who: str, kind: str, words: str) -> Act:
    return lambda actors, now: actors.answer(who, now, kind, words)


SCENES = (
    Scene(
        "2024-03-04 09:30",
        "李娜 mails the notice of a meeting",
        lambda actors, now: actors.text("li.na", now, letters.NOTICE_SUBJECT, letters.NOTICE),
    ),
    Scene(
        "2024-03-04 10:00",
        "Emma sends a calendar invitation",
        lambda actors, now: actors.invite("emma.brown", now, letters.INVITATION_SUBJECT, letters.INVITATION),
    ),
    Scene("2024-03-05 15:30", "the meeting is over: the recorder gets the form"),
    Scene(
        "2024-03-05 16:00",
        "陈晨 sends the minutes",
        lambda actors, now: actors.answer("chen.chen", now, "form", letters.MINUTES),
    ),
    Scene("2024-03-05 16:20", "张伟 confirms", _says("zhang.wei", "confirm-request", "确认")),
    Scene("2024-03-05 16:25", "李娜 confirms", _says("li.na", "confirm-request", "同意，谢谢陈晨。")),
    Scene("2024-03-05 16:40", "王强 confirms", _says("wang.qiang", "confirm-request", "确认，没有异议。")),
    Scene(
        "2024-03-05 17:10",
        "孙悦 objects",
        _says("sun.yue", "confirm-request", "有异议：第3项的客户安抚方案应先由客服部审核，再对外发布。"),
    ),
    Scene("2024-03-05 17:30", "陈晨 lets the text stand", _says("chen.chen", "objection", "维持")),
    Scene("2024-03-06 11:00", "the English meeting is over"),
    Scene(
        "2024-03-06 11:40",
        "Olivia sends her minutes as a table",
        lambda actors, now: actors.answer_html("olivia.reed", now, "form", letters.TABLE),
    ),
    Scene("2024-03-06 12:00", "Tom confirms", _says("tom.walker", "confirm-request", "Confirmed.")),
    Scene("2024-03-06 13:00", "Emma confirms", _says("emma.brown", "confirm-request", "Looks good to me, confirmed.")),
    Scene("2024-03-06 16:05", "赵敏 has not answered and is reminded"),
    Scene("2024-03-06 16:30", "赵敏 confirms", _says("zhao.min", "confirm-reminder", "收到，确认。")),
    Scene(
        "2024-03-06 16:45", "吴静 approves the budget", _says("wu.jing", "approval-request", "同意，请走加急采购流程。")
    ),
    Scene("2024-03-07 09:00", "a new morning: reminders and warnings"),
    Scene(
        "2024-03-07 10:00",
        "张伟 reports that his item is done",
        _says("zhang.wei", "overdue", "已完成，高优先级订单现在每小时同步一次。"),
    ),
    Scene(
        "2024-03-07 14:00",
        "陈晨 verifies it",
        _says("chen.chen", "verify-request", "验收通过，3月7日监控显示每小时同步正常。"),
    ),
    Scene("2024-03-08 09:00", "the next morning"),
    Scene(
        "2024-03-08 10:30",
        "王强 asks for more time",
        _says("wang.qiang", "reminder", "申请延至3月12日，因为硬件3月11日才能到货。"),
    ),
    Scene("2024-03-08 11:00", "李娜 agrees", _says("li.na", "delay-request", "同意")),
    Scene("2024-03-08 14:00", "David has not answered: his silence counts"),
    Scene("2024-03-08 17:00", "the week is over: each leader gets the report of it"),
    Scene("2024-03-11 09:00", "赵敏 is silent and late: her leader hears of it"),
    Scene(
        "2024-03-11 09:40",
        "Tom reports",
        _says("tom.walker", "reminder", "Done - staging is up, pages load in 0.6 seconds."),
    ),
    Scene(
        "2024-03-11 10:00", "Olivia verifies", _says("olivia.reed", "verify-request", "Verified, pages load in 0.6 s.")
    ),
    Scene(
        "2024-03-11 10:20",
        "赵敏 reports that hers is done",
        _says("zhao.min", "overdue", "抱歉晚了，已完成，方案已发客服部。"),
    ),
    Scene(
        "2024-03-11 11:00",
        "陈晨 finds something missing",
        _says("chen.chen", "verify-request", "未通过，还缺客服部的致歉话术。"),
    ),
    Scene("2024-03-12 09:00", "the next morning"),
    Scene("2024-03-12 09:30", "赵敏 has added it", _says("zhao.min", "overdue", "1 已完成，话术已补充。")),
    Scene("2024-03-12 10:00", "陈晨 is content", _says("chen.chen", "verify-request", "验收通过，话术已同步客服部。")),
    Scene(
        "2024-03-12 16:00",
        "王强 has finished",
        _says("wang.qiang", "reminder", "已完成，服务器扩容完毕。"),
    ),
    Scene(
        "2024-03-12 17:00",
        "陈晨 verifies: the last item is closed",
        _says("chen.chen", "verify-request", "通过。3月12日监控显示延迟≤1.5小时。"),
    ),
    Scene("2024-03-13 09:00", "the next morning"),
    Scene(
        "2024-03-13 11:00", "Olivia reports", _says("olivia.reed", "reminder", "1 done, all five pages are approved.")
    ),
    Scene("2024-03-13 15:00", "Emma verifies", _says("emma.brown", "verify-request", "Accepted, I approved all five.")),
    Scene(
        "2024-03-13 16:00",
        "赵敏 asks what she still has to do",
        lambda actors, now: actors.text("zhao.min", now, "我的待办", "我的待办"),
    ),
    Scene("2024-04-01 09:00", "a new month: the leaders get the review of the last"),
)
