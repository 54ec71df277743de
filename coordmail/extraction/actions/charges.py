"""Who a sentence charges with something: an owner where one stands in running text, and what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people import is_known, split_owners
from coordmail.extraction.people.names import fold, honorific_of, is_hanzi, looks_like_department, names, plain
from coordmail.extraction.people.names import looks_like_name as _has_shape_of_name

if TYPE_CHECKING:
    from coordmail.extraction.people import Context

_DEPARTMENT = re.compile(
    r"(?:各|相关|(?:(?![请由于在的和与及将需须应要会把被让给向对从至到以且同])[\u4e00-\u9fffA-Za-z]){1,8}?)(?:事业部|部门|部(?![署件分位])|中心(?!化)|工作组|小组|项目组|组(?![织件成合建])|办公室|科(?![技学研])|处(?![理置于])|室(?![内外])|团队|委员会|公司|单位(?![时面价成换])|\s?(?:SIG|sig)\b)"
)
_NO_DEPARTMENTS = (
    "内部",
    "外部",
    "全部",
    "局部",
    "干部",
    "顶部",
    "底部",
    "头部",
    "尾部",
    "会议室",
    "分组",
    "一部",
    "数据中心",
    "办公室主",
    "本组",
    "此处",
    "何处",
    "到处",
    "好处",
    "机房",
    "教室",
    "多部",
    "两部",
)
_EDGES = " ,\uff0c、:\uff1a;\uff1b"
_JOIN = re.compile(r"\s?(?:[、/&+]|,\s?|和|与|及|以及|\sand\s)\s?")
_OTHERS = re.compile(
    r"(?:[及和与、]|以及)(?:其他|其余|相关|有关|各位?)(?:同事|同学|人员|成员|部门|人)|等(?:\d{1,2}|[一二三四五六七八九十两几])?(?:人|位|名)?(?:同事|同学|人员|成员)|等(?:\d{1,2}|[一二三四五六七八九十两几])?人"
)
_BRACKET = re.compile(r"\s?\([^()]{1,16}\)")
_CAPITAL = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u015a\u0160\u017d]"
ENGLISH_NAME = (
    rf"@?{_CAPITAL}[\w'.-]{{0,24}}"
    rf"(?:\s(?:(?:van|von|de|der|den|la|le|di|da|del|bin|al|dos|du)\s){{0,2}}{_CAPITAL}[\w'.-]{{0,24}}){{0,3}}"
)
_ENGLISH = re.compile(ENGLISH_NAME)
_FULL_LATIN = re.compile(r"[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}){1,2}(?=[ \u4e00-\u9fff])")
_HANDLE = re.compile(r"@[\w\u4e00-\u9fff.-]{1,24}")
_REACH = 24
_DATE_AHEAD = re.compile(
    r"\s?(?:需|须|应|要|将)?[于在]?\s?(?:\d{1,4}[年月/.-]|[本下这][周月]|月底|今天|明天|后天|周[一二三四五六日]|\d{1,2}[日号])"
)
_OWNER_THEN_DATE = re.compile(r"(?P<owner>[\u4e00-\u9fff]{2,3}?)(?=[于在]?(?:\d{1,2}月|[本下][周月]))")
_NO_ENDS = frozenset("时后前中下上的等内外里间者们式化性度率量型类项是需应要会能可")


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
        return Charge(text[start:end].strip(_EDGES), text[follows:].strip(_EDGES), before.strip(), certain)
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


def owner_at(half: str, start: int, people: Context, cut: int = -1, *, asked: bool = False) -> int | None:
    """Where the owner or owners end that begin at `start` of half-width text, or None."""
    end = _one_owner(half, start, people, cut, asked=asked)
    while end is not None:
        joined = _JOIN.match(half, end)
        more = _one_owner(half, joined.end(), people, cut, asked=asked) if joined else None
        if more is None or more > start + 80:
            others = _OTHERS.match(half, end) if end is not None else None
            return others.end() if others else end
        end = more
    return end


def names_somebody(text: str, people: Context) -> bool:
    """Whether all of `text` is the name of one or several people or departments."""
    bare = text.strip(_EDGES + "。.*")
    if not bare or len(bare) > 60:
        return False
    if is_known(bare, people) or fold(bare) in names().everybody:
        return True
    parts = split_owners(bare)
    return bool(parts) and all(_is_somebody(part, people) for part in parts)


def _is_somebody(part: str, people: Context) -> bool:
    bare = part.partition("(")[0].strip()
    if looks_like_department(bare):
        found = _DEPARTMENT.match(bare)
        return people.department_named(bare) is not None or (
            found is not None and found.end() == len(bare) <= 8 and not bare.endswith(_NO_DEPARTMENTS)
        )
    if is_hanzi(bare):
        return looks_like_name(bare) or honorific_of(bare) is not None or owner_at(bare, 0, people) == len(bare)
    if is_known(part, people) or bare.startswith("@") or re.fullmatch(r"[\w.+-]{1,40}@[\w.-]{3,60}", part):
        return True
    folded = fold(bare).split()
    if len(folded) == 1 and folded[0] in words().english_topics:
        return False
    return bool(_ENGLISH.fullmatch(bare)) and not set(folded) & words().english_no_names


def is_nickname(text: str) -> bool:
    """Whether `text` is how people call each other: 小雅, 阿强."""
    return len(text) == 2 and text[0] in "小阿" and is_hanzi(text) and text not in words().no_names


def looks_like_name(text: str) -> bool:
    """Whether `text` has the shape of a Chinese name and is no common word."""
    return _has_shape_of_name(text) and text not in words().no_names and not (len(text) > 2 and text[-1] in _NO_ENDS)


def _asks(half: str) -> list[tuple[str, int]]:
    """The words that ask somebody, with the place behind each; where the sentence begins comes after 请 there."""
    found = [(m[0], m.end()) for m in _asking().finditer(half)][:6]
    opening = re.match(r"[\s,、:\[【(]{0,4}", half)
    return [*(ask for ask in found if ask[1] - len(ask[0]) <= 1), ("", opening.end() if opening else 0), *found]


@lru_cache(maxsize=1)
def _asking() -> re.Pattern[str]:
    return re.compile(rf"(?<![申邀聘敬提])(?:{either(words().asks)})")


def _one_owner(half: str, start: int, people: Context, cut: int, *, asked: bool) -> int | None:
    if start >= len(half):
        return None
    handle = _HANDLE.match(half, start)
    if handle:
        end = _known_at(half, start + 1, people)
        return end or handle.end()
    known = _known_at(half, start, people)
    department = _department_at(half, start, people)
    if department and (start < cut < department or (known and is_hanzi(half[start:known]))):
        own = _own_department_at(half, start, people)
        department = own if own and not start < cut < own else None
    if known and (not department or known >= department or half.startswith(words().duties, known)):
        return _bracket(half, _titled(half, known, cut))
    if department:
        behind = _behind_department(half, department, people, cut, asked=asked)
        return _bracket(half, behind)
    called = next(
        (start + n for n in (5, 4, 3, 2) if start + n <= len(half) and honorific_of(half[start : start + n])), None
    )
    if called:
        return _bracket(half, called) if _ends_name(half, called, cut) or asked else None
    if is_nickname(half[start : start + 2]) and (start + 2 == cut or half[start + 2 : start + 3] in {" ", ":"}):
        return start + 2
    for size in (3, 2, 4):
        end = start + size
        if len(half) >= end and looks_like_name(half[start:end]) and _ends_name(half, end, cut):
            return _bracket(half, _titled(half, end, cut))
    return _latin_at(half, start, cut)


def _known_at(half: str, start: int, people: Context) -> int | None:
    if not half[start : start + 1].strip() or not people.may_begin(half[start]):
        return None
    for size in range(_REACH, 1, -1):
        piece = half[start : start + size]
        if (
            len(piece) == size
            and people.knows(fold(piece))
            and (not piece[-1].isascii() or not _is_latin(half[start + size : start + size + 1]))
        ):
            return start + size
    return None


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _latin_at(half: str, start: int, cut: int) -> int | None:
    """Where a full English name that nobody knows ends before a deadline or a Chinese word: `Alan Ho於9月5日前`."""
    found = _FULL_LATIN.match(half, start)
    if not found or set(fold(found[0]).split()) & words().english_no_names:
        return None
    end = found.end()
    behind = len(half[:end]) + len(half[end:]) - len(half[end:].lstrip(" "))
    return (
        end
        if cut in {end, behind} or (_MARKER.match(half, behind) and not half[behind : behind + 1].isspace())
        else None
    )


def is_department(name: str, people: Context) -> bool:
    """Whether `name`, half width, is a department or unit and nothing more."""
    return _department_at(name, 0, people) == len(name)


def _own_department_at(half: str, start: int, people: Context) -> int | None:
    """Where a department of the directory ends that begins at `start`."""
    folded = half[start : start + _REACH].casefold()
    return next((start + len(way) for way, _ in people.departments if folded.startswith(way)), None)


def _department_at(half: str, start: int, people: Context) -> int | None:
    known = _own_department_at(half, start, people)
    generic = _DEPARTMENT.match(half, start)
    if generic and known is None and words().before_department.match(generic[0]):
        return None
    if generic and not generic[0].endswith(_NO_DEPARTMENTS) and (known is None or generic.end() > known):
        return generic.end()
    return known


def _behind_department(half: str, end: int, people: Context, cut: int, *, asked: bool) -> int:
    """Where 技术部工程师, 运营部*主管, 技术部 张伟, 技术部(张工) end, their department ending at `end`."""
    gap = re.match(r"[\s*·-]{0,3}(?:的)?", half[end:])
    start = end + (gap.end() if gap else 0)
    person = _known_at(half, start, people)
    if person:
        return _titled(half, person, cut)
    for title in names().titles:
        if half.startswith(title, start):
            stop = start + len(title)
            if title not in words().doubtful_titles or _ends_name(half, stop, cut):
                return stop
    for size in (3, 2):
        stop = start + size
        piece = half[start:stop]
        if (honorific_of(piece) or looks_like_name(piece)) and len(piece) == size and _ends_name(half, stop, cut):
            return stop
    return end


def _stands_apart(half: str, start: int, end: int, people: Context) -> bool:
    """Whether an owner in a list needs no word more: not a bare department (技术部文档更新), but a person or title."""
    return people.department_named(half[start:end]) is None or _ends_name(half, end, -1)


def _titled(half: str, end: int, cut: int) -> int:
    """`end` moved behind a title that stands after a name (张伟经理)."""
    for title in names().titles:
        if half.startswith(title, end) and is_hanzi(title) and _ends_name(half, end + len(title), cut):
            return end + len(title)
    return end + 2 if half.startswith("同志", end) else end


def _bracket(half: str, end: int) -> int:
    found = _BRACKET.match(half, end)
    if not found or re.search(r"\d|≤|≥|%|不", found[0]):
        return end
    return found.end()


def _ends_name(half: str, end: int, cut: int) -> bool:
    """Whether what follows at `end` shows that a name ended there: a mark, a deadline, 于, 需, 负责."""
    if end == cut or end >= len(half):
        return True
    return _MARKER.match(half, end) is not None


_MARKER = re.compile(
    r"\s|[,:、;(/&。]|于|在|需|须|应|将|负责|牵头|主导|主办|承担|跟进|组织|协调|完成|提交|落实|推进|配合|会后|协助|务必|必须|尽快|和|与|及|要|来|同志|继续|整理|对接|编写|制定|更新|确认|输出|反馈|准备|联系"
)


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
