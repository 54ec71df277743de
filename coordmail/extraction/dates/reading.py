"""Reading dates: every mention in running text, a deadline field, a meeting's time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import clock, feasts, grammar_en, grammar_zh, numeric, periods_en, periods_zh
from coordmail.extraction.dates.atoms import Piece, Rule, Trust, scan
from coordmail.extraction.dates.compose import Half, Settled, halves, settle, vague_mention
from coordmail.extraction.dates.lexicon import HANZI_NUMBER, any_of, number, tidy, words
from coordmail.extraction.dates.masks import mask
from coordmail.extraction.dates.mention import DateContext, DateMention
from coordmail.extraction.spelling import fold

if TYPE_CHECKING:
    from coordmail.model import Day

MAX_TEXT = 20_000
"""Longer text is read piece by piece, each within a line."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """The words around a date: where the mention begins and ends with them, and what they make of it."""

    start: int
    end: int
    strong: bool
    soft: bool
    ahead: bool


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return (
        *feasts.rules(),
        *numeric.rules(),
        *grammar_zh.rules(),
        *periods_zh.rules(),
        *grammar_en.rules(),
        *periods_en.rules(),
        *clock.rules(),
    )


@lru_cache(maxsize=1)
def _around() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What may stand before (firmly, loosely), what before belongs to the mention, and what may stand after."""
    marks = words()["marks"]
    tie = r"[ ]?(?:是|为|is|was|the|:|=|\(|\[)?[ ]{0,2}(?:the[ ])?$"
    return (
        re.compile(rf"(?:(?<![a-z]){any_of(marks['before'])}){tie}"),
        re.compile(rf"(?:(?<![a-z]){any_of(marks['soft_before'])})[ ]{{0,4}}(?:the[ ])?$"),
        re.compile(rf"(?:(?<![a-z]){any_of(marks['spanned'])})[ ]{{0,4}}(?:the[ ])?$"),
        re.compile(rf"[ )\]]{{0,3}}(?P<word>{any_of(marks['after'])})"),
    )


def _marks(text: str, start: int, end: int) -> _Marks:
    before, soft, spanned, after = _around()
    left = text[max(0, start - 30) : start]
    right = after.match(text, end, end + 24)
    span = spanned.search(left)
    ahead = bool(right and right["word"] in words()["marks"]["ahead"])
    own = right is not None and (ahead or right["word"] in ("止", "为止", "截止", "到期", "内", "之内", "以内"))
    return _Marks(
        start - (len(left) - span.start()) if span else start,
        right.end() if right and own else _closing(text, start, end),
        bool(before.search(left)) or own,
        bool(soft.search(left)) or right is not None,
        ahead or bool(re.search(r"(?<![a-z])before[ ](?:the[ ])?$", left)),
    )


def _closing(text: str, start: int, end: int) -> int:
    """`end`, or behind the bracket that closes what was opened within."""
    inside = text[start:end]
    if inside.count("(") > inside.count(")") and text[end : end + 1] == ")":
        return end + 1
    return end


def _supported(atom_groups: list[Half], marks: _Marks, whole: bool) -> bool:
    """Whether enough stands with the pieces that they count in running text."""
    head = atom_groups[0]
    day = head.day or head.weekday
    if day is None:
        closing = any(p.part == "close" and p.marked and p.piece is Piece.PART for p in head.parts)
        named_noon = any(p.part == "noon" for p in head.parts)
        if closing:
            return marks.strong or marks.ahead or not _is_leaving_work(head)
        if len(atom_groups) == 2 and (atom_groups[1].day or atom_groups[1].weekday):
            return True
        sure_clock = head.clock is not None and (head.clock.trust is Trust.SURE)
        return (sure_clock or named_noon) and (marks.strong or marks.ahead) and len(atom_groups) == 1
    if head.day and head.weekday:
        return True
    if day.trust is Trust.SURE:
        return True
    if day.trust is Trust.LABELLED:
        return marks.strong
    return whole or marks.strong or marks.soft or head.clock is not None or len(atom_groups) == 2


def _is_leaving_work(head: Half) -> bool:
    """下班 alone is no deadline, 下班前 is; end of day always is."""
    return head.end - head.start <= 2


def _mentions(text: str, context: DateContext, *, liberal: bool) -> list[DateMention]:
    folded = fold(text)
    if liberal:
        folded = folded.replace("\n", " ")
    masked = mask(folded)
    found: list[DateMention] = []
    for head, tail in halves(masked, scan(masked, _rules(), context)):
        first = head.atoms[0]
        if first.piece is Piece.VAGUE:
            found.append(vague_mention(first, text))
        elif first.piece is not Piece.OFFSET or head.day or head.weekday:
            mention = _mention(text, masked, head, tail, context, liberal=liberal)
            if mention and (not found or mention.start >= found[-1].end):
                found.append(mention)
    return found


def _mention(
    text: str, masked: str, head: Half, tail: Half | None, context: DateContext, *, liberal: bool
) -> DateMention | None:
    end = tail.end if tail else head.end
    marks = _marks(masked, head.start, end)
    whole = not (masked[: head.start] + masked[end:]).strip(" .,。;!\n")
    if not liberal and not _supported([head, tail] if tail else [head], marks, whole):
        return None
    if liberal and not (head.day or head.weekday or head.clock or _says_close(head)):
        return None
    said = settle(head, context)
    last = settle(tail, context, base=said.day) if tail else None
    if tail and last and not (head.day or head.weekday) and tail.day and head.clock:
        said = _shared_day(head, tail, said, last)
    day: Day | None = said.moment
    until: Day | None = last.moment if last and said.day else None
    day, until = _own_range(head, day, until)
    coarse = bool(head.day and head.day.first and not head.day.ranged and not head.weekday)
    if marks.ahead and coarse and not tail:
        day = _before_period(head, day, context)
    start = min(marks.start, head.start)
    return DateMention(
        start,
        max(marks.end, end),
        text[start : max(marks.end, end)],
        day,
        until if until != day else None,
        conflict=said.conflict or bool(last and last.conflict),
        before_event=any(a.feast for a in head.atoms),
        deadline=marks.strong or any(a.marked for a in head.atoms),
        coarse=coarse,
    )


def _shared_day(head: Half, tail: Half, said: Settled, last: Settled) -> Settled:
    """14:00-15:30, 5 March: the day behind the range is that of both; 2点-明天4点 begins today."""
    if tail.clock and tail.day and tail.day.start > tail.clock.start:
        return replace(said, day=last.day)
    return said


def _own_range(head: Half, day: Day | None, until: Day | None) -> tuple[Day | None, Day | None]:
    """The ends of a range that one piece names: March 5-8, 2-4pm."""
    if head.day and head.day.ranged and head.day.first:
        return head.day.first, head.day.day
    if head.clock and head.clock.clock_end and day:
        plain = day.date() if isinstance(day, datetime) else day
        return day, datetime.combine(plain, head.clock.clock_end)
    return day, until


def _says_close(head: Half) -> bool:
    return any(p.part in ("close", "noon") for p in head.parts)


def _before_period(head: Half, day: Day | None, context: DateContext) -> Day | None:
    """下月前 is before that month begins; 本周前 can only mean its end; before a weekend is its last working day."""
    period = head.day
    if period is None or period.settled or period.first is None or period.first <= context.today:
        return day
    eve = period.first - timedelta(days=1)
    return context.calendar.on_or_before(eve) if period.first.weekday() == 5 else eve


def _last(mention: DateMention) -> Day | None:
    return mention.until or mention.day


def _key(day: Day) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time.max)


def find_dates(text: str, context: DateContext) -> list[DateMention]:
    """Every date that running `text` names, in order, not overlapping.

    Figures that could be anything (3.6, 3/6, 12号) count where a deadline word, a weekday or a time stands with them.
    """
    found: list[DateMention] = []
    for start in range(0, len(text), MAX_TEXT):
        piece = text[start : start + MAX_TEXT]
        found += [
            replace(m, start=m.start + start, end=m.end + start) for m in _mentions(piece, context, liberal=False)
        ]
    return found


def read_deadline(text: str, context: DateContext) -> DateMention | None:
    """The deadline that a field says: its day is the last that the text names, the end of a range.

    Text without a day is `vague`; None when nothing is said (empty, a dash, 无).
    """
    text = text[:MAX_TEXT]
    if tidy(fold(text)).strip(" .。") in words()["vague"]["nothing"]:
        return None
    mentions = _bare_length(text, context) or _mentions(text, context, liberal=True)
    conflict = next((m for m in mentions if m.conflict), None)
    dated = [m for m in mentions if m.day]
    if conflict or not dated:
        begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
        event = any(m.before_event for m in mentions)
        return conflict or DateMention(begin, end, text[begin:end], None, vague=True, before_event=event, deadline=True)
    latest = max(dated, key=lambda m: _key(_last(m) or date.min))
    return replace(latest, day=_last(latest), until=None)


def _bare_length(text: str, context: DateContext) -> list[DateMention]:
    """A deadline field with a length of time alone: 3个工作日, two weeks."""
    plain = fold(text).strip(" .。\n")
    found = _length().fullmatch(plain) if len(plain) < 40 else None
    if found is None:
        return []
    probe = f"within {found[0]}" if found["en"] else f"{found['zh']}内"
    return [replace(m, start=0, end=len(text), text=text) for m in _mentions(probe, context, liberal=True) if m.day]


@lru_cache(maxsize=1)
def _length() -> re.Pattern[str]:
    count = rf"(?:\d{{1,3}}|{HANZI_NUMBER}{{1,3}}|半)"
    unit = "个?(?:工作日|自然日|天|周|星期|礼拜|半?小时|季度)|个半?月|半?年"
    english = rf"{any_of(words()['en']['numbers'])}|\d{{1,3}}"
    return re.compile(
        rf"约?(?P<zh>{count}[ ]?(?:[-~至到][ ]?{count}[ ]?)?(?:{unit}))(?:左右)?"
        rf"|(?P<en>(?:{english})[ ](?:business[ ]|working[ ]|work[ ])?(?:day|week|month|hour|quarter)s?)"
    )


@lru_cache(maxsize=1)
def _length_of_meeting() -> re.Pattern[str]:
    unit = r"(?P<unit>小时|个小时|个钟头|分钟|hours?|hrs?|h|minutes?|mins?|min)(?![a-z])"
    return re.compile(rf"(?P<n>\d{{1,3}}(?:\.\d)?|[一二两三四半]|an?|one|two|half an)[ ]?(?P<half>个半)?{unit}")


def read_period(text: str, context: DateContext) -> tuple[Day | None, Day | None]:
    """When a meeting begins and ends, as a time field or sentence says; None where it does not.

    An end may be said as a length: 14:00, 90分钟.
    """
    for mention in _mentions(text[:MAX_TEXT], context, liberal=True):
        if mention.day is None:
            continue
        if not _names_day(text[mention.start : mention.end], context):
            return None, None
        start, end = mention.day, mention.until
        if end is None and isinstance(start, datetime):
            end = _end_by_length(start, fold(text[mention.end : mention.end + 40]))
        return start, end if end is None or _key(end) >= _key(start) else None
    return None, None


def _names_day(text: str, context: DateContext) -> bool:
    """Whether `text` names a day, not a time alone."""
    masked = mask(fold(text).replace("\n", " "))
    return any(a.piece in (Piece.DAY, Piece.WEEKDAY) for a in scan(masked, _rules(), context))


def _end_by_length(start: datetime, behind: str) -> datetime | None:
    found = _length_of_meeting().search(behind)
    if found is None or re.search(r"[前后]|before|earlier", behind[: found.end() + 1]):
        return None
    said = found["n"]
    count = 0.5 if said in ("半", "half an") else float(said) if said[0].isdigit() else float(number(said) or 1)
    count += 0.5 if found["half"] else 0
    minutes = count * (60 if found["unit"][0] in "小个h" else 1)
    return start + timedelta(minutes=minutes) if minutes <= 24 * 60 else None
