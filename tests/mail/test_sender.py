"""Who wrote a mail: the address in From that every program reads, or none that is believed."""

from __future__ import annotations

import pytest

from coordmail.mail.message import Message, parse

US, THEM = "li.na@example.com", "eve@evil.example"


def mail(*headers: str) -> Message:
    return parse("\r\n".join([*headers, "Subject: x", "", "hi", ""]).encode())


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (US, US),
        (US.upper(), US),
        (f"\u674e\u5a1c <{US}>", US),
        (f'"Li, Na" <{US}>', US),
        (f"{US} (Li Na)", US),
        (f"Li Na [{US}]", US),
        (f"<@relay.example:{US}>", US),
        ("=?utf-8?B?5p2O5aicIDxsaS5uYUBleGFtcGxlLmNvbT4=?=", US),
        # A name is no address, whatever it says and however it is encoded.
        (f'"{US}" <{THEM}>', THEM),
        (f"{US} <{THEM}>", THEM),
        (f"\u674e\u5a1c {US} <{THEM}>", THEM),
        (f"'{US}' via list <{THEM}>", THEM),
        (f'"Li\\" <{US}>" <{THEM}>', THEM),
        (f'"{US} <x>" {THEM}', THEM),
        (f"=?utf-8?B?bGkubmFAZXhhbXBsZS5jb20=?= <{THEM}>", THEM),
        (f"=?utf-8?Q?li.na=40example.com=00?= <{THEM}>", THEM),
        (f"=?utf-8?Q?x_<li.na=40example.com>,?= <{THEM}>", THEM),
        (f'"=?utf-8?Q?a=22_<li.na=40example.com>?=" <{THEM}>', THEM),
        (f"({US}) {THEM}", THEM),
        (f"(a (b) <{US}>) {THEM}", THEM),
    ],
)
def test_plain(written: str, address: str) -> None:
    found = mail(f"From: {written}")
    assert (found.from_address, found.sender_doubt) == (address, None)


@pytest.mark.parametrize(
    "headers",
    [
        [f"From: {US}, {THEM}"],
        [f"From: {THEM}, {US}"],
        [f"From: <{US}> <{THEM}>"],
        [f"From: {US}){THEM}"],
        [f"From: staff: {US}, {THEM};"],
        [f"From: {US}\0@evil.example"],
        [f"From: {US}", " @evil.example"],
        [f"From: {US}", f"From: {THEM}"],
        [f"From: {THEM}", f"From: {US}"],
        [f"From: {US}", f"From: Li Na <{US}>"],
        [f"From: \u674e\u5a1c<{US}>\uff0c<{THEM}>"],
    ],
)
def test_in_doubt(headers: list[str]) -> None:
    assert mail(*headers).sender_doubt


@pytest.mark.parametrize("sender", [US, "x", "Li Na <li.na@example.com>"])
def test_the_sender_header_is_no_stand_in(sender: str) -> None:
    assert mail("From: nobody", f"Sender: {sender}").from_address == ""


def test_a_long_header_is_read_in_time() -> None:
    for piece in ("<", "(", '"', "a@", "<a@b>", "=?utf-8?Q?", "(a", ",", "<@"):
        mail("From: " + piece * 20_000 + f" <{US}>")
