"""The settings: read from TOML, validated whole, refused with the key's path and the remedy."""

from __future__ import annotations

import ipaddress
import os
import shlex
import subprocess
import tomllib
from datetime import date, datetime, time, tzinfo
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from coordmail.calendar import Span, WorkCalendar
from coordmail.model import Department, Directory, Language, Person


class ConfigError(Exception):
    """The configuration cannot be used; the message names each key and what is wrong with it."""


def _address(value: str) -> str:
    address = parseaddr(value)[1]
    if address != value.strip() or "@" not in address or any(c in address for c in " \r\n<>,;"):
        raise ValueError(f"{value!r} is not an e-mail address; write for example zhang.wei@example.com")
    return address.lower()


def _sender(value: str) -> str:
    if any(c in value for c in "\r\n") or "@" not in parseaddr(value)[1]:
        raise ValueError(f"{value!r} is not a sender; write for example 'Minutes <minutes@example.com>'")
    return value


def _span(value: object) -> object:
    return Span.parse(value) if isinstance(value, str) else value


def _within(value: object) -> object:
    return None if value == "never" else _span(value)


def _clock(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a time of day; write for example '09:00'") from None


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is not a time zone; write for example 'Asia/Shanghai'") from None


def _country(value: str) -> str:
    if value:
        import holidays

        if value not in holidays.list_supported_countries():
            raise ValueError(
                f"{value!r} is not a country whose holidays are known; write for example 'CN', or '' for none"
            )
    return value


Address = Annotated[str, AfterValidator(_address)]
Port = Annotated[int, Field(ge=1, le=65535)]
Text = Annotated[str, Field(min_length=1)]
Security = Literal["tls", "starttls", "none"]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class _Server(_Settings):
    host: Text
    port: Port
    security: Security = "tls"
    password_env: Text | None = None
    password_file: Text | None = None
    password_command: Text | None = None
    ca_file: Text | None = None
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 60

    @model_validator(mode="after")
    def _plain_only_on_loopback(self) -> Self:
        if self.security == "none" and not _is_loopback(self.host):
            raise ValueError(
                f"security = 'none' sends the password in the clear and is only taken on loopback, "
                f"not for {self.host}; use 'tls' or 'starttls'"
            )
        if sum(s is not None for s in (self.password_env, self.password_file, self.password_command)) > 1:
            raise ValueError("give one of password_env, password_file and password_command, not several")
        return self

    def password(self) -> str:
        """The password, fetched from where the configuration says it is. Raises ConfigError naming the place."""
        if self.password_env is not None:
            if self.password_env not in os.environ:
                raise ConfigError(f"the environment variable {self.password_env} (password_env) is not set")
            return os.environ[self.password_env]
        if self.password_file is not None:
            try:
                return Path(self.password_file).read_text(encoding="utf-8").strip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"password_file {self.password_file} cannot be read: {error}") from error
        if self.password_command is not None:
            try:
                done = subprocess.run(
                    shlex.split(self.password_command), check=True, capture_output=True, text=True, timeout=30
                )
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                raise ConfigError(
                    f"password_command failed: {type(error).__name__}; run it by hand to see why"
                ) from error
            return done.stdout.strip("\r\n")
        raise ConfigError("no password: give password_env, password_file or password_command")


class ImapSettings(_Server):
    """Where mail comes in. `max_mail_mb`: a larger mail is set aside unread."""

    port: Port = 993
    username: Text
    folder: Text = "INBOX"
    processed_folder: Text = "Processed"
    quarantine_folder: Text = "Quarantine"
    since: date | None = None
    max_mail_mb: Annotated[int, Field(ge=1, le=200)] = 40
    poll_minutes: Annotated[int, Field(ge=1, le=60)] = 3

    @model_validator(mode="after")
    def _folders_differ(self) -> Self:
        if len({self.folder, self.processed_folder, self.quarantine_folder}) < 3:
            raise ValueError("folder, processed_folder and quarantine_folder must be three different folders")
        return self


class SmtpSettings(_Server):
    """Where mail goes out. Without `username` no login is tried."""

    port: Port = 465
    username: Text | None = None
    sender: Annotated[str, AfterValidator(_sender)]

    @property
    def address(self) -> str:
        """The bare address of `sender`, lower case."""
        return parseaddr(self.sender)[1].lower()


class PersonSettings(_Settings):
    """One `[[organisation.people]]`."""

    name: Text
    email: Address
    department: Text | None = None
    title: Text | None = None
    aliases: list[Text] = []
    delegates: list[Address] = []
    language: Language | None = None


class DepartmentSettings(_Settings):
    """One `[[organisation.departments]]`."""

    name: Text
    aliases: list[Text] = []
    leader: Address | None = None


class OrganisationSettings(_Settings):
    """Whose work it is, when they work, who they are."""

    name: Text = "coordmail"
    holidays: Annotated[str, AfterValidator(_country)] = "CN"
    working_hours: Annotated[list[Annotated[time, BeforeValidator(_clock)]], Field(min_length=2, max_length=2)] = [
        time(9),
        time(18),
    ]
    days_off: list[date] = []
    workdays: list[date] = []
    directory: Text | None = None
    departments: list[DepartmentSettings] = []
    people: list[PersonSettings] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.working_hours[0] >= self.working_hours[1]:
            raise ValueError("working_hours must end after they start, for example ['09:00', '18:00']")
        seen: set[str] = set()
        for person in self.people:
            if person.email in seen:
                raise ValueError(f"two people have the address {person.email}; give each their own")
            seen.add(person.email)
        return self


class RuleSettings(_Settings):
    """When people are asked, warned and escalated about. `confirm_within` None: silence never agrees."""

    confirm_within: Annotated[Span | None, BeforeValidator(_within)] = Span(2, "workdays")
    remind_before: list[Annotated[Span, BeforeValidator(_span)]] = [Span(2, "days")]
    escalate_after: Annotated[Span, BeforeValidator(_span)] = Span(3, "days")
    cap_per_hour: Annotated[int, Field(ge=1, le=1000)] = 20


class ReportSettings(_Settings):
    """Who gets the looking-back papers."""

    monthly_to: list[Address] = []


class SecuritySettings(_Settings):
    """Whose mail is believed."""

    allowed_domains: list[Text] = []
    authserv_id: str = ""


class Config(_Settings):
    """The whole configuration; paths are absolute once it was loaded from a file."""

    language: Language = "zh"
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Shanghai")
    database: Text = "coordmail.db"
    administrator: Address | None = None
    mode: Literal["live", "rehearsal"] = "live"
    templates: Text | None = None
    imap: ImapSettings
    smtp: SmtpSettings
    organisation: OrganisationSettings = OrganisationSettings()
    rules: RuleSettings = RuleSettings()
    reports: ReportSettings = ReportSettings()
    security: SecuritySettings = SecuritySettings()

    @property
    def directory(self) -> Directory:
        """The people and departments."""
        return directory_of(self.organisation)

    @property
    def calendar(self) -> WorkCalendar:
        """The organisation's working time."""
        return calendar_of(self.organisation, self.timezone)


def directory_of(organisation: OrganisationSettings) -> Directory:
    """The directory that `organisation` states."""
    return Directory(
        tuple(
            Person(p.name, p.email, p.department, p.title, tuple(p.aliases), tuple(p.delegates), p.language)
            for p in organisation.people
        ),
        tuple(Department(d.name, tuple(d.aliases), d.leader) for d in organisation.departments),
    )


def calendar_of(organisation: OrganisationSettings, timezone: ZoneInfo) -> WorkCalendar:
    """The working time that `organisation` states."""
    return WorkCalendar(
        timezone,
        organisation.holidays,
        organisation.working_hours[0],
        organisation.working_hours[1],
        frozenset(organisation.days_off),
        frozenset(organisation.workdays),
    )


def load(path: Path) -> Config:
    """Read and validate the file at `path`, and the directory file it names. Raises ConfigError."""
    raw = _read_toml(path, "create it with: coordmail init")
    base = path.resolve().parent
    _anchor(raw, base)
    organisation = raw.get("organisation")
    if isinstance(organisation, dict) and isinstance(organisation.get("directory"), str):
        file = Path(organisation["directory"])
        extra = _read_toml(file, "organisation.directory names it")
        tables = extra.get("organisation", extra)
        unknown = set(tables) - {"people", "departments"}
        if unknown:
            raise ConfigError(
                f"{file}: unknown {', '.join(sorted(unknown))}; "
                "it holds [[organisation.people]] and [[organisation.departments]]"
            )
        for key in ("people", "departments"):
            organisation[key] = [*organisation.get(key, []), *tables.get(key, [])]
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        lines = [f"{path}: {_where(e['loc'])}: {_remedy(e)}" for e in error.errors(include_url=False)]
        raise ConfigError("\n".join(lines)) from error


def parse_instant(text: str, timezone: tzinfo) -> datetime:
    """The instant that `text` (ISO 8601) names; without an offset in `timezone`. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone)


def _read_toml(path: Path, remedy: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist; {remedy}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error


def _anchor(raw: dict[str, Any], base: Path) -> None:
    """Make the paths in `raw` absolute, relative to `base`."""
    places = [(raw, "database"), (raw, "templates"), (raw.get("organisation"), "directory")]
    places += [(raw.get(server), key) for server in ("imap", "smtp") for key in ("password_file", "ca_file")]
    raw.setdefault("database", "coordmail.db")
    for table, key in places:
        if isinstance(table, dict) and isinstance(table.get(key), str) and table[key]:
            table[key] = str(base / Path(table[key]).expanduser())


def _where(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "the file"


def _remedy(error: Any) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "unknown key; remove it or correct its spelling"
    if kind == "missing":
        return "is missing; add it"
    message = str(error["msg"]).removeprefix("Value error, ")
    given = error.get("input")
    if kind != "value_error" and isinstance(given, str | int | float | bool):
        return f"{message} (it is {given!r})"
    return message


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
