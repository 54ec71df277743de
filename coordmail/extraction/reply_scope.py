"""How far an answer reaches: whether it is said of everything (全部完成), whether an item is to be dropped (2 取消)."""

from __future__ import annotations

import re
from functools import lru_cache

from coordmail.extraction.reply_words import plain, words

_CLAUSES = re.compile(r"[,;。.!:\n]")
_SENTENCES = re.compile(r"[^\u3002!;?\n]{1,400}\??")
_MOST = 60
"""No clause that says only this is longer."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = words()["scope"]
    aside, all_of, finished, drop = (
        "(?:" + "|".join(table[name]) + ")" for name in ("aside", "everything", "finished", "drop")
    )
    english = "(?:" + "|".join(table["everything_en"]) + ")"
    dropped = "(?:" + "|".join(table["dropped"]) + ")"
    return (
        re.compile(rf"(?:{aside}|[ ]){{0,12}}{all_of}(?:{aside}|{all_of}|[ ]){{0,12}}{finished}"),
        re.compile(english),
        re.compile(rf"(?:{dropped}|[ ]){{0,8}}{drop}(?:{dropped}|[ ]){{0,8}}"),
    )


def _clauses(folded: str) -> list[str]:
    """The clauses of `folded` without polite words."""
    return [bare for clause in _CLAUSES.split(folded) if (bare := re.sub(plain("polite"), "", clause[:_MOST]).strip())]


def everything(folded: str) -> bool:
    """Whether a clause says nothing but that all items are done (全部完成, 3项均已完成, "everything is done")."""
    chinese, english, _ = _patterns()
    return any(chinese.fullmatch(clause) or english.fullmatch(clause) for clause in _clauses(folded))


def wondered(folded: str) -> list[tuple[int, int]]:
    """Where the sentences of `folded` stand that ask whether something is to be changed (要不要改为3月26日?).

    What asks politely that it be done (能否改为3月26日?) is none.
    """
    wonders, requests = _questions()
    return [
        found.span()
        for found in _SENTENCES.finditer(folded)
        if wonders.search(found[0]) and not requests.search(found[0])
    ]


@lru_cache(maxsize=1)
def _questions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words()["scope"]
    return re.compile("|".join(table["wonders"])), re.compile("|".join(table["requests"]))


def is_bare_drop(word: str) -> bool:
    """Whether `word` is a verb that needs an object: 取消供应商合同 drops no item."""
    return any(re.fullmatch(pattern, word) for pattern in words()["scope"]["drop"])


def without_blanks(folded: str) -> str:
    """`folded` without what remains of an answer of ours that was not filled in (原因:, 第  项)."""
    return re.sub("|".join(words()["words"]["blanks"]), "", folded)


def dropped(folded: str) -> bool:
    """Whether a clause says nothing but that what it speaks of is to be dropped (取消, 删除该项, "cancel")."""
    return any(_patterns()[2].fullmatch(clause) for clause in _clauses(folded))


def of_the_meeting(folded: str) -> bool:
    """Whether a change is one of the meeting's own time, which is nobody's deadline: 会议时间应为3月6日14:00."""
    meeting, deadline = ("|".join(words()["scope"][name]) for name in ("meeting_time", "deadline"))
    return bool(re.search(meeting, folded)) and not re.search(deadline, folded)
