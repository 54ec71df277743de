"""The one entry: mails of many shapes, in pairs of `tests/corpus/NAME.eml` and the facts expected in `NAME.json`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.extraction.json_view import as_json
from coordmail.extraction.understand import MAX_TEXT, ReadingContext, understand
from coordmail.mail.message import Message, parse
from coordmail.model import Kind, NoticeMethod
from tests.extraction.invented import CALENDAR, DIRECTORY

CORPUS = Path(__file__).parent.parent / "corpus"
CONTEXT = ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"}))
MAILS = sorted(CORPUS.glob("*.eml"))


def told(name: str) -> Message:
    """The mail of the corpus called `name`."""
    return parse((CORPUS / f"{name}.eml").read_bytes())


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Where `found` says otherwise than `expected`; what `expected` does not mention may be anything."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line for key, value in expected.items() for line in differences(value, found.get(key), f"{where}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for at, (a, b) in pairs for line in differences(a, b, f"{where}[{at}]")]
    return [] if expected == found else [f"{where}: {found!r} instead of {expected!r}"]


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_mail_is_read_as_expected(path: Path) -> None:
    message = parse(path.read_bytes())
    found = as_json(understand(message, CONTEXT), message, path.name)
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    del expected["about"]
    assert differences(expected, found) == []


def test_corpus_has_a_pair_for_each_mail() -> None:
    assert len(MAILS) >= 30
    assert {path.stem for path in MAILS} == {path.stem for path in CORPUS.glob("*.json")}


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("notice-labelled", NoticeMethod.NEW),
        ("notice-moved", NoticeMethod.MOVED),
        ("notice-cancelled", NoticeMethod.CANCELLED),
        ("notice-calendar-request", NoticeMethod.NEW),
        ("notice-calendar-cancel", NoticeMethod.CANCELLED),
    ],
)
def test_notice_says_what_it_does_to_its_meeting(name: str, method: NoticeMethod) -> None:
    meeting = understand(told(name), CONTEXT).meeting
    assert meeting is not None
    assert meeting.method is method


def test_calendar_identity_is_kept() -> None:
    meeting = understand(told("notice-calendar-cancel"), CONTEXT).meeting
    assert meeting is not None
    assert (meeting.uid, meeting.sequence) == ("040000008200E00074C5B7101A82E008", 2)
    assert (meeting.organizer_email, meeting.recorder_email) == ("li.na@example.com", "chen.chen@example.com")


def test_own_mailbox_is_no_attendee() -> None:
    meeting = understand(told("notice-calendar-request"), CONTEXT).meeting
    assert meeting is not None
    assert [one.email for one in meeting.attendees] == ["zhang.wei@example.com"]


def test_body_and_attachment_with_the_same_items_give_them_once() -> None:
    attached = told("minutes-guide-docx")
    both = replace(attached, new_text=told("minutes-guide-labelled").new_text)
    assert len(understand(both, CONTEXT).actions) == 3


def test_guide_is_the_same_in_every_shape() -> None:
    shapes = ["labelled", "label-lines", "outlook-table", "docx"]
    readings = [understand(told(f"minutes-guide-{shape}"), CONTEXT) for shape in shapes]
    assert all(reading.actions == readings[0].actions for reading in readings)
    assert all(reading.minutes == readings[0].minutes for reading in readings)
    assert all(reading.resources == readings[0].resources for reading in readings)


def test_json_has_exactly_the_promised_keys() -> None:
    message = told("minutes-guide-docx")
    found = as_json(understand(message, CONTEXT), message, "a.eml")
    assert list(found) == [
        *("file", "kind", "language", "sender", "subject", "new_text", "meeting", "minutes"),
        *("actions", "resources", "reply", "problems"),
    ]
    assert list(found["actions"][0]) == [
        "task",
        "owner",
        "owner_email",
        "department",
        "due",
        "resources",
        "deliverable",
    ]
    assert list(found["resources"][0]) == ["what", "amount", "currency", "department", "approver"]
    assert json.loads(json.dumps(found)) == found


def test_mail_without_a_date_is_read() -> None:
    message = replace(told("minutes-prose-numbered"), date=None)
    assert understand(message, CONTEXT).kind is Kind.MINUTES


@given(
    st.text(
        st.sampled_from("会议时间地点责任人张伟:\uff1a;\uff1b,、。1.2()\uff08\uff09【】\n\t -|*下次3月8日前Owner Due"),
        max_size=200,
    )
)
def test_any_text_is_understood(text: str) -> None:
    message = replace(told("other-photos"), subject=text[:40].replace("\n", " "), new_text=text)
    assert understand(message, CONTEXT) == understand(message, CONTEXT)


def test_endless_text_is_read_up_to_a_limit() -> None:
    message = replace(told("other-photos"), new_text="\n".join(["责任人:张伟 时间:3月5日"] * MAX_TEXT))
    assert understand(message, CONTEXT).kind in Kind


def test_the_topic_that_an_attached_form_names() -> None:
    message = parse(
        "From: li.na@example.com\r\nTo: minutes@example.com\r\nSubject: 扩容方案论证会 通知\r\n"
        "Date: Tue, 05 Mar 2024 09:00:00 +0800\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n各位老师,会议通知请见附件,请安排好时间参加。\r\n"
        '--x\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\n'
        "会议主题,扩容方案论证会\r\n会议时间,2024年3月12日 9:00\r\n会议地点,402\r\n组织者,李娜\r\n--x--\r\n".encode()
    )
    found = understand(message, CONTEXT)
    assert found.kind is Kind.NOTICE
    assert found.meeting is not None
    assert found.meeting.topic == "扩容方案论证会"
