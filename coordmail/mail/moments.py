"""Moments as headers of quoted mail give them, in any client's spelling."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from coordmail.mail.widths import halfwidth

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan januar january",
            "feb februar february",
            "mar march märz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt",
            "nov november",
            "dec december dez",
        ],
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})")
_MONTH_NAME = re.compile(r"\b([a-zä]{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})")
_DAY_NAME_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s([a-zä]{3,9})\.?,?\s(\d{4})")
_SLASHED = re.compile(r"\b(\d{1,2})([/.])(\d{1,2})[/.](\d{4})\b")
_SHORT_YEAR = re.compile(r"\b(\d{2})/(\d{1,2})/(\d{1,2})\b")
_CLOCK = re.compile(
    r"(上午|下午|晚上|中午|凌晨|早上|am|pm)?\s?(\d{1,2})[:时點点](\d{2})(?:[:分](\d{2}))?\s?(上午|下午|[ap]\.?m)?"
)
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b|上午|下午")
_ZONE = re.compile(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?\b")


def read_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that a header's date names, in `zone` (or UTC) where it has none of its own; None for none."""
    text = halfwidth(text[:200]).strip()
    if _HALF_DAY.search(text.lower()):
        return _spelled(text.lower(), zone)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return _spelled(text.lower(), zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)


def _spelled(text: str, zone: tzinfo | None) -> datetime | None:
    day = _day(text)
    if day is None:
        return None
    (year, month, dom), rest = day
    hour, minute, second, behind = _clock(rest)
    try:
        return datetime(year, month, dom, hour, minute, second, tzinfo=_zone(behind) or zone or UTC)
    except ValueError:
        return None


def _day(text: str) -> tuple[tuple[int, int, int], str] | None:
    if found := _YEAR_FIRST.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if (found := _MONTH_NAME.search(text)) and found[1] in _MONTHS:
        return (int(found[3]), _MONTHS[found[1]], int(found[2])), text[found.end() :]
    if (found := _DAY_NAME_FIRST.search(text)) and found[2] in _MONTHS:
        return (int(found[3]), _MONTHS[found[2]], int(found[1])), text[found.end() :]
    if found := _SLASHED.search(text):
        first, second = int(found[1]), int(found[3])
        day_first = found[2] == "." or first > 12
        return (int(found[4]), second if day_first else first, first if day_first else second), text[found.end() :]
    if found := _SHORT_YEAR.search(text):
        return (2000 + int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    return None


def _clock(text: str) -> tuple[int, int, int, str]:
    found = _CLOCK.search(text)
    if not found:
        return 0, 0, 0, text
    hour = int(found[2])
    half = found[1] or found[5] or ""
    if half in ("下午", "晚上", "中午") or half.startswith("p"):
        hour += 12 if hour < 12 and not (half == "中午" and hour == 11) else 0
    elif (half in ("上午", "凌晨") or half.startswith("a")) and hour == 12:
        hour = 0
    return hour, int(found[3]), int(found[4] or 0), text[found.end() :]


def _zone(text: str) -> tzinfo | None:
    found = _ZONE.search(text)
    if not found:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset > timedelta(hours=14):
        return None
    return timezone(offset if found[1] == "+" else -offset)
