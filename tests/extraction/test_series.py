"""Series as calendar objects hold them: where they were made, what is left out, what is changed, what is hostile."""

from __future__ import annotations

import time
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from coordmail.extraction.series import Series, merged, read_series
from tests.workflow.invitations import WEEKLY, calendar, event

SHANGHAI = ZoneInfo("Asia/Shanghai")
MARCH = datetime(2024, 3, 1)  # noqa: DTZ001


def series(*lines: str) -> Series:
    found = read_series(calendar(event(*lines)), SHANGHAI)
    assert found is not None
    return found


def starts(found: Series, since: datetime = MARCH, most: int = 4) -> list[str]:
    return [str(one.start)[5:16] for one in islice(found.occurrences(since), most) if not one.cancelled]


def test_summer_time_is_that_of_where_it_was_made() -> None:
    berlin = series("DTSTART;TZID=Europe/Berlin:20240320T090000", "RRULE:FREQ=WEEKLY")
    assert starts(berlin) == ["03-20 16:00", "03-27 16:00", "04-03 15:00", "04-10 15:00"]


def test_a_day_there_may_be_another_day_here() -> None:
    found = series("DTSTART;TZID=America/New_York:20240304T200000", "RRULE:FREQ=WEEKLY;BYDAY=MO")
    assert starts(found, datetime(2024, 3, 12), 2) == ["03-12 08:00", "03-19 08:00"]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("until", "last"),
    [("20240313T020000Z", "03-13 10:00"), ("20240313T015959Z", "03-06 10:00"), ("20240313T160000Z", "03-13 10:00")],
)
def test_until_is_an_instant(until: str, last: str) -> None:
    assert starts(series(WEEKLY[0], f"RRULE:FREQ=WEEKLY;UNTIL={until}"))[-1] == last


def test_dates_are_left_out_and_added_in_any_zone() -> None:
    found = series(*WEEKLY, "EXDATE:20240313T020000Z", "RDATE:20240315T020000Z")
    assert starts(found) == ["03-06 10:00", "03-15 10:00", "03-20 10:00", "03-27 10:00"]


def test_whole_days_come_again_too() -> None:
    found = series("DTSTART;VALUE=DATE:20240306", "DTEND;VALUE=DATE:20240308", "RRULE:FREQ=MONTHLY")
    first = next(found.occurrences(MARCH))
    assert (str(first.start), str(first.end)) == ("2024-03-06", "2024-03-07")


def test_changes_of_single_occurrences_stay_when_the_series_is_told_anew() -> None:
    one = event("RECURRENCE-ID:20240313T020000Z", "DTSTART:20240314T020000Z")
    with_one = merged(calendar(event(*WEEKLY)), calendar(one))
    renewed = read_series(merged(with_one, calendar(event(*WEEKLY, sequence=1))), SHANGHAI)
    assert renewed is not None
    assert starts(renewed)[:3] == ["03-06 10:00", "03-14 10:00", "03-20 10:00"]
    cancelled = read_series(merged(with_one, calendar(one, method="CANCEL")), SHANGHAI)
    assert cancelled is not None
    assert starts(cancelled)[:2] == ["03-06 10:00", "03-20 10:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=99991231",
        "FREQ=WEEKLY;COUNT=99999999",
        "FREQ=NEVER",
        "FREQ=WEEKLY;BYDAY=9XX",
    ],
)
@pytest.mark.parametrize("first", ["16010101T000000Z", "99991231T235959Z", "20240306T020000Z"])
def test_a_hostile_series_costs_little(rule: str, first: str) -> None:
    told = calendar(event(f"DTSTART:{first}", f"RRULE:{rule}"))
    read_series(told, SHANGHAI)
    began = time.process_time()
    found = read_series(told, SHANGHAI)
    if found:
        starts(found, most=60)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_series_is_none(text: str) -> None:
    assert read_series(text, SHANGHAI) is None
