"""Whether somebody answers a notice of their own: so organizers move or cancel a meeting that they have called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.vocabulary import simplified

if TYPE_CHECKING:
    from coordmail.mail.message import Message

_MOST_QUOTED = 3_000
_FROM = re.compile(r"^[>\s*]{0,6}(?:from|发件人|寄件者|寄件人)\*?\s?:\*?\s?([^\n]{1,120})", re.MULTILINE)
_WROTE = re.compile(r"^[>\s]{0,6}([^\n]{3,160}?)(?:\s?wrote:|\s?写道:)", re.MULTILINE)
_WHEN = re.compile(r"^[>\s*]{0,6}(?:when|time|date|会议时间|时间|日期)\s?:", re.MULTILINE)
_INVITES = re.compile(r"invite you|invited|please join|会议通知|召开|参会|请参加")


def answers_own_notice(message: Message) -> bool:
    """Whether the mail that `message` quotes first is the sender's own and announces a meeting."""
    quoted = simplified(message.quoted_text[:_MOST_QUOTED])
    found = _FROM.search(quoted) or _WROTE.search(quoted)
    if not found or not (_WHEN.search(quoted) or _INVITES.search(quoted)):
        return False
    name, address = simplified(message.from_name), message.from_address.lower()
    return (len(name) > 1 and name in found[1]) or (bool(address) and address in found[1])
