"""The words by which action items are told, read from words.toml, and the patterns made of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coordmail.extraction.vocabulary import HouseLabels, house_labels


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of action items; patterns expect half-width text."""

    label: re.Pattern[str]
    """A label of an item where it may stand: at the start or behind a mark, with a colon, or before a date or name."""
    label_names: dict[str, str]
    """Label (lower case) to its meaning."""
    done: frozenset[str]
    done_begins: tuple[str, ...]
    done_ends: tuple[str, ...]
    done_unless: tuple[str, ...]
    nothing: frozenset[str]
    no_item_begins: tuple[str, ...]
    asks: tuple[str, ...]
    duties: tuple[str, ...]
    modals: tuple[str, ...]
    approves: tuple[str, ...]
    closing_duties: tuple[str, ...]
    after_future: tuple[str, ...]
    before_department: re.Pattern[str]
    """What is to be done with a department: no name of one begins so, where three characters more stand behind."""
    disposed: re.Pattern[str]
    hollow: frozenset[str]
    before_date: re.Pattern[str]
    after_date: re.Pattern[str]
    intros: tuple[str, ...]
    links: tuple[str, ...]
    leads_to: tuple[str, ...]
    group: re.Pattern[str]
    doubtful_titles: frozenset[str]
    no_names: frozenset[str]
    english_modals: tuple[str, ...]
    english_no_tasks: tuple[str, ...]
    english_no_names: frozenset[str]
    english_verbs: frozenset[str]
    english_roles: tuple[str, ...]
    english_settles: tuple[str, ...]
    english_topics: frozenset[str]
    english_task_words: tuple[str, ...]
    english_asks: tuple[str, ...]
    marker: re.Pattern[str]
    put_off: re.Pattern[str]
    """What at the end of a task says no more than that its day is not known yet."""
    counted: str
    list_fields: frozenset[str]
    strict_fields: frozenset[str]
    strict_labels: frozenset[str]
    point_fields: frozenset[str]


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def either(words: list[str] | tuple[str, ...]) -> str:
    """A pattern for any of `words`, longest first, blanks as any white space."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,3}") for word in _longest_first(list(words)))


def words() -> Words:
    """The vocabulary in use: that beside the code, with the house's own labels of items."""
    return _words(house_labels())


@lru_cache(maxsize=4)
def _words(house: HouseLabels) -> Words:
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    labels, zh, en = raw["labels"], raw["chinese"], raw["english"]
    names = {label: meaning for meaning, known in labels.items() for label in known}
    names |= {label.casefold(): meaning for meaning, label in house if meaning in labels}
    short = [*zh["before_date"], *en["before_date"]]
    chinese = either([label for label in names if not label[0].isascii()])
    english = either([label for label in names if label[0].isascii()])
    joined = either([label for label, told in names.items() if told in {"owner", "helper"} and label.endswith("人")])
    return Words(
        label=re.compile(
            rf"(?:(?<=[\s,;.。、()\[\]【】|*—–-])|^)(?:"
            rf"(?P<zh>{chinese})\*{{0,2}}(?:\([^()]{{0,12}}\))?"
            rf"(?:\*{{0,2}}\s?(?:[:：]|--|—{{1,2}}|–)\*{{0,2}}|(?P<bare>\s{{1,4}}|(?=\d)|(?=尽快|待|下)))"
            rf"|(?P<joined>{joined})(?=[\u4e00-\u9fff])"
            rf"|(?P<en>{english})\*{{0,2}}\s?(?:\([^()]{{0,12}}\))?\s?(?::|--|=)\*{{0,2}}"
            r"|(?P<bullet>(?:(?<=[-–—|]\s)|(?<=[,;(])|(?<=[,;.]\s))(?:due(?!\sto\b)|owner|deadline|eta|ddl)"
            r"(?=\s\d|\s[a-z\u4e00-\u9fff])(?![^()\n]{0,40}\)\s?:)|(?<![a-z])(?:eta|ddl)(?=\s\d))\s)\s*",
            re.IGNORECASE,
        ),
        label_names=names,
        done=frozenset(raw["done"]["words"]),
        done_begins=tuple(raw["done"]["begins"]),
        done_ends=tuple(raw["done"]["ends"]),
        done_unless=tuple(raw["done"]["unless"]),
        nothing=frozenset(raw["none"]["words"]),
        no_item_begins=tuple(raw["none"]["begins"]),
        asks=_longest_first(zh["asks"]),
        duties=_longest_first(zh["duties"]),
        modals=_longest_first(zh["modals"]),
        approves=tuple(zh["approves"]),
        closing_duties=_longest_first(zh["closing_duties"]),
        after_future=tuple(zh["after_future"]),
        disposed=re.compile(rf"[^,.;:\u3002\uff0c\uff1b]{{2,16}}?(?:{either(zh['disposed'])})"),
        before_department=re.compile(rf"(?:{either(zh['before_department'])}).{{3}}"),
        hollow=frozenset(zh["hollow"]),
        before_date=re.compile(rf"(?:{either(short)})\s{{0,2}}(?:the\s)?$", re.IGNORECASE),
        after_date=re.compile(rf"\s?(?:{either(zh['after_date'])})"),
        intros=_longest_first(zh["intros"]),
        links=_longest_first(zh["links"]),
        leads_to=tuple(zh["leads_to"]),
        group=re.compile(rf"^\s*[(【\[]?(?:{either(zh['groups'])})[)】\]]?\s{{0,2}}[:：]\s*", re.IGNORECASE),
        doubtful_titles=frozenset(zh["doubtful_titles"]),
        no_names=frozenset(zh["no_names"]),
        english_modals=_longest_first(en["modals"]),
        english_no_tasks=_longest_first(en["no_tasks"]),
        english_no_names=frozenset(en["no_names"]),
        english_verbs=frozenset(en["verbs"]),
        english_roles=_longest_first(en["roles"]),
        english_task_words=_longest_first(en["task_words"]),
        english_topics=frozenset(en["topics"]),
        english_settles=_longest_first(en["settles"]),
        english_asks=_longest_first(en["asks"]),
        marker=re.compile(
            rf"^\W{{0,4}}(?:{either(en['markers'])})\s{{0,2}}(?:#?\s?\d{{1,3}})?\s{{0,2}}[\])]?\s{{0,2}}"
            rf"(?:[:–—-]\s*|(?<=\d)\.\s+|(?<=[\d\])])\s{{0,2}}(?=[(\[])|(?<=\])\s+)"
            rf"|^[\[(]?(?-i:[A-Z]{{1,2}})-?\d{{1,3}}(?:[\])]\s{{0,2}}[:.–—-]?\s{{0,2}}|[:.–—-]\s+)(?=\S)"
            rf"|^(?-i:[A-Z]{{1,2}})-?\d{{1,3}}\s+(?=(?-i:[A-Z])[\w'.-]{{0,20}}(?:\s(?-i:[A-Z])[\w'.-]{{0,20}})?\sto\s)",
            re.IGNORECASE,
        ),
        put_off=re.compile(rf"\s?[,;(–—-]\s?(?:{either(en['put_off'])})\)?\s{{0,2}}$", re.IGNORECASE),
        counted=either(raw["units"]["counted"]),
        list_fields=frozenset(raw["sections"]["list"]),
        strict_fields=frozenset(raw["sections"]["strict"]),
        strict_labels=frozenset(raw["sections"]["strict_labels"]),
        point_fields=frozenset(raw["sections"]["points"]),
    )
