"""In a rehearsal every mail of every kind goes to the administrator alone, marked with whom it was for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.demo.cast import PEOPLE, address
from tests.service.house import SUBJECT
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from tests.service.conftest import Build

DAYS = ("03-06", "03-07", "03-08", "03-11", "03-12", "03-13", "03-14", "03-15", "03-18", "04-01")


def test_a_month_of_every_kind(build: Build) -> None:
    house = build(top='mode = "rehearsal"')
    house.writes("li.na", SUBJECT, NOTICE)
    house.one_pass()
    house.at("2024-03-05 15:30")
    house.writes("chen.chen", SUBJECT.replace("通知", "纪要"), MINUTES)
    house.at("2024-03-05 16:00")
    for day in DAYS:
        house.at(f"2024-{day} 09:00")
        house.at(f"2024-{day} 17:00")
    mails = house.sent()
    kinds = {mail.kind for mail in mails}
    assert {
        "registered", "form", "understood", "confirm-request", "summary", "reminder", "overdue", "escalation",
        "second-meeting", "weekly-report", "monthly-review",
    } <= kinds  # fmt: skip
    everybody = {address(who) for _, who, *_ in PEOPLE}
    for mail in mails:
        assert mail.envelope == ("it@example.com",), mail.kind
        assert (mail.to, mail.cc) == (("it",), ()), mail.kind
        assert any(who in mail.mail["Subject"] for who in everybody | {"it@example.com"}), mail.kind
    attached = {part.get_content_type() for mail in mails for part in mail.mail.iter_attachments()}
    assert "text/calendar" in {part.get_content_type() for mail in mails for part in mail.mail.walk()}
    assert any("wordprocessingml" in kind for kind in attached)
    assert any("spreadsheetml" in kind for kind in attached)
    # The summary says who would have been in copy, too.
    (summary,) = (mail for mail in mails if mail.kind == "summary")
    assert "wang.qiang@example.com" in summary.mail["Subject"]
    for who in everybody:
        assert house.servers.mails(who) == []
