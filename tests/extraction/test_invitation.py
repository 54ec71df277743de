"""Calendar objects: what clients send, what is broken, what would poison the next."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.extraction.invitation import MAX_BYTES, CalendarError, Invitation, read_invitation
from coordmail.extraction.json_view import iso

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHARED = Path(os.environ.get("COORDMAIL_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))


def calendar(*lines: str, method: str = "REQUEST", zone: str = "") -> bytes:
    event = ["BEGIN:VEVENT", "UID:1@example.com", "SUMMARY:评审会", *lines, "END:VEVENT"]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", f"METHOD:{method}", "VERSION:2.0", zone, *event, "END:VCALENDAR", ""]
    ).encode()


def read(*lines: str, method: str = "REQUEST", zone: str = "") -> Invitation:
    found = read_invitation(calendar(*lines, method=method, zone=zone).replace(b"\r\n\r\n", b"\r\n"), SHANGHAI)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20240307T060000Z", "2024-03-07T14:00"),
        ("DTSTART;TZID=China Standard Time:20240307T140000", "2024-03-07T14:00"),
        ("DTSTART;TZID=中国标准时间:20240307T140000", "2024-03-07T14:00"),
        ("DTSTART;TZID=Europe/Berlin:20240307T070000", "2024-03-07T14:00"),
        ("DTSTART:20240307T140000", "2024-03-07T14:00"),
        ("DTSTART;VALUE=DATE:20240307", "2024-03-07"),
        ("DTSTART:INVALID", None),
        ("DTSTART;TZID=(UTC+08:00) Beijing:20240307T140000", None),
        ("X-NOTHING:1", None),
    ],
)
def test_start_is_local(start: str, expected: str | None) -> None:
    assert iso(read(start).start) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("DTEND:20240307T073000Z", "2024-03-07T15:30"),
        ("DURATION:PT1H", "2024-03-07T15:00"),
        ("DURATION:P999999999999W", None),
    ],
)
def test_end(end: str, expected: str | None) -> None:
    assert iso(read("DTSTART:20240307T060000Z", end).end) == expected


def test_last_day_of_an_all_day_event_is_in_it() -> None:
    assert iso(read("DTSTART;VALUE=DATE:20240307", "DTEND;VALUE=DATE:20240309").end) == "2024-03-08"
    assert read("DTSTART;VALUE=DATE:20240307", "DTEND;VALUE=DATE:20240308").end is None


def test_people_without_rooms() -> None:
    found = read(
        'ORGANIZER;CN="李娜":MAILTO:Li.Na@example.com',
        "ATTENDEE;CN=张伟;PARTSTAT=ACCEPTED:mailto:zhang.wei@example.com",
        "ATTENDEE;CUTYPE=ROOM;CN=3号会议室:mailto:room3@example.com",
        "ATTENDEE;EMAIL=chen@example.com;CN=陈晨:urn:uuid:1",
        "ATTENDEE:invalid:nobody",
    )
    assert found.organizer is not None
    assert (found.organizer.name, found.organizer.email) == ("李娜", "li.na@example.com")
    assert [(one.name, one.email) for one in found.attendees] == [
        ("张伟", "zhang.wei@example.com"),
        ("陈晨", "chen@example.com"),
    ]
    assert (found.room, found.attendees[0].partstat) == ("3号会议室", "ACCEPTED")


def test_cancelled_by_method_or_status() -> None:
    assert read(method="CANCEL").cancelled
    assert read("STATUS:CANCELLED").cancelled
    assert not read("STATUS:CONFIRMED", "SEQUENCE:3").cancelled


def test_a_mail_cannot_redefine_a_time_zone_for_the_next() -> None:
    lie = "\r\n".join(
        [
            *("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
            *("TZOFFSETFROM:-0500", "TZOFFSETTO:-0500", "END:STANDARD", "END:VTIMEZONE"),
        ]
    )
    start = "DTSTART;TZID=Customized Time Zone:20240307T140000"
    assert iso(read(start, zone=lie).start) == "2024-03-08T03:00"
    assert iso(read(start, zone=lie.replace("-0500", "+0800")).start) == "2024-03-07T14:00"
    assert iso(read(start).start) == "2024-03-07T14:00"


def test_of_a_series_the_first_occurrence_is_read() -> None:
    series = read("DTSTART:20240307T060000Z", "RRULE:FREQ=SECONDLY")
    assert iso(series.start) == "2024-03-07T14:00"


def test_truncated_calendar_is_read_as_far_as_it_goes() -> None:
    whole = calendar("DTSTART:20240307T060000Z", "LOCATION:3号会议室")
    found = read_invitation(whole[: whole.index(b"END:VEVENT")], SHANGHAI)
    assert found is not None
    assert (iso(found.start), found.location) == ("2024-03-07T14:00", "3号会议室")


def test_calendar_without_an_event_says_nothing() -> None:
    assert read_invitation(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", SHANGHAI) is None


@pytest.mark.parametrize("hostile", [b"A" * (MAX_BYTES + 1), b"\n" * 30_000])
def test_too_large_a_calendar_is_refused(hostile: bytes) -> None:
    with pytest.raises(CalendarError):
        read_invitation(hostile, SHANGHAI)


@given(
    st.lists(
        st.sampled_from(["BEGIN:VEVENT", "END:VEVENT", "DTSTART:1", "DTSTART;X=", "RRULE", "ATTENDEE;CN=\xff", "é:"])
    )
)
def test_damaged_calendar_raises_nothing_else(lines: list[str]) -> None:
    try:
        read_invitation("\r\n".join(["BEGIN:VCALENDAR", *lines]).encode(), SHANGHAI)
    except CalendarError:
        return


@pytest.mark.skipif(not (SHARED / "icalendar").exists(), reason="the shared corpus is not here")
def test_all_of_the_shared_calendars_are_read() -> None:
    refused = 0
    methods = set()
    for path in (SHARED / "icalendar").rglob("*.ics"):
        try:
            found = read_invitation(path.read_bytes(), SHANGHAI)
        except CalendarError:
            refused += 1
        else:
            methods.add(found.method if found else None)
            assert found is None or not path.stem.endswith("_REPLY") or found.method == "REPLY"
    assert refused <= 3
    assert {"REQUEST", "REPLY", "CANCEL", "PUBLISH"} <= methods
