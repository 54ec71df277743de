"""Where in running text an owner stands: people and departments that are known, and what has the shape of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.extraction.actions.words import words
from coordmail.extraction.people import is_known, split_owners
from coordmail.extraction.people.names import fold, honorific_of, is_hanzi, looks_like_department, names
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
EDGES = " ,\uff0c、:\uff1a;\uff1b"
"""What stands around a name and is no part of it."""
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
_NO_ENDS = frozenset("时后前中下上的等内外里间者们式化性度率量型类项是需应要会能可")
_MARKER = re.compile(
    r"\s|[,:、;(/&。]|于|在|需|须|应|将|负责|牵头|主导|主办|承担|跟进|组织|协调|完成|提交|落实|推进|配合|会后|协助|务必|必须|尽快|和|与|及|要|来|同志|继续|整理|对接|编写|制定|更新|确认|输出|反馈|准备|联系"
)


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
    bare = text.strip(EDGES + "。.*")
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
        return _bracket(half, called) if ends_name(half, called, cut) or asked else None
    if is_nickname(half[start : start + 2]) and (start + 2 == cut or half[start + 2 : start + 3] in {" ", ":"}):
        return start + 2
    for size in (3, 2, 4):
        end = start + size
        if len(half) >= end and looks_like_name(half[start:end]) and ends_name(half, end, cut):
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
            if title not in words().doubtful_titles or ends_name(half, stop, cut):
                return stop
    for size in (3, 2):
        stop = start + size
        piece = half[start:stop]
        if (honorific_of(piece) or looks_like_name(piece)) and len(piece) == size and ends_name(half, stop, cut):
            return stop
    return end


def _titled(half: str, end: int, cut: int) -> int:
    """`end` moved behind a title that stands after a name (张伟经理)."""
    for title in names().titles:
        if half.startswith(title, end) and is_hanzi(title) and ends_name(half, end + len(title), cut):
            return end + len(title)
    return end + 2 if half.startswith("同志", end) else end


def _bracket(half: str, end: int) -> int:
    found = _BRACKET.match(half, end)
    if not found or re.search(r"\d|≤|≥|%|不", found[0]):
        return end
    return found.end()


def ends_name(half: str, end: int, cut: int) -> bool:
    """Whether what follows at `end` shows that a name ended there: a mark, a deadline, 于, 需, 负责."""
    if end == cut or end >= len(half):
        return True
    return _MARKER.match(half, end) is not None
