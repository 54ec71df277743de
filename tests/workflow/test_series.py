"""Series of meetings: one meeting an occurrence, moved and called off together or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workflow.invitations import WEEKLY, calendar, event, invite

if TYPE_CHECKING:
    from tests.workflow.office import Office


def meetings(office: Office) -> list[tuple[str, str, str]]:
    """Reference, start and status of each meeting."""
    return [(m.ref, str(m.start)[5:16], str(m.status)) for m in office.store.meetings.all()]


def done(office: Office, told: str, **more: str) -> str:
    disposition = invite(office, told, **more)
    assert disposition is not None
    return f"{disposition.outcome}: {disposition.reason}"


def test_a_series_is_registered_by_its_next_occurrence(office: Office) -> None:
    office.at("2024-03-11 09:00")
    invite(office, calendar(event(*WEEKLY)))
    assert meetings(office) == [("CM-1", "03-13 10:00", "announced")]
    (sent,) = office.sent()
    assert (sent.kind, sent.attachments) == ("registered", [])
    assert "定期会议" in sent.text
    assert "3月13日" in sent.text


def test_the_clock_opens_the_next_occurrence_when_one_is_over(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY, "EXDATE;TZID=Asia/Shanghai:20240313T100000")))
    office.sent()
    assert office.at("2024-03-06 10:59").kinds() == []
    assert office.at("2024-03-06 11:00").kinds() == [("form", "li.na")]
    assert meetings(office) == [("CM-1", "03-06 10:00", "minutes_due"), ("CM-2", "03-20 10:00", "announced")]
    assert [str(e.what) for e in office.store.history.of_meeting(2)] == ["registered"]
    assert [a.email for a in office.store.meetings.get(2).attendees] == ["zhang.wei@example.com"]


def test_an_occurrence_is_opened_though_minutes_came_before_its_end(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.at("2024-03-06 10:50").mail(
        "li.na", "会议纪要:项目周会", "会议纪要\n行动项:\n1. 张伟于3月8日前提交测试报告\n2. 李娜于3月9日前更新计划"
    )
    assert meetings(office) == [("CM-1", "03-06 10:00", "confirming"), ("CM-2", "03-13 10:00", "announced")]


def test_the_same_invitation_again_says_nothing_new(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.sent()
    assert done(office, calendar(event(*WEEKLY))) == "processed: the same notice again"
    assert office.kinds() == []
    assert len(meetings(office)) == 1


def test_a_changed_series_moves_what_was_not_held(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.at("2024-03-06 11:00").sent()
    moved = ("DTSTART;TZID=Asia/Shanghai:20240307T140000", "DTEND;TZID=Asia/Shanghai:20240307T150000", WEEKLY[2])
    office.at("2024-03-08 10:00")
    office.sent()
    invite(office, calendar(event(*moved, sequence=1)))
    assert meetings(office) == [("CM-1", "03-06 10:00", "minutes_due"), ("CM-2", "03-14 14:00", "announced")]
    assert office.kinds() == [("registered", "li.na")]
    assert done(office, calendar(event(*WEEKLY))).startswith("ignored: an older version")
    assert meetings(office)[1][1] == "03-14 14:00"


def test_a_series_that_is_called_off_keeps_what_was_held(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.at("2024-03-06 11:00").sent()
    invite(
        office, calendar(event(WEEKLY[0], "STATUS:CANCELLED", sequence=1), method="CANCEL"), subject="已取消: 项目周会"
    )
    assert meetings(office) == [("CM-1", "03-06 10:00", "minutes_due"), ("CM-2", "03-13 10:00", "cancelled")]
    assert office.kinds() == [("registered", "li.na")]
    office.at("2024-03-13 11:00").at("2024-03-20 11:00")
    assert done(office, calendar(event(*WEEKLY))).startswith("ignored: an older version")
    assert len(meetings(office)) == 2


def test_one_occurrence_is_moved_and_the_others_stay(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.sent()
    one = ("RECURRENCE-ID;TZID=Asia/Shanghai:20240306T100000", "DTSTART;TZID=Asia/Shanghai:20240307T160000")
    invite(office, calendar(event(*one, "DTEND;TZID=Asia/Shanghai:20240307T170000", sequence=1)))
    assert meetings(office) == [("CM-1", "03-07 16:00", "announced")]
    (sent,) = office.sent()
    assert "16:00" in sent.text
    office.at("2024-03-07 17:00")
    assert meetings(office) == [("CM-1", "03-07 16:00", "minutes_due"), ("CM-2", "03-13 10:00", "announced")]


def test_an_occurrence_that_is_not_open_yet_is_moved(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.sent()
    one = ("RECURRENCE-ID:20240313T020000Z", "DTSTART:20240314T020000Z", "DTEND:20240314T030000Z")
    invite(office, calendar(event(*one, sequence=1)))
    assert meetings(office) == [("CM-1", "03-06 10:00", "announced"), ("CM-2", "03-14 10:00", "announced")]
    assert office.kinds() == [("registered", "li.na")]
    office.at("2024-03-06 11:00")
    assert len(meetings(office)) == 2
    office.at("2024-03-14 11:00")
    assert meetings(office)[1:] == [("CM-2", "03-14 10:00", "minutes_due"), ("CM-3", "03-20 10:00", "announced")]


def test_an_occurrence_far_ahead_does_not_hold_up_those_before(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    one = ("RECURRENCE-ID:20240320T020000Z", "DTSTART:20240321T020000Z", "DTEND:20240321T030000Z")
    invite(office, calendar(event(*one, sequence=1)))
    office.at("2024-03-06 11:00")
    assert [start for _, start, _ in meetings(office)] == ["03-06 10:00", "03-21 10:00", "03-13 10:00"]


def test_a_cancelled_occurrence_makes_room_for_the_next(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.sent()
    one = ("RECURRENCE-ID;TZID=Asia/Shanghai:20240306T100000", "DTSTART;TZID=Asia/Shanghai:20240306T100000")
    told = calendar(event(*one, sequence=1), method="CANCEL")
    invite(office, told, subject="已取消: 项目周会")
    assert meetings(office) == [("CM-1", "03-06 10:00", "cancelled"), ("CM-2", "03-13 10:00", "announced")]
    assert office.kinds() == [("registered", "li.na")]
    assert office.at("2024-03-06 12:00").kinds() == []


def test_a_cancelled_occurrence_that_was_not_open_never_opens(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    one = ("RECURRENCE-ID:20240313T020000Z", "DTSTART:20240313T020000Z")
    invite(office, calendar(event(*one, sequence=1), method="CANCEL"), subject="已取消: 项目周会")
    office.at("2024-03-06 11:00").at("2024-03-13 12:00")
    assert [(start, status) for _, start, status in meetings(office)] == [
        ("03-06 10:00", "minutes_due"),
        ("03-13 10:00", "cancelled"),
        ("03-20 10:00", "announced"),
    ]


def test_a_series_that_ends_opens_nothing_more(office: Office) -> None:
    invite(office, calendar(event(WEEKLY[0], WEEKLY[1], "RRULE:FREQ=WEEKLY;COUNT=2")))
    office.at("2024-03-06 11:00").at("2024-03-13 11:00").at("2024-03-20 11:00")
    assert len(meetings(office)) == 2
    assert office.store.series.get("weekly@client.example") is None


def test_dates_beside_the_rule_count(office: Office) -> None:
    dates = "RDATE;TZID=Asia/Shanghai:20240308T100000,20240311T100000"
    invite(office, calendar(event(WEEKLY[0], WEEKLY[1], dates)))
    office.at("2024-03-06 11:00").at("2024-03-08 11:00")
    assert [start for _, start, _ in meetings(office)] == ["03-06 10:00", "03-08 10:00", "03-11 10:00"]


def test_a_rule_that_no_meeting_follows_is_one_meeting(office: Office) -> None:
    invite(office, calendar(event(WEEKLY[0], WEEKLY[1], "RRULE:FREQ=SECONDLY")))
    assert meetings(office) == [("CM-1", "03-06 10:00", "announced")]
    office.at("2024-03-06 11:00")
    assert len(meetings(office)) == 1


def test_whoever_passes_an_invitation_on_changes_nothing(office: Office) -> None:
    invite(office, calendar(event(*WEEKLY)))
    office.sent()
    assert "passes on" in done(office, calendar(event(*WEEKLY, sequence=3)), who="zhang.wei", to="zhao.min")
    assert office.kinds() == []
    assert len(meetings(office)) == 1


def test_someone_who_is_invited_to_one_occurrence_only(office: Office) -> None:
    one = ("RECURRENCE-ID:20240313T020000Z", "DTSTART:20240313T020000Z", "DTEND:20240313T030000Z")
    invite(office, calendar(event(*one)))
    assert meetings(office) == [("CM-1", "03-13 10:00", "announced")]
    invite(office, calendar(event(*WEEKLY)))
    assert meetings(office) == [("CM-1", "03-13 10:00", "announced"), ("CM-2", "03-06 10:00", "announced")]
