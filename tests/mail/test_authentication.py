from __future__ import annotations

import pytest

from coordmail.mail.authentication import forged

US = "mx.example.com"


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ([], True),
        ([f"{US}; dmarc=pass header.from=example.com; spf=pass"], True),
        ([f"{US}; dmarc=fail (p=reject) header.from=example.com; spf=pass; dkim=pass"], False),
        ([f"{US.upper()} 1; DMARC = fail"], False),
        ([f"{US}; spf=fail smtp.mailfrom=<a@example.com>; dkim=none"], False),
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
    ],
)
def test_only_our_own_servers_topmost_word_counts(results: list[str], believed: bool) -> None:
    assert (forged(results, US) is None) is believed


def test_without_a_configured_server_nothing_is_believed_or_doubted() -> None:
    assert forged([f"{US}; dmarc=fail"], "") is None
