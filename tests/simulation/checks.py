"""What must hold when the quarter is over; each fault names its mail or item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.answers import Meant
from tests.simulation.plans import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.storage.database import Row, Session
    from tests.simulation.plans import Plan
    from tests.simulation.quarter import Letter, Quarter

CHECKS = (
    "every item ends closed, cancelled or escalated",
    "one reminder mail a person and day",
    "nothing but answers outside working hours",
    "no mail to a person with nothing to do",
    "every mail can be parsed",
    "every mail bears its marks",
    "every change of an item has its event",
    "everything was sent",
    "quarantine holds only what is meant for it",
    "only unclear words are called unclear",
    "minutes are read as they were written",
    "every mail that came in was dealt with",
    "nothing failed for the administrator to hear of",
)


def faults(quarter: Quarter) -> dict[str, list[str]]:
    """All checks in their order, each with what is wrong."""
    found: dict[str, list[str]] = {check: [] for check in CHECKS}
    for check, what in quarter.watch.faults.items():
        found[check] += what
    session = quarter.store.session
    found["every item ends closed, cancelled or escalated"] += _unfinished(session)
    found["everything was sent"] += [
        f"{row['kind']} to {row['recipients']} is {row['state']}: {row['error']}"
        for row in quarter.store.outbox.unsent()
    ]
    incoming = {row["message_id"]: row for row in session.rows("select * from inbox")}
    for message_id, letter in quarter.letters.items():
        row = incoming.get(message_id) or incoming.get(message_id.strip("<>"))
        if row is None:
            found["every mail that came in was dealt with"].append(_named(letter))
        elif (row["outcome"] == "quarantined") is not (letter.meant is Meant.QUARANTINE):
            found["quarantine holds only what is meant for it"].append(
                f"{_named(letter)} is {row['outcome']}: {row['reason']}"
            )
    found["only unclear words are called unclear"] += _misunderstood(quarter, session)
    found["minutes are read as they were written"] += [
        fault for plan in quarter.plans for fault in _misread(session, plan)
    ]
    found["nothing failed for the administrator to hear of"] += [
        f"{row['what']}: {row['detail']}"
        for row in session.rows(
            "select * from notices_to_administrator"
            " where what in ('failed_mail', 'undeliverable', 'address_failing', 'held')"
        )
    ]
    return found


def _unfinished(session: Session) -> Iterator[str]:
    """Items that are neither over nor in the leader's hands."""
    rows = session.rows(
        "select items.*, (select count(*) from events where item_id = items.id and what = 'escalated') as escalated"
        " from items where status not in ('closed', 'cancelled')"
    )
    for row in rows:
        if not row["escalated"] or row["status"] == "proposed":
            name = f"CM-{row['meeting_id']}/{row['number']} {row['status']}"
            yield f"{name}, {row['owner_email']}, due {row['due']}: {row['task']}"


def _misunderstood(quarter: Quarter, session: Session) -> Iterator[str]:
    rows = session.rows(
        "select outbox.key, inbox.message_id, inbox.new_text, inbox.reason from outbox"
        " join inbox on outbox.key = 'unclear/' || inbox.digest where outbox.kind = 'unclear'"
    )
    for row in rows:
        letter = quarter.letters.get(row["message_id"]) or quarter.letters.get(f"<{row['message_id']}>")
        if letter and letter.again == 0 and "older version" in str(row["reason"]):
            # It crossed with the corrected minutes; what is answered then has to count.
            continue
        if letter is None or letter.meant is not Meant.UNCLEAR:
            asked = letter.answers if letter else None
            about = f" to {asked.kind} ({asked.mail['Subject']})" if asked else ""
            yield f"{_named(letter) if letter else row['message_id']}{about}: {row['new_text']!r} ({row['reason']})"


def _misread(session: Session, plan: Plan) -> Iterator[str]:
    """The items of a meeting's first minutes against what was written in them."""
    meetings = session.rows("select * from meetings where topic = ?", [plan.topic])
    if plan.fate is Fate.CANCELLED:
        if [row["status"] for row in meetings] != ["cancelled"]:
            yield f"{plan.topic} was cancelled: {[row['status'] for row in meetings]}"
        return
    if len(meetings) != 1:
        yield f"{plan.topic} is {len(meetings)} meetings"
        return
    (meeting,) = meetings
    if meeting["version"] == 0:
        yield f"{plan.topic} ({plan.shape}, {plan.announced}) has no minutes: {meeting['status']}"
        return
    if str(meeting["start"])[:16] != f"{plan.held_at:%Y-%m-%dT%H:%M}" and plan.shape != "prose":
        yield f"CM-{meeting['id']} {plan.topic} starts {meeting['start']}, not {plan.held_at}"
    named = f"CM-{meeting['id']} {plan.topic} ({plan.shape})"
    items = {row["task"]: row for row in session.rows("select * from items where meeting_id = ?", [meeting["id"]])}
    for task in plan.tasks:
        row = _item(items, task.what)
        if row is None:
            yield f"{named}: {task.what!r} is not among {list(items)}"
    if len(items) != len(plan.tasks):
        yield f"{named}: {len(items)} items, not {len(plan.tasks)}: {list(items)}"


def _item(items: dict[str, Row], task: str) -> Row | None:
    return next((row for text, row in items.items() if task.casefold() in text.casefold()), None)


def _named(letter: Letter) -> str:
    return f"{letter.at:%m-%d %H:%M} {letter.who} {letter.mail['Message-ID']} {letter.mail['Subject']}"
