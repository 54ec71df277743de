"""From a heading and what a template needs to the final bytes of a mail (the kinds of SURFACE.md)."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import quote

from coordmail.mail import assemble
from coordmail.mail.templates import Templates, TemplatesError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from coordmail.mail.letters import Heading
    from coordmail.mail.templates import Rendered

_TAG = re.compile(r"\[CM[A-Z0-9-]{6,24}\]\s*")
_REPLY_PREFIX = re.compile(r"^(?:\s{0,3}(?:re|aw|sv|回复|回覆|答复|答覆)\s{0,3}[:：])+\s*", re.IGNORECASE)
_LINK = 1900
"""The longest mailto link in characters that Outlook still opens with its body whole."""


class Composer:
    """Writes the mails of one house.

    `sender` is `Name <address>` (RFC 5322), `house` the organisation's name, `timezone` the one whose times mails
    show; a file in `overrides` wins over the built-in template of the same path.
    """

    def __init__(self, sender: str, house: str, timezone: ZoneInfo, overrides: Path | None = None) -> None:
        self._name, self._address = parseaddr(sender)
        self._house = house
        self._timezone = timezone
        self._templates = Templates(overrides)

    def compose(self, heading: Heading, context: Mapping[str, object]) -> bytes:
        """The mail's final bytes: CRLF, ASCII headers, no line over 998 octets; the same input gives the same bytes.

        Raises jinja2.TemplateError where a template asks for what `context` does not have, and TemplatesError.
        """
        return self.write(heading, context)[0]

    def write(self, heading: Heading, context: Mapping[str, object]) -> tuple[bytes, str]:
        """The mail's final bytes, and its subject with the tag for listings; raises as `compose` does."""
        said = self.render(heading, context)
        mark = f"[{heading.tag}]" if heading.tag else ""
        subject = f"{_meant_for(heading)} {said.subject}" if heading.rehearsal else said.subject
        headers = self._headers(heading, subject, mark)
        mail = assemble.assemble(headers, said.text, said.html, heading.attachments, heading.message_id)
        return mail, f"{mark} {subject}".strip()

    def render(self, heading: Heading, context: Mapping[str, object]) -> Rendered:
        """Subject (without the tag), text and HTML; raises as `compose` does."""
        values = {
            "house": self._house,
            "reply_to": self._address,
            "me": heading.to[0],
            **context,
            "ref": heading.ref,
            "tag": heading.tag,
            "reply_subject": _untagged(heading.reply_subject),
            "zone": self._timezone,
            "this_year": heading.date.astimezone(self._timezone).year,
        }
        return self._templates.render(
            heading.kind.value, heading.language, values, lambda subject: self._answer_link(heading.tag, subject)
        )

    def check(self) -> list[str]:
        """What is wrong with the templates, one line each: missing, misspelt, or asking for an unknown variable."""
        from coordmail.mail.samples import check

        try:
            return check(self, self._templates)
        except TemplatesError as error:
            return [str(error)]

    def _answer_link(self, tag: str | None, subject: str) -> Callable[[str], str]:
        """What makes a link that opens a reply with the given words filled in (RFC 6068)."""
        subject = f"Re: [{tag}] {_cut(subject, 40)}" if tag else f"Re: {_cut(subject, 40)}"
        start = f"mailto:{_percent(self._address, safe='@')}?subject={_percent(subject)}&body="
        return lambda body: start + _fitting(body, _LINK - len(start))

    def _headers(self, heading: Heading, subject: str, mark: str) -> assemble.Headers:
        to = [("", heading.rehearsal)] if heading.rehearsal else [heading.to, *heading.also_to]
        references = [*heading.references]
        if heading.in_reply_to and heading.in_reply_to not in references:
            references.append(heading.in_reply_to)
        return [
            ("From", assemble.mailbox(self._name, self._address)),
            ("To", assemble.mailboxes(to)),
            ("Cc", assemble.mailboxes(() if heading.rehearsal else heading.cc)),
            ("Subject", assemble.unstructured(subject, len("Subject: "), mark)),
            ("Date", assemble.moment(heading.date)),
            ("Message-ID", assemble.message_ids([heading.message_id])),
            ("In-Reply-To", assemble.message_ids([heading.in_reply_to or ""])),
            ("References", assemble.message_ids(references)),
            ("Auto-Submitted", "auto-replied" if heading.auto_replied else "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("X-Coordmail", f"{heading.kind.value}; ref={assemble.token(heading.ref)}"),
            ("Content-Language", "zh-CN" if heading.language == "zh" else "en"),
            ("Thread-Topic", assemble.unstructured(_bare(heading.reply_subject) or "", len("Thread-Topic: "))),
        ]


def _meant_for(heading: Heading) -> str:
    """In a rehearsal: whom a mail would have gone to."""
    to = ", ".join(address for _, address in (heading.to, *heading.also_to))
    cc = ", ".join(address for _, address in heading.cc)
    return f"[→ {to}; CC {cc}]" if cc else f"[→ {to}]"


def _bare(subject: str | None) -> str | None:
    """`subject` without Re: and its like."""
    return None if subject is None else _REPLY_PREFIX.sub("", assemble.one_line(subject))


def _untagged(subject: str | None) -> str | None:
    """`subject` as it is shown: our tag in it would make an answer to this mail one to the mail before."""
    return None if subject is None else _TAG.sub("", _bare(subject) or "")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _percent(text: str, safe: str = "") -> str:
    return quote(text.replace("\r\n", "\n").replace("\n", "\r\n"), safe=safe, errors="replace")


def _fitting(body: str, room: int) -> str:
    """`body` percent-encoded, whole lines left out at its end until it fits into `room` characters."""
    lines = body.split("\n")
    while len(lines) > 1 and len(_percent("\n".join(lines))) > room:
        lines.pop()
    return _percent("\n".join(lines))
