"""Chinese and English deadlines and meeting times: from the words to the day, or to "names no day"."""

from coordmail.extraction.dates.mention import DateContext, DateMention
from coordmail.extraction.dates.reading import find_dates, read_deadline, read_period

__all__ = ["DateContext", "DateMention", "find_dates", "read_deadline", "read_period"]
