"""The line above a quote that says who wrote when: 「张三 <a@b> 于2024年3月5日周二 14:00写道:」, "On …, X wrote:"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.mail.trim.lines import Mark, next_filled
from coordmail.mail.trim.vocabulary import vocabulary

if TYPE_CHECKING:
    from coordmail.mail.trim.lines import Line

_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}[\w.-]{1,190}")
_MARKED_DATE = re.compile(
    r"\A(?:\d{4}年\s?\d{1,2}月\s?\d{1,2}日[^\d\n]{0,12}\d{1,2}:\d{2}\s[^\d\n]{1,80}<[\w.+-]{1,64}@[\w.-]{1,190}>:\Z"
    r"|(?:\* )?[^<>\d\n]{1,60}<[\w.+-]{1,64}@[\w.-]{1,190}> \[\d{4}-\d\d-\d\d [\d: +-]{4,20}\]:\Z)"
    r"|\A\d{4}[-/]\d{1,2}[-/]\d{1,2}\s(?:\d{1,2}:\d{2}|[^\d\n]{1,120}<\s?(?:mailto:)?[\w.+-]{1,64}@)"
)
_ZONE = re.compile(r"\bGMT[+-]\d")
_OPENS_WITH_DATE = re.compile(
    r"[*_ >-]{0,6}(?:on|am|le|el|il|op|em|den|在|于|於)\s?\W{0,2}(?:\w{2,10}[.,]{0,2}\s)?", re.IGNORECASE
)
_TELLS = re.compile(r"[\d@]")
"""A moment or an address holds one of these."""
_TRAILING = " \t*_-—>|]"
_LONGEST_LINE = 400
_MAX_LINES = 4
_LONGEST_NAMED = 60
_MOST_VERBS = 2_000
"""Lines with a verb of writing that are looked at: no thread has more."""


def attribution_near(lines: list[Line]) -> list[bool]:
    """For each line whether an attribution may begin there: a verb of writing stands on it or soon after it."""
    words = vocabulary().verb_words
    near = [False] * len(lines)
    verbs = 0
    for number, line in enumerate(lines):
        if line.mark is Mark.QUOTED and not _broken_verb(line):
            continue
        text = line.folded.lower()
        if len(text) <= _LONGEST_LINE and (any(word in text for word in words) or _MARKED_DATE.match(text)):
            first = max(0, number - _MAX_LINES * 2)
            near[first : number + 1] = [True] * (number + 1 - first)
            verbs += 1
            if verbs >= _MOST_VERBS:
                break
    return near


def find_attribution(lines: list[Line], number: int) -> tuple[int, int] | None:
    """The attribution that begins at line `number`: its first line, and the line after its last; else None.

    It may be broken over four lines. It holds a verb of writing at its end (or before a colon at its end), and tells
    a moment or an address; a date alone is enough only above a marked quote.
    """
    first = lines[number].folded.strip("*_ >")
    if not first or len(first) > _LONGEST_LINE or not _may_begin(first):
        return None
    joined = ""
    filled = 0
    for end in range(number, min(len(lines), number + _MAX_LINES * 2)):
        line = lines[end]
        if line.mark is Mark.QUOTED and end > number and not _broken_verb(line):
            break
        if line.blank:
            continue
        filled += 1
        joined = f"{joined} {line.folded}".strip()
        if filled > _MAX_LINES or len(joined) > _LONGEST_LINE * 2:
            break
        if line.mark is not Mark.QUOTED and not _may_end(line):
            continue
        told = _is_attribution(joined, lines, end + 1) if _TELLS.search(joined) else _names_only(joined, lines, end + 1)
        if told:
            return None if _begins_later(lines, number, end) else (number, end + 1)
    return None


def _may_end(line: Line) -> bool:
    text = line.folded
    return text.endswith((":", ">", "-", "*", "]")) or bool(vocabulary().verb.search(text[-60:])) or text[:1].isdigit()


def _begins_later(lines: list[Line], number: int, end: int) -> bool:
    """Whether the attribution is whole without its first line, which then is content."""
    first = lines[number].folded
    if _ADDRESS.search(first) and first.endswith((">", ")")) and len(first) < _LONGEST_LINE // 2:
        return False
    lead = vocabulary().lead
    if _OPENS_WITH_DATE.match(first) and vocabulary().date.search(first):
        return False
    return any(
        lead.match(lines[later].folded.strip("*_ >")) and find_attribution(lines, later) is not None
        for later in range(number + 1, end + 1)
    )


def _broken_verb(line: Line) -> bool:
    """ "> wrote:" or ">:", left over from a line broken inside an address."""
    text = line.folded.lstrip("> ")
    return text == ":" or (len(text) < 30 and text.endswith(":") and bool(vocabulary().verb.match(text)))


def _may_begin(text: str) -> bool:
    words = vocabulary()
    return bool(words.lead.match(text) or text.lstrip("-* ")[:3].lower() == "on " or words.verb.search(text))


def _is_attribution(text: str, lines: list[Line], following: int) -> bool:
    words = vocabulary()
    core = text.rstrip(_TRAILING).rstrip()
    closed = core.endswith(":")
    core = core.rstrip(": ")
    if _MARKED_DATE.match(text) and (
        _ZONE.search(text) or (_ADDRESS.search(text) and _quote_follows(lines, following))
    ):
        return closed or text.endswith(">") or not text.endswith("<")
    lower = core.lower()
    if not any(word in lower for word in words.verb_words):
        return False
    verbs = list(words.verb.finditer(core))
    if not verbs:
        return False
    verb = verbs[-1]
    at_end = verb.end() == len(core)
    if not (at_end and (closed or core != text.strip() or _quote_follows(lines, following))) and not closed:
        return False
    date, time = words.date.search(core), words.time.search(core)
    address = _ADDRESS.search(core)
    if not at_end and not (date and (address or time)):
        return False
    if (date and (time or address)) or (address and _short(core, address)):
        return True
    return bool(date or time or address) and _quote_follows(lines, following)


def _names_only(text: str, lines: list[Line], following: int) -> bool:
    """ "Li Na wrote:" right above lines behind ">"."""
    verb = next(vocabulary().verb.finditer(text[-_LONGEST_NAMED:]), None)
    if verb is None or len(text) > _LONGEST_NAMED or not text.endswith(":") or re.search("[,。;!?]", text):
        return False
    number = next_filled(lines, following)
    return not text[verb.end() :].strip(" :") and number is not None and lines[number].mark is Mark.QUOTED


def _short(text: str, address: re.Match[str]) -> bool:
    """Name, address and verb alone, not a sentence that mentions an address."""
    return len(text) - len(address[0]) < 60 and not re.search(r"[。.!?;]\s", text[: address.start()])


def _quote_follows(lines: list[Line], following: int) -> bool:
    number = next_filled(lines, following)
    return number is not None and lines[number].mark in (Mark.QUOTED, Mark.INDENTED)
