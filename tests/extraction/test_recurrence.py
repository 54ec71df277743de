"""Rules by which meetings come again, held against dateutil; and hostile ones, which must cost nothing."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from coordmail.extraction.recurrence import RuleError, days_of, read_rule

FIRST = date(2024, 3, 4)


def days(rule: str, first: date = FIRST, since: date | None = None, most: int = 6) -> list[str]:
    return [day.isoformat() for day in islice(days_of(read_rule(rule), first, since or first), most)]


RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=5",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=WEEKLY;BYMONTH=4,5;BYDAY=WE",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31,15",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2TU",
    "FREQ=YEARLY;BYDAY=20MO,-1FR",
    "FREQ=YEARLY;BYYEARDAY=100,-1",
    "FREQ=YEARLY;BYMONTH=1",
    "FREQ=WEEKLY;UNTIL=20240325",
]


@settings(max_examples=250, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    first=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    later=st.integers(0, 900),
)
def test_the_days_are_those_of_dateutil(rule: str, first: date, later: int) -> None:
    since = first + timedelta(days=later)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    limit = datetime(since.year + 4, 1, 1)  # noqa: DTZ001
    expected = rrulestr(rule, dtstart=start).between(start, limit, inc=True)
    wanted = [moment.date().isoformat() for moment in expected if moment.date() >= since][:6]
    assert days(rule, first, since)[: len(wanted)] == wanted


def test_the_time_zone_of_until_is_the_callers_business() -> None:
    rule = read_rule("FREQ=DAILY;UNTIL=20240305T220000Z", until=date(2024, 3, 6))
    assert [day.day for day in days_of(rule, FIRST, FIRST)] == [4, 5, 6]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=24",
        "",
        "BYDAY=MO",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;UNTIL=never",
        "FREQ=DAILY;;X",
    ],
)
def test_what_no_meeting_follows_is_refused(rule: str) -> None:
    with pytest.raises(RuleError):
        read_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=200",
        "FREQ=DAILY;COUNT=100000",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=100000;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=YEARLY;INTERVAL=999;BYYEARDAY=366",
        "FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 60) + ";BYSETPOS=2",
    ],
)
def test_a_rule_that_never_comes_costs_little(rule: str) -> None:
    began = time.process_time()
    days(rule, date(1601, 1, 1), date(2024, 3, 4))
    assert time.process_time() - began < 0.05
