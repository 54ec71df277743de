"""What a dead, slow or refusing server does not stop, and what becomes of the mails that could not be sent."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coordmail.demo.cast import MAILBOX
from coordmail.demo.servers import HANG_UP, EmbeddedServers
from coordmail.storage.database import StorageError
from tests.service.house import ASKED, SUBJECT, USERS, House, coordmail
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coordmail.storage.database import Row
    from tests.service.conftest import Build


class Elsewhere:
    """A house that receives by one pair of servers and sends by another, so that each can be down alone."""

    def __init__(self, folder: Path, receiving: EmbeddedServers, sending: EmbeddedServers) -> None:
        self.receiving, self.sending = receiving, sending
        self.house = House(folder, receiving)
        text = self.house.config_path.read_text(encoding="utf-8")
        text = text.replace(f"port = {receiving.smtp_port}", f"port = {sending.smtp_port}")
        self.house.config_path.write_text(text, encoding="utf-8")
        smtp = self.house.config.smtp.model_copy(update={"port": sending.smtp_port})
        self.house.config = self.house.config.model_copy(update={"smtp": smtp})
        self.house.again()


@pytest.fixture
def elsewhere(servers: EmbeddedServers, tmp_path: Path) -> Iterator[Elsewhere]:
    with EmbeddedServers(USERS) as sending:
        built = Elsewhere(tmp_path, servers, sending)
        yield built
        built.house.close()


def waiting(house: House) -> list[Row]:
    return house.store.outbox.unsent()


def confirmed(house: House) -> None:
    """Bring the example meeting to the last confirmation but one; whatever was sent is looked at."""
    house.writes("li.na", SUBJECT, NOTICE)
    house.one_pass()
    house.now = house.time("2024-03-05 16:00")
    house.writes("chen.chen", SUBJECT.replace("通知", "纪要"), MINUTES)
    house.one_pass()
    for who in ASKED[:-1]:
        house.answers(who, "confirm-request", "确认")
    house.sent()


def test_a_dead_mailbox_does_not_keep_mail_from_going_out(elsewhere: Elsewhere) -> None:
    house = elsewhere.house
    elsewhere.receiving.deliver(MAILBOX, _notice(), house.now)
    elsewhere.sending.stop()
    report = house.one_pass()
    assert (report.received, report.sent, len(report.unreachable)) == (1, 0, 1)
    assert f"127.0.0.1:{elsewhere.sending.smtp_port}" in report.unreachable[0]
    elsewhere.receiving.stop()
    elsewhere.sending.start()
    house.now += timedelta(minutes=1)
    report = house.one_pass()
    assert (report.received, report.sent, len(report.unreachable)) == (0, 1, 1)
    assert f"127.0.0.1:{elsewhere.receiving.imap_port}" in report.unreachable[0]


def _notice() -> bytes:
    head = "From: li.na@example.com\r\nSubject: notice\r\nMessage-ID: <1@client.example>\r\n"
    head += "Date: Mon, 04 Mar 2024 09:00:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + NOTICE.replace("\n", "\r\n")).encode()


def test_run_once_says_in_one_line_what_could_not_be_reached(build: Build) -> None:
    house = build()
    house.close()
    house.servers.stop()
    done = coordmail(house.config_path, "run", "--once", "--now", "2024-03-04T09:30")
    house.servers.start()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"coordmail: 127.0.0.1:{house.servers.imap_port}")


@pytest.mark.parametrize("table", ["imap", "smtp"])
def test_a_password_that_cannot_be_fetched_stops_only_its_server(build: Build, table: str) -> None:
    house = build()
    house.deliver(_notice())
    settings = getattr(house.config, table).model_copy(update={"password_file": str(house.folder / "gone")})
    sound = house.config
    house.config = house.config.model_copy(update={table: settings})
    house.again()
    report = house.one_pass()
    assert ["gone" in reason for reason in report.unreachable] == [True]
    assert report.received == (table == "smtp")
    house.config = sound
    house.again()
    house.now += timedelta(minutes=1)
    assert house.one_pass().sent == 1


def test_a_locked_database_is_not_the_mails_fault(house: House) -> None:
    house.deliver(_notice())
    house.service.one_pass(house.now - timedelta(days=1))
    house.deliver(_notice().replace(b"<1@", b"<2@"))
    house.store.session.db.conn.execute("pragma busy_timeout = 0")
    with contextlib.closing(sqlite3.connect(house.config.database, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StorageError, match="is locked; look whether"):
            house.one_pass()
        assert house.folders() == (1, 1, 0)
    house.one_pass()
    assert house.folders() == (0, 2, 0)
    assert house.rows("select * from attempts") == []
    assert [outcome for outcome, _ in house.outcomes()] == ["processed"] * 2


def test_while_sending_is_impossible_mails_wait_with_growing_pauses(elsewhere: Elsewhere) -> None:
    house = elsewhere.house
    elsewhere.receiving.deliver(MAILBOX, _notice(), house.now)
    elsewhere.sending.stop()
    for minutes in (1, 5, 15, 60, 60):
        report = house.one_pass()
        assert len(report.unreachable) == 1
        (row,) = waiting(house)
        assert (row["kind"], row["state"], row["recipients"]) == ("registered", "waiting", "li.na@example.com")
        assert house.store.outbox.next_try() == house.now + timedelta(minutes=minutes)
        # Before its time it is not tried, so nothing is unreachable.
        house.now += timedelta(minutes=minutes) - timedelta(seconds=1)
        assert house.one_pass().unreachable == []
        house.now += timedelta(seconds=1)
        house.again()
    assert len(house.store.meetings.all()) == 1
    elsewhere.sending.start()
    assert house.one_pass().sent == 1
    assert [mail.recipients for mail in elsewhere.sending.sent] == [("li.na@example.com",)]
    house.now += timedelta(days=1)
    house.one_pass()
    assert waiting(house) == []
    assert [mail.recipients[0] for mail in elsewhere.sending.sent].count("li.na@example.com") == 1


def test_a_server_that_stays_away_is_spoken_of_once(elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture) -> None:
    house = elsewhere.house
    elsewhere.receiving.deliver(MAILBOX, _notice(), house.now)
    elsewhere.sending.stop()
    for _ in range(6):
        # In every other pass nothing is due, and nothing is learnt of the server.
        house.one_pass()
        house.now += timedelta(minutes=10)
    elsewhere.sending.start()
    house.now += timedelta(hours=1)
    house.one_pass()
    port = str(elsewhere.sending.smtp_port)
    said = [record.getMessage() for record in caplog.records if port in record.getMessage()]
    assert ["growing pauses" in line for line in said] == [True, False]
    assert "answers again" in said[1]


def test_a_mail_that_cannot_be_sent_for_two_days_is_given_up(elsewhere: Elsewhere) -> None:
    house = elsewhere.house
    elsewhere.receiving.deliver(MAILBOX, _notice(), house.now)
    elsewhere.sending.stop()
    house.one_pass()
    house.now += timedelta(days=2)
    house.one_pass()
    (row,) = (row for row in waiting(house) if row["kind"] == "registered")
    assert (row["state"], row["next_try"]) == ("failed", None)
    elsewhere.sending.start()
    house.now += timedelta(minutes=30)
    house.one_pass()
    assert [mail.recipients for mail in elsewhere.sending.sent][-1:] == [("it@example.com",)]
    assert all("li.na@example.com" not in mail.recipients for mail in elsewhere.sending.sent)


def test_only_the_recipient_who_was_put_off_is_tried_again(house: House) -> None:
    confirmed(house)
    house.servers.on_mail = lambda verb, address, _: (
        "450 4.2.1 try later" if verb == "RCPT" and address.startswith("liu.yang@") else None
    )
    house.answers(ASKED[-1], "confirm-request", "确认")
    (first,) = (mail for mail in house.sent() if mail.kind == "summary")
    assert "liu.yang@example.com" not in first.envelope
    (row,) = waiting(house)
    assert (row["state"], row["recipients"]) == ("waiting", "liu.yang@example.com")
    assert "450 4.2.1 try later" in row["error"]
    house.servers.on_mail = None
    house.now += timedelta(minutes=1)
    house.one_pass()
    (second,) = (mail for mail in house.sent() if mail.kind == "summary")
    assert second.envelope == ("liu.yang@example.com",)
    assert second.mail.as_bytes() == first.mail.as_bytes()
    assert waiting(house) == []


def test_a_refused_recipient_is_not_tried_again_and_the_organizer_hears_of_it(house: House) -> None:
    confirmed(house)
    house.servers.on_mail = lambda verb, address, _: (
        "550 5.1.1 no such user" if verb == "RCPT" and address.startswith("wang.qiang@") else None
    )
    house.answers(ASKED[-1], "confirm-request", "确认")
    mails = house.sent()
    (summary,) = (mail for mail in mails if mail.kind == "summary")
    assert "wang.qiang@example.com" not in summary.envelope
    (told,) = (mail for mail in mails if mail.kind == "noted" and mail.to == ("li.na",))
    assert "王强" in told.text or "wang.qiang@example.com" in told.text
    house.servers.on_mail = None
    # His items' mails rest, until he writes.
    house.at("2024-03-12 09:00")
    assert all("wang.qiang@example.com" not in mail.envelope for mail in house.sent())
    assert any("wang.qiang@example.com" in row["recipients"] for row in waiting(house))
    house.writes("wang.qiang", "帮助", "帮助")
    house.one_pass()
    # His own, what goes to him as a leader, and the report that has him in CC.
    assert house.kinds() == [
        ("escalation", "wang.qiang"),
        ("help", "wang.qiang"),
        ("reminder", "wang.qiang"),
        ("weekly-report", "liu.yang"),
        ("weekly-report", "wang.qiang"),
    ]


def test_mails_to_one_who_stays_silent_go_stale(house: House) -> None:
    confirmed(house)
    with house.store.transaction():
        house.store.administration.fails("zhang.wei@example.com", "550 5.1.1 no such user", house.now)
    house.answers(ASKED[-1], "confirm-request", "确认")
    house.at("2024-03-06 09:00")
    (row,) = (row for row in waiting(house) if row["kind"] == "reminder")
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    house.at("2024-03-08 09:00")
    assert [row["state"] for row in waiting(house) if row["kind"] == "reminder"] == ["failed"]
    assert all("zhang.wei@example.com" not in mail.envelope for mail in house.sent())


def test_a_mail_to_one_who_is_refused_fails_for_good(house: House) -> None:
    house.servers.on_mail = lambda verb, address, _: "550 5.1.1 no such user" if address.startswith("chen.") else None
    house.writes("li.na", SUBJECT, NOTICE)
    house.one_pass()
    house.sent()
    house.at("2024-03-05 15:30")
    assert house.kinds() == [("noted", "li.na")]
    (row,) = waiting(house)
    assert (row["kind"], row["state"], row["attempts"], row["next_try"]) == ("form", "failed", 1, None)
    assert "550 5.1.1 no such user" in row["error"]
    done = coordmail(house.config_path, "outbox")
    assert (done.returncode, done.stderr) == (0, "")
    assert "failed" in done.stdout
    assert "chen.chen@example.com" in done.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("verb", "reply", "rests"),
    [
        ("DATA", "554 5.7.1 this looks like spam", False),
        ("MAIL", "550 5.7.1 no permission to send as this sender", False),
        ("DATA", "550 5.1.1 no such user", True),
    ],
)
def test_a_mail_refused_as_a_whole(house: House, verb: str, reply: str, rests: bool) -> None:
    house.servers.on_mail = lambda said, _address, _data: reply if said == verb else None
    house.writes("li.na", SUBJECT, NOTICE)
    house.one_pass()
    rows = [row for row in waiting(house) if row["kind"] == "registered"]
    assert [(row["state"], row["attempts"]) for row in rows] == [("failed", 1)]
    assert house.store.administration.is_failing("li.na@example.com") is rests
    house.servers.on_mail = None
    house.now += timedelta(minutes=5)
    house.one_pass()
    assert house.kinds() == [("admin", "it")]


@pytest.mark.parametrize("taken", [True, False])
def test_a_connection_lost_after_data_means_the_same_mail_again(house: House, taken: bool) -> None:
    received: list[bytes] = []

    def hang_up(verb: str, _address: str, data: bytes) -> str | None:
        if verb != "DATA":
            return None
        received.append(data)
        return HANG_UP

    house.servers.on_mail = hang_up
    house.writes("li.na", SUBJECT, NOTICE)
    report = house.one_pass()
    assert (report.sent, len(received)) == (0, 1)
    (row,) = waiting(house)
    assert row["state"] == "waiting"
    house.servers.on_mail = None
    house.now += timedelta(minutes=1)
    if taken:
        house.again()
    assert house.one_pass().sent == 1
    assert house.servers.sent[-1].data == received[0]


def test_nobody_gets_more_than_the_cap_in_an_hour(build: Build) -> None:
    house = build(rules="cap_per_hour = 3")
    for number in range(5):
        house.writes("li.na", f"帮助 {number}", "帮助")
    house.one_pass()
    assert house.kinds().count(("help", "li.na")) == 3
    assert [row["state"] for row in waiting(house) if row["kind"] == "help"] == ["waiting"] * 2
    house.now += timedelta(minutes=5)
    house.one_pass()
    assert house.kinds() == [("admin", "it")]
    house.writes("zhao.min", "帮助", "帮助")
    house.one_pass()
    assert house.kinds() == [("help", "zhao.min")]
    house.now += timedelta(minutes=55)
    house.one_pass()
    assert house.kinds() == [("help", "li.na")] * 2
    assert waiting(house) == []


def test_in_rehearsal_all_mail_goes_to_the_administrator(build: Build) -> None:
    house = build(top='mode = "rehearsal"', rules="cap_per_hour = 1")
    house.writes("li.na", SUBJECT, NOTICE)
    house.writes("zhao.min", "帮助", "帮助")
    house.one_pass()
    house.at("2024-03-05 15:30")
    mails = house.sent()
    assert [mail.kind for mail in mails] == ["registered", "help", "form"]
    assert {mail.envelope for mail in mails} == {("it@example.com",)}
    for mail, meant_for in zip(mails, ("li.na", "zhao.min", "chen.chen"), strict=True):
        assert f"{meant_for}@example.com" in mail.mail["Subject"]
    assert house.servers.mails("li.na@example.com") == house.servers.mails("chen.chen@example.com") == []


@contextlib.contextmanager
def deaf(house: House) -> Iterator[None]:
    """The house cannot read its mailbox for a while; mail goes out all the same."""
    sound = house.config
    imap = sound.imap.model_copy(update={"password_file": str(house.folder / "gone")})
    house.config = sound.model_copy(update={"imap": imap})
    house.again()
    yield
    house.config = sound
    house.again()


def statuses(house: House) -> list[str]:
    return [str(meeting.status) for meeting in house.store.meetings.all()]


def test_nobodys_silence_counts_while_their_answer_may_lie_unread(house: House) -> None:
    confirmed(house)
    house.at("2024-03-07 15:00")
    house.people.answer(ASKED[-1], house.now, "confirm-request", "有异议\uff0c第3项应由张伟负责")
    with deaf(house):
        for when in ("2024-03-07 16:30", "2024-03-08 09:00"):
            assert len(house.at(when).unreachable) == 1
    assert statuses(house) == ["confirming"]
    house.at("2024-03-08 09:10")
    signoffs = {s.email: s.assent for s in house.store.signoffs.of_meeting(1)}
    assert signoffs[f"{ASKED[-1]}@example.com"] == "amend"


def test_silence_counts_as_soon_as_all_was_read(house: House) -> None:
    confirmed(house)
    house.at("2024-03-07 15:00")
    with deaf(house):
        house.at("2024-03-07 17:00")
        assert statuses(house) == ["confirming"]
    house.at("2024-03-07 17:01")
    assert statuses(house) == ["tracking"]


def test_an_organizers_silence_about_a_delay_counts_likewise(house: House) -> None:
    confirmed(house)
    house.answers(ASKED[-1], "confirm-request", "确认")
    house.at("2024-03-06 09:00")
    house.answers("zhang.wei", "reminder", "申请延至3月15日\uff0c因为设备到货晚")
    house.at("2024-03-08 08:00")
    with deaf(house):
        house.at("2024-03-08 11:00")
        assert str(house.store.items.of_meeting(1)[0].due) == "2024-03-06"
    house.at("2024-03-08 11:10")
    assert str(house.store.items.of_meeting(1)[0].due) == "2024-03-15"
