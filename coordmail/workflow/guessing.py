"""Finding what a mail answers, while nobody gets far with guessing: the tag in a subject is short enough to try."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coordmail.record import EventKind

if TYPE_CHECKING:
    from coordmail.storage.questions import Question
    from coordmail.workflow.desk import Desk, MailInHand

WRONG_TAGS_OF_ONE = 5
WRONG_TAGS_OF_ALL = 100
"""So many wrong tags a day, and no more are looked at: of one sender, of all. A tag is one of a thousand million."""
_DAY = timedelta(days=1)


def find_question(desk: Desk, mail: MailInHand) -> Question | None:
    """The mail of ours that `mail` answers: by the Message-IDs that it names, else by its tag, if tags are believed."""
    question = desk.store.questions.answered_by(mail.anchors, None)
    if question is not None or mail.tag is None or _is_guessing(desk, mail.sender):
        return question
    question = desk.store.questions.answered_by((), mail.tag)
    if question is None and desk.directory.person(mail.sender):
        # Who stands in no directory guesses in vain, and must not use up what the others are believed.
        _note_wrong_tag(desk, mail)
    return question


def _is_guessing(desk: Desk, sender: str) -> bool:
    since = desk.now - _DAY
    history = desk.store.history
    return history.wrong_tags(since, sender) >= WRONG_TAGS_OF_ONE or history.wrong_tags(since) >= WRONG_TAGS_OF_ALL


def _note_wrong_tag(desk: Desk, mail: MailInHand) -> None:
    desk.log(EventKind.WRONG_TAG, mail.tag or "")
    if _is_guessing(desk, mail.sender):
        desk.store.administration.note_once(desk.now, "tags_guessed", mail.sender)
