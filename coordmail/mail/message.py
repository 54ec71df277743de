"""One incoming mail, from bytes to what its sender wrote and what its headers say."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from coordmail.documents.html import html_to_text
from coordmail.documents.tidy import one_line
from coordmail.mail import addresses, bounce, machine, parts
from coordmail.mail.bounce import Bounce
from coordmail.mail.moments import read_moment
from coordmail.mail.normalise import Unparsable, read_mime
from coordmail.mail.trim import Trimmed, trim
from coordmail.mail.trim.forwarded import Forwarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.mail.normalise import Mime
    from coordmail.mail.parts import Contents
    from coordmail.mail.trim.answered import Piece

__all__ = ["Attachment", "Bounce", "Forwarded", "Message", "Unparsable", "parse"]

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_MOST_REFERENCES = 40_000
_NAME_PARTS = re.compile(r"[/|()\[\]<>,\uff08\uff09\u3010\u3011-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the mail; `filename` is safe (no path), `content` decoded."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as the rest of the program sees it. Addresses are lower case, names as written."""

    message_id: str
    """ "<a@b>", "" where there is none."""
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    from_name: str
    from_address: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    reply_to: tuple[tuple[str, str], ...]
    subject: str
    date: datetime | None
    """The Date header with its sender's offset; without one, the date of the first Received header."""
    text: str
    html: str | None
    new_text: str
    quoted_text: str
    new_html: str | None
    forwarded: Forwarded | None
    calendars: tuple[bytes, ...]
    """text/calendar parts and .ics files, in UTF-8."""
    attachments: tuple[Attachment, ...]
    """Files, without calendars and pictures shown inside the body."""
    automatic: str | None
    """Why it is machine mail, None for people's."""
    out_of_office: bool
    bounce: Bounce | None
    authentication_results: tuple[str, ...]
    """Authentication-Results, the one added last first."""
    digest: str
    """SHA-256 of From, Date, Subject and content: the same however the mail travelled."""
    pieces: tuple[Piece, ...] = ()
    """What was written between quoted lines, each piece with those above it."""
    sender_doubt: str | None = None
    """Why From does not say plainly who wrote the mail; None where it does."""


def parse(raw: bytes) -> Message:
    """The mail in `raw` (RFC 5322, however broken). Raises Unparsable only where its parts are nested too deeply."""
    try:
        return _message(read_mime(raw))
    except RecursionError:
        raise Unparsable("parts nested too deeply") from None


def _message(root: Mime) -> Message:
    mail = _read(root)
    contents = parts.take_apart(root)
    sender_name, sender, sender_doubt = _sender(mail, root)
    date = _date(mail, root)
    subject = one_line(_one_line(mail.subject))
    html = parts.html(contents.bodies)
    plain = parts.plain_text(contents.bodies)
    trimmed = trim(plain, html, names=_names(sender_name, sender), subject=subject, zone=date.tzinfo if date else None)
    text = plain if plain is not None and plain.strip() else html_to_text(html or "")
    bounced = bounce.read_bounce(root, contents, subject, sender, text)
    found = machine.examine(root, subject, sender, trimmed.new_text)
    return Message(
        message_id=_first_id(root),
        in_reply_to=_ids(root, "In-Reply-To"),
        references=_ids(root, "References"),
        from_name=sender_name,
        from_address=sender,
        to=_mailboxes(mail.to, root, "To"),
        cc=_mailboxes(mail.cc, root, "Cc"),
        reply_to=_mailboxes(mail.reply_to, root, "Reply-To"),
        subject=subject,
        date=date,
        text=text,
        html=html,
        new_text=trimmed.new_text,
        quoted_text=trimmed.quoted_text,
        new_html=trimmed.new_html,
        forwarded=trimmed.forwarded or _attached_mail(contents, trimmed, bounced=bounced is not None),
        calendars=tuple(contents.calendars),
        attachments=tuple(_attachments(mail, html or "")),
        automatic=found.automatic,
        out_of_office=found.out_of_office,
        bounce=bounced,
        authentication_results=tuple(_one_line(value) for value in root.get_all("Authentication-Results", [])),
        digest=_digest(root, contents),
        pieces=trimmed.pieces,
        sender_doubt=sender_doubt,
    )


def _read(root: Mime) -> Any:
    """mail-parser's view. It stumbles over some defects of the MIME structure; without their list it reads on."""
    import mailparser

    logging.getLogger("mailparser").setLevel(logging.CRITICAL)  # it warns of every calendar part
    parser: Any = mailparser.MailParser
    try:
        return parser(root)
    except (AttributeError, TypeError, ValueError, LookupError):
        for part in root.walk():
            part.defects.clear()
        return parser(root)


def _sender(mail: Any, root: Mime) -> tuple[str, str, str | None]:
    """Name and address of who wrote the mail, and why that is in doubt.

    The Sender header is no stand-in for From: what servers find out about forgery concerns From.
    """
    names = {address: name for name, address in reversed(_mailboxes(mail.from_, root, "From"))}
    found, plain = addresses.writers([str(value) for value in root.get_all("From", [])])
    if not found:
        return next(((name, address, None) for address, name in reversed(names.items())), ("", "", None))
    doubt = None if plain and len(found) == 1 else f"From can be read in more than one way: {', '.join(found)[:200]}"
    return names.get(found[0], ""), found[0], doubt


def _mailboxes(read: Any, root: Mime, header: str) -> tuple[tuple[str, str], ...]:
    """mail-parser's pairs of name and address; where it finds none, the first address that the header holds."""
    pairs = tuple(
        (addresses.tidy_name(name), address.strip().lower()) for name, address in read or () if "@" in address
    )
    if pairs or header not in root:
        return pairs
    found = addresses.find_address(str(root.get(header, ""))[:2000])
    return (found,) if found else ()


def _date(mail: Any, root: Mime) -> datetime | None:
    """mail-parser gives the instant in UTC and the offset apart, in hours."""
    read = mail.date
    if isinstance(read, datetime):
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        try:
            return aware.astimezone(timezone(timedelta(hours=float(mail.timezone or 0))))
        except (ValueError, OverflowError):
            return aware
    written = root.get("Date")
    moment = read_moment(str(written), None) if written else None
    if moment is None and (received := root.get_all("Received")):
        moment = read_moment(str(received[-1]).rpartition(";")[2], None)
    return moment


def _names(name: str, address: str) -> tuple[str, ...]:
    """What the sender may sign with: the displayed name, its parts, the first name, the address's own spelling."""
    names = {name, address, name.replace(" ", ""), *(part.strip() for part in _NAME_PARTS.split(name))}
    if name.isascii():
        names.update(name.split(" "))
    words = [word for word in re.split(r"[._-]", address.partition("@")[0]) if word.isalpha()]
    if len(words) > 1:
        names.update((" ".join(words), " ".join(reversed(words))))
    return tuple(sorted((found for found in names if len(found) > 1), key=len, reverse=True))


def _ids(root: Mime, header: str) -> tuple[str, ...]:
    text = " ".join(str(value) for value in root.get_all(header, []))
    return tuple(_MESSAGE_ID.findall(text[-_MOST_REFERENCES:]))


def _first_id(root: Mime) -> str:
    found = _ids(root, "Message-ID")
    if found:
        return found[0]
    bare = str(root.get("Message-ID", "")).strip().strip("<>").strip()
    return f"<{bare}>" if bare and not re.search(r"\s", bare) else ""


def _attachments(mail: Any, html: str) -> Iterator[Attachment]:
    from mailparser import utils

    decode: Any = utils.decode_base64_payload
    for number, found in enumerate(mail.attachments, start=1):
        kind = str(found["mail_content_type"]).lower()
        name = _safe_name(found["safe_filename"], number)
        if not found["binary"] or kind in ("text/calendar", "application/ics") or name.lower().endswith(".ics"):
            continue
        if kind.startswith("image/") and _is_inline(found, html):
            continue
        yield Attachment(name, kind, decode(found["payload"]))


def _is_inline(found: dict[str, Any], html: str) -> bool:
    ident = str(found["content-id"] or "").strip("<> ")
    disposition = str(found["content-disposition"] or "").lower()
    return (bool(ident) and f"cid:{ident}" in html) or (disposition.startswith("inline") and bool(html))


def _safe_name(name: str | None, number: int) -> str:
    cleaned = one_line(re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+', "_", name or "")).strip(" .")
    return cleaned or f"attachment-{number}"


def _attached_mail(contents: Contents, trimmed: Trimmed, *, bounced: bool) -> Forwarded | None:
    """A mail that was forwarded as an attachment; its own new text, or the mail that it forwards in turn."""
    if bounced or contents.reports or not contents.mails:
        return None
    inner = _message(contents.mails[0])
    if inner.forwarded and not inner.new_text:
        return inner.forwarded
    return Forwarded(inner.new_text, inner.new_html, inner.from_address or None, inner.date, inner.subject or None)


def _digest(root: Mime, contents: Contents) -> str:
    digest = hashlib.sha256()
    for header in ("From", "Date", "Subject"):
        digest.update(_one_line(root.get(header, "")).encode("utf-8", "replace") + b"\0")
    for content in contents.content:
        # Line ends become bare in a mailbox file, and the last one comes and goes.
        digest.update(hashlib.sha256(content.replace(b"\r\n", b"\n").rstrip(b"\n")).digest())
    return digest.hexdigest()


def _one_line(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(str(value or "").split())
