"""Who may say what (DESIGN.md): every way of speaking for somebody else, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coordmail.storage.store import Store
from coordmail.workflow.guessing import WRONG_TAGS_OF_ALL, WRONG_TAGS_OF_ONE
from tests.workflow.office import MINUTES, NOTICE, Office, Sent, configuration, mail_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

US = "mx.example.com"
FAIL, PASS = f"{US}; dmarc=fail header.from=example.com", f"{US}; dmarc=pass header.from=example.com"
OTHER = f"{US}; dmarc=pass header.from=evil.example"
EXCHANGE = "spf=fail smtp.mailfrom=example.com;dmarc=fail"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    security = {"authserv_id": US, "allowed_domains": ["partner.example"]}
    config = configuration(tmp_path / "coordmail.db", security=security)
    with Store.open(config.database) as store:
        office = Office(store, config)
        office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
        office.at("2024-03-05 15:30")
        office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
        office.sent()
        yield office


def request_to(office: Office, who: str) -> Sent:
    return next(s for s in office.all_sent() if s.kind == "confirm-request" and s.to == (mail_address(who),))


def assent(office: Office, who: str) -> str:
    signoff = office.store.signoffs.of_person(1, mail_address(who))
    assert signoff is not None
    return str(signoff.assent)


def tag_of(sent: Sent) -> str:
    return sent.subject[1 : sent.subject.index("]")]


@pytest.mark.parametrize(
    ("sender", "anchor", "headers", "outcome", "counts"),
    [
        ("zhao.min", "id", {}, "processed", True),
        ("zhao.min", "tag", {}, "processed", True),
        ("zhao.min", "tag in lower case", {}, "processed", True),
        ("zhao.min", "id", {"Authentication_Results": PASS}, "processed", True),
        ("zhao.min", "id", {"Authentication_Results": "evil.example; dmarc=fail"}, "processed", True),
        ("zhao.min", "id", {"X_Coordmail": "noted; ref=CM-1"}, "processed", True),
        ("zhao.min", "id", {"Authentication_Results": FAIL}, "quarantined", False),
        ("zhao.min", "id", {"Authentication_Results": OTHER}, "quarantined", False),
        ("zhao.min", "id", {"Authentication_Results": EXCHANGE}, "quarantined", False),
        ("zhao.min", "nothing", {}, "quarantined", False),
        ("zhao.min", "guessed", {}, "quarantined", False),
        ("zhao.min", "another case", {}, "quarantined", False),
        ("wang.qiang", "id", {}, "quarantined", False),
        ("wang.qiang", "tag", {}, "quarantined", False),
        ("eve@elsewhere.example", "id", {}, "quarantined", False),
        ("eve@partner.example", "id", {}, "quarantined", False),
        ("zhao.min@example.com.elsewhere.example", "id", {}, "quarantined", False),
        ('"zhao.min@example.com" <eve@elsewhere.example>', "id", {}, "quarantined", False),
        ("赵敏 zhao.min@example.com <eve@elsewhere.example>", "id", {}, "quarantined", False),
        ("zhao.min@example.com, eve@elsewhere.example", "id", {}, "quarantined", False),
        ("minutes@example.com", "id", {}, "ignored", False),
        ("zhao.min", "id", {"Auto_Submitted": "auto-replied"}, "ignored", False),
    ],
)  # fmt: skip
def test_an_answer(
    office: Office, sender: str, anchor: str, headers: dict[str, str], outcome: str, counts: bool
) -> None:
    request = request_to(office, "zhao.min")
    tag = tag_of(request)
    subjects = {
        "tag": f"Re: [{tag}] x",
        "tag in lower case": f"Re: [{tag.lower()}] x",
        "guessed": "Re: [CM-1-AAAAAA] x",
        "another case": f"Re: [CM-2-{tag[-6:]}] x",
    }
    lines = [
        f"From: {sender if '@' in sender else mail_address(sender)}",
        f"Subject: {subjects.get(anchor, 'Re: x')}",
        "Message-ID: <answer@client.example>",
        "Date: Tue, 05 Mar 2024 16:00:00 +0800",
        "Content-Type: text/plain; charset=utf-8",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        *([f"In-Reply-To: {request.mail['Message-ID']}"] if anchor == "id" else []),
        *("", "确认", ""),
    ]
    disposition = office.take("\r\n".join(lines).encode())
    assert disposition is not None
    assert disposition.outcome == outcome, disposition.reason
    assert disposition.reason
    assert assent(office, "zhao.min") == ("yes" if counts else "none")
    if not counts:
        assert {s.to for s in office.sent()} <= {("it@example.com",)}


@pytest.mark.parametrize(
    ("sender", "outcome"),
    [
        ("li.na", "processed"),
        ("zhou@partner.example", "processed"),
        ("zhou@PARTNER.example", "processed"),
        ("zhou@evil-partner.example", "quarantined"),
        ("zhou@sub.partner.example", "quarantined"),
        ("zhou@partner.example.elsewhere.example", "quarantined"),
        ("eve@elsewhere.example", "quarantined"),
        ("minutes@example.com", "ignored"),
    ],
)
def test_a_notice(office: Office, sender: str, outcome: str) -> None:
    disposition = office.mail(sender, "会议通知:季度计划", NOTICE.replace("订单系统数据延迟专项沟通", "季度计划"))
    assert disposition is not None
    assert disposition.outcome == outcome
    if outcome == "quarantined":
        assert {s.to for s in office.sent()} <= {("it@example.com",)}


def test_tags_are_not_believed_from_somebody_who_guesses(office: Office) -> None:
    tag = tag_of(request_to(office, "zhao.min"))
    for number in range(WRONG_TAGS_OF_ONE):
        office.mail("zhao.min", f"Re: [CM-1-AAAAA{chr(ord('A') + number)}] x", f"确认 {number}")
    disposition = office.mail("zhao.min", f"Re: [{tag}] x", "确认")
    assert disposition is not None
    assert disposition.outcome == "quarantined"
    assert assent(office, "zhao.min") == "none"
    assert [s.to for s in office.sent()] == [("it@example.com",)]
    office.at("2024-03-06 09:00")
    assert any("编号多次不符" in s.text for s in office.sent() if s.kind == "admin")
    # Whoever names our Message-ID has the mail, and guesses nothing.
    office.answer("zhao.min", "confirm-request", "确认")
    assert assent(office, "zhao.min") == "yes"


def test_others_tags_are_believed_all_the_same_and_the_guesser_s_on_the_next_day(office: Office) -> None:
    for number in range(WRONG_TAGS_OF_ONE + 1):
        office.mail("zhao.min", f"Re: [CM-1-AAAAA{chr(ord('A') + number)}] x", f"确认 {number}")
    office.mail("wang.qiang", f"Re: [{tag_of(request_to(office, 'wang.qiang'))}] x", "确认")
    assert assent(office, "wang.qiang") == "yes"
    office.at("2024-03-06 16:30").mail("zhao.min", f"Re: [{tag_of(request_to(office, 'zhao.min'))}] x", "确认")
    assert assent(office, "zhao.min") == "yes"


def test_strangers_who_guess_take_nothing_from_the_others(office: Office) -> None:
    for number in range(WRONG_TAGS_OF_ALL):
        tag = f"CM-1-AAAA{chr(65 + number // 26)}{chr(65 + number % 26)}"
        office.mail(f"x{number}@elsewhere.example", f"Re: [{tag}] x", f"确认 {number}")
    office.mail("zhao.min", f"Re: [{tag_of(request_to(office, 'zhao.min'))}] x", "确认")
    assert assent(office, "zhao.min") == "yes"


def test_an_old_answer_sent_again_changes_nothing(office: Office) -> None:
    """Somebody resends an approval of a delay after the organizer thought better of it."""
    for who in ("li.na", "wang.qiang", "zhang.wei", "zhao.min"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    office.at("2024-03-06 09:10").answer("zhang.wei", "reminder", "1 延期至3月12日,等待测试环境")
    request = next(s for s in reversed(office.all_sent()) if s.kind == "delay-request")
    raw = (
        f"From: li.na@example.com\r\nSubject: Re: {tag_of(request)}\r\nMessage-ID: <one@client.example>\r\n"
        f"In-Reply-To: {request.mail['Message-ID']}\r\nDate: Wed, 06 Mar 2024 09:20:00 +0800\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n同意\r\n"
    ).encode()
    first = office.take(raw)
    assert first is not None
    assert first.outcome == "processed"
    assert office.take(raw) is None
    item = office.store.items.of_meeting(1)[0]
    office.sent()
    again = office.at("2024-03-08 10:00").take(raw.replace(b"<one@", b"<two@"))
    assert again is not None
    assert again.outcome == "quarantined"
    assert office.store.items.of_meeting(1)[0].due == item.due
    assert not any(s.kind == "noted" for s in office.sent())


@pytest.mark.parametrize(
    "words",
    [
        NOTICE.replace("记录人:陈晨", "记录人:minutes@example.com").replace("订单系统数据延迟专项沟通", "季度计划"),
        NOTICE.replace("赵敏", "minutes@example.com").replace("订单系统数据延迟专项沟通", "季度计划"),
    ],
)
def test_our_own_address_is_nobody(office: Office, words: str) -> None:
    office.mail("li.na", "会议通知:季度计划", words)
    office.at("2024-03-05 17:00").at("2024-03-06 09:00")
    assert all("minutes@example.com" not in (*s.to, *s.cc) for s in office.all_sent())


def test_our_own_address_is_no_owner(office: Office) -> None:
    words = MINUTES.replace("赵敏于", "minutes@example.com于").replace("订单系统数据延迟专项沟通", "季度计划")
    office.mail("li.na", "会议纪要:季度计划", words)
    office.at("2024-03-06 09:00").at("2024-03-08 09:00")
    assert all("minutes@example.com" not in (*s.to, *s.cc) for s in office.all_sent())
