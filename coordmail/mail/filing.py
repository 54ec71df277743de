"""Filing mails in another IMAP folder, with what the server offers for it: MOVE, UIDPLUS, or neither."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from coordmail.mail.errors import FolderUnusable, one_line

if TYPE_CHECKING:
    from coordmail.mail.errors import Place
    from coordmail.mail.imap_client import Client

log = logging.getLogger(__name__)


class Filing:
    """Moves mails out of the folder that `client` has open, creating where they go as needed.

    `names` remembers, for as long as the connection lasts, what the folders are called on the server.
    """

    def __init__(self, client: Client, place: Place, names: dict[str, str]) -> None:
        self._client = client
        self._place = place
        self._names = names

    def file(self, uids: list[int], folder: str) -> None:
        """Move `uids` to `folder`. Raises FolderUnusable, and what the client raises when the connection breaks."""
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        try:
            return self._shift(uids, self._names.get(folder, folder))
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            # Missing folder, vanished mails, full folder: servers differ in how they say which, so look.
            self._names.pop(folder, None)
            name = self.ensure(folder)
            present = list(self._client.fetch(uids, ["UID"]))
        if not present:
            return None
        try:
            return self._shift(present, name)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise FolderUnusable(
                f"{self._place}: mails cannot be moved to the folder {folder!r} ({one_line(str(error))}); "
                "look at the user's rights and whether the mailbox is full"
            ) from error

    def ensure(self, folder: str) -> str:
        """The name on the server of `folder`, which is created if it is missing. Raises FolderUnusable."""
        if folder not in self._names:
            self._names[folder] = self.find(folder) or self._create(folder)
        return self._names[folder]

    def _shift(self, uids: list[int], name: str) -> None:
        from imapclient.imapclient import DELETED

        if self._client.has_capability("MOVE"):
            self._client.move(uids, name)
            return
        self._client.copy(uids, name)
        self._client.add_flags(uids, [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)

    def find(self, folder: str) -> str | None:
        """`folder` as it is called on the server, or None; also below the prefix that some servers demand."""
        for name in (folder, *self._prefixed(folder)):
            if any(
                found == name and not {b"\\noselect", b"\\nonexistent"} & {flag.lower() for flag in flags}
                for flags, _, found in self._client.list_folders("", name)
            ):
                return name
        return None

    def _create(self, folder: str) -> str:
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

        refusals: list[str] = []
        for name in (folder, *self._prefixed(folder)):
            try:
                self._client.create_folder(name)
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                refusals.append(one_line(str(error)))
                continue
            # Mail programs show only what is subscribed; a server that refuses that has the folder all the same.
            with contextlib.suppress(IMAPClientError):
                self._client.subscribe_folder(name)
            log.info("%s: created the folder %r", self._place, name)
            return name
        raise FolderUnusable(
            f"{self._place}: the folder {folder!r} cannot be created ({refusals[0]}); "
            "create it by hand or name another in the configuration"
        )

    def _prefixed(self, folder: str) -> list[str]:
        """`folder` inside the personal namespace (RFC 2342), such as "INBOX.Processed", where there is one."""
        if not self._client.has_capability("NAMESPACE"):
            return []
        personal = self._client.namespace().personal or ()
        return [prefix + folder for prefix, _ in personal if prefix and not folder.startswith(prefix)]
