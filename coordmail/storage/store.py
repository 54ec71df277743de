"""The store: one open database, its parts by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coordmail.storage.absences import Absences
from coordmail.storage.database import Session, open_session
from coordmail.storage.history import Administration, History
from coordmail.storage.inbox import Inbox
from coordmail.storage.items import Items
from coordmail.storage.looking_back import LookingBack
from coordmail.storage.meetings import Meetings
from coordmail.storage.outbox import Outbox
from coordmail.storage.questions import Questions
from coordmail.storage.series import SeriesKept
from coordmail.storage.signoffs import Requests, SignOffs

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType


class Store:
    """Everything that is recorded."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def open(cls, path: str | Path) -> Store:
        """Open or create the database at `path`. Raises StorageError."""
        return cls(open_session(path))

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside commits together or not at all."""
        return self.session.transaction()

    @cached_property
    def inbox(self) -> Inbox:
        """What came in."""
        return Inbox(self.session)

    @cached_property
    def meetings(self) -> Meetings:
        """The meetings."""
        return Meetings(self.session)

    @cached_property
    def series(self) -> SeriesKept:
        """The series of meetings that are still to come."""
        return SeriesKept(self.session)

    @cached_property
    def items(self) -> Items:
        """The action items."""
        return Items(self.session)

    @cached_property
    def signoffs(self) -> SignOffs:
        """Who confirmed what."""
        return SignOffs(self.session)

    @cached_property
    def requests(self) -> Requests:
        """The resource requests."""
        return Requests(self.session)

    @cached_property
    def outbox(self) -> Outbox:
        """What goes out."""
        return Outbox(self.session)

    @cached_property
    def questions(self) -> Questions:
        """What was asked of whom."""
        return Questions(self.session)

    @cached_property
    def history(self) -> History:
        """What happened."""
        return History(self.session)

    @cached_property
    def looking_back(self) -> LookingBack:
        """What happened in a period."""
        return LookingBack(self.session)

    @cached_property
    def absences(self) -> Absences:
        """Who is away."""
        return Absences(self.session)

    @cached_property
    def administration(self) -> Administration:
        """What the administrator is to hear."""
        return Administration(self.session)

    def close(self) -> None:
        """Close the database."""
        self.session.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
