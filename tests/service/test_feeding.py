"""Mails from files take the way of mails that arrive: .eml files, folders of them, mbox, Maildir."""

from __future__ import annotations

import mailbox
from typing import TYPE_CHECKING

import pytest

from coordmail.service.feeding import feed_files
from coordmail.service.loop import desk_for
from tests.service.house import coordmail
from tests.workflow.office import NOTICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.service.house import House

COUNT = 4


def notice(number: int) -> bytes:
    head = f"From: li.na@example.com\nSubject: notice\nMessage-ID: <{number}@client.example>\n"
    head += "Date: Mon, 04 Mar 2024 09:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\n"
    # A line that an mbox must not take for the beginning of the next mail.
    return (head + NOTICE.replace("订单系统", f"{number}号系统") + "\nFrom here on nothing.\n").encode()


def one_file(folder: Path) -> Path:
    path = folder / "1.eml"
    path.write_bytes(notice(1))
    return path


def folder_of_files(folder: Path) -> Path:
    for number in range(1, COUNT + 1):
        inner = folder / str(number)
        inner.mkdir(parents=True)
        (inner / "mail.eml").write_bytes(notice(number))
    (folder / "readme.txt").write_text("no mail", encoding="utf-8")
    return folder


def mbox(folder: Path) -> Path:
    path = folder / "mails"
    box = mailbox.mbox(path)
    for number in range(1, COUNT + 1):
        box.add(notice(number))
    box.close()
    return path


def maildir(folder: Path) -> Path:
    path = folder / "Maildir"
    box = mailbox.Maildir(path)
    for number in range(1, COUNT + 1):
        box.add(notice(number))
    box.close()
    return path


@pytest.mark.parametrize(("make", "count"), [(one_file, 1), (folder_of_files, COUNT), (mbox, COUNT), (maildir, COUNT)])
def test_feeding(house: House, tmp_path: Path, make: Callable[[Path], Path], count: int) -> None:
    source = tmp_path / "source"
    source.mkdir()
    path = make(source)
    counts = feed_files(desk_for(house.config, house.store, house.now), [path])
    assert counts == {"processed": count}
    expected = [f"{number}号系统数据延迟专项沟通" for number in range(1, count + 1)]
    assert sorted(meeting.topic for meeting in house.store.meetings.all()) == expected
    events = house.rows("select * from events")
    assert feed_files(desk_for(house.config, house.store, house.now), [path]) == {"known already": count}
    assert house.rows("select * from events") == events
    # What the mails led to goes out with the next pass.
    house.one_pass()
    assert house.kinds() == [("registered", "li.na")] * count


def test_what_was_fed_and_then_arrives_takes_effect_once(house: House, tmp_path: Path) -> None:
    feed_files(desk_for(house.config, house.store, house.now), [one_file(tmp_path)])
    house.deliver(notice(1).replace(b"\n", b"\r\n"))
    house.one_pass()
    assert house.kinds() == [("registered", "li.na")]
    assert house.folders() == (0, 1, 0)


def test_files_that_are_no_mails_stop_nothing(house: House, tmp_path: Path) -> None:
    (tmp_path / "0.eml").write_bytes(b"")
    (tmp_path / "2.eml").write_bytes(bytes(range(256)) * 100)
    one_file(tmp_path)
    for _ in range(2):
        feed_files(desk_for(house.config, house.store, house.now), [tmp_path])
    assert [meeting.topic for meeting in house.store.meetings.all()] == ["1号系统数据延迟专项沟通"]


def test_the_command(house: House, tmp_path: Path) -> None:
    house.close()
    path = one_file(tmp_path)
    said = [
        coordmail(house.config_path, "feed", str(path), "--now", "2024-03-04T09:30").stdout.strip() for _ in range(2)
    ]
    assert said == ["1 processed", "1 known already"]
    assert coordmail(house.config_path, "feed", str(tmp_path / "gone")).returncode == 2
