"""How a mail names the mail that it answers: Message-IDs (RFC 5322, 3.6.4), and our tag where those were dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.mail.message import Message

_TAG = re.compile(r"\[\s?(CM(?:-\d{1,12})?-[A-Z2-7]{6})\s?\]", re.IGNORECASE)


def answered_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs that `message` answers, the likeliest first."""
    return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))


def answered_tag(message: Message) -> str | None:
    """The tag of ours in the subject, else the first in the text: phones drop References, people change subjects."""
    for text in (message.subject, message.new_text, message.quoted_text):
        found = _TAG.search(text)
        if found:
            return found[1].upper()
    return None
