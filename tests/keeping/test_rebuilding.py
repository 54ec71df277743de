"""Rebuilding: when it is refused, from files, onto a backup, and what is left where it fails."""

from __future__ import annotations

import mailbox
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coordmail.config import load, parse_instant
from coordmail.demo.cast import MAILBOX
from coordmail.demo.servers import EmbeddedServers
from coordmail.mail.errors import FolderUnusable
from coordmail.service.archive import Archived, open_archive
from coordmail.service.feeding import stamped_date
from coordmail.service.rebuilding import rebuild
from coordmail.storage.database import StorageError, secret_of
from coordmail.storage.keeping import back_up
from coordmail.storage.store import Store
from tests.keeping.compare import differences
from tests.service.house import USERS, House, coordmail

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("Processed", "Quarantine")
NOTICE = (
    "会议主题:订单系统数据延迟专项沟通\n会议目标:确定缓解措施\n会议时间:2024年3月5日14:00-15:30\n"
    "参会人员:王强、张伟\n会议议程:\n1. 现状\n记录人:陈晨\n"
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A notice came, a stranger wrote, the form went out and was reminded of."""
    with EmbeddedServers(USERS) as servers:
        house = House(tmp_path, servers, {"imap": "max_mail_mb = 1"})
        house.writes("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
        house.deliver(b"From: x@elsewhere.example\r\nMessage-ID: <s@elsewhere.example>\r\nSubject: buy\r\n\r\nnow\r\n")
        house.deliver(
            b"From: li.na@example.com\r\nMessage-ID: <large@example.com>\r\nSubject: large\r\n\r\n" + b"x\r\n" * 500_000
        )
        house.one_pass()
        for when in ("2024-03-05 09:00", "2024-03-05 15:30", "2024-03-06 18:00", "2024-03-07 09:00"):
            house.at(when)
        yield house
        house.close()


def lose(house: House) -> Path:
    """The database is lost, its secret is not; the path of what was lost, for comparing."""
    house.close()
    database = Path(house.config.database)
    lost = database.with_name("lost.db")
    database.rename(lost)
    return lost


def test_the_command(house: House) -> None:
    lost = lose(house)
    sent = len(house.servers.sent)
    done = coordmail(house.config_path, "rebuild", "--until", "2024-03-07T09:00")
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0] == "1 processed, 2 quarantined"
    assert said[1].endswith("coordmail.db is as it was on 2024-03-07 09:00")
    assert said[2] == f"{sent} mails were written and not sent; 0 wait for coordmail run"
    assert differences(str(lost), house.config.database) == []
    assert [path.name for path in house.folder.glob("*.rebuilding*")] == []
    house.again()
    house.at("2024-03-07 09:05")
    assert len(house.servers.sent) == sent
    assert house.rows("select distinct error from outbox") == [{"error": "rebuilt"}]


def test_what_is_due_after_the_last_mail_is_left_to_the_service(house: House) -> None:
    lose(house)
    house.sent()
    with open_archive(house.config.imap, FOLDERS, []) as archive:
        done = rebuild(house.config, archive.mails)
    assert done.last == parse_instant("2024-03-04 09:30", house.config.timezone)
    house.again()
    house.at("2024-03-07 09:00")
    # Its Message-ID is that of the one that went out before.
    repeated = {mail.message_id for mail in house.sent() if mail.kind == "form"}
    assert repeated <= {str(mail["Message-ID"]) for mail in _mails_of("chen.chen", house.servers)}


def _mails_of(who: str, servers: EmbeddedServers) -> list[dict[str, str]]:
    import email
    from email.policy import default

    mails = [email.message_from_bytes(raw, policy=default) for raw in servers.mails(f"{who}@example.com")]
    return [{"Message-ID": str(mail["Message-ID"])} for mail in mails]


def test_a_record_is_never_overwritten(house: House) -> None:
    before = Path(house.config.database).read_bytes()
    done = coordmail(house.config_path, "rebuild")
    assert done.returncode == 1
    assert "has a record already; move it away" in done.stderr
    assert done.stderr.count("\n") == 1
    assert Path(house.config.database).read_bytes() == before


def test_without_the_secret_it_is_refused(house: House) -> None:
    lose(house)
    secret = secret_of(Path(house.config.database))
    kept = secret.read_bytes()
    secret.unlink()
    done = coordmail(house.config_path, "rebuild")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "coordmail.secret is missing" in done.stderr
    assert not secret.exists()
    secret.write_bytes(kept)
    assert coordmail(house.config_path, "rebuild").returncode == 0


def test_an_empty_new_database_gives_way(house: House) -> None:
    lose(house)
    Store.open(house.config.database).close()
    assert coordmail(house.config_path, "rebuild").returncode == 0


def test_folders_that_are_not_there(house: House) -> None:
    lose(house)
    with pytest.raises(FolderUnusable, match="no folder 'Archiv'"), open_archive(house.config.imap, ["Archiv"], []):
        pass


def test_killed_halfway_nothing_is_taken_for_a_record(house: House) -> None:
    lose(house)

    def broken() -> Iterator[Archived]:
        with open_archive(house.config.imap, FOLDERS, []) as archive:
            yield next(archive.mails)
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        rebuild(house.config, broken())
    assert not Path(house.config.database).exists()
    # As a kill leaves it.
    remains = house.folder / "coordmail.db.rebuilding"
    remains.mkdir()
    (remains / "coordmail.db").write_bytes(b"half")
    assert coordmail(house.config_path, "rebuild").returncode == 0


@pytest.mark.parametrize("kind", ["folder", "mbox", "maildir"])
def test_from_files(house: House, kind: str) -> None:
    lost = lose(house)
    path = house.folder / "archive"
    mails = [raw for folder in FOLDERS for raw in house.servers.mails(MAILBOX, folder)]
    stamped = [b"Received: from a by b; Mon, 04 Mar 2024 09:30:00 +0800\r\n" + raw for raw in mails]
    if kind == "folder":
        path.mkdir()
        for number, raw in enumerate(stamped):
            (path / f"{number}.eml").write_bytes(raw)
    else:
        box = mailbox.mbox(path) if kind == "mbox" else mailbox.Maildir(path)
        for raw in stamped:
            box.add(raw)
        box.close()
    done = coordmail(house.config_path, "rebuild", str(path), "--until", "2024-03-07T09:00")
    assert (done.returncode, done.stderr) == (0, "")
    with Store.open(lost) as before, Store.open(house.config.database) as after:
        for query in ("select * from meetings", "select key, kind, message_id from outbox order by key"):
            assert after.session.rows(query) == before.session.rows(query)


def test_onto_a_backup(house: House) -> None:
    back_up(Path(house.config.database), house.folder / "monday.db")
    house.now = house.time("2024-03-07 10:00")
    house.answers("chen.chen", "form", "解决方案:\n1. 张伟于3月12日前完成扩容,延迟≤2小时\n")
    lost = lose(house)
    backup = ["--from", str(house.folder / "monday.db"), "--folder", "Processed", "--folder", "Quarantine"]
    done = coordmail(house.config_path, "rebuild", *backup)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 processed, 3 repeated\n")
    assert differences(str(lost), house.config.database) == []
    (house.folder / "monday.secret").write_text("00" * 32, encoding="ascii")
    Path(house.config.database).unlink()
    with pytest.raises(StorageError, match="another installation"):
        rebuild(house.config, [], backup=house.folder / "monday.db")


def test_when_a_stored_mail_arrived() -> None:
    date = b"Date: Mon, 04 Mar 2024 08:00:00 +0800\r\n\r\n"
    stamped = b"Received: from a by b\r\n\tfor <x@y>; Mon, 04 Mar 2024 09:30:00 +0800\r\n" + date
    assert str(stamped_date(stamped)) == "2024-03-04 09:30:00+08:00"
    assert str(stamped_date(date)) == "2024-03-04 08:00:00+08:00"
    assert stamped_date(b"Subject: x\r\n\r\n") is None


def test_a_date_to_come_does_not_move_the_clock_there(house: House) -> None:
    lose(house)
    with open_archive(house.config.imap, FOLDERS, []) as archive:
        mails = list(archive.mails)
    odd = Archived(parse_instant("2094-01-01 09:00", house.config.timezone), mails[0].raw + b"again", 10)
    done = rebuild(house.config, [*mails, odd])
    assert done.last
    assert done.last.year < 2094


def test_the_service_is_not_disturbed(house: House) -> None:
    from coordmail.service.lease import lease

    lose(house)
    with lease(house.config.database):
        done = coordmail(house.config_path, "rebuild")
    assert done.returncode == 1
    assert "another coordmail run works on" in done.stderr
    assert load(house.config_path).database == house.config.database


def test_a_server_that_hangs_up_in_between(house: House) -> None:
    for number in range(60):
        house.deliver(f"Message-ID: <{number}@example.com>\r\n\r\n{number}\r\n".encode())
    with open_archive(house.config.imap, ["INBOX"], []) as archive:
        found = [next(archive.mails)]
        house.servers.drop_connections()
        found += archive.mails
    assert archive.count == 60
    assert [mail.raw.split()[-1] for mail in found] == [str(number).encode() for number in range(60)]


def test_an_answer_in_the_second_of_its_question_is_recognised(house: House) -> None:
    house.writes(
        "chen.chen",
        "会议纪要:订单系统数据延迟专项沟通",
        "沟通主题:订单系统数据延迟专项沟通\n解决方案:\n1. 张伟于3月12日前调整同步频率\n",
    )
    house.one_pass()
    for who in ("li.na", "wang.qiang", "zhang.wei"):
        house.answers(who, "confirm-request", "确认")
    lost = lose(house)
    done = coordmail(house.config_path, "rebuild")
    assert (done.returncode, done.stderr) == (0, "")
    assert differences(str(lost), house.config.database) == []
