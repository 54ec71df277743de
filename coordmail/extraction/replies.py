"""What a reply says: yes, no, a change, done, how far, a new date, blocked, a question; for each numbered item.

A statement without an answer's words (「3月11日监控显示延迟≤1.5小时」) is `unclear`, with the statement as its comment:
who asked for a result takes it as that. A forecast (预计3月12日完成) is `progress` with its date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coordmail.extraction import reply_parts, reply_scope
from coordmail.extraction.dates import find_dates
from coordmail.extraction.put_off import put_off
from coordmail.extraction.reply_items import Segment, segments, without_number
from coordmail.extraction.reply_quoted import listed, numbered
from coordmail.extraction.reply_tables import without_tables
from coordmail.extraction.reply_weighing import WEIGHT, said_in, share_of, weigh
from coordmail.extraction.reply_words import Signal, plain, signals
from coordmail.extraction.rules import Rule, origin
from coordmail.extraction.spelling import fold
from coordmail.model import Answer, ReplyFacts, ReplyItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.mail.trim.answered import Piece
    from coordmail.model import Day, Origin, PutOff

MAX_TEXT = 3_000
"""Nobody answers at greater length; what is longer is something else."""

_MOST_DATE_ALONE = 200
"""A longer answer says more than a date."""
_SAID_OF_OTHERS = frozenset({Answer.DONE, Answer.PROGRESS, Answer.DELAY, Answer.BLOCKED, Answer.NO})
"""A yes to the others (其他没问题) says nothing that has to be kept for each of them."""
_PARTSTAT = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO, "TENTATIVE": Answer.UNCLEAR}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one segment says."""

    answer: Answer
    percent: int | None = None
    new_due: Day | None = None
    reason: str | None = None
    owner: str | None = None
    cancel: bool = False
    stands: bool = False
    others_done: bool = False
    """除第2项外都已完成: what is not named is done."""
    origins: tuple[Origin, ...] = ()
    put_off: PutOff | None = None


def read_reply(text: str, context: DateContext, quoted: str = "", pieces: Sequence[Piece] = ()) -> ReplyFacts:
    """What `text`, the new text of a reply, says; relative dates are reckoned from `context`.

    `quoted` is what was cut off: it is never taken for an answer, but tells which items there are (其余都已完成).
    `pieces` are those of `text` that stand between quoted lines.
    """
    text = without_tables(text[:MAX_TEXT])
    folded = fold(text)
    said = _said_under(pieces, context) or [(one, _read(text, folded, one, context)) for one in segments(folded)]
    said = _with_objections(said)
    if any(one.numbers for one, _ in said):
        said = _with_others(said, listed(quoted))
    items = _items(said)
    if not items:
        whole = _read(text, folded, Segment((), 0, len(text)), context)
        facts = _facts(whole, text, folded, ())
        return replace(facts, everything=whole.answer is Answer.DONE and reply_scope.everything(folded))
    objects = any(s.answer is Answer.NO for one, s in said if not one.numbers and not one.others)
    weightiest = min((item.answer for item in items), key=WEIGHT.__getitem__)
    about_items = [s for segment, s in said if segment.numbers]
    told = _origins(said)
    if objects and weightiest in (Answer.YES, Answer.UNCLEAR):
        return _facts(_Said(Answer.NO, origins=told), text, folded, items)
    if len(items) > 1:
        whole = _Said(weightiest, stands=all(s.stands for s in about_items), origins=told)
        return _facts(whole, text, folded, items)
    only = next(s for segment, s in said if segment.numbers and s.answer is weightiest)
    return _facts(replace(only, answer=weightiest, origins=told), text, folded, items)


def _said_under(pieces: Sequence[Piece], context: DateContext) -> list[tuple[Segment, _Said]]:
    """What is written between quoted lines, under the items that they number; nothing where that is not so."""
    said: list[tuple[Segment, _Said]] = []
    for number, text in numbered(pieces):
        folded = fold(text[:MAX_TEXT])
        cut = segments(folded)
        if number and not any(segment.numbers for segment in cut):
            cut = [Segment((number,), 0, len(folded))]
        said += [(segment, _read(text, folded, segment, context)) for segment in cut]
    return said


def _with_objections(said: list[tuple[Segment, _Said]]) -> list[tuple[Segment, _Said]]:
    """`said`, with an objection put to the item behind it of which nothing else is said: 有异议:第3项王强已离职."""
    found = list(said)
    for place, (segment, s) in enumerate(said[1:], 1):
        before, objection = said[place - 1]
        names_it = segment.numbers and not before.numbers and before.end == segment.start
        if names_it and objection.answer is Answer.NO and s.answer is Answer.UNCLEAR and not s.cancel:
            found[place] = (segment, replace(s, answer=Answer.NO))
    return found


def _with_others(said: list[tuple[Segment, _Said]], known: tuple[int, ...]) -> list[tuple[Segment, _Said]]:
    """`said`, and what is said of the others put to those of the `known` numbers that have no words of their own."""
    named = {number for segment, _ in said for number in segment.numbers}
    left = tuple(number for number in known if number not in named)
    if not left or not named <= set(known):
        return said
    found: list[tuple[Segment, _Said]] = []
    for segment, s in said:
        if segment.others and s.answer in _SAID_OF_OTHERS:
            found.append((replace(segment, numbers=left), s))
            continue
        found.append((segment, s))
        if segment.numbers and s.others_done:
            found.append((Segment(left, segment.start, segment.end), _Said(Answer.DONE, 100, origins=s.origins[:1])))
    return found


def read_calendar_reply(partstat: str) -> ReplyFacts:
    """What the PARTSTAT (RFC 5545, 3.2.12) of a calendar's REPLY says; anything but a clear answer is `unclear`."""
    return ReplyFacts(_PARTSTAT.get(partstat.strip().upper(), Answer.UNCLEAR))


def _facts(said: _Said, text: str, folded: str, items: tuple[ReplyItem, ...]) -> ReplyFacts:
    return ReplyFacts(
        said.answer,
        said.percent,
        said.new_due,
        said.reason,
        _comment(text, folded),
        items,
        said.owner,
        said.cancel,
        said.stands,
        origins=said.origins,
        put_off=said.put_off,
    )


def _items(said: list[tuple[Segment, _Said]]) -> tuple[ReplyItem, ...]:
    """One entry a number, the weightier where an item is spoken of twice. Numbers without an answer are a list's."""
    found: dict[int, ReplyItem] = {}
    for segment, s in said:
        for number in segment.numbers:
            item = ReplyItem(number, s.answer, s.percent, s.new_due, s.reason, s.owner, s.cancel, put_off=s.put_off)
            known = found.get(number)
            if known is None:
                found[number] = item
            elif s.answer is not Answer.UNCLEAR:
                found[number] = _merged(known, item)
    if all(item.answer is Answer.UNCLEAR for item in found.values()):
        return ()
    return tuple(found[number] for number in sorted(found))


def _origins(said: list[tuple[Segment, _Said]]) -> tuple[Origin, ...]:
    return tuple(
        replace(one, fact=f"{number}.{one.fact}")
        for segment, s in said
        for number in segment.numbers
        for one in s.origins
    )


def _merged(first: ReplyItem, second: ReplyItem) -> ReplyItem:
    """Two entries of one item as one: the weightier answer with all that either says."""
    heavy, light = sorted((first, second), key=lambda item: WEIGHT[item.answer])
    return replace(
        heavy,
        percent=heavy.percent if heavy.percent is not None else light.percent,
        new_due=heavy.new_due or light.new_due,
        put_off=heavy.put_off or light.put_off,
        reason=heavy.reason or light.reason,
        owner=heavy.owner or light.owner,
        cancel=heavy.cancel or light.cancel,
    )


def _read(text: str, folded: str, segment: Segment, context: DateContext) -> _Said:
    words = without_number(folded, segment)
    written = text[segment.start : segment.end]
    unnumbered = "".join(c if word != " " else " " for c, word in zip(written, words, strict=True))
    spoken = said_in(words)
    names = {s.name for s in spoken}
    share = reply_parts.percent(words)
    answer = weigh(words, spoken, share, numbered=bool(segment.numbers))
    dropped = reply_scope.dropped(words)
    if dropped and answer is Answer.UNCLEAR:
        answer = Answer.AMEND
    owner = reply_parts.owner(unnumbered) if answer not in (Answer.QUESTION, Answer.BLOCKED) else None
    if answer is Answer.UNCLEAR and reply_parts.hands_over(unnumbered, context):
        answer = Answer.DELAY
    if answer is Answer.UNCLEAR and (owner or ("later" not in names and _is_date_alone(unnumbered, context))):
        answer = Answer.AMEND
    why = reply_parts.reason_span(words)
    new_due = None
    dated = answer in (Answer.DELAY, Answer.AMEND) or bool(names & {"delay_agreed", "delay_refused"})
    forecast = answer in (Answer.PROGRESS, Answer.BLOCKED) and _forecasts(words)
    if (dated or forecast) and not (answer is Answer.AMEND and reply_scope.of_the_meeting(words)):
        new_due = reply_parts.new_due(unnumbered, context, why, spoken)
    length = put_off(words) if dated and new_due is None else None
    heard = "、".join(dict.fromkeys(written[s.start : s.end] for s in spoken))
    origins = [origin("answer", heard or written, Rule.ANSWER)]
    return _Said(
        answer,
        percent=share_of(answer, share, not_started="not_started" in names),
        new_due=new_due,
        origins=(*origins, origin("new_due", written, Rule.DATE)) if new_due else tuple(origins),
        reason=_reason(written, words, answer, why),
        owner=owner,
        cancel=dropped or any(s.name == "cancel" and not _needs_object(words, s) for s in spoken),
        stands="stands" in names,
        others_done=names >= {"exception", "done"},
        put_off=length,
    )


def _needs_object(words: str, signal: Signal) -> bool:
    return reply_scope.is_bare_drop(words[signal.start : signal.end])


def _forecasts(words: str) -> bool:
    return bool(re.search(plain("forecast") + r"|(?<!目)前(?:完成|提交|交付|上线|做完)", words))


def _is_date_alone(text: str, context: DateContext) -> bool:
    """Whether `text` is a date and a deadline's label at most: another date as the answer to a request for one."""
    if len(text) > _MOST_DATE_ALONE:
        return False
    found = [m for m in find_dates(text, context) if m.day]
    if len(found) != 1:
        return False
    rest = fold(text[: found[0].start] + text[found[0].end :])
    rest = re.sub(rf"{plain('polite')}|截止|时间|日期|完成|吧|due|deadline|date|then|let's say|[\s\W]", "", rest)
    return len(rest) <= 2


def _reason(written: str, words: str, answer: Answer, why: tuple[int, int] | None) -> str | None:
    if answer in (Answer.YES, Answer.DONE, Answer.UNCLEAR, Answer.QUESTION):
        return None
    if why and not re.search(r"\w", reply_scope.without_blanks(words[why[0] : why[1]] + ":")):
        return None
    if why:
        return reply_parts.tidy(written[why[0] : why[1]])
    if answer is Answer.BLOCKED:
        return _hindrance(written, words)
    return _rest(written, words, answer) if answer in (Answer.NO, Answer.DELAY) else None


def _hindrance(written: str, words: str) -> str | None:
    """All that is said of an item that is blocked; None where it says no more than that."""
    bare = words
    for signal in reversed(signals(words)):
        bare = bare[: signal.start] + bare[signal.end :]
    if not re.search(r"\w", reply_scope.without_blanks(bare)):
        return None
    return reply_parts.tidy("".join(" " if word == " " else c for c, word in zip(written, words, strict=True)))


def _rest(written: str, words: str, answer: Answer) -> str | None:
    """The clauses that are neither the answer itself, a date, nor polite: 不同意,时间太紧 -> 时间太紧."""
    kept: list[str] = []
    for clause in re.finditer(r"(?:(?![ ]-[ ])[^,。;:!?\n]){1,400}", words):
        bare = re.sub(plain("polite"), "", clause[0])
        spoken = signals(bare)
        if answer is Answer.DELAY and any(s.name in ("delay", "unable", "progress") for s in spoken):
            continue
        for signal in reversed(spoken):
            bare = bare[: signal.start] + bare[signal.end :]
        bare = re.sub(
            r"\d{1,4}[年月日号/.:%-]?|申请|至|到|我|的|了|周[一二三四五六日]|[\s\W]|\b(?:i|we|to|it|the|is|by"
            r"|on|until|for|please|march|april|june|july)\b",
            "",
            bare,
        )
        if len(bare) >= 3:
            kept.append(written[clause.start() : clause.end()].strip())
    return reply_parts.tidy(",".join(kept)) if kept else None


def _comment(text: str, folded: str) -> str | None:
    """The reply's words where they say more than the bare answer."""
    bare = folded
    for signal in reversed(signals(folded)):
        if signal.name in ("yes", "no", "objection", "done", "acknowledged", "later", "stands"):
            bare = bare[: signal.start] + bare[signal.end :]
    bare = reply_scope.without_blanks(re.sub(plain("polite"), "", bare))
    return text.strip() if re.search(r"\w", bare) else None
