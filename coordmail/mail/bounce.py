"""Non-delivery reports: RFC 3464, and the letters that QQ Mail, NetEase, Exchange and Postfix write to people."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from email import message_from_string
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.mail import machine
from coordmail.mail.widths import halfwidth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coordmail.mail.normalise import Mime
    from coordmail.mail.parts import Contents

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]")
_MESSAGE_ID = re.compile(r"^[ \t>|]{0,8}Message-ID:\s{0,5}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_LONGEST_LETTER = 20_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that could not be delivered.

    `recipients` are lower-case addresses that failed; `status` is an enhanced code ("5.1.1", RFC 3463);
    `original_message_id` is "<a@b>", None where the report does not tell it.
    """

    recipients: tuple[str, ...]
    permanent: bool
    status: str | None
    diagnostic: str | None
    original_message_id: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    subject: re.Pattern[str]
    body: re.Pattern[str]
    delay: re.Pattern[str]
    recipient: re.Pattern[str]
    reason: re.Pattern[str]
    temporary: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    names = ("subjects", "bodies", "delays", "recipient_labels", "reasons", "temporary")
    return _Words(*(re.compile("|".join(data[name]), re.IGNORECASE) for name in names))


def read_bounce(root: Mime, contents: Contents, subject: str, from_address: str, text: str) -> Bounce | None:
    """The failure that a mail reports; None for every other mail, reports of success and of delay included."""
    original = _original_id(root, contents, text)
    if contents.reports and _is_delivery_report(root, contents):
        return _from_report(contents, original)
    if not (_by_mail_system(root, from_address) or _by_returning_program(from_address, subject)):
        return None
    letter = halfwidth(text[:_LONGEST_LETTER])
    words = _words()
    if not (words.subject.search(subject) or words.body.search(letter)):
        return None
    if words.delay.search(subject):
        return None
    return _from_letter(root, letter, from_address, original)


def _is_delivery_report(root: Mime, contents: Contents) -> bool:
    return any(part.get_content_type() == "message/delivery-status" for part in contents.reports) and (
        root.get_content_type() in ("multipart/report", "multipart/mixed", "message/delivery-status")
    )


def _by_mail_system(root: Mime, from_address: str) -> bool:
    local = from_address.partition("@")[0]
    null_path = str(root.get("Return-Path", "x")).strip() == "<>"
    return (
        null_path
        or local in machine.vocabulary().bounce_senders
        or local.startswith("microsoftexchange")
        or "X-Failed-Recipients" in root
    )


def _by_returning_program(from_address: str, subject: str) -> bool:
    """A sender that is a program (noreply@) and says in the subject that a mail comes back."""
    local = from_address.partition("@")[0]
    return local in machine.vocabulary().senders and bool(_words().subject.search(subject))


def _from_report(contents: Contents, original: str | None) -> Bounce | None:
    failed = [fields for fields in _recipient_fields(contents) if fields.get("action", "").lower() == "failed"]
    if not failed:
        return None
    addresses = _unique(
        found[0]
        for fields in failed
        if (found := _ADDRESS.search(fields.get("original-recipient", "") or fields.get("final-recipient", "")))
        or (found := _ADDRESS.search(fields.get("final-recipient", "")))
    )
    first = failed[0]
    found_status = _STATUS.search(first.get("status", "")) or _STATUS.search(first.get("diagnostic-code", ""))
    status = found_status[1] if found_status else None
    diagnostic = " ".join(first.get("diagnostic-code", "").split()) or None
    return Bounce(addresses, not (status or "5").startswith("4"), status, diagnostic, original)


def _recipient_fields(contents: Contents) -> Iterator[dict[str, str]]:
    """The per-recipient fields (RFC 3464, section 2.3), names in lower case."""
    for report in contents.reports:
        payload = report.get_payload()
        if isinstance(payload, list):
            groups = [group for group in payload if not isinstance(group, str)]
            yield from ({key.lower(): str(value) for key, value in group.items()} for group in groups)
        else:
            for block in re.split(r"\n[ \t]*\r?\n", str(payload)):
                yield {key.lower(): str(value) for key, value in message_from_string(block.strip()).items()}


def _from_letter(root: Mime, letter: str, from_address: str, original: str | None) -> Bounce:
    words = _words()
    status = _STATUS.search(letter)
    code = _SMTP_CODE.search(letter)
    if status:
        permanent = not status[1].startswith("4")
    elif code:
        permanent = not code[1].startswith("4")
    else:
        permanent = not words.temporary.search(letter)
    return Bounce(
        _failed_addresses(root, letter, from_address),
        permanent,
        status[1] if status else None,
        _diagnostic(letter, words),
        original,
    )


def _failed_addresses(root: Mime, letter: str, from_address: str) -> tuple[str, ...]:
    """Addresses told by header, else those near a label that says so, else every address that is not the server's."""
    told = _ADDRESS.findall(str(root.get("X-Failed-Recipients", "")))
    if told:
        return _unique(told)
    own = {from_address, *(address.lower() for address in _ADDRESS.findall(str(root.get("To", ""))))}
    lines = [line for line in letter.splitlines() if not _MESSAGE_ID.match(line)]
    near: list[str] = []
    for number, line in enumerate(lines):
        if _words().recipient.search(line):
            told_by = (_ADDRESS.findall(text) for text in lines[number : number + 4])
            near.extend(next((found for found in told_by if found), []))
    candidates = near or [address for line in lines for address in _ADDRESS.findall(line)]
    daemons = machine.vocabulary().bounce_senders
    return _unique(
        address
        for address in candidates
        if address.lower() not in own and address.partition("@")[0].lower() not in daemons
    )


def _diagnostic(letter: str, words: _Words) -> str | None:
    lines = [" ".join(line.split()) for line in letter.splitlines()]
    for number, line in enumerate(lines):
        if _SMTP_CODE.search(line) or _STATUS.search(line):
            return line[:300]
        if words.reason.search(line):
            following = next((text for text in lines[number + 1 :] if text), "")
            return (line if len(line) > 8 else f"{line} {following}".strip())[:300]
    return None


def _original_id(root: Mime, contents: Contents, text: str) -> str | None:
    for inner in contents.mails:
        found = re.search(r"<[^<>\s]{1,900}>", str(inner.get("Message-ID", "")))
        if found:
            return found[0]
    for headers in (*contents.returned_headers, text[:_LONGEST_LETTER]):
        found = _MESSAGE_ID.search(headers)
        if found:
            return found[1]
    for name in ("In-Reply-To", "References"):
        ids: list[str] = re.findall(r"<[^<>\s]{1,900}>", str(root.get(name, ""))[:20_000])
        if ids:
            return ids[-1]
    return None


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for address in addresses))
