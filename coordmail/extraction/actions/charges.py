"""Who a sentence charges with something: an owner where one stands in running text, and what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.owner_places import EDGES, ends_name, owner_at
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people.names import plain

if TYPE_CHECKING:
    from coordmail.extraction.people import Context

_DATE_AHEAD = re.compile(
    r"\s?(?:需|须|应|要|将)?[于在]?\s?(?:\d{1,4}[年月/.-]|[本下这][周月]|月底|今天|明天|后天|周[一二三四五六日]|\d{1,2}[日号])"
)
_OWNER_THEN_DATE = re.compile(r"(?P<owner>[\u4e00-\u9fff]{2,3}?)(?=[于在]?(?:\d{1,2}月|[本下][周月]))")


@dataclass(frozen=True, slots=True)
class Charge:
    """`owner` is charged with `task`; `before` is what stood before it. `plain`: the words leave no doubt."""

    owner: str
    task: str
    before: str = ""
    plain: bool = False


def chinese_charge(text: str, cut: int, people: Context, *, listed: bool) -> Charge | None:
    """The charge that Chinese `text` states, its deadline taken out at place `cut` (-1 where there was none)."""
    half = plain(text)
    for ask, start in _asks(half):
        end = owner_at(half, start, people, cut, asked=bool(ask))
        if end is None and ask.endswith("由"):
            end = _before_duty(half, start)
        if end is None or half.startswith("的", end):
            # 修订呼叫中心的验收标准: whose it is, not who does it.
            continue
        follows, duty = after_owner(half, end, cut)
        if ask and half.startswith(words().approves, follows):
            continue
        due_here = end <= cut <= end + 2
        colon = half[end : end + 1] == ":"
        certain = duty or due_here or (bool(ask) and (cut >= 0 or bool(half[follows : follows + 1])))
        if not (certain or follows > end or colon or (listed and _stands_apart(half, start, end, people))):
            continue
        if colon and not (listed or duty or due_here):
            continue
        before = text[: start - len(ask)]
        return Charge(text[start:end].strip(EDGES), text[follows:].strip(EDGES), before.strip(), certain)
    return None


def _before_duty(half: str, start: int) -> int | None:
    """Where whoever it is ends whom 由…负责, 由…牵头 charge, of no matter what shape (质安站, 第二项目经理部)."""
    found = _duty_behind().match(half, start)
    return found.end("who") if found else None


@lru_cache(maxsize=1)
def _duty_behind() -> re.Pattern[str]:
    return re.compile(rf"(?P<who>[\u4e00-\u9fff]{{2,10}}?)(?:{either(words().duties)})(?=[,\uff0c\s]|[于在]?\d)")


def clauses(text: str, people: Context) -> list[str]:
    """`text` cut where one clause after another charges somebody: 「张伟负责联调,3月8日完成;李娜负责验收」.

    A clause without an owner of its own belongs to the one before it; text with one charge at most stays whole.
    """
    half = plain(text)
    starts = [found.end() for found in re.finditer(r"(?:^|[,;。])\s{0,3}", half)][:40]
    cuts = [start for start in starts if _is_charged(half, _behind_ask(half, start), people)]
    if len(cuts) < 2 or (cuts[0] > 1 and not _is_topic(half[: cuts[0]])):
        return [text]
    return [text[a:b].strip(" ,，;；。") for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _behind_ask(half: str, start: int) -> int:
    """`start` moved behind a word that asks (请, 会议要求) at the clause's start; 由 may close the charge before it."""
    ask = _asking().match(half, start)
    return ask.end() if ask and (start < 2 or not ask[0].endswith("由")) else start


def _is_topic(before: str) -> bool:
    """Whether what stands before the first charge only says what it is about: 「关于渗漏,」."""
    return (
        len(before) <= 24 and before.startswith(("关于", "针对", "就", "對於", "对于", "關於")) and before[-1] in ",:"
    )


def _is_charged(half: str, start: int, people: Context) -> bool:
    """Whether a clause begins with an owner and a word of duty or a deadline."""
    end = owner_at(half, start, people)
    if end is None:
        dated = _OWNER_THEN_DATE.match(half, start)
        end = owner_at(half, start, people, dated.end("owner")) if dated else None
    return end is not None and (after_owner(half, end)[1] or _DATE_AHEAD.match(half, end) is not None)


def _asks(half: str) -> list[tuple[str, int]]:
    """The words that ask somebody, with the place behind each; where the sentence begins comes after 请 there."""
    found = [(m[0], m.end()) for m in _asking().finditer(half)][:6]
    opening = re.match(r"[\s,、:\[【(]{0,4}", half)
    return [*(ask for ask in found if ask[1] - len(ask[0]) <= 1), ("", opening.end() if opening else 0), *found]


@lru_cache(maxsize=1)
def _asking() -> re.Pattern[str]:
    return re.compile(rf"(?<![申邀聘敬提])(?:{either(words().asks)})")


def _stands_apart(half: str, start: int, end: int, people: Context) -> bool:
    """Whether an owner in a list needs no word more: not a bare department (技术部文档更新), but a person or title."""
    return people.department_named(half[start:end]) is None or ends_name(half, end, -1)


def _takes_object(half: str, place: int) -> bool:
    """Whether 将 before `place` takes an object (将合同发给法务) rather than telling the future (将提交合同)."""
    return not half.startswith(words().after_future, place) and words().disposed.match(half, place) is not None


def after_owner(half: str, end: int, cut: int = -1) -> tuple[int, bool]:
    """Where the task begins behind the owner that ends at `end`, and whether a word of duty (负责) stood between.

    Behind a duty or the deadline, taken out at `cut`, 将 begins the task: 「张伟负责将队列迁移到…」.
    """
    known = words()
    place, duty = end, False
    for _ in range(4):
        gap = re.compile(r"[\s,:、]{0,3}").match(half, place)
        here = gap.end() if gap else place
        word = next((word for word in known.duties if half.startswith(word, here)), None)
        if word and half.startswith(("同志", "人员", "人参加"), here + len(word)):
            break
        modal = next((word for word in known.modals if half.startswith(word, here)), None)
        if modal == "将" and (duty or cut in {place, here} or _takes_object(half, here + 1)):
            break
        if word and (not modal or len(word) >= len(modal)):
            duty = True
            place = here + len(word)
        elif modal:
            place = here + len(modal)
        else:
            break
    return place, duty
