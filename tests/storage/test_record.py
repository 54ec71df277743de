"""Meetings, items, questions, sign-offs, requests and history as they are kept."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from coordmail.model import Attendee
from coordmail.record import Approval, Assent, EventKind, ItemStatus, MailKind, MeetingStatus
from coordmail.storage.items import Filter
from coordmail.storage.questions import QuestionLine

if TYPE_CHECKING:
    from coordmail.record import Item, Meeting
    from coordmail.storage.store import Store

NOW = datetime(2024, 3, 5, 8, tzinfo=UTC)
LI, ZHANG, WANG = (f"{who}@example.com" for who in ("li.na", "zhang.wei", "wang.qiang"))


def meeting(store: Store, **values: Any) -> Meeting:
    facts = {"topic": "周会", "topic_key": "周会", "status": MeetingStatus.ANNOUNCED, "language": "zh"}
    return store.meetings.add(facts | values, [Attendee("张伟", "技术部", ZHANG), Attendee("客人")])


def item(store: Store, meeting_id: int, number: int = 1, **values: Any) -> Item:
    facts = {"meeting_id": meeting_id, "number": number, "task": "调整", "status": ItemStatus.OPEN}
    return store.items.add(facts | values)


def test_a_meeting_comes_back_as_it_went(store: Store) -> None:
    kept = meeting(
        store,
        start=datetime(2024, 3, 5, 14),  # noqa: DTZ001 - local, as the notice says it
        end=date(2024, 3, 5),
        agenda=("现状", "措施"),
        departments=("技术部",),
        agreed_at=NOW,
        uid="u@example.com",
    )
    assert store.meetings.get(kept.id) == kept
    assert (kept.ref, kept.agenda, kept.departments) == ("CM-1", ("现状", "措施"), ("技术部",))
    assert (kept.start, kept.end, kept.agreed_at) == (datetime(2024, 3, 5, 14), date(2024, 3, 5), NOW)  # noqa: DTZ001
    assert kept.attendees == (Attendee("张伟", "技术部", ZHANG), Attendee("客人"))
    changed = store.meetings.update(kept.id, {"status": MeetingStatus.CLOSED}, [Attendee("李娜")])
    assert (changed.status, changed.attendees) == (MeetingStatus.CLOSED, (Attendee("李娜"),))
    assert store.meetings.by_uid("u@example.com") == changed
    with pytest.raises(LookupError):
        store.meetings.get(9)


@pytest.mark.parametrize("ref", ["CM-1", "cm-1", "1", "CM-01"])
def test_meetings_by_reference(store: Store, ref: str) -> None:
    kept = meeting(store)
    assert store.meetings.by_ref(ref) == kept


@pytest.mark.parametrize("ref", ["", "CM-", "CM-2", "CM-x", "CM-1/1", "CM--1", "１", "9" * 40, "1 or 1=1"])
def test_no_meeting_by_such_a_reference(store: Store, ref: str) -> None:
    meeting(store)
    assert store.meetings.by_ref(ref) is None


def test_a_reference_is_never_used_again(store: Store) -> None:
    first = meeting(store)
    store.session.execute("delete from attendees")
    store.session.execute("delete from meetings")
    assert meeting(store).id == first.id + 1


def test_meetings_by_topic_newest_first(store: Store) -> None:
    ids = [meeting(store).id for _ in range(3)]
    meeting(store, topic_key="other")
    assert [m.id for m in store.meetings.by_topic("周会")] == ids[::-1]


def test_what_the_clock_has_to_look_at(store: Store) -> None:
    kept = meeting(store)
    one = item(store, kept.id)
    assert store.meetings.due(NOW) == []
    assert store.items.due(NOW) == ()
    store.meetings.wake(kept.id, NOW)
    store.items.wake(one.id, NOW + timedelta(seconds=1))
    assert [m.id for m in store.meetings.due(NOW)] == [kept.id]
    assert store.items.due(NOW) == ()
    assert [i.id for i in store.items.due(NOW + timedelta(seconds=1))] == [one.id]
    store.meetings.wake(kept.id, None)
    assert store.meetings.due(NOW + timedelta(days=999)) == []


def test_an_item_comes_back_as_it_went(store: Store) -> None:
    kept = item(
        store, meeting(store).id, 2, owner="张工", owner_email=ZHANG, due=date(2024, 3, 6), resources=("2台服务器",)
    )
    assert store.items.get(kept.id) == kept
    assert (kept.ref, kept.due, kept.resources, kept.percent) == ("CM-1/2", date(2024, 3, 6), ("2台服务器",), 0)
    changed = store.items.update(kept.id, {"percent": 60, "blocked": "没有硬件", "blocked_at": NOW})
    assert changed == replace(kept, percent=60, blocked="没有硬件", blocked_at=NOW)
    for wrong in ({"percent": 101}, {"status": "lost"}):
        with pytest.raises(sqlite3.IntegrityError):
            store.items.update(kept.id, wrong)
    with pytest.raises(sqlite3.IntegrityError):
        item(store, kept.meeting_id, 2)
    with pytest.raises(LookupError):
        store.items.get(99)


def test_listings_of_items(store: Store) -> None:
    one, two = meeting(store).id, meeting(store).id
    item(store, two, 1, owner="王强", owner_email=WANG, department="技术部", due=date(2024, 3, 1))
    item(store, one, 2, owner="张伟", owner_email=ZHANG, department="技术部", status=ItemStatus.CLOSED)
    item(store, one, 1, owner="张伟", owner_email=ZHANG, department="产品部")
    item(store, one, 3, owner="张伟", owner_email=ZHANG, due=date(2024, 3, 9))
    item(store, one, 4, status=ItemStatus.CANCELLED)

    def refs(**narrowed: str) -> list[str]:
        return [i.ref for i in store.items.listing(Filter(**narrowed))]

    assert refs() == ["CM-1/1", "CM-1/2", "CM-1/3", "CM-1/4", "CM-2/1"]
    assert refs(owner="张伟") == refs(owner="Zhang.Wei@example.com") == ["CM-1/1", "CM-1/2", "CM-1/3"]
    assert refs(department="技术部", status="open") == ["CM-2/1"]
    assert refs(owner="x' or '1'='1") == []
    assert [i.ref for i in store.items.of_owner(ZHANG)] == ["CM-1/3", "CM-1/1"]
    assert store.items.counts(one) == (3, 2)
    assert store.items.counts(77) == (0, 0)


def test_a_warning_comes_once_for_a_deadline_and_day(store: Store) -> None:
    kept = item(store, meeting(store).id)
    today = date(2024, 3, 7)
    for on in (None, today):
        assert not store.items.warned(kept, "overdue", on)
        for _ in range(2):
            store.items.warn(kept, "overdue", on, None)
        assert store.items.warned(kept, "overdue", on)
    assert not store.items.warned(kept, "overdue", today + timedelta(days=1))
    assert not store.items.warned(kept, "early", today)
    assert not store.items.warned(store.items.update(kept.id, {"deadline_version": 2}), "overdue", today)
    assert store.session.row("select count(*) as n from warnings") == {"n": 2}


def test_a_question_is_found_by_the_mail_or_the_tag(store: Store) -> None:
    kept = meeting(store)
    one = item(store, kept.id)
    outbox_id = store.outbox.add("k", "summary", kept.id, "<q1>", "s", b"", [ZHANG, WANG], NOW)
    lines = [QuestionLine(2), QuestionLine(1, one.id, None, 3)]
    store.questions.add(outbox_id, "<q1>", "CM-1-7K3Q9F", MailKind.REMINDER, ZHANG, kept.id, 1, lines)
    found = store.questions.answered_by(["<other>", "<q1>"], None)
    assert found
    assert (found.kind, found.person, found.copied, found.version) == (MailKind.REMINDER, ZHANG, (WANG,), 1)
    assert found.lines == (QuestionLine(1, one.id, None, 3), QuestionLine(2))
    assert store.questions.answered_by([], "CM-1-7K3Q9F") == found
    assert store.questions.answered_by(["<x>"], "CM-1-7K3Q9G") is None
    assert store.questions.answered_by([], None) is None
    assert store.questions.has_tag("CM-1-7K3Q9F")
    assert not store.questions.has_tag("CM-1")


def test_the_mail_counts_more_than_the_tag(store: Store) -> None:
    for n in (1, 2):
        outbox_id = store.outbox.add(f"k{n}", "form", None, f"<q{n}>", "s", b"", [ZHANG], NOW)
        store.questions.add(outbox_id, f"<q{n}>", f"T{n}", MailKind.FORM, ZHANG, None, 0, [])
    found = store.questions.answered_by(["<q2>"], "T1")
    assert found
    assert found.tag == "T2"


def test_signoffs(store: Store) -> None:
    kept = meeting(store).id
    signoffs = store.signoffs
    signoffs.expect(kept, 1, "张伟", ZHANG)
    signoffs.expect(kept, 1, "王强", WANG)
    signoffs.asked(kept, ZHANG, NOW)
    assert [s.email for s in signoffs.unreminded(kept)] == [ZHANG]
    signoffs.reminded(kept, ZHANG, NOW)
    assert signoffs.unreminded(kept) == ()
    signoffs.answered(kept, ZHANG, Assent.NO, NOW, by=LI, comment="不同意")
    signoffs.stand(kept)
    zhang, wang = signoffs.of_meeting(kept)
    assert (zhang.assent, zhang.answered_at, zhang.answered_by, zhang.comment) == (Assent.NO, NOW, LI, "不同意")
    assert zhang.stands
    assert (wang.assent, wang.stands) == (Assent.NONE, False)
    signoffs.expect(kept, 2, "张伟", ZHANG)
    again = signoffs.of_person(kept, ZHANG)
    assert again
    assert (again.version, again.assent, again.asked_at, again.comment, again.stands) == (
        2,
        Assent.NONE,
        None,
        None,
        False,
    )
    assert [s.email for s in signoffs.of_meeting(kept)] == [ZHANG, WANG]
    signoffs.unexpect(kept, WANG)
    assert signoffs.of_person(kept, WANG) is None


def test_requests(store: Store) -> None:
    kept = meeting(store).id
    facts = {"meeting_id": kept, "number": 1, "what": "采购", "status": Approval.PROPOSED, "amount": 5000.0}
    request = store.requests.add(facts)
    answered = store.requests.update(request.id, {"status": Approval.APPROVED, "answered_at": NOW, "answered_by": LI})
    assert (answered.status, answered.answered_at, answered.amount) == (Approval.APPROVED, NOW, 5000.0)
    store.requests.add(facts | {"number": 2, "status": Approval.UNADDRESSED})
    store.requests.drop(kept)
    assert store.requests.of_meeting(kept) == (answered,)
    with pytest.raises(LookupError):
        store.requests.get(99)


def test_history_is_in_order_and_knows_the_item(store: Store) -> None:
    kept = meeting(store).id
    one = item(store, kept, 3)
    store.history.add(NOW, LI, EventKind.REGISTERED, "", kept)
    store.history.add(NOW, "", EventKind.OVERDUE, "1", kept, one.id)
    assert [(e.what, e.actor, e.item_number) for e in store.history.of_meeting(kept)] == [
        (EventKind.REGISTERED, LI, None),
        (EventKind.OVERDUE, "", 3),
    ]
    assert [e.detail for e in store.history.of_item(one.id)] == ["1"]


def test_addresses_that_fail_until_they_write(store: Store) -> None:
    administration = store.administration
    assert not administration.is_failing(ZHANG)
    assert administration.fails(ZHANG, "550", NOW)
    assert not administration.fails(ZHANG, "550", NOW)
    assert administration.is_failing(ZHANG)
    administration.works(ZHANG)
    assert not administration.is_failing(ZHANG)
    assert administration.fails(ZHANG, "551", NOW)


def test_the_administrator_is_told_once(store: Store) -> None:
    store.administration.note(NOW, "quarantined", "why", "subject", ZHANG)
    assert [(row["what"], row["sender"]) for row in store.administration.untold()] == [("quarantined", ZHANG)]
    store.administration.told()
    assert store.administration.untold() == []
