"""Action items, and which warnings about them went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coordmail.record import Item, ItemStatus
from coordmail.storage.database import day, day_text, instant, instant_of, instant_text, list_of, list_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from coordmail.storage.database import Row, Session, Value

_DAYS = ("due", "original_due", "requested_due")
_INSTANTS = ("blocked_at", "requested_at", "opened_at", "claimed_at", "closed_at")
_PENDING = ("blocked", "blocked_at", "requested_due", "requested_reason", "requested_at")
_SELECT = "select items.*, 'CM-' || items.meeting_id as meeting_ref from items"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a listing of items is narrowed to."""

    owner: str | None = None
    department: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Items:
    """The action items of the record."""

    session: Session

    def get(self, item_id: int) -> Item:
        """The item with this id, which exists."""
        row = self.session.row(f"{_SELECT} where items.id = ?", [item_id])
        if row is None:
            raise LookupError(f"there is no item {item_id}")
        return _item(row)

    def by_ref(self, ref: str) -> Item | None:
        """The item that a reference (CM-12/2) names; None where there is none."""
        meeting, _, number = ref.partition("/")
        digits = meeting.upper().removeprefix("CM-")
        if not (digits.isascii() and digits.isdigit() and number.isascii() and number.isdigit()):
            return None
        row = self.session.row(f"{_SELECT} where meeting_id = ? and number = ?", [int(digits), int(number)])
        return _item(row) if row else None

    def of_meeting(self, meeting_id: int) -> tuple[Item, ...]:
        """All items of a meeting by number, the cancelled ones too."""
        rows = self.session.rows(f"{_SELECT} where meeting_id = ? order by number", [meeting_id])
        return tuple(_item(row) for row in rows)

    def of_owner(self, email: str) -> tuple[Item, ...]:
        """What somebody has to do, alone or with others: their items that are not finished."""
        rows = self.session.rows(
            f"{_SELECT} where owner_email = ? and status in ('proposed', 'open', 'claimed')"
            f" union {_SELECT} join co_owners on co_owners.item_id = items.id"
            " where co_owners.email = ? and status in ('proposed', 'open', 'claimed')"
            " order by due nulls last, id",
            [email, email],
        )
        return tuple(_item(row) for row in rows)

    def of_department(self, people: Sequence[str], names: Sequence[str]) -> tuple[Item, ...]:
        """The unfinished items that one of `people` owns or that name a department by one of `names`, by deadline."""
        owners, departments = (", ".join("?" * len(values)) for values in (people, names))
        rows = self.session.rows(
            f"{_SELECT} where owner_email in ({owners}) and status in ('open', 'claimed')"
            f" union {_SELECT} where department collate nocase in ({departments}) and status in ('open', 'claimed')"
            " order by due nulls last, id",
            [*people, *names],
        )
        return tuple(_item(row) for row in rows)

    def co_owners(self, item_id: int) -> tuple[str, ...]:
        """The addresses of those who own an item beside `owner_email`, who leads."""
        rows = self.session.rows("select email from co_owners where item_id = ? order by email", [item_id])
        return tuple(row["email"] for row in rows)

    def co_owners_of_meeting(self, meeting_id: int) -> dict[int, tuple[str, ...]]:
        """The same for all items of a meeting that have co-owners, by item id."""
        rows = self.session.rows(
            "select item_id, email from items join co_owners on co_owners.item_id = items.id"
            " where meeting_id = ? order by number, email",
            [meeting_id],
        )
        found: dict[int, tuple[str, ...]] = {}
        for row in rows:
            found[row["item_id"]] = (*found.get(row["item_id"], ()), row["email"])
        return found

    def share(self, item_id: int, emails: Iterable[str]) -> None:
        """Set who owns an item beside its lead."""
        self.session.execute("delete from co_owners where item_id = ?", [item_id])
        for email in dict.fromkeys(emails):
            self.session.execute("insert into co_owners(email, item_id) values (?, ?)", [email, item_id])

    def due(self, now: datetime) -> tuple[Item, ...]:
        """The items that the clock has to look at."""
        rows = self.session.rows(f"{_SELECT} where next_at <= ? order by due, meeting_id, number", [instant_text(now)])
        return tuple(_item(row) for row in rows)

    def unfinished(self) -> Iterator[Item]:
        """Every item that the clock may have to look at (after a change of the rules only), some at a time."""
        query = f"{_SELECT} where status in ('open', 'claimed') and items.id > ? order by items.id limit 1000"
        last = 0
        while rows := self.session.rows(query, [last]):
            yield from map(_item, rows)
            last = rows[-1]["id"]

    def listing(self, narrowed: Filter) -> tuple[Item, ...]:
        """Items for a listing, by meeting and number; `owner` matches the name or the address."""
        conditions = ["1 = 1"]
        values: list[Value] = []
        if narrowed.owner:
            conditions.append(
                "(owner = ? or owner_email = lower(?) or id in (select item_id from co_owners where email = lower(?)))"
            )
            values += [narrowed.owner, narrowed.owner, narrowed.owner]
        if narrowed.department:
            conditions.append("department = ?")
            values.append(narrowed.department)
        if narrowed.status:
            conditions.append("status = ?")
            values.append(narrowed.status)
        rows = self.session.rows(f"{_SELECT} where {' and '.join(conditions)} order by meeting_id, number", values)
        return tuple(_item(row) for row in rows)

    def where(self, condition: str, values: Sequence[Value]) -> tuple[Item, ...]:
        """Items by a condition of the storage's own; `condition` is SQL and says their order."""
        return tuple(_item(row) for row in self.session.rows(f"{_SELECT} where {condition}", values))

    def add(self, values: dict[str, Any]) -> Item:
        """Add an item; `values` are fields of Item."""
        return self.get(self.session.insert("items", _columns(values)))

    def update(self, item_id: int, values: dict[str, Any]) -> Item:
        """Change fields of an item."""
        self.session.update("items", item_id, _columns(values))
        return self.get(item_id)

    def finish(self, item_id: int, values: dict[str, Any]) -> Item:
        """Change fields of an item that is over: it is no longer stuck, wants no new date, and the clock leaves it."""
        self.wake(item_id, None)
        return self.update(item_id, {**dict.fromkeys(_PENDING), **values})

    def wake(self, item_id: int, moment: datetime | None) -> None:
        """Set when the clock is to look at an item next."""
        self.session.update("items", item_id, {"next_at": instant_text(moment) if moment else None})

    def wake_all(self, moments: Iterable[tuple[int, datetime | None]]) -> None:
        """As `wake`, for many items: their ids with the moments."""
        rows = ((instant_text(moment) if moment else None, item_id) for item_id, moment in moments)
        self.session.db.conn.executemany("update items set next_at = ? where id = ?", rows)

    def counts(self, meeting_id: int) -> tuple[int, int]:
        """How many items a meeting has (without the cancelled), and how many of them are not closed."""
        row = self.session.row(
            "select count(*) as total, coalesce(sum(status <> 'closed'), 0) as unfinished from items"
            " where meeting_id = ? and status <> 'cancelled'",
            [meeting_id],
        )
        return (row["total"], row["unfinished"]) if row else (0, 0)

    def warned(self, item: Item, rung: str, on: date | None = None) -> bool:
        """Whether a rung was used for the item's present deadline (and that day, for rungs that come daily)."""
        found = self.session.row(
            "select 1 from warnings where item_id = ? and rung = ? and deadline_version = ? and day = ?",
            [item.id, rung, item.deadline_version, on.isoformat() if on else ""],
        )
        return found is not None

    def warn(self, item: Item, rung: str, on: date | None, outbox_id: int | None) -> None:
        """Record that a rung was used."""
        self.session.execute(
            "insert or ignore into warnings(item_id, rung, deadline_version, day, outbox_id) values (?, ?, ?, ?, ?)",
            [item.id, rung, item.deadline_version, on.isoformat() if on else "", outbox_id],
        )

    def ended(self, item_id: int, version: int, rungs: tuple[str, str]) -> tuple[str, str] | None:
        """How the first occurrence since a deadline version ended: by which of two `rungs`, and its day."""
        row = self.session.row(
            "select rung, day from warnings where item_id = ? and rung in (?, ?) and deadline_version >= ?"
            " order by deadline_version limit 1",
            [item_id, *rungs, version],
        )
        return (row["rung"], row["day"]) if row else None

    def make_up(self, item_id: int, day: str, old: str, new: str) -> None:
        """Turn the rung `old` of a day into `new`: what was thought missed was done."""
        self.session.execute(
            "update warnings set rung = ? where item_id = ? and rung = ? and day = ?", [new, item_id, old, day]
        )

    def asked(self, item_id: int, rung: str) -> tuple[datetime, ...]:
        """When the mails of a rung that comes again and again were written, the earliest first."""
        rows = self.session.rows(
            "select outbox.created_at from warnings join outbox on outbox.id = outbox_id"
            " where item_id = ? and rung = ? order by outbox_id",
            [item_id, rung],
        )
        return tuple(instant_of(row["created_at"]) for row in rows)


def _item(row: Row) -> Item:
    values = {key: row[key] for key in Item.__slots__}
    values |= {key: day(row[key]) for key in _DAYS}
    values |= {key: instant(row[key]) for key in _INSTANTS}
    values["resources"] = list_of(row["resources"])
    values["status"] = ItemStatus(row["status"])
    return Item(**values)


def _columns(values: dict[str, Any]) -> Row:
    row: Row = {}
    for key, value in values.items():
        if key == "resources":
            row[key] = list_text(value)
        elif key in _DAYS:
            row[key] = day_text(value)
        elif key in _INSTANTS:
            row[key] = instant_text(value) if value else None
        else:
            row[key] = str(value) if isinstance(value, ItemStatus) else value
    return row
