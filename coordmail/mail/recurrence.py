"""A rule of recurrence (RFC 5545, 3.3.10) in the words of each language: 每周五, 每月5日; every Friday, monthly."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coordmail.model import Language

_ZH_DAYS = {
    "MO": "周一", "TU": "周二", "WE": "周三", "TH": "周四", "FR": "周五", "SA": "周六", "SU": "周日",
}  # fmt: skip
_EN_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_ZH_UNITS = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "个月", "YEARLY": "年"}
_EN_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_EN_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
_WORKDAYS = "MO,TU,WE,TH,FR"
_QUARTERS = "3,6,9,12"


def format_recurrence(rule: str, language: Language) -> str:
    """`rule` for a reader; a rule of another shape than minutes give rise to is shown as it is."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if parts.get("FREQ") not in _ZH_UNITS:
        return rule
    said = _chinese(parts) if language == "zh" else _english(parts)
    until = date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None
    if until is None:
        return said
    return f"{said}\uff08至{until}\uff09" if language == "zh" else f"{said} (until {until})"


def _chinese(parts: dict[str, str]) -> str:
    freq, count, days = parts["FREQ"], int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "")
    if freq == "WEEKLY" and days == _WORKDAYS and count == 1:
        return "每个工作日"
    number = {1: "", 2: "两"}.get(count, str(count))
    unit = _ZH_UNITS[freq] if number else _ZH_UNITS[freq].removeprefix("个")
    every = {("MONTHLY", 3): "每季度", ("MONTHLY", 6): "每半年"}.get((freq, count), f"每{number}{unit}")
    if freq == "WEEKLY" and days:
        named = "\u3001".join(_ZH_DAYS[day] for day in days.split(","))
        return f"{every}的{named}" if number else f"每{named}"
    months = parts.get("BYMONTH", "")
    if months:
        every = "每季度" if months == _QUARTERS else f"每年{months.replace(',', chr(0x3001))}月"
    return every + _zh_day_of_month(parts, days, quarter=months == _QUARTERS)


def _zh_day_of_month(parts: dict[str, str], days: str, *, quarter: bool) -> str:
    if days:
        place, named = _place(parts, days)
        which = "最后一个" if place == -1 else f"第{place}个"
        return f"{which}{_ZH_DAYS.get(named, '工作日')}"
    day = parts.get("BYMONTHDAY")
    if day == "-1":
        return "末" if quarter else "底"
    return f"末月{day}日" if day and quarter else f"{day}日" if day else ""


def _english(parts: dict[str, str]) -> str:
    freq, count, days = parts["FREQ"], int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "")
    if freq == "WEEKLY" and days == _WORKDAYS and count == 1:
        return "every working day"
    unit = _EN_UNITS[freq]
    every = {("MONTHLY", 3): "every quarter", ("MONTHLY", 6): "every six months"}.get(
        (freq, count), f"every {unit}" if count == 1 else f"every {count} {unit}s"
    )
    if freq == "WEEKLY" and days:
        named = [_EN_DAYS[day] for day in days.split(",")]
        listed = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
        return f"{every} on {listed}" if count > 1 else f"every {listed}"
    months = parts.get("BYMONTH", "")
    of = every.removeprefix("every ") if count == 1 else every
    if months == _QUARTERS:
        of = "quarter"
    elif months:
        of = ", ".join(_EN_MONTHS[int(month) - 1] for month in months.split(","))
    of = f"every {of}" if not of.startswith("every") else of
    if days:
        place, day = _place(parts, days)
        return f"{_ordinal(place)} {_EN_DAYS.get(day, 'working day')} of {of}"
    day = parts.get("BYMONTHDAY", "")
    if not day:
        return of
    return f"end of {of}" if day == "-1" else f"{_ordinal(int(day))} of {of}"


def _place(parts: dict[str, str], days: str) -> tuple[int, str]:
    """Which of them: of the working days (BYSETPOS), or of one weekday (2WE)."""
    if "BYSETPOS" in parts:
        return int(parts["BYSETPOS"]), ""
    found = re.fullmatch(r"(-?\d{1,2})?([A-Z]{2})", days)
    return (int(found[1] or 1), found[2]) if found else (1, "")


def _ordinal(number: int) -> str:
    if number == -1:
        return "last"
    suffix = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
