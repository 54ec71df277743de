"""What lies in the folder is taken in once, whatever others do there; what cannot be processed holds nothing up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from imapclient import IMAPClient

from coordmail.demo.cast import MAILBOX, PASSWORD
from coordmail.mail.mailbox import Mailbox
from coordmail.service.loop import desk_for
from coordmail.service.receiving import Receiver
from tests.service.house import SUBJECT
from tests.service.relay import Relay
from tests.workflow.office import MINUTES, NOTICE

if TYPE_CHECKING:
    from coordmail.demo.servers import EmbeddedServers
    from tests.service.conftest import Build
    from tests.service.house import House


def notice(number: int, text: str = NOTICE, **headers: str) -> bytes:
    """A notice of a meeting of its own; `headers` replace."""
    given = {
        "Message-ID": f"<{number}@client.example>",
        "Date": "Mon, 04 Mar 2024 09:00:00 +0800",
        "From": "li.na@example.com",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    head += "Subject: notice\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    body = text.replace("订单系统数据延迟专项沟通", f"第{number}号专项沟通").replace("\n", "\r\n")
    return (head + body).encode()


def nested() -> bytes:
    """A mail whose parts are nested too deeply to be read."""
    head = "From: li.na@example.com\r\nSubject: nested\r\nMessage-ID: <nested@client.example>\r\n"
    layers = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(150))
    return (head + layers + "Content-Type: text/plain\r\n\r\nx\r\n").encode()


def topics(house: House) -> list[str]:
    return [meeting.topic for meeting in house.store.meetings.all()]


def test_mails_older_than_since_stay_untouched(build: Build) -> None:
    house = build()
    early = house.servers.deliver(MAILBOX, notice(1), datetime(2024, 2, 29, 15, 59, tzinfo=UTC))
    # The first of March has begun in Shanghai.
    house.servers.deliver(MAILBOX, notice(2), datetime(2024, 2, 29, 16, 0, tzinfo=UTC))
    assert house.one_pass().received == 1
    assert topics(house) == ["第2号专项沟通"]
    assert house.folders() == (1, 1, 0)
    house.again()
    assert house.one_pass().received == 0
    with IMAPClient("127.0.0.1", house.servers.imap_port, ssl=False, timeout=10) as client:
        client.login(MAILBOX, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        assert client.search() == [early]
        assert set(client.fetch([early], ["FLAGS"])[early][b"FLAGS"]) <= {b"\\Recent"}


def test_without_since_the_day_of_the_first_run_counts(house: House) -> None:
    text = house.config_path.read_text(encoding="utf-8").replace("since = 2024-03-01\n", "")
    house.config_path.write_text(text, encoding="utf-8")
    unbound = house.config.imap.model_copy(update={"since": None})
    house.config = house.config.model_copy(update={"imap": unbound})
    house.again()
    house.now = house.time("2024-03-04 09:00")
    house.servers.deliver(MAILBOX, notice(1), house.now - timedelta(days=1))
    house.servers.deliver(MAILBOX, notice(2), house.now)
    assert house.one_pass().received == 1
    house.again()
    house.servers.deliver(MAILBOX, notice(3), house.time("2024-03-05 08:00"))
    house.at("2024-03-05 09:00")
    assert topics(house) == ["第2号专项沟通", "第3号专项沟通"]
    assert house.folders() == (1, 2, 0)


def test_flags_mean_nothing(house: House) -> None:
    uid = house.deliver(notice(1))
    with IMAPClient("127.0.0.1", house.servers.imap_port, ssl=False, timeout=10) as client:
        client.login(MAILBOX, PASSWORD)
        client.select_folder("INBOX")
        client.add_flags([uid], [rb"\Seen", rb"\Answered", rb"\Flagged"])
    house.one_pass()
    assert topics(house) == ["第1号专项沟通"]
    assert house.folders() == (0, 1, 0)


def test_a_second_pass_has_no_second_effect(house: House) -> None:
    house.deliver(notice(1))
    house.one_pass()
    events = house.rows("select * from events")
    house.sent()
    for _ in range(2):
        assert house.one_pass().sent == 0
        house.again()
    assert house.rows("select * from events") == events
    assert house.folders() == (0, 1, 0)


def test_a_renumbered_mailbox_has_no_doubles(house: House) -> None:
    house.deliver(notice(1))
    house.one_pass()
    before = house.rows("select uidvalidity from watermarks")
    house.servers.stop()
    house.servers.start()
    for number in (1, 2):
        house.deliver(notice(number))
    # The connection is lost with the old server, and found again by the next pass.
    for _ in range(2):
        house.one_pass()
    assert house.rows("select uidvalidity from watermarks") != before
    assert topics(house) == ["第1号专项沟通", "第2号专项沟通"]
    assert house.folders() == (0, 2, 0)


def test_the_same_mail_twice_takes_effect_once_and_both_are_filed(house: House) -> None:
    house.deliver(notice(1))
    house.deliver(b"Received: from another.example\r\n" + notice(1))
    assert house.one_pass().received == 2
    assert topics(house) == ["第1号专项沟通"]
    assert house.kinds() == [("registered", "li.na")]
    assert len(house.outcomes()) == 1
    assert house.folders() == (0, 2, 0)


def test_one_message_id_on_two_mails(house: House) -> None:
    house.deliver(notice(1, Message_ID="<same@client.example>"))
    house.deliver(notice(2, Message_ID="<same@client.example>"))
    house.one_pass()
    assert topics(house) == ["第1号专项沟通", "第2号专项沟通"]
    assert house.folders() == (0, 2, 0)


def test_mails_without_a_message_id(house: House) -> None:
    for number in (1, 2, 1):
        house.deliver(notice(number).replace(b"Message-ID", b"X-Message-ID"))
    house.one_pass()
    assert topics(house) == ["第1号专项沟通", "第2号专项沟通"]
    assert house.folders() == (0, 3, 0)


def test_a_mail_that_is_too_large_is_set_aside_by_its_header(servers: EmbeddedServers, build: Build) -> None:
    with Relay(servers.imap_port) as relay:
        house = build(imap="max_mail_mb = 1")
        text = house.config.model_copy(update={"imap": house.config.imap.model_copy(update={"port": relay.port})})
        house.config = text
        house.again()
        house.deliver(notice(1))
        large = house.deliver(notice(2, text=NOTICE + "x" * 70 + ("\n" + "y" * 70) * 15_000))
        house.deliver(notice(3))
        house.one_pass()
        house.close()
        bodies = [line for line in relay.lines if b"FETCH" in line and b"BODY.PEEK[]" in line]
        headers = [line for line in relay.lines if b"BODY.PEEK[HEADER]" in line]
    assert bodies
    assert all(str(large).encode() not in line.partition(b"FETCH")[2] for line in bodies)
    assert len(headers) == 1
    house.again()
    assert topics(house) == ["第1号专项沟通", "第3号专项沟通"]
    assert house.folders() == (0, 2, 1)
    outcome, reason = house.outcomes()[1]
    assert outcome == "quarantined"
    assert "max_mail_mb = 1" in str(reason)


def test_a_pass_that_is_cut_short_passes_nothing_by(build: Build) -> None:
    house = build(imap="max_mail_mb = 1")
    for mail in (notice(1), nested(), notice(2), notice(3, text=NOTICE + ("\n" + "y" * 70) * 15_000), notice(4)):
        house.deliver(mail)
    for _ in range(7):
        # A new process that is told to stop as soon as it has begun.
        with Mailbox(house.config.imap) as box:
            Receiver(desk_for(house.config, house.store, house.now)).receive(box, lambda: True)
    assert topics(house) == ["第1号专项沟通", "第2号专项沟通", "第4号专项沟通"]
    assert house.folders() == (0, 3, 2)


def test_a_mail_that_cannot_be_read_is_tried_three_times(house: House) -> None:
    house.now = house.time("2024-03-04 10:00")
    house.deliver(nested())
    house.deliver(notice(1))
    house.one_pass()
    assert house.kinds() == [("registered", "li.na")]
    assert house.folders() == (1, 1, 0)
    house.again()
    house.deliver(notice(2))
    house.one_pass()
    assert topics(house) == ["第1号专项沟通", "第2号专项沟通"]
    assert house.folders() == (1, 2, 0)
    house.sent()
    house.again()
    house.one_pass()
    assert house.folders() == (0, 2, 1)
    (mail,) = house.sent()
    assert (mail.kind, mail.to) == ("admin", ("it",))
    assert "nested" in mail.text
    # The same mail once more: no second record, and the pass goes on.
    house.deliver(nested())
    house.deliver(notice(3))
    for _ in range(4):
        house.one_pass()
    assert topics(house)[-1] == "第3号专项沟通"
    assert house.folders() == (0, 3, 2)
    assert [outcome for outcome, _ in house.outcomes()].count("quarantined") == 1


def test_a_broken_template_costs_only_the_mails_that_need_it(build: Build) -> None:
    house = build(top='templates = "own"')
    own = house.folder / "own" / "mail" / "zh"
    own.mkdir(parents=True)
    (own / "registered.jinja").write_text("{% macro subject() %}{{ 1 // 0 }}{% endmacro %}", encoding="utf-8")
    house.deliver(notice(1))
    house.writes("zhao.min", "帮助", "帮助")
    for left in (1, 1, 0):
        house.again()
        house.one_pass()
        assert house.folders() == (left, 1, 1 - left)
    assert house.kinds() == [("admin", "it"), ("help", "zhao.min")]
    assert topics(house) == []
    # A second such mail on the same day: it is told on the next.
    house.deliver(notice(2))
    for _ in range(3):
        house.one_pass()
    assert house.folders() == (0, 1, 2)
    assert house.kinds() == []
    house.at("2024-03-05 09:00")
    assert house.kinds() == [("admin", "it")]


@pytest.mark.parametrize("broken", ["form", "reminder"])
def test_a_template_that_the_clock_cannot_use_stops_neither_mails_nor_other_meetings(
    build: Build, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = build(top='templates = "own"')
    own = house.folder / "own" / "mail" / "zh"
    own.mkdir(parents=True)
    (own / f"{broken}.jinja").write_text("{{ 1 // 0 }}", encoding="utf-8")
    house.deliver(notice(1, NOTICE.replace("14:00-15:30", "10:00-11:00")))
    house.one_pass()
    house.now = house.time("2024-03-05 15:30")
    house.writes("chen.chen", SUBJECT.replace("通知", "纪要"), MINUTES)
    house.one_pass()
    for who in ("wang.qiang", "zhang.wei", "zhao.min"):
        house.answers(who, "confirm-request", "确认")
    house.sent()
    house.at("2024-03-06 09:00")
    house.writes("zhao.min", "帮助", "帮助")
    house.one_pass()
    kinds = [mail.kind for mail in house.sent()]
    assert "help" in kinds
    assert broken not in kinds
    # It is tried with every tick, and spoken of once.
    caplog.clear()
    for _ in range(3):
        house.now += timedelta(minutes=1)
        house.one_pass()
    assert [record for record in caplog.records if "it is tried again" in record.getMessage()] == []
    assert house.rows("select * from notices_to_administrator where what = 'failed_mail'")
    (own / f"{broken}.jinja").unlink()
    house.again()
    house.one_pass()
    assert broken in [mail.kind for mail in house.sent()]
