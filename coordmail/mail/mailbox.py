"""The mailbox: one IMAP folder read by UID without touching a flag, from which mails are filed away when done."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from coordmail.mail import idle, imap_connection
from coordmail.mail.errors import FolderUnusable, MailError, Place, Unreachable, one_line
from coordmail.mail.filing import Filing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coordmail.config import ImapSettings
    from coordmail.mail.imap_client import Client

log = logging.getLogger(__name__)

LOOK_BATCH = 500
FETCH_BATCH = 50
FETCH_BYTES = 8 << 20
# imaplib refuses a line of more than a million bytes; a UID with its space has at most eleven.
SEARCH_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as it lies in the folder: its UID, its INTERNALDATE in UTC, its size in bytes."""

    uid: int
    received: datetime
    size: int


class Mailbox:
    """One folder on an IMAP server (RFC 3501).

    Every failure of the connection or of the protocol is raised as Unreachable and closes the connection; the caller
    goes on by `close()` and `connect()`. Not to be shared between threads.
    """

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._place = Place.of("imap", settings)
        self._client: Client | None = None
        self._names: dict[str, str] = {}
        self._open = False
        self._idle_refused = False
        self._exists = 0
        self._uid_next: int | None = None
        self._worked = False
        """Whether mails were fetched or moved since the folder was opened, which takes time."""

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """Which mailbox it is: "user@host/folder"."""
        return f"{self._settings.username}@{self._settings.host}/{self._settings.folder}"

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as is known without asking the server."""
        return self._client is not None

    def connect(self) -> None:
        """Connect and log in, unless that is done. Raises Unreachable, LoginRefused, CertificateRefused."""
        if self._client is None:
            self._client = imap_connection.connect(self._settings)
            self._names = {}
            self._open = False

    def close(self) -> None:
        """Log out and close the connection, whatever state it is in."""
        client, self._client = self._client, None
        if client is not None:
            imap_connection.hang_up(client)

    def open(self) -> int:
        """Open the folder, or bring it up to date: mail that has come since is seen only then. Returns its UIDVALIDITY.

        Raises FolderUnusable when it is missing or may not be written to.
        """
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError

        folder = self._settings.folder
        with self._talking(f"opening the folder {folder!r}") as client:
            client.noop()
            self._open = False
            try:
                answer = client.select_folder(folder)
            except IMAPClientReadOnlyError as error:
                self._drop()
                raise self._unusable(
                    folder, "is read-only", "give the user the right to move mails out of it"
                ) from error
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                said = one_line(str(error))
                raise self._unusable(
                    folder, f"cannot be opened ({said})", "create it or correct imap.folder"
                ) from error
            self._open = True
            self._worked = False
            self._exists = answer[b"EXISTS"]
            self._uid_next = answer.get(b"UIDNEXT")
            return int(answer[b"UIDVALIDITY"])

    def name_of(self, folder: str) -> str | None:
        """What another folder is called on the server, which may want a prefix; None where there is none."""
        with self._talking(f"looking for the folder {folder!r}") as client:
            return Filing(client, self._place, self._names).find(folder)

    def arrivals(self, after_uid: int) -> list[Arrival]:
        """What lies in the folder with a UID above `after_uid`, in the order of UIDs."""
        return self.look(self._uids(after_uid))

    def look(self, uids: Sequence[int]) -> list[Arrival]:
        """Arrival date and size of the mails `uids`, in the order of UIDs; without those that are gone."""
        found: list[Arrival] = []
        for batch in _batches(sorted(set(uids)), LOOK_BATCH):
            with self._selected("looking at mails") as client:
                answers = client.fetch(batch, ["RFC822.SIZE", "INTERNALDATE"])
            found += (_arrival(uid, answers[uid]) for uid in batch if b"RFC822.SIZE" in answers.get(uid, {}))
        return found

    def fetch(self, arrivals: Iterable[Arrival]) -> Iterator[tuple[Arrival, bytes]]:
        """The mails themselves, in batches of at most 50 mails or 8 MB; without those that are gone.

        A mail that the server does not give out is left out too, and named in the log.
        """
        for batch in _by_size(arrivals):
            bodies = self._bodies([arrival.uid for arrival in batch])
            for arrival in batch:
                body = bodies.pop(arrival.uid, None)
                if body is not None:
                    yield arrival, body

    def fetch_header(self, uid: int) -> bytes | None:
        """The header of the mail `uid`, up to and with its empty line; None when it is gone, empty when the server does
        not give it out."""
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        with self._selected("reading a header") as client:
            try:
                answer = client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {})
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                return b""
        header: bytes | None = answer.get(b"BODY[HEADER]")
        return header

    def file(self, uids: Sequence[int], folder: str) -> None:
        """Move the mails `uids` to `folder`, which is created where it is missing. What is gone already is no error.

        Raises FolderUnusable when the server does not let us. A server without MOVE and UIDPLUS keeps the originals,
        marked as deleted: a plain EXPUNGE would remove what others have marked.
        """
        self._worked = True
        for batch in _batches(sorted(set(uids)), LOOK_BATCH):
            with self._selected(f"moving mails to {folder!r}") as client:
                Filing(client, self._place, self._names).file(batch, folder)

    def wait(self, seconds: float, stop: idle.Stop = None) -> None:
        """Return when something happens in the folder, when `stop` (a socket or file descriptor) becomes readable, at
        the latest after `seconds`. Without IDLE on the server only the last two count."""
        if self._worked and self._has_come_meanwhile():
            return None
        with self._selected("waiting for mail") as client:
            if idle.told_of_mail(client, self._exists):
                return None
            if client.has_capability("IDLE") and not self._idle_refused:
                try:
                    return idle.wait_for_mail(client, seconds, stop, self._exists)
                except idle.IdleRefused as error:
                    # The answer may have come in the middle of others, so a new connection is made; it does without.
                    self._idle_refused = True
                    raise Unreachable(f"{self._place}: the server refuses IDLE ({one_line(str(error))})") from error
            return idle.wait_without_idle(client, seconds, stop)

    def check(self) -> tuple[str, ...]:
        """Prove that the mailbox can be used: login, the folder, the two folders that mails are filed in.

        Creates those two where they are missing. Returns remarks on what the server lacks; raises Unreachable,
        LoginRefused, CertificateRefused, FolderUnusable, each with its remedy.
        """
        self.connect()
        self.open()
        remarks = []
        with self._talking("looking at the folders") as client:
            filing = Filing(client, self._place, self._names)
            for folder in (self._settings.processed_folder, self._settings.quarantine_folder):
                filing.ensure(folder)
            if not client.has_capability("IDLE"):
                remarks.append(f"no IDLE: new mail is looked for every {self._settings.poll_minutes} minutes")
            if not client.has_capability("MOVE") and not client.has_capability("UIDPLUS"):
                remarks.append("neither MOVE nor UIDPLUS: filed mails stay behind, marked as deleted")
        return tuple(remarks)

    def _uids(self, after_uid: int) -> list[int]:
        uids: set[int] = set()
        with self._selected("looking for new mail") as client:
            for window in self._windows(after_uid + 1):
                # "n:*" means the last mail even where its UID is below n (RFC 3501 section 6.4.8).
                uids.update(uid for uid in client.search(["UID", window]) if uid > after_uid)
        return sorted(uids)

    def _has_come_meanwhile(self) -> bool:
        """Whether mail came while others were dealt with: not every server says so once IDLE begins."""
        before = self._uid_next
        self.open()
        return before is not None and bool(self._uids(before - 1))

    def _windows(self, first: int) -> list[str]:
        """UID ranges from `first` on that keep each answer short; a single one where there cannot be many mails."""
        if self._uid_next is None or min(self._exists, self._uid_next - first) <= SEARCH_BATCH:
            return [f"{first}:*"]
        starts = range(first, self._uid_next, SEARCH_BATCH)
        return [f"{start}:{start + SEARCH_BATCH - 1}" for start in starts]

    def _bodies(self, uids: list[int]) -> dict[int, bytes | None]:
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        self._worked = True
        with self._selected("fetching mails") as client:
            try:
                answers = client.fetch(uids, ["BODY.PEEK[]"])
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                if len(uids) == 1:
                    log.warning("%s: mail %d is not given out (%s)", self._place, uids[0], one_line(str(error)))
                    return {}
                answers = None
        if answers is None:
            return {uid: body for single in uids for uid, body in self._bodies([single]).items()}
        return {uid: answer.get(b"BODY[]") for uid, answer in answers.items()}

    def _unusable(self, folder: str, what: str, remedy: str) -> FolderUnusable:
        return FolderUnusable(f"{self._place}: the folder {folder!r} {what}; {remedy}")

    @contextlib.contextmanager
    def _selected(self, action: str) -> Iterator[Client]:
        """As `_talking`, with the folder open."""
        if self._client is not None and not self._open:
            self.open()
        with self._talking(action) as client:
            yield client

    @contextlib.contextmanager
    def _talking(self, action: str) -> Iterator[Client]:
        """Turns what goes wrong with the connection into Unreachable, and gives the connection up."""
        from imapclient.exceptions import IMAPClientError

        if self._client is None:
            raise Unreachable(f"{self._place}: {action}: not connected")
        try:
            yield self._client
        except MailError as error:
            if not isinstance(error, FolderUnusable):
                self._drop()
            raise
        except (OSError, IMAPClientError, ValueError, LookupError, TypeError) as error:
            self._drop()
            raise self._place.lost(action, error) from error
        except BaseException:
            # Interrupted in the middle of a command: what the server says next would answer the wrong question.
            self._drop()
            raise

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            imap_connection.drop(client)


def _batches(items: Sequence[int], size: int) -> Iterator[list[int]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _by_size(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    total = 0
    for arrival in arrivals:
        if batch and (len(batch) == FETCH_BATCH or total + arrival.size > FETCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(arrival)
        total += arrival.size
    if batch:
        yield batch


def _arrival(uid: int, answer: dict[bytes, Any]) -> Arrival:
    # A date that the server garbled must not make a mail look old: old mails are left alone.
    received = answer.get(b"INTERNALDATE") or datetime.now(UTC)
    return Arrival(uid, received.astimezone(UTC), answer[b"RFC822.SIZE"])
