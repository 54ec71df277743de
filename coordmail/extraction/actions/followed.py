"""What a sentence says of the one before it or of its writer: 「3月8日前完成。」, `She will do so by Friday.`"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.draft import STATED
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people.names import plain

if TYPE_CHECKING:
    from coordmail.extraction.actions.draft import Draft, Reader

_POINTED = re.compile(r"\s*(?:-{1,3}>|=>|[\u2192\u21d2\u2794\u279c\u27a1])\ufe0f?\s*(?=\S)")
_I = re.compile(
    r"\s*(?:And\s|Then\s)?I(?:['\u2019]ll|\s(?:will|shall|am going to|have to|need to|agreed to|promised to))\s(?=\S)"
)
_ME = re.compile(r"\s*我(?:来|会|负责|这边|去|将|在|于)?(?=\S)")


def pointed(text: str) -> str | None:
    """What stands behind an arrow at the start of a line, with which people mark who is to act."""
    arrow = _POINTED.match(text)
    return text[arrow.end() :] if arrow else None


def own_promise(text: str, reader: Reader) -> Draft | None:
    """What the writer promises for a day (`I'll send it by Friday`), under the writer's name."""
    if not reader.people.addresses:
        return None
    name, address = reader.people.addresses[0]
    english, chinese = _I.match(text), _ME.match(text)
    found = english or chinese
    if found is None or not (name or address):
        return None
    draft = read_item(text[found.end() :], reader, listed=bool(english))
    if not draft.task or draft.owner or draft.due is None or draft.due.day is None or len(draft.task) < 4:
        return None
    return replace(draft, owner=name or address, sure=STATED)


def deadline_before(text: str, reader: Reader) -> Draft | None:
    """The deadline that a sentence gives the task before it, and nothing else."""
    if len(text) > 80:
        return None
    draft = read_item(text, reader, listed=False)
    if not draft.dated or draft.due is None or draft.due.day is None or draft.sure > STATED:
        return None
    if draft.owner is None and _saying_so().fullmatch(plain(draft.task).strip(" .,;!。")):
        return replace(draft, task="", owner=None)
    return None


@lru_cache(maxsize=1)
def _saying_so() -> re.Pattern[str]:
    so = r"(?:this|that|it|so|both|these|them|the work|everything)"
    done = r"(?:done|ready|finished|completed|complete|sent|in place)"
    modal = r"(?:will|shall|should|must|is to|are to|has to|have to|needs to|need to|hopes to|expects to|promised to)"
    said = (
        rf"(?i:(?:and\s)?(?:he|she|they|we|{so})\s{modal}\s(?:do|finish|complete|deliver|have)\s{so}(?:\s{done})?"
        rf"|(?:and\s)?{so}\s{modal}\sbe\s{done}|(?:and\s)?{so}\s(?:is|are)\sdue)"
    )
    work = r"(?:(?:以上|上述|此|该|这|这些)?(?:项|些|两项|几项)?(?:工作|事项|任务|内容|事)?)"
    return re.compile(
        rf"{said}|{work}(?:均|都)?(?:需|须|要|应|务必|必须|争取|力争)?(?:{either(tuple(words().hollow))})"
    )
