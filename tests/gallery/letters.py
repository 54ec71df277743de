"""The mails that the gallery shows: those of the story, as people get them, and every turn of every template."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, replace
from email.policy import default
from typing import TYPE_CHECKING

from coordmail.mail import samples
from coordmail.mail.compose import Composer
from tests.gallery.story import configuration, play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from coordmail.config import Config
    from coordmail.model import Language

_SAMPLE_TAG = "CM-12-7K3Q5F"
_TAG = re.compile(r"\[(CM[A-Z0-9-]{6,24})\]")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be shown: what it is called there, and whether it is one of the samples."""

    kind: str
    language: Language
    title: str
    mail: EmailMessage
    config: Config
    sample: bool = False

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    @property
    def text(self) -> str:
        """The text part."""
        return self._part("plain")

    @property
    def subject(self) -> str:
        """The subject with its tag."""
        return str(self.mail["Subject"])

    @property
    def tag(self) -> str | None:
        """The tag in the subject, which every answer must carry."""
        found = _TAG.search(self.subject)
        return found[1] if found else None

    @property
    def enclosures(self) -> Iterator[tuple[str, bytes]]:
        """The attached files: name and content."""
        for part in self.mail.iter_attachments():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield str(part.get_filename()), content

    def _part(self, kind: str) -> str:
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part else ""


def of_story(language: Language, folder: Path) -> list[Letter]:
    """The mails of the story, of those that one scene sends to several people in the same words the first."""
    config = configuration(language, folder / "coordmail.db")
    found: dict[tuple[str, str, str], Letter] = {}
    for shown in play(language, folder):
        subject = _TAG.sub("", shown.sent.subject)
        letter = Letter(shown.sent.kind, language, shown.scene, shown.sent.mail, config)
        found.setdefault((shown.scene, shown.sent.kind, subject), letter)
    return list(found.values())


def of_samples(language: Language, folder: Path) -> list[Letter]:
    """Every turn of every template."""
    config = configuration(language, folder / "coordmail.db")
    composer = Composer(config.smtp.sender, config.organisation.name, config.timezone)
    return [
        Letter(
            heading.kind.value,
            language,
            f"sample {number}",
            email.message_from_bytes(composer.compose(replace(heading, tag=_SAMPLE_TAG), context), policy=default),
            config,
            sample=True,
        )
        for number, (heading, context) in enumerate(samples.mails(), 1)
        if heading.language == language
    ]
