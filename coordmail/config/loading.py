"""Reading the file and its directory file, and saying what is wrong: the key's path and the remedy."""

from __future__ import annotations

import os
import tomllib
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coordmail.config.servers import ConfigError
from coordmail.config.settings import Config

_TABLES = ("people", "departments")
_REMEDIES = {
    "extra_forbidden": "unknown key; remove it or correct its spelling",
    "missing": "is missing; add it",
    "model_type": "should be a table; write it as [name] with its keys below, as in config.example.toml",
    "list_type": "should be a list; write it in square brackets (tables: [[name]] before each)",
    "zoneinfo_str": "is not a time zone; write for example 'Asia/Shanghai'",
    "too_short": "should have more entries, such as the two of ['09:00', '18:00']",
    "too_long": "has too many entries; two belong there, such as ['09:00', '18:00']",
    "string_type": "should be text in quotes",
    "int_type": "should be a whole number without quotes",
    "date_type": "should be a date without quotes and without a time, for example 2024-03-01",
    "date_from_datetime_inexact": "should be a date without a time, for example 2024-03-01",
}


def load(path: Path) -> Config:
    """Read and validate the file at `path`, and the directory file it names. Raises ConfigError."""
    raw = _read_toml(path, "create it with: coordmail init")
    _anchor(raw, path.resolve().parent)
    organisation = raw.get("organisation")
    stated = organisation if isinstance(organisation, dict) else {}
    own = {key: len(stated[key]) for key in _TABLES if isinstance(stated.get(key), list)}
    file = stated.get("directory")
    if isinstance(file, str) and file:
        _join(stated, Path(file))
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False):
            place, where = path, problem["loc"]
            if isinstance(file, str) and len(where) > 2 and where[0] == "organisation" and where[1] in _TABLES:
                key, index = str(where[1]), where[2]
                if isinstance(index, int) and index >= own.get(key, 0):
                    place, where = Path(file), (key, index - own.get(key, 0), *where[3:])
            lines.append(f"{place}: {_where(where)}: {_remedy(problem)}")
        raise ConfigError("\n".join(lines)) from None


def _join(organisation: dict[str, Any], file: Path) -> None:
    """Add the people and departments of the directory file; they may stand under `organisation` or at the top."""
    extra = _read_toml(file, "organisation.directory names it")
    within = extra.pop("organisation", {})
    tables = [table if isinstance(table, dict) else {"organisation": table} for table in (within, extra)]
    if unknown := sorted({key for table in tables for key in table} - set(_TABLES)):
        raise ConfigError(
            f"{file}: {', '.join(unknown)}: unknown key; it holds "
            "[[organisation.people]] and [[organisation.departments]]"
        )
    for key in _TABLES:
        for table in tables:
            more = table.get(key, [])
            if not isinstance(more, list):
                raise ConfigError(f"{file}: {key}: is not a list of tables; write [[{key}]] before each entry")
            if more and isinstance(organisation.setdefault(key, []), list):
                organisation[key] = [*organisation[key], *more]


def parse_instant(text: str, timezone: tzinfo) -> datetime:
    """The instant that `text` (ISO 8601) names; without an offset in `timezone`. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone)


def _read_toml(path: Path, remedy: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist; {remedy}") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8; save it as UTF-8 in your editor") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error


def _anchor(raw: dict[str, Any], base: Path) -> None:
    """Make the paths in `raw` absolute, relative to `base`."""
    places = [(raw, "database"), (raw, "templates"), (raw.get("organisation"), "directory")]
    places += [(raw.get(server), key) for server in ("imap", "smtp") for key in ("password_file", "ca_file")]
    raw.setdefault("database", "coordmail.db")
    for table, key in places:
        if isinstance(table, dict) and isinstance(table.get(key), str) and table[key].strip():
            table[key] = str(base / os.path.expanduser(table[key]))  # noqa: PTH111 - Path's raises for unknown users


def _where(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "the file"


def _remedy(error: Any) -> str:
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden" and key in ("password", "pass", "secret"):
        return "a secret never stands here; say where it is with password_env, password_file or password_command"
    if kind in _REMEDIES:
        message = _REMEDIES[kind]
    else:
        message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    given = error.get("input")
    if kind in ("value_error", "missing", "extra_forbidden") or not isinstance(given, str | int | float | bool):
        return message
    return message if key.startswith("password") else f"{message} (it is {given!r})"
