"""Who takes the minutes, where that stands under a label of the minutes themselves or beside a name in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.people.names import halve, honorific_of, looks_like_department, looks_like_name
from coordmail.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    from coordmail.extraction.labels import LabelFound

_ENGLISH_NAME = re.compile(r"[A-Z][a-z'-]{1,20}(?: [A-Z]\.?)?(?: [A-Z][A-Za-z'-]{1,20}){0,2}")
_REMARK = re.compile(r"\s?\([^()]{1,24}\)$")
_DEPARTMENT = re.compile(r"[\u4e00-\u9fff]{1,8}(?:部|中心|科|处|室|组)[ :]?(?=[\u4e00-\u9fff]{2,4}$)")
_BETWEEN = re.compile(r"[、,;/&\s]\s?")
_MARKS = re.compile(r"[、,;/&]\s?")
_SENTENCE_END = re.compile(r"[。!?]|[.](?=\s|$)")
_DUTIES = frozenset({"owner", "due", "department", "deliverable"})
_MARKED = re.compile(r"[,;:\uff0c\uff1b\uff1a\u3002\u3001]")
_LONGEST = 40
_HEAD = 24
_LIST = 300
_MOST = 2000


def names_recorder(found: LabelFound) -> bool:
    """Whether a label of what was said stands before a name alone: 会议记录:陈晨, Minutes: Tom Green."""
    if not found.value or len(found.value) > _LONGEST or found.manner == "alone":
        return False
    named = vocabulary().may_name_recorder(found.written) and is_one_name(found.value)
    return named and not names_meeting(found.value)


def titles_meeting(found: LabelFound) -> bool:
    """Whether a title of minutes stands before the name of the meeting alone: 会议纪要:技术部周例会."""
    alone = found.manner != "alone" and len(found.value) <= _LONGEST and not _MARKED.search(found.value)
    return alone and vocabulary().may_name_recorder(found.written) and names_meeting(found.value)


def names_meeting(text: str) -> bool:
    """Whether `text` ends as the name of a meeting does: 技术部周例会, 市场部季度会."""
    return halve(text).strip(" .").endswith(vocabulary().meeting_ends)


def names_people(line: str) -> bool:
    """Whether `line` goes on naming who takes part: 技术部:张伟、李明, 分会场:各分行行长, names alone."""
    head, colon, value = halve(line).partition(":")
    if not colon:
        return all(map(is_one_name, filter(None, _MARKS.split(head.strip()))))
    if _SENTENCE_END.search(value) or states_duty(line):
        return False
    head = head.strip()
    return len(head) <= _HEAD and (looks_like_department(head) or head.endswith(_sides()) or _any_name(value))


def states_duty(line: str) -> bool:
    """Whether `line` is a task that bears a label of its own: 整理清单(责任人:张伟), 整理清单,完成时限:4月19日."""
    head, colon, _ = halve(line).partition(":")
    before, mark, label = _rightmost(head)
    if not colon or not mark or looks_like_department(before.strip()):
        return False
    return vocabulary().column(label.strip()) in _DUTIES


def _rightmost(head: str) -> tuple[str, str, str]:
    """`head` cut at its last mark: what stands before the label, the mark, the label."""
    found = list(re.finditer(r"[,;(\[\s]", head.rstrip()))
    return (head[: found[-1].start()], found[-1][0], head[found[-1].end() :]) if found else (head, "", "")


def marked_recorders(attendees: str) -> list[str]:
    """The names in a list of attendees that are marked as the minute-taker's: 陈晨(记录), Tom Green (minutes)."""
    words = "|".join(map(re.escape, vocabulary().recorder_marks))
    half = halve(attendees[:_MOST])
    marked = re.compile(rf"([^\s、,;:()/|][^、,;:()/|\n]{{1,40}}?)\s?\((?:兼)?(?:{words})\)", re.IGNORECASE)
    return [found[1].strip() for found in marked.finditer(half)]


def without_department(text: str) -> str:
    """`text` without the department that stands before a Chinese name: 秘书处姚悦."""
    name = _DEPARTMENT.sub("", text, count=1)
    return name if looks_like_name(name) else text


def is_chinese_name(text: str) -> bool:
    """Whether `text` has the shape of a Chinese name."""
    return looks_like_name(text) and not vocabulary().is_nobody(text)


def _any_name(text: str) -> bool:
    return len(text) <= _LIST and any(is_one_name(one) for one in _BETWEEN.split(text))


def _sides() -> tuple[str, ...]:
    return vocabulary().sides


def is_one_name(text: str) -> bool:
    """Whether `text` has the shape of one person's name and nothing else, department and remark aside."""
    bare = _REMARK.sub("", halve(text).strip(" .,;。")).lstrip("@").strip()
    if vocabulary().is_nobody(bare):
        return False
    inside = _DEPARTMENT.sub("", bare, count=1)
    return any(map(_is_name, (bare, inside)))


def _is_name(text: str) -> bool:
    return looks_like_name(text) or honorific_of(text) is not None or bool(_ENGLISH_NAME.fullmatch(text))
