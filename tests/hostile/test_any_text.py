"""Parsers of what mails and servers write take any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from coordmail.extraction.understand import ReadingContext, understand
from coordmail.mail.addresses import writers
from coordmail.mail.anchors import answered_tag
from coordmail.mail.authentication import forged
from coordmail.mail.message import parse
from tests.extraction.invented import CALENDAR, DIRECTORY

US = "mx.example.com"
CONTEXT = ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"}))
RESULTS = st.lists(
    st.sampled_from(
        [US, ";", " ", "dmarc=", "spf=", "dkim=", "pass", "fail", "header.from=", "smtp.mailfrom=", "<", "@"]
    )
    | st.sampled_from(["example.com", "evil.example", "(", ")", "compauth=", '"', "\t", "none"]),
    max_size=30,
).map("".join)
WRITTEN = st.lists(
    st.sampled_from(
        ["a@example.com", "b@evil.example", "<", ">", "(", ")", '"', "\\", ",", ";", ":", "@", " ", "\r\n "]
    )
    | st.sampled_from(["=?utf-8?Q?a=40b=2Ec?=", "\x00", "\u674e\u5a1c", "\uff0c"]),
    max_size=12,
).map("".join)
ZH = ("\u72b6\u6001", "\u6211\u6b63\u5728\u4f11\u5047", "3\u670811\u65e5", "\u53d6\u6d88\u7b2c2\u9879", "\u6bcf\u5468")
EN = ("status ", "CM-1/2", "my items", "help", "\n", "1 ", "out of office until ", "[CM-1-AAAAAA]", "been ", "is down ")
WORDS = st.lists(st.sampled_from(ZH + EN), max_size=15).map("".join)


@settings(deadline=None)
@given(st.lists(RESULTS, max_size=3), st.sampled_from([US, ""]))
def test_results_of_servers(results: list[str], server: str) -> None:
    reason = forged(results, server, "a@example.com")
    assert reason is None or (server and any("=" in one for one in results))


@settings(deadline=None)
@given(WRITTEN)
def test_who_wrote_a_mail(written: str) -> None:
    found, plain = writers([written])
    assert all("@" in address and address == address.lower() for address in found)
    assert plain or found
    message = parse(f"From: {written}\r\n\r\nx".encode())
    assert "@" in message.from_address or not message.from_address


@settings(deadline=None)
@given(WORDS, WORDS)
def test_words_of_queries_absences_orders_and_faults(subject: str, text: str) -> None:
    head = f"From: li.na@example.com\r\nSubject: {' '.join(subject.split())}\r\nContent-Type: text/plain; charset=utf-8"
    message = parse(f"{head}\r\n\r\n{text}".encode())
    understand(message, CONTEXT)
    tag = answered_tag(message)
    assert tag is None or tag == "CM-1-AAAAAA"
