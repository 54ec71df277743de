"""Every statement of a meeting's way finds its rows by an index: a table that grows is never read from end to end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from coordmail.service.loop import composer_for
from coordmail.service.sending import Dispatcher
from coordmail.storage.inbox import Place
from coordmail.storage.store import Store
from tests.workflow.office import Office, configuration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coordmail.mail.smtp import Outcome

GROWING = (
    "inbox",
    "meetings",
    "attendees",
    "minutes",
    "items",
    "requests",
    "signoffs",
    "events",
    "outbox",
    "deliveries",
)
LASTING = ("questions", "question_lines", "warnings", "addresses", "filings", "attempts", "watermarks", "settings")

_OF_THE_TEST = "select mail from outbox order by id"


class Everything:
    """A server that takes every mail."""

    def send(self, _sender: str, recipients: Sequence[str], _mail: bytes) -> Outcome:
        from coordmail.mail.smtp import Outcome

        return Outcome(accepted=tuple(recipients))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder: Path = tmp_path_factory.mktemp("plans")
    config = configuration(folder / "coordmail.db")
    statements: set[str] = set()
    with Store.open(config.database) as store:
        office = Office(store, config)
        store.session.db.conn.set_trace_callback(statements.add)
        office.tracked()
        office.at("2024-03-07 09:00").answer("zhang.wei", "overdue", "已完成")
        office.at("2024-03-07 10:00").answer("chen.chen", "verify-request", "验收通过")
        office.at("2024-03-11 09:00").answer("zhao.min", "overdue", "申请延期到3月15日")
        office.mail("wang.qiang", "我的待办", "我的待办")
        Dispatcher(office.desk, Everything()).send_due()  # type: ignore[arg-type]
        box = "m@imap.example.com/INBOX"
        store.inbox.watermark(box, 1)
        store.inbox.failed(Place(box, 1, 1), "why")
        store.inbox.to_retry(box, 1)
        store.inbox.filings(box, 1)
        store.inbox.filed(box, 1, [1])
        store.inbox.settled(Place(box, 1, 1))
        store.outbox.next_try()
        store.administration.works("zhang.wei@example.com")
        store.session.db.conn.set_trace_callback(None)
        found = {}
        for statement in statements:
            if re.match(r"\s*(select|update|delete|insert)\b", statement):
                rows = store.session.rows("explain query plan " + statement)
                found[statement] = [str(row["detail"]) for row in rows]
    assert composer_for(config)
    return found


def test_enough_was_seen(plans: dict[str, list[str]]) -> None:
    text = "\n".join(plans)
    for table in (*GROWING, *LASTING):
        assert re.search(rf"\b{table}\b", text), table
    assert len(plans) > 100


def test_no_growing_table_is_scanned(plans: dict[str, list[str]]) -> None:
    scans = {
        f"{step}: {' '.join(statement.split())[:300]}"
        for statement, steps in plans.items()
        if statement != _OF_THE_TEST
        for step in steps
        # An index of rows that wait is small by itself: it is partial.
        if re.match(rf"SCAN ({'|'.join((*GROWING, *LASTING))})\b", step) and "INDEX outbox_" not in step
    }
    assert scans == set()
