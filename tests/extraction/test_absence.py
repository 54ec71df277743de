"""Notes of absence: the last day that somebody is away."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from coordmail.extraction.absence import read_absence
from coordmail.extraction.dates import DateContext
from tests.workflow.office import configuration

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.model import Language


@pytest.mark.parametrize(
    ("subject", "text", "until"),
    [
        ("自动回复", "您好\uff0c我于3月4日至3月9日休假\uff0c期间无法查看邮件\u3002", date(2024, 3, 9)),
        ("自动回复", "我正在出差\uff0c3月10日返回\uff0c如有急事请联系李娜\u3002", date(2024, 3, 9)),
        ("自动回复", "本人外出培训至3月8日", date(2024, 3, 8)),
        ("休假至3月9日", "谢谢来信", date(2024, 3, 9)),
        ("自动回复", "我目前休年假\uff0c预计下周一返岗\u3002", date(2024, 3, 10)),
        ("自动回复", "我在休假\uff0c3月11日后回复您的邮件\u3002", date(2024, 3, 10)),
        ("自动回复", "我在休假\uff0c如有急事请致电\u3002", None),
        ("Out of office", "I am out of the office until 8 March. For urgent matters contact Tom.", date(2024, 3, 8)),
        ("Automatic reply", "I am on leave and will be back on Monday, 11 March.", date(2024, 3, 10)),
        ("Automatic reply", "Away from March 4 to March 9, I will return on March 11.", date(2024, 3, 10)),
        ("Automatic reply", "I'm out of office from 4th to 8th March with limited access", date(2024, 3, 8)),
        ("Automatic reply", "I will not be back until 11 March.", date(2024, 3, 10)),
        ("Automatic reply", "I am travelling with limited access.", None),
    ],
)
def test_the_last_day_away(tmp_path: Path, subject: str, text: str, until: date | None) -> None:
    calendar = configuration(tmp_path / "db").calendar
    language: Language = "en" if subject.isascii() else "zh"
    found = read_absence(subject, text, DateContext(datetime(2024, 3, 5, 9), calendar, language))  # noqa: DTZ001
    assert found.until == until


def test_the_words_are_the_note_without_its_greeting(tmp_path: Path) -> None:
    calendar = configuration(tmp_path / "db").calendar
    dates = DateContext(datetime(2024, 3, 5, 9), calendar, "zh")  # noqa: DTZ001
    assert read_absence("自动回复", "您好\uff01\n\n我在休假\u3002", dates).words == "我在休假\u3002"
