"""Writing a mail into the outbox: its key, Message-ID, tag, thread, and what answers to it will mean."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from coordmail.mail.letters import Heading
from coordmail.record import MailKind
from coordmail.storage.questions import QuestionLine
from coordmail.workflow.desk import ANSWERS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coordmail.mail.letters import Enclosure, Line
    from coordmail.model import Language
    from coordmail.record import Meeting, ResourceRequest
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk


_SAY_NOTHING_NEW = frozenset({MailKind.UNCLEAR, MailKind.HELP, MailKind.QUERY_ANSWER})
_OF_ONE_MEETING = frozenset({MailKind.REGISTERED, MailKind.UNDERSTOOD})
_MOST_ROUNDS = 10
_ROUND = timedelta(hours=1)
"""So many answers an hour to one sender, about one meeting where they are about one, are no conversation any more."""


def write(
    desk: Desk,
    kind: MailKind,
    key: str,
    to: Sequence[str],
    cc: Sequence[str] = (),
    meeting: Meeting | None = None,
    lines: Sequence[Line] = (),
    requests: Sequence[ResourceRequest] = (),
    asks: bool = False,
    asks_again: Question | None = None,
    context: Mapping[str, object] | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> int | None:
    """Put a mail into the outbox unless the one with this key was written before; its outbox id.

    A mail that `asks` bears a tag and is remembered with its numbered `lines`, so that the answer of its first
    addressee finds them; `requests` are numbered in their order. One that `asks_again` is answered like the mail
    before it.
    """
    store = desk.store
    own = {desk.config.smtp.address, desk.config.imap.username.lower()}
    to = [address for address in dict.fromkeys(to) if address and address not in own]
    cc = [address for address in dict.fromkeys(cc) if address and address not in own]
    if not to or store.outbox.has(key) or _goes_round(desk, kind, to, meeting):
        return None
    message_id = _message_id(desk, key)
    tag = _tag(desk, key, meeting) if asks or asks_again else None
    language = desk.language_of_mail(to, meeting)
    heading = _heading(desk, kind, to, cc, meeting, message_id, tag, language, enclosures)
    mail, subject = desk.composer.write(
        heading,
        {
            "me": desk.name_of(to[0], meeting) if len(to) == 1 else "",
            "meeting": meeting,
            "lines": tuple(lines),
            "line": lines[0] if lines else None,
            "requests": tuple(requests),
            "now": desk.local_now,
            **(context or {}),
        },
    )
    recipients = [desk.config.administrator] if _rehearsing(desk) and desk.config.administrator else [*to, *cc]
    meeting_id = meeting.id if meeting else None
    outbox_id = store.outbox.add(
        key, kind, meeting_id, message_id, subject, mail, recipients, desk.now, _not_before(desk, kind, to)
    )
    if tag and asks_again:
        again = asks_again
        store.questions.add(
            outbox_id, message_id, tag, again.kind, again.person, again.meeting_id, again.version, again.lines
        )
    elif tag:
        numbered = [QuestionLine(line.number, line.item.id, None, line.item.deadline_version) for line in lines]
        numbered += [QuestionLine(n, None, r.id) for n, r in enumerate(requests, len(numbered) + 1)]
        version = meeting.version if meeting else 0
        store.questions.add(outbox_id, message_id, tag, kind, to[0], meeting_id, version, numbered)
    return outbox_id


def _goes_round(desk: Desk, kind: MailKind, to: Sequence[str], meeting: Meeting | None) -> bool:
    """Whether this would go on with an exchange that no person keeps up: a robot answers that does not say so.

    Nothing is held back, for what is sent later would begin it anew; the administrator hears of it.
    """
    if desk.mail is None or list(to) != [desk.mail.sender]:
        return False
    since = desk.now - _ROUND
    outbox = desk.store.outbox
    if kind in _SAY_NOTHING_NEW:
        count = outbox.written_since(to[0], since, sorted(_SAY_NOTHING_NEW), None)
    elif kind in _OF_ONE_MEETING and meeting:
        count = outbox.written_since(to[0], since, [kind], meeting.id)
    else:
        return False
    if count >= _MOST_ROUNDS:
        desk.store.administration.note_once(desk.now, "loop", f"{to[0]} ({kind})")
    return count >= _MOST_ROUNDS


def _heading(
    desk: Desk,
    kind: MailKind,
    to: Sequence[str],
    cc: Sequence[str],
    meeting: Meeting | None,
    message_id: str,
    tag: str | None,
    language: Language,
    enclosures: Sequence[Enclosure],
) -> Heading:
    answered = desk.mail if desk.mail and kind in ANSWERS_AT_ONCE and list(to) == [desk.mail.sender] else None
    root = (_message_id(desk, f"thread/{meeting.ref}"),) if meeting else ()
    parent = (answered.message_id,) if answered and answered.message_id else ()
    people = [(desk.name_of(address, meeting), address) for address in to]
    return Heading(
        kind=kind,
        language=language,
        to=people[0],
        also_to=tuple(people[1:]),
        cc=tuple((desk.name_of(address, meeting), address) for address in cc),
        message_id=message_id,
        date=desk.local_now,
        ref=meeting.ref if meeting else "",
        tag=tag,
        reply_subject=answered.subject if answered else None,
        in_reply_to=parent[0] if parent else (root[0] if root else None),
        references=(*root, *parent),
        auto_replied=answered is not None,
        attachments=tuple(enclosures),
        rehearsal=desk.config.administrator if _rehearsing(desk) else None,
    )


def _not_before(desk: Desk, kind: MailKind, to: Sequence[str]) -> datetime:
    """When a mail may go out: what nobody waits for lies until the hours of its one addressee."""
    if kind in ANSWERS_AT_ONCE or len(to) > 1 or _rehearsing(desk):
        return desk.now
    return desk.at_place_of(to[0]).calendar.next_working_time(desk.now)


def _rehearsing(desk: Desk) -> bool:
    return desk.config.mode == "rehearsal"


def _signature(desk: Desk, purpose: str, key: str) -> bytes:
    return hmac.digest(desk.store.session.secret, f"{purpose}\0{key}".encode(), hashlib.sha256)


def _message_id(desk: Desk, key: str) -> str:
    """The Message-ID of the mail with this key: unguessable, and the same whenever the key is."""
    return f"<{_signature(desk, 'message-id', key).hex()[:32]}@{desk.config.smtp.address.rpartition('@')[2]}>"


def _tag(desk: Desk, key: str, meeting: Meeting | None) -> str:
    """The case and six letters and digits that only the addressee got."""
    case = meeting.ref if meeting else "CM"
    for attempt in range(8):
        digest = _signature(desk, "tag", f"{key}/{attempt}" if attempt else key)
        tag = f"{case}-{base64.b32encode(digest)[:6].decode()}"
        if not desk.store.questions.has_tag(tag):
            return tag
    raise RuntimeError(f"no free tag for {key}")
