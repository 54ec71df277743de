"""What comes in and what goes out: watermarks, filings, attempts, the outbox and its pauses."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.storage.inbox import Incoming, Place

if TYPE_CHECKING:
    from coordmail.storage.outbox import Outgoing
    from coordmail.storage.store import Store

NOW = datetime(2024, 3, 5, 8, tzinfo=UTC)
BOX = "minutes@imap.example.com/INBOX"


def incoming(message_id: str = "<1@example.com>", digest: str = "d1") -> Incoming:
    return Incoming(BOX, message_id, digest, "li.na@example.com", "会议通知", NOW, "new", "old")


def test_a_mail_is_known_by_its_id_and_content(store: Store) -> None:
    inbox_id = store.inbox.add(incoming(), "notice", "processed", None, NOW)
    assert store.inbox.known("<1@example.com>", "d1")
    assert not store.inbox.known("<1@example.com>", "d2")
    assert not store.inbox.known("<2@example.com>", "d1")
    store.inbox.add(incoming(digest="d2"), None, "ignored", "automatic", NOW)
    with pytest.raises(sqlite3.IntegrityError):
        store.inbox.add(incoming(), "notice", "processed", None, NOW)
    store.inbox.conclude(inbox_id, "quarantined", "why", None)
    assert store.session.row("select outcome, reason from inbox where id = ?", [inbox_id]) == {
        "outcome": "quarantined",
        "reason": "why",
    }


def test_the_watermark_never_falls_until_the_folder_is_renumbered(store: Store) -> None:
    assert store.inbox.watermark(BOX, 7) == 0
    for uid, expected in ((5, 5), (3, 5), (9, 9)):
        store.inbox.advance(Place(BOX, 7, uid))
        assert store.inbox.watermark(BOX, 7) == expected
    assert store.inbox.watermark(BOX, 8) == 0
    assert store.inbox.watermark("other", 7) == 0
    store.inbox.advance(Place(BOX, 8, 2))
    assert store.inbox.watermark(BOX, 8) == 2
    assert store.inbox.watermark(BOX, 7) == 0


def test_filings_are_kept_until_carried_out(store: Store) -> None:
    for uid, folder in ((3, "Processed"), (1, "Processed"), (2, "Quarantine")):
        store.inbox.to_file(Place(BOX, 7, uid), folder)
    store.inbox.to_file(Place(BOX, 7, 3), "Quarantine")
    assert store.inbox.filings(BOX, 7) == {"Processed": [1], "Quarantine": [2, 3]}
    store.inbox.filed(BOX, 7, [1, 2])
    assert store.inbox.filings(BOX, 7) == {"Quarantine": [3]}
    store.inbox.to_file(Place("other", 6, 1), "Processed")
    assert store.inbox.filings(BOX, 8) == {}
    assert store.inbox.filings(BOX, 7) == {}
    assert store.inbox.filings("other", 6) == {"Processed": [1]}


def test_attempts_are_counted_by_place(store: Store) -> None:
    place = Place(BOX, 7, 4)
    assert [store.inbox.failed(place, "why") for _ in range(3)] == [1, 2, 3]
    assert store.inbox.failed(Place(BOX, 7, 2), "why") == 1
    assert store.inbox.to_retry(BOX, 7) == [2, 4]
    assert store.inbox.to_retry(BOX, 8) == []
    store.inbox.settled(place)
    assert store.inbox.to_retry(BOX, 7) == [2]
    assert store.inbox.failed(place, "why") == 1


def queue(store: Store, key: str = "form/CM-1", *recipients: str) -> int:
    to = recipients or ("li.na@example.com",)
    return store.outbox.add(key, "form", None, f"<{key}@example.com>", "Form", b"mail \xff", to, NOW)


def due(store: Store, now: datetime) -> Outgoing:
    (mail,) = store.outbox.due(now)
    return mail


def test_one_key_one_mail(store: Store) -> None:
    assert not store.outbox.has("form/CM-1")
    outbox_id = queue(store)
    assert store.outbox.has("form/CM-1")
    assert store.outbox.mail(outbox_id) == b"mail \xff"
    assert store.outbox.mail(outbox_id + 1) == b""
    with pytest.raises(sqlite3.IntegrityError):
        queue(store)


def test_the_order_of_sending_and_the_next_moment(store: Store) -> None:
    assert store.outbox.next_try() is None
    ids = [queue(store, f"k{n}") for n in range(3)]
    assert [mail.id for mail in store.outbox.due(NOW)] == ids
    assert [mail.id for mail in store.outbox.due(NOW, limit=2)] == ids[:2]
    assert store.outbox.due(NOW - timedelta(seconds=1)) == []
    assert store.outbox.next_try() == NOW


def test_the_pauses_grow_then_hourly_then_it_is_given_up(store: Store) -> None:
    outbox_id = queue(store)
    now, pauses = NOW, []
    while True:
        mail = due(store, now)
        store.outbox.sending([outbox_id], now)
        if store.outbox.settle(mail, "451 later", now) == "failed":
            break
        following = store.outbox.next_try()
        assert following
        assert store.outbox.due(following - timedelta(seconds=1)) == []
        pauses.append(int((following - now).total_seconds()) // 60)
        now = following
    assert pauses[:4] == [1, 5, 15, 60]
    assert set(pauses[4:]) == {60}
    assert timedelta(days=2) <= now - NOW <= timedelta(days=2, hours=1)
    assert store.outbox.due(now + timedelta(days=9)) == []
    (row,) = store.outbox.unsent()
    assert (row["state"], row["error"], row["recipients"]) == ("failed", "451 later", "li.na@example.com")


def test_a_delivered_mail_is_sent(store: Store) -> None:
    outbox_id = queue(store)
    mail = due(store, NOW)
    store.outbox.sending([outbox_id], NOW)
    store.outbox.delivered(outbox_id, mail.recipients, NOW)
    assert store.outbox.settle(mail, None, NOW) == "sent"
    assert store.outbox.unsent() == []
    assert store.outbox.sent_since("li.na@example.com", NOW - timedelta(hours=1), NOW) == 1
    assert store.outbox.sent_since("li.na@example.com", NOW, NOW) == 0
    assert not store.outbox.retry(outbox_id, NOW)
    assert not store.outbox.drop(outbox_id)
    assert store.outbox.due(NOW) == []


def test_recipients_are_settled_one_by_one(store: Store) -> None:
    a, b, c = (f"{name}@example.com" for name in "abc")
    outbox_id = queue(store, "k", a, b, c, a)
    mail = due(store, NOW)
    assert mail.recipients == (a, b, c)
    store.outbox.sending([outbox_id], NOW)
    store.outbox.delivered(outbox_id, [a], NOW)
    store.outbox.refused(outbox_id, b, "550 nobody")
    assert store.outbox.settle(mail, "c later", NOW) == "waiting"
    later = due(store, NOW + timedelta(minutes=1))
    assert (later.recipients, later.attempts) == ((c,), 1)
    store.outbox.delivered(outbox_id, [c], NOW)
    assert store.outbox.settle(later, None, NOW) == "sent"
    assert not store.outbox.retry(outbox_id, NOW)
    states = store.session.rows("select address, state from deliveries order by address")
    assert [row["state"] for row in states] == ["sent", "failed", "sent"]
    assert store.outbox.went_to(outbox_id, b)
    assert not store.outbox.went_to(outbox_id, "d@example.com")


def test_all_refused_is_failed_and_may_be_retried_or_dropped(store: Store) -> None:
    outbox_id = queue(store)
    store.outbox.sending([outbox_id], NOW)
    store.outbox.refused(outbox_id, "li.na@example.com", "550 nobody")
    assert store.outbox.settle(due(store, NOW), "550 nobody", NOW) == "failed"
    later = NOW + timedelta(days=3)
    assert store.outbox.retry(outbox_id, later)
    mail = due(store, later)
    assert (mail.recipients, mail.attempts) == (("li.na@example.com",), 0)
    assert store.outbox.settle(mail, "451", later) == "waiting"
    assert store.outbox.drop(outbox_id)
    assert not store.outbox.drop(outbox_id)
    assert store.outbox.unsent() == []
    assert store.outbox.next_try() is None
    assert store.outbox.retry(outbox_id, later)
    assert not store.outbox.retry(outbox_id + 1, later)


def test_a_crash_is_no_try_of_the_mails_whose_turn_had_not_come(store: Store) -> None:
    outbox_id = queue(store)
    for _ in range(3):
        store.outbox.sending([outbox_id], NOW)
    mail = due(store, NOW)
    assert store.outbox.settle(mail, "451 not now", NOW) == "waiting"
    assert store.outbox.next_try() == NOW + timedelta(minutes=1)


def test_a_mail_that_was_in_hand_at_a_crash_goes_out_again(store: Store) -> None:
    outbox_id = queue(store)
    store.outbox.sending([outbox_id], NOW)
    mail = due(store, NOW)
    assert (mail.id, mail.attempts, mail.message_id) == (outbox_id, 0, "<form/CM-1@example.com>")


def test_postponing_counts_no_try(store: Store) -> None:
    outbox_id = queue(store)
    for n in range(1, 4):
        store.outbox.sending([outbox_id], NOW)
        store.outbox.postpone(outbox_id, NOW + timedelta(hours=n), "too many")
    mail = due(store, NOW + timedelta(hours=3))
    assert mail.attempts == 0
    assert store.outbox.unsent()[0]["error"] == "too many"


def test_our_own_mail_is_found_by_its_id(store: Store) -> None:
    outbox_id = queue(store)
    found = store.outbox.by_message_id("<form/CM-1@example.com>")
    assert found == {"id": outbox_id, "kind": "form", "meeting_id": None, "subject": "Form"}
    assert store.outbox.by_message_id("<x>") is None
