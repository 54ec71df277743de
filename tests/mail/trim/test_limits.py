"""Bodies made to be slow are read in linear time; the public corpus is trimmed as its authors did."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.mail.trim import trim

HOSTILE = {
    "newlines": "\n" * 50_000,
    "blank lines": "ok" + " \n" * 300_000,
    "on": "On " * 3000 + "wrote:",
    "on lines": "On \n" * 20_000 + "wrote:",
    "attributions": "On x, wrote\n" * 50_000,
    "quotes": ">" * 1_000_000,
    "quoted lines": "> a\n" * 250_000,
    "from": "From: a\n" * 60_000,
    "empty labels": "发件人:\n" * 60_000,
    "rules": "---\n" * 100_000,
    "verbs": "wrote:\n" * 60_000,
    "disclaimers": "This message confidential recipient\n" * 20_000,
    "footers": "发自我的iPhone\n" * 60_000,
    "interleaved": "> a\nb\n" * 60_000,
    "spaces": " " * 1_000_000,
    "sent from": "Sent from " * 100_000,
}
HOSTILE_HTML = {
    "divs": "<div>" * 100_000,
    "blockquotes": "<blockquote type=cite>x</blockquote>y" * 10_000,
    "cells": "<p>a</p><p>From: x<br>To: y<br>Sent: z<br>Subject: s</p><table><tr>"
    + "<td>x</td>" * 10_000
    + "</tr></table>",
    "rules": "<div>" + "---<br>" * 30_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text(body: str) -> None:
    started = time.process_time()
    trim(body, None, names=("张伟",))
    assert time.process_time() - started < 5


@pytest.mark.parametrize("body", HOSTILE_HTML.values(), ids=HOSTILE_HTML)
def test_hostile_html(body: str) -> None:
    started = time.process_time()
    trim(None, body, names=("张伟",))
    assert time.process_time() - started < 10


PIECES = [
    "同意",
    "> 引用",
    "",
    "On Tue, Mar 5, 2024 at 2:00 PM X <x@example.com> wrote:",
    "发件人: x",
    "收件人: y",
    "主题: z",
    "-- ",
    "祝好",
    "张伟",
    "发自我的iPhone",
    "---",
    "| a | b |",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_every_line_is_new_or_cut_off(pieces: list[str]) -> None:
    trimmed = trim("\n".join(pieces), None, names=("张伟",))
    parted = trimmed.new_text.split() + trimmed.quoted_text.split()
    assert sorted(parted) == sorted("\n".join(pieces).split())


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_taken_apart(text: str, html: str) -> None:
    trim(text, html, names=("张伟",), subject="Fwd: x")
