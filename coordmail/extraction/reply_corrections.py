"""What the recorder changes in the minutes by words: 「2 责任人 张伟」, 「第3项截止改为3月12日」, 「删除4」, 「加：…」.

More is taken for a change here than in an answer to a question: who answers how the minutes were understood corrects
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coordmail.documents.text import read_text
from coordmail.extraction import reply_parts
from coordmail.extraction.actions.draft import Reader
from coordmail.extraction.actions.items import list_drafts
from coordmail.extraction.actions.settle import settled
from coordmail.extraction.correction_places import OUTER, QUOTES, Value, added_places, labelled_values
from coordmail.extraction.correction_words import patterns
from coordmail.extraction.dates import find_dates
from coordmail.extraction.people import is_known
from coordmail.extraction.people.names import looks_like_name
from coordmail.extraction.put_off import put_off
from coordmail.extraction.reply_items import Segment, segments, without_number
from coordmail.extraction.reply_quoted import numbered
from coordmail.extraction.reply_scope import wondered
from coordmail.extraction.reply_words import plain, signals
from coordmail.extraction.spelling import fold
from coordmail.model import ActionFacts, Answer, ReplyItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.extraction.dates import DateContext
    from coordmail.extraction.people import Context
    from coordmail.mail.trim.answered import Piece
    from coordmail.model import Day, ReplyFacts

MAX_TEXT = 5_000
"""As in answers: what is longer is a new version."""
_AGREES = frozenset({"yes", "stands", "commits"})
_WEAK = frozenset({Answer.UNCLEAR, Answer.PROGRESS, Answer.DONE, Answer.YES})
_PERSON = re.compile(
    r"^[ ]{0,6}#?(?P<number>\d{1,2})[ .:、)]{1,3}(?P<name>[^\s\d,;。:][^\n\d,;。:]{1,20})$", re.MULTILINE
)
_CLAUSE = re.compile(r"[^,;。!?\n]{1,400}")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a mail changes. An item of number 0 is said of the only one there is; `unread` are the clauses, as
    written, that say something which is neither a change nor around one."""

    items: tuple[ReplyItem, ...] = ()
    added: tuple[ActionFacts, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass
class _Found:
    items: dict[int, ReplyItem] = field(default_factory=dict)
    added: list[ActionFacts] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    words: dict[int, list[str]] = field(default_factory=dict)
    """What was written about each item."""

    def change(self, numbers: Iterable[int], **said: Any) -> None:
        for number in numbers or (0,):
            self.items[number] = replace(self.items.get(number, ReplyItem(number, Answer.AMEND)), **said)


def read_corrections(text: str, dates: DateContext, people: Context, pieces: Sequence[Piece] = ()) -> Corrections:
    """What `text` changes; `pieces` are those of it that stand between quoted lines, under the items they number."""
    found = _Found()
    under = numbered(pieces)
    for number, piece in under or [(None, text)]:
        _read(piece[:MAX_TEXT], number, Reader(people, dates), found)
    for item in list(found.items.values()):
        if item.cancel and (item.owner or item.task or item.new_due or item.put_off or item.deliverable):
            # Dropped and changed at once: which of the two is meant is for the writer to say.
            found.unread += found.words.get(item.number, ())
            del found.items[item.number]
    items = tuple(found.items[number] for number in sorted(found.items))
    return Corrections(items, tuple(found.added), tuple(dict.fromkeys(found.unread)))


def with_corrections(
    reply: ReplyFacts, text: str, dates: DateContext, people: Context, pieces: Sequence[Piece] = ()
) -> ReplyFacts:
    """`reply` with what `text` changes in the minutes. What only adds an item is an amendment, and no progress."""
    found = read_corrections(text, dates, people, pieces)
    answer = reply.answer
    if found.added and not reply.items and answer in _WEAK:
        return replace(
            reply, answer=Answer.AMEND, new_due=None, added=found.added, corrected=found.items, unread=found.unread
        )
    return replace(reply, added=found.added, corrected=found.items, unread=found.unread)


def _read(text: str, under: int | None, reader: Reader, found: _Found) -> None:
    folded = patterns()["ours"].sub(lambda ours: re.sub(r"[^\n]", " ", ours[0]), fold(text))
    for start, end in wondered(folded):
        folded = folded[:start] + re.sub(r"[^\n]", " ", folded[start:end]) + folded[end:]
    if not folded.strip():
        return
    for start, begin, end in added_places(folded):
        found.added += _new_items(text[begin:end], reader)
        folded = folded[:start] + re.sub(r"[^\n]", " ", folded[start:end]) + folded[end:]
    folded = patterns()["before_number"].sub(lambda found: " " * len(found[0]), folded)
    folded = patterns()["heading"].sub(lambda found: re.sub(r"[^\n]", " ", found[0]), folded)
    values = list(labelled_values(folded))
    masked = folded
    for value in values:
        masked = masked[: value.begin] + re.sub(r"[^\n]", "x", masked[value.begin : value.end]) + masked[value.end :]
    masked = _without_persons(masked, text, values, reader, found)
    cut = segments(masked)
    if under and not any(segment.numbers for segment in cut):
        cut = [Segment((under,), 0, len(masked))]
    for segment in cut:
        for number in segment.numbers or (0,):
            found.words.setdefault(number, []).append(text[segment.start : segment.end].strip(OUTER))
        mine = [value for value in values if segment.start <= value.start < segment.end]
        for value in mine:
            numbers = (value.number,) if value.number else segment.numbers
            _take_value(value, numbers, text, folded, reader, found)
        words = without_number(masked, segment)
        for value in mine:
            first, last = value.start - segment.start, min(value.end, segment.end) - segment.start
            words = words[:first] + " " * (last - first) + words[last:]
        _take_rest(words, text[segment.start : segment.end], segment.numbers, bool(mine), reader, found)


def _without_persons(folded: str, text: str, values: Sequence[Value], reader: Reader, found: _Found) -> str:
    """`folded` without the lines that are a number and somebody's name (「2 张伟」), who is the item's owner then."""
    for match in _PERSON.finditer(folded):
        name = text[match.start("name") : match.end("name")].strip(OUTER)
        if any(match.start() <= value.start < match.end() for value in values):
            continue
        if not find_dates(name, reader.dates) and is_known(name, reader.people):
            found.change((int(match["number"]),), owner=name)
            folded = folded[: match.start()] + " " * len(match[0]) + folded[match.end() :]
    return folded


def _new_items(text: str, reader: Reader) -> list[ActionFacts]:
    """The items that `text` states, a line or a half sentence each, read as those of minutes are."""
    items: list[ActionFacts] = []
    for part in re.split(r"[;；\n]", text):
        bare = part.strip(OUTER + QUOTES)
        if not bare:
            continue
        read, _ = settled(list_drafts(read_text(bare), reader), reader)
        items += [replace(action, number=None) for action in read] or [ActionFacts(bare)]
    return items


def _take_value(value: Value, numbers: tuple[int, ...], text: str, folded: str, reader: Reader, found: _Found) -> None:
    begin = value.begin
    if value.name in ("owner", "due"):
        turned = list(patterns()["turned"].finditer(folded, begin, value.end))
        begin = turned[-1].end() if turned else begin
    written = text[begin : value.end].strip(OUTER).strip(QUOTES).strip(OUTER)
    whole = text[value.start : value.end].strip()
    if patterns()["kept"].fullmatch(fold(written)):
        return
    if not written or patterns()["wrong"].fullmatch(fold(written)):
        found.unread.append(whole)
    elif value.name == "owner":
        found.change(numbers, owner=written.lstrip("@由"))
    elif value.name == "deliverable":
        found.change(numbers, deliverable=written)
    elif value.name == "task":
        _reword(written, numbers, reader, found)
    else:
        day = _day(text[begin : value.end], reader.dates) or _day(whole, reader.dates)
        if day is None:
            found.unread.append(whole)
        else:
            found.change(numbers, new_due=day)


def _reword(written: str, numbers: tuple[int, ...], reader: Reader, found: _Found) -> None:
    """A new wording, which may name a new owner and deadline as well; a person's name alone is the new owner."""
    if is_known(written, reader.people):
        found.change(numbers, owner=written)
        return
    if looks_like_name(written):
        # Somebody whom the directory does not know, and no task.
        found.unread.append(written)
        return
    read, _ = settled(list_drafts(read_text(written), reader), reader)
    if len(read) == 1 and read[0].due:
        found.change(numbers, task=read[0].task, new_due=read[0].due)
        if read[0].owner_email:
            found.change(numbers, owner=read[0].owner)
    else:
        found.change(numbers, task=written)


def _take_rest(
    words: str, written: str, numbers: tuple[int, ...], labelled: bool, reader: Reader, found: _Found
) -> None:
    """What is said without a label: an item dropped, handed over, put off, reworded; or nothing that is understood."""
    said = labelled
    left: list[str] = []
    for clause in _CLAUSE.finditer(words):
        raw = written[clause.start() : clause.end()]
        bare = patterns()["joint"].sub("", re.sub(plain("polite"), "", clause[0])).strip(" \t.:-*•·")
        if not re.search(r"\w", bare):
            continue
        unnumbered = "".join(" " if word == " " else c for c, word in zip(raw, clause[0], strict=True))
        if _take_clause(bare, unnumbered, numbers, reader, found) or _is_aside(bare):
            said = True
        else:
            left.append(raw.strip(OUTER))
    if numbers and not said and not left:
        left.append(written.strip(OUTER))
    found.unread += left


def _take_clause(bare: str, raw: str, numbers: tuple[int, ...], reader: Reader, found: _Found) -> bool:
    if patterns()["drop"].fullmatch(bare):
        if numbers:
            found.change(numbers, cancel=True)
        return bool(numbers)
    day = _day(raw, reader.dates)
    owner = reply_parts.owner(raw)
    if owner is None and numbers and is_known(raw.strip(OUTER), reader.people):
        owner = raw.strip(OUTER)
    if owner:
        found.change(numbers, owner=owner.removeprefix("由"))
    if day and (owner or _is_deadline(bare, raw, reader.dates)):
        found.change(numbers, new_due=day)
        return True
    length = put_off(bare) if numbers else None
    if length:
        found.change(numbers, put_off=length)
    if owner or length:
        return True
    reworded = patterns()["reword"].match(bare)
    if reworded and numbers:
        value = raw[fold(raw).find(bare) + reworded.end() :] if bare in fold(raw) else bare[reworded.end() :]
        _reword(value.strip(OUTER).strip(QUOTES), numbers, reader, found)
        return True
    return False


def _is_deadline(bare: str, raw: str, dates: DateContext) -> bool:
    """Whether a clause says no more than a day: with the words of a change, or of being done by then."""
    if any(s.name in ("delay", "amend", "amend_stated", "progress", "delay_agreed") for s in signals(bare)):
        return True
    rest = fold(raw)
    for mention in reversed(find_dates(raw, dates)):
        rest = rest[: mention.start] + rest[mention.end :]
    rest = re.sub(rf"{plain('polite')}|之?前|完成|提交|截止|改|到|至|为|请|在|于|by|due|until|[\s\W]", "", rest)
    return len(rest) <= 2


def _day(text: str, dates: DateContext) -> Day | None:
    return reply_parts.new_due(text, dates, None, signals(fold(text)))


def _is_aside(bare: str) -> bool:
    """Whether a clause only stands around corrections: a greeting, a yes to the rest, a reason."""
    if patterns()["aside"].fullmatch(bare) or reply_parts.reason_span(bare):
        return True
    spoken = signals(bare)
    return bool(spoken) and all(s.name in _AGREES for s in spoken) and len(bare) <= 20
