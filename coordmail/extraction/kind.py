"""What a mail is (SURFACE.md, `kind`): one named rule after the other, the first that applies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from coordmail.extraction.incident import enough_signs, fault_signs
from coordmail.extraction.spelling import fold, load_table
from coordmail.extraction.subject import read_subject
from coordmail.extraction.vocabulary import simplified
from coordmail.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coordmail.extraction.form import Form
    from coordmail.extraction.invitation import Invitation
    from coordmail.extraction.subject import Subject
    from coordmail.mail.message import Message
    from coordmail.model import Day

_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
_MOST_TEXT = 8_000
_TITLE = 60
_ITEM_STATES = frozenset({"status", "progress", "answer", "actual", "feedback"})


class Items(Protocol):
    """The action items of a text, read when they are asked for: it is costly, and most mails are told without."""

    @property
    def actions(self) -> Sequence[object]:
        """The items."""

    @property
    def owned(self) -> int:
        """How many of them have an owner or a deadline."""

    @property
    def start(self) -> Day | None:
        """The time of the meeting that the text names."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read of a mail before it is known what it is.

    `text` is what its sender wrote, `day` the mail's local day.
    """

    subject: str
    text: str
    form: Form
    items: Items
    day: date | None = None
    has_document: bool = False
    """Whether the form was attached."""
    files: tuple[str, ...] = ()
    """The names of the documents that are attached."""


@dataclass(slots=True)
class Score:
    """How much speaks for a kind, and what; `enough` in kind.toml is what it takes."""

    points: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: int, reason: str) -> None:
        """Count `points` for `reason`; none is no reason."""
        if points:
            self.points += points
            self.reasons.append(f"{reason} ({points:+d})")


@dataclass(frozen=True, slots=True)
class Scores:
    """How much speaks for each kind."""

    minutes: Score
    notice: Score
    incident: Score


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind and what spoke for it."""

    kind: Kind
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Words that may stand anywhere in a text; English ones from the start of a word on."""

    chinese: tuple[str, ...]
    english: re.Pattern[str]

    @classmethod
    def of(cls, words: list[str]) -> _Phrases:
        """The phrases in `words`."""
        english = [word for word in words if word[0].isascii()]
        either = "|".join(map(re.escape, english))
        return cls(tuple(word for word in words if not word[0].isascii()), re.compile(rf"\b(?:{either})"))

    def found_in(self, text: str) -> set[str]:
        """Those that stand in `text`."""
        return {word for word in self.chinese if word in text} | set(self.english.findall(text))


@dataclass(frozen=True, slots=True)
class _Words:
    fields: dict[str, int]
    subject: _Phrases
    phrases: _Phrases
    weights: dict[str, int]


@lru_cache(maxsize=1)
def _kinds() -> dict[str, _Words]:
    data: dict[str, dict[str, Any]] = load_table(Path(__file__).with_name("kind.toml"))
    return {
        name: _Words(
            table["fields"],
            _Phrases.of(table["subject"]),
            _Phrases.of(table["phrases"]),
            {key: value for key, value in table.items() if isinstance(value, int)},
        )
        for name, table in data.items()
        if "fields" in table
    }


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    found: dict[str, Any] = load_table(Path(__file__).with_name("kind.toml"))["mention"]
    return found


@lru_cache(maxsize=1)
def _mentions() -> tuple[re.Pattern[str], re.Pattern[str], int]:
    table = _table()
    return re.compile("|".join(table["subject"])), re.compile("|".join(table["text"])), table["longest"]


def by_header(message: Message, invitation: Invitation | None) -> Verdict | None:
    """The kind that header and calendar alone decide: a bounce, a calendar answer, machine mail, an invitation."""
    if message.bounce is not None:
        return Verdict(Kind.BOUNCE, ("a delivery report of failure",))
    if invitation is not None and invitation.method in _ANSWERS:
        return Verdict(Kind.REPLY, (f"a calendar object with METHOD:{invitation.method}",))
    if message.automatic:
        return Verdict(Kind.AUTOMATIC, ("header, subject or opening of a mail that a machine wrote",))
    if invitation is not None:
        return Verdict(Kind.NOTICE, (f"a calendar object with METHOD:{invitation.method}",))
    return None


def by_content(evidence: Evidence, *, answers: bool) -> Verdict | None:
    """Minutes, a notice or an incident, where enough speaks for it; an answer (`answers`) must look more like one."""
    if answers and _is_empty_minutes(evidence):
        return Verdict(Kind.MINUTES, ("its first line says minutes, and the text that nothing is to be done",))
    if answers and not _is_filled_form(evidence):
        return None
    scores = score(evidence)
    kinds = _kinds()
    minutes, notice, incident = scores.minutes, scores.notice, scores.incident
    wins = minutes.points > notice.points or (minutes.points == notice.points and not _is_ahead(evidence))
    if minutes.points >= kinds["minutes"].weights["enough"] and wins:
        return Verdict(Kind.MINUTES, tuple(minutes.reasons))
    if answers:
        return None
    if _is_circular(evidence):
        return None
    announced = notice.points >= incident.points or _names_meeting(evidence)
    if notice.points >= kinds["notice"].weights["enough"] and announced:
        return Verdict(Kind.NOTICE, tuple(notice.reasons))
    if incident.points >= kinds["incident"].weights["enough"]:
        return Verdict(Kind.INCIDENT, tuple(incident.reasons))
    if notice.points >= kinds["notice"].weights["subject_weight"] and evidence.items.start is not None:
        return None
    return _reported_fault(evidence)


def _reported_fault(evidence: Evidence) -> Verdict | None:
    """An incident told in plain words, where nothing speaks of a meeting."""
    signs = fault_signs(fold(evidence.subject), fold(evidence.text[:_MOST_TEXT]))
    if sum(weight for weight, _ in signs) < enough_signs():
        return None
    return Verdict(Kind.INCIDENT, tuple(f"{reason} ({weight:+d})" for weight, reason in signs))


def is_answer(message: Message, subject: Subject) -> bool:
    """Whether the mail answers another one: by its header, its subject's prefix, or the tag of a mail of ours."""
    if subject.forwards and not subject.tag:
        return False
    return bool(message.in_reply_to or message.references or subject.answers or subject.tag)


def score(evidence: Evidence) -> Scores:
    """What speaks for minutes, a notice and an incident."""
    subject = read_subject(evidence.subject)
    plain_subject = simplified(evidence.subject)
    text = simplified(evidence.text[:_MOST_TEXT])
    notice = _notice(evidence, subject, plain_subject, text)
    return Scores(
        _minutes(evidence, subject, plain_subject, text, notice.points),
        notice,
        _incident(evidence, subject, plain_subject, text),
    )


def _minutes(evidence: Evidence, subject: Subject, plain_subject: str, text: str, rival: int) -> Score:
    """What speaks for minutes; items are costly to read, so not where even they would not outdo `rival`, the notice."""
    words = _kinds()["minutes"]
    weights = words.weights
    total = Score()
    _add_fields(total, words, evidence.form)
    if "minutes" in subject.marks or words.subject.found_in(plain_subject) or _is_named_minutes(evidence):
        if not total.points and _only_mentions_minutes(evidence):
            return total
        total.add(weights["subject_weight"], "the subject or an attachment's name says minutes")
    _add_phrases(total, weights["phrase_weight"], words.phrases.found_in(text))
    total.add(weights["rows"] if evidence.form.rows else 0, "a table of tasks")
    if total.points + weights["two_actions"] < max(weights["enough"], rival):
        return total
    if evidence.items.owned > 1:
        total.add(weights["two_actions"], "several action items with owner or deadline")
    elif evidence.items.actions:
        total.add(weights["one_action"], "an action item")
    return total


def _notice(evidence: Evidence, subject: Subject, plain_subject: str, text: str) -> Score:
    words = _kinds()["notice"]
    weights = words.weights
    total = Score()
    _add_fields(total, words, evidence.form)
    if subject.marks & {"notice", "moved", "cancelled"}:
        total.add(weights["mark_weight"], "the subject announces, moves or cancels a meeting")
    elif words.subject.found_in(plain_subject):
        total.add(weights["subject_weight"], "the subject speaks of a meeting")
    _add_phrases(total, weights["phrase_weight"], words.phrases.found_in(text))
    total.add(weights["future"] if _is_ahead(evidence) else 0, "its meeting is still to come")
    return total


def _incident(evidence: Evidence, subject: Subject, plain_subject: str, text: str) -> Score:
    words = _kinds()["incident"]
    weights = words.weights
    total = Score()
    _add_fields(total, words, evidence.form)
    total.add(weights["urgent_weight"] if "urgent" in subject.marks else 0, "the subject says urgent")
    told = words.subject.found_in(plain_subject)
    total.add(weights["subject_weight"] if told else 0, "the subject reports a fault")
    for phrase in sorted(words.phrases.found_in(text))[: weights["most_phrases"]]:
        total.add(weights["phrase_weight"], f"it says: {phrase}")
    return total


def _add_phrases(total: Score, weight: int, phrases: set[str]) -> None:
    if phrases:
        total.add(weight, f"it says: {', '.join(sorted(phrases))}")


def _add_fields(total: Score, words: _Words, form: Form) -> None:
    for name, weight in words.fields.items():
        if form.text(name):
            found = form.get(name)
            total.add(weight, f"label {found.label}" if found else name)


def _is_named_minutes(evidence: Evidence) -> bool:
    """Whether the name of an attached document says that it is minutes."""
    return any(_kinds()["minutes"].subject.found_in(simplified(name)) for name in evidence.files)


def _only_mentions_minutes(evidence: Evidence) -> bool:
    """Whether a short mail without items asks for minutes, or speaks of minutes in general."""
    subject, text, longest = _mentions()
    if len(evidence.text) > longest or evidence.form.rows or _is_named_minutes(evidence):
        return False
    said = subject.search(fold(evidence.subject)) or text.search(fold(evidence.text))
    return bool(said) and not evidence.items.actions


def _is_circular(evidence: Evidence) -> bool:
    """Whether the mail makes known a rule or a holiday, and no meeting."""
    said = re.search(_table()["circular"], simplified(evidence.subject).strip())
    return bool(said) and not evidence.form.names() & {"place", "agenda", "link", "time"}


def _is_ahead(evidence: Evidence) -> bool:
    """Whether the meeting that the mail names is still to come."""
    if evidence.items.start is None or evidence.day is None:
        return False
    return evidence.items.start.isoformat()[:10] > evidence.day.isoformat()


def _names_meeting(evidence: Evidence) -> bool:
    """Whether a time stands beside a place or an agenda: an incident has none of these."""
    return evidence.items.start is not None and bool(evidence.form.names() & {"place", "agenda", "link"})


def _is_titled_minutes(evidence: Evidence) -> bool:
    """Whether an answer to a mail of people's own is minutes by its subject and its first line, and holds items."""
    words, opening = _kinds()["minutes"].subject, simplified(evidence.text.lstrip()[:_TITLE].split("\n")[0])
    if read_subject(evidence.subject).tag or not words.found_in(simplified(evidence.subject)):
        return False
    return bool(words.found_in(opening)) and evidence.items.owned > 1


def _is_empty_minutes(evidence: Evidence) -> bool:
    """Whether an answer is headed as minutes (会议纪要:产品例会) and says that no items came of the meeting."""
    title, no_items = _empty_minutes()
    text = simplified(evidence.text[:_MOST_TEXT]).strip()
    return bool(title.match(text) and no_items.search(text)) and not evidence.items.owned


@lru_cache(maxsize=1)
def _empty_minutes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_table(Path(__file__).with_name("kind.toml"))["empty_minutes"]
    titles = "|".join(data["titles"])
    title = rf"[\[\u3010]?(?:(?:{titles})[\]\u3011]?\s*(?::|\n|$)|[^,;\u3002!?\n]{{2,40}}(?:{titles})\s*(?:\n|$))"
    return re.compile(title), re.compile("|".join(data["no_items"]))


def _is_filled_form(evidence: Evidence) -> bool:
    """Whether an answer is minutes all the same: a form sent back, not an answer item by item."""
    if (evidence.has_document and evidence.items.actions) or _is_named_minutes(evidence):
        return True
    form = evidence.form
    if _is_titled_minutes(evidence):
        return True
    rows = [row for row in form.rows if set(row.cells) & {"owner", "due"} and "task" in row.cells]
    if rows and any(set(row.cells) & _ITEM_STATES for row in rows) and not form.names() & {"points", "solutions"}:
        return False
    labels = form.names() & set(_kinds()["minutes"].fields)
    return (
        bool(rows)
        or len(labels & {"solutions", "owners", "actions", "decisions", "points", "problem"}) > 1
        or (bool(labels & {"solutions", "actions", "decisions"}) and evidence.items.owned > 0)
    )
