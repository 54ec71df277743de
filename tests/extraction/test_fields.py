"""Forms in every shape of DOMAIN.md: labelled lines, label and value lines, tables of rows, of labels, of both."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.documents.blocks import Block, Paragraph
from coordmail.extraction.fields import read_form
from coordmail.extraction.labels import label_at
from coordmail.extraction.ordinals import split_list
from coordmail.extraction.vocabulary import vocabulary
from tests.extraction.forms import ABOVE, HERE, LEFT, lines, table, told
from tests.extraction.widths import in_both_widths


@pytest.mark.parametrize(
    ("written", "name"),
    in_both_widths(
        [
            ("会议主题", "topic"),
            ("主　题", "topic"),
            ("时 间", "time"),
            ("时间 Time", "time"),
            ("Topic / 主题", "topic"),
            ("议题(Agenda)", "agenda"),
            ("问题描述\uff08如\u201c支付失败率上升\u201d\uff09", "problem"),
            ("参与部门/人员", "attendees"),
            ("責任人\uff0f完成時限", "owners"),
            ("與會人員", "attendees"),
            ("一、问题描述", "problem"),
            ("(三)解决方案", "solutions"),
            ("3.2 决议", "decisions"),
            ("1. Background", "background"),
            ("## Action Items", "actions"),
            ("**沟通要点**", "points"),
            ("责任人*", "owner"),
            ("Minute-Taker", "recorder"),
        ]
    ),
)
def test_label_is_known_however_it_is_decorated(written: str, name: str) -> None:
    label = vocabulary().field(written)
    assert label is not None
    assert label.name == name


@pytest.mark.parametrize("written", ["你好", "", "技术部", "3号会议室/腾讯会议", "x" * 60, "今天的时间安排", "*", "1."])
def test_other_words_are_no_label(written: str) -> None:
    assert vocabulary().field(written) is None


@pytest.mark.parametrize(
    ("line", "name", "value"),
    in_both_widths(
        [
            ("会议主题:订单延迟", "topic", "订单延迟"),
            ("会议主题\uff1a 订单延迟", "topic", "订单延迟"),
            ("【会议主题】订单延迟", "topic", "订单延迟"),
            ("【会议主题】\uff1a订单延迟", "topic", "订单延迟"),
            ("- **Owner:** Peter Smith", "owner", "Peter Smith"),
            ("沟通主题\t订单延迟", "topic", "订单延迟"),
            ("会议时间 3月5日14:00", "time", "3月5日14:00"),
            ("会议时间: 2018 年 10 月 10 日 19 时 30 分", "time", "2018 年 10 月 10 日 19 时 30 分"),
            ("When: 5 March, 14:00", "time", "5 March, 14:00"),
            ("问题描述", "problem", ""),
        ]
    ),
)
def test_label_and_value_on_one_line(line: str, name: str, value: str) -> None:
    found = label_at(line)
    assert found is not None
    assert (found.label.name, found.value) == (name, value)


@pytest.mark.parametrize(
    "line",
    [
        "技术部:服务器扩容",
        "我们讨论了问题:数据延迟",
        "https://example.com/",
        "14:00 开始",
        "问题很大",
        "责任人张伟",
        "结果",
        "meeting",
    ],
)
def test_line_without_a_label(line: str) -> None:
    assert label_at(line) is None


def test_several_fields_on_one_line() -> None:
    form = read_form(lines("时间:2024年3月5日14:00-15:30  地点:3号会议室;主持人:张伟"))
    assert told(form) == {"time": "2024年3月5日14:00-15:30", "place": "3号会议室", "chair": "张伟"}


def test_label_lines_and_value_lines() -> None:
    form = read_form(
        lines(
            "沟通主题\n订单延迟\n沟通地点/形式\n3号会议室(线下)/腾讯会议(线上)\n问题描述\n数据延迟\n影响华东\n备注\n无"
        )
    )
    assert told(form) == {
        "topic": "订单延迟",
        "place": "3号会议室(线下)/腾讯会议(线上)",
        "problem": "数据延迟\n影响华东",
        "remarks": "无",
    }


def test_letter_around_the_form_is_prose() -> None:
    form = read_form(lines("各位好:\n记录如下\n会议主题:订单\n会议目标:定方案\n请大家准时参会,谢谢!"))
    assert told(form) == {"topic": "订单", "goal": "定方案"}
    assert [block.text for block in form.prose if isinstance(block, Paragraph)] == [
        "各位好:",
        "记录如下",
        "请大家准时参会,谢谢!",
    ]


def test_numbered_headings_are_labels_and_an_unknown_one_ends_the_field() -> None:
    form = read_form(
        lines("1. Background\nOrders are late.\n2. Actions\n- Tom to fix it\n- Ann to test it\n3. Canteen\nSoup")
    )
    assert told(form) == {"background": "Orders are late.", "actions": "- Tom to fix it\n- Ann to test it"}


def test_items_that_look_like_labels_stay_items() -> None:
    form = read_form(lines("沟通要点:\n1. 问题:数据延迟\n2. 原因:采购慢\n3. 其他\n决议:同意"))
    assert told(form) == {"points": "1. 问题:数据延迟\n2. 原因:采购慢\n3. 其他", "decisions": "同意"}


def test_owner_lines_of_single_items_stay_with_them() -> None:
    form = read_form(
        lines("遗留问题:\n1. 补文档\n责任人:张伟 完成时间:3月8日\n2. 做测试\n责任人:李娜 完成时间:3月9日\n备注:无")
    )
    assert form.text("owner") is None
    assert (form.text("actions") or "").count("责任人") == 2


def test_one_owner_line_behind_several_items_is_the_forms() -> None:
    form = read_form(lines("解决方案:1.扩容;2.更新话术\n责任人:张伟\n备注:无"))
    assert form.text("owner") == "张伟"
    form = read_form(lines("解决方案:\n1.扩容\n2.更新话术\n责任人/完成时限:张伟(3月6日)、李娜(3月7日)"))
    assert form.text("owners") == "张伟(3月6日)、李娜(3月7日)"


def test_action_in_a_line_takes_no_more_than_its_line() -> None:
    form = read_form(lines("ACTION: Tom to send the report by Friday\nWe then had lunch."))
    assert told(form) == {"actions": "Tom to send the report by Friday"}


def test_attendees_go_on_by_department() -> None:
    form = read_form(lines("参会人员:产品部:李娜\n技术部:张伟、陈晨\n今天讨论了扩容。"))
    assert form.text("attendees") == "产品部:李娜\n技术部:张伟、陈晨"


def test_automatic_numbers_are_kept_apart() -> None:
    blocks = [
        Paragraph("解决方案", HERE),
        Paragraph("扩容", HERE, number="1."),
        Paragraph("更新话术", HERE, number="2."),
    ]
    field = read_form(blocks).get("solutions")
    assert field is not None
    assert field.value == "1. 扩容\n2. 更新话术"
    assert split_list(field.blocks) == ("扩容", "更新话术")


def test_form_of_label_and_value_cells() -> None:
    form = read_form(
        [
            table(
                ["沟通记录表", LEFT, LEFT, LEFT],
                ["沟通主题", "订单延迟", "沟通时间", "3月5日14:00"],
                ["参与部门及人员", "张伟、李娜", LEFT, LEFT],
                ["会议地点: 3号会议室", LEFT, "记录人:陈晨", LEFT],
                ["备注", "", LEFT, LEFT],
            )
        ]
    )
    assert told(form) == {
        "topic": "订单延迟",
        "time": "3月5日14:00",
        "attendees": "张伟、李娜",
        "place": "3号会议室",
        "recorder": "陈晨",
    }
    assert [field.name for field in form.fields if not field.value] == ["remarks"]


def test_label_reaching_over_rows_and_label_above_its_value() -> None:
    form = read_form(
        [
            table(
                ["解决方案", "1. 扩容"],
                [ABOVE, "2. 更新话术"],
                ["问题描述", LEFT],
                ["数据延迟4小时", LEFT],
                ["备注", "无"],
            )
        ]
    )
    assert told(form) == {"solutions": "1. 扩容\n2. 更新话术", "problem": "数据延迟4小时", "remarks": "无"}


def test_labels_inside_a_value_cell() -> None:
    form = read_form([table(["参会人员", "主持人:张伟\n参会人员:李娜、陈晨\n记录人:陈晨"])])
    assert told(form) == {"chair": "张伟", "attendees": "李娜、陈晨", "recorder": "陈晨"}


def test_value_cell_may_hold_a_label_word() -> None:
    assert told(read_form([table(["沟通方式", "会议"], ["问题描述", "结果\n备注"])])) == {
        "method": "会议",
        "problem": "结果\n备注",
    }


def test_action_table_inside_a_form() -> None:
    form = read_form(
        [
            table(
                ["会议主题", "库存", LEFT, LEFT],
                ["序号", "任务", "责任人", "完成时限"],
                ["1", "盘点", "刘洋", "3月8日"],
                ["2", "核账", "*", "-"],
                ["", "", "", ""],
                ["备注", "无", LEFT, LEFT],
            )
        ]
    )
    assert [row.cells for row in form.rows] == [
        {"number": "1", "task": "盘点", "owner": "刘洋", "due": "3月8日"},
        {"number": "2", "task": "核账"},
    ]
    assert told(form) == {"topic": "库存", "remarks": "无"}


def test_header_of_two_rows() -> None:
    form = read_form(
        [
            table(
                ["序号", "事项名称", "责任人", LEFT, "计划", LEFT],
                [ABOVE, ABOVE, "发起方", "协作方", "开始", "完成"],
                ["1", "素材制作", "张伟", "李娜", "3月1日", "3月10日"],
            )
        ]
    )
    assert form.rows[0].cells == {
        "number": "1",
        "task": "素材制作",
        "owner": "张伟",
        "helper": "李娜",
        "start": "3月1日",
        "due": "3月10日",
    }


def test_communication_log_tells_meeting_and_items() -> None:
    header = [
        "沟通主题",
        "发起部门",
        "参与部门/人员",
        "沟通时间",
        "核心议题讨论摘要",
        "各环节待办事项",
        "负责人",
        "截止日期",
    ]
    row = ["新品推广", "市场部", "技术部(张工)", "2023-10-10", "确认周期", "反馈排期", "张工", "2023-10-15"]
    form = read_form([table(header, row)])
    assert told(form) == {
        "topic": "新品推广",
        "initiator_department": "市场部",
        "time": "2023-10-10",
        "attendees": "技术部(张工)",
        "points": "确认周期",
    }
    assert form.rows[0].cells["task"] == "反馈排期"


def test_other_row_tables() -> None:
    people = read_form(
        [table(["姓名", "部门", "职务", "签到"], ["张伟", "技术部", "工程师", ""], ["李娜", "产品部", "经理", ""])]
    )
    assert people.text("attendees") == "技术部:张伟\n产品部:李娜"
    agenda = read_form([table(["序号", "议题", "汇报人", "时间"], ["1", "扩容方案", "张伟", "10分钟"])])
    assert (agenda.text("agenda"), agenda.rows) == ("扩容方案", ())
    owners = read_form([table(["责任人", "完成时限"], ["张伟", "3月6日"], ["李娜", "3月7日"])])
    assert owners.text("owners") == "张伟(3月6日)\n李娜(3月7日)"
    meeting = read_form([table(["会议主题", "时间", "地点"], ["周会", "3月5日10:00", "2楼"])])
    assert told(meeting) == {"topic": "周会", "time": "3月5日10:00", "place": "2楼"}
    needs = read_form([table(["部门", "资源", "审批人"], ["技术部", "2台服务器", "王强"])])
    assert needs.text("resources") == "技术部:2台服务器(由王强审批)"


def test_items_in_columns() -> None:
    form = read_form(
        [table(["任务", "扩容", "更新话术"], ["责任人", "张伟", "李娜"], ["完成时限", "3月6日", "3月7日"])]
    )
    assert [row.cells["owner"] for row in form.rows] == ["张伟", "李娜"]


def test_needs_by_kind_are_resources() -> None:
    form = read_form([table(["任务", "责任人", "人力", "预算", "设备"], ["扩容", "张伟", "2人", "5000元", "-"])])
    assert form.rows[0].cells["resources"] == "人力:2人;预算:5000元"


def test_table_that_is_no_form_belongs_to_the_field_before() -> None:
    form = read_form([*lines("会议资料"), table(["一月", "10"], ["二月", "12"])])
    assert form.text("materials") == "一月\t10\n二月\t12"
    assert read_form([table(["一月", "10"])]).prose


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.技术部:到位;2.运营部:优化;3.客服部:致歉。", ("技术部:到位", "运营部:优化", "客服部:致歉。")),
        ("1\uff09扩容\n2\uff09话术", ("扩容", "话术")),
        ("①扩容②话术", ("扩容", "话术")),
        ("扩容,延迟1.5小时", ("扩容,延迟1.5小时",)),
        ("1. 扩容\n分两批\n2. 话术", ("扩容;分两批", "话术")),
        ("- a\n- b", ("a", "b")),
        ("一、扩容\n二、话术", ("扩容", "话术")),
        ("3月5日、2台\n4月1日", ("3月5日、2台", "4月1日")),
    ],
)
def test_items_of_a_list(text: str, items: tuple[str, ...]) -> None:
    assert split_list(lines(text)) == items


ALPHABET = "会议时间地点责任人张伟:\uff1a;、1.2()【】\t |*第一Owner"


@given(st.text(st.sampled_from(ALPHABET + "\n"), max_size=300))
def test_no_word_of_a_text_is_lost(text: str) -> None:
    blocks: list[Block] = list(lines(text))
    form = read_form(blocks)
    kept = "".join(field.label + field.value for field in form.fields)
    kept += "".join(block.text for block in form.prose if isinstance(block, Paragraph))
    for letter in "会时间责张伟第Owner":
        assert kept.count(letter) >= text.count(letter)


@given(
    st.lists(st.lists(st.text(st.sampled_from(ALPHABET), max_size=8), min_size=3, max_size=3), min_size=1, max_size=6)
)
def test_any_table_is_read(rows: list[list[str]]) -> None:
    read_form([table(*rows)])


@pytest.mark.parametrize("piece", ["会议时间:", "【", "1.", "责任人:张伟 ", ":", "(", "会 "])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        blocks = lines(piece * (length // len(piece)))
        begun = time.process_time()
        read_form(blocks)
        return time.process_time() - begun

    seconds(1000)
    assert seconds(80_000) < 40 * max(seconds(8_000), 0.005)


def test_table_whose_cells_became_lines() -> None:
    head = "序号\n事项名称\n责任部门\n责任人\n计划完成时间\n"
    form = read_form(
        lines(f"跟踪表如下\n{head}1\n扩容\n技术部\n张工\n3月10日\n2\n更新话术\n运营部\n刘洋\n3月7日\n谢谢!")
    )
    assert [row.cells["owner"] for row in form.rows] == ["张工", "刘洋"]
    form = read_form(lines("任务\n负责人\n截止日期\n状态\n扩容\n张工\n3月10日\n未开始\n备注:无"))
    assert form.rows[0].cells == {"task": "扩容", "owner": "张工", "due": "3月10日", "status": "未开始"}


def test_blank_form_of_label_lines_is_no_table() -> None:
    form = read_form(lines("解决方案\n责任人\n完成时限\n资源需求\n备注\n无"))
    assert form.rows == ()
    assert form.text("remarks") == "无"


def test_title_of_the_paper_is_no_field() -> None:
    assert told(read_form(lines("会议纪要\nCM-12\n会议主题:订单\n决议:同意"))) == {"topic": "订单", "decisions": "同意"}
    form = read_form([*lines("Minutes of meeting\nCM-12"), table(["Topic", "Orders"])])
    assert told(form) == {"topic": "Orders"}
    assert told(read_form(lines("会议主题:订单\n会议纪要\n1. 技术部:到位\n2. 运营部:优化")))["points"].startswith(
        "1. 技术部"
    )
