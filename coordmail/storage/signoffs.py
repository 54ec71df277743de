"""Who confirmed which minutes, and who was asked for which resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coordmail.record import Approval, Assent, ResourceRequest, SignOff
from coordmail.storage.database import instant, instant_text

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.storage.database import Row, Session

_INSTANTS = ("answered_at", "asked_at", "reminded_at", "passed_on_at")
"""Those of a request."""


@dataclass(frozen=True)
class SignOffs:
    """The sign-off table of every meeting."""

    session: Session

    def of_meeting(self, meeting_id: int) -> tuple[SignOff, ...]:
        """How each person stands to the minutes, in the order of the attendance list."""
        rows = self.session.rows("select * from signoffs where meeting_id = ? order by position", [meeting_id])
        return tuple(_signoff(row) for row in rows)

    def of_person(self, meeting_id: int, email: str) -> SignOff | None:
        """How one person stands to the minutes."""
        row = self.session.row("select * from signoffs where meeting_id = ? and email = ?", [meeting_id, email])
        return _signoff(row) if row else None

    def expect(self, meeting_id: int, version: int, name: str, email: str | None) -> None:
        """Expect somebody's sign-off of `version`; who is expected already starts anew."""
        self.session.execute(
            "insert into signoffs(meeting_id, position, name, email, version, assent) values"
            " (?, (select coalesce(max(position) + 1, 0) from signoffs where meeting_id = ?), ?, ?, ?, 'none')"
            " on conflict(meeting_id, email) do update set version = excluded.version, assent = 'none',"
            " asked_at = null, reminded_at = null, answered_at = null, answered_by = null, comment = null, stands = 0",
            [meeting_id, meeting_id, name, email, version],
        )

    def unexpect(self, meeting_id: int, email: str) -> None:
        """Drop somebody who has no part in the minutes any more."""
        self.session.execute("delete from signoffs where meeting_id = ? and email = ?", [meeting_id, email])

    def unexpect_unreachable(self, meeting_id: int, name: str) -> None:
        """Drop somebody without an address who is not among the participants any more, or has one now."""
        self.session.execute(
            "delete from signoffs where meeting_id = ? and name = ? and email is null", [meeting_id, name]
        )

    def asked(self, meeting_id: int, email: str, now: datetime) -> None:
        """Record that the request went out."""
        self._set(meeting_id, email, {"asked_at": instant_text(now)})

    def reminded(self, meeting_id: int, email: str, now: datetime) -> None:
        """Record that the reminder went out."""
        self._set(meeting_id, email, {"reminded_at": instant_text(now)})

    def unreminded(self, meeting_id: int) -> tuple[SignOff, ...]:
        """Who was asked, has not answered, and was not reminded."""
        rows = self.session.rows(
            "select * from signoffs where meeting_id = ? and assent = 'none' and asked_at is not null"
            " and reminded_at is null order by position",
            [meeting_id],
        )
        return tuple(_signoff(row) for row in rows)

    def answered(  # the sign-off table says who, when, how, and by whom
        self,
        meeting_id: int,
        email: str,
        assent: Assent,
        now: datetime,
        by: str | None = None,
        comment: str | None = None,
    ) -> None:
        """Record an answer, or silence that counts as one."""
        self._set(
            meeting_id,
            email,
            {"assent": str(assent), "answered_at": instant_text(now), "answered_by": by, "comment": comment},
        )

    def stand(self, meeting_id: int) -> None:
        """The recorder keeps the text: open objections are shown, and no longer waited for."""
        self.session.execute(
            "update signoffs set stands = 1 where meeting_id = ? and assent in ('no', 'amend')", [meeting_id]
        )

    def _set(self, meeting_id: int, email: str, values: Row) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        self.session.execute(
            f"update signoffs set {sets} where meeting_id = ? and email = ?",  # noqa: S608
            [*values.values(), meeting_id, email],
        )


@dataclass(frozen=True)
class Requests:
    """The resource requests of every meeting."""

    session: Session

    def get(self, request_id: int) -> ResourceRequest:
        """The request with this id, which exists."""
        row = self.session.row("select * from requests where id = ?", [request_id])
        if row is None:
            raise LookupError(f"there is no resource request {request_id}")
        return _request(row)

    def of_meeting(self, meeting_id: int) -> tuple[ResourceRequest, ...]:
        """The requests of a meeting by number."""
        rows = self.session.rows("select * from requests where meeting_id = ? order by number", [meeting_id])
        return tuple(_request(row) for row in rows)

    def unanswered(self) -> tuple[ResourceRequest, ...]:
        """Every request that its approver was asked about and has not answered."""
        rows = self.session.rows("select * from requests where status = 'asked' order by id")
        return tuple(_request(row) for row in rows)

    def add(self, values: dict[str, Any]) -> ResourceRequest:
        """Add a request; `values` are fields of ResourceRequest."""
        return self.get(self.session.insert("requests", {**values, "status": str(values["status"])}))

    def update(self, request_id: int, values: dict[str, Any]) -> ResourceRequest:
        """Change fields of a request."""
        row = dict(values)
        if "status" in row:
            row["status"] = str(row["status"])
        row |= {key: instant_text(row[key]) for key in _INSTANTS if row.get(key)}
        self.session.update("requests", request_id, row)
        return self.get(request_id)

    def drop(self, meeting_id: int) -> None:
        """Forget the requests of a meeting that nobody was asked about: a new version states its own."""
        self.session.execute(
            "delete from requests where meeting_id = ? and status in ('unaddressed', 'proposed')", [meeting_id]
        )


def _signoff(row: Row) -> SignOff:
    return SignOff(
        row["meeting_id"],
        row["version"],
        row["name"],
        row["email"],
        Assent(row["assent"]),
        instant(row["asked_at"]),
        instant(row["answered_at"]),
        row["answered_by"],
        row["comment"],
        bool(row["stands"]),
    )


def _request(row: Row) -> ResourceRequest:
    values = {key: row[key] for key in ResourceRequest.__slots__}
    values |= {key: instant(row[key]) for key in _INSTANTS}
    values["status"] = Approval(row["status"])
    return ResourceRequest(**values)
