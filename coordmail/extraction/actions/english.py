"""Who an English sentence charges with something: `Peter to VERB`, `It was agreed that Peter would VERB`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.extraction.actions.charges import Charge
from coordmail.extraction.actions.owner_places import ENGLISH_NAME
from coordmail.extraction.actions.words import either, words
from coordmail.extraction.people import is_known, split_owners
from coordmail.extraction.people.names import fold, names

if TYPE_CHECKING:
    from coordmail.extraction.people import Context

_ASKING = frozenset({"to", "is to", "are to", "please"})
_POINTING = frozenset({"our", "this", "that", "your", "their", "my", "each", "every", "no", "another", "any", "these"})
_LEAD = re.compile(
    r"\s*(?:Because|Since|As|After|Following|Given|Once|When|While|For|In|On|At|With|Before|Due|Given|To|Meanwhile|Also|Finally|Then|So"
    r"|Separately|Therefore|Instead|Lastly|Secondly|First)(?:\s[^,;:.]{1,90})?,\s{1,2}(?=[A-Z@])"
)
_STEMS = ((r"ies$", "y"), (r"(?<=[shxzo])es$", ""), (r"s$", ""))


def english_charge(text: str, people: Context, *, listed: bool = False) -> Charge | None:
    """`Name to VERB`, `Name will VERB`, `Name agreed to VERB`, at the start of `text` or behind `It was agreed that`.

    In a list (`listed`) everybody may be charged (`All to VERB`), and `Name VERBs` charges who has two names.
    """
    lead = _LEAD.match(text)
    behind = english_charge(text[lead.end() :], people) if lead else None
    if behind:
        return behind
    intro = _intro().match(text)
    found = _charging().match(text, intro.end() if intro else 0) or _charging().match(text)
    if found is None:
        return _does(text, people) if listed else None
    modal = " ".join(found["modal"].casefold().split())
    if modal == "would" and not (intro and found.start()):
        return None
    owner, task = found["names"].strip(), found["task"].strip()
    sure = listed or modal in _ASKING or bool(intro and found.start())
    if not _may_own(owner, found["group"] if sure else None, people, listed=listed):
        return None
    no_task = re.match(rf"(?:{either(words().english_no_tasks)})\b", task, re.IGNORECASE)
    if no_task and modal not in _ASKING:
        return None
    return Charge(re.sub(r"^[Tt]he\s", "", owner) if found["group"] else owner, task, plain=True)


def begins_like_a_task(text: str) -> bool:
    """Whether `text` begins with a verb that asks for something: `Send the report`."""
    first = re.match(r"[A-Za-z-]{2,16}(?=\s)", text.lstrip(" *_-"))
    return first is not None and first[0].casefold() in words().english_verbs


def _may_own(owner: str, group: str | None, people: Context, *, listed: bool) -> bool:
    first = fold(owner.split(maxsplit=1)[0]).strip(",")
    if any(is_known(name, people) for name in split_owners(owner)):
        return True
    if group == owner:
        return (listed or owner[0].isupper()) and first not in _POINTING
    if listed and fold(owner) in names().everybody:
        return True
    if first in words().english_verbs:
        return False
    return first not in words().english_no_names and (owner[0].isupper() or owner[0] == "@")


def _does(text: str, people: Context) -> Charge | None:
    """`Tom Walker sets up the server`: two names (or an attendee's one) before a verb that a task may begin with."""
    asked = _calling().match(text)
    if asked and is_somebodys_name(asked["names"], people) and begins_like_a_task(asked["task"]):
        return Charge(asked["names"], asked["task"], plain=True)
    found = _doing().match(text)
    if found is None:
        return None
    owner, verb = found["names"], found["verb"]
    if not is_somebodys_name(owner, people):
        return None
    if not any(re.sub(end, stem, verb) in words().english_verbs for end, stem in _STEMS if re.search(end, verb)):
        return None
    return Charge(owner, text[found.start("verb") :].strip(), plain=True)


def is_somebodys_name(text: str, people: Context) -> bool:
    """Whether `text` is an English name: of somebody known, or two capital words that begin no task."""
    if people.knows(fold(text)) or is_known(text, people):
        return True
    first = fold(text.split(maxsplit=1)[0])
    known = words()
    return " " in text and first not in known.english_no_names and first not in known.english_verbs


@lru_cache(maxsize=1)
def _calling() -> re.Pattern[str]:
    return re.compile(rf"(?P<names>{ENGLISH_NAME})\s?,\s(?:please\s)?(?P<task>\S.*)", re.DOTALL)


@lru_cache(maxsize=1)
def _doing() -> re.Pattern[str]:
    return re.compile(rf"(?P<names>{ENGLISH_NAME})\s(?P<verb>[a-z]{{2,16}}s)\s(?=\S)")


@lru_cache(maxsize=1)
def _intro() -> re.Pattern[str]:
    """`It was agreed that`, `The Chair asked`: what stands before the one who is charged."""
    who = rf"(?:It\s(?:was|is)|We|All|The\s[\w-]{{2,20}}(?:\s[\w-]{{2,20}})?|{ENGLISH_NAME})"
    settled = either(words().english_settles)
    asked = either(words().english_asks)
    return re.compile(
        rf"\s*(?:(?i:agreed|resolved|decided)(?::|\sthat)|{who}\s(?:also\s|then\s|further\s)?"
        rf"(?:(?i:{settled})(?:\sthat)?|(?i:{asked})))\s(?=\S)"
    )


@lru_cache(maxsize=1)
def _charging() -> re.Pattern[str]:
    roles = either(words().english_roles)
    group = (
        rf"(?P<group>(?:[Tt]he\s)?(?:[\w&'’-]{{2,20}}\s){{0,2}}(?:{roles})"
        rf"|(?:[Tt]he\s)?[A-Z][a-z]{{2,20}}(?:\s[A-Z][a-z]{{2,20}})?\sof\s(?:the\s)?[A-Z][\w&-]{{1,20}}(?:\s[A-Z][\w&-]{{1,20}})?)"
    )
    person = rf"{ENGLISH_NAME}(?:\s?\([^()]{{1,24}}\))?"
    one = rf"(?:[\w.+-]{{1,40}}@[\w.-]{{3,60}}|{person}|[a-z][\w.-]{{1,20}})"
    joint = r"(?:,\s(?:and\s)?|\sand\s|\s?&\s?|\s?/\s?)"
    modal = rf"(?P<modal>would|(?i:{either(words().english_modals)}))(?![\w'])"
    return re.compile(
        rf"(?P<names>{group}|{one}(?:{joint}(?:[Tt]he\s)?{one}){{0,4}}?),?\s{{0,2}}{modal}\s{{0,2}}(?P<task>\S.*)",
        re.DOTALL,
    )
