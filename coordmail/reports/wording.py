"""The words of the papers in both languages, and how papers write days, periods and amounts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from coordmail.model import Day, Language


@dataclass(frozen=True)
class Wording:
    """The words of one language, as wording.toml has them."""

    language: Language
    list: str
    between_people: str
    after_department: str
    ticked: str
    unticked: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    long_day_form: str
    long_period_form: str
    meeting: Mapping[str, str]
    item: Mapping[str, str]
    assent: Mapping[str, str]
    approval: Mapping[str, str]
    phrases: Mapping[str, str]
    risks: Mapping[str, str]
    months_words: Mapping[str, str]
    week_chart: Mapping[str, str]
    sheet: Mapping[str, str]

    def day(self, day: Day) -> str:
        """A day in a table: `2024-03-06`, `6 Mar 2024`; with its time of day where it has one.

        The parts of an English day hang together by no-break spaces, so that no cell breaks it.
        """
        month = self.months[day.month - 1][:3] if self.months else ""
        text = f"{day.day}\u00a0{month}\u00a0{day.year}" if month else f"{day:%Y-%m-%d}"
        return f"{text} {day:%H:%M}" if isinstance(day, datetime) else text

    def long_day(self, day: Day) -> str:
        """A day in a sentence: `2024年3月5日（周二）14:00`, `Tuesday, 5 March 2024, 14:00`."""
        text = self.long_day_form.format(
            year=day.year,
            month=day.month,
            month_name=self.months[day.month - 1] if self.months else "",
            day=day.day,
            weekday=self.weekdays[day.weekday()],
            clock=f"{day:%H:%M}" if isinstance(day, datetime) else "",
        )
        return text.rstrip(", ")

    def period(self, start: Day | None, end: Day | None) -> str:
        """When a meeting is; an end on the same day is a time only. Empty when nothing is known."""
        if start is None:
            return ""
        text = self.long_day(start)
        if end is None or end == start:
            return text
        if isinstance(end, datetime) and isinstance(start, datetime) and end.date() == start.date():
            return f"{text}-{end:%H:%M}"
        return self.long_period_form.format(start=text, end=self.long_day(end))

    def amount(self, amount: float | None, currency: str | None) -> str:
        """`5,000元`, `CNY 5,000`, `USD 5,000.50`; a bare number where it is no money."""
        if amount is None:
            return ""
        number = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
        if currency is None:
            return number
        return self.phrases["amount_cny" if currency == "CNY" else "amount_other"].format(
            amount=number, currency=currency
        )

    def late(self, days: int) -> str:
        """How a day kept its deadline; `days` are calendar days after it, 0 or less being in time."""
        if days <= 0:
            return self.phrases["in_time"]
        single = self.phrases.get("late_one") if days == 1 else None
        return single or self.phrases["late"].format(days=days)


@lru_cache(maxsize=2)
def wording(language: Language) -> Wording:
    """The words of `language`."""
    content = resources.files("coordmail.reports").joinpath("wording.toml").read_text(encoding="utf-8")
    words = tomllib.loads(content)[language]
    words["months"] = tuple(words["months"])
    words["weekdays"] = tuple(words["weekdays"])
    return Wording(language=language, **words)


def local_day(instant: datetime | None, zone: tzinfo | None) -> date | None:
    """The day of an instant where the paper is printed; a naive instant is taken as local already."""
    if instant is None:
        return None
    return (instant.astimezone(zone) if instant.tzinfo else instant).date()
