"""What must hold of the record after every mail and every hour, whoever wrote what in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coordmail.record import EventKind, MailKind
from coordmail.storage.database import instant_of
from coordmail.workflow.desk import ANSWERS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from coordmail.config import Config
    from coordmail.storage.store import Store

Row = dict[str, Any]

_OVER = ("closed", "cancelled")
_ABOUT_OPEN_ITEMS = ("reminder", "overdue", "escalation", "verify-request", "delay-request")
_SAME_FOR_EVER = {"meetings": ("language",), "items": ("meeting_id", "number")}

_RECURS = (EventKind.RECURS, EventKind.OCCURRENCE_DONE, EventKind.OCCURRENCE_MISSED)

_MAY_CHANGE: dict[str, dict[str, frozenset[EventKind]]] = {
    # Which lines of history explain a new value of which column, among those that the same step appended.
    "items": {
        "task": frozenset({EventKind.REVISED}),
        "owner_email": frozenset({EventKind.REVISED, EventKind.OWNER_CHANGED}),
        "due": frozenset({EventKind.REVISED, EventKind.DELAY_AGREED, EventKind.DEADLINE_MOVED, *_RECURS}),
        "original_due": frozenset({EventKind.REVISED, EventKind.RECURS}),
        "deadline_version": frozenset(
            {EventKind.REVISED, EventKind.DELAY_AGREED, EventKind.DEADLINE_MOVED, EventKind.OWNER_CHANGED, *_RECURS}
        ),
        "postponed": frozenset({EventKind.DELAY_AGREED, EventKind.DEADLINE_MOVED, *_RECURS}),
        "percent": frozenset(
            {
                *_RECURS,
                EventKind.PROGRESS,
                EventKind.CLAIMED,
                EventKind.VERIFIED,
                EventKind.REOPENED,
                EventKind.DELAY_ASKED,
                EventKind.BLOCKED,
            }
        ),
        "blocked": frozenset(
            {
                EventKind.BLOCKED,
                EventKind.UNBLOCKED,
                EventKind.PROGRESS,
                EventKind.CLAIMED,
                EventKind.OWNER_CHANGED,
                EventKind.DEADLINE_MOVED,
                EventKind.DELAY_AGREED,
                EventKind.VERIFIED,
                EventKind.CANCELLED,
            }
        ),
        "requested_due": frozenset(
            {
                EventKind.DELAY_ASKED,
                EventKind.DELAY_AGREED,
                EventKind.DELAY_REFUSED,
                EventKind.DEADLINE_MOVED,
                EventKind.OWNER_CHANGED,
                EventKind.CLAIMED,
                EventKind.CANCELLED,
                EventKind.REVISED,
            }
        ),
        "closed_at": frozenset({EventKind.VERIFIED}),
        "result": frozenset({EventKind.VERIFIED}),
    },
    "requests": {
        "status": frozenset({EventKind.APPROVAL_ASKED, EventKind.APPROVED, EventKind.REFUSED}),
        "answered_by": frozenset({EventKind.APPROVED, EventKind.REFUSED}),
    },
    "signoffs": {
        "stands": frozenset({EventKind.STANDS, EventKind.MINUTES}),
        "version": frozenset({EventKind.MINUTES}),
    },
}
_ASSENTED = {
    "yes": EventKind.SIGNED_OFF,
    "no": EventKind.SIGNED_OFF,
    "amend": EventKind.SIGNED_OFF,
    "silent": EventKind.SILENT,
    "sender": EventKind.MINUTES,
    "none": EventKind.MINUTES,
}


@dataclass(frozen=True)
class Snapshot:
    """The record at one moment: the tables whose rows change, and how far those had come that only grow."""

    tables: dict[str, dict[Any, Row]]
    last_event: int
    last_mail: int


def snapshot(store: Store) -> Snapshot:
    """How things stand now."""
    rows = store.session.rows
    tables = {
        name: {row["id"]: row for row in rows(f"select * from {name}")} for name in ("items", "meetings", "requests")
    }
    tables["signoffs"] = {(s["meeting_id"], s["email"] or s["name"]): s for s in rows("select * from signoffs")}
    (last,) = rows(
        "select (select coalesce(max(id), 0) from events) as event, (select coalesce(max(id), 0) from outbox) as mail"
    )
    return Snapshot(tables, last["event"], last["mail"])


def everything(store: Store) -> dict[str, list[Row]]:
    """The whole database, to be compared."""
    names = store.session.rows("select name from sqlite_master where type = 'table' order by name")
    return {name: store.session.rows(f"select * from {name}") for (name,) in (row.values() for row in names)}


def assert_consistent(store: Store, config: Config, now: datetime, before: Snapshot) -> Snapshot:
    """Check the whole record against itself, and what became of it since `before`; how it stands now."""
    after = snapshot(store)
    events = store.session.rows("select * from events order by id")
    fresh = [event for event in events if event["id"] > before.last_event]
    _causes(store, config, events)
    _columns(before, after, fresh)
    _replayed(after, events)
    _items(after, config, now)
    _meetings(store, after)
    _mails(store, config, before, after)
    _silence(store, before, fresh)
    return after


def _causes(store: Store, config: Config, events: list[Row]) -> None:
    inbox = {row["id"]: row for row in store.session.rows("select * from inbox")}
    for event in events:
        cause = inbox.get(event["inbox_id"])
        if event["inbox_id"] is None:
            assert event["actor"] == "", f"somebody acts without a mail: {event}"
        else:
            assert cause is not None, f"caused by a mail that is not kept: {event}"
            assert cause["outcome"] == "processed", f"caused by a mail that was {cause['outcome']}: {event}"
            assert event["actor"] == cause["sender"], f"somebody else's mail: {event}"
    known = {person.email for person in config.directory.people}
    for mail in inbox.values():
        acts = mail["outcome"] == "processed" and not mail["reason"].startswith("bounced")
        assert not acts or mail["sender"] in known, f"a stranger's mail took effect: {mail['reason']}"


def _columns(before: Snapshot, after: Snapshot, fresh: list[Row]) -> None:
    for table, columns in _MAY_CHANGE.items():
        for key, row in after.tables[table].items():
            old = before.tables[table].get(key)
            if old is None:
                happened = {e["what"] for e in fresh if e["meeting_id"] == row["meeting_id"]}
                assert EventKind.MINUTES in happened, f"{table} {key} came from nowhere"
                continue
            meeting = row["meeting_id"]
            concerned = [e for e in fresh if e["meeting_id"] == meeting]
            if table == "items":
                concerned = [e for e in concerned if e["item_id"] == key]
            happened = {e["what"] for e in concerned}
            for column, reasons in columns.items():
                if row[column] != old[column]:
                    assert happened & reasons, (
                        f"{table} {key}: {column} {old[column]} -> {row[column]} after {happened}"
                    )
            if table == "items" and row["due"] != old["due"]:
                told = any(str(row["due"] or "-")[:10] in e["detail"] for e in concerned)
                assert told, f"the history does not tell the new deadline {row['due']} of item {key}: {concerned}"
            if table == "signoffs" and row["assent"] != old["assent"]:
                assert _ASSENTED[row["assent"]] in happened, f"{key}: {old['assent']} -> {row['assent']} by {happened}"
    for key, row in after.tables["items"].items():
        old = before.tables["items"].get(key)
        if old is None:
            continue
        assert row["deadline_version"] >= old["deadline_version"]
        assert row["postponed"] >= old["postponed"]
        agreed_before = old["opened_at"] is not None
        assert not agreed_before or row["original_due"] == old["original_due"], (
            f"item {key}: the first date was changed"
        )
        assert (row["meeting_id"], row["number"]) == (old["meeting_id"], old["number"])
    for name in ("items", "meetings"):
        assert before.tables[name].keys() <= after.tables[name].keys(), f"{name} were lost"


def _replayed(after: Snapshot, events: list[Row]) -> None:
    """The statuses, as the history alone gives them."""
    for meeting_id, meeting in after.tables["meetings"].items():
        status, version = "announced", 0
        items: dict[int, str] = {}
        claims: set[int] = set()
        for event in (e for e in events if e["meeting_id"] == meeting_id):
            what, item = event["what"], event["item_id"]
            if item is None:
                moved = _MEETING_GOES.get(what)
                version += what == EventKind.MINUTES
                # Whether a moved meeting is still to come, so that its form goes out anew, is in its times.
                stays = what == EventKind.MOVED and status == meeting["status"] == "minutes_due"
                status = status if stays else moved or status
                if what == EventKind.AGREED:
                    items |= {i: "claimed" if i in claims else "open" for i, s in items.items() if s == "proposed"}
                if what == EventKind.MINUTES:
                    added = [i for i, row in after.tables["items"].items() if row["meeting_id"] == meeting_id]
                    # Which version brought an item is not in the history: those that nothing was said of wait.
                    items |= {i: "proposed" for i in added if i not in items}
                continue
            _move_item(items, claims, what, item)
        assert (meeting["status"], meeting["version"]) == (status, version), f"CM-{meeting_id}: {meeting['status']}"
        for item_id, row in after.tables["items"].items():
            if row["meeting_id"] == meeting_id and row["status"] != items[item_id]:
                born_late = row["status"] == "proposed" and not any(e["item_id"] == item_id for e in events)
                assert born_late, f"item {item_id} is {row['status']}, by its history {items[item_id]}"


_MEETING_GOES = {
    EventKind.REGISTERED: "announced",
    EventKind.MOVED: "announced",
    EventKind.FORM_SENT: "minutes_due",
    EventKind.MINUTES: "confirming",
    EventKind.AGREED: "tracking",
    EventKind.CLOSED: "closed",
    EventKind.CANCELLED: "cancelled",
}
_ITEM_GOES = {
    EventKind.VERIFIED: "closed",
    EventKind.CANCELLED: "cancelled",
    EventKind.REVISED: "proposed",
}


def _move_item(items: dict[int, str], claims: set[int], what: str, item: int) -> None:
    if what == EventKind.CLAIMED:
        claims.add(item)
        if items[item] == "open":
            items[item] = "claimed"
    if what == EventKind.REOPENED:
        claims.discard(item)
        if items[item] == "claimed":
            items[item] = "open"
    items[item] = _ITEM_GOES.get(EventKind(what), items[item])


def _items(after: Snapshot, config: Config, now: datetime) -> None:
    open_now = config.calendar.is_working_time(now)
    for item in after.tables["items"].values():
        ref = f"CM-{item['meeting_id']}/{item['number']}"
        status = item["status"]
        if status in _OVER:
            assert item["next_at"] is None, f"{ref} is {status}, and the clock is to look at it"
            assert item["blocked"] is None, f"{ref} is {status} and stuck"
            assert item["requested_due"] is None, f"{ref} is {status} and waits for a new date"
        assert (status == "closed") == (item["closed_at"] is not None), f"{ref} is {status}, closed {item['closed_at']}"
        if status in {"claimed", "closed"}:
            assert item["percent"] == 100, f"{ref} is {status} at {item['percent']}%"
        if status == "claimed":
            assert item["claimed_at"], f"{ref} is claimed since never"
            pending = [part for part in ("blocked", "requested_due") if item[part]]
            assert pending == [], f"{ref} is claimed, and stuck or to be postponed"
        if status == "open":
            assert item["claimed_at"] is None, f"{ref} is open and claimed"
            assert item["opened_at"], f"{ref} is open since never"
            if item["due"] and open_now:
                assert item["next_at"], f"{ref} has a deadline, and the clock never looks at it"
                assert instant_of(item["next_at"]) > now, f"{ref} was due {item['next_at']} and is not attended to"
        request = [item[f"requested_{part}"] is None for part in ("due", "at")]
        assert len(set(request)) == 1, f"{ref}: half a request"
        assert (item["blocked"] is None) == (item["blocked_at"] is None), f"{ref}: half stuck"


def _meetings(store: Store, after: Snapshot) -> None:
    for meeting_id, meeting in after.tables["meetings"].items():
        own = [i for i in after.tables["items"].values() if i["meeting_id"] == meeting_id]
        numbered = [i["number"] for i in own]
        assert len(numbered) == len(set(numbered))
        counted = [i for i in own if i["status"] != "cancelled"]
        waiting = [i for i in counted if i["status"] != "closed"]
        assert store.items.counts(meeting_id) == (len(counted), len(waiting))
        status = meeting["status"]
        assert status != "closed" or not waiting, f"CM-{meeting_id} is closed with open items"
        assert status != "tracking" or not any(i["status"] == "proposed" for i in own), f"CM-{meeting_id}"
        assert (status == "closed") == (meeting["closed_at"] is not None)
        if status in _OVER:
            assert meeting["next_at"] is None or status == "closed"
        versions = [row["version"] for row in store.meetings.minutes(meeting_id)]
        assert versions == list(range(1, meeting["version"] + 1))


def _mails(store: Store, config: Config, before: Snapshot, after: Snapshot) -> None:
    rows = store.session.rows
    assert rows("pragma foreign_key_check") == []
    own = config.smtp.address
    assert not rows("select 1 from deliveries where address = ?", [own]), "a mail to ourselves"
    known = {person.email for person in config.directory.people} | {config.administrator}
    strangers = {row["address"] for row in rows("select distinct address from deliveries")} - known
    assert not strangers, f"strangers are mailed: {strangers}"
    mornings = [
        (row["person"], config.calendar.local(instant_of(row["created_at"])).date())
        for row in rows(
            "select person, created_at from questions join outbox on outbox.id = outbox_id"
            " where outbox.kind in ('reminder', 'overdue')"
        )
    ]
    assert len(mornings) == len(set(mornings)), "two reminders a day"
    for mail in rows("select id, kind, key, created_at, next_try from outbox where id > ?", [before.last_mail]):
        written = instant_of(mail["next_try"])
        at_once = MailKind(mail["kind"]) in ANSWERS_AT_ONCE
        assert at_once or config.calendar.is_working_time(written), f"{mail['key']} goes out at {written}"
        lines = rows(
            "select number, item_id, request_id from question_lines join questions on questions.id = question_id"
            " where outbox_id = ? order by number",
            [mail["id"]],
        )
        assert all((line["item_id"] is None) != (line["request_id"] is None) for line in lines)
        if mail["kind"] in _ABOUT_OPEN_ITEMS:
            assert lines, f"{mail['key']} is about nothing"
            for line in lines:
                old = before.tables["items"].get(line["item_id"])
                assert old is None or old["status"] not in _OVER, f"{mail['key']} is about an item that was over"


def _silence(store: Store, before: Snapshot, fresh: list[Row]) -> None:
    """Nobody's silence counts who was not asked."""
    for event in fresh:
        if event["what"] == EventKind.DELAY_AGREED and event["inbox_id"] is None:
            item = before.tables["items"][event["item_id"]]
            asked = store.session.rows(
                "select outbox.created_at from question_lines join questions on questions.id = question_id"
                " join outbox on outbox.id = outbox_id where item_id = ? and outbox.kind = 'delay-request'"
                " and outbox.created_at >= ? and outbox.created_at < ?",
                [item["id"], item["requested_at"], event["at"]],
            )
            assert asked, f"silence agreed to a date for item {item['id']} that nobody was asked about"


def assert_touched_only(store: Store, inbox_id: int, items: Collection[int]) -> None:
    """What the mail `inbox_id` did, it did to `items` only."""
    touched = {
        row["item_id"]
        for row in store.session.rows(
            "select item_id from events where inbox_id = ? and item_id is not null", [inbox_id]
        )
    }
    assert touched <= set(items), f"items {touched - set(items)} were touched by a mail that was not about them"
