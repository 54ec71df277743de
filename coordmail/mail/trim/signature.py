"""Where a piece of new text ends and the sender's signature begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coordmail.mail.trim.headers import is_rule, label_of
from coordmail.mail.trim.vocabulary import vocabulary
from coordmail.mail.widths import halfwidth

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LINES = 14
_LONGEST_LINE = 90
_MOST_TOKENS = 14
_LONGEST_CONTACT_LINE = 200
_BARS = 2
_SPLIT = re.compile(r"[\s|/\\,、·•\-–—()\[\]]+")
_SENTENCE = re.compile(r"[。!?;]|[.!?](?:\s|$)|[,，]\s?[^\s,]{8,}[,，]")
_HANZI_NAME = re.compile("[\u4e00-\u9fff·]{2,4}\\Z")
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]{0,20}(?:,?\s[A-Z][\w'’.-]{0,20}){0,3}(?:\s?\([^()]{1,20}\))?\Z")
_DATE_ONLY = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\Z")
_NUMBERED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、):]\s?\D|[-*•]\s|\(\d{1,2}\)")
_ABBREVIATION = re.compile(
    r"\b(?:Ltd|Co|Inc|Corp|Dr|Prof|Mr|Mrs|Ms|St|Rd|Ave|No|Dept|Bldg|Str|Ph|D|B|V)\.", re.IGNORECASE
)
_SAYS = re.compile(
    r"%|\d\s?[月日号天]|完成|完毕|延期|推迟|同意|确认|進展|进展|\b(?:done|agreed?|confirm(?:ed)?|will|is|are|was|not|by|i|we|please)\b",
    re.IGNORECASE,
)
"""Words of an answer: whoever writes them below their name has not signed yet."""
_FIGURES = re.compile(r"\+?\d{2,12}\Z")
_ITEM = re.compile(r"第\s?\d{1,3}\s?[项条点]|item\s?\d|\d{1,3}[.)、]\s?\S", re.IGNORECASE)
_WISH = re.compile(r"祝(?:您|你|大家|各位)?[^\s,。;:!?\d]{2,8}(?:[,、 ][^\s,。;:!?\d]{2,8}){0,2}\Z")
_LATIN_ANSWER = re.compile(
    r"(?:(?i:ok(?:ay)?|yes|no|done|agreed?|confirm(?:ed)?|approved?|fine|thanks?|noted|accepted|received|sure|perfect"
    r"|great|good|rejected|declined|completed?|finished|pending|open|closed)|Please|We|I|It|The|This|All|Not)\b"
)
_OPEN_END = re.compile(r"(?:[::,、]|为|是|由|给|to|is|by|with|and)\s*\Z", re.IGNORECASE)
_CLOSING_STRIP = " \t,.!~。、:;*_-—\"'()"


def signature_start(lines: Sequence[str], names: Sequence[str], *, whole: bool = True) -> int | None:
    """The number of the line that a signature at the end of `lines` begins with, or None.

    `names` are the sender's, as the From field tells them; `whole` says that nothing stands above `lines`. In order
    of certainty: "-- " on a line of its own; a closing (此致敬礼, Best regards) with nothing but name and address
    behind it; a last paragraph that opens with the sender's name; one with a telephone number, address and the like.
    Only the first may leave nothing above it, or one that tells how to reach its sender.
    """
    folded = [halfwidth(line[:2000]).strip() for line in lines]
    folded = ["" if not text.strip("| ") else text for text in folded]
    filled = [number for number, text in enumerate(folded) if text]
    if not filled:
        return None
    window = filled[-_MOST_LINES:]
    delimiter = next((number for number in window if vocabulary().signature_delimiter.match(folded[number])), None)
    if delimiter is not None and not any(_ITEM.match(folded[later]) for later in window if later > delimiter):
        return delimiter
    ruled = _behind_rule(folded, window, names)
    if ruled is not None:
        return ruled
    start = _by_closing(folded, window)
    if start is None:
        found = (_by_block(folded, window, names), _below_name(folded, window, names))
        start = min((number for number in found if number is not None), default=None)
    if start is None or not whole or any(folded[:start]):
        return start
    tells = any(vocabulary().contact.search(folded[number]) for number in filled)
    signed = _is_senders(folded[filled[0]], names) and all(_belongs(folded[number]) for number in filled)
    return start if (tells or signed) and len(filled) > 1 else None


def is_closing(text: str) -> bool:
    """Whether a line only closes a letter (祝好, Best regards)."""
    return _closes(halfwidth(text))


def _closes(text: str) -> bool:
    core = _closing_core(text)
    return core in vocabulary().closings or bool(_WISH.match(core))


def _closing_core(text: str) -> str:
    return " ".join(text.strip(_CLOSING_STRIP).lower().split())


def _by_closing(folded: list[str], window: list[int]) -> int | None:
    for place, number in enumerate(window):
        core = _closing_core(folded[number])
        behind = [folded[later] for later in window[place + 1 :]]
        thanked = bool(behind) and _is_name(behind[0]) and all(_belongs(text) for text in behind)
        if _closes(folded[number]):
            if behind and all(_belongs(text) for text in behind):
                return number
            if not behind and place and _closes(folded[window[place - 1]]):
                return window[place - 1]
            if not behind and place and core.isascii():
                return number
        elif thanked and core in vocabulary().thanks_english:
            return number
        elif thanked and core in vocabulary().thanks:
            return window[place + 1]
    return None


def _behind_rule(folded: list[str], window: list[int], names: Sequence[str]) -> int | None:
    """A drawn line with a signature under it."""
    for place, number in enumerate(window):
        behind = [folded[later] for later in window[place + 1 :]]
        if not is_rule(folded[number]) or not behind:
            continue
        tells = any(vocabulary().contact.search(text) for text in behind)
        if all(_belongs(text) for text in behind) and (tells or _is_senders(behind[0], names)):
            return number
    return None


def _by_block(folded: list[str], window: list[int], names: Sequence[str]) -> int | None:
    """The last paragraphs, if they are name and address."""
    start = None
    for number in reversed(window):
        text = folded[number]
        if not _belongs(text):
            break
        if _opens_block(folded, number, window, names):
            start = number
        if "@" not in text and _is_senders(text, names):
            break
    return _with_firm(folded, start)


def _with_firm(folded: list[str], start: int | None) -> int | None:
    """A signature that begins with firm and department, above the name."""
    if not start or _OPEN_END.search(next((text for text in reversed(folded[: start - 1]) if text), "")):
        return start
    above = folded[start - 1]
    parted = start < 2 or not folded[start - 2]
    firm = bool(above) and all(vocabulary().role.match(token) for token in above.split())
    return start - 1 if firm and parted and not above.isascii() else start


def _below_name(folded: list[str], window: list[int], names: Sequence[str]) -> int | None:
    """The sender's name on a line of its own, or opening the last paragraph, with short lines below that say nothing.

    What a house writes below a name is beyond any list of words; that it stands below the name tells.
    """
    for place in range(len(window) - 1, -1, -1):
        number = window[place]
        parted = number == 0 or not folded[number - 1]
        bare = folded[number].strip(" .,-—/~|").lower()
        if (parted and _is_senders(folded[number], names)) or any(bare == n.lower() for n in names if len(n) > 1):
            above = folded[window[place - 1]] if place else ""
            return None if _OPEN_END.search(above) else number
        if not _may_follow_name(folded[number]):
            return None
    return None


def _may_follow_name(text: str) -> bool:
    if _belongs(text):
        return True
    if _NUMBERED.match(text) or text.startswith("|") or "\t" in text or _labelled(text):
        return False
    if _COMMON_WORDS.match(text) or _SAYS.search(text):
        return False
    return len(text) <= _LONGEST_LINE and not _SENTENCE.search(_ABBREVIATION.sub(" ", text))


def _opens_block(folded: list[str], number: int, window: list[int], names: Sequence[str]) -> bool:
    above = next((folded[earlier] for earlier in range(number - 1, -1, -1) if folded[earlier]), "")
    if _OPEN_END.search(above):
        return False
    block = [folded[later] for later in window if later >= number]
    if _is_senders(folded[number], names):
        return len(block) == 1 or all(_belongs(text) for text in block[1:])
    parted = number == 0 or not folded[number - 1]
    tells = sum(1 for text in block if vocabulary().contact.search(text))
    return parted and tells >= 1 and len(block) >= 2 and (_is_name(folded[number]) or tells >= 2)


def _belongs(text: str) -> bool:
    """Whether a line can stand in a signature: a name, a department, an address; no sentence, no fact with a label."""
    words = vocabulary()
    if _closing_core(text) in words.closings or is_rule(text) or words.footer.match(text):
        return True
    if words.contact_label.match(text):
        return len(text) <= _LONGEST_CONTACT_LINE
    if _NUMBERED.match(text) or text.startswith("|") or "\t" in text or _labelled(text):
        return False
    if words.contact.search(text):
        return len(text) <= _LONGEST_CONTACT_LINE and not _SENTENCE.search(re.split("@|http", text, maxsplit=1)[0])
    if len(text) > _LONGEST_LINE:
        return False
    if _DATE_ONLY.match(text):
        return True
    return (
        _is_name(text)
        or bool(words.address.match(text))
        or bool(words.role.match(text) and not _SENTENCE.search(text.rstrip(".")))
    )


def _labelled(text: str) -> bool:
    head, colon, _ = text.partition(":")
    return (bool(colon) and len(head) <= 20 and not text.lower().startswith(("http", "www"))) or bool(label_of(text)[0])


def _is_name(text: str) -> bool:
    """A line that may be a person's name, with title or department beside it."""
    words = vocabulary()
    tokens = [token for token in _SPLIT.split(text.strip(" .,")) if token]
    if not tokens or len(tokens) > 8:
        return False
    if _LATIN_NAME.match(text.strip(" .,-—/")):
        return not _LATIN_ANSWER.match(text.strip(" .,-—/"))
    hanzi = [token for token in tokens if _HANZI_NAME.match(token)]
    others = [token for token in tokens if not _HANZI_NAME.match(token)]
    if hanzi and all(words.role.match(token) or re.match(r"[A-Za-z.]{2,20}\Z", token) for token in others):
        return len(tokens) > 1 or not _COMMON_WORDS.match(hanzi[0])
    return False


# Two to four hanzi that are an answer and no name.
_COMMON_WORDS = re.compile(
    "(?:我|你|他|她|已|不|没|可|同|确|收|好|无|有|正|未|暂|请|谢|知|完|进|待|延|待|拒|反|赞|支|按|照|需|要|是|行|对|明|了|申|建|此|以|另|如|因|附|详|见|第)"
)


def _is_senders(text: str, names: Sequence[str]) -> bool:
    """The sender's own name, alone or with title and department around it."""
    bare = text.strip(" .,-—/~")
    for name in names:
        if not name or name.lower() not in bare.lower():
            continue
        rest = bare.lower().replace(name.lower(), " ", 1)
        tokens = [token for token in _SPLIT.split(rest) if token]
        words = vocabulary()
        if bare.count("|") >= _BARS and bare.lower().startswith(name.lower()) and words.contact.search(bare):
            return len(bare) <= _LONGEST_CONTACT_LINE and not _SENTENCE.search(rest)
        if len(tokens) <= _MOST_TOKENS and all(
            words.role.match(token)
            or words.contact.search(token)
            or words.contact_label.match(f"{token}:")
            or _FIGURES.match(token)
            or re.match(r"[a-z.]{2,24}\Z", token)
            for token in tokens
        ):
            return len(bare) <= _LONGEST_LINE and not _SENTENCE.search(rest)
    return False
