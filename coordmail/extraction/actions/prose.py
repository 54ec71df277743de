"""From running text to drafts: sentences that give somebody a task beyond doubt, and lists that nothing announces."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coordmail.extraction.actions.charges import clauses
from coordmail.extraction.actions.draft import LABELLED, STATED, Draft
from coordmail.extraction.actions.english import begins_like_a_task
from coordmail.extraction.actions.followed import deadline_before, own_promise, pointed
from coordmail.extraction.actions.items import attached, from_line
from coordmail.extraction.actions.labels import take_labels
from coordmail.extraction.actions.lines import lines_of
from coordmail.extraction.actions.lists import split_items
from coordmail.extraction.actions.loose import LooseLine, loose_items
from coordmail.extraction.actions.sentences import read_item
from coordmail.extraction.people.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coordmail.documents.blocks import Block, Source
    from coordmail.extraction.actions.draft import Reader
    from coordmail.extraction.actions.lines import Line

_TITLE = r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)"
_SENTENCE = re.compile(
    rf"(?<=[。；;！!？])\s*|(?<=[a-z)\d%\"”’]\.){_TITLE}\s+(?=[A-Z@])|(?<=[A-Z]{{2}}\.)\s+(?=[A-Z@])|\n"
)
_MOST_SENTENCES = 200
_LONGEST_ITEM = 200
_EVERYBODY = ("各位", "大家", "全体", "参会", "与会", "各参会", "请各位", "you", "all")
_PARTS = re.compile(r"[(（]?\s{0,9}(?:遗留问题|待办事项|行动项|会议结论|结论|决议|不建议|后续工作)\s{0,9}[:：]\s{0,9}")


def prose_drafts(blocks: Sequence[Block], reader: Reader) -> list[Draft]:
    """The drafts that running text, conclusions or discussion state beyond doubt, each sentence by itself."""
    drafts: list[Draft] = []
    fresh = False
    last: Line | None = None
    lines = lines_of(blocks)
    stated = [[draft for draft in _strict(line, reader) if not _to_everybody(draft)] for line in lines]
    unannounced = loose_items([_loose(line, found, reader) for line, found in zip(lines, stated, strict=True)], reader)
    for at, line in enumerate(lines):
        extra = attached(line, reader)
        if extra is not None:
            if extra.owner and not fresh and last:
                before = read_item(last.text, reader, listed=True).heard(last.text, last.source)
                if before.task:
                    drafts.append(replace(before.filled(extra), sure=LABELLED))
            elif fresh and drafts:
                drafts[-1] = drafts[-1].filled(extra)
            fresh = True
            continue
        found = unannounced.get(at, stated[at])
        drafts.extend(found)
        fresh = bool(found)
        last = line
    return drafts


def _loose(line: Line, stated: list[Draft], reader: Reader) -> LooseLine:
    """A line as what may stand in a list that nothing announces; only marked lines are read as items."""
    marked = bool(line.kind) and line.kind != "chinese" and len(line.text) <= _LONGEST_ITEM
    return LooseLine(marked, stated, from_line(line, reader) if marked and not stated else [])


def _strict(line: Line, reader: Reader) -> Iterator[Draft]:
    marked = pointed(line.raw) or (line.text if line.text.startswith("@") else None)
    if marked:
        draft = read_item(marked, reader, listed=True)
        if draft.task and draft.owner and (draft.dated or begins_like_a_task(draft.task)):
            yield replace(draft, listed=False, sure=LABELLED, number=None).heard(line.text, line.source)
            return
    for part in _PARTS.split(line.raw if line.kind in {"", "digits", "paren", "circled"} else line.text):
        for item in split_items([part]):
            labels = take_labels(item.text).values
            if labels.get("owner") or labels.get("due"):
                draft = read_item(item.text, reader, listed=True)
                if draft.task and draft.owner:
                    yield replace(draft, listed=False, number=None).heard(item.text, line.source)
                continue
            yield from _stated(item.text, line.source, reader)


def _stated(text: str, source: Source, reader: Reader) -> list[Draft]:
    sentences = [
        part
        for sentence in _SENTENCE.split(text, _MOST_SENTENCES)[:_MOST_SENTENCES]
        for part in clauses(sentence, reader.people)
    ]
    drafts: list[Draft] = []
    for sentence in sentences[:_MOST_SENTENCES]:
        if not 4 <= len(sentence.strip()) <= 400:
            continue
        if drafts and not drafts[-1].dated and (later := deadline_before(sentence, reader)):
            drafts[-1] = drafts[-1].filled(later.heard(sentence, source))
            continue
        draft = read_item(sentence, reader, listed=False)
        promise = None if draft.owner else own_promise(sentence, reader)
        if promise:
            drafts.append(promise.heard(sentence, source))
        elif (
            draft
            and draft.task
            and draft.owner
            and draft.sure >= STATED
            and (draft.dated or draft.sure > STATED or _charges(sentence))
        ):
            drafts.append(draft.heard(sentence, source))
    return drafts


def _charges(sentence: str) -> bool:
    """Whether a sentence without a deadline still gives somebody a duty: 由X负责, X负责, `X will`."""
    half = plain(sentence)
    return (
        re.search(
            r"由.{2,24}(?:负责|牵头|主导|承担|跟进)|由.{2,12}会后|^.{2,16}(?:负责|牵头)|请.{2,16}(?:负责|牵头|跟进)",
            half,
        )
        is not None
        or half[:1].isascii()
    )


def _to_everybody(draft: Draft) -> bool:
    return bool(draft.owner) and str(draft.owner).casefold().startswith(_EVERYBODY)
