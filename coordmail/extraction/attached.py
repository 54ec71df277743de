"""The documents that came with a mail: their blocks, or in the reader's language why they could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.documents.attachments import is_document, read_attachment
from coordmail.documents.blocks import Unreadable
from coordmail.extraction.problems import problem

if TYPE_CHECKING:
    from coordmail.documents.blocks import Block
    from coordmail.mail.message import Attachment, Message
    from coordmail.model import Language, Problem

_MOST_DOCUMENTS = 6


def documents_of(message: Message) -> tuple[Attachment, ...]:
    """The attachments that are of a kind that minutes come in, the first few."""
    found = (file for file in message.attachments if is_document(file.filename, file.content_type))
    return tuple(found)[:_MOST_DOCUMENTS]


def read_documents(message: Message, language: Language) -> tuple[list[tuple[Block, ...]], list[Problem]]:
    """The blocks of each document that can be read, and a problem (`unreadable_attachment`) for each that cannot."""
    texts: list[tuple[Block, ...]] = []
    problems: list[Problem] = []
    for file in documents_of(message):
        try:
            texts.append(read_attachment(file.filename, file.content_type, file.content))
        except Unreadable as failure:
            reason = failure.reason.value
            problems.append(
                problem("unreadable_attachment", file.filename, language, reason=reason, file=file.filename)
            )
    return texts, problems
