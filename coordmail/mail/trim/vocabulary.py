"""The words of mail programs (phrases.toml), compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sets hold lower-case half-width words, labels without spaces; patterns expect half-width text."""

    original: frozenset[str]
    forwarded: frozenset[str]
    bare_separators: frozenset[str]
    notes_separator: re.Pattern[str]
    labels: dict[str, str]
    """Label without spaces -> from, date, to, cc, subject, other."""
    inline_label: re.Pattern[str]
    verb: re.Pattern[str]
    verb_words: tuple[str, ...]
    """What each verb holds, for a quick look."""
    lead: re.Pattern[str]
    date: re.Pattern[str]
    time: re.Pattern[str]
    footer: re.Pattern[str]
    longest_footer: int
    banner_token: re.Pattern[str]
    banner: re.Pattern[str]
    banner_more: re.Pattern[str]
    disclaimer_title: re.Pattern[str]
    disclaimer_beginning: re.Pattern[str]
    disclaimer_alone: re.Pattern[str]
    disclaimer_keyword: re.Pattern[str]
    unsubscribe: re.Pattern[str]
    signature_delimiter: re.Pattern[str]
    closings: frozenset[str]
    thanks: frozenset[str]
    thanks_english: frozenset[str]
    contact: re.Pattern[str]
    contact_label: re.Pattern[str]
    address: re.Pattern[str]
    role: re.Pattern[str]


def squeezed(label: str) -> str:
    """A label for comparing: lower case, no white space."""
    return "".join(label.lower().split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of phrases.toml."""
    data = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
    separators, labels, attribution = data["separators"], data["labels"], data["attribution"]
    signatures, banners, disclaimers = data["signatures"], data["banners"], data["disclaimers"]
    kinds = {squeezed(word): kind for kind in ("other", "cc", "to", "subject", "date", "from") for word in labels[kind]}
    long_labels = sorted((word for kind in labels for word in labels[kind] if len(word) > 1), key=len, reverse=True)
    return Vocabulary(
        original=frozenset(separators["original"]),
        forwarded=frozenset(separators["forwarded"]),
        bare_separators=frozenset(separators["bare"]),
        notes_separator=re.compile(rf"-{{2,}}[^-].{{0,120}}{separators['wrote']}\s?:?\s?-{{2,}}\Z", _FLAGS),
        labels=kinds,
        inline_label=re.compile(rf"(?:\A|[\s;,*])({'|'.join(map(re.escape, long_labels))})\s?[*]{{0,2}}\s?:", _FLAGS),
        verb=re.compile(f"(?:{'|'.join(map(re.escape, attribution['verbs']))})", _FLAGS),
        verb_words=tuple(attribution["verbs"]),
        lead=re.compile(attribution["leads"], _FLAGS),
        date=re.compile(attribution["dates"], _FLAGS),
        time=re.compile(attribution["times"], _FLAGS),
        footer=_whole_line([p.replace("{client}", data["footers"]["client"]) for p in data["footers"]["patterns"]]),
        longest_footer=data["footers"]["longest"],
        banner_token=re.compile(banners["tokens"], _FLAGS),
        banner=_whole_line(banners["patterns"]),
        banner_more=_whole_line(banners["more"]),
        disclaimer_title=re.compile(disclaimers["titles"], _FLAGS),
        disclaimer_beginning=re.compile(disclaimers["beginnings"], _FLAGS),
        disclaimer_alone=_whole_line([disclaimers["alone"]]),
        disclaimer_keyword=re.compile(disclaimers["keywords"], _FLAGS),
        unsubscribe=re.compile(disclaimers["unsubscribe"], _FLAGS),
        signature_delimiter=re.compile(rf"(?:{signatures['delimiters']})\Z"),
        closings=frozenset(signatures["closings"]),
        thanks=frozenset(signatures["thanks"]),
        thanks_english=frozenset(signatures["thanks_en"]),
        contact=re.compile(signatures["contact"], _FLAGS),
        contact_label=re.compile(rf"{signatures['contact_label']}\s{{0,6}}[:|/.]", _FLAGS),
        address=re.compile(rf"(?:{signatures['address']})\Z"),
        role=re.compile(rf"{signatures['role']}\Z", _FLAGS),
    )


def _whole_line(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})\s{{0,8}}\Z", _FLAGS)
