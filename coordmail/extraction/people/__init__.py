"""People: who is meant by a name or a title, several owners in one place, attendee lists."""

from coordmail.extraction.people.context import Context
from coordmail.extraction.people.matching import Match, is_known, resolve
from coordmail.extraction.people.owners import read_attendees, split_owners

__all__ = ["Context", "Match", "is_known", "read_attendees", "resolve", "split_owners"]
