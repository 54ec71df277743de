"""The monthly review: on the first working day, about the month before, only where something happened."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from docx import Document

from coordmail.storage.store import Store
from coordmail.workflow.month import month_before, month_of
from tests.workflow.office import LEADERS, Office, configuration, mail_address

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.mail.looking_back import Month
    from tests.workflow.office import Sent


def reviews(office: Office) -> dict[str, Sent]:
    """The reviews since the last look, by their addressee."""
    return {s.to[0]: s for s in office.sent() if s.kind == "monthly-review"}


def the_month(office: Office) -> Month:
    month = month_of(office.desk, *month_before(office.desk.today))
    assert month
    return month


def paper_text(sent: Sent) -> str:
    (part,) = sent.mail.iter_attachments()
    content: Any = part.get_payload(decode=True)
    return "\n".join(
        cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells
    )


def eventful(office: Office) -> Office:
    """March: item 1 was done in time, 2 is stuck and late, 3 was put off and waits for its owner."""
    office.tracked()
    office.at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.answer("chen.chen", "verify-request", "验收通过")
    office.at("2024-03-07 09:00").answer("zhao.min", "reminder", "申请延期到3月15日\uff0c因为技术部没有提供数据")
    office.at("2024-03-07 10:00").answer("li.na", "delay-request", "同意")
    office.at("2024-03-13 09:00").answer("wang.qiang", "overdue", "卡在采购预算没有批下来")
    office.at("2024-03-29 17:00").sent()
    return office


def test_it_comes_on_the_first_working_day_at_nine(office: Office) -> None:
    eventful(office)
    assert reviews(office.at("2024-04-01 08:59")) == {}
    found = reviews(office.at("2024-04-01 09:00"))
    assert set(found) == {mail_address(leader) for _, leader in LEADERS}
    assert all(sent.cc == () for sent in found.values())
    assert reviews(office.at("2024-04-01 10:00")) == {}
    assert reviews(office.at("2024-04-30 10:00")) == {}


def test_what_was_late_and_why(office: Office) -> None:
    eventful(office).at("2024-04-01 08:00")
    month = the_month(office)
    assert [(one.name, one.due, one.days) for one in month.departments] == [("运营部", 1, (16,)), ("技术部", 2, (19,))]
    assert {p.name: [(e.ref, e.word) for e in p.evidence] for p in month.problems} == {
        "deliveries": [("CM-1/3", "没有提供")],
        "resources": [("CM-1/2", "预算")],
    }
    assert [(w.waiting, w.on, w.refs) for w in month.waits] == [("运营部", "技术部", ("CM-1/3",))]
    assert [(one.first.month, one.figures.due, one.figures.late) for one in month.trend][-2:] == [(2, 0, 0), (3, 3, 2)]
    sent = reviews(office.at("2024-04-01 09:00"))[mail_address("wang.qiang")]
    for text in (sent.text, paper_text(sent)):
        assert "交付延误" in text
        assert "CM-1/3 技术部没有提供数据" in text or "CM-1/3 因为技术部没有提供数据" in text
        assert "50%" in text


def test_what_was_overdue_before_the_month_is_carried(office: Office) -> None:
    eventful(office).at("2024-04-01 09:00").sent()
    office.at("2024-04-02 09:00").answer("zhao.min", "overdue", "已完成")
    office.answer("chen.chen", "verify-request", "验收通过")
    office.at("2024-05-06 08:00").sent()
    month = the_month(office)
    assert month.total.due == 0
    assert [(c.line.item.ref, c.department, c.days, str(c.done)) for c in month.carried] == [
        ("CM-1/2", "技术部", 49, "None"),
        ("CM-1/3", "运营部", 18, "2024-04-02"),
    ]
    sent = reviews(office.at("2024-05-06 09:00"))[mail_address("wang.qiang")]
    assert "另有2项在以前月份到期而未完成\uff0c月末仍有1项" in sent.text
    for text in (sent.text, paper_text(sent)):
        assert "CM-1/2" in text
        assert "晚49天" in text
        assert "晚18天" in text
    # Of March itself nothing was carried into it.
    assert month_of(office.desk, date(2024, 3, 1), date(2024, 3, 31)).carried == ()  # type: ignore[union-attr]


def test_what_is_overdue_alone_is_told_each_month(office: Office) -> None:
    eventful(office).at("2024-04-01 09:00")
    office.at("2024-05-06 09:00").at("2024-06-03 08:59").sent()
    assert len(reviews(office.at("2024-06-03 09:00"))) == len(LEADERS)


def test_nothing_happened(office: Office) -> None:
    office.mail("li.na", "你好", "你好")
    assert reviews(office.at("2024-04-01 09:00")) == {}


def test_after_a_holiday_and_made_up_for_once(office: Office) -> None:
    eventful(office)
    office.at("2024-04-02 09:00").answer("wang.qiang", "overdue", "卡在厂家没有发货")
    office.sent()
    # 1 to 5 May is off; whoever starts late gets the latest review only.
    assert reviews(office.at("2024-05-01 09:00")) == {}
    found = reviews(office.at("2024-05-06 09:00"))
    assert {sent.subject for sent in found.values()} == {"月度复盘\uff1a2024年4月"}
    assert reviews(office.at("2024-05-07 09:00")) == {}


def test_who_is_named_gets_it_alone(tmp_path: Path) -> None:
    config = configuration(tmp_path / "coordmail.db", reports={"monthly_to": ["boss@example.com"]})
    with Store.open(config.database) as store:
        office = eventful(Office(store, config))
        assert set(reviews(office.at("2024-04-01 09:00"))) == {"boss@example.com"}
