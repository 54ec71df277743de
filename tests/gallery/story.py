"""One story, played through the real workflow in either language on a clock that stands where each scene says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordmail.config import Config
from coordmail.storage.store import Store
from tests.workflow.office import Office, Sent, mail_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.model import Language


@dataclass(frozen=True, slots=True)
class Scene:
    """What somebody writes at a moment (local time); without `who` only time passes."""

    name: str
    at: str
    who: str | None
    answers: str | None
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail that somebody really gets in the story, and the scene that caused it."""

    scene: str
    sent: Sent


def _told() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("story.toml").read_text(encoding="utf-8"))


def scenes(language: Language) -> Iterator[Scene]:
    """The story as `language` tells it."""
    for scene in _told()["scene"]:
        said = scene.get(language, {})
        yield Scene(
            scene["name"],
            scene["at"],
            scene.get("who"),
            scene.get("answers"),
            said.get("subject", ""),
            said.get("text", "").strip(),
        )


def configuration(language: Language, database: Path) -> Config:
    """The house of the story; its people name no language of their own."""
    told = _told()
    house, sender = told["house"][language]
    people = {who: said[language] for who, said in told["people"].items()}
    return Config.model_validate(
        {
            "language": language,
            "database": str(database),
            "administrator": "it@example.com",
            "imap": {"host": "127.0.0.1", "security": "none", "username": "minutes@example.com", "password_env": "X"},
            "smtp": {"host": "127.0.0.1", "security": "none", "sender": f"{sender} <minutes@example.com>"},
            "organisation": {
                "name": house,
                "people": [
                    {"name": name, "email": mail_address(who), "department": department, "title": title}
                    for who, (name, department, title) in people.items()
                ],
                "departments": [
                    {"name": people[who][1], "leader": mail_address(who)} for who in people if who in told["leaders"]
                ],
            },
        }
    )


def play(language: Language, folder: Path) -> Iterator[Shown]:
    """Every mail of the story in the order in which it was written; the database stays in `folder`."""
    config = configuration(language, folder / f"{language}.db")
    with Store.open(config.database) as store:
        office = Office(store, config)
        for scene in scenes(language):
            office.at(scene.at)
            if scene.who and scene.answers:
                office.answer(scene.who, scene.answers, scene.text)
            elif scene.who:
                office.mail(scene.who, scene.subject, scene.text)
            yield from (Shown(scene.name, sent) for sent in office.sent())
