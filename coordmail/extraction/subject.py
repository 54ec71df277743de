"""A mail's subject taken apart: the topic, and what the words around it say (cancelled, moved, minutes, an answer)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coordmail.extraction.spelling import load_table
from coordmail.extraction.vocabulary import simplified

TAG = re.compile(r"\[\s*(CM-\d{1,9})-([A-Z0-9]{4,32})\s*\]", re.IGNORECASE)
"""The mark in the subject of every mail of ours: `[CM-12-7K3Q9F]` (SURFACE.md)."""

_BRACKETS = re.compile(r"^[\[【(（「]\s{0,9}([^\[\]【】()（）「」]{1,24})\s{0,9}[\]】)）」]\s{0,9}[:：-]?\s*")
_BEHIND = re.compile(r"\s{0,20}[\[【(（「]([^\[\]【】()（）「」]{1,24})[\]】)）」]$")
_COLON = re.compile(r"^([^:]{1,32}?)(?:[\[(]\d{1,3}[\])])?\s*:\s*")
_DASH = re.compile(r"^([^:—–|-]{2,24}?)\s*[—–|-]{1,2}\s*(?=\S)")
_SPACE = re.compile(r"^([\u2e80-\u9fff]{4,10})\s+(?=\S)")
_DAY = r"(?:20\d\d[-./_]\d{1,2}[-./_]\d{1,2}|20[2-4]\d[01]\d[0-3]\d|(?:20\d\d年)?\d{1,2}月\d{1,2}[日号])"
_DAY_BEHIND = re.compile(
    rf"[\s_,:，：–—-]{{0,3}}(?:[\[(【（]\s?{_DAY}\s?[\])】）]|{_DAY})(?:\s?[(（]?周[一二三四五六日][)）]?)?\s*$"
)
_DAY_BEFORE = re.compile(rf"^\s*(?:[\[(【（]\s?{_DAY}\s?[\])】）]\s?[-_:：]?|{_DAY}(?:\s?[-_–—:：]|\s))\s*(?=\S)")
_TITLES = frozenset({"notice", "minutes", "moved", "cancelled", "urgent"})
_EDGE = " ,\uff0c-–:\uff1a"
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """`topic` is None where the subject names none; `marks` are the groups of subject.toml whose words were cut off."""

    topic: str | None
    marks: frozenset[str]
    answers: bool
    """Bears a prefix of answers: Re:, 回复:."""
    forwards: bool
    tag: str | None
    """The reference in the tag of a mail of ours ("CM-12")."""


@dataclass(frozen=True, slots=True)
class _Words:
    groups: dict[str, str]
    around: tuple[re.Pattern[str], ...]
    around_minutes: tuple[re.Pattern[str], ...]
    empty: frozenset[str]


_ANSWERS = frozenset({"re", "回复", "答复", "回覆", "aw", "sv", "vs"})
_FORWARDS = frozenset({"fw", "fwd", "转发", "转寄", "wg", "tr"})
_GROUPS = ("prefixes", "notice", "urgent", "moved", "cancelled", "minutes", "answers")


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load_table(Path(__file__).with_name("subject.toml"))
    groups = {_key(word): group for group in _GROUPS for word in data[group]}
    return _Words(
        groups,
        tuple(re.compile(pattern) for pattern in data["around"]),
        tuple(re.compile(pattern) for pattern in data["around_minutes"]),
        frozenset(_key(word) for word in data["empty"]),
    )


def read_subject(subject: str, *, minutes: bool = False) -> Subject:
    """Take `subject` apart; with `minutes` the words of minutes around the topic (…会议纪要) are cut off too."""
    tag = TAG.search(subject)
    rest = TAG.sub(" ", subject).strip()
    marks: set[str] = set()
    seen: set[str] = set()
    for _ in range(_ROUNDS):
        cut = _cut(rest)
        if cut is None:
            break
        rest, word = cut
        seen.add(word)
        marks.add(_words().groups[word])
    rest, around = _unwrap(rest, minutes=minutes)
    marks |= around
    topic = None if _key(rest) in _words().empty or not re.search(r"\w", rest) else rest
    answers, forwards = bool(seen & _ANSWERS), bool(seen & _FORWARDS)
    return Subject(topic, frozenset(marks), answers, forwards, tag[1].upper() if tag else None)


def without_date(subject: str) -> str:
    """`subject` without the meeting's day where that stands apart at its end or start (周会纪要 2025-07-24)."""
    for pattern in (_DAY_BEHIND, _DAY_BEFORE):
        rest = pattern.sub("", subject, count=1).strip()
        subject = rest if re.search(r"\w", rest) else subject
    return subject


def _cut(text: str) -> tuple[str, str] | None:
    """`text` without one prefix or bracket, and the word that was cut off; None if it has none."""
    plain, groups = simplified(text), _words().groups
    for pattern in (_COLON, _BRACKETS):
        found = pattern.match(plain)
        if found and _key(found[1]) in groups:
            return text[found.end() :].strip(), _key(found[1])
    for pattern in (_DASH, _SPACE):
        found = pattern.match(plain)
        if found and groups.get(_key(found[1])) in _TITLES:
            return text[found.end() :].strip(), _key(found[1])
    found = _BEHIND.search(plain[-32:])
    if found and _key(found[1]) in groups:
        return text[: len(text) - len(found[0])].strip(), _key(found[1])
    return None


def _unwrap(text: str, *, minutes: bool) -> tuple[str, set[str]]:
    """`text` without the words around its topic (关于召开…的通知), and what they said."""
    words, plain = _words(), simplified(text)
    for pattern in (*(words.around_minutes if minutes else ()), *words.around):
        found = pattern.match(plain)
        if found:
            outside = plain[: found.start(1)] + " " + plain[found.end(1) :]
            said = {group for group in ("notice", "moved", "cancelled", "minutes") if _says(outside, group)}
            return text[found.start(1) : found.end(1)].strip(_EDGE), said
    return text.strip(_EDGE), set()


def _says(outside: str, group: str) -> bool:
    return any(word in outside for word, g in _words().groups.items() if g == group)


def _key(word: str) -> str:
    return re.sub(r"\s+", "", simplified(word))
