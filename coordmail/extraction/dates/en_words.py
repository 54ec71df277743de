"""The pieces that the English patterns share: months, days in figures and words, counts, this and next."""

from __future__ import annotations

from coordmail.extraction.dates.lexicon import any_of, tidy, words

ORDINAL = r"(?:3[01]|[12]\d|0?[1-9])[ ]?(?:st|nd|rd|th)"
FIGURE = r"(?:3[01]|[12]\d|0?[1-9])(?![\d%:]|[ ]?[ap]\.?m\b|/\d|[.]\d)"
YEAR = r"(?:(?:19|20)\d\d)(?![\d:]|[ ]?hrs)"


def months() -> str:
    """A pattern for a month's name or short name."""
    return rf"(?:{any_of(words()['en']['months'])})(?![a-z])"


def day() -> str:
    """A pattern for the day of a month: 6, 6th, sixth, twenty one."""
    spelled = any_of(words()["en"]["ordinals"]).replace("\\-", "[ -]{1,3}")
    return rf"(?:{ORDINAL}|{FIGURE}|{spelled}(?![a-z]))"


def count() -> str:
    """A pattern for how many: 3, three, a, a couple of."""
    return rf"(?:\d{{1,3}}|{any_of(words()['en']['numbers'])}(?=[ -]))"


def pointers() -> str:
    """A pattern for this, next, following …"""
    return any_of(words()["en"]["pointers"])


def month_number(text: str) -> int:
    """The month that `text` names."""
    return int(words()["en"]["months"][text.strip()])


def shift(text: str | None) -> int:
    """How many weeks, months or years ahead the word points."""
    return int(words()["en"]["pointers"].get(tidy(text), 0)) if text else 0


def ahead(text: str | None) -> bool:
    """Whether the word points behind the period that is going on: the coming week."""
    return bool(text) and tidy(text or "") in words()["en"]["periods_ahead"]
