"""English minutes: how owners, markers and deadlines stand in lists, and what the head of the paper says."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.invented import read

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
