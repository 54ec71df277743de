"""Charges behind other words: 「施工单位于10月20日前补报专项方案,由董志强负责」 names who answers for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.charges import Charge, after_owner
from coordmail.extraction.actions.owner_places import is_department, names_somebody, owner_at
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people.names import fold, plain

if TYPE_CHECKING:
    from coordmail.extraction.people import Context

_EDGES = " ,\uff0c、:\uff1a;\uff1b.。"
_TOPIC = re.compile(r"[^:,;。()]{2,24}:\s{0,2}")
_SPEAKS = (
    "说",
    "指出",
    "要求",
    "强调",
    "建议",
    "决定",
    "明确",
    "任务",
    "待办",
    "事项",
    "行动项",
    "措施",
    "安排",
    "结论",
    "决议",
)


def closing_charge(text: str, cut: int, people: Context) -> Charge | None:
    """The charge at the end of `text`, its deadline taken out at `cut`; a department at its start is left out."""
    half = plain(text)
    found = _closing().search(half[-48:])
    if found is None:
        return None
    offset = max(0, len(half) - 48)
    start, end = offset + found.start("owner"), offset + found.end("owner")
    if owner_at(half, start, people, asked=True) != end:
        return None
    before = text[: offset + found.start()].strip(_EDGES)
    if not before:
        return None
    return Charge(text[start:end].strip(_EDGES), _without_department(before, cut, people), plain=True)


def _without_department(before: str, cut: int, people: Context) -> str:
    half = plain(before)
    end = owner_at(half, 0, people, cut)
    if end is None or not is_department(half[:end], people):
        return before
    follows = after_owner(half, end, cut)[0]
    return before[follows:].strip(_EDGES) if follows > end or cut == end else before


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    return re.compile(
        rf"[,;。:\s]\s?\(?(?:具体|统一|均)?由(?P<owner>[^,;。\s]{{2,24}}?)(?:{either(words().closing_duties)})\s?[。;,.)]{{0,2}}$"
    )


def late_charge(text: str, cut: int, people: Context) -> Charge | None:
    """The charge behind a topic or an earlier clause of `text`, where its start charges nobody."""
    half = plain(text)
    return _behind_topic(text, half, cut, people) or _before_date(text, half, cut, people)


def _behind_topic(text: str, half: str, cut: int, people: Context) -> Charge | None:
    """「地下车库照明:牛经理4月30日前换完坏灯」: an owner behind a topic, with deadline or duty."""
    topic = _TOPIC.match(half)
    end = owner_at(half, topic.end(), people, cut) if topic else None
    if topic is None or end is None:
        return None
    follows, duty = after_owner(half, end, cut)
    if not (duty or end <= cut <= end + 2):
        return None
    said = topic[0].strip(_EDGES)
    before = "" if said.endswith(_SPEAKS) or names_somebody(said, people) else text[: topic.end()]
    return Charge(text[topic.end() : end].strip(_EDGES), text[follows:].strip(_EDGES), before, plain=True)


def _before_date(text: str, half: str, cut: int, people: Context) -> Charge | None:
    """「接口延迟严重,张伟3月8日前修复」: somebody known, who stands between a comma and the deadline."""
    start = max(half.rfind(",", 0, cut), half.rfind(";", 0, cut)) + 1 if cut > 0 else 0
    start += len(half[start:cut]) - len(half[start:cut].lstrip()) if start else 0
    if not start or not people.knows(fold(half[start:cut])) or owner_at(half, start, people, cut) != cut:
        return None
    return Charge(text[start:cut].strip(_EDGES), text[cut:].strip(_EDGES), text[:start], plain=True)
