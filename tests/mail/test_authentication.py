from __future__ import annotations

import pytest

from coordmail.mail.authentication import forged

US = "mx.example.com"
EXCHANGE = (
    "spf={spf} (sender IP is 40.107.1.2) smtp.mailfrom={domain}; dkim={dkim} (message not signed) header.d={signer};"
    "dmarc={dmarc} action=none header.from={domain};compauth={compauth} reason=100"
)


def exchange(
    dmarc: str, spf: str = "pass", dkim: str = "none", compauth: str = "pass", domain: str = "example.com"
) -> str:
    signer = domain if dkim == "pass" else "none"
    return EXCHANGE.format(spf=spf, dkim=dkim, dmarc=dmarc, compauth=compauth, domain=domain, signer=signer)


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ([], True),
        ([f"{US}; dmarc=pass header.from=example.com; spf=pass"], True),
        ([f"{US}; dmarc=fail (p=reject) header.from=example.com; spf=pass; dkim=pass"], False),
        ([f"{US.upper()} 1; DMARC = fail"], False),
        ([f"{US}; spf=fail smtp.mailfrom=<a@example.com>; dkim=none"], False),
        ([f"{US}; spf=pass smtp.mailfrom=<a@example.com>; dkim=fail header.i=@example.com"], True),
        ([f"{US}; spf=fail; dkim=pass header.d=example.com"], True),
        ([f"{US}; dkim=fail; spf=softfail"], False),
        ([f"{US}; spf=softfail; dkim=none"], True),
        ([f"{US}; dkim=pass (dmarc=fail inside a comment)"], True),
        ([f"{US}; dmarc=pass", f"{US}; dmarc=fail"], True),
        ([f"{US}; dmarc=fail", f"{US}; dmarc=pass"], False),
        (["elsewhere.example; dmarc=fail"], True),
        (["elsewhere.example; dmarc=pass", f"{US}; dmarc=fail"], False),
        ([f"(said by) {US} (version 2); dmarc=fail"], False),
        (["garbage"], True),
        # What is said of another domain neither helps nor harms.
        ([f"{US}; spf=pass smtp.mailfrom=eve@evil.example; dkim=fail header.d=example.com"], False),
        ([f"{US}; spf=fail smtp.mailfrom=list@lists.example; dkim=pass header.d=example.com"], True),
        ([f"{US}; spf=fail smtp.mailfrom=list@lists.example; dkim=none"], True),
        ([f"{US}; spf=pass smtp.mailfrom=a@mail.example.com; dkim=fail"], True),
        ([f"{US}; spf=pass smtp.mailfrom=a@example.com.evil.example; dkim=fail header.d=example.com"], False),
        ([f"{US}; spf=pass smtp.mailfrom=a@evilexample.com; dkim=fail header.d=example.com"], False),
        ([f"{US}; dkim=pass header.d=com; spf=fail smtp.mailfrom=a@example.com"], False),
        # The server that looked at another sender than we read.
        ([f"{US}; dmarc=pass header.from=evil.example"], False),
        ([f"{US}; dmarc=none header.from=evil.example; spf=none"], True),
        # Exchange names no server; its own header stands above all that came with the mail.
        ([exchange("pass")], True),
        ([exchange("fail", spf="fail", compauth="fail")], False),
        ([exchange("none", spf="softfail", compauth="fail")], False),
        ([exchange("bestguesspass", dkim="pass")], True),
        ([exchange("fail", spf="fail"), exchange("pass")], False),
        ([exchange("pass"), f"{US}; dmarc=fail"], False),
        (["elsewhere.example; dmarc=pass", exchange("fail")], True),
        # QQ and NetEase
        (["mx.qq.com; spf=fail smtp.mailfrom=<a@example.com>", f"{US}; dmarc=pass"], True),
        ([f"{US}; dkim=pass header.i=@example.com; spf=pass smtp.mailfrom=<a@example.com>"], True),
        ([f"{US}; spf=pass smtp.mailfrom=<eve@evil.example>; dkim=fail header.i=@example.com"], False),
        ([f"{US}; {'(' * 50_000}dmarc=fail"], True),
        ([f"{US}; " + "spf=pass smtp.mailfrom=" * 20_000], True),
    ],
)  # fmt: skip
def test_only_our_own_servers_topmost_word_counts(results: list[str], believed: bool) -> None:
    assert (forged(results, US, "li.na@example.com") is None) is believed


@pytest.mark.parametrize("server", ["mx.qq.com", "MX.QQ.COM"])
def test_the_header_of_qq(server: str) -> None:
    said = "mx.qq.com; spf=fail smtp.mailfrom=<li.na@example.com>; dkim=none; dmarc=fail(x) header.from=example.com"
    assert forged([said], server, "li.na@example.com") is not None


def test_without_a_configured_server_nothing_is_believed_or_doubted() -> None:
    assert forged([f"{US}; dmarc=fail"], "", "li.na@example.com") is None
