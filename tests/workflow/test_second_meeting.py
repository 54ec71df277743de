"""Several overdue items of a meeting: its organizer is offered a second one, ready to send out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import icalendar

from tests.workflow.invitations import invite
from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent


def offered(office: Office) -> list[Sent]:
    return [s for s in office.sent() if s.kind == "second-meeting"]


def the_event(content: str | bytes) -> Any:
    (event,) = icalendar.Calendar.from_ical(content).events
    return event


def draft(sent: Sent) -> str:
    (part,) = (p for p in sent.mail.iter_attachments() if p.get_content_type() == "text/calendar")
    content: Any = part.get_payload(decode=True)
    return str(content.decode())


def test_it_is_offered_with_the_warnings_when_two_are_overdue(office: Office) -> None:
    office.tracked()
    assert offered(office.at("2024-03-07 09:00")) == []
    (sent,) = offered(office.at("2024-03-08 09:00"))
    assert (sent.to, sent.cc) == ((mail_address("li.na"),), ())
    assert "调整同步频率" in sent.text
    assert "更新客户安抚方案" in sent.text
    assert "服务器扩容" not in sent.text
    assert offered(office.at("2024-03-08 15:00")) == []
    assert "second_meeting" in [str(e.what) for e in office.store.history.of_meeting(1)]


def test_it_is_offered_once_a_week(office: Office) -> None:
    office.tracked().at("2024-03-08 09:00")
    assert len(offered(office)) == 1
    assert [len(offered(office.at(f"2024-03-{day} 09:00"))) for day in (11, 12, 13, 14, 15)] == [1, 0, 0, 0, 0]


def test_the_draft_invites_those_concerned_and_us(office: Office) -> None:
    (sent,) = offered(office.tracked().at("2024-03-08 09:00"))
    event = the_event(draft(sent))
    assert "METHOD:REQUEST" in draft(sent)
    assert str(event.start) == "2024-03-12 06:00:00+00:00"
    assert str(event.end) == "2024-03-12 07:00:00+00:00"
    assert event["LOCATION"] == "3号会议室"
    assert event["ORGANIZER"] == "mailto:li.na@example.com"
    people = {str(one).removeprefix("mailto:").partition("@")[0] for one in event["ATTENDEE"]}
    assert people == {"wang.qiang", "zhang.wei", "zhao.min", "chen.chen", "minutes"}
    assert "1. 调整同步频率" in event["DESCRIPTION"]


def test_the_draft_sent_out_is_a_notice_and_ends_the_offers(office: Office) -> None:
    (sent,) = offered(office.tracked().at("2024-03-08 09:00"))
    disposition = invite(office, draft(sent), subject="超期任务沟通")
    assert disposition is not None
    assert disposition.reason == "registered"
    meeting = office.store.meetings.get(2)
    assert str(meeting.start) == "2024-03-12 14:00:00"
    assert len(meeting.agenda) == 2
    assert "minutes@example.com" not in [a.email for a in meeting.attendees]
    assert offered(office.at("2024-03-11 09:00")) == []


def test_one_overdue_item_needs_no_meeting(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00").answer("zhang.wei", "overdue", "已完成")
    assert offered(office.at("2024-03-08 09:00")) == []
