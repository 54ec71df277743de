"""The machine's clock is wrong for a while, or shows summer time."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coordmail.service.loop import desk_for
from coordmail.service.receiving import Delivered, Receiver
from coordmail.workflow.clock import tick
from tests.service.house import SUBJECT
from tests.workflow.office import MINUTES

if TYPE_CHECKING:
    from tests.service.house import House
    from tests.service.misbehaving.conftest import Said, Trouble


def test_a_clock_that_ran_ahead_and_was_set_back(trouble: Trouble, said: Said) -> None:
    right = trouble.now
    trouble.smtp.misdeeds["MAIL"] = "451 4.3.0 later"
    trouble.arrives()
    trouble.turn(days=40)
    assert len(trouble.waiting()) == 1
    said.forget()
    trouble.smtp.misdeeds.clear()
    trouble.now = right
    trouble.turn(minutes=5)
    said.one("clock was set back by 39 days", "reckoned anew")
    # Nothing waits for the hour that was wrong: neither the mail nor the server, nor the next tick.
    assert (trouble.answered(), trouble.waiting()) == (2, [])
    trouble.arrives()
    trouble.turn(seconds=5)
    assert trouble.answered() == 3
    assert trouble.store.session.setting("heartbeat") == "2024-03-04T01:35:05Z"
    assert said.lines() == []


def test_servers_that_failed_in_the_wrong_hour_are_tried_at_once(trouble: Trouble, said: Said) -> None:
    right = trouble.now
    trouble.service.close()
    trouble.smtp.misdeeds["CONNECT"] = trouble.imap.misdeeds["CONNECT"] = "421 not now"
    trouble.arrives()
    trouble.turns(5, days=1)
    trouble.smtp.misdeeds.clear()
    trouble.imap.misdeeds.clear()
    trouble.now = right
    trouble.turn(minutes=1)
    assert trouble.answered() == 2


def test_the_cap_of_an_address_does_not_count_mails_of_the_wrong_hour(trouble: Trouble) -> None:
    right = trouble.now
    trouble.now += timedelta(days=1)
    trouble.arrives(25)
    trouble.turn()
    # Somebody got as many as an hour allows.
    held = len(trouble.waiting())
    assert (trouble.answered(), held) == (21, 5)
    trouble.now = right
    trouble.arrives()
    trouble.turns(2, minutes=1)
    assert (trouble.answered(), trouble.waiting()) == (27, [])


def test_what_was_due_before_the_wrong_hour_still_comes(house: House) -> None:
    house.writes("chen.chen", SUBJECT.replace("通知", "纪要"), MINUTES)
    house.at("2024-03-04 16:00")
    house.at("2024-03-06 17:00")
    house.sent()
    # A month ahead, and back.
    house.at("2024-04-08 09:00")
    ahead = house.kinds()
    assert ("overdue", "zhang.wei") in ahead
    house.at("2024-03-08 09:00")
    again = house.kinds()
    assert ("overdue", "zhang.wei") in again
    house.at("2024-03-08 09:30")
    assert house.kinds() == []
    house.at("2024-03-11 09:00")
    assert ("overdue", "zhang.wei") in house.kinds()


SPRING = {"3月5日": "3月5日", "3月6日": "3月6日", "3月7日": "3月7日"}
AUTUMN = {"3月5日": "10月29日", "3月6日": "10月30日", "3月7日": "10月31日"}


@pytest.mark.parametrize(
    ("zone", "days", "start", "expected"),
    [
        ("America/New_York", SPRING, "2024-03-05T16:00-05:00", [8, 11, 12, 13]),
        ("America/New_York", AUTUMN, "2024-10-29T16:00-04:00", [1, 4, 5, 6]),
        ("America/Havana", SPRING, "2024-03-05T16:00-05:00", [8, 11, 12, 13]),
    ],
    ids=["summer begins", "summer ends", "a day without midnight"],
)
def test_summer_time(house: House, zone: str, days: dict[str, str], start: str, expected: list[int]) -> None:
    """The clock speaks every half hour for eight days: one warning each working morning, at nine by the wall clock."""
    organisation = house.config.organisation.model_copy(update={"holidays": ""})
    config = house.config.model_copy(update={"timezone": ZoneInfo(zone), "organisation": organisation})
    now = datetime.fromisoformat(start)
    text = MINUTES
    for old, new in days.items():
        text = text.replace(old, new)
    head = f"From: chen.chen@example.com\r\nSubject: minutes\r\nDate: {format_datetime(now)}\r\nMessage-ID: <1@x>\r\n"
    raw = (head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace("\n", "\r\n")).encode()
    Receiver(desk_for(config, house.store, now)).take(Delivered(raw, now, None, "test"))
    for _ in range(2 * 24 * 8 + 1):
        now += timedelta(minutes=30)
        tick(desk_for(config, house.store, now))
    rows = house.rows(
        "select created_at from outbox join deliveries on outbox_id = id where kind = 'overdue'"
        " and address = 'zhang.wei@example.com' order by id"
    )
    came = [datetime.fromisoformat(row["created_at"]).astimezone(ZoneInfo(zone)) for row in rows]
    assert [moment.day for moment in came] == expected
    assert {(moment.hour, moment.minute) for moment in came} == {(9, 0)}
