"""The settings: read from TOML, validated whole, refused with the key's path and the remedy."""

from __future__ import annotations

from coordmail.config.loading import load, parse_instant
from coordmail.config.servers import ConfigError, ImapSettings, SmtpSettings
from coordmail.config.settings import (
    Config,
    DepartmentSettings,
    OrganisationSettings,
    PersonSettings,
    ReportSettings,
    RuleSettings,
    SecuritySettings,
    calendar_of,
    directory_of,
)

__all__ = [
    "Config",
    "ConfigError",
    "DepartmentSettings",
    "ImapSettings",
    "OrganisationSettings",
    "PersonSettings",
    "ReportSettings",
    "RuleSettings",
    "SecuritySettings",
    "SmtpSettings",
    "calendar_of",
    "directory_of",
    "load",
    "parse_instant",
]
