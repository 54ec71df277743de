"""The documents that came with a mail: their blocks, or in the reader's language why they could not be read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.documents.attachments import is_document, read_attachment
from coordmail.documents.blocks import Unreadable
from coordmail.extraction.spelling import load_table
from coordmail.model import Problem

if TYPE_CHECKING:
    from coordmail.documents.blocks import Block
    from coordmail.mail.message import Attachment, Message
    from coordmail.model import Language

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
            words = _words()[language][failure.reason.value].format(file=file.filename)
            problems.append(Problem("unreadable_attachment", file.filename, words))
    return texts, problems


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return load_table(Path(__file__).with_name("unreadable.toml"))
