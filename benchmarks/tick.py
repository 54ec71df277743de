"""How long the clock takes in a house that has kept its record for years.

    python benchmarks/tick.py [OPEN CLOSED]

A database with OPEN (100,000) items under way and CLOSED (1,000,000) finished ones, with their meetings, history,
warnings and mails, is made in a temporary folder; then passes of the service are timed on it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from coordmail.config import Config
from coordmail.service.loop import Service, composer_for, desk_for
from coordmail.service.receiving import Delivered, Receiver
from coordmail.storage.store import Store
from coordmail.workflow import reporting
from coordmail.workflow.clock import tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coordmail.storage.database import Session
    from coordmail.workflow.desk import Desk

NOW = datetime(2024, 3, 6, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE, DEPARTMENTS, ITEMS_A_MEETING = 1000, 20, 20
LETTER = b"From: minutes@example.com\r\nSubject: x\r\n\r\n" + b"0123456789abcdef" * 32

COUNT = "with recursive n(i) as (select {first} union all select i + 1 from n where i < {last})"
MEETINGS = """
insert into meetings(id, topic, topic_key, status, language, version, start, "end", organizer, organizer_email,
  recorder, recorder_email, departments, agreed_at, closed_at)
select i, 'topic ' || i, 'topic' || i, case when i <= {closed} then 'closed' else 'tracking' end, 'zh', 1,
  '2024-02-20T14:00', '2024-02-20T15:00', 'P' || (i % {people}), 'p' || (i % {people}) || '@example.com',
  'P' || ((i + 1) % {people}), 'p' || ((i + 1) % {people}) || '@example.com', '["D1"]', '2024-02-21T01:00:00Z',
  case when i <= {closed} then '2024-03-01T01:00:00Z' end from n
"""
OF_MEETINGS = (
    """
insert into inbox(id, mailbox, message_id, digest, sender, subject, received_at, processed_at, kind, outcome,
  meeting_id, new_text)
select i, 'INBOX', printf('<%08x@client.example>', i), printf('%064x', i), 'p1@example.com', 'minutes',
  '2024-02-20T08:00:00Z', '2024-02-20T08:00:00Z', 'minutes', 'processed', i, 'text' from n
""",
    """
insert into attendees select i, position, 'P' || ((i + position) % {people}), 'D1',
  'p' || ((i + position) % {people}) || '@example.com'
from n, (select 0 as position union all select 1 union all select 2 union all select 3 union all select 4)
""",
    """
insert into signoffs(meeting_id, position, name, email, version, assent, asked_at, answered_at)
select meeting_id, position, name, email, 1, 'yes', '2024-02-20T09:00:00Z', '2024-02-21T01:00:00Z' from attendees
""",
    "insert into minutes select i, 1, i, 'p1@example.com', '2024-02-20T08:00:00Z', '{{}}' from n",
)
ITEMS = """
insert into items(id, meeting_id, number, task, status, owner, owner_email, department, due, original_due, percent,
  opened_at, claimed_at, closed_at, result, next_at)
select i, (i - 1) / {size} + 1, (i - 1) % {size} + 1, 'task ' || i,
  case when i <= {closed} then 'closed' else 'open' end,
  'P' || (i * 7 % {people}), 'p' || (i * 7 % {people}) || '@example.com', 'D' || (i * 7 % {people} % {departments}),
  date('2024-03-20', (i % 60) || ' days'), date('2024-03-20', (i % 60) || ' days'),
  case when i <= {closed} then 100 else 0 end, '2024-02-21T01:00:00Z',
  case when i <= {closed} then '2024-02-28T01:00:00Z' end, case when i <= {closed} then '2024-03-01T01:00:00Z' end,
  case when i <= {closed} then 'ok' end,
  case when i > {closed} then date('2024-03-18', (i % 60) || ' days') || 'T01:00:00Z' end from n
"""
OF_CLOSED_ITEMS = (
    """
insert into events(at, meeting_id, item_id, inbox_id, actor, what, detail)
select '2024-02-28T01:00:00Z', (i - 1) / {size} + 1, i, null, '', what, '' from n,
  (select 'reminded' as what union all select 'claimed' union all select 'verified')
""",
    """
insert into outbox(id, key, kind, meeting_id, message_id, subject, mail, state, attempts, created_at, sent_at)
select i, printf('reminder/%08x', i), 'reminder', (i - 1) / {size} + 1, printf('<%08x@example.com>', i), 'reminder',
  ?, 'sent', 1, '2024-02-28T01:00:00Z', '2024-02-28T01:00:01Z' from n where i % 2 = 0
""",
    """
insert into deliveries(outbox_id, address, state, sent_at)
select i, 'p' || (i * 7 % {people}) || '@example.com', 'sent', '2024-02-28T01:00:01Z' from n where i % 2 = 0
""",
    """
insert into questions(id, outbox_id, message_id, tag, kind, person, meeting_id, version)
select i, i, printf('<%08x@example.com>', i), printf('CM-%08x', i), 'reminder',
  'p' || (i * 7 % {people}) || '@example.com', (i - 1) / {size} + 1, 1 from n where i % 2 = 0
""",
    "insert into question_lines(question_id, number, item_id) select i, 1, i from n where i % 2 = 0",
    "insert into warnings select i, 'due', 1, '', case when i % 2 = 0 then i end from n",
)


def main() -> None:
    opened, closed = map(int, sys.argv[1:3]) if len(sys.argv) == 3 else (100_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        config = configuration(Path(folder) / "coordmail.db")

        def make() -> None:
            with Store.open(config.database) as store:
                fill(store.session, opened, closed)

        taken = timed(make)
        size = Path(config.database).stat().st_size / 1e9
        shown(f"made: {opened} open and {closed} closed items, {size:.2f} GB", taken)
        with Store.open(config.database) as store:
            service = Service(config, store)
            for what, taken in measurements(config, store, service, opened):
                shown(what, taken)
            service.close()


def shown(what: str, taken: tuple[float, float]) -> None:
    print(f"{what:60} {taken[0]:9.4f} s {taken[1]:9.4f} s CPU", flush=True)


def configuration(database: Path) -> Config:
    people = [
        {"name": f"P{n}", "email": f"p{n}@example.com", "department": f"D{n % DEPARTMENTS}"} for n in range(PEOPLE)
    ]
    # Ports that nobody listens on: a pass finds both servers gone at once.
    server = {"host": "127.0.0.1", "port": 9, "security": "none"}
    return Config.model_validate(
        {
            "database": str(database),
            "administrator": "it@example.com",
            "imap": {**server, "username": "minutes@example.com", "password_command": "echo x"},
            "smtp": {**server, "sender": "minutes@example.com"},
            "organisation": {
                "people": people,
                "departments": [{"name": f"D{n}", "leader": f"p{n}@example.com"} for n in range(DEPARTMENTS)],
            },
        }
    )


def fill(session: Session, opened: int, closed: int) -> None:
    """The record of years, table by table in the order of its keys."""
    for pragma in ("journal_mode = off", "synchronous = off", "foreign_keys = off", "cache_size = -400000"):
        session.db.conn.execute(f"pragma {pragma}")
    numbers = {"people": PEOPLE, "departments": DEPARTMENTS, "size": ITEMS_A_MEETING}
    meetings = (opened + closed) // ITEMS_A_MEETING

    def insert(statement: str, last: int, closed_last: int, *values: bytes) -> None:
        text = statement.format(**numbers, closed=closed_last)
        into, _, rest = text.strip().partition("select ")
        session.db.conn.execute(COUNT.format(first=1, last=last) + f" {into}select {rest}", values)

    session.db.conn.execute("begin")
    for statement in (MEETINGS, *OF_MEETINGS):
        insert(statement, meetings, closed // ITEMS_A_MEETING)
    insert(ITEMS, opened + closed, closed)
    for statement in OF_CLOSED_ITEMS:
        insert(statement, closed, closed, *([LETTER] if "?" in statement else []))
    session.db.conn.execute("commit")
    session.db.conn.execute("pragma journal_mode = wal")


def measurements(
    config: Config, store: Store, service: Service, opened: int
) -> Iterator[tuple[str, tuple[float, float]]]:
    """What is timed, in the order in which it happens."""
    composer = composer_for(config)
    desk = desk_for(config, store, NOW, composer)
    # All that is closed was closed in one week and month: their reports would be of a size that no house has.
    with store.transaction():
        store.session.remember("weekly_report", reporting.week_label(date(2024, 3, 1)))
        store.session.remember("monthly_review", reporting.month_label(date(2024, 2, 1)))
    yield f"first tick after a change of the rules ({opened} items)", timed(lambda: tick(desk))
    idle = [timed(lambda: tick(desk)) for _ in range(5)]
    yield "tick with nothing due (median of 5)", sorted(idle)[2]
    passes = [timed(lambda: service.one_pass(NOW)) for _ in range(5)]
    yield "pass with nothing due and both servers gone (median of 5)", sorted(passes)[2]
    later = desk_for(config, store, NOW + timedelta(days=1), composer)
    with store.transaction():
        store.session.execute(
            "update items set due = ?, next_at = ?"
            " where id in (select id from items where status = 'open' order by id limit 500)",
            [later.today.isoformat(), "2024-03-07T01:00:00Z"],
        )
    before = mails(store)
    taken = timed(lambda: tick(later))
    yield f"tick with 500 items due ({mails(store) - before} mails written)", taken
    yield "the first mail, which loads the vocabulary", timed(lambda: answer(later, "帮助"))
    yield "an answer, the first of its kind", timed(lambda: answer(later, "已完成"))
    yield "an answer to another", timed(lambda: answer(later, "已完成", 1))
    yield "a question about one's own items", timed(lambda: answer(later, "我的待办", 2))


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """The time on the wall, and that of the processor, which does not depend on what else the machine does."""
    began, worked = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - began, time.process_time() - worked


def mails(store: Store) -> int:
    return int(store.session.rows("select max(id) as id from outbox")[0]["id"])


def answer(desk: Desk, words: str, back: int = 0) -> None:
    """Somebody answers the newest mail but `back`, or writes on their own."""
    (asked,) = desk.store.session.rows(
        "select person, questions.message_id, subject from questions join outbox on outbox_id = outbox.id"
        " where outbox.kind = 'reminder' order by questions.id desc limit 1 offset ?",
        [back],
    )
    mail = EmailMessage()
    mail["From"] = asked["person"]
    mail["To"] = "minutes@example.com"
    mail["Date"] = format_datetime(desk.now)
    mail["Message-ID"] = f"<{words.encode().hex()}{back}@client.example>"
    mail["Subject"] = words
    if words == "已完成":
        mail.replace_header("Subject", "Re: " + asked["subject"])
        mail["In-Reply-To"] = asked["message_id"]
    mail.set_content(words)
    taken = Receiver(desk).take(Delivered(mail.as_bytes(), desk.now, None, "INBOX"))
    tick(desk)
    if taken is None or taken.outcome != "processed":
        raise SystemExit(f"not measured: {taken}")


if __name__ == "__main__":
    main()
