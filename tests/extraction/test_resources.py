from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.documents.text import read_text
from coordmail.extraction.fields import read_form
from coordmail.extraction.resources import read_resources
from coordmail.model import ResourceFacts
from tests.extraction.invented import JONES, LIU, PEOPLE, WANG, ZHAO
from tests.extraction.widths import in_both_widths


def _read(text: str) -> tuple[ResourceFacts, ...]:
    return read_resources(read_form(read_text(text)), PEOPLE)


def test_the_guides_example() -> None:
    assert _read("资源需求:技术部需紧急协调采购预算5000元(由财务部*经理审批)") == (
        ResourceFacts("紧急协调采购预算", 5000, "CNY", "技术部", "财务部经理", ZHAO.email),
    )


@pytest.mark.parametrize(
    ("text", "what", "amount", "currency"),
    in_both_widths(
        [
            ("采购预算5000元", "采购预算", 5000, "CNY"),
            ("采购预算5,000元", "采购预算", 5000, "CNY"),
            ("采购预算１２０００元", "采购预算", 12000, "CNY"),
            ("采购预算1.2万元", "采购预算", 12000, "CNY"),
            ("采购预算3万", "采购预算3万", None, None),
            ("采购预算¥5000", "采购预算", 5000, "CNY"),
            ("采购预算￥5,000.50", "采购预算", 5000.5, "CNY"),
            ("采购预算RMB 5000", "采购预算", 5000, "CNY"),
            ("采购预算人民币5000元", "采购预算", 5000, "CNY"),
            ("采购预算2000美元", "采购预算", 2000, "USD"),
            ("采购预算约8000元", "采购预算", 8000, "CNY"),
            ("采购预算共计8000元", "采购预算", 8000, "CNY"),
            ("预算:5000元", "预算", 5000, "CNY"),
            ("2台服务器", "2台服务器", 2, None),
            ("服务器2台", "服务器2台", 2, None),
            ("两台服务器", "两台服务器", 2, None),
            ("3人", "3人", 3, None),
            ("测试人员3名", "测试人员3名", 3, None),
            ("测试环境", "测试环境", None, None),
            ("Budget of CNY 5,000 for hardware", "Budget for hardware", 5000, "CNY"),
            ("USD 3k for licences", "licences", 3000, "USD"),
            ("$1,500 travel costs", "travel costs", 1500, "USD"),
            ("travel costs of 1500 euros", "travel costs", 1500, "EUR"),
            ("2 servers", "2 servers", 2, None),
            ("3 additional testers", "3 additional testers", 3, None),
        ]
    ),
)
def test_amounts(text: str, what: str, amount: float | None, currency: str | None) -> None:
    (found,) = _read(f"资源需求:{text}")
    assert (found.what, found.amount, found.currency) == (what, amount, currency)


@pytest.mark.parametrize(
    ("text", "approver", "email"),
    in_both_widths(
        [
            ("采购预算5000元(由财务部经理审批)", "财务部经理", ZHAO.email),
            ("采购预算5000元（由财务部经理审批）", "财务部经理", ZHAO.email),
            ("采购预算5000元,由财务部经理审批", "财务部经理", ZHAO.email),
            ("采购预算5000元,需财务部经理批准", "财务部经理", ZHAO.email),
            ("采购预算5000元,报赵敏审批", "赵敏", ZHAO.email),
            ("采购预算5000元,请赵敏审核", "赵敏", ZHAO.email),
            ("采购预算5000元(财务经理审批)", "财务经理", ZHAO.email),
            ("采购预算5000元,审批人:赵敏", "赵敏", ZHAO.email),
            ("采购预算5000元(审批人:赵敏)", "赵敏", ZHAO.email),
            ("采购预算5000元,由技术部负责人审批", "技术部负责人", WANG.email),
            ("采购预算5000元,由总经理审批", "总经理", None),
            ("Budget of CNY 5000 (approved by Finance Manager)", "Finance Manager", JONES.email),
            ("Budget of CNY 5000, to be approved by Mary Jones", "Mary Jones", JONES.email),
            ("Budget of CNY 5000 (approver: Mary Jones)", "Mary Jones", JONES.email),
            ("Budget of CNY 5000, subject to approval by the Finance Manager", "Finance Manager", JONES.email),
            ("Budget of CNY 5000 (Mary Jones to approve)", "Mary Jones", JONES.email),
            ("采购预算5000元", None, None),
        ]
    ),
)
def test_approvers(text: str, approver: str | None, email: str | None) -> None:
    (found,) = _read(f"资源需求:{text}")
    assert (found.approver, found.approver_email) == (approver, email)
    assert found.amount == 5000


@pytest.mark.parametrize(
    ("text", "department", "what"),
    in_both_widths(
        [
            ("技术部需2台服务器", "技术部", "2台服务器"),
            ("技术部需要2台服务器", "技术部", "2台服务器"),
            ("技术部申请2台服务器", "技术部", "2台服务器"),
            ("技术部:2台服务器", "技术部", "2台服务器"),
            ("研发部需要2台服务器", "技术部", "2台服务器"),
            ("市场部需要2台服务器", "市场部", "2台服务器"),
            ("需要2台服务器", None, "2台服务器"),
            ("IT needs 2 servers", "IT", "2 servers"),
            ("Finance: 2 servers", "Finance", "2 servers"),
        ]
    ),
)
def test_who_asks(text: str, department: str | None, what: str) -> None:
    (found,) = _read(f"资源需求:{text}")
    assert (found.department, found.what) == (department, what)


@pytest.mark.parametrize(
    "text", ["无", "没有", "暂无", "无。", "-", "/", "none", "None.", "N/A", "", "1. 无", "设备:无"]
)
def test_nothing_is_needed(text: str) -> None:
    assert _read(f"资源需求:{text}\n备注:无") == ()


@pytest.mark.parametrize(
    ("text", "whats"),
    in_both_widths(
        [
            ("1.技术部需2台服务器;2.预算1.2万元", ["2台服务器", "预算"]),
            ("\n1. 技术部需2台服务器\n2. 预算1.2万元", ["2台服务器", "预算"]),
            ("2台服务器、3名测试人员", ["2台服务器", "3名测试人员"]),
            ("2台服务器;测试环境", ["2台服务器", "测试环境"]),
            ("人力:2人;预算:5000元;设备:无", ["人力:2人", "预算"]),
            ("会议室、投影仪", ["会议室、投影仪"]),
        ]
    ),
)
def test_several_requests(text: str, whats: list[str]) -> None:
    assert [found.what for found in _read(f"资源需求:{text}")] == whats


@pytest.mark.parametrize(
    ("text", "what", "address"),
    in_both_widths(
        [
            ("技术部需要财务部支持5000元", "财务部支持", ZHAO.email),
            ("技术部向财务部申请5000元", "技术部向财务部申请", ZHAO.email),
            ("需运营部协助2名客服", "运营部协助2名客服", LIU.email),
            ("IT needs 2 servers from Finance", "2 servers from Finance", JONES.email),
            ("技术部需协调采购预算5000元", "协调采购预算", None),
            ("技术部需技术部支持2台服务器", "技术部支持2台服务器", None),
        ]
    ),
)
def test_a_department_that_is_to_give_decides_by_its_leader(text: str, what: str, address: str | None) -> None:
    (found,) = _read(f"资源需求:{text}")
    # Who approves is only what is written; whom to ask follows from the directory.
    assert (found.what, found.approver, found.approver_email) == (what, None, address)


def test_rows_ask_as_well() -> None:
    text = (
        "| 任务 | 责任部门 | 责任人 | 完成时间 | 预算 | 审批人 |\n|--|--|--|--|--|--|\n"
        "| 扩容 | 技术部 | 张伟 | 3月10日 | 5000元 | 赵敏 |\n| 话术 | 客服部 | 陈晨 | 3月8日 | - | - |"
    )
    assert _read(text) == (ResourceFacts("预算", 5000, "CNY", "技术部", "赵敏", ZHAO.email),)


@given(st.text(alphabet="技术部需要2台服务器5000元万¥,.;:()由财务经理审批 无USD kapproved by\n1", max_size=40))
def test_whatever_is_written_is_read(text: str) -> None:
    for found in _read(f"资源需求:{text}"):
        assert found.what
        assert found.currency is None or found.amount is not None


@pytest.mark.parametrize("text", ["由" * 20000, "5000元" * 5000, "(" * 20000, "1." * 10000, "技术部需" * 5000])
def test_hostile_text_is_read_in_time(text: str) -> None:
    _read(f"资源需求:{text}")
