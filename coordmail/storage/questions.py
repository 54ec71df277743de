"""What was asked of whom: how an answer finds the mail that it answers."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordmail.record import MailKind
from coordmail.storage.database import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coordmail.storage.database import Row, Session


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One numbered line of a mail: the item or the resource request that it stands for."""

    number: int
    item_id: int | None = None
    request_id: int | None = None
    deadline_version: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A mail that can be answered: by `person`, about `lines`."""

    id: int
    kind: MailKind
    person: str
    meeting_id: int | None
    version: int
    message_id: str
    tag: str
    lines: tuple[QuestionLine, ...] = ()
    copied: tuple[str, ...] = ()
    """Who else got the mail, in CC."""
    asked_at: datetime | None = None
    """When the mail was written."""


@dataclass(frozen=True)
class Questions:
    """Everything that was asked."""

    session: Session

    def add(
        self,
        outbox_id: int,
        message_id: str,
        tag: str,
        kind: MailKind,
        person: str,
        meeting_id: int | None,
        version: int,
        lines: Sequence[QuestionLine],
    ) -> None:
        """Remember what a mail asks."""
        question_id = self.session.insert(
            "questions",
            {
                "outbox_id": outbox_id,
                "message_id": message_id,
                "tag": tag,
                "kind": str(kind),
                "person": person,
                "meeting_id": meeting_id,
                "version": version,
            },
        )
        for line in lines:
            self.session.insert(
                "question_lines",
                {
                    "question_id": question_id,
                    "number": line.number,
                    "item_id": line.item_id,
                    "request_id": line.request_id,
                    "deadline_version": line.deadline_version,
                },
            )

    def has_tag(self, tag: str) -> bool:
        """Whether a tag is taken."""
        return self.session.row("select 1 from questions where tag = ?", [tag]) is not None

    def answered_by(self, message_ids: Iterable[str], tag: str | None) -> Question | None:
        """The question that a mail with these In-Reply-To and References, or this subject tag, answers."""
        for message_id in message_ids:
            row = self.session.row("select * from questions where message_id = ?", [message_id])
            if row:
                return self._question(row)
        return self._tagged(tag) if tag else None

    def _tagged(self, tag: str) -> Question | None:
        """The question with this tag. How long that takes says nothing of the secret in it: the case is looked up, and
        all its tags are compared."""
        case = tag.rpartition("-")[0]
        rows = self.session.rows("select * from questions where tag > ? and tag < ?", [f"{case}-", f"{case}-\x7f"])
        given = tag.encode("utf-8", "replace")
        found = [row for row in rows if hmac.compare_digest(row["tag"].encode(), given)]
        return self._question(found[0]) if found else None

    def _question(self, row: Row) -> Question:
        lines = self.session.rows("select * from question_lines where question_id = ? order by number", [row["id"]])
        copied = self.session.rows(
            "select address from deliveries where outbox_id = ? and address <> ?", [row["outbox_id"], row["person"]]
        )
        mail = self.session.row("select created_at from outbox where id = ?", [row["outbox_id"]])
        return Question(
            row["id"],
            MailKind(row["kind"]),
            row["person"],
            row["meeting_id"],
            row["version"],
            row["message_id"],
            row["tag"],
            tuple(QuestionLine(n["number"], n["item_id"], n["request_id"], n["deadline_version"]) for n in lines),
            tuple(c["address"] for c in copied),
            instant(mail["created_at"]) if mail else None,
        )
