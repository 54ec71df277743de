"""A rule of recurrence as its reader sees it."""

from __future__ import annotations

import pytest

from coordmail.mail.recurrence import format_recurrence


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("FREQ=WEEKLY", "每周", "every week"),
        ("FREQ=WEEKLY;BYDAY=FR", "每周五", "every Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "每周一、周三、周五", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日", "every working day"),
        ("FREQ=WEEKLY;INTERVAL=2", "每两周", "every 2 weeks"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每两周的周五", "every 2 weeks on Friday"),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20240630", "每周五\uff08至2024-06-30\uff09", "every Friday (until 2024-06-30)"),
        ("FREQ=DAILY", "每天", "every day"),
        ("FREQ=DAILY;INTERVAL=10", "每10天", "every 10 days"),
        ("FREQ=MONTHLY", "每月", "every month"),
        ("FREQ=MONTHLY;INTERVAL=2", "每两个月", "every 2 months"),
        ("FREQ=MONTHLY;INTERVAL=3", "每季度", "every quarter"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "每月5日", "5th of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月底", "end of every month"),
        ("FREQ=MONTHLY;BYDAY=2WE", "每月第2个周三", "2nd Wednesday of every month"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "每月最后一个工作日",
            "last working day of every month",
        ),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "每季度末", "end of every quarter"),
        ("FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=30", "每年6月30日", "30th of every June"),
        ("FREQ=YEARLY", "每年", "every year"),
        ("FREQ=HOURLY", "FREQ=HOURLY", "FREQ=HOURLY"),
    ],
)
def test_a_rule_in_words(rule: str, zh: str, en: str) -> None:
    assert format_recurrence(rule, "zh") == zh
    assert format_recurrence(rule, "en") == en
