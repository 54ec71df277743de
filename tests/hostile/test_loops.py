"""No exchange with a machine goes on: one that says what it is gets nothing, one that does not is left alone soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import Office, mail_address

if TYPE_CHECKING:
    from collections.abc import Callable

MARKS = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (rejected)"},
    {"Auto_Submitted": "auto-notified; owner-email=x"},
    {"Return_Path": "<>"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"Precedence": "list"},
    {"List_Id": "<staff.example.com>"},
    {"List_Unsubscribe": "<mailto:x@example.com>"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": ""},
    {"X_Auto_Response_Suppress": "All"},
    {"X_Auto_Response_Suppress": "OOF, AutoReply"},
    {"X_Autoreply_From": "x@example.com"},
    {"X_FC_MachineGenerated": "true"},
]


def asked(office: Office) -> Office:
    office.tracked().at("2024-03-06 09:05").sent()
    return office


@pytest.mark.parametrize("headers", MARKS, ids=lambda h: "-".join(f"{k}={v}" for k, v in h.items())[:40])
def test_machines_that_say_so_get_no_answer(office: Office, headers: dict[str, str]) -> None:
    asked(office)
    for words in ("help", "my items", "1 已完成"):
        disposition = office.mail("zhang.wei", "Re: x", words, office.all_sent()[-1], **headers)
        assert disposition is not None
        assert disposition.outcome == "ignored", words
    assert office.sent() == []


def test_ours_say_what_they_are(office: Office) -> None:
    for sent in asked(office).all_sent():
        assert sent.mail["Auto-Submitted"] in ("auto-generated", "auto-replied")
        assert sent.mail["X-Auto-Response-Suppress"] == "All"


def unclear_robot(office: Office, _round: int) -> None:
    ours = next(s for s in reversed(office.all_sent()) if s.to == (mail_address("zhang.wei"),))
    office.mail("zhang.wei", f"Re: {ours.subject}", "\u611f\u8c22\u60a8\u7684\u6765\u4fe1", ours)


def helpless_robot(office: Office, number: int) -> None:
    office.mail("zhang.wei", f"help {number}", "help")


def curious_robot(office: Office, _round: int) -> None:
    ours = next(s for s in reversed(office.all_sent()) if s.to == (mail_address("zhang.wei"),))
    office.mail("zhang.wei", f"Re: {ours.subject}", "my items", ours)


def echo(office: Office, number: int) -> None:
    """Sends back what it got, as if it were its own."""
    ours = next(s for s in reversed(office.all_sent()) if s.to == (mail_address("chen.chen"),))
    office.mail("chen.chen", ours.subject, f"{ours.text}\n{number}")


@pytest.mark.parametrize("robot", [unclear_robot, helpless_robot, curious_robot, echo])
def test_a_robot_that_does_not_say_so_is_left_alone(office: Office, robot: Callable[[Office, int], None]) -> None:
    asked(office)
    for number in range(25):
        robot(office, number)
    theirs = [s for s in office.sent() if "admin" not in s.kind]
    assert len(theirs) <= 12
    before = len(office.all_sent())
    robot(office, 99)
    assert len(office.all_sent()) == before


def test_the_administrator_hears_of_a_robot_and_people_are_answered_again_later(office: Office) -> None:
    asked(office)
    for number in range(14):
        helpless_robot(office, number)
    office.at("2024-03-07 09:00")
    told = [s for s in office.sent() if s.kind == "admin" and mail_address("zhang.wei") in s.text]
    assert 1 <= len(told) <= 2
    assert "\u5f80\u6765\u53cd\u590d" in told[0].text
    office.mail("zhang.wei", "help", "help")
    assert [s.kind for s in office.sent() if s.to == (mail_address("zhang.wei"),)][-1] == "help"


def refusal(office: Office, headers: str, letter: str) -> None:
    office.take(f"{headers}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{letter}\n".encode())


REJECTED = "\u60a8\u7684\u90ae\u4ef6\u88ab\u9000\u56de"
TO, REASON, SUBJECT = "\u65e0\u6cd5\u53d1\u9001\u5230", "\u9000\u4fe1\u539f\u56e0", "\u4e3b\u9898"
RETURNED = "To: minutes@example.com\nSubject: \u7cfb\u7edf\u9000\u4fe1"
FAILED = "Delivery has failed to these recipients or groups:"
DAEMON = "To: minutes@example.com\nReturn-Path: <>\nSubject: Undelivered Mail\nReferences: {id}"
LETTERS = {
    "qq": (
        f"From: PostMaster@qq.com\n{RETURNED}/Systems bounce",
        f"{REJECTED}\n{TO} {{address}}\n{REASON} 550 not found\n{SUBJECT} {{subject}}",
    ),
    "netease": (
        f"From: postmaster@163.com\n{RETURNED}",
        f"{REJECTED}\n{TO}: {{address}}\n{REASON}: 550 user not found\nMessage-ID: {{id}}",
    ),
    "exchange": (
        f"From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com\n{DAEMON}",
        f"{FAILED}\n{{address}}\nRemote Server returned '550 5.1.10 not found'",
    ),
    "gmail": (
        f"From: mailer-daemon@googlemail.com\nX-Failed-Recipients: {{address}}\n{DAEMON}",
        "Your message wasn't delivered to {address} because the address couldn't be found. 550 5.1.1",
    ),
    "nobody named": (
        f"From: mailer-daemon@relay.example\n{DAEMON}",
        "could not be delivered: 550 5.1.1 user unknown",
    ),
}


@pytest.mark.parametrize(("headers", "letter"), LETTERS.values(), ids=LETTERS)
def test_a_refusal_rests_the_address_until_it_writes(office: Office, headers: str, letter: str) -> None:
    asked(office)
    address = mail_address("zhang.wei")
    ours = next(s for s in reversed(office.all_sent()) if s.to == (address,))
    told = {"address": address, "id": str(ours.mail["Message-ID"]), "subject": ours.subject}
    refusal(office, headers.format(**told), letter.format(**told))
    assert office.store.administration.is_failing(address)
    assert [(s.kind, s.to) for s in office.sent()] == [("noted", (mail_address("li.na"),))]
    refusal(office, headers.format(**told) + "\nX-Again: 1", letter.format(**told) + "\nagain")
    assert office.sent() == []
    office.mail("zhang.wei", "my items", "my items")
    assert not office.store.administration.is_failing(address)


@pytest.mark.parametrize("name", LETTERS)
def test_a_refusal_of_a_mail_that_is_not_ours_rests_nobody(office: Office, name: str) -> None:
    asked(office)
    address = mail_address("zhang.wei")
    told = {"address": address, "id": "<guessed@example.com>", "subject": "[CM-1-AAAAAA] x"}
    headers, letter = LETTERS[name]
    refusal(office, headers.format(**told), letter.format(**told))
    assert not office.store.administration.is_failing(address)
    assert office.sent() == []
