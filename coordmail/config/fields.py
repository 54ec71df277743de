"""The kinds of values that the settings hold, each with what is said when one is impossible."""

from __future__ import annotations

import ipaddress
from datetime import time
from email.utils import parseaddr
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from coordmail.calendar import Span
from coordmail.record import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)
"""A table of the file: no unknown keys, no other types, never changed."""

_LONGEST = {"minutes": 527_040, "hours": 8_784, "days": 366, "workdays": 366}


def is_ip(host: str) -> bool:
    """Whether `host` is an IP address and no name."""
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _named(value: str) -> str:
    if not value.strip() or any(ord(c) < 32 for c in value):
        raise ValueError(
            f"{value!r} says nothing that can be used; enter it without control characters, or leave it out"
        )
    return value


def _host(value: str) -> str:
    if any(c.isspace() or c in "/@" for c in value) or (":" in value and not is_ip(value)):
        raise ValueError(
            f"{value!r} is not a host; write the bare name, for example 'imap.example.com', and port apart"
        )
    return value


def _domain(value: str) -> str:
    domain = value.strip().removeprefix("@").lower()
    if not domain or any(c.isspace() or c in "@/,;*" for c in domain):
        raise ValueError(f"{value!r} is not a domain; write for example 'example.com'")
    return domain


def _address(value: str) -> str:
    address = parseaddr(value)[1]
    if address != value.strip() or "@" not in address or any(c in address for c in " \r\n<>,;"):
        raise ValueError(f"{value!r} is not an e-mail address; write for example zhang.wei@example.com")
    return address.lower()


def _recipient(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return Role(value) if "@" not in value else _address(value)
    except ValueError:
        roles = ", ".join(role.value for role in Role)
        raise ValueError(f"{value!r} is neither an e-mail address nor one of: {roles}") from None


def _sender(value: str) -> str:
    if any(c in value for c in "\r\n") or "@" not in parseaddr(value)[1]:
        raise ValueError(f"{value!r} is not a sender; write for example 'Minutes <minutes@example.com>'")
    return value


def _span(value: object) -> object:
    if isinstance(value, Span):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a length of time; write for example '2 workdays' or '3 days', in quotes")  # noqa: TRY004
    span = Span.parse(value)
    if span.count > _LONGEST[span.unit]:
        raise ValueError(f"{value!r} is longer than a year; write for example '2 workdays' or '3 days'")
    return span


def _whole_days(value: object) -> object:
    span = _span(value)
    if isinstance(span, Span) and span.unit not in ("days", "workdays"):
        raise ValueError(f"{value!r} is not counted in days; write for example '3 days' or '2 workdays'")
    return span


def _interval(value: object) -> object:
    span = _whole_days(value)
    if isinstance(span, Span) and not span.count:
        raise ValueError(f"{value!r} would never end; write for example '1 workdays' or '3 days'")
    return span


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekend_of(working_days: Iterable[str]) -> frozenset[int]:
    """The weekdays off, Monday = 0, of a week with `working_days`."""
    return frozenset(range(7)) - {_WEEKDAYS.index(day) for day in working_days}


def _within(value: object) -> object:
    if isinstance(value, str) and value.strip().lower() == "never":
        return None
    try:
        return _span(value)
    except ValueError as error:
        raise ValueError(f"{error}; or 'never'") from None


def _clock(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        clock = time.fromisoformat(value)
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo:
        raise ValueError(f"{value!r} is not a time of day; write for example '09:00'")
    return clock


def _zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
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
Recipient = Annotated[Role | str, BeforeValidator(_recipient)]
Sender = Annotated[str, AfterValidator(_sender)]
Port = Annotated[int, Field(ge=1, le=65535)]
Text = Annotated[str, AfterValidator(_named)]
Host = Annotated[str, AfterValidator(_host), Field(min_length=1)]
Domain = Annotated[str, AfterValidator(_domain)]
Security = Literal["tls", "starttls", "none"]
Clock = Annotated[time, BeforeValidator(_clock)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
Days = Annotated[Span, BeforeValidator(_whole_days)]
Interval = Annotated[Span, BeforeValidator(_interval)]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Within = Annotated[Span | None, BeforeValidator(_within)]
