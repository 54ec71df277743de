"""What is watched while the quarter goes on: each mail as it goes out, and each change of an item with its event."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from coordmail.storage.database import instant_text

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

    from coordmail.calendar import WorkCalendar
    from coordmail.storage.database import Row
    from coordmail.storage.store import Store

AT_ANY_HOUR = frozenset({"registered", "understood", "noted", "unclear", "query-answer", "help"})
"""SURFACE.md: the answers to a mail just received; the rest goes out in working hours."""
REMINDERS = frozenset({"reminder", "overdue"})

_MARK = re.compile(r"[a-z-]+; ref=(CM-\d+)?")
_ADMISSIBLE = {
    "open": {"agreed", "reopened"},
    "claimed": {"claimed", "agreed"},
    "closed": {"verified", "closed"},
    "cancelled": {"cancelled"},
    "proposed": {"revised", "minutes"},
}
"""The events of which one must explain that an item's status became this."""
_FIELDS = {
    "due": {"delay_agreed", "deadline_moved", "revised", "closed", "verified"},
    "owner_email": {"owner_changed", "revised"},
    "blocked": {"blocked", "unblocked", "claimed", "progress", "deadline_moved", "owner_changed", "delay_agreed",
                "revised", "cancelled"},
    "percent": {"progress", "claimed", "verified", "reopened", "delay_asked", "blocked"},
    "task": {"revised"},
    "requested_due": {"delay_asked", "delay_agreed", "delay_refused", "deadline_moved", "claimed", "cancelled",
                      "owner_changed", "revised"},
}  # fmt: skip


@dataclass
class Watch:
    """Faults by the name of the check, each naming its mail or item."""

    store: Store
    calendar: WorkCalendar
    faults: dict[str, list[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    received: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Mails by address and kind."""
    _items: dict[int, Row] = field(default_factory=dict)
    _event: int = 0
    _question: int = 0
    _mornings: dict[tuple[str, str], str] = field(default_factory=dict)

    def fault(self, check: str, what: str) -> None:
        """Something is not as it must be."""
        self.faults.setdefault(check, []).append(what)

    def sent(self, now: datetime, raw: bytes, mail: EmailMessage, recipients: tuple[str, ...]) -> None:
        """Look at a mail as the server took it at `now`."""
        kind = str(mail["X-Coordmail"]).partition(";")[0]
        named = f"{now:%m-%d %H:%M} {kind} to {', '.join(recipients)}: {mail['Subject']}"
        self.kinds[kind] += 1
        for address in recipients:
            self.received[address, kind] += 1
        text = mail.get_body(("plain",))
        wrong = [str(defect) for part in mail.walk() for defect in part.defects]
        if wrong or text is None or not str(text.get_content()).strip() or not raw.isascii():
            self.fault("every mail can be parsed", f"{named} {wrong}")
        if not _MARK.fullmatch(str(mail["X-Coordmail"])) or not mail["Message-ID"] or not mail["Auto-Submitted"]:
            self.fault("every mail bears its marks", f"{named}: {mail['X-Coordmail']}")
        if parsedate_to_datetime(str(mail["Date"])) > now:
            self.fault("every mail bears its marks", f"{named}: dated {mail['Date']}")
        if kind not in AT_ANY_HOUR and not self.calendar.is_working_time(now):
            self.fault("nothing but answers outside working hours", named)
        if kind in REMINDERS:
            self._once_a_day(now, mail, named)

    def after(self, now: datetime) -> None:
        """Look at the record after a pass at `now`."""
        self._explain_changes()
        self._justify_questions(now)

    def _once_a_day(self, now: datetime, mail: EmailMessage, named: str) -> None:
        for address in mail["To"].addresses:
            key = (address.addr_spec, f"{now:%m-%d}")
            if key in self._mornings:
                self.fault("one reminder mail a person and day", f"{named} (after {self._mornings[key]})")
            self._mornings[key] = named

    def _explain_changes(self) -> None:
        events = self.store.session.rows("select * from events where id > ? order by id", [self._event])
        if events:
            self._event = events[-1]["id"]
        of_item: dict[int, set[str]] = {}
        of_meeting: dict[int, set[str]] = {}
        for event in events:
            if event["item_id"]:
                of_item.setdefault(event["item_id"], set()).add(event["what"])
            elif event["meeting_id"]:
                of_meeting.setdefault(event["meeting_id"], set()).add(event["what"])
        current = {row["id"]: row for row in self.store.session.rows("select * from items order by id")}
        for item_id, row in current.items():
            happened = of_item.get(item_id, set()) | of_meeting.get(row["meeting_id"], set())
            before = self._items.get(item_id)
            for what, needed in self._needed(before, row):
                if not happened & needed:
                    name = f"CM-{row['meeting_id']}/{row['number']}"
                    self.fault("every change of an item has its event", f"{name} {what}: only {sorted(happened)}")
        for gone in self._items.keys() - current.keys():
            self.fault("every change of an item has its event", f"item {gone} is gone")
        self._items = current

    def _needed(self, before: Row | None, row: Row) -> list[tuple[str, set[str]]]:
        """What changed in an item, and the events of which one has to say so."""
        if before is None:
            return [("is new", {"minutes", "revised"})]
        needed = []
        if before["status"] != row["status"]:
            needed.append((f"{before['status']} → {row['status']}", _ADMISSIBLE[row["status"]]))
        needed += [
            (f"{name} {before[name]} → {row[name]}", kinds)
            for name, kinds in _FIELDS.items()
            if before[name] != row[name]
        ]
        return needed

    def _justify_questions(self, now: datetime) -> None:
        """Whoever is written to has something to do: what was asked in this pass is still to be answered."""
        rows = self.store.session.rows(
            "select questions.*, outbox.subject, outbox.kind as mail_kind from questions"
            " join outbox on outbox.id = outbox_id where questions.id > ? and outbox.created_at = ?"
            " order by questions.id",
            [self._question, instant_text(now)],
        )
        if rows:
            self._question = rows[-1]["id"]
        for row in rows:
            if row["mail_kind"] != "unclear" and (why := self._needless(row)):
                named = f"{now:%m-%d %H:%M} {row['kind']} to {row['person']}: {row['subject']}"
                self.fault("no mail to a person with nothing to do", f"{named}: {why}")

    def _needless(self, question: Row) -> str:
        items = self.store.session.rows(
            "select items.*, meetings.organizer_email from question_lines join items on items.id = item_id"
            " join meetings on meetings.id = items.meeting_id where question_id = ?",
            [question["id"]],
        )
        names = ", ".join(f"CM-{item['meeting_id']}/{item['number']} is {item['status']}" for item in items)
        person, kind = question["person"], question["kind"]
        if kind in REMINDERS:
            own = all(person in self._responsible(item) for item in items)
            return "" if own and all(item["status"] == "open" for item in items) else names or "no items"
        if kind == "verify-request":
            return "" if all(item["status"] == "claimed" for item in items) else names
        if kind in {"delay-request", "escalation"}:
            return "" if all(item["status"] == "open" for item in items) else names
        if kind in {"confirm-request", "confirm-reminder"}:
            row = self.store.session.row(
                "select assent from signoffs where meeting_id = ? and email = ?", [question["meeting_id"], person]
            )
            return "" if row and row["assent"] == "none" else f"has answered: {row}"
        return ""

    def _responsible(self, item: Row) -> set[str]:
        co_owners = self.store.session.rows("select email from co_owners where item_id = ?", [item["id"]])
        return {item["owner_email"] or item["organizer_email"], *(row["email"] for row in co_owners)}
