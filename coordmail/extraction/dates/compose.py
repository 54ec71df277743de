"""From pieces to mentions: 3月8日 (周五) 14:00-15:30 is one date, its weekday, its time and the end of its range."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from coordmail.extraction.dates import arithmetic as days
from coordmail.extraction.dates.atoms import Atom, Piece
from coordmail.extraction.dates.clock import clock_of
from coordmail.extraction.dates.mention import DateContext, DateMention

_WORD = r"(?:at|on|in|for|around|about|by|before|of|then|the|from|no[ ]later[ ]than|<=?|于|在|的|当天|约|暂定|那天)"
_GLUE = re.compile(rf"[ ,.@|]{{0,4}}[(\[]?[ ,]{{0,3}}(?:{_WORD}[ ]{{0,2}}){{0,2}}[)\]]?[ ,]{{0,3}}")
_RANGE = re.compile(
    r"[ ]{0,3}[)\]]?[ ]{0,3}(?:-{1,3}|~{1,2}|至|到|to|until|till|through)[ ]{0,3}[(\[]?[ ]{0,2}(?:the[ ])?"
)
_BY = re.compile(r"(?<![a-z])(?:by|before|no[ ]later[ ]than|until|till)(?![a-z])|<=?")
_WEEK = timedelta(days=6)


@dataclass(slots=True)
class Half:
    """What stands together on one side of a range: at most one day, one weekday and one time of day."""

    start: int
    end: int
    day: Atom | None = None
    weekday: Atom | None = None
    clock: Atom | None = None
    offset: Atom | None = None
    parts: list[Atom] = field(default_factory=list)

    @property
    def atoms(self) -> list[Atom]:
        """The pieces, in no order."""
        return [a for a in (self.day, self.weekday, self.clock, self.offset, *self.parts) if a]

    def take(self, atom: Atom) -> None:
        """Add `atom`, which `fits`."""
        self.end = atom.end
        if atom.piece is Piece.DAY:
            self.day = atom
        elif atom.piece is Piece.WEEKDAY:
            self.weekday = atom
        elif atom.piece is Piece.CLOCK:
            self.clock = atom
        elif atom.piece is Piece.OFFSET:
            self.offset = atom
        else:
            self.parts.append(atom)

    def fits(self, atom: Atom, gap: str) -> bool:
        """Whether `atom`, behind `gap`, is part of the same date; 02:00 by Tuesday is a time and a deadline."""
        if self.clock and not (self.day or self.weekday) and _BY.search(gap):
            return False
        if atom.piece is Piece.DAY:
            return self.day is None and (self.weekday is None or _agrees(atom, self.weekday, gap))
        if atom.piece is Piece.WEEKDAY:
            return self.weekday is None and (self.day is None or _agrees(self.day, atom, gap))
        if atom.piece is Piece.CLOCK:
            return self.clock is None and self.offset is None
        return atom.piece is Piece.PART and len(self.parts) < 3


def _agrees(day: Atom, weekday: Atom, gap: str) -> bool:
    """Whether a day and a weekday side by side speak of the same day; a contradiction of the calendar is still that."""
    if day.first and not day.ranged:
        return day.day is not None and day.day - day.first == _WEEK and not weekday.pointed
    same = day.day is not None and day.day.weekday() == weekday.weekday
    if weekday.pointed or day.pointed:
        return same or "(" in gap
    return not day.settled


def halves(text: str, atoms: list[Atom]) -> list[tuple[Half, Half | None]]:
    """The dates and ranges that `atoms` of `text` make up."""
    found: list[tuple[Half, Half | None]] = []
    place = 0
    while place < len(atoms):
        head, place = _half(text, atoms, place)
        tail = None
        if place < len(atoms) and atoms[place].piece is not Piece.VAGUE and head.atoms[0].piece is not Piece.VAGUE:
            gap = text[head.end : atoms[place].start]
            if len(gap) < 16 and _RANGE.fullmatch(gap):
                tail, behind = _half(text, atoms, place)
                if head.clock is None and tail.clock and not tail.day and not tail.weekday and not head.parts:
                    head.clock, head.end, tail, place = tail.clock, tail.end, None, behind
                elif _is_range(head, tail):
                    place = behind
                else:
                    tail = None
        found.append((head, tail))
    return found


def _half(text: str, atoms: list[Atom], place: int) -> tuple[Half, int]:
    half = Half(atoms[place].start, atoms[place].end)
    half.take(atoms[place])
    vague = atoms[place].piece is Piece.VAGUE
    place += 1
    while not vague and place < len(atoms):
        atom = atoms[place]
        gap = text[half.end : atom.start]
        if len(gap) > 24 or not _GLUE.fullmatch(gap) or not half.fits(atom, gap):
            break
        half.take(atom)
        place += 1
    return half, place


def _is_range(head: Half, tail: Half) -> bool:
    if tail.clock and head.clock:
        return True
    if not (head.day or head.weekday) or not (tail.day or tail.weekday):
        return False
    return not (tail.day and tail.day.settled and tail.day.marked)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a half says: the day (None where its weekday contradicts it) and the time of day."""

    day: date | None
    clock: time | None
    conflict: bool = False

    @property
    def moment(self) -> date | datetime | None:
        """The day, with the time of day where there is one."""
        return datetime.combine(self.day, self.clock) if self.day and self.clock else self.day


def settle(half: Half, context: DateContext, base: date | None = None) -> Settled:
    """What `half` says; `base` is the range's first day, for an end that names the day or the time alone."""
    clock = _clock(half)
    day, weekday = half.day, half.weekday
    if half.offset:
        from_day = day.day if day and day.day else weekday.day if weekday else context.today
        return Settled(
            days.add(from_day or context.today, half.offset.count, half.offset.unit, context.calendar), clock
        )
    if day is None and weekday is None:
        return Settled(base or context.today, clock)
    if day is None and weekday is not None:
        return Settled(_weekday_after(weekday, base), clock)
    return _settle_day(day, weekday, clock, context, base) if day else Settled(None, clock)


def _settle_day(
    day: Atom, weekday: Atom | None, clock: time | None, context: DateContext, base: date | None
) -> Settled:
    """The day that is named, in the range's month or year where the range's beginning says it, against its weekday."""
    found = day.day
    if base and day.day_of_month and found and day.day_of_month >= base.day:
        found = days.make(base.year, base.month, day.day_of_month) or found
    if base and found and found < base and not day.pointed:
        found = days.make(found.year + 1, found.month, found.day) if (base - found).days > 200 else found
    if weekday is None or found is None:
        return Settled(found, clock)
    if day.first and day.first + _WEEK == found:
        return Settled(day.first + timedelta(days=weekday.weekday or 0), clock)
    if found.weekday() != weekday.weekday and day.day_of_month:
        found = _other_month(day.day_of_month, weekday.weekday or 0, context.today) or found
    if found.weekday() != weekday.weekday:
        return Settled(None, clock, conflict=True)
    return Settled(found, clock)


def _weekday_after(weekday: Atom, base: date | None) -> date | None:
    if base and weekday.weekday is not None and not weekday.pointed:
        return days.coming(weekday.weekday, base)
    return weekday.day


def _other_month(day_of_month: int, weekday: int, anchor: date) -> date | None:
    """Friday the 31st: the day of this month or the next that has one, where that is the weekday."""
    first = days.next_day_of_month(day_of_month, anchor)
    second = days.next_day_of_month(day_of_month, first + timedelta(days=1)) if first else None
    return next((d for d in (first, second) if d and d.weekday() == weekday), None)


def _clock(half: Half) -> time | None:
    """The time of day; 明天中午 is noon, other parts of a day are the day alone."""
    parts = [p.part for p in half.parts if p.part not in (None, "close")]
    if half.day and half.day.part:
        parts.append(half.day.part)
    if half.day and half.day.clock:
        return half.day.clock
    if half.clock is None:
        return time(12) if "noon" in parts else None
    given = half.clock.clock
    if half.clock.part is None and parts and given is not None and half.clock.count <= 12:
        return clock_of(half.clock.count, given.minute, parts[0], spoken=True)
    return given


def vague_mention(atom: Atom, text: str) -> DateMention:
    """The mention of a deadline that names no day."""
    return DateMention(
        atom.start, atom.end, text[atom.start : atom.end], None, vague=True, before_event=atom.feast, deadline=True
    )
