"""Days, times and money as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from coordmail.mail.wording import breaks_html, breaks_text, format_day, format_money, format_period

if TYPE_CHECKING:
    from coordmail.model import Day, Language

ZONE = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (date(2024, 3, 7), "zh", "3月7日（周四）"),
        (local("2024-03-07T16:00"), "zh", "3月7日（周四）16:00"),
        (date(2025, 1, 5), "zh", "2025年1月5日（周日）"),
        (datetime(2024, 3, 7, 16, 30, tzinfo=UTC), "zh", "3月8日（周五）00:30"),
        (date(2024, 3, 7), "en", "Thu 7 Mar"),
        (local("2024-03-07T16:00"), "en", "Thu 7 Mar, 16:00"),
        (date(2025, 1, 5), "en", "Sun 5 Jan 2025"),
        (local("2023-12-31T09:05"), "en", "Sun 31 Dec 2023, 09:05"),
        (None, "zh", ""),
    ],
)
def test_format_day(value: Day | None, language: Language, expected: str) -> None:
    assert format_day(value, language, ZONE, 2024) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-03-05T14:00", "2024-03-05T15:30", "3月5日（周二）14:00-15:30"),
        ("2024-03-05T14:00", None, "3月5日（周二）14:00"),
        ("2024-03-05T14:00", "2024-03-06T10:00", "3月5日（周二）14:00 - 3月6日（周三）10:00"),
        (None, None, ""),
    ],
)
def test_format_period(start: str | None, end: str | None, expected: str) -> None:
    days = [local(one) if one else None for one in (start, end)]
    assert format_period(days[0], days[1], "zh", ZONE, 2024) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        (5000.0, "CNY", "zh", "5000元"),
        (1234.5, "CNY", "zh", "1234.50元"),
        (5000.0, "CHF", "zh", "CHF 5000"),
        (5000.0, "CNY", "en", "CNY 5,000"),
        (1234567.5, "EUR", "en", "EUR 1,234,567.50"),
    ],
)
def test_format_money(amount: float, currency: str, language: Language, expected: str) -> None:
    names = {"CNY": "元"} if language == "zh" else {}
    assert format_money(amount, currency, language, names) == expected


def test_line_breaks_are_kept_and_the_rest_is_escaped() -> None:
    assert breaks_html("a<b>\r\nc\nd") == "a&lt;b&gt;<br>c<br>d"
    assert breaks_text("a\n\nb\r\nc") == "a\n   b\n   c"
