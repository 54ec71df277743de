"""English minutes: how owners, markers and deadlines stand in lists, and what the head of the paper says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.fields import read_form
from coordmail.extraction.json_view import iso
from coordmail.extraction.notice import read_meeting
from coordmail.extraction.people import Context, resolve
from coordmail.mail.message import parse
from coordmail.model import Attendee
from tests.extraction.forms import lines
from tests.extraction.invented import DIRECTORY, PEOPLE, dates, read

if TYPE_CHECKING:
    from coordmail.model import MeetingFacts

LETTER = parse(b"From: <li.na@example.com>\r\nTo: minutes@example.com\r\nSubject: Minutes\r\n\r\nx\r\n")
MARCH_12 = date(2024, 3, 12)


@pytest.mark.parametrize(
    ("item", "task", "owner"),
    [
        ("AP1 (Peter Smith, due 12 March): set up the server", "set up the server", "Peter Smith"),
        ("[A3] Tom Walker to set up the server by 12 March", "set up the server", "Tom Walker"),
        ("A4: Tom Walker to set up the server by 12 March", "set up the server", "Tom Walker"),
        ("A6 Tom Walker to set up the server by 12 March", "set up the server", "Tom Walker"),
        ("Action 7 (Mary Jones): set up the server by 12 March", "set up the server", "Mary Jones"),
        ("Tom Walker, by 12 March: set up the server", "set up the server", "Tom Walker"),
        ("Tom Walker (12 March): set up the server", "set up the server", "Tom Walker"),
        ("Tom Walker sets up the server by 12 March", "sets up the server", "Tom Walker"),
        ("Tom Walker, set up the server by 12 March", "set up the server", "Tom Walker"),
        ("Set up the server -> Tom Walker, by 12 March", "Set up the server", "Tom Walker"),
        ("Set up the server / Tom Walker / 12 March", "Set up the server", "Tom Walker"),
        ("Set up the server; owner Tom Walker; due 12 March", "Set up the server", "Tom Walker"),
        ("IT team to set up the server by 12 March", "set up the server", "IT team"),
        ("The finance team to set up the server by 12 March", "set up the server", "finance team"),
        ("Head of Sales to set up the server by 12 March", "set up the server", "Head of Sales"),
        ("Anna van der Berg to set up the server by 12 March", "set up the server", "Anna van der Berg"),
        ("Zoë Östlund to set up the server by 12 March", "set up the server", "Zoë Östlund"),
        ("All to set up the server by 12 March", "set up the server", "All"),
        ("Website: set up the server by 12 March", "Website: set up the server", None),
        ("Ongoing: Tom Walker to set up the server by 12 March", "set up the server", "Tom Walker"),
        ("Reply to the bank by 12 March", "Reply to the bank", None),
        ("P. Smith to set up the server by 12 March", "set up the server", "P. Smith"),
        ("M. Jones: set up the server by 12 March", "set up the server", "M. Jones"),
        ("Update Finance systems by 12 March", "Update Finance systems", None),
        ("Peter to move the window to 02:00 by 12 March", "move the window to 02:00", "Peter"),
    ],
)
def test_an_item(item: str, task: str, owner: str | None) -> None:
    actions, _ = read(f"Action items:\n- {item}", "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [(task, owner, MARCH_12)]


@pytest.mark.parametrize("end", [", date TBC", " (date to be confirmed)", " - deadline TBD"])
def test_a_day_put_off_is_no_part_of_the_task(end: str) -> None:
    actions, _ = read(f"Actions:\n- Mary Jones to visit two customers{end}", "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [("visit two customers", "Mary Jones", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The list is down by 6%. It was agreed that Peter Brown would call the bank by 12 March.",
        "We agreed that Peter Brown will call the bank by 12 March.",
        "The Chair asked Peter Brown to call the bank by 12 March.",
    ],
)
def test_what_was_agreed_in_a_sentence(sentence: str) -> None:
    actions, _ = read(sentence, "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [("call the bank", "Peter Brown", MARCH_12)]


@pytest.mark.parametrize(
    "sentence",
    ["The board will meet the auditors in June.", "RESOLVED that the policy be adopted.", "Peter would call the bank."],
)
def test_no_task(sentence: str) -> None:
    assert read(sentence, "en")[0] == ()


@pytest.mark.parametrize("heading", ["Still to do:", "Outstanding actions", "Summary of actions:", "Open points"])
def test_headings_of_task_lists(heading: str) -> None:
    actions, _ = read(
        f"{heading}\n\n* Choose a company - Owner: TBD - Due: 12 March 2024\n\nViele Grüße / regards", "en"
    )
    assert [(a.task, a.owner, a.due) for a in actions] == [("Choose a company", None, MARCH_12)]


HEADS = [
    ("Minutes of the meeting held on Monday 4 March 2024 at 2.00 pm in the Council Room", "T14:00", "Council Room"),
    ("Minutes of the meeting held at the Village Hall on Monday 4 March 2024 at 7.30pm", "T19:30", "Village Hall"),
    ("Infrastructure Meeting\n4 March 2024, 14:00-15:00, Room 2.14", "T14:00", "Room 2.14"),
    ("Notes of today's sync (4 March, 10:00-11:00, Room 5).", "T10:00", "Room 5"),
    ("Minutes - credit operations meeting, Monday 4 March 2024, 09:30", "T09:30", None),
    ("Meeting minutes: Credit, 4 March 2024, 09:30", "T09:30", None),
    ("Here are the notes from our call on 4 March via Teams.\nTime: 10:00 - 11:30", "T10:00", "Teams"),
    ("Venue: Room 5\nDate: Monday 4 March 2024\nTime: 14.00 - 15.30", "T14:00", "Room 5"),
    ("Venue: Room 5\nDate & time: Mon 4 March 2024, 14.00\u201315.30", "T14:00", "Room 5"),
    ("Venue: Room 5\nDate of meeting: 4 March 2024, 10:00", "T10:00", "Room 5"),
]


@pytest.mark.parametrize(("text", "time", "place"), HEADS)
def test_when_and_where(text: str, time: str, place: str | None) -> None:
    found = _head(text)
    assert (iso(found.start), found.place) == (f"2024-03-04{time}", place)


@pytest.mark.parametrize(
    "text",
    [
        "The minutes of the meeting of 20 January were approved.",
        "Next meeting: Monday 11 March 2024 at 14:00",
        "Please send corrections to these minutes by 7 March.",
    ],
)
def test_no_time_of_this_meeting(text: str) -> None:
    assert _head(text).start is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When: 4 March 2024, 10:00\nWho: Jonas Weber, Peter Smith", ["Jonas Weber", "Peter Smith"]),
        ("When: 4 March 2024\nWhere: Room 5\nWho: Peter Smith\nWhat: Release planning", ["Peter Smith"]),
        ("Present: Helen Marsh (Chair) (HM), Mary Jones (MJ)", ["Helen Marsh", "Mary Jones"]),
        ("Present: Mary Jones, Tom Green\n- Peter to send the report by 12 March", ["Mary Jones", "Tom Green"]),
        ("Attended by: Mary Jones and Tom Green", ["Mary Jones", "Tom Green"]),
    ],
)
def test_who_was_there(text: str, names: list[str]) -> None:
    assert [one.name for one in _head(text).attendees] == names


def _head(text: str) -> MeetingFacts:
    return read_meeting(read_form(lines(text)), LETTER, dates("en"), PEOPLE, minutes=True)


def test_tasks_grouped_by_person() -> None:
    text = "Below the to-dos.\n\nPeter Brown:\n- Visit Halden\n- Send the list by 12 March\n\nTom Walker:\n- Build it"
    actions, _ = read(text, "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [
        ("Visit Halden", "Peter Brown", None),
        ("Send the list", "Peter Brown", MARCH_12),
        ("Build it", "Tom Walker", None),
    ]


def test_names_as_items_with_their_tasks_below() -> None:
    text = "Action items\n1. Peter Smith\n   Task: Send the list\n   Due: 12 March\n"
    actions, _ = read(text + "2. Tom Walker\n   Task: Call the bank\n   Due: 12 March", "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [
        ("Send the list", "Peter Smith", MARCH_12),
        ("Call the bank", "Tom Walker", MARCH_12),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_records_of_who_what_and_when(order: tuple[int, ...]) -> None:
    records = [
        ["Who: Peter Smith", "What: Set up the server", "When: 12 March"],
        ["Who: Tom Walker", "What: Order the disks", "When: 12 March"],
    ]
    actions, _ = read("Actions\n" + "\n".join(record[n] for record in records for n in order), "en")
    assert [(a.task, a.owner, a.due) for a in actions] == [
        ("Set up the server", "Peter Smith", MARCH_12),
        ("Order the disks", "Tom Walker", MARCH_12),
    ]


def test_reports_grouped_by_person_are_no_tasks() -> None:
    assert read("Peter Brown:\n- visited Halden on 1 March\nTom Walker:\n- on leave until 12 March", "en")[0] == ()


@pytest.mark.parametrize(
    ("text", "task", "owner"),
    [
        ("The roof leaks. It was agreed to obtain three quotes.\nAction: PS", "obtain three quotes", "PS"),
        ("The school should be asked about it.   Action: PS", "The school should be asked about it", "PS"),
        ("PS will write to the bank about it.\nACTION: PS", "write to the bank about it", "PS"),
        ("The hall needs a new lock. (Action: Peter Smith)", "The hall needs a new lock", "Peter Smith"),
    ],
)
def test_owner_below_the_sentence(text: str, task: str, owner: str) -> None:
    actions, _ = read(text, "en")
    assert [(a.task, a.owner, a.owner_email) for a in actions] == [(task, owner, "peter.smith@example.com")]


@pytest.mark.parametrize(
    ("written", "attendees", "email"),
    [
        ("PS", (), "peter.smith@example.com"),
        ("P.S.", (), "peter.smith@example.com"),
        ("PS", ("Paul Stone",), None),
        ("HR", (), None),
        ("ps", (), None),
    ],
)
def test_initials(written: str, attendees: tuple[str, ...], email: str | None) -> None:
    people = replace(PEOPLE, attendees=tuple(Attendee(name, None, None) for name in attendees))
    assert resolve(written, people).email == email


@pytest.mark.parametrize("name", ["Dr. Katrin Bauer", "Bauer, Katrin (IT)", "'Katrin Bauer'"])
def test_names_in_the_header(name: str) -> None:
    people = Context(DIRECTORY, (), ((name, "katrin.bauer@example.org"),))
    assert resolve("Katrin Bauer", people).email == "katrin.bauer@example.org"
