"""The weekly report: Friday afternoon to each leader with work to tell of, in copy those whom they work with."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from coordmail.storage.store import Store
from tests.workflow.office import LEADERS, Office, configuration, mail_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.workflow.office import Sent


def reports(office: Office) -> dict[str, Sent]:
    """The weekly reports since the last look, by their addressee."""
    found = [sent for sent in office.sent() if sent.kind == "weekly-report"]
    assert all(len(sent.to) == 1 for sent in found)
    by_leader = {sent.to[0].partition("@")[0]: sent for sent in found}
    assert len(by_leader) == len(found)
    return by_leader


def cc(sent: Sent) -> set[str]:
    return {address.partition("@")[0] for address in sent.cc}


def paper(sent: Sent) -> Any:
    (part,) = (p for p in sent.mail.iter_attachments() if str(p.get_filename()).endswith(".docx"))
    content: Any = part.get_payload(decode=True)
    return Document(io.BytesIO(content))


def paper_text(sent: Sent) -> str:
    document = paper(sent)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def with_rules(tmp_path: Path, **changes: object) -> Iterator[Office]:
    config = configuration(tmp_path / "coordmail.db", **changes)
    with Store.open(config.database) as store:
        yield Office(store, config)


def test_it_comes_on_friday_at_five_to_each_leader_with_items(office: Office) -> None:
    office.tracked()
    assert reports(office.at("2024-03-08 16:59")) == {}
    found = reports(office.at("2024-03-08 17:00"))
    # The product department has no item of its own.
    assert set(found) == {"wang.qiang", "liu.yang"}
    assert cc(found["wang.qiang"]) == {"li.na", "liu.yang"}
    assert reports(office.at("2024-03-08 17:30")) == {}
    assert reports(office.at("2024-03-11 09:00")) == {}


def test_it_tells_what_was_done_what_comes_and_what_is_late(office: Office) -> None:
    office.tracked()
    office.at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.answer("chen.chen", "verify-request", "验收通过\uff0c结果\uff1a每小时同步正常")
    sent = reports(office.at("2024-03-08 17:00"))["wang.qiang"]
    assert (
        "\u5b8c\u62101\u9879\u3001\u4e0b\u5468\u8ba1\u52121\u9879\u3001\u98ce\u96691\u9879\u3001\u8d85\u671f0\u9879"
        in sent.text
    )
    for text in (sent.text, paper_text(sent)):
        assert "调整同步频率" in text
        assert "服务器扩容" in text
        assert "更新客户安抚方案" not in text
    other = reports_of(office, "liu.yang")
    assert "CM-1/3" in other.text
    assert "已超期1天" in other.text
    assert "已超期1天" in paper_text(other)


def reports_of(office: Office, who: str) -> Sent:
    """The newest weekly report to somebody."""
    return next(s for s in reversed(office.all_sent()) if s.kind == "weekly-report" and s.to == (mail_address(who),))


def test_what_stands_in_the_way_is_told(office: Office) -> None:
    office.tracked()
    office.at("2024-03-08 09:00")
    office.answer("wang.qiang", "reminder", "申请延期到3月20日\uff0c因为硬件没有到货")
    sent = reports(office.at("2024-03-08 17:00"))["wang.qiang"]
    assert "申请延至3月20日" in sent.text
    assert "硬件没有到货" in sent.text
    assert "申请延至 2024-03-20" in paper_text(sent)


def test_an_open_delay_is_a_risk_and_an_agreed_one_too(office: Office) -> None:
    office.tracked()
    office.at("2024-03-10 09:00").at("2024-03-11 09:00").answer(
        "wang.qiang", "reminder", "申请延期到3月29日\uff0c因为硬件没有到货"
    )
    office.at("2024-03-11 10:00").answer("li.na", "delay-request", "同意")
    reports(office)
    sent = reports(office.at("2024-03-15 17:00"))["wang.qiang"]
    assert "已延期1次" in sent.text
    # Agreed two weeks ago and not postponed since: no news any more.
    sent = reports(office.at("2024-03-22 17:00"))["wang.qiang"]
    assert "已延期1次" not in sent.text


def test_nothing_to_report_is_no_mail(office: Office) -> None:
    office.mail("li.na", "你好", "你好")
    assert reports(office.at("2024-03-08 17:00")) == {}


def test_after_the_last_item_there_is_one_more_report(office: Office) -> None:
    office.tracked()
    office.at("2024-03-07 09:00").answer("zhao.min", "reminder", "已完成")
    office.answer("chen.chen", "verify-request", "验收通过")
    found = reports(office.at("2024-03-08 17:00"))
    assert "完成1项" in found["liu.yang"].text
    assert "liu.yang" not in reports(office.at("2024-03-15 17:00"))


def test_a_missed_report_is_made_up_for_in_the_next_working_hours(office: Office) -> None:
    office.tracked()
    found = reports(office.at("2024-03-11 09:00"))
    assert set(found) == {"wang.qiang", "liu.yang"}
    assert "3月4日至3月8日" in found["wang.qiang"].subject
    assert found["wang.qiang"].attachments == ["周度协作报告 2024-W10.docx", "协作事项跟踪表 2024-W10.xlsx"]
    assert reports(office.at("2024-03-11 17:00")) == {}
    assert set(reports(office.at("2024-03-15 17:00"))) == {"wang.qiang", "liu.yang"}


def test_after_weeks_only_the_latest_is_made_up_for(office: Office) -> None:
    office.tracked()
    found = reports(office.at("2024-03-26 10:00"))
    assert "3月18日至3月22日" in found["wang.qiang"].subject
    assert reports(office.at("2024-03-27 10:00")) == {}


def test_nothing_goes_out_at_night(office: Office) -> None:
    office.tracked()
    assert reports(office.at("2024-03-08 19:00")) == {}
    assert reports(office.at("2024-03-09 10:00")) == {}
    assert set(reports(office.at("2024-03-11 09:00"))) == {"wang.qiang", "liu.yang"}


@pytest.mark.parametrize(
    ("before", "moment", "period"),
    [
        # Labour Day: 1 to 5 May 2024 off, so Tuesday is the week's last working day.
        ("2024-04-30 16:59", "2024-04-30 17:00", "4月29日至4月30日"),
        # Tomb-Sweeping Day: 4 to 6 April off, Sunday the 7th worked for it.
        ("2024-04-05 17:00", "2024-04-07 17:00", "4月1日至4月7日"),
    ],
)
def test_a_friday_off(office: Office, before: str, moment: str, period: str) -> None:
    office.tracked()
    office.at("2024-03-29 17:00").at("2024-04-26 17:00" if before > "2024-04-20" else "2024-04-01 09:00")
    office.sent()
    assert reports(office.at(before)) == {}
    assert period in reports(office.at(moment))["wang.qiang"].subject


def test_a_week_off_is_told_with_the_next(office: Office) -> None:
    """National Day 2024: 1 to 7 October off, so Monday the 30th is the last day of its week."""
    office.tracked()
    office.at("2024-09-27 17:00").sent()
    assert "9月30日" in reports(office.at("2024-09-30 17:00"))["wang.qiang"].subject
    assert "10月8日" not in reports(office.at("2024-10-11 17:00"))["wang.qiang"].subject


def test_a_quiet_friday(tmp_path: Path) -> None:
    for office in with_rules(tmp_path, rules={"quiet_days": [date(2024, 3, 8)]}):
        office.tracked()
        assert set(reports(office.at("2024-03-07 17:00"))) == {"wang.qiang", "liu.yang"}
        assert reports(office.at("2024-03-08 17:00")) == {}


def test_one_leader_of_two_departments_gets_one_mail(tmp_path: Path) -> None:
    config = configuration(tmp_path / "x.db").organisation.model_dump(mode="json")
    config["departments"] = [
        {"name": name, "leader": mail_address("wang.qiang" if name == "运营部" else leader)} for name, leader in LEADERS
    ]
    for office in with_rules(tmp_path, organisation=config):
        office.tracked()
        found = reports(office.at("2024-03-08 17:00"))
        assert set(found) == {"wang.qiang"}
        assert "技术部、运营部" in found["wang.qiang"].subject
        assert cc(found["wang.qiang"]) == {"li.na"}
        assert [p.text for p in paper(found["wang.qiang"]).paragraphs if p.style.name == "Heading 1"] == [
            "技术部",
            "运营部",
        ]


def test_who_approves_a_resource_hears_of_it(office: Office) -> None:
    from tests.workflow.office import MINUTES, NOTICE

    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer(
        "chen.chen", "form", MINUTES + "资源需求:\n技术部需要采购预算5000元,由财务部吴静审批\n"
    )
    for who in ("li.na", "wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    found = reports(office.at("2024-03-08 17:00"))
    assert cc(found["wang.qiang"]) == {"li.na", "liu.yang", "wu.jing"}
    assert "wu.jing" not in found


def test_a_restart_writes_no_second_one(tmp_path: Path) -> None:
    config = configuration(tmp_path / "coordmail.db")
    with Store.open(config.database) as store:
        office = Office(store, config).tracked()
        assert len(reports(office.at("2024-03-08 17:00"))) == 2
    with Store.open(config.database) as store:
        again = Office(store, config)
        assert reports(again.at("2024-03-08 17:05")).keys() == {"wang.qiang", "liu.yang"}  # those of the first run
        assert reports(again.at("2024-03-08 17:10")) == {}
