"""Working days and working hours: the official Chinese arrangements, overrides, clocks that change, and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coordmail.calendar import Span, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CHINA = WorkCalendar(SHANGHAI)
GERMANY = WorkCalendar(BERLIN, "DE")
PLAIN = WorkCalendar(SHANGHAI, "")

# The State Council's arrangements: first and last day off, and the weekend days that are worked for them.
OFF = {
    2024: ["01-01 01-01", "02-10 02-17", "04-04 04-06", "05-01 05-05", "06-10 06-10", "09-15 09-17", "10-01 10-07"],
    2025: ["01-01 01-01", "01-28 02-04", "04-04 04-06", "05-01 05-05", "05-31 06-02", "10-01 10-08"],
    2026: ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"],
}
WORKED = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


def days_off(year: int) -> set[date]:
    off = set()
    for period in OFF[year]:
        first, last = (date.fromisoformat(f"{year}-{day}") for day in period.split())
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return off


@pytest.mark.parametrize("year", OFF)
def test_every_day_of_a_chinese_year(year: int) -> None:
    off = days_off(year)
    worked = {date.fromisoformat(f"{year}-{day}") for day in WORKED[year].split()}
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year == 2024))]
    expected = {day for day in every if day in worked or (day.weekday() < 5 and day not in off)}
    assert {day for day in every if CHINA.is_workday(day)} ^ expected == set()
    assert CHINA.adjusted_days_known(year)


def test_years_whose_arrangement_is_not_published() -> None:
    assert not CHINA.adjusted_days_known(2090)
    assert WorkCalendar(SHANGHAI, workdays=frozenset({date(2090, 10, 8)})).adjusted_days_known(2090)
    assert PLAIN.adjusted_days_known(2090)
    assert GERMANY.adjusted_days_known(2090)
    assert not CHINA.is_workday(date(2090, 10, 2))


def test_overrides_win() -> None:
    calendar = WorkCalendar(
        SHANGHAI,
        days_off=frozenset({date(2024, 3, 8), date(2024, 2, 18)}),
        workdays=frozenset({date(2024, 3, 9), date(2024, 10, 1)}),
    )
    assert [calendar.is_workday(date(2024, 3, day)) for day in (7, 8, 9, 10)] == [True, False, True, False]
    assert calendar.is_workday(date(2024, 10, 1))
    assert not calendar.is_workday(date(2024, 2, 18))


@pytest.mark.parametrize(
    ("country", "day", "worked"),
    [
        ("", date(2024, 10, 1), True),
        ("", date(2024, 10, 5), False),
        ("DE", date(2024, 10, 3), False),
        ("DE", date(2024, 10, 1), True),
        ("SA", date(2024, 3, 1), False),  # a Friday: the weekend of Saudi Arabia is Friday and Saturday
        ("SA", date(2024, 3, 3), True),
    ],
)
def test_countries(country: str, day: date, worked: bool) -> None:
    assert WorkCalendar(SHANGHAI, country).is_workday(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 3, 5), 1, date(2024, 3, 6)),
        (date(2024, 3, 8), 1, date(2024, 3, 11)),
        (date(2024, 3, 9), 1, date(2024, 3, 11)),
        (date(2024, 3, 5), 0, date(2024, 3, 5)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),  # New Year's Eve; the Sunday after the holidays is worked
        (date(2024, 2, 9), 2, date(2024, 2, 19)),
        (date(2024, 9, 27), 2, date(2024, 9, 30)),  # Sunday 29 September is worked
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
    ],
)
def test_next_workday(day: date, count: int, expected: date) -> None:
    assert CHINA.next_workday(day, count) == expected
    assert CHINA.workdays_between(day, expected) == count


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 3, 11), 1, date(2024, 3, 8)),
        (date(2024, 3, 10), 1, date(2024, 3, 8)),
        (date(2024, 2, 18), 1, date(2024, 2, 9)),
        (date(2024, 10, 8), 2, date(2024, 9, 29)),
        (date(2026, 1, 4), 1, date(2025, 12, 31)),
    ],
)
def test_previous_workday(day: date, count: int, expected: date) -> None:
    assert CHINA.previous_workday(day, count) == expected


def test_on_or_around() -> None:
    assert CHINA.on_or_before(date(2024, 10, 7)) == date(2024, 9, 30)
    assert CHINA.on_or_after(date(2024, 10, 1)) == date(2024, 10, 8)
    assert CHINA.on_or_before(date(2024, 10, 12)) == CHINA.on_or_after(date(2024, 10, 12)) == date(2024, 10, 12)
    assert CHINA.workdays_between(date(2024, 3, 8), date(2024, 3, 8)) == 0
    assert CHINA.workdays_between(date(2024, 3, 8), date(2024, 3, 1)) == 0


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("2 workdays", 2, "workdays"),
        ("1 workday", 1, "workdays"),
        ("3days", 3, "days"),
        (" 30 minutes ", 30, "minutes"),
        ("1 hour", 1, "hours"),
        ("0 days", 0, "days"),
    ],
)
def test_spans(text: str, count: int, unit: str) -> None:
    span = Span.parse(text)
    assert (span.count, span.unit) == (count, unit)
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    "text", ["", "2", "days", "two days", "-1 days", "1.5 days", "2 weeks", "3天", "2 DAYS", "9" * 9]
)
def test_no_spans(text: str) -> None:
    with pytest.raises(ValueError, match="write for example '2 workdays'"):
        Span.parse(text)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("when", "inside", "after"),
    [
        ("2024-03-05 09:00", True, "2024-03-05 09:00"),
        ("2024-03-05 08:59:59", False, "2024-03-05 09:00"),
        ("2024-03-05 18:00", True, "2024-03-05 18:00"),
        ("2024-03-05 18:00:01", False, "2024-03-06 09:00"),
        ("2024-03-05 00:00", False, "2024-03-05 09:00"),
        ("2024-03-08 23:59", False, "2024-03-11 09:00"),
        ("2024-03-09 12:00", False, "2024-03-11 09:00"),
        ("2024-02-09 19:00", False, "2024-02-18 09:00"),
        ("2024-02-18 12:00", True, "2024-02-18 12:00"),
        ("2024-10-03 03:00", False, "2024-10-08 09:00"),
    ],
)
def test_working_time(when: str, inside: bool, after: str) -> None:
    moment = shanghai(when)
    for zone in (SHANGHAI, UTC, BERLIN):
        assert CHINA.is_working_time(moment.astimezone(zone)) is inside
        assert CHINA.next_working_time(moment.astimezone(zone)) == shanghai(after)


def test_morning_and_clock() -> None:
    assert CHINA.morning(date(2024, 3, 5)) == datetime(2024, 3, 5, 1, tzinfo=UTC)
    assert CHINA.at(date(2024, 3, 5), time(17, 30)) == datetime(2024, 3, 5, 9, 30, tzinfo=UTC)
    assert GERMANY.morning(date(2024, 3, 28)) == datetime(2024, 3, 28, 8, tzinfo=UTC)
    assert GERMANY.morning(date(2024, 4, 2)) == datetime(2024, 4, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "span", "expected"),
    [
        ("2024-03-05 16:00", "2 workdays", "2024-03-07 16:00"),
        ("2024-03-08 16:00", "1 workday", "2024-03-11 16:00"),
        ("2024-03-09 10:00", "1 workday", "2024-03-11 10:00"),
        ("2024-09-30 18:00", "2 workdays", "2024-10-09 18:00"),
        ("2024-03-08 16:00", "3 days", "2024-03-11 16:00"),
        ("2024-03-05 16:00", "0 workdays", "2024-03-05 16:00"),
        ("2024-03-05 23:50", "30 minutes", "2024-03-06 00:20"),
        ("2024-03-05 16:00", "48 hours", "2024-03-07 16:00"),
    ],
)
def test_add(when: str, span: str, expected: str) -> None:
    moment = shanghai(when)
    assert CHINA.add(moment, Span.parse(span)) == shanghai(expected)
    assert CHINA.add(moment.astimezone(UTC), Span.parse(span)) == shanghai(expected)


@pytest.mark.parametrize(
    ("when", "span", "expected"),
    [
        # 31 March 2024, 02:00: an hour is left out. 27 October 2024, 03:00: an hour comes twice.
        (berlin("2024-03-31 01:30"), "1 hour", berlin("2024-03-31 03:30")),
        (berlin("2024-03-31 01:45"), "30 minutes", berlin("2024-03-31 03:15")),
        (berlin("2024-10-27 02:30"), "1 hour", berlin("2024-10-27 02:30", fold=1)),
        (berlin("2024-10-27 02:30", fold=1), "1 hour", berlin("2024-10-27 03:30")),
        (berlin("2024-10-26 12:00"), "24 hours", berlin("2024-10-27 11:00")),
        (berlin("2024-10-26 12:00"), "1 day", berlin("2024-10-27 12:00")),
        (berlin("2024-03-28 12:00"), "1 workday", berlin("2024-04-02 12:00")),  # Easter, and the clocks change
    ],
)
def test_add_where_clocks_change(when: datetime, span: str, expected: datetime) -> None:
    # In UTC: datetimes of one zone compare by their wall clock alone.
    assert GERMANY.add(when, Span.parse(span)).astimezone(UTC) == expected.astimezone(UTC)


def test_next_working_time_where_clocks_change() -> None:
    friday = datetime(2024, 10, 25, 20, tzinfo=UTC)
    assert GERMANY.next_working_time(friday) == datetime(2024, 10, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "span", "expected"),
    [
        (date(2024, 3, 11), "2 days", date(2024, 3, 9)),
        (date(2024, 3, 11), "2 workdays", date(2024, 3, 7)),
        (date(2024, 3, 10), "0 workdays", date(2024, 3, 10)),
        (date(2024, 3, 11), "48 hours", date(2024, 3, 11)),
    ],
)
def test_subtract_from_day(day: date, span: str, expected: date) -> None:
    assert CHINA.subtract_from_day(day, Span.parse(span)) == expected


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CALENDARS = st.sampled_from([CHINA, GERMANY, PLAIN, WorkCalendar(BERLIN, "SA")])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.builds(Span, st.integers(0, 40), st.sampled_from(["minutes", "hours", "days", "workdays"]))


@settings(deadline=None)
@given(CALENDARS, DAYS, st.integers(1, 15))
def test_workdays_there_and_back(calendar: WorkCalendar, day: date, count: int) -> None:
    after = calendar.next_workday(day, count)
    assert calendar.is_workday(after)
    assert after > day
    assert calendar.workdays_between(day, after) == count
    assert calendar.previous_workday(after, count) == calendar.on_or_before(day)
    assert calendar.is_workday(calendar.on_or_after(day))


@settings(deadline=None)
@given(CALENDARS, INSTANTS, st.integers(0, 30 * 24 * 60), SPANS)
def test_add_keeps_the_order(calendar: WorkCalendar, instant: datetime, minutes: int, span: Span) -> None:
    later = instant + timedelta(minutes=minutes)
    # Working days keep the time of day, so from days off only the days are in order: requests start in working time.
    assume(span.unit != "workdays" or all(calendar.is_workday(calendar.local(m).date()) for m in (instant, later)))
    first, second = (calendar.add(moment, span).astimezone(UTC) for moment in (instant, later))
    # Where the clocks change, a local time of day may come twice or not at all.
    assert first <= second + timedelta(hours=1)
    assert first >= instant - timedelta(hours=1)
    if calendar.timezone is SHANGHAI:
        assert instant <= first <= second


@settings(deadline=None)
@given(CALENDARS, INSTANTS)
def test_next_working_time_is_the_next(calendar: WorkCalendar, instant: datetime) -> None:
    following = calendar.next_working_time(instant)
    assert calendar.is_working_time(following)
    assert following >= instant
    if following != instant:
        assert not calendar.is_working_time(following - timedelta(seconds=1))
        assert calendar.next_working_time(following) == following
