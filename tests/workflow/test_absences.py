"""Notes of absence: never answered, told once to the organizer with the next warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.record import EventKind
from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent


def away(office: Office, who: str, words: str, outcome: str = "processed") -> None:
    disposition = office.mail(who, "自动回复\uff1a休假", words, Auto_Submitted="auto-replied")
    assert disposition is not None
    assert disposition.outcome == outcome


def warning(office: Office, who: str) -> Sent:
    sent = [s for s in office.sent() if s.kind in ("reminder", "overdue") and s.to == (mail_address(who),)]
    assert len(sent) == 1
    return sent[0]


def test_the_organizer_hears_with_the_next_reminder_and_once(office: Office) -> None:
    office.tracked()
    away(office, "wang.qiang", "我在休假\uff0c3月13日返回\u3002")
    assert office.sent() == []
    reminder = warning(office.at("2024-03-10 09:00").at("2024-03-11 09:00"), "wang.qiang")
    assert reminder.cc == (mail_address("li.na"),)
    assert "责任人自动回复" in reminder.text
    assert "至3月12日" in reminder.text
    away(office, "wang.qiang", "我在休假\uff0c3月13日返回\u3002", "ignored")
    again = warning(office.at("2024-03-12 09:00"), "wang.qiang")
    assert again.cc == ()
    assert "责任人自动回复" not in again.text
    item = office.store.items.of_meeting(1)[1]
    assert [e.what for e in office.store.history.of_item(item.id)].count(EventKind.AWAY) == 1


def test_new_dates_are_told_anew(office: Office) -> None:
    office.tracked()
    away(office, "zhao.min", "我在休假\uff0c3月8日返回\u3002")
    assert "至3月7日" in warning(office.at("2024-03-07 09:00"), "zhao.min").text
    away(office, "zhao.min", "我在休假\uff0c3月12日返回\u3002")
    late = warning(office.at("2024-03-08 09:00"), "zhao.min")
    assert "至3月11日" in late.text
    assert late.cc == (mail_address("li.na"),)


def test_who_writes_in_person_is_back(office: Office) -> None:
    office.tracked()
    away(office, "zhao.min", "我在休假\uff0c3月12日返回\u3002")
    office.mail("zhao.min", "我的待办", "我的待办")
    office.sent()
    reminder = warning(office.at("2024-03-07 09:00"), "zhao.min")
    assert reminder.cc == ()
    assert "自动回复" not in reminder.text


def test_a_note_that_is_out_of_date_is_not_told(office: Office) -> None:
    office.tracked()
    away(office, "zhao.min", "我在休假\uff0c3月6日返回\u3002")
    assert warning(office.at("2024-03-07 09:00"), "zhao.min").cc == ()
