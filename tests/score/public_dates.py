"""How many dates of the public corpus are read, and how often a date is seen where none is.

Rows whose convention contradicts SURFACE.md are set aside by name with the reason, one in ten at most.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from coordmail.calendar import WorkCalendar
from coordmail.extraction.dates import DateContext, find_dates
from tests.score.figure import CORPUS, Figure

if TYPE_CHECKING:
    from coordmail.model import Day, Language

WORK = WorkCalendar(ZoneInfo("Asia/Shanghai"))

_BACK = "a month back at most: the date lies less than a month before the anchor"
_WEEKDAY = "the weekday contradicts the nearest such date, which is a problem and no day"
_TODAY = "the date is the anchor's own day and its weekday fits; the corpus goes on to the next year"
_END = "the corpus leaves a range's last day out"
SET_ASIDE: dict[int, str] = {
    **dict.fromkeys((53, 431, 433), _BACK),
    **dict.fromkeys((16,), _WEEKDAY),
    **dict.fromkeys((227, 382, 383), _END),
    **dict.fromkeys((901, 1319, 2186, 2187, 2188, 2189, 2191, 2192, 2218, 701, 1006), _BACK),
    **dict.fromkeys((529, 968, 1117, 1168, 1263, 1282, 1306, 1320, 1736, 1737, 1738, 1739, 1741, 2392), _WEEKDAY),
    **dict.fromkeys((1097, 1098, 1099), _TODAY),
    **dict.fromkeys((685, 781, 782, 836, 837, 1213, 2451), _END),
}
NO_NEGATIVE: dict[str, str] = {
    "DateTimeModel.json#12": "12号 is a day; the same text is one elsewhere in the corpus",
    "TimeExtractor.json#12": "names today",
    "DateExtractor.json#144": "names August 2019",
    **dict.fromkeys(
        (f"DatePeriodExtractor.json#{n}" for n in (171, 172, 173)),
        "in 3 weeks is a deadline, and is one elsewhere in the corpus",
    ),
    **dict.fromkeys((f"DateTimeModelTasksMode.json#{n}" for n in (53, 54, 57, 59, 60)), "names a quarter"),
    "DateTimePeriodExtractor.json#97": "names next week",
    "TimeExtractor.json#82": "names next week",
}


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / "dates" / name).read_text(encoding="utf-8").splitlines()]


def _day(day: Day | None) -> str | None:
    return (day.date() if isinstance(day, datetime) else day).isoformat() if day else None


def _right(row: dict[str, Any]) -> bool:
    """Whether the first mention in the row's span has the row's day, exactly."""
    start = row["span_start"] if row["span_start"] is not None else row["text"].lower().find(row["span"].lower())
    end = start + len(row["span"])
    found = find_dates(row["text"], DateContext(datetime.fromisoformat(row["anchor"]), WORK, row["lang"]))
    said = [_day(m.until or m.day) for m in found if m.start < end and m.end > start]
    return bool(said) and said[0] in {row["due_day"], row["due_alt"]} - {None}


def deadlines(language: Language) -> Figure:
    """Deadlines whose day is exactly right."""
    rows = [row for row in _rows("deadline_subset.jsonl") if row["lang"] == language]
    measured = [row for row in rows if row["id"] not in SET_ASIDE]
    wrong = [str(row["id"]) for row in measured if not _right(row)]
    return Figure(f"deadlines {language}, exact day", len(measured), len(rows) - len(measured), wrong)


def false_dates() -> Figure:
    """Texts without a date in which none is seen."""
    rows = _rows("negatives.jsonl")
    measured = [row for row in rows if row["source"].rsplit("/", 1)[-1] not in NO_NEGATIVE]
    context = {language: DateContext(date(2024, 3, 5), WORK, language) for language in ("zh", "en")}
    seen = [row["text"] for row in measured if any(not m.vague for m in find_dates(row["text"], context[row["lang"]]))]
    return Figure("no date seen where none is", len(measured), len(rows) - len(measured), seen)
