"""Rules that are changed in a house at work count from the next look at the clock on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.storage.database import instant_of
from tests.workflow.office import configuration

if TYPE_CHECKING:
    from tests.workflow.office import Office


def change(office: Office, **rules: object) -> Office:
    office.config = configuration(Path(office.config.database), rules=rules)
    return office.tick()


def looks_next(office: Office, number: int) -> str:
    (row,) = office.store.session.rows("select next_at from items where meeting_id = 1 and number = ?", [number])
    return str(office.config.calendar.local(instant_of(row["next_at"])))[:16]


def test_an_item_far_from_its_deadline_is_looked_at_when_the_new_rules_say(office: Office) -> None:
    # Item 2 is due on Tuesday 12 March.
    office.tracked()
    assert looks_next(office, 2) == "2024-03-08 09:00"
    change(office, remind_before=["1 day"])
    assert office.sent() == []
    assert looks_next(office, 2) == "2024-03-11 09:00"


def test_a_warning_that_the_new_rules_would_have_given_already_comes_at_once(office: Office) -> None:
    office.tracked().at("2024-03-07 10:00")
    office.sent()
    change(office, remind_before=["6 days"])
    assert office.kinds() == [("reminder", "wang.qiang")]
    assert office.tick().kinds() == []


def test_no_warning_comes_twice_because_the_rules_were_changed(office: Office) -> None:
    office.tracked().at("2024-03-07 09:00")
    office.sent()
    change(office, escalate_after="9 days")
    assert office.kinds() == []
    kinds = [kind for kind, _ in office.at("2024-03-11 09:00").kinds()]
    assert kinds == ["overdue", "overdue", "reminder", "second-meeting"]


def test_changed_rules_leave_a_claim_with_its_verifier(office: Office) -> None:
    office.tracked().at("2024-03-06 09:00").answer("zhang.wei", "reminder", "已完成")
    office.sent()
    change(office, escalate_after="9 days")
    assert office.kinds() == []
    assert office.statuses()["CM-1/1"] == "claimed"
