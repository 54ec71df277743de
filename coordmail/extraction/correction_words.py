"""The words of corrections, read once from corrections.toml and made into patterns over the folded text."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.extraction.reply_words import pattern_of
from coordmail.extraction.spelling import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

LABELS = ("owner", "due", "deliverable", "task")


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """Each pattern by its name: what begins a change (`field`, `add`), what ends its value, what a clause says."""
    table = load_table(Path(__file__).with_name("corrections.toml"))
    words = {name: "(?:" + "|".join(map(pattern_of, entries)) + ")" for name, entries in table["words"].items()}
    labels = {name: _any_of(table["labels"][name]) for name in LABELS}
    every = "|".join(labels.values())
    number = (
        r"(?:第?[ ]?\d{1,2}(?:[、,和及][ ]?第?\d{1,2}){0,5}[ ]?[项条点、.:)]"
        r"|第[一二三四五六七八九十]{1,3}[项条点]|item|no\.|#)"
    )
    lead = r"(?:另外|还有|以及|同时|并且|并|且|也|请|把|将|其|[ ]){0,4}"
    then = (
        rf"{lead}(?:{number}|(?:{every})|由[\u4e00-\u9fff]{{2,4}}负责"
        r"|删|取消|去掉|增加|新增|添加|追加|加一|再加|delete|remove|drop|add)"
    )
    behind = "".join(f"(?<!{re.escape(word)})" for word in table["words"]["not_behind"])
    wrong = rf"{words['wrong']}[,;。:\- ]{{1,3}}{words['instead']}"
    of_item = r"(?:[ ](?:of|for)[ ](?:item|task|action|point|no\.|#)?[ ]?#?(?P<of>\d{1,2}))?"
    names = "|".join(f"(?P<{name}>{labels[name]})" for name in LABELS)
    english = r"(?=[ ](?:and|with|by|due)[ ])"
    stop = r"(?=[;。!?\n]|\.(?:\s|$))"
    comma = rf"(?=,[ ]?{then})"
    label = rf"(?=[ ](?:{every}))"
    return {
        "add": re.compile(
            rf"(?:^|(?<=[,;。.!\n]))[ ]{{0,6}}(?:[-*•·][ ]?|\d{{1,2}}[.、)][ ]?)?(?P<words>{words['add']})",
            re.MULTILINE,
        ),
        "after_added": re.compile(rf"(?=[。!?]|\.(?:\s|$))|(?=;[ ]?{then})|(?=,[ ]?{lead}{number})"),
        "field": re.compile(
            rf"{behind}(?:{names}){of_item}(?:的)?[ ]{{0,3}}(?:都|均|也|,)?"
            rf"(?P<verb>{wrong}|[ ]?:[ ]?{words['verbs']}?|{words['verbs']})?[ ]{{0,3}}:?[ ]{{0,3}}"
        ),
        "text_end": re.compile(rf"{stop}|{comma}"),
        "owner_end": re.compile(rf"{stop}|(?=[,(])|{english}|{label}|(?={words['owner_ends']})"),
        "before_number": re.compile(rf"(?:^|(?<=[,;。\n]))[ ]*(?:请|麻烦|再|并)?[把将](?=[ ]?{number})", re.MULTILINE),
        "heading": re.compile(
            rf"(?:^|(?<=[;\u3002\n]))[ ]{{0,6}}(?:{labels['owner']}|{labels['due']})(?:的)?{words['corrected']}?"
            r"[ ]?:[ ]?(?=第[ ]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[ ]?[项条点]|item[ ]?#?\d|#[ ]?\d)",
            re.MULTILINE,
        ),
        "due_end": re.compile(rf"{stop}|(?=[,])|{label}|(?=[ ](?:and|because)[ ])"),
        "turned": re.compile(words["turned"]),
        "kept": re.compile(words["kept"]),
        "wrong": re.compile(words["wrong"]),
        "ours": re.compile(rf"{words['ours']}[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*"),
        "joint": re.compile(rf"^[ ]*+(?:{words['joint']}[ ]*+){{1,12}}+|(?:{words['joint']}|[ ]){{1,12}}+$"),
        "drop": re.compile(words["drop"]),
        "aside": re.compile(words["aside"]),
        "reword": re.compile(
            r"(?:请|应|需)?(?:修改|更改|更正|调整|改|换)(?:为|成)[ ]?:?[ ]?"
            r"|(?:should|must)[ ](?:be|read|say)[ ]?:?[ ]?|reword(?:ed)?(?:[ ]to)?[ ]?:?[ ]?"
        ),
    }


def _any_of(entries: Sequence[str]) -> str:
    patterns = []
    for entry in sorted(entries, key=len, reverse=True):
        escaped = re.escape(entry).replace(r"\ ", "[ ]{1,3}")
        patterns.append(rf"(?<![a-z]){escaped}(?![a-z])" if entry.isascii() else escaped)
    return "(?:" + "|".join(patterns) + ")"
