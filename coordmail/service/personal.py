"""Personal data: everything known of one person, as they may ask for it; and their way out of the record."""

from __future__ import annotations

import email
import io
import re
import zipfile
from dataclasses import asdict, dataclass
from email.policy import default
from typing import TYPE_CHECKING, Any

from coordmail.storage.persons import Persons
from coordmail.storage.purging import compact
from coordmail.storage.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coordmail.config import Config
    from coordmail.storage.persons import Erased
    from coordmail.storage.store import Store

_TAG = re.compile(r"<[^<>]*>")
_LARGEST_MEMBER = 50_000_000


class UnfinishedError(Exception):
    """Somebody is still waited for; the message names the items and meetings, and the remedy."""


@dataclass(frozen=True)
class Whole:
    """What erasing did, and what it could not do: `shared` are names that others bear too, which stay in free texts."""

    erased: Erased
    shared: dict[str, list[str]]
    in_directory: bool
    mails_came: int
    clean: bool
    """Whether the file holds no remains of what was removed."""


def traces_of(config: Config, store: Store, address: str) -> tuple[Traces, dict[str, list[str]]]:
    """How somebody is named, and their names that others bear too, with the others' addresses."""
    persons = Persons(store.session)
    names = set(persons.names_of(address))
    others = persons.others(address)
    for person in config.directory.people:
        own = {person.name, *person.aliases}
        if person.email == address:
            names |= own
        else:
            for name in own:
                others.setdefault(name, set()).add(person.email)
    shared = {name: sorted(others[name]) for name in sorted(names & set(others))}
    addresses = {one for found in others.values() for one in found}
    free = tuple(sorted(name for name in names - set(shared) if len(name) > 1))
    return Traces(address, free, (*others, *addresses)), shared


def export(config: Config, store: Store, address: str, now: datetime) -> dict[str, Any] | None:
    """Everything known of somebody, for JSON; None where nothing is."""
    persons = Persons(store.session)
    traces, shared = traces_of(config, store, address)
    own = persons.own(address)
    written = persons.mails_to(address)
    person = config.directory.person(address)
    keys = {(table, row.get("id")) for table, rows in own.items() for row in rows}
    mentions = [
        {"table": one.table, **one.key, "column": column, "excerpts": list(traces.excerpts(text))}
        for one in persons.mentions(traces)
        if (one.table, one.key.get("id", object())) not in keys
        for column, text in one.texts.items()
    ]
    if not (own or written or mentions or person):
        return None
    return {
        "person": address,
        "names": [*traces.names, *shared],
        "exported_at": now.isoformat(timespec="seconds"),
        "directory": {key: value for key, value in asdict(person).items() if key != "timezone"} if person else None,
        "record": own,
        "mails_written_to_them": [
            {
                "id": row["id"],
                "kind": row["kind"],
                "subject": row["subject"],
                "written_at": row["created_at"],
                "state": row["delivered"],
                "text": _plain_text(bytes(row["mail"])),
            }
            for row in written
        ],
        "mentioned_in": mentions,
    }


def erase(config: Config, store: Store, address: str, now: datetime, force: bool = False) -> Whole | None:
    """Take somebody out of the record; None where nothing is known of them.

    Raises UnfinishedError where they are still waited for, unless `force`d. To be called by who holds the lease.
    """
    persons = Persons(store.session)
    traces, shared = traces_of(config, store, address)

    def naming(mail: bytes) -> bool:
        return any(traces.found_in(text) for text in _texts(mail))

    own = persons.own(address)
    if not own and not persons.mails_to(address) and next(persons.mentions(traces), None) is None:
        return None
    if not force:
        _refuse_unfinished(persons, address, len(persons.waiting(address, naming)))
    came = len(own.get("inbox", ()))
    with store.transaction():
        done = persons.erase(traces, config.language, naming, now, store.history)
    in_directory = config.directory.person(address) is not None
    return Whole(done, shared, in_directory, came, compact(store.session))


def _refuse_unfinished(persons: Persons, address: str, waiting: int) -> None:
    found = [f"{kind} {', '.join(dict.fromkeys(refs))}" for kind, refs in persons.unfinished(address).items()]
    found += [f"{waiting} mails that wait to be sent"] if waiting else []
    if found:
        raise UnfinishedError(
            f"{address} is still waited for: {'; '.join(found)}; give these to others first, or give --force"
        )


def _texts(mail: bytes) -> Iterator[str]:
    """Everything in a mail that people read: header, texts, and what its papers say."""
    if not mail:
        return
    message = email.message_from_bytes(mail, policy=default)
    yield from (str(value) for name, value in message.items() if name.lower() in {"from", "to", "cc", "subject"})
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield str(part.get_content())
        elif not part.is_multipart():
            yield str(part.get_filename() or "")
            content = part.get_payload(decode=True)
            yield from _texts_of_paper(content if isinstance(content, bytes) else b"")


def _texts_of_paper(content: bytes) -> Iterator[str]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as paper:
        for member in paper.infolist():
            if member.filename.endswith(".xml") and member.file_size < _LARGEST_MEMBER:
                # Word cuts a name into pieces wherever it likes.
                yield _TAG.sub("", paper.read(member).decode("utf-8", "replace"))


def _plain_text(mail: bytes) -> str:
    body = email.message_from_bytes(mail, policy=default).get_body(("plain",)) if mail else None
    return str(body.get_content()) if body else ""
