"""The mailbox, on embedded servers and on Dovecot: nothing is touched, nothing missed, nobody else's mail lost."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from coordmail.demo.servers import EmbeddedServers
from coordmail.mail import mailbox as mailbox_module
from coordmail.mail.errors import FolderUnusable, LoginRefused, Unreachable
from coordmail.mail.mailbox import Arrival, Mailbox
from tests.mail.conftest import PASSWORD, USER, EmbeddedSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mail.conftest import Site


def mail(number: int, lines: int = 3) -> bytes:
    head = f"From: li.na@example.com\r\nSubject: mail {number}\r\nMessage-ID: <{number}@example.com>\r\n\r\n"
    return (head + "会议纪要\r\n" * lines).encode()


@pytest.fixture
def box(site: Site) -> Iterator[Mailbox]:
    with Mailbox(site.imap()) as opened:
        opened.open()
        yield opened


def flags(site: Site, folder: str = "INBOX") -> dict[int, set[bytes]]:
    with site.session() as client:
        client.select_folder(folder, readonly=True)
        answers = client.fetch(client.search(), ["FLAGS"])
    return {uid: set(answer[b"FLAGS"]) - {b"\\Recent"} for uid, answer in answers.items()}


def bodies(box: Mailbox, arrivals: list[Arrival]) -> dict[int, bytes]:
    return {arrival.uid: body for arrival, body in box.fetch(arrivals)}


def test_watermark(site: Site, box: Mailbox) -> None:
    assert box.arrivals(0) == []
    for number in range(3):
        site.deliver(mail(number))
    box.open()
    found = [arrival.uid for arrival in box.arrivals(0)]
    assert len(found) == 3
    assert found == sorted(found)
    assert [arrival.uid for arrival in box.arrivals(found[0])] == found[1:]
    # "n:*" names the last mail even when its UID is below n.
    assert box.arrivals(found[-1]) == []
    assert box.arrivals(found[-1] + 1000) == []


def test_new_mail_is_seen_on_the_same_connection(site: Site, box: Mailbox) -> None:
    for number in range(3):
        site.deliver(mail(number))
        box.open()
        assert len(box.arrivals(0)) == number + 1


def test_uid_validity_is_kept_and_changes_with_the_folder(site: Site) -> None:
    with site.session() as client:
        client.create_folder("Eingang")
    with Mailbox(site.imap(folder="Eingang")) as box:
        first = box.open()
        assert box.open() == first
        box.close()
        box.connect()
        assert box.open() == first
    time.sleep(1.01)  # Dovecot makes the number out of the second
    with site.session() as client:
        client.delete_folder("Eingang")
        client.create_folder("Eingang")
    with Mailbox(site.imap(folder="Eingang")) as box:
        assert box.open() != first


def test_reading_leaves_every_flag_alone(site: Site, box: Mailbox) -> None:
    site.deliver(mail(1))
    site.deliver(mail(2))
    box.open()
    arrivals = box.arrivals(0)
    assert len(bodies(box, arrivals)) == 2
    assert b"Subject: mail 1" in (box.fetch_header(arrivals[0].uid) or b"")
    box.look([arrivals[0].uid])
    assert flags(site) == {arrival.uid: set() for arrival in arrivals}


def test_seen_mail_is_as_new_as_any_other(site: Site, box: Mailbox) -> None:
    site.deliver(mail(1))
    with site.session() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search(), [b"\\Seen"])
    box.open()
    assert len(box.arrivals(0)) == 1


def test_size_and_date_before_the_body(site: Site, box: Mailbox) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    site.deliver(mail(1, lines=1000))
    box.open()
    (arrival,) = box.arrivals(0)
    assert before <= arrival.received <= datetime.now(UTC) + timedelta(seconds=2)
    assert arrival.received.utcoffset() == timedelta(0)
    assert arrival.size == len(bodies(box, [arrival])[arrival.uid])


def test_header_alone(site: Site, box: Mailbox) -> None:
    site.deliver(mail(1))
    box.open()
    (arrival,) = box.arrivals(0)
    header = box.fetch_header(arrival.uid)
    assert header is not None
    assert header.endswith(b"Message-ID: <1@example.com>\r\n\r\n")


def test_what_has_vanished_is_left_out(site: Site, box: Mailbox) -> None:
    for number in range(3):
        site.deliver(mail(number))
    box.open()
    arrivals = box.arrivals(0)
    gone = arrivals[1].uid
    with site.session() as client:
        client.select_folder("INBOX")
        client.delete_messages([gone])
        client.expunge()
    box.open()
    left = [arrivals[0].uid, arrivals[2].uid]
    assert list(bodies(box, arrivals)) == left
    assert [arrival.uid for arrival in box.look([a.uid for a in arrivals])] == left
    assert box.fetch_header(gone) is None
    box.file([arrival.uid for arrival in arrivals], "Processed")
    box.file([gone], "Processed")
    assert len(site.mails("Processed")) == 2


@pytest.mark.parametrize("folder", ["Processed", "已处理", "纪要/三月 & 四月", 'Archive "2024" \\ 1'])
def test_filing(site: Site, box: Mailbox, folder: str) -> None:
    for number in range(3):
        site.deliver(mail(number))
    box.open()
    arrivals = box.arrivals(0)
    before = bodies(box, arrivals)
    box.file([arrivals[0].uid, arrivals[2].uid], folder)
    assert site.mails(folder) == [before[arrivals[0].uid], before[arrivals[2].uid]]
    assert site.mails() == [before[arrivals[1].uid]]
    assert set().union(*flags(site, folder).values()) == set()
    box.file([arrivals[1].uid], folder)
    assert len(site.mails(folder)) == 3
    assert box.connected


def test_filing_twice_moves_once(site: Site, box: Mailbox) -> None:
    site.deliver(mail(1))
    box.open()
    (arrival,) = box.arrivals(0)
    box.file([arrival.uid], "Processed")
    box.file([arrival.uid], "Processed")
    assert len(site.mails("Processed")) == 1


def test_folder_deleted_by_somebody_in_between(site: Site, box: Mailbox) -> None:
    for number in range(2):
        site.deliver(mail(number))
    box.open()
    first, second = box.arrivals(0)
    box.file([first.uid], "Processed")
    with site.session() as client:
        client.delete_folder("Processed")
    box.file([second.uid], "Processed")
    assert len(site.mails("Processed")) == 1


@pytest.mark.parametrize(
    ("without", "left_behind"),
    [({"MOVE"}, False), ({"MOVE", "UIDPLUS"}, True)],
)
def test_filing_never_removes_what_others_have_marked(without: set[str], left_behind: bool, tmp_path: Path) -> None:
    with EmbeddedServers({USER: PASSWORD}, without=frozenset(without)) as servers:
        site = EmbeddedSite(servers, tmp_path / "password")
        uids = [servers.deliver(USER, mail(number)) for number in range(3)]
        with site.session() as client:
            client.select_folder("INBOX")
            client.delete_messages([uids[0]])
        with Mailbox(site.imap()) as box:
            box.open()
            box.file([uids[1]], "已处理")
        assert servers.mails(USER, "已处理") == [mail(1)]
        deleted = {uid for uid, found in flags(site).items() if b"\\Deleted" in found}
        assert deleted == ({uids[0], uids[1]} if left_behind else {uids[0]})
        assert mail(2) in servers.mails(USER)


def test_idle_wakes_up(site: Site, box: Mailbox) -> None:
    soon = threading.Timer(0.2, site.deliver, [mail(1)])
    soon.start()
    start = time.monotonic()
    box.wait(60)
    assert time.monotonic() - start < 20
    soon.join()
    box.open()
    assert len(box.arrivals(0)) == 1


def test_waiting_ends_with_its_time(site: Site, box: Mailbox) -> None:
    start = time.monotonic()
    box.wait(0.3)
    assert 0.3 <= time.monotonic() - start < 10
    box.wait(0)
    box.open()


@pytest.mark.parametrize("as_number", [False, True])
def test_waiting_ends_when_told_to(site: Site, box: Mailbox, as_number: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        soon = threading.Timer(0.1, theirs.send, [b"x"])
        soon.start()
        start = time.monotonic()
        box.wait(60, ours.fileno() if as_number else ours)
        box.wait(60, ours)
        assert time.monotonic() - start < 20
        soon.join()
    site.deliver(mail(1))
    box.open()
    assert len(box.arrivals(0)) == 1


def test_connection_lost_while_waiting(site: Site, box: Mailbox) -> None:
    soon = threading.Timer(0.2, site.interrupt)
    soon.start()
    start = time.monotonic()
    with pytest.raises(Unreachable, match="waiting for mail"):
        box.wait(60)
    assert time.monotonic() - start < 20
    soon.join()
    assert not box.connected


def test_connection_lost_and_made_again(site: Site, box: Mailbox) -> None:
    site.deliver(mail(1))
    site.interrupt()
    with pytest.raises(Unreachable, match=r"opening the folder"):
        box.open()
    assert not box.connected
    with pytest.raises(Unreachable, match="not connected"):
        box.arrivals(0)
    box.close()
    box.connect()
    box.open()
    box.arrivals(0)


def test_login_refused(site: Site, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("secret-of-mine", encoding="utf-8")
    with pytest.raises(LoginRefused) as caught:
        Mailbox(site.imap(password_file=str(wrong))).connect()
    assert "imap.username" in str(caught.value)
    assert "secret-of-mine" not in str(caught.value)


def test_missing_folder(site: Site) -> None:
    with Mailbox(site.imap(folder="没有")) as box:
        with pytest.raises(FolderUnusable, match=r"'没有' cannot be opened .*imap\.folder"):
            box.open()
        assert box.connected


def test_check(site: Site) -> None:
    with Mailbox(site.imap(processed_folder="已处理", quarantine_folder="隔离")) as box:
        assert box.check() == ()
        assert box.check() == ()
    with site.session() as client:
        assert {"已处理", "隔离"} <= {name for _, _, name in client.list_folders()}


def test_identity(embedded_site: EmbeddedSite) -> None:
    assert Mailbox(embedded_site.imap()).identity == "minutes@corp.example@127.0.0.1/INBOX"


def test_check_says_what_is_missing(tmp_path: Path) -> None:
    with EmbeddedServers({USER: PASSWORD}, without=frozenset({"IDLE", "MOVE", "UIDPLUS"})) as servers:
        settings = EmbeddedSite(servers, tmp_path / "password").imap(poll_minutes=5)
        with Mailbox(settings) as box:
            remarks = box.check()
    assert len(remarks) == 2
    assert "every 5 minutes" in remarks[0]


def test_internal_date_is_the_instant(embedded_site: EmbeddedSite) -> None:
    when = datetime(2024, 3, 5, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    embedded_site.servers.deliver(USER, mail(1), when)
    with Mailbox(embedded_site.imap()) as box:
        box.open()
        assert box.arrivals(0)[0].received == datetime(2024, 3, 5, 15, 30, tzinfo=UTC)


def test_fetching_goes_in_batches(embedded_site: EmbeddedSite) -> None:
    for number in range(2 * mailbox_module.FETCH_BATCH + 7):
        embedded_site.deliver(mail(number))
    with Mailbox(embedded_site.imap()) as box:
        box.open()
        arrivals = box.arrivals(0)
        assert list(bodies(box, arrivals).values()) == [mail(number) for number in range(len(arrivals))]


def test_a_batch_holds_no_more_than_its_bytes(embedded_site: EmbeddedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox_module, "FETCH_BYTES", 3 * len(mail(1)))
    for number in range(8):
        embedded_site.deliver(mail(number))
    with Mailbox(embedded_site.imap()) as box:
        box.open()
        arrivals = box.arrivals(0)
        started = box.fetch(arrivals)
        next(started)
        with embedded_site.session() as client:
            client.select_folder("INBOX")
            client.delete_messages([arrival.uid for arrival in arrivals])
            client.expunge()
        box.open()
        # Two more were fetched together with the first; the others are asked for only now.
        assert len(list(started)) == 2


@pytest.mark.parametrize("window", [1, 3, 10, 11])
def test_a_folder_full_of_old_mail_is_searched_in_parts(
    embedded_site: EmbeddedSite, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(mailbox_module, "SEARCH_BATCH", window)
    uids = [embedded_site.servers.deliver(USER, mail(number)) for number in range(10)]
    with Mailbox(embedded_site.imap()) as box:
        box.open()
        assert [arrival.uid for arrival in box.arrivals(0)] == uids
        assert [arrival.uid for arrival in box.arrivals(uids[4])] == uids[5:]


@pytest.mark.parametrize("password", ["密码 geheim", 'a"b\\c d', "p%40{3}"])
def test_passwords_of_all_kinds(password: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(password, encoding="utf-8")
    with EmbeddedServers({USER: password}) as servers:
        site = EmbeddedSite(servers, tmp_path / "password")
        with Mailbox(site.imap(password_file=str(file))) as box:
            box.open()


def test_waiting_without_idle(tmp_path: Path) -> None:
    with (
        EmbeddedServers({USER: PASSWORD}, without=frozenset({"IDLE"})) as servers,
        Mailbox(EmbeddedSite(servers, tmp_path / "password").imap()) as box,
    ):
        box.open()
        start = time.monotonic()
        box.wait(0.2)
        assert time.monotonic() - start >= 0.2
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.send(b"x")
            box.wait(60, ours)
        assert time.monotonic() - start < 20
