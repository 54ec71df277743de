"""The parts of an answer: how far (60%, 2/3, 一半), until when, why, who instead."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.dates import find_dates
from coordmail.extraction.reply_words import plain, share_pattern, words
from coordmail.extraction.spelling import chinese_number, fold

if TYPE_CHECKING:
    from coordmail.extraction.dates import DateContext, DateMention
    from coordmail.extraction.reply_words import Signal
    from coordmail.model import Day

_NAME_END = (
    r"(?=$|[,。;!?\n()、]|[ ](?:due|by|and|because|since|as|instead|please|from|on|for|with)\b"
    r"|负责|接手|接替|接管|来|跟进|牵头|担任|做|\.(?:\s|$))"
)


_MOST_HANDED_OVER = 200
"""No answer that says only when something is handed over is longer."""
_MOST_DATED = 1_500
"""How much of what is said of one item is searched for its date."""


def percent(folded: str) -> int | None:
    """The share that is done, 0 to 100; shares of something else (成本降低20%) do not count."""
    other = rf"(?<!{')(?<!'.join(words()['words']['not_share'])})"
    found = re.search(rf"{other}(?<![\d.])(\d{{1,3}})(?:\.\d{{1,2}})?[ ]?(?:%|percent\b|per[ ]cent\b)", folded)
    if found and int(found[1]) <= 100:
        return int(found[1])
    if found := re.search(r"百分之([一二三四五六七八九十]{1,3}|百|\d{1,3})", folded):
        return 100 if found[1] == "百" else min(chinese_number(found[1]) or 0, 100)
    found = re.search(r"(?<![\d/.月-])(\d)/(\d{1,2})(?![\d/月日])", folded)
    if (
        found
        and 0 < int(found[1]) <= int(found[2])
        and re.search(r"完成|进度|进展|已|做|done|complete|finish|progress|about|还剩|^\W*\d/\d+(?=\W*$|,)", folded)
    ):
        return round(100 * int(found[1]) / int(found[2]))
    if (word := share_pattern().search(folded)) and not re.search(
        r"超过|过半|more[ ]than", folded[max(0, word.start() - 10) : word.end()]
    ):
        return int(words()["shares"][word[0]])
    return None


def _old(folded: str, mention: DateMention) -> bool:
    """Whether the date is the one that was (原定3月6日, instead of March 6)."""
    before = folded[max(0, mention.start - 14) : mention.start]
    inside = folded[mention.start : mention.start + 5]
    return bool(re.search(rf"{plain('before_old_date')}(?:的|截止|时间|日期|[ ])*$", before)) or inside.startswith("原")


def new_due(text: str, context: DateContext, reason: tuple[int, int] | None, spoken: list[Signal]) -> Day | None:
    """The date that `text` asks for or announces: the first behind its words (延至), else the last that is new."""
    text = text[:_MOST_DATED]
    folded = fold(text)
    mentions = [m for m in find_dates(text, context) if m.day and not _old(folded, m)]
    if reason:
        mentions = [m for m in mentions if not reason[0] <= m.start < reason[1]] or []
    if not mentions:
        return None
    unable = [s for s in spoken if s.name == "unable"]
    new = [m for m in mentions if not any(_of(folded, m, s) for s in unable)]
    mentions = new or ([] if unable else mentions)
    if not mentions:
        return None
    verbs = [s for s in spoken if s.name in ("delay", "delay_agreed", "amend")]
    behind = [m for m in mentions if any(0 <= m.start - s.end <= 8 or s.start <= m.start < s.end for s in verbs)]
    chosen = behind[0] if behind else mentions[-1]
    return chosen.until or chosen.day


def _of(folded: str, mention: DateMention, unable: Signal) -> bool:
    """Whether the date is the one that cannot be kept: inside the words, or beside them in their clause."""
    if mention.start <= unable.start:
        return not re.search(
            r"[,。;!?\n\w]", re.sub(r"之?前|号|日|内|肯定|恐怕|可能|是|我|我们", "", folded[mention.end : unable.start])
        )
    between = folded[unable.end : mention.start]
    return mention.start <= unable.end + 4 and not re.search(r"[,。;!?\n]", between)


def hands_over(text: str, context: DateContext) -> bool:
    """Whether `text` says no more than a day and that it is handed over then: 下周三给您."""
    folded = fold(text)
    found = find_dates(text, context) if len(text) <= _MOST_HANDED_OVER else []
    for m in found:
        rest = re.sub(plain("polite"), "", folded[: m.start] + folded[m.end :])
        if (
            m.day
            and re.fullmatch(rf"(?:{plain('handed_over')}|[ ,。!~])+", rest)
            and re.search(plain("handed_over"), rest)
        ):
            return True
    return False


@lru_cache(maxsize=1)
def _reason_patterns() -> tuple[re.Pattern[str], ...]:
    rest = r"(?P<why>[^。;!?\n]{1,300})"
    clause = r"(?P<why>[^,。;!?\n]{1,200})"
    return (
        re.compile(rf"(?:{plain('reason_before')})[ ]?[:,]?[ ]{{0,2}}{rest}"),
        re.compile(rf"(?:(?<=[,。;!?\n ])|^)因(?!此|而){clause}"),
        re.compile(rf"(?:{plain('blocked_by')})[ ]?:?[ ]{{0,2}}(?P<why>[^;。!?\n]{{2,200}})"),
        re.compile(rf"(?:{plain('result_before')})[ ]?[:,]?[ ]{{0,2}}{rest}"),
    )


def reason_span(folded: str) -> tuple[int, int] | None:
    """Where the reason stands. Before the rest (由于到货晚,申请延至…) it ends with its clause."""
    return _span(folded, _reason_patterns()[:3])


def cause_span(folded: str) -> tuple[int, int] | None:
    """Where a reason stands that a word for reasons begins (因为, due to), not one for what blocks."""
    return _span(folded, _reason_patterns()[:2])


def _span(folded: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    for pattern in patterns:
        found = pattern.search(folded)
        if found is None:
            continue
        start, end = found.span("why")
        if sentence := re.search(r"(?<!\bno)(?<!\bnr)\.[ ]{1,3}(?=[a-z])", folded[start:end]):
            end = start + sentence.start()
        comma = folded.find(",", start, end)
        leads = not folded[: found.start()].strip(" \n,:") or folded[: found.start()].rstrip().endswith(
            (",", "。", "\n")
        )
        asks = comma > 0 and re.search(
            r"申请|延|推迟|请|需|预计|改|无法|不能|new |date|we |i |need|will|request|move|postpone", folded[comma:end]
        )
        return start, comma if comma > 0 and leads and asks else end
    return None


def tidy(text: str) -> str | None:
    """`text` without the punctuation and polite words around it; None when nothing is left."""
    stripped = text.strip(" \n\t,，。.;；:：!！、-—~()（）")
    return stripped or None


@lru_cache(maxsize=1)
def _owner_patterns() -> tuple[re.Pattern[str], ...]:
    labels, verbs = plain("owner_labels"), plain("owner_verbs")
    name = (
        r"(?P<name>@?[\u4e00-\u9fff·]{2,6}?|[\w.+-]{1,64}@[\w.-]{1,64}"
        r"|@?[a-z][\w.'-]{0,30}(?:[ ][a-z][\w.'-]{0,30}){0,2})"
    )
    return (
        re.compile(
            rf"(?:由|从)[ ]?[\u4e00-\u9fff·]{{2,4}}(?:改为|改成|改由|换成|换为|调整为|变更为|转给|移交给|转交给)"
            rf"[ ]{{0,2}}{name}{_NAME_END}"
        ),
        re.compile(
            rf"{labels}[ ]?(?:should[ ])?(?:请|建议)?[ ]?(?:{verbs})[ ]{{0,2}}:?[ ]{{0,2}}(?:now[ ]|to[ ]be[ ])?"
            rf"{name}{_NAME_END}"
        ),
        re.compile(
            rf"(?:改由|换由|由|交由|转给|移交给|转交给|换成|改为|交给)[ ]{{0,3}}{name}"
            r"(?=[ ]{0,3}负责|来负责|牵头|承担|跟进|来做|主办|处理|接手|接替|接管|接办|接着做|继续做)"
        ),
        re.compile(rf"(?:改由|转给|移交给|转交给){name}{_NAME_END}"),
        # Only where nothing stands before it: a report that is handed to somebody (报告已交给王强) changes no owner.
        re.compile(rf"(?:^|[:;\n])[ ]*(?:请|现|拟)?(?:交给|交由|转由)(?![你我他她您]){name}{_NAME_END}"),
        re.compile(rf"(?:^|[,:;\n])[ ]*(?:now[ ])?(?:goes|passes|is[ ]handed|is[ ]passed)[ ]to[ ]{name}{_NAME_END}"),
        re.compile(
            r"(?:reassign(?:ed)?(?:[ ](?:it|this))?|(?:(?<=please[ ])|^|(?<=[,.:;\n][ ]))assign(?:[ ](?:it|this))?"
            r"|hand(?:ed)?[ ](?:it[ ])?over|change[ ](?:the[ ])?(?:owner"
            rf"|responsible)(?:[ ]person)?(?:[ ]of)?)[ ]{{1,20}}to[ ]{name}{_NAME_END}"
        ),
        re.compile(
            r"\bmake[ ](?P<name>[a-z][\w.'-]{0,30}(?:[ ][a-z][\w.'-]{0,30}){0,2}?)[ ](?:the[ ])?(?:new[ ])?"
            r"(?:owner|responsible)\b"
        ),
        re.compile(rf"\b(?:owner|responsible|assignee)(?P<unsaid>[ ]){name}{_NAME_END}"),
        re.compile(
            rf"(?:^|[ ,:]){name}[ ](?:should[ ]own|(?:will[ ]take|takes)[ ](?:it[ ]|this[ ])?over"
            r"|should[ ]be[ ](?:the[ ])?owner|is[ ]the[ ]owner|should[ ]do[ ](?:it|this)\b)"
        ),
        re.compile(rf"\b(?:this|it)[ ](?:is|should[ ]be)[ ]{name}'s[ ](?:task|job|item)\b"),
    )


def owner(text: str) -> str | None:
    """The new owner that the words name, as written."""
    folded = fold(text)
    for pattern in _owner_patterns():
        for found in pattern.finditer(folded):
            if found.groupdict().get("unsaid") and text[found.start("name")].islower():
                continue
            if not re.search(r"\d|本周|下周|周[一二三四五六日]", found["name"]):
                return text[found.start("name") : found.end("name")].lstrip("@").strip(" .")
    return None
