"""Duties that come again, as a rule of RFC 5545 (3.3.10): 「每周五前」, 「每月5日前」, `every Friday`, `by the 5th`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.extraction.actions.words import either
from coordmail.extraction.people.names import plain
from coordmail.extraction.spelling import chinese_number, fold, load_table

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateMention
    from coordmail.model import Day

_WORKDAYS = "MO,TU,WE,TH,FR"
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAILY = "FREQ=DAILY"
_LONGEST = 400
_ORDINAL = re.compile(r"(?:by|on|before)?\s?(?:the\s)?(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_OPENS = ",;:.([\u3010\u3002\u3001-"
_CLOSES = re.compile(
    r"\s*+(?:[一两二三四\d]{1,2}[次回遍]\s*+)?(?:(?:之前|以前|前|内)\s*+)?[)\]\u3011,;.!\u3002]*+\s*+$"
)
_MADE = re.compile(r"(?:为|成|到|至|频率|频次|周期|frequency|from|to)\s?$")
_PARTED = " ,;(\u3001"
_NAMED = re.compile(r"(?:\b(?:the|a|an|our|your|their|its|this|that|next|last|first|new|of)|'s)\s$")
_GOES_ON = re.compile(
    r"\s?(?:until|till|from|starting|beginning|by|on|before|at|and|in|with effect)\b|\s?[(,;:.\u2013-]"
)


@dataclass(frozen=True, slots=True)
class _Words:
    units: dict[str, tuple[str, int]]
    adverbs: dict[str, tuple[str, int]]
    weekdays: dict[str, str]
    parts: dict[str, int]
    places: dict[str, int]
    numbers: dict[str, int]
    until: re.Pattern[str]
    until_before: re.Pattern[str]
    first: re.Pattern[str]
    first_before: re.Pattern[str]
    start: re.Pattern[str]
    weekday: re.Pattern[str]
    lead: re.Pattern[str]
    clock: re.Pattern[str]
    tail: re.Pattern[str]
    nouns: tuple[str, ...]
    phrases: tuple[re.Pattern[str], ...]


def read_recurrence(task: str, due_text: str | None, due: DateMention | None, told: str) -> str | None:
    """The rule by which a task with these words comes again, None for a single one.

    `told` is all that stands about its deadline. Where a day is named beside the rule it has to be the last one
    (`UNTIL`), the first one, or the day of the month; a day of another sense makes it a single task.
    """
    rule = _rule_in(due_text, whole=True) if due_text else None
    rule = rule or _rule_in(task, whole=False)
    day = (due.until or due.day) if due and not due.conflict else None
    if rule is None or due is None or day is None:
        return rule
    return _with_day(rule, due, day, told)


def told_behind(text: str) -> int | None:
    """Where words of recurrence begin that end `text` or lead to a day of it: 3 in 「张伟,每周五前完成」."""
    half = plain(text[:_LONGEST]).casefold()
    if len(half) != len(text):
        return None
    known = _words()
    for start in sorted(found.start() for pattern in known.phrases for found in pattern.finditer(half)):
        if not half[:start].strip(_PARTED) or half[start - 1] not in _PARTED:
            continue
        for pattern in known.phrases:
            found = pattern.match(half, start)
            if found and _rule(found.groupdict()) and known.tail.match(half, found.end()):
                return start
    return None


def without_lead(text: str) -> str:
    """`text` without a word for the first or the last day at its end: 陈晨 in 「陈晨,首次」."""
    half = plain(text).casefold()
    found = _words().first_before.search(half) or _words().until_before.search(half)
    return text[: found.start()] if found and half[: found.start()][-1:] in {*_PARTED} else text


def is_clock_of(mention: DateMention, text: str) -> bool:
    """Whether `mention` in `text` is the time of day at which a duty comes again (每周五下班前, `by 5pm every day`)."""
    half = plain(text).casefold()
    if not is_clock(mention):
        return False
    for pattern in _words().phrases:
        for found in pattern.finditer(half):
            ahead = found.start() < mention.start
            between = half[found.end() : mention.start] if ahead else half[mention.end : found.start()]
            if _rule(found.groupdict()) and not between.strip(" ,\u7684"):
                return True
    return False


def is_clock(mention: DateMention) -> bool:
    """Whether `mention` names a time of day and no day."""
    return _words().clock.fullmatch(plain(mention.text).casefold()) is not None


def comes_again(due_text: str) -> bool:
    """Whether a deadline's own words (每周五下班前) say that it comes again."""
    return _rule_in(due_text, whole=True) is not None


def _with_day(rule: str, due: DateMention, day: Day, told: str) -> str | None:
    half, said = fold(told), fold(due.text)
    at = half.rfind(said)
    before, after = (half[:at], half[at + len(said) :]) if at >= 0 else ("", "")
    known = _words()
    if known.until.match(said) or known.until_before.search(before):
        last = day.date() if isinstance(day, datetime) else day
        return f"{rule};UNTIL={last:%Y%m%d}"
    if known.first.match(said) or known.first_before.search(before) or known.start.match(after):
        return rule
    weekday = known.weekday.fullmatch(said.strip())
    if weekday and rule.startswith("FREQ=WEEKLY"):
        # The day beside 每双周 and behind `and` is read as one of this week: it belongs to the rule.
        head, _, days = rule.partition(";BYDAY=")
        return f"{head};BYDAY={','.join(d for d in _WEEK if d in (*days.split(','), _WEEK[day.weekday()]))}"
    ordinal = _ORDINAL.fullmatch(said.strip())
    if ordinal and rule.startswith("FREQ=MONTHLY") and "BY" not in rule:
        return f"{rule};BYMONTHDAY={int(ordinal[1])}"
    return None


def _rule_in(text: str, *, whole: bool) -> str | None:
    half = fold(text[:_LONGEST])
    for pattern in _words().phrases:
        for found in pattern.finditer(half):
            rule = _rule(found.groupdict())
            if rule and (whole or _placed(half[: found.start()], half[found.end() :], found[0], rule)):
                return rule
    return None


def _placed(before: str, after: str, phrase: str, rule: str) -> bool:
    """Whether the words say when the task is done, and not what it is about (确定每周例会时间, `the weekly report`)."""
    known = _words()
    if after.startswith(known.nouns) or _MADE.search(before):
        return False
    bare = before.strip(" \t@*")
    starts = not known.lead.sub("", bare).strip(" ,:;")
    closes = _CLOSES.match(after) is not None
    if phrase[0].isascii():
        if _NAMED.search(before):
            return False
        return starts or closes or (_GOES_ON.match(after) is not None)
    opened = bare[-1:] in _OPENS and bool(bare)
    return starts or closes or (opened and not rule.startswith(_DAILY))


def _rule(said: dict[str, str | None]) -> str | None:
    known = _words()
    if said.get("workday"):
        return f"FREQ=WEEKLY;BYDAY={_WORKDAYS}"
    if said.get("adverb"):
        freq, interval = known.adverbs[str(said["adverb"])]
    elif said.get("unit"):
        freq, interval = known.units[str(said["unit"]).removesuffix("s")]
    else:
        freq, interval = "WEEKLY", 1
    interval *= _times(said.get("n"), bool(said.get("gap")))
    if not 0 < interval <= 120:
        return None
    days = _days(said.get("days") or said.get("mondays"))
    if freq == "MONTHLY":
        return _monthly(interval, said)
    if freq == "DAILY" and days:
        freq = "WEEKLY"
    if freq == "WEEKLY" and not days and said.get("part"):
        days = ["FR"]
    return _joined(freq, interval, [f"BYDAY={','.join(days)}"] if days and freq == "WEEKLY" else [])


def _monthly(interval: int, said: dict[str, str | None]) -> str | None:
    """A rule of months; quarters and years name their months, so that it does not matter when they were agreed."""
    known = _words()
    month, which = _number(said.get("month")), said.get("which")
    part, day = known.parts.get(said.get("part") or ""), _number(said.get("day"))
    place = known.places.get(said.get("place") or "")
    by: list[str] = []
    weekday = known.weekdays.get(said.get("what") or "")
    if place:
        by = [f"BYDAY={place}{weekday}"] if weekday else [f"BYDAY={_WORKDAYS}", f"BYSETPOS={place}"]
    elif day or part:
        by = [f"BYMONTHDAY={-1 if day == 31 else day or part}"]
        if not -1 <= (day or part or 0) <= 31:
            return None
    if not by and not month:
        return _joined("MONTHLY", interval, []) if interval % 12 else _joined("YEARLY", interval // 12, [])
    if interval in {3, 6, 12}:
        late = part == -1 or place == -1
        offset = {"二": 2, "次": 2, "三": 3, "末": interval, "后": interval}.get((which or "")[1:2], 0) if which else 0
        first = month or offset or (interval if late else (interval + 1) // 2 if part in {15, 20} else 1)
        months = ",".join(str(m) for m in range(first, 13, interval)) if 1 <= first <= 12 else ""
        by = by or ["BYMONTHDAY=-1"]
        return _joined("MONTHLY", 1, [f"BYMONTH={months}", *by]) if months else None
    return _joined("MONTHLY", interval, by)


def _joined(freq: str, interval: int, by: list[str]) -> str:
    return ";".join([f"FREQ={freq}", *([f"INTERVAL={interval}"] if interval > 1 else []), *by])


def _times(written: str | None, gap: bool) -> int:
    if not written:
        return 2 if gap else 1
    number = _words().numbers.get(written) or _number(written) or 1
    return max(number, 2) if gap else number


def _number(text: str | None) -> int | None:
    return chinese_number(re.sub(r"(?:st|nd|rd|th)$", "", text)) if text else None


def _days(text: str | None) -> list[str]:
    """The weekdays of a list (一、三、五) or a range (周一至周五), in the week's order."""
    if not text:
        return []
    known = _words().weekdays
    named = [known[word] for word in re.findall(r"[a-z]{3,9}|[一二三四五六日天1-7]", text) if word in known]
    named += [known[word[:-1]] for word in re.findall(r"[a-z]{4,10}", text) if word not in known and word[:-1] in known]
    if len(named) == 2 and re.search(r"[至到~-]|\bto\b", text):
        begin, end = _WEEK.index(named[0]), _WEEK.index(named[1])
        return list(_WEEK[begin : end + 1]) if begin < end else named
    return [day for day in _WEEK if day in named]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw: dict[str, Any] = load_table(Path(__file__).with_name("recurrence.toml"))
    until, around = raw["until"], raw["around"]
    tie = r"\s?(?:是|为|:|the\s)?\s?"
    weekdays = either([word for word in raw["weekdays"] if len(word) > 2])
    clock, tail = rf"(?:{either(raw['clock']['words'])})|\d", f"(?:{either(around['tail'])})"
    return _Words(
        units={word: (freq, interval) for word, (freq, interval) in raw["units"].items()},
        adverbs={word: (freq, interval) for word, (freq, interval) in raw["adverbs"].items()},
        weekdays=raw["weekdays"],
        parts=raw["parts"],
        places=raw["places"],
        numbers=raw["numbers"],
        until=re.compile(rf"(?:{either(until['words'])})(?![a-z])"),
        until_before=re.compile(rf"(?<![a-z])(?:{either(until['words'])}){tie}$"),
        first=re.compile(rf"(?:{either(until['first'])})(?![a-z])"),
        first_before=re.compile(rf"(?<![a-z])(?:{either(until['first'])}){tie}$"),
        start=re.compile(rf"\s?(?:{either(until['start'])})"),
        weekday=re.compile(rf"(?:在|于|on |by )?(?:(?:周|星期|礼拜)[一二三四五六日天]|{weekdays})(?:之前|以前|前)?"),
        lead=re.compile(rf"(?:{either(around['lead'])})(?![a-z])"),
        clock=re.compile(rf"(?:{clock}|[\s,:.])++"),
        tail=re.compile(rf"(?:{clock}|{tail}|[\s:.]){{0,40}}+(?:[,;)\]\u3002]|$)"),
        nouns=tuple(around["nouns"]),
        phrases=(_chinese(raw), *_english(raw)),
    )


def _chinese(raw: dict[str, Any]) -> re.Pattern[str]:
    zh = {name: either([w for w in raw[name] if not w.isascii()]) for name in ("units", "parts", "places", "numbers")}
    week = "(?:周|星期|礼拜)"
    day = rf"{week}?(?:[一二三四五六日天](?![次回遍个份期月])|[1-7](?=\s?(?:之?前|、|,|$|\))))"
    days = rf"(?:的|之)?(?P<days>{day}(?:\s?[、,和及与/]\s?{day}|[至到~-]{day}){{0,6}})"
    figure = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
    of_month = (
        rf"(?P<place>{zh['places']})(?:(?P<workdays>工作日)|{week}(?P<what>[一二三四五六日天]))"
        rf"|(?P<part>{zh['parts']})|(?P<day>{figure})\s?[日号]"
    )
    month = rf"(?:(?P<month>{figure})月份?|(?P<which>首个?月|第[一二三]个月|末月|最后一个月|次月)的?)?"
    return re.compile(
        rf"每个?(?P<workday>{either(raw['workdays']['words'][:1])})"
        rf"|(?:每|逐|(?<!间)(?=隔))(?P<gap>隔)?\s?(?P<n>{zh['numbers']}|\d{{1,2}})?个?(?P<unit>{zh['units']})"
        rf"(?:{days}|的?{month}(?:{of_month})?)?"
    )


def _english(raw: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    en = {name: either([w for w in raw[name] if w[0].isascii()]) for name in ("units", "numbers", "adverbs", "places")}
    workday = either(raw["workdays"]["words"][1:])
    weekday = f"(?:{either([w for w in raw['weekdays'] if len(w) > 2])})s?"
    days = rf"{weekday}(?:\s?(?:,|and|&|/|or|to|-)\s?{weekday}){{0,6}}"
    every = r"(?:every|each)"
    unit = rf"(?P<unit>{en['units']})s?"
    ordinal = r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
    when = rf"(?:\s(?:on|by|before|every|each)\s(?:the\s)?(?:(?P<days>{days})|{ordinal}(?:\sday)?))?(?![a-z])"
    of = rf"\sof\s(?:the|{every})\s{unit}(?![a-z])"
    patterns = (
        rf"(?:by|on|at|before)?\s?(?:the\s)?(?<![a-z])(?P<place>{en['places']})\s(?P<what>{workday}|{weekday}){of}",
        rf"(?:by|on|at|before)?\s?(?:the\s)?(?<![a-z])(?P<part>end|last\sday|first\sday)\sof\s{every}\s{unit}(?![a-z])",
        rf"(?:by|on|before)\s(?:the\s)?{ordinal}(?:\sday)?{of}",
        rf"(?<![a-z]){every}\s(?P<workday>{workday})(?![a-z])|(?<![a-z])on\s(?:weekdays|working\sdays)(?![a-z])",
        rf"(?<![a-z])(?:{every}|once\s(?:a|per)|twice\s(?:a|per))\s(?:(?P<n>{en['numbers']}|\d{{1,2}})\s)?{unit}{when}",
        rf"(?<![a-z])(?:{every}\s(?:(?P<n>{en['numbers']})\s)?(?P<days>{days})|on\s(?P<mondays>{weekday[:-1]}))(?![a-z])",
        rf"(?<![a-z-])(?P<adverb>{en['adverbs']}){when}",
    )
    return tuple(re.compile(pattern) for pattern in patterns)
