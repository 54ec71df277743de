"""Automatic answers and bounces that no header marks, as servers and programs of many languages word them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coordmail.mail.message import parse
from tests.mail.test_machine import mail

DATA = tomllib.loads(Path(__file__).with_name("machine_letters.toml").read_text("utf-8"))


@pytest.mark.parametrize(("subject", "body"), DATA["machine"])
def test_machine(subject: str, body: str) -> None:
    assert parse(mail(subject=subject, body=body)).automatic


@pytest.mark.parametrize(("subject", "body"), DATA["people"])
def test_people(subject: str, body: str) -> None:
    assert parse(mail(subject=subject, body=body)).automatic is None


@pytest.mark.parametrize(("sender", "subject", "body", "headers"), DATA["bounces"])
def test_bounce(sender: str, subject: str, body: str, headers: str) -> None:
    bounce = parse(mail(headers, subject, body, sender)).bounce
    assert bounce is not None
    assert [address.partition("@")[0] for address in bounce.recipients] == ["foo"]
