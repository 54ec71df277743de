"""How recorders write what is to be changed in the minutes, and how it is read."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext
from coordmail.extraction.people import Context
from coordmail.extraction.replies import read_reply
from coordmail.extraction.reply_corrections import Corrections, read_corrections, with_corrections
from coordmail.mail.trim.answered import Piece
from coordmail.model import Answer, Directory, Person
from tests.extraction.widths import in_both_widths

TUESDAY = DateContext(date(2024, 3, 5), WorkCalendar(ZoneInfo("Asia/Shanghai")), "zh")
KNOWN = Context(
    Directory(
        tuple(
            Person(name, f"{at}@example.com")
            for name, at in (("张伟", "zhang.wei"), ("李娜", "li.na"), ("王强", "wang.qiang"), ("赵敏", "zhao.min"))
        )
    )
)


def read(text: str) -> Corrections:
    return read_corrections(text, TUESDAY, KNOWN)


def told(found: Corrections) -> list[tuple[object, ...]]:
    """Each change as number, field and value; an added item as `add`, task, owner and date."""
    lines: list[tuple[object, ...]] = []
    for item in found.items:
        fields = ("owner", "task", "deliverable")
        lines.extend((item.number, name, getattr(item, name)) for name in fields if getattr(item, name))
        if item.new_due:
            lines.append((item.number, "due", str(item.new_due)))
        if item.cancel:
            lines.append((item.number, "cancel"))
    return [*lines, *(("add", a.task, a.owner, str(a.due)) for a in found.added)]


CHANGES = [
    ("2 责任人 张伟", [(2, "owner", "张伟")]),
    ("2责任人改张伟", [(2, "owner", "张伟")]),
    ("2 张伟", [(2, "owner", "张伟")]),
    ("2、责任人:张伟", [(2, "owner", "张伟")]),
    ("②责任人改为张伟", [(2, "owner", "张伟")]),
    ("第二项负责人应为李娜", [(2, "owner", "李娜")]),
    ("第2项责任人由张伟改为李娜", [(2, "owner", "李娜")]),
    ("第2项的责任人写错了,应该是李娜,不是张伟。", [(2, "owner", "李娜")]),
    ("任务2责任人是李娜不是王强", [(2, "owner", "李娜")]),
    ("第2项责任人改为张伟、李娜", [(2, "owner", "张伟、李娜")]),
    ("2、3项的责任人都改为张伟", [(2, "owner", "张伟"), (3, "owner", "张伟")]),
    ("第2项改由李娜负责,3月20日前完成", [(2, "owner", "李娜"), (2, "due", "2024-03-20")]),
    ("CM-1/2 责任人改为张伟", [(2, "owner", "张伟")]),
    ("第3项截止改为3月12日", [(3, "due", "2024-03-12")]),
    ("3 时限改为3月12日", [(3, "due", "2024-03-12")]),
    ("第三条改到下周五", [(3, "due", "2024-03-15")]),
    ("第1项延期到3月20日", [(1, "due", "2024-03-20")]),
    ("请把第1项的完成时间从3月6日改到3月8日,责任人不变", [(1, "due", "2024-03-08")]),
    ("第1、3项截止统一改为3月15日", [(1, "due", "2024-03-15"), (3, "due", "2024-03-15")]),
    ("2 截止 3月12日 责任人 张伟", [(2, "owner", "张伟"), (2, "due", "2024-03-12")]),
    ("第2项任务改为完成接口压测并出具报告", [(2, "task", "完成接口压测并出具报告")]),
    ("第2项改为:完成接口压测并出具报告", [(2, "task", "完成接口压测并出具报告")]),
    ("第1项,任务改为“3月10日前完成验收”", [(1, "task", "完成验收"), (1, "due", "2024-03-10")]),
    ("第2项交付标准改为:延迟不超过1小时", [(2, "deliverable", "延迟不超过1小时")]),
    ("删除4", [(4, "cancel")]),
    ("4删掉", [(4, "cancel")]),
    ("第4项不要了", [(4, "cancel")]),
    ("删除第2、4项", [(2, "cancel"), (4, "cancel")]),
    ("把第2项和第3项删除", [(2, "cancel"), (3, "cancel")]),
    ("加:张伟3月15日前完成验收", [("add", "完成验收", "张伟", "2024-03-15")]),
    ("增加一项:李娜3月10日前提交报告", [("add", "提交报告", "李娜", "2024-03-10")]),
    ("再加一条,李娜3月10日前提交报告", [("add", "提交报告", "李娜", "2024-03-10")]),
    ("漏了一项:赵敏3月8日前整理客户名单", [("add", "整理客户名单", "赵敏", "2024-03-08")]),
    (
        "新增:\n1. 张伟3月15日前完成验收\n2. 李娜3月20日前提交报告",
        [("add", "完成验收", "张伟", "2024-03-15"), ("add", "提交报告", "李娜", "2024-03-20")],
    ),
    (
        "第2项责任人应为李娜,第3项截止改到3月12日,第4项删除,另外增加一项:张伟3月15日前完成验收。",
        [(2, "owner", "李娜"), (3, "due", "2024-03-12"), (4, "cancel"), ("add", "完成验收", "张伟", "2024-03-15")],
    ),
    ("您好,第3项的时间改成下周五。其他没问题,谢谢!", [(3, "due", "2024-03-15")]),
    ("第2項責任人改為張偉,第3項刪除", [(2, "owner", "張偉"), (3, "cancel")]),
    ("责任人改为张伟", [(0, "owner", "张伟")]),
    ("2 owner Tom", [(2, "owner", "Tom")]),
    ("item 3 due 12 March", [(3, "due", "2024-03-12")]),
    ("delete items 2 and 4", [(2, "cancel"), (4, "cancel")]),
    ("Item 2: owner should be Tom Li, due 15 March", [(2, "owner", "Tom Li"), (2, "due", "2024-03-15")]),
    ("please change the owner of item 2 to Tom", [(2, "owner", "Tom")]),
    ("Owner of 2 is Zhang Wei. Deadline of 3 is March 20.", [(2, "owner", "Zhang Wei"), (3, "due", "2024-03-20")]),
    ("item 2 should read: prepare the final report", [(2, "task", "prepare the final report")]),
    (
        "add: Tom Li prepares the report by March 15",
        [("add", "prepares the report", "Tom Li", "2024-03-15")],
    ),
    (
        "2 owner Tom; item 3 due 12 March; delete 4; new item: Wang Qiang delivers the plan by March 22",
        [
            (2, "owner", "Tom"),
            (3, "due", "2024-03-12"),
            (4, "cancel"),
            ("add", "delivers the plan", "Wang Qiang", "2024-03-22"),
        ],
    ),
    (
        "Hi,\nplease correct item 1: the deadline should be 8 March, not 6 March.\nItem 2 is owned by Wang Qiang.",
        [(1, "due", "2024-03-08"), (2, "owner", "Wang Qiang")],
    ),
    ("1 ok\n2 责任人 李娜\n3 ok", [(2, "owner", "李娜")]),
]


@pytest.mark.parametrize(("text", "expected"), in_both_widths(CHANGES))
def test_changes(text: str, expected: list[tuple[object, ...]]) -> None:
    found = read(text)
    assert told(found) == expected
    assert found.unread == ()


UNREAD = [
    ("第2项责任人改为赵敏\n预算那块还要再斟酌一下", [(2, "owner", "赵敏")], ("预算那块还要再斟酌一下",)),
    ("第3项截止改为尽快", [], ("截止改为尽快",)),
    ("2 责任人不对", [], ("责任人不对",)),
    ("add more detail to item 2", [], ("add more detail to item 2",)),
    ("补充:3月11日监控显示延迟≤1.5小时", [], ("补充:3月11日监控显示延迟≤1.5小时",)),
    ("第2项删除,改为由王强负责", [], ("第2项删除,改为由王强负责",)),
    ("确认无误", [], ()),
]


@pytest.mark.parametrize(("text", "expected", "unread"), UNREAD)
def test_what_is_no_change_is_kept_apart(
    text: str, expected: list[tuple[object, ...]], unread: tuple[str, ...]
) -> None:
    found = read(text)
    assert (told(found), found.unread) == (expected, unread)


def test_changes_written_under_the_quoted_items() -> None:
    pieces = (
        Piece("截止改为3月8日", ("1. 调整同步频率",)),
        Piece("责任人改为张伟", ("2. 完成服务器扩容",)),
    )
    found = read_corrections("截止改为3月8日\n责任人改为张伟", TUESDAY, KNOWN, pieces)
    assert told(found) == [(1, "due", "2024-03-08"), (2, "owner", "张伟")]


def test_our_own_examples_are_nobodys_corrections() -> None:
    first = "更正写法举例:「2 责任人改为张伟」「3 时限改为3月12日」「删除4」"
    wrapped = "「加:张伟3月15日前完成验收」;也可以直接发来新版纪要。"
    found = read(f"2 责任人 李娜\n\n{first}\n{wrapped}\n\n删除5")
    assert told(found) == [(2, "owner", "李娜"), (5, "cancel")]


def test_an_added_item_alone_is_an_amendment_and_no_progress() -> None:
    text = "加:张伟3月15日前完成验收"
    reply = with_corrections(read_reply(text, TUESDAY), text, TUESDAY, KNOWN)
    assert (reply.answer, reply.new_due, len(reply.added)) == (Answer.AMEND, None, 1)


@given(st.text(alphabet="第23项、责任人改为张伟删除加:3月12日 \n,。owner due", max_size=80))
def test_anything_can_be_read(text: str) -> None:
    found = read(text)
    assert all(0 <= item.number <= 99 for item in found.items)


@pytest.mark.parametrize(
    "text",
    in_both_widths(
        [
            "第2项的截止日期要不要改为3月26日?",
            "责任人是不是应该改成王强?",
            "第2项责任人是否应改为王强?",
            "第2项的责任人是张伟吗?",
            "should item 2 be due on 26 March?",
            "Is the owner of item 2 to be Tom Green?",
        ]
    ),
)
def test_whether_something_is_to_be_changed_is_a_question(text: str) -> None:
    reply = with_corrections(read_reply(text, TUESDAY), text, TUESDAY, KNOWN)
    assert (reply.answer, reply.corrected, reply.added, reply.unread) == (Answer.QUESTION, (), (), ())


def test_a_question_beside_a_change_takes_nothing_from_it() -> None:
    found = read("第1项责任人改为王强\u3002第2项要不要改到3月26日\uff1f")
    assert told(found) == [(1, "owner", "王强")]


def test_whether_or_not_asks_nothing() -> None:
    assert told(read("无论是否延期\uff0c第2项责任人改为王强")) == [(2, "owner", "王强")]


def test_a_polite_request_is_a_change() -> None:
    assert told(read("能否把第2项责任人改为王强\uff1f")) == [(2, "owner", "王强")]


@pytest.mark.parametrize("text", in_both_widths(["3改成赵敏,4改到4月3号", "第3项改为赵敏,第4项改到4月3日"]))
def test_a_known_name_alone_is_the_new_owner(text: str) -> None:
    assert told(read(text)) == [(3, "owner", "赵敏"), (4, "due", "2024-04-03")]


def test_an_unknown_name_alone_is_no_new_task() -> None:
    found = read("3改成张三丰")
    assert (told(found), found.unread) == ([], ("张三丰",))


@pytest.mark.parametrize(
    ("text", "expected"),
    in_both_widths(
        [
            ("责任人更正:第2项 王强,第3项 李娜", [(2, "owner", "王强"), (3, "owner", "李娜")]),
            ("责任人:第2项 王强;第3项 李娜", [(2, "owner", "王强"), (3, "owner", "李娜")]),
            ("截止日期调整如下:第2项 3月12日,第3项 3月15日", [(2, "due", "2024-03-12"), (3, "due", "2024-03-15")]),
        ]
    ),
)
def test_one_label_over_several_items(text: str, expected: list[tuple[object, ...]]) -> None:
    found = read(text)
    assert (told(found), found.unread) == (expected, ())
