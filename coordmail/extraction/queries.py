"""Whether a mail only asks coordmail something: 我的待办, 状态 CM-12, 帮助, "could you send me my items please?"."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from coordmail.extraction.reply_words import plain
from coordmail.extraction.spelling import fold, load_table
from coordmail.model import QueryTopic

_TAGGED = r"(?P<ref>[a-z]{1,6}-\d{1,7}(?:/\d{1,3})?)(?:-[0-9a-z]{4,8})?"
_REF = re.compile(rf"(?<![\w-]){_TAGGED}(?![\w-])")
_PREFIX = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|sv|回复|答复|转发|回覆)[ ]?:)*\s*")
_SENTENCE_END = re.compile(r"[。!?;\n]|\.(?=\s|$)")
_NAME = re.compile(r"[a-z][a-z'-]{1,20}(?:[ ][a-z][a-z'-]{1,20})?|[\u4e00-\u9fff]{2,3}")
MAX_TEXT = 200
_MOST_SENTENCES = 8


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return load_table(Path(__file__).with_name("queries.toml"))


@lru_cache(maxsize=1)
def _topics() -> tuple[tuple[QueryTopic, re.Pattern[str]], ...]:
    """Each topic and the pattern that a whole text of it matches."""
    patterns = []
    for name, entries in _table()["topics"].items():
        asked = "|".join(re.escape(e).replace(r"\ ", "[ ]{1,3}") for e in sorted(entries, key=len, reverse=True))
        tail = rf"[ ]*+(?:[:的][ ]*+)?#?\[?{_TAGGED}\]?(?:[ ]*+的?(?:状态|进展|进度))?" if name == "status" else ""
        patterns.append((QueryTopic(name), re.compile(rf"(?:请|please[ ])?(?:{asked}){tail}(?:[ ]please)?")))
    behind = re.compile(
        rf"(?:请?(?:查询|查看|查一下)?[ ]*)?\[?{_TAGGED}\]?[ ]*的?(?:状态|进展|进度|进展如何|status)(?:[ ]please)?"
    )
    return (*patterns, (QueryTopic.STATUS, behind))


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[QueryTopic, re.Pattern[str]], ...]:
    """Each topic and the pattern of a whole sentence that asks for it in polite words."""
    table = _table()["sentences"]
    named = table["parts"] | {"ref": rf"\[?{_TAGGED}\]?"}
    patterns = []
    for name in ("help", "my_items", "department_items", "status"):
        for pattern in table[name]:
            whole = pattern
            for part, words in named.items():
                whole = whole.replace(f"<{part}>", f"(?:{words})")
            patterns.append((QueryTopic(name), re.compile(whole)))
    return tuple(patterns)


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


def _ask_politely(text: str) -> tuple[QueryTopic, str | None] | None:
    """What a text of one question asks, whatever polite sentences stand around it; None where it says more."""
    if len(text) > MAX_TEXT * 2:
        return None
    courtesy = re.compile(_table()["sentences"]["parts"]["courtesy"])
    asked: list[tuple[QueryTopic, str | None]] = []
    sentences = [bare for part in _SENTENCE_END.split(fold(text)) if (bare := part.strip(" ,:~、.!-\t"))]
    for number, sentence in enumerate(sentences[: _MOST_SENTENCES + 1]):
        if courtesy.fullmatch(sentence):
            continue
        found = _asked_by(courtesy.sub("", sentence, count=1).strip(" ,:、") if courtesy.match(sentence) else sentence)
        found = found or _asked_by(sentence)
        if found is None and asked and number == len(sentences) - 1 and _NAME.fullmatch(sentence):
            continue
        if found is None or (asked and found[0] is not asked[0][0]):
            return None
        asked.append(found)
    if not asked or len(sentences) > _MOST_SENTENCES:
        return None
    return next((one for one in asked if one[1]), asked[0])


def _asked_by(sentence: str) -> tuple[QueryTopic, str | None] | None:
    sentence = " ".join(sentence.split())
    if found := _ask(sentence):
        return found
    for topic, pattern in _sentences():
        if matched := pattern.fullmatch(sentence):
            reference = matched.groupdict().get("ref")
            return topic, reference.upper() if reference else None
    return None


def read_query(subject: str, text: str) -> tuple[QueryTopic, str | None] | None:
    """The topic and the reference (CM-12, CM-12/2) that a mail asks about; None when it says anything else.

    `text` is the mail's new text. It asks, or the subject of a mail without text.
    """
    heading, body = _PREFIX.sub("", fold(subject)), _plain(text)
    asked = _ask(_plain(heading)) or _ask_politely(heading)
    if not body:
        return asked if asked and (asked[1] or asked[0] is not QueryTopic.STATUS) else None
    in_body = _ask(body) or _ask_politely(text)
    if in_body and in_body[0] is QueryTopic.HELP and heading != fold(subject) and not _ask(body):
        # "How do I report this?" in an answer asks whoever called the meeting.
        return None
    if in_body is None and asked and asked[0] is QueryTopic.STATUS and asked[1] and body.upper() == asked[1]:
        return asked
    if in_body and in_body[0] is QueryTopic.STATUS and not in_body[1]:
        named = _REF.search(heading)
        return (in_body[0], named["ref"].upper()) if named else None
    return in_body
