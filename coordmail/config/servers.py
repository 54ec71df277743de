"""The two servers: where they are, how they are trusted, and where the password is."""

import ipaddress
import os
import shlex
import subprocess
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from coordmail.config.fields import STRICT, Host, Port, Security, Sender, Text, is_ip


class ConfigError(Exception):
    """The configuration cannot be used; the message names each key and what is wrong with it."""


class _Server(BaseModel):
    model_config = STRICT

    host: Host
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
            return _secret(os.environ[self.password_env], f"the environment variable {self.password_env}")
        if self.password_file is not None:
            try:
                text = Path(self.password_file).read_text(encoding="utf-8-sig")
            except OSError as error:
                raise ConfigError(f"password_file {self.password_file} cannot be read: {error.strerror}") from error
            except UnicodeDecodeError:
                raise ConfigError(f"password_file {self.password_file} is not UTF-8; save it as UTF-8") from None
            return _secret(text, f"password_file {self.password_file}")
        if self.password_command is not None:
            try:
                command = shlex.split(self.password_command)
                done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
            except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
                # What the command or the error says may hold the secret.
                raise ConfigError(
                    f"password_command failed: {type(error).__name__}; run it by hand to see why"
                ) from None
            return _secret(done.stdout, "password_command")
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
        names = (self.folder, self.processed_folder, self.quarantine_folder)
        # RFC 3501, 5.1: INBOX is the one name that is the same in any case.
        if len({"INBOX" if name.upper() == "INBOX" else name for name in names}) < 3:
            raise ValueError("folder, processed_folder and quarantine_folder must be three different folders")
        return self


class SmtpSettings(_Server):
    """Where mail goes out. Without `username` no login is tried."""

    port: Port = 465
    username: Text | None = None
    sender: Sender

    @property
    def address(self) -> str:
        """The bare address of `sender`, lower case."""
        return parseaddr(self.sender)[1].lower()


def _secret(text: str, place: str) -> str:
    """The password in `text`. Raises ConfigError, which never shows it."""
    password = text.strip("\r\n")
    if not password:
        raise ConfigError(f"{place} holds no password: it is empty")
    if any(c in password for c in "\r\n\0"):
        raise ConfigError(f"{place} holds several lines; the password has to stand there alone")
    return password


def _is_loopback(host: str) -> bool:
    return host.lower() == "localhost" or (is_ip(host) and ipaddress.ip_address(host).is_loopback)
