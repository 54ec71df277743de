"""Which numbered items a reply speaks of, and with which words: 「1 已完成;2 延至3月12日」, "#2 done", 第1-3项."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from coordmail.extraction.reply_words import plain, share_pattern, signals, words
from coordmail.extraction.spelling import chinese_number

_LIST = (
    r"\d{1,2}(?:[ ]?(?:,[ ]?and|,|、|和|及|与|&|and|-|~|至|到|to)"
    r"[ ]?(?:第|#|no\.|item[ ])?\d{1,2}(?![\d%月日:.天周])){0,12}"
)
_HANZI = "[一二三四五六七八九十]{1,3}(?:[、和及至到][第]?[一二三四五六七八九十]{1,3}){0,8}"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
MAX_ITEMS = 100
"""More numbers than this in one answer are something else."""
_BULLET = re.compile(r"(?:(?<=\n)|^)[ ]{0,8}[-*•·●▪◦]{1,2}[ ]{0,3}$")
_BREAK = ",;。!?\n"
_REACH = 40
"""How far before a number its bullet and the mark before it may stand."""
_MOST_PLACES = 400
"""Places that are looked at for a number; a text with more of them lists figures."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The words from `start` to `end`, about the items `numbers` (none: about the mail as a whole)."""

    numbers: tuple[int, ...]
    start: int
    end: int
    marked: tuple[int, ...] = ()
    """The numbers that its own marker has, where others were put to it."""
    others: bool = False
    """Whether it speaks of the items that have no words of their own (其余都已完成)."""


@lru_cache(maxsize=1)
def _markers() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Numbers that say themselves that they are items; numbers with a list mark; numbers with a blank or nothing."""
    units = "|".join(re.escape(u) for u in sorted(words()["words"]["item_units"], key=len, reverse=True))
    behind = "|".join(f"(?<={re.escape(word)})" for word in words()["words"]["before_number"])
    named = (
        rf"第[ ]?(?P<list>{_LIST})[ ]?(?:项|条|点|个任务|号任务|件)|第(?P<hanzi>{_HANZI})(?:项|条|点|个任务|件)"
        rf"|(?<![\d-])(?P<counted>\d{{1,2}})号(?:任务|事项|项)"
        rf"|(?:任务|事项|议题|行动项|待办)(?P<hanzi_behind>[一二三四五六七八九十]{{1,3}})(?![直定般共起旦些样切致个项条天周月份道同])"
        rf"|(?<![a-z])(?P<ordinal>{'|'.join(_ORDINALS)})[ ](?:{plain('item_words')}|one)(?![a-z])"
        rf"|(?<![\w&])#[ ]?(?P<hash>{_LIST})(?![\d%])"
        rf"|(?:{plain('item_words')})[ ]{{0,2}}#?(?P<word>{_LIST})(?![\d%月日]|\.\d|[ ]?(?:{units}))"
        rf"|(?:{behind})[ ]?(?P<dropped>{_LIST})(?=[ ]?(?:$|[,。;!\n]))"
        rf"|(?<![a-z])[a-z]{{2,4}}-\d{{1,6}}/(?P<ref>\d{{1,2}})(?!\d)"
        rf"|(?P<circled>[①-⑳])[ ]{{0,2}}"
        rf"|(?:^|(?<=[\s,;。]))(?P<several>\d{{1,2}}[ ]?[-~至到,、和][ ]?\d{{1,2}}(?:[,、和]\d{{1,2}}){{0,8}})[ ]?项"
    )
    begin = r"(?:^|(?<=[\s,;。!]))"
    mark = r"(?:[)]\.?|[、:](?!\d)|:|\.(?!\d)|[ ]?-(?=[ ]))"
    marked = rf"{begin}[(]?(?P<list>{_LIST}){mark}[ ]{{0,3}}(?!\d{{1,2}}[:点])"
    then = r"(?:[ ]{1,3}|(?=[\u4e00-\u9fff])|(?=[ ]?[👍✅✔√✓❌✗]))"
    bare = rf"{begin}(?P<list>{_LIST})(?![ ]?(?:{units})|[\d.:/]|[项条个][都均全]){then}"
    return re.compile(named), re.compile(marked), re.compile(bare)


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers that a list writes: 1-3 is 1, 2, 3; 1、3 is 1 and 3."""
    found: list[int] = []
    if "①" <= text <= "⑳":
        return (ord(text) - ord("①") + 1,)
    if text in _ORDINALS:
        return (_ORDINALS[text],)
    text = re.sub(r"第|#|no\.|item[ ]?", "", text)
    for part in re.split(r"[,、和及与&]|and", text):
        ends = [chinese_number(p.strip()) for p in re.split(r"[-~至到]|to", part) if p.strip()]
        first, last = (ends[0], ends[-1]) if ends else (None, None)
        if first is not None and last is not None and first <= last <= first + 40:
            found += range(first, last + 1)
    return tuple(dict.fromkeys(n for n in found if 1 <= n <= 99))


@dataclass(frozen=True, slots=True)
class _Marker:
    numbers: tuple[int, ...]
    start: int
    end: int


def _speaks(folded: str, place: int) -> bool:
    """Whether an answer begins at `place`, with an owner's or deadline's label before it perhaps."""
    return _begins_answer(re.split(r"[;。\n]", folded[place : place + 40])[0])


@lru_cache(maxsize=1024)
def _begins_answer(ahead: str) -> bool:
    found = signals(ahead)
    label = re.match(
        rf"{plain('owner_labels')}|{plain('change_labels')}|截止|完成时间|时间|进度|进展|due|deadline|预计|申请|改"
        r"|by[ ]",
        ahead,
    )
    figure = re.match(
        r"\d{1,3}%|\d{1,2}月\d|\d{1,2}/\d|(?:本|这|下)?(?:周|礼拜|星期)[一二三四五六日]|明天|后天|月底", ahead
    )
    share = share_pattern().search(ahead[:8])
    return bool(label or figure or share or (found and found[0].start <= 12))


def _stands(folded: str, start: int, numbers: tuple[int, ...], found: list[_Marker]) -> bool:
    """Whether a plain number stands where an item's does: at a beginning, or as the next after the one before it."""
    first = max(0, start - _REACH)
    before = _BULLET.sub("", folded[first:start]).rstrip(" (")
    if (not before and not first) or before[-1:] in tuple(_BREAK + ":"):
        return True
    return any(m.end <= start and m.numbers[-1] + 1 == numbers[0] for m in found)


def _find_markers(folded: str) -> list[_Marker]:
    named, marked, bare = _markers()
    found: list[_Marker] = []
    for pattern in (named, marked, bare):
        for match in islice(pattern.finditer(folded), _MOST_PLACES):
            numbers = numbers_in(next(g for g in match.groups() if g))
            if len(found) >= MAX_ITEMS:
                break
            taken = any(m.start < match.end() and match.start() < m.end for m in found)
            if not numbers or taken or (pattern is bare and not _speaks(folded, match.end())):
                continue
            if pattern is not named and not _stands(folded, match.start(), numbers, found):
                continue
            found.append(_Marker(numbers, match.start(), match.end()))
    return sorted(found, key=lambda m: m.start)


def segments(folded: str) -> list[Segment]:
    """`folded` cut into what is said of each item, in order, and what is said of none.

    An item's words begin with the clause that has its number and end where the next item's begin, or at an empty line.
    """
    markers = _find_markers(folded)
    starts: list[int] = []
    previous = 0
    for marker in markers:
        start = marker.start
        while start > previous and folded[start - 1] not in _BREAK:
            start -= 1
        # 1、完成 2、进展60%: the second number cuts the clause; 同意第3项: the verb stands before the number
        if start < marker.start and ((start == previous and starts) or not folded[start : marker.start].strip()):
            start = marker.start
        starts.append(start)
        previous = marker.end
    cut: list[Segment] = []
    if not starts or folded[: starts[0]].strip():
        cut.append(Segment((), 0, starts[0] if starts else len(folded)))
    for place, marker in enumerate(markers):
        end = starts[place + 1] if place + 1 < len(starts) else len(folded)
        blank_line = re.search(r"\n[ ]*\n", folded[marker.end : end])
        stop = marker.end + blank_line.start() if blank_line else end
        cut.append(Segment(marker.numbers, starts[place], stop))
        if stop < end and folded[stop:end].strip():
            cut.append(Segment((), stop, end))
    return [part for segment in _joined(folded, cut) for part in _without_others(folded, segment)]


@lru_cache(maxsize=1)
def _others() -> re.Pattern[str]:
    return re.compile(rf"(?<=[,;。.\n ])(?:{'|'.join(words()['scope']['others'])})")


def _without_others(folded: str, segment: Segment) -> list[Segment]:
    """`segment`, and apart from it what is said of the others behind it; 除第2项外,其余完成 is one."""
    if not segment.numbers:
        return [segment]
    found = _others().search(folded, segment.start, segment.end)
    before = folded[segment.start : found.start()] if found else ""
    if found is None or any(s.name == "exception" for s in signals(before)):
        return [segment]
    return [replace(segment, end=found.start()), Segment((), found.start(), segment.end, others=True)]


_AND = re.compile(r"和|及|与|以及|还有|and|or")


def _joined(folded: str, cut: list[Segment]) -> list[Segment]:
    """`cut` with numbers that nothing is said of put to their neighbours: 第1项、第2项均已办结, 取消第2项和第3项."""
    joined: list[Segment] = []
    for segment in cut:
        before = joined[-1] if joined else None
        if before and before.numbers and segment.numbers and before.end == segment.start:
            numbers = tuple(dict.fromkeys(before.numbers + segment.numbers))
            if _says_nothing(without_number(folded, before)):
                joined[-1] = Segment(numbers, segment.start, segment.end, segment.numbers)
                continue
            rest = re.sub(plain("polite"), "", without_number(folded, segment))
            if _says_nothing(without_number(folded, before)[-4:]) and _says_nothing(rest):
                joined[-1] = replace(before, numbers=numbers, end=segment.end, marked=before.marked or before.numbers)
                continue
        joined.append(segment)
    return joined


def _says_nothing(between: str) -> bool:
    return "\n" not in between.rstrip() and not re.search(r"\w", _AND.sub("", between)) and not signals(between)


def without_number(folded: str, segment: Segment) -> str:
    """The segment's words with its number blanked out, at the same places."""
    text = folded[segment.start : segment.end]
    if not segment.numbers:
        return text
    for pattern in _markers():
        match = pattern.search(text)
        if match and numbers_in(next(g for g in match.groups() if g)) == (segment.marked or segment.numbers):
            return text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return text
