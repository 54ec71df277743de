"""What stands around a task: owner and deadline in brackets, behind a dash or a comma, before a colon."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import HINTED, Draft
from coordmail.extraction.actions.owner_places import looks_like_name, names_somebody
from coordmail.extraction.actions.recurrence import is_clock_of, told_behind
from coordmail.extraction.dates import find_dates, read_deadline
from coordmail.extraction.people import resolve
from coordmail.extraction.rules import Rule

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Reader

_TAIL = re.compile(r"\s{0,20}(?:-{2,4}|—{1,2}|–|\s-\s|[-=]>|→|@)\s*([^-—–@→\n]{1,60})$")
_BRACKET = re.compile(r"\s{0,20}[(（\[【]([^()（）\[\]【】\n]{1,60})[)）\]】]\s*[。.;；]?$")
_HANDLES = re.compile(
    r"\s{0,20}@([\w\u4e00-\u9fff.-]{1,24}(?:[ 、,，]{0,2}@[\w\u4e00-\u9fff.-]{1,24}){1,6}(?:[ ,，][^@\n]{1,30})?)$"
)
_BETWEEN_HANDLES = re.compile(r"(?<=[\w\u4e00-\u9fff])[ 、,，]{1,2}@(?=\w)|(?<=[\u4e00-\u9fff])@(?=\w)")
_NAMED = re.compile(
    r"(?P<task>[^()（）:：]{2,60})[(（](?P<owner>[^()（）]{2,40})[)）]\s?[:：]\s?(?P<rest>\S.*)$", re.DOTALL
)
_HEAD_BRACKET = re.compile(r"^\s*[(（\[【]([^()（）\[\]【】\n]{1,60})[)）\]】]\s*[:：–—-]?\s*")
_HEAD_BOTH = re.compile(r"^\s*([^:：\n;；]{4,60}?)\s?(?:[:：]\s|[)）]\s?[:：]|\s[-–—]\s)(?=\S)")
_HEAD_COLON = re.compile(r"^\s*@?([^:：\n,，。;；]{2,30}?)\s?[:：]\s*(?!//)(?=\S)")
_HEAD_DASH = re.compile(r"^\s*@?([^-–—\n,，。;；]{2,30}?)\s(?:-|–|—|--)\s(?=\S)")
_BLANKS = r"\s{1,3}"
_EDGES = " \t\n,，;；。、:：|-—–→>*"


def read_edges(draft: Draft, reader: Reader, *, listed: bool) -> Draft:
    """Owner and deadline in brackets or behind a dash at the end, or before a colon or in brackets at the start."""
    for _ in range(2):
        if draft.owner is None:
            draft = _one_end(draft, reader, listed=listed)
    if draft.owner is None and listed:
        draft = _segments(draft, reader)
    if draft.owner is None and listed:
        draft = _both_ahead(draft, reader)
    if draft.owner is None and (listed or draft.task[:1] == "【"):
        draft = _named_task(draft, reader) if listed else draft
        for pattern in (_HEAD_BRACKET, _HEAD_COLON, _HEAD_DASH):
            found = pattern.match(draft.task)
            if found and names_somebody(_bare(found[1]), reader.people):
                rest = draft.task[found.end() :]
                owner = found[1].strip(" @*")
                return replace(draft, owner=owner, owner_rule=Rule.EDGE, task=rest, sure=max(draft.sure, HINTED))
    return draft


def _both_ahead(draft: Draft, reader: Reader) -> Draft:
    """Owner and deadline together before the task: `(Peter, 12 March) …`, `Peter Smith, by 12 March: …`."""
    for pattern in (_HEAD_BRACKET, _HEAD_BOTH):
        found = pattern.match(draft.task)
        got = _owner_and_date(found[1], reader, certain=True) if found else None
        if found and got and got.owner and got.dated and not draft.dated:
            return replace(draft, task=draft.task[found.end() :], sure=max(draft.sure, HINTED)).filled(got)
    return draft


def _named_task(draft: Draft, reader: Reader) -> Draft:
    """「接口开发(张伟、欧阳锋):3月12日前完成」: the owner in brackets between the task and what is said of it."""
    found = _NAMED.match(draft.task)
    if found is None or not names_somebody(_bare(found["owner"]), reader.people):
        return draft
    owner = found["owner"].strip(" @*")
    task = f"{found['task']}，{found['rest']}"
    return replace(draft, owner=owner, owner_rule=Rule.EDGE, task=task, sure=max(draft.sure, HINTED))


def _one_end(draft: Draft, reader: Reader, *, listed: bool) -> Draft:
    """What a bracket or a dash at the end says; a bracket that is part of a date, 3月11日(周一), says nothing."""
    for pattern in (_BRACKET, _HANDLES, _TAIL):
        found = pattern.search(draft.task)
        if not found or not found.start():
            continue
        if any(m.start < found.start() < m.end for m in find_dates(draft.task, reader.dates)):
            continue
        got = _owner_and_date(found[1], reader, certain=listed or draft.dated)
        if got and not (draft.dated and got.dated):
            return replace(draft, task=draft.task[: found.start()], sure=max(draft.sure, HINTED)).filled(got)
    return draft


def _owner_and_date(text: str, reader: Reader, *, certain: bool) -> Draft | None:
    """「张伟,3月6日前」, 「张伟 3/6」, 「3月6日前」 and nothing else: what a bracket or tail may say of an item."""
    text = _BETWEEN_HANDLES.sub("、", text)
    begin = told_behind(text)
    if begin is not None and names_somebody(name := text[:begin].strip(_EDGES + "@"), reader.people):
        due_text = text[begin:].strip(_EDGES)
        return Draft("", owner=name, due_text=due_text, owner_rule=Rule.EDGE, due_rule=Rule.EDGE)
    mention = next((m for m in find_dates(text, reader.dates) if m.day or m.vague or m.conflict), None)
    mention = None if mention and is_clock_of(mention, text) else mention
    rest = text
    head, _, last = re.sub(r"[,，]\s?(?=\d)", " ", text.strip()).rpartition(" ")
    if mention is None and head and last[:1].isdigit():
        read = read_deadline(last, reader.dates)
        mention = replace(read, start=len(head) + 1, end=len(text)) if read and read.day else None
    if mention:
        rest = f"{text[: mention.start]} {text[mention.end :]}"
        rest = re.sub(r"(?:完成|提交|截止|之?前|due|by)\s*$", "", rest.strip(_EDGES), flags=re.IGNORECASE)
    name = rest.strip(_EDGES + "()（）@")
    if not name:
        return Draft("", due=mention, due_rule=Rule.EDGE) if mention and (mention.deadline or certain) else None
    if names_somebody(name, reader.people) and (certain or mention):
        return Draft("", owner=name, due=mention, owner_rule=Rule.EDGE, due_rule=Rule.EDGE)
    return None


def _is_person(got: Draft, reader: Reader) -> bool:
    """Whether what stands behind a comma is a deadline or surely a person: 「…,张伟,3月6日前」, not 「…,运营部」."""
    if got.owner is None:
        return True
    found = resolve(got.owner, reader.people)
    return bool(found.email or found.candidates) or looks_like_name(got.owner)


def _is_chinese_item(parts: list[str], taken: Draft, reader: Reader) -> bool:
    """Whether blanks alone part a task from its owner and day: 「报价表更新一版 李明 24号」."""
    return bool(re.search(r"[\u4e00-\u9fff]", parts[0])) and _is_person(taken, reader)


def _segments(draft: Draft, reader: Reader) -> Draft:
    """`task - owner - date`, `task | owner | date`, 「任务,张伟,3月6日前」: short parts behind the task."""
    for separator in (r"\s?[|｜\t]\s?", r"\s/\s", r"\s(?:-{1,2}|–|—)\s|——", r"[,，;；]\s?", _BLANKS):
        parts = re.split(separator, draft.task)
        if len(parts) < 2:
            continue
        taken = Draft("")
        while len(parts) > 1 and not (taken.owner and taken.dated):
            got = _owner_and_date(parts[-1], reader, certain=True)
            if (
                got is None
                or (got.owner and taken.owner)
                or (separator[0] == "[" and not got.owner and not taken.owner and len(parts) < 3)
            ):
                break
            taken = taken.filled(got)
            parts.pop()
        if taken.owner and (separator != _BLANKS or (taken.dated and _is_chinese_item(parts, taken, reader))):
            glue = re.search(separator, draft.task)
            return replace(draft, task=(glue[0] if glue else " ").join(parts), sure=max(draft.sure, HINTED)).filled(
                taken
            )
    return draft


def _bare(name: str) -> str:
    return name.strip(" @*")
