"""Times of day: 14:00, 下午3点半, 8:30pm, 14:00-15:30, noon, 下班前, EOD. A time zone behind them is left unread.

An hour from 1 to 6 without 上午 or am is in the afternoon where it is spoken (3点, at 3, 2:30), not in 03:00.
"""

from __future__ import annotations

from datetime import time
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates.atoms import Atom, Piece, Rule, Trust, rule
from coordmail.extraction.dates.lexicon import GAP, any_of, number, words

if TYPE_CHECKING:
    import re

    from coordmail.extraction.dates.mention import DateContext

_MINUTES = {"半": 30, "一刻": 15, "三刻": 45}


def clock_of(hour: int, minute: int, part: str | None, *, spoken: bool) -> time | None:
    """The time; 24:00 and 晚上12点 are None, the day alone. `part`: am, pm, night, noon; None where there is none."""
    if hour > 24 or minute > 59 or (part == "night" and hour == 12):
        return None
    if (part == "pm" and hour < 12) or (part == "night" and 5 <= hour < 12):
        hour += 12
    elif part == "am" and hour == 12:
        hour = 0
    elif (part == "noon" and hour < 4) or (part is None and spoken and 1 <= hour <= 6):
        hour += 12
    return None if hour == 24 else time(hour, minute)


def _atom(match: re.Match[str], clock: time | None, end: time | None = None, trust: Trust = Trust.SURE) -> Atom:
    groups = match.groupdict()
    part = _part(groups.get("part") or groups.get("behind"))
    hour = number(match["h"]) or 0
    return Atom(match.start(), match.end(), Piece.CLOCK, clock=clock, clock_end=end, part=part, count=hour, trust=trust)


def _part(text: str | None) -> str | None:
    if not text:
        return None
    known: dict[str, str] = words()["zh"]["day_parts"] | words()["en"]["day_parts"]
    plain = text.replace(".", "").strip()
    return known.get(plain) or {"a": "am", "p": "pm"}.get(plain[:1])


def _chinese(match: re.Match[str], context: DateContext) -> Atom | None:
    hour = number(match["h"])
    spoken_minute = match["min"]
    minute = _MINUTES.get(spoken_minute) if spoken_minute else 0
    minute = number(spoken_minute) if minute is None and spoken_minute else minute
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return _atom(match, clock_of(hour, minute, _part(match["part"]), spoken=True))


def _colon(match: re.Match[str], context: DateContext) -> Atom | None:
    hour, minute = int(match["h"]), int(match["min"])
    if hour > 24 or (hour == 24 and minute):
        return None
    part = _part(match["part"] or match["behind"])
    return _atom(match, clock_of(hour, minute, part, spoken=len(match["h"]) == 1))


def _meridiem(match: re.Match[str], context: DateContext) -> Atom | None:
    hour = number(match["h"])
    minute = number(match["min"]) if match["min"] else 0
    if hour is None or minute is None or not 1 <= hour <= 12 or minute > 59:
        return None
    return _atom(match, clock_of(hour, minute, _part(match["behind"]), spoken=False))


def _shared_meridiem(match: re.Match[str], context: DateContext) -> Atom | None:
    """2-4pm: the meridiem is that of both, unless that would turn the range round (11-1pm)."""
    first, last, part = int(match["h"]), int(match["h2"]), _part(match["behind"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    end = clock_of(last, int(match["min2"] or 0), part, spoken=False)
    start = clock_of(first, int(match["min"] or 0), part, spoken=False)
    if start and end and start > end:
        start = clock_of(first, int(match["min"] or 0), "am", spoken=False)
    return _atom(match, start, end)


def _dotted_range(match: re.Match[str], context: DateContext) -> Atom | None:
    """14.00-15.30, where neither can be a day and a month."""
    start, end = time(int(match["h"]), int(match["min"])), time(int(match["h2"]), int(match["min2"]))
    return _atom(match, start, end) if start < end else None


def _at(match: re.Match[str], context: DateContext) -> Atom | None:
    hour = number(match["h"])
    minute = number(match["min"]) if match["min"] else 0
    if hour is None or minute is None or not 1 <= hour <= 23 or minute > 59:
        return None
    return _atom(match, clock_of(hour, minute, _part(match["behind"]), spoken=True), trust=Trust.WEAK)


def _part_of_day(match: re.Match[str], context: DateContext) -> Atom | None:
    part = _part(match[0].strip()) or words()["en"]["day_parts"].get(" ".join(match[0].split()))
    clock = time(12) if part == "noon" else None
    return Atom(match.start(), match.end(), Piece.PART, part=part, clock=clock)


def _close(match: re.Match[str], context: DateContext) -> Atom | None:
    return Atom(match.start(), match.end(), Piece.PART, part="close", marked=True)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of times of day."""
    zh, en = words()["zh"], words()["en"]
    part = rf"(?:(?P<part>{any_of(zh['day_parts'])}){GAP})?"
    spoken = r"[零一二三四五六七八九十两]{1,3}"
    minutes = (
        rf"(?P<min>半|一刻|三刻|[0-5]?\d(?={GAP}分)|[0-5]\d(?!\d)"
        rf"|{spoken}(?={GAP}分)|[二三四五]?十[一二三四五六七八九]?)"
    )
    behind = r"(?:[ ]?(?P<behind>[ap][ ]?\.?[ ]?m\b\.?|[ap]\b\.?(?!\w)))"
    hour_words = any_of([*en["numbers"], "seven", "twelve"])
    quarters = "five|ten|fifteen|twenty|thirty|forty|fifty|thirty[ ]five|twenty-seven|forty[ -]five|twenty[ -]five"
    return (
        rule(
            "chinese",
            rf"{part}(?<![\d.第:])(?P<h>[01]?\d|2[0-4]|{spoken}){GAP}(?:点钟?(?!点|[的]?建议|意见|要求|内容"
            r"|问题|[五六七八九]%)|时(?!间|候|长|效))"
            rf"(?:{GAP}{minutes}{GAP}分?)?整?",
            _chinese,
            "点 时",
        ),
        rule(
            "colon",
            rf"{part}(?<![\d.:])(?P<h>[01]?\d|2[0-4])[ ]?:[ ]?(?P<min>[0-5]\d)(?::[0-5]\d)?(?![\d:]){behind}?",
            _colon,
            ":",
        ),
        rule(
            "meridiem",
            rf"(?<![\w.:$])(?P<h>1[0-2]|0?[1-9]|{hour_words})(?:[:.](?P<min>[0-5]\d)"
            rf"|[ -](?P<min_>(?!)))?{behind}(?![a-z])",
            _meridiem,
            "a p",
        ),
        rule(
            "shared meridiem",
            r"(?<![\w.:$/])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))?[ ]?(?:-|~|to|and)[ ]?(?P<h2>1[0-2]"
            rf"|0?[1-9])(?:[:.](?P<min2>[0-5]\d))?{behind}(?![a-z])",
            _shared_meridiem,
            "a p",
        ),
        rule(
            "dotted range",
            r"(?<![\d.,:$/])(?P<h>[01]?\d|2[0-3])[.](?P<min>00|1[3-9]|[2-5]\d)[ ]?(?:-|~|to|until)[ ]?"
            r"(?P<h2>[01]?\d|2[0-3])[.](?P<min2>00|1[3-9]|[2-5]\d)(?![\d,%]|[.]\d)",
            _dotted_range,
            ".",
        ),
        rule(
            "dotted",
            r"(?<=[a-z\d],[ ])(?P<h>1\d|2[0-3]|0?[7-9])\.(?P<min>[0-5]\d)(?P<part>(?!))?(?P<behind>(?!))?"
            r"(?=[ ]?(?:[,;)]|\.(?!\d)|$|(?:-|to)[ ]?\d{1,2}\.[0-5]\d(?![\d.])))",
            _colon,
            ".",
        ),
        rule(
            "at",
            rf"(?<![a-z])(?:at|@|around|about)[ ](?P<h>2[0-3]|1\d|0?[1-9]|{hour_words})(?:[:. ](?P<min>[0-5]\d"
            rf"|{quarters}))?"
            rf"(?:[ ]?o'?clock)?{behind}?(?![\w%]|[.:/]\d)",
            _at,
            "at @ around about",
        ),
        rule(
            "part of day",
            rf"{any_of(zh['day_parts'])}(?!上好|安|报|会|于|日|期|已)"
            rf"|(?<![a-z]){any_of(set(en['day_parts']) - {'am', 'pm'})}(?![a-z])|(?<=[ ])[ap]m(?![a-z])",
            _part_of_day,
            "凌晨 早 午 晚 傍 夜 am pm noon morn noon mid lunch after even night",
        ),
        rule(
            "close",
            rf"{any_of(zh['close'])}|(?<![a-z])(?:the[ ])?{any_of(en['close'])}(?![a-z])",
            _close,
            "下班 收工 结束 e cob cop close",
        ),
    )
