"""Purging: what is over goes from the record for good; what is under way stays whole."""

# ruff: noqa: S608 - table and column names come from this file and the schema, values are bound

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coordmail.storage.database import Session, Value

_MEETINGS_AT_ONCE = 50
_ROWS_AT_ONCE = 500

_OVER = """
select id from meetings where status in ('closed', 'cancelled')
 and coalesce(closed_at, '') < :before and coalesce(start, '') < :day
 and not exists (select 1 from items where meeting_id = meetings.id and status in ('proposed', 'open', 'claimed'))
 and not exists (select 1 from events where meeting_id = meetings.id and at >= :before)
 and not exists (select 1 from inbox where meeting_id = meetings.id and received_at >= :before)
 and not exists (select 1 from outbox where meeting_id = meetings.id
   and (created_at >= :before or state in ('waiting', 'sending')))
 and id not in (select meeting_id from series)
 order by id limit :limit
"""
"""A series goes on from the occurrence that was opened last; a cancelled meeting may yet be moved before its day."""

_NEEDED_MAILS = """
 id in (select outbox_id from questions) or id in (select outbox_id from warnings where outbox_id is not null)
"""
"""What an answer may still refer to."""

_NEEDED_TEXTS = """
 id in (select inbox_id from events where inbox_id is not null) or id in (select inbox_id from minutes)
 or id in (select inbox_id from series) or id in (select inbox_id from absences)
"""
"""What the history of something under way shows as its cause."""


@dataclass
class Purged:
    """What is gone: `texts` are incoming mails that are known by their identity alone now."""

    meetings: int = 0
    items: int = 0
    events: int = 0
    mails: int = 0
    texts: int = 0
    notices: int = 0
    mail_bytes: int = 0
    refs: list[str] = field(default_factory=list)


def purge(session: Session, before: datetime, day: str) -> Purged:
    """Remove what ended before an instant, which is the beginning of the local `day` (ISO).

    Meetings that were closed or cancelled and about which nothing happened since go with all that hangs on them. Of
    mails that came in the identity stays, so that a repeat is recognised. In transactions of bounded size: others may
    write in between.
    """
    done = Purged()
    moment = instant_text(before)
    while _purge_meetings(session, moment, day, done):
        pass
    while _purge_mails(session, moment, done):
        pass
    while _purge_texts(session, moment, done):
        pass
    with session.transaction():
        done.notices = session.execute("delete from notices_to_administrator where told = 1 and at < ?", [moment])
        done.events += session.execute("delete from events where meeting_id is null and at < ?", [moment])
        session.execute("delete from absences where until < ?", [day])
        session.execute("delete from addresses where failing_since is null")
    return done


def compact(session: Session) -> bool:
    """Give the space of what was removed back to the disk, with what it held; whether no trace is left beside it."""
    session.db.execute("vacuum")
    row = session.row("pragma wal_checkpoint(truncate)")
    return row is not None and not row["busy"]


def _purge_meetings(session: Session, before: str, day: str, done: Purged) -> bool:
    with session.transaction():
        cursor = session.db.conn.execute(_OVER, {"before": before, "day": day, "limit": _MEETINGS_AT_ONCE})
        ids = [int(row[0]) for row in cursor.fetchall()]
        if not ids:
            return False
        done.meetings += len(ids)
        done.refs += [f"CM-{n}" for n in ids]
        marks = _marks(ids)
        items = f"select id from items where meeting_id in ({marks})"
        requests = f"select id from requests where meeting_id in ({marks})"
        session.execute(
            f"delete from question_lines where item_id in ({items}) or request_id in ({requests})", [*ids, *ids]
        )
        for table in ("warnings", "co_owners"):
            session.execute(f"delete from {table} where item_id in ({items})", ids)
        # A mail about several meetings is answered about those that are left.
        session.execute(
            f"delete from questions where meeting_id in ({marks})"
            " and id not in (select question_id from question_lines)",
            ids,
        )
        for table in ("questions", "inbox"):
            session.execute(f"update {table} set meeting_id = null where meeting_id in ({marks})", ids)
        done.events += session.execute(f"delete from events where meeting_id in ({marks})", ids)
        done.events += session.execute(f"delete from events where item_id in ({items})", ids)
        session.execute(f"delete from requests where meeting_id in ({marks})", ids)
        done.items += session.execute(f"delete from items where meeting_id in ({marks})", ids)
        for table in ("signoffs", "attendees", "minutes"):
            session.execute(f"delete from {table} where meeting_id in ({marks})", ids)
        mails = session.rows(f"select id from outbox where meeting_id in ({marks})", ids)
        session.execute(f"update outbox set meeting_id = null where meeting_id in ({marks})", ids)
        _drop_mails(session, [row["id"] for row in mails], done)
        session.execute(f"delete from meetings where id in ({marks})", ids)
        return True


def _purge_mails(session: Session, before: str, done: Purged) -> bool:
    """Mails of no meeting: reports, answers to questions, notes to the administrator."""
    with session.transaction():
        session.execute(
            "delete from questions where meeting_id is null and id not in (select question_id from question_lines)"
            " and outbox_id in (select id from outbox where created_at < ? and state not in ('waiting', 'sending'))",
            [before],
        )
        rows = session.rows(
            "select id from outbox where meeting_id is null and created_at < ? and state not in ('waiting', 'sending')"
            f" and (length(mail) > 0 or not ({_NEEDED_MAILS})) order by id limit {_ROWS_AT_ONCE}",
            [before],
        )
        _drop_mails(session, [row["id"] for row in rows], done)
        return bool(rows)


def _purge_texts(session: Session, before: str, done: Purged) -> bool:
    with session.transaction():
        rows = session.rows(
            "select id from inbox where meeting_id is null and processed_at < ?"
            " and sender || subject || new_text || quoted_text <> ''"
            f" and not ({_NEEDED_TEXTS}) order by id limit {_ROWS_AT_ONCE}",
            [before],
        )
        ids = [row["id"] for row in rows]
        done.texts += session.execute(
            "update inbox set sender = '', subject = '', new_text = '', quoted_text = '', reason = null"
            f" where id in ({_marks(ids)})",
            ids,
        )
        return bool(ids)


def _drop_mails(session: Session, ids: Sequence[int], done: Purged) -> None:
    """Remove mails of ours that were sent or given up; of those that an answer may refer to only what they said."""
    if not ids:
        return
    marks = _marks(ids)
    row = session.row(f"select coalesce(sum(length(mail)), 0) as n from outbox where id in ({marks})", ids)
    done.mail_bytes += int(row["n"]) if row else 0
    done.mails += len(ids)
    needed = f"id in ({marks}) and ({_NEEDED_MAILS})"
    kept = [row["id"] for row in session.rows(f"select id from outbox where {needed}", ids)]
    gone: list[Value] = [n for n in ids if n not in set(kept)]
    session.execute(f"update outbox set mail = x'', subject = '' where id in ({_marks(kept)})", kept)
    # Without recipients it cannot be sent again by mistake.
    session.execute(
        f"delete from deliveries where outbox_id in ({_marks(kept)}) and state <> 'sent'",
        kept,
    )
    session.execute(f"delete from deliveries where outbox_id in ({_marks(gone)})", gone)
    session.execute(f"delete from outbox where id in ({_marks(gone)})", gone)


def _marks(ids: Sequence[Value]) -> str:
    return ", ".join("?" * len(ids))
