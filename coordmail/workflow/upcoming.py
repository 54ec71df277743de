"""What the clock has before it: the next moment at which it does something, if no mail comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.storage.upcoming import Upcoming
from coordmail.workflow import reporting
from coordmail.workflow.reminders import recipient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coordmail.workflow.desk import Desk


def next_moment(desk: Desk) -> datetime | None:
    """The next instant after `desk.now` at which a tick or the outbox has something to do; None for never.

    To be asked after a tick at `desk.now`: ticks in between would do nothing.
    """
    return min((moment for moment in _moments(desk) if moment and moment > desk.now), default=None)


def _moments(desk: Desk) -> Iterator[datetime | None]:
    opening = desk.calendar.next_working_time(desk.now)
    if desk.store.meetings.due(desk.now):
        yield opening
    for item in desk.store.items.due(desk.now):
        # Whoever is warned of it works at other hours than its owner.
        yield desk.at_place_of(recipient(desk, item)).calendar.next_working_time(desk.now)
    upcoming = Upcoming(desk.store.session)
    meeting = upcoming.meeting(desk.now)
    yield desk.calendar.next_working_time(meeting) if meeting else None
    yield upcoming.item(desk.now)
    yield upcoming.mail(desk.now)
    yield reporting.next_moment(desk)
    if desk.config.administrator and desk.store.administration.untold():
        # At most one mail a day: what is untold after a tick in working hours waits for tomorrow's.
        tomorrow = desk.calendar.morning(desk.calendar.next_workday(desk.today))
        yield tomorrow if desk.open_for_business else opening
