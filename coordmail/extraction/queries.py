"""Whether a mail only asks coordmail something: 我的待办, 状态 CM-12, 部门待办, 帮助, my items, status CM-12, help."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from coordmail.extraction.reply_words import plain
from coordmail.extraction.spelling import fold, load_table
from coordmail.model import QueryTopic

_REF = r"[a-z]{1,6}-\d{1,7}(?:/\d{1,3})?"
_PREFIX = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|sv|回复|答复|转发|回覆)[ ]?:)*\s*")
MAX_TEXT = 200


@lru_cache(maxsize=1)
def _topics() -> tuple[tuple[QueryTopic, re.Pattern[str]], ...]:
    """Each topic and the pattern that a whole text of it matches."""
    table: dict[str, list[str]] = load_table(Path(__file__).with_name("queries.toml"))["topics"]
    patterns = []
    for name, entries in table.items():
        asked = "|".join(re.escape(e).replace(r"\ ", "[ ]{1,3}") for e in sorted(entries, key=len, reverse=True))
        tail = rf"[ ]*[:的]?[ ]*#?\[?(?P<ref>{_REF})\]?(?:[ ]*的?(?:状态|进展|进度))?" if name == "status" else ""
        patterns.append((QueryTopic(name), re.compile(rf"(?:请|please[ ])?(?:{asked}){tail}(?:[ ]please)?")))
    behind = re.compile(
        rf"(?:请?(?:查询|查看|查一下)?[ ]*)?\[?(?P<ref>{_REF})\]?[ ]*的?(?:状态|进展|进度|进展如何|status)"
    )
    return (*patterns, (QueryTopic.STATUS, behind))


def _plain(text: str) -> str:
    """`text` folded, without polite words and the punctuation around it."""
    bare = re.sub(plain("polite"), " ", fold(text[: MAX_TEXT * 4]))
    return re.sub(r"[\s,。.!?;:~、]+$|^[\s,。.!;:、]+", "", " ".join(bare.split()))


def _ask(text: str) -> tuple[QueryTopic, str | None] | None:
    if not text or len(text) > MAX_TEXT:
        return None
    for topic, pattern in _topics():
        if found := pattern.fullmatch(text):
            reference = found.groupdict().get("ref")
            return topic, reference.upper() if reference else None
    return None


def read_query(subject: str, text: str) -> tuple[QueryTopic, str | None] | None:
    """The topic and the reference (CM-12, CM-12/2) that a mail asks about; None when it says anything else.

    `text` is the mail's new text. It asks, or the subject of a mail without text.
    """
    asked, body = _ask(_plain(_PREFIX.sub("", fold(subject)))), _plain(text)
    if not body:
        return asked
    in_body = _ask(body)
    if in_body is None and asked and asked[0] is QueryTopic.STATUS and asked[1] and body.upper() == asked[1]:
        return asked
    return in_body
