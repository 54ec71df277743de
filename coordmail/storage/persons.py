"""What is recorded of one person: found for who asks, and taken out for who wants to be forgotten."""

# ruff: noqa: S608 - table and column names come from this file and the schema, values are bound

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coordmail.record import EventKind
from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from coordmail.storage.database import Row, Session
    from coordmail.storage.history import History
    from coordmail.storage.traces import Traces

_OWN = {
    "attendees": ("email",),
    "items": ("owner_email",),
    "co_owners": ("email",),
    "signoffs": ("email", "answered_by"),
    "requests": ("approver_email", "answered_by"),
    "minutes": ("sent_by",),
    "events": ("actor",),
    "inbox": ("sender",),
    "deliveries": ("address",),
    "questions": ("person",),
    "absences": ("email",),
    "addresses": ("email",),
    "notices_to_administrator": ("sender",),
    "meetings": ("organizer_email", "recorder_email"),
}
"""The columns that say whose a row is."""

_NAMED = (
    ("attendees", "name", "email"),
    ("items", "owner", "owner_email"),
    ("signoffs", "name", "email"),
    ("requests", "approver", "approver_email"),
    ("meetings", "organizer", "organizer_email"),
    ("meetings", "recorder", "recorder_email"),
)
"""Columns with a name, and the one beside it with the address."""

_UNFINISHED = {
    "items": "select 'CM-' || meeting_id || '/' || number as ref from items where status in"
    " ('proposed', 'open', 'claimed') and (owner_email = :email"
    " or id in (select item_id from co_owners where email = :email)) order by id",
    "meetings": "select 'CM-' || id as ref from meetings where status not in ('closed', 'cancelled')"
    " and (organizer_email = :email or recorder_email = :email) order by id",
    "confirmations": "select 'CM-' || meeting_id as ref from signoffs join meetings on meetings.id = meeting_id"
    " where status = 'confirming' and email = :email and assent = 'none' order by meeting_id",
    "requests": "select 'CM-' || meeting_id as ref from requests where approver_email = :email"
    " and status in ('proposed', 'asked') order by id",
}
_IN_WORDS = tuple(
    str(kind)
    for kind in (
        *(EventKind.APPROVED, EventKind.REFUSED, EventKind.ACCEPTED, EventKind.DECLINED),
        *(EventKind.PROGRESS, EventKind.CLAIMED, EventKind.BLOCKED, EventKind.QUESTION, EventKind.DELAY_ASKED),
        *(EventKind.OCCURRENCE_DONE, EventKind.AWAY),
    )
)
"""The lines of history that quote who acted."""
_FIGURES = re.compile(r"(?:[\d%:T\u2192./-]+(?:\s+|$))*")
_SETTING = "erased_people"


@dataclass
class Erased:
    """What was done: how many values were changed by table, how many mails lost their text, who they are called now."""

    name: str = ""
    address: str = ""
    changed: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    mails: int = 0
    dropped: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A row that names somebody: its table, its primary key, and the texts that do, by column."""

    table: str
    key: Row
    texts: dict[str, str]


@dataclass(frozen=True)
class Persons:
    """The record by person."""

    session: Session

    def names_of(self, email: str) -> set[str]:
        """The names that stand beside an address."""
        found = set()
        for table, name, address in _NAMED:
            query = f"select distinct {name} as name from {table} where lower({address}) = ? and {name} <> ''"
            found |= {row["name"] for row in self.session.rows(query, [email])}
        return found

    def others(self, email: str) -> dict[str, set[str]]:
        """The names of everybody else, each with the addresses that they stand beside."""
        found: dict[str, set[str]] = {}
        for table, name, address in _NAMED:
            query = f"select distinct {name} as name, lower({address}) as address from {table} where {name} <> ''"
            for row in self.session.rows(query):
                if row["address"] and row["address"] != email:
                    found.setdefault(row["name"], set()).add(row["address"])
        return found

    def unfinished(self, email: str) -> dict[str, list[str]]:
        """What still waits for somebody, by kind: the references of items and meetings."""
        found = {}
        for kind, query in _UNFINISHED.items():
            cursor = self.session.db.conn.execute(query, {"email": email})
            if refs := [row[0] for row in cursor.fetchall()]:
                found[kind] = refs
        return found

    def own(self, email: str) -> dict[str, list[Row]]:
        """The rows that are about somebody, by table."""
        found = {}
        for table, columns in _OWN.items():
            condition = " or ".join(f"lower({column}) = ?" for column in columns)
            rows = self.session.rows(f"select * from {table} where {condition} order by 1", [email] * len(columns))
            if rows:
                found[table] = rows
        return found

    def mentions(self, traces: Traces) -> Iterator[Mention]:
        """Every row with texts that name somebody."""
        for row in self.session.rows("select name from sqlite_master where type = 'table' order by name"):
            table = row["name"]
            if table.startswith(("sqlite_", "_")):
                continue
            columns = self.session.rows("select name, type, pk from pragma_table_info(?)", [table])
            keys = [column["name"] for column in columns if column["pk"]]
            texts = [column["name"] for column in columns if column["type"].lower() == "text"]
            chosen = ", ".join(f'"{name}"' for name in dict.fromkeys((*keys, *texts)))
            for found in self.session.rows(f"select {chosen} from {table}"):
                naming = {name: found[name] for name in texts if found[name] and traces.found_in(found[name])}
                if naming:
                    yield Mention(table, {key: found[key] for key in keys}, naming)

    def mails_to(self, email: str) -> list[Row]:
        """The mails that were written to somebody."""
        return self.session.rows(
            "select outbox.*, deliveries.state as delivered from outbox join deliveries on outbox_id = outbox.id"
            " where address = ? order by outbox.id",
            [email],
        )

    def waiting(self, email: str, naming: Callable[[bytes], bool]) -> list[int]:
        """The mails that are still to be sent, to somebody or naming them."""
        rows = self.session.rows(
            "select id, mail, exists (select 1 from deliveries where outbox_id = outbox.id and address = ?) as theirs"
            " from outbox where state in ('waiting', 'sending') order by id",
            [email],
        )
        return [row["id"] for row in rows if row["theirs"] or naming(bytes(row["mail"]))]

    def erase(
        self, traces: Traces, language: str, naming: Callable[[bytes], bool], now: datetime, history: History
    ) -> Erased:
        """Put a pseudonym in the place of somebody, and remove what they wrote. To be called in a transaction.

        `naming` says whether the bytes of a mail name them. What they were to do waits for nobody; mails that wait to
        be sent to them or that name them are dropped.
        """
        number = int(self.session.setting(_SETTING) or 0) + 1
        self.session.remember(_SETTING, str(number))
        name = f"\u5df2\u6ce8\u9500{number}" if language == "zh" else f"Erased {number}"
        # RFC 2606: a domain that never exists.
        done = Erased(name, f"erased-{number}@erased.invalid")
        self._release(traces.email, done, now, history)
        self._drop_waiting(traces.email, naming, done)
        self._empty_mails(traces.email, naming, done)
        done.texts = self.session.execute(
            "update inbox set new_text = '', quoted_text = '' where lower(sender) = ?", [traces.email]
        )
        self._forget_words(traces.email)
        self._rename_message_ids(traces.email, done)
        # A note of absence may say why somebody is away.
        done.changed["absences"] = self.session.execute("delete from absences where email = ?", [traces.email])
        done.changed["addresses"] = self.session.execute("delete from addresses where email = ?", [traces.email])
        for table, column, address in _NAMED:
            done.changed[table] += self.session.execute(
                f"update {table} set {column} = ?, {address} = null where lower({address}) = ?", [name, traces.email]
            )
        self._replace(traces, done)
        return done

    def _release(self, email: str, done: Erased, now: datetime, history: History) -> None:
        """Nobody waits any more for what somebody was to do: their items are without owner, their answers not due."""
        items = self.session.rows(
            "select id, meeting_id from items where owner_email = ? and status in ('proposed', 'open', 'claimed')",
            [email],
        )
        for item in items:
            history.add(now, "", EventKind.OWNER_CHANGED, f"{done.name} \u2192", item["meeting_id"], item["id"])
            self.session.update("items", item["id"], {"next_at": instant_text(now)})
        done.given_up = len(items)
        self.session.execute("delete from co_owners where email = ?", [email])
        self.session.execute(
            "update requests set status = 'unaddressed' where approver_email = ? and status in ('proposed', 'asked')",
            [email],
        )
        self.session.execute(
            "update meetings set next_at = ? where status = 'confirming'"
            " and id in (select meeting_id from signoffs where email = ?)",
            [instant_text(now), email],
        )

    def _drop_waiting(self, email: str, naming: Callable[[bytes], bool], done: Erased) -> None:
        for mail_id in self.waiting(email, naming):
            self.session.execute("delete from deliveries where outbox_id = ? and state = 'waiting'", [mail_id])
            self.session.update("outbox", mail_id, {"state": "dropped", "next_try": None})
            done.dropped += 1

    def _empty_mails(self, email: str, naming: Callable[[bytes], bool], done: Erased) -> None:
        """Of mails to somebody or naming them only stays that they were sent."""
        last = 0
        while rows := self.session.rows(
            "select id, mail, exists (select 1 from deliveries where outbox_id = outbox.id and address = ?) as theirs"
            " from outbox where id > ? and length(mail) > 0 order by id limit 200",
            [email, last],
        ):
            last = rows[-1]["id"]
            for row in rows:
                if row["theirs"] or naming(bytes(row["mail"])):
                    self.session.update("outbox", row["id"], {"mail": b""})
                    # Without recipients it cannot be sent again by mistake.
                    self.session.execute("delete from deliveries where outbox_id = ? and state <> 'sent'", [row["id"]])
                    done.mails += 1

    def _forget_words(self, email: str) -> None:
        """Their own words in the record: of the history stay the figures and dates that explain a change."""
        marks = ", ".join("?" * len(_IN_WORDS))
        for row in self.session.rows(
            f"select id, detail from events where lower(actor) = ? and what in ({marks})", [email, *_IN_WORDS]
        ):
            figures = _FIGURES.match(row["detail"])
            self.session.update("events", row["id"], {"detail": figures[0].strip() if figures else ""})
        for table, column, whose in (("signoffs", "comment", "email"), ("requests", "comment", "approver_email")):
            self.session.execute(f"update {table} set {column} = null where lower({whose}) = ?", [email])
        self.session.execute(
            "update items set claim = null, requested_reason = null,"
            " blocked = case when blocked is not null then '\u2026' end where lower(owner_email) = ?",
            [email],
        )

    def _rename_message_ids(self, email: str, done: Erased) -> None:
        """Some programs put the sender's address into the Message-ID, with more before it."""
        theirs = re.compile(re.escape(email), re.IGNORECASE)
        for row in self.session.rows("select id, message_id from inbox where lower(sender) = ?", [email]):
            if theirs.search(row["message_id"]):
                self.session.update("inbox", row["id"], {"message_id": theirs.sub(done.address, row["message_id"])})

    def _replace(self, traces: Traces, done: Erased) -> None:
        for mention in list(self.mentions(traces)):
            replaced = {
                column: traces.replaced(text, done.name, done.address) for column, text in mention.texts.items()
            }
            sets = ", ".join(f'"{column}" = ?' for column in replaced)
            where = " and ".join(f'"{key}" = ?' for key in mention.key)
            self.session.execute(
                f"update {mention.table} set {sets} where {where}", [*replaced.values(), *mention.key.values()]
            )
            done.changed[mention.table] += 1
