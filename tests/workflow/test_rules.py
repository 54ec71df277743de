"""The rules as data: rungs by urgency, chains of escalation, quiet days, other weeks, people in other time zones."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args

from coordmail.config.settings import AddressedKind
from coordmail.storage.store import Store
from tests.workflow.office import LEADERS, MINUTES, NOTICE, PEOPLE, Office, Sent, configuration, mail_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LI_NA, WANG, ZHANG, LIU = map(mail_address, ("li.na", "wang.qiang", "zhang.wei", "liu.yang"))
BOSS, CHIEF = "gao.lei@example.com", "song.ping@example.com"


def people(**zones: str) -> list[dict[str, object]]:
    return [
        dict[str, object](name=name, email=mail_address(who), department=department, title=title)
        | ({"timezone": zones[who.replace(".", "_")]} if who.replace(".", "_") in zones else {})
        for name, who, department, title in PEOPLE
    ]


def organisation(above: list[str] | None = None, **changes: object) -> dict[str, object]:
    departments: list[dict[str, object]] = [
        {"name": name, "leader": mail_address(who), "above": above or []} for name, who in LEADERS
    ]
    return {"name": "示例公司", "people": people(), "departments": departments} | changes


@contextmanager
def tracked(folder: Path, **changes: object) -> Iterator[Office]:
    """The example meeting, agreed on 5 March 2024 at 17:00; items due 6 (张伟), 12 (王强) and 7 March (赵敏)."""
    config = configuration(folder / "record.db", **changes)
    with Store.open(config.database) as store:
        yield Office(store, config).tracked()


def mornings(office: Office, *days: str) -> list[list[tuple[str, str]]]:
    return [office.at(f"2024-{day} 09:00").kinds() for day in days]


def escalations(office: Office, *days: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = []
    for day in days:
        sent = office.at(f"2024-{day} 09:00").sent()
        found += [(day, s.to, s.cc) for s in sent if s.kind == "escalation"]
    return found


WEEK = ("03-06", "03-07", "03-08", "03-11", "03-12", "03-13", "03-14", "03-15", "03-18", "03-19", "03-20")


def test_several_early_warnings_each_come_once(tmp_path: Path) -> None:
    with tracked(tmp_path, rules={"remind_before": ["5 days", "1 workdays"]}) as office:
        days = mornings(office, "03-06", "03-07", "03-08", "03-11", "03-12")
        assert [("reminder", "wang.qiang") in day for day in days] == [False, True, False, True, True]


def test_no_early_warning_where_none_is_wanted(tmp_path: Path) -> None:
    with tracked(tmp_path, rules={"remind_before": []}) as office:
        days = mornings(office, "03-06", "03-07", "03-08", "03-11", "03-12")
        assert [("reminder", "wang.qiang") in day for day in days] == [False, False, False, False, True]


def test_overdue_warnings_come_as_often_as_configured(tmp_path: Path) -> None:
    with tracked(tmp_path, rules={"overdue_every": "2 workdays", "escalate_after": "60 days"}) as office:
        days = mornings(office, *WEEK[:6])
        assert [("overdue", "zhang.wei") in day for day in days] == [False, True, False, True, False, True]


def test_a_missed_overdue_morning_is_made_up_for_once(tmp_path: Path) -> None:
    with tracked(tmp_path, rules={"overdue_every": "3 workdays", "escalate_after": "60 days"}) as office:
        days = mornings(office, "03-06", "03-08", "03-11", "03-12")
        assert [("overdue", "zhang.wei") in day for day in days] == [False, True, False, True]


def test_an_urgent_item_has_rungs_of_its_own(tmp_path: Path) -> None:
    high = {"remind_before": ["1 days"], "escalate_after": "0 days"}
    with tracked(tmp_path, rules={"urgency": {"high": high}}) as office:
        item = office.store.items.of_meeting(1)[1]
        with office.store.transaction():
            office.store.items.update(item.id, {"urgency": "high"})
        days = mornings(office, "03-06", "03-07", "03-08", "03-11", "03-12")
        assert [("reminder", "wang.qiang") in day for day in days] == [False, False, False, True, True]
        assert ("escalation", "li.na") in office.at("2024-03-13 09:00").kinds()


def test_the_chain_is_climbed_step_by_step(tmp_path: Path) -> None:
    with tracked(tmp_path, organisation=organisation([BOSS, CHIEF])) as office:
        zhang = [step for step in escalations(office, *WEEK) if ZHANG in step[2]]
    # Due on Wednesday the 6th: more than three days over on Sunday the 10th, six on the 13th, nine on the 16th.
    assert zhang == [
        ("03-11", (WANG,), (ZHANG, LI_NA)),
        ("03-13", (BOSS,), (ZHANG, LI_NA, WANG)),
        ("03-18", (CHIEF,), (ZHANG, LI_NA, WANG, BOSS)),
    ]


def test_a_leaders_own_item_goes_to_who_stands_above(tmp_path: Path) -> None:
    with tracked(tmp_path, organisation=organisation([BOSS])) as office:
        steps = escalations(office, *WEEK)
    assert [step for step in steps if WANG in step[2] and ZHANG not in step[2]] == [("03-18", (BOSS,), (WANG, LI_NA))]


def test_after_a_pause_a_matter_goes_where_it_belongs_now_and_nowhere_else(tmp_path: Path) -> None:
    with tracked(tmp_path, organisation=organisation([BOSS])) as office:
        zhang = [step for step in escalations(office, "03-20", "03-21") if ZHANG in step[2]]
    assert zhang == [("03-20", (BOSS,), (ZHANG, LI_NA, WANG))]


def test_what_stays_blocked_goes_up_too(tmp_path: Path) -> None:
    with tracked(tmp_path, organisation=organisation([BOSS])) as office:
        office.at("2024-03-06 09:00").answer("zhang.wei", "reminder", "卡在采购审批\uff0c无法继续")
        at_once = [(s.to, s.cc) for s in office.sent() if s.kind == "escalation"]
        later = [step for step in escalations(office, "03-07", "03-08", "03-11") if ZHANG in step[2]]
    assert at_once == [((WANG,), (ZHANG, LI_NA))]
    # On Monday it is overdue by more than three days besides: that is another cause.
    assert later == [("03-11", (BOSS,), (ZHANG, LI_NA, WANG)), ("03-11", (WANG,), (ZHANG, LI_NA))]


def test_nothing_but_answers_is_sent_on_a_quiet_day(tmp_path: Path) -> None:
    from datetime import date

    with tracked(tmp_path, rules={"quiet_days": [date(2024, 3, 7)]}) as office:
        days = mornings(office, "03-06", "03-07", "03-08")
        # What would be due on the quiet day is said before it; what is overdue waits.
        assert days[0] == [("reminder", "zhang.wei"), ("reminder", "zhao.min")]
        assert days[1] == []
        assert ("overdue", "zhang.wei") in days[2]


def test_a_house_that_works_on_saturdays(tmp_path: Path) -> None:
    week = organisation(working_days=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"])
    with tracked(tmp_path, organisation=week) as office:
        assert ("overdue", "zhang.wei") in office.at("2024-03-09 09:00").kinds()
        assert office.at("2024-03-10 09:00").kinds() == []


def test_somebody_in_another_time_zone_is_reminded_in_their_morning(tmp_path: Path) -> None:
    there = organisation(people=people(zhang_wei="Europe/Berlin"))
    with tracked(tmp_path, organisation=there) as office:
        # 9:00 in Berlin is 16:00 in Shanghai.
        assert office.at("2024-03-06 09:00").kinds() == []
        assert office.at("2024-03-06 16:00").kinds() == [("reminder", "zhang.wei")]
        assert ("overdue", "zhang.wei") not in office.at("2024-03-07 09:00").kinds()
        assert office.at("2024-03-07 16:00").kinds() == [("overdue", "zhang.wei")]


def test_behind_the_office_the_day_itself_is_not_overdue(tmp_path: Path) -> None:
    there = organisation(people=people(zhang_wei="America/Los_Angeles"))
    with tracked(tmp_path, organisation=there) as office:
        # 9:00 on the 6th in Los Angeles is 1:00 on the 7th in Shanghai, at night.
        assert office.at("2024-03-07 00:30").kinds() == []
        (reminder,) = office.at("2024-03-07 01:00").sent()
        assert (reminder.kind, reminder.to) == ("reminder", (ZHANG,))
        assert "今天到期" in reminder.subject


def test_a_second_meeting_is_proposed_by_the_clock_of_the_house(tmp_path: Path) -> None:
    there = organisation(people=people(zhang_wei="Europe/Berlin", zhao_min="Europe/Berlin"))
    with tracked(tmp_path, organisation=there) as office:
        # Both are warned at 9:00 in Berlin, 16:00 in Shanghai; the meeting was held at 14:00 in Shanghai.
        (offer,) = [s for s in office.at("2024-03-08 16:00").sent() if s.kind == "second-meeting"]
        (draft,) = offer.mail.iter_attachments()
    assert "DTSTART:20240312T060000Z" in str(draft.get_payload(decode=True))


def test_a_second_meeting_is_offered_when_the_warning_was_made_up_for(tmp_path: Path) -> None:
    with tracked(tmp_path, rules={"overdue_every": "3 workdays"}) as office:
        # Warned by the rule on 7 and 8 March; nobody served until the 11th.
        office.at("2024-03-11 09:00")
        kinds = office.kinds()
    assert ("overdue", "zhang.wei") in kinds
    assert ("second-meeting", "li.na") in kinds


def test_a_mail_to_another_time_zone_waits_for_the_hours_there(tmp_path: Path) -> None:
    there = organisation(people=people(li_na="America/New_York"))
    with tracked(tmp_path, organisation=there) as office:
        office.at("2024-03-06 09:00")
        office.answer("zhang.wei", "reminder", "申请延至3月8日，因为设备到货晚")
        asked = office.store.session.row("select next_try from outbox where kind = 'delay-request'")
    assert asked == {"next_try": "2024-03-06T14:00:00Z"}


def test_the_table_of_recipients_is_configured(tmp_path: Path) -> None:
    table = {
        "overdue": {"cc": ["organizer", "owner_leader", "office@example.com"]},
        "summary": {"cc": []},
        "escalation": {"to": ["organizer"], "cc": ["owner"]},
    }
    with tracked(tmp_path, recipients=table) as office:
        summary = next(s for s in office.all_sent() if s.kind == "summary")
        assert summary.cc == ()
        office.at("2024-03-07 09:00")
        (late,) = [s for s in office.sent() if s.kind == "overdue"]
        assert (late.to, late.cc) == ((ZHANG,), (LI_NA, WANG, "office@example.com"))
        office.at("2024-03-11 09:00")
        (up, *_) = [s for s in office.sent() if s.kind == "escalation"]
        assert (up.to, up.cc) == ((LI_NA,), (ZHANG,))


KINDS = get_args(AddressedKind)


def test_who_is_copied_by_configuration_is_copied_on_every_kind(tmp_path: Path) -> None:
    copied = "office@example.com"
    config = configuration(tmp_path / "record.db", recipients={kind: {"cc": [copied]} for kind in KINDS})
    with Store.open(config.database) as store:
        office = Office(store, config)
        office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
        office.at("2024-03-05 15:30").at("2024-03-06 18:00")
        office.answer(
            "chen.chen", "form", MINUTES.replace("完成服务器扩容", "完成服务器扩容,预算5000元需财务部经理审批")
        )
        office.at("2024-03-07 09:30").answer("zhao.min", "confirm-request", "有异议,第3项应由张伟负责")
        office.answer("li.na", "objection", "维持")
        for who in ("li.na", "wang.qiang", "zhang.wei"):
            office.answer(who, "confirm-request", "确认")
        office.at("2024-03-08 09:00").at("2024-03-11 09:00").at("2024-03-12 09:00")
        office.answer("wang.qiang", "reminder", "申请延至3月14日,因为设备到货晚")
        office.answer("zhang.wei", "overdue", "已完成")
        office.answer("zhao.min", "overdue", "已完成")
        for ref in ("CM-1/1", "CM-1/3"):
            office.mail("chen.chen", ref, "通过,延迟1小时", next_of(office, "verify-request", ref))
        office.answer("li.na", "delay-request", "同意")
        office.at("2024-03-14 09:00").answer("wang.qiang", "reminder", "已完成")
        office.mail("chen.chen", "CM-1/2", "通过,延迟1小时", next_of(office, "verify-request", "CM-1/2"))
        office.at("2024-03-15 09:00")
        sent = office.all_sent()
    for kind in KINDS:
        assert any(copied in s.cc for s in sent if s.kind == kind), kind


def next_of(office: Office, kind: str, ref: str) -> Sent:
    return next(s for s in reversed(office.all_sent()) if s.kind == kind and ref in s.text)


def test_a_change_of_the_rules_counts_from_the_next_pass(tmp_path: Path) -> None:
    with tracked(tmp_path) as office:
        office.config = configuration(tmp_path / "record.db", rules={"remind_before": ["6 days"]})
        assert ("reminder", "wang.qiang") in office.at("2024-03-06 09:00").kinds()
